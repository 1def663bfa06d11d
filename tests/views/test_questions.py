"""Questions for the pre-read out of a real release."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from bahealth.assess.gaming import Asked
from bahealth.errors import NotAllowed
from bahealth.store import Database
from bahealth.views.questions import QuestionsView, questions_view
from tests.views.filled import NOON, OFFICE, VISITOR, a_catalog, definition, deliver, months, release

COMUNAS = 15


def filled(database: Database, share: dict[str, float]) -> None:
    """Three years of months in which every comuna has its share of 4,000 people."""
    counts = {area_id: [round(4000 * value)] * 36 for area_id, value in share.items()}
    deliver(database, months("cases", counts, dict.fromkeys(share, 4000)))


def put_target(database: Database, area_id: str, value: float, at: datetime, *, is_loosened: bool = False) -> None:
    """A target in force, whatever columns the table has besides."""
    with database.writing() as con:
        con.execute(
            "INSERT INTO ops.target (target_id, indicator_id, area_id, baseline_start, baseline_months, "
            "baseline_value, target_value, due_on, basis, reason, is_withdrawn, set_at, set_by, is_loosened) "
            "VALUES ($area_id || $at, 'cases', $area_id, '2023-01-01', 1, 30, $value, '2027-12-31', 'decision', 'r', "
            "false, $at, 'Ana', $is_loosened)",
            {"area_id": area_id, "value": value, "at": at, "is_loosened": is_loosened},
        )


def shown(view: QuestionsView | None) -> list[tuple[Asked, str]]:
    assert view is not None
    return [(one.asked, one.area_id) for one in view.shown]


def test_before_the_first_release_there_is_nothing_to_ask(database: Database) -> None:
    assert questions_view(database, a_catalog(definition("cases")), OFFICE) is None


def test_residents_are_refused(database: Database) -> None:
    with pytest.raises(NotAllowed):
        questions_view(database, a_catalog(definition("cases")), VISITOR)


def test_comunas_that_crowd_past_the_city_s_target_are_asked_about(database: Database) -> None:
    catalog = a_catalog(definition("cases"), comunas=COMUNAS)
    # Less is better, the target is 20 %: twelve comunas lie at 19.9 %, one at 20.2 %, two far away.
    share = {f"comuna-{n}": 0.199 for n in range(1, 13)} | {"comuna-13": 0.202, "comuna-14": 0.28, "comuna-15": 0.33}
    filled(database, share)
    put_target(database, "city", 20.0, NOON - timedelta(days=900))
    release(database, catalog)
    view = questions_view(database, catalog, OFFICE, area_id="city")
    assert (Asked.BUNCHED_AREAS, "city") in shown(view)
    assert view is not None
    bunched = next(one.bunching for one in view.shown if one.asked is Asked.BUNCHED_AREAS)
    assert bunched is not None
    assert (bunched.just_past, bunched.just_short, bunched.total) == (12, 1, 15)
    assert shown(questions_view(database, catalog, OFFICE, area_id="comuna-1")) == []
    assert shown(questions_view(database, catalog, OFFICE, department_id="figures")) == []


def test_a_loosened_target_is_asked_about_until_it_is_replaced(database: Database) -> None:
    catalog = a_catalog(definition("cases"))
    filled(database, {"comuna-1": 0.3, "comuna-2": 0.3, "comuna-3": 0.3, "comuna-4": 0.3})
    put_target(database, "comuna-2", 20.0, NOON - timedelta(days=100))
    put_target(database, "comuna-2", 25.0, NOON - timedelta(days=50), is_loosened=True)
    release(database, catalog)
    view = questions_view(database, catalog, OFFICE, indicator_id="cases", area_id="comuna-2")
    assert (Asked.LOOSENED, "comuna-2") in shown(view)
    assert view is not None
    loosened = next(one.loosened for one in view.shown if one.loosened)
    assert (loosened.before_value, loosened.target_value) == (20.0, 25.0)
    assert loosened.before_due_on == date(2027, 12, 31)
    put_target(database, "comuna-2", 18.0, NOON + timedelta(hours=1))
    release(database, catalog, at=NOON + timedelta(days=1))
    later = questions_view(database, catalog, OFFICE, indicator_id="cases", area_id="comuna-2")
    assert (Asked.LOOSENED, "comuna-2") not in shown(later)
    first = questions_view(database, catalog, OFFICE, area_id="comuna-2", release_number=1)
    assert (Asked.LOOSENED, "comuna-2") in shown(first)  # an earlier release asks what it asked


def test_a_definition_that_changed_between_releases_is_asked_about(database: Database) -> None:
    filled(database, {"comuna-1": 0.3, "comuna-2": 0.3, "comuna-3": 0.3, "comuna-4": 0.3})
    release(database, a_catalog(definition("cases")))
    changed = a_catalog(definition("cases", denominator={"es": "otra", "en": "other"}))
    release(database, changed, at=NOON + timedelta(days=1))
    view = questions_view(database, changed, OFFICE, area_id="city")
    assert view is not None
    (one,) = [one for one in view.shown if one.asked is Asked.DEFINITION]
    assert (one.indicator_id, one.changed, one.release_number) == ("cases", ("denominator",), 1)
