"""What a release says of the path to a target, of a loosened one, and of a miss that was accepted."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bahealth.assess.commands import MakeRelease, make_release
from bahealth.assess.model import AcceptedDeviation, Goal, Standing, Status, Verdict
from bahealth.assess.queries import release_verdicts
from bahealth.assess.trajectory import Milestone, Path
from bahealth.assess.verdict import SeriesInput, verdict
from bahealth.catalog.model import Indicator, Level
from bahealth.people.model import COMMAND_LINE
from bahealth.store import Database
from bahealth.targets.commands import (
    AcceptDeviation,
    EndDeviation,
    SetTarget,
    accept_deviation,
    end_deviation,
    set_target,
)
from tests.assess.example import TODAY, count, monthly, proportion
from tests.targets.example import DEFINITIONS, MAYOR, terms

NOON = datetime(2026, 11, 22, 12, 0)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ACCEPTED = AcceptedDeviation(until_on=date(2027, 3, 31), reason="Works in the ward")


def judged(indicator: Indicator, events: list[float], people: float | None, promise: Goal, **changes: Any) -> Verdict:
    points = monthly(indicator, list(events), people)
    given = {"indicator": indicator, "area_id": "city", "level": Level.CITY, "as_of": TODAY, "points": points}
    return verdict(SeriesInput(**{**given, "goal": promise, **changes}))


def promise(**changes: Any) -> Goal:
    """From 40 at the end of 2025 to 70 at the end of 2027: 1.25 more each month."""
    given = {
        "target_id": "t",
        "value": 70.0,
        "due_on": date(2027, 12, 31),
        "baseline_value": 40.0,
        "baseline_on": date(2025, 12, 31),
        "basis": "history",
    }
    return Goal.model_validate({**given, **changes})


def test_the_path_is_read_at_the_end_of_the_period_of_the_row() -> None:
    # The newest month ends on 30 September 2026, nine months after the baseline: 40 + 9 x 1.25.
    found = judged(proportion(), [420.0] * 30, 1000.0, promise())
    assert found.target is not None
    assert found.target.asked_now == pytest.approx(51.25)
    steps = (Milestone(on=date(2026, 6, 30), value=45.0), Milestone(on=date(2026, 12, 31), value=50.0))
    stepped = judged(proportion(), [420.0] * 30, 1000.0, promise(path=Path.STEPPED, milestones=steps))
    assert stepped.target is not None
    assert stepped.target.asked_now == 45.0
    later = judged(proportion(), [420.0] * 30, 1000.0, promise(baseline_on=date(2026, 10, 31)))
    assert later.target is not None
    assert later.target.asked_now is None


def test_a_count_over_several_months_is_asked_for_as_many_times_the_path() -> None:
    # So few that months are put together; the target and its path are per month.
    found = judged(count(), [1.0, 2.0, 0.0] * 12, None, promise(value=0.5, baseline_value=2.0))
    assert found.target is not None
    assert found.period_months is not None
    # two down to a half in 24 months; after nine of them 2 - 9 x 1.5 / 24
    assert found.target.asked_now == pytest.approx(found.period_months * (2 - 9 * 1.5 / 24))


def test_an_accepted_miss_keeps_its_status_and_asks_for_no_attention() -> None:
    events = [420.0 + 3 * (step % 4) for step in range(30)]
    honest = judged(proportion(), events, 1000.0, promise())
    quiet = judged(proportion(), events, 1000.0, promise(), deviation=ACCEPTED)
    assert (honest.status, honest.standing) == (Status.OFF_TRACK, Standing.ATTENTION)
    assert honest.attention_order > 0
    assert quiet == honest.model_copy(update={"deviation": ACCEPTED, "attention_order": 0.0})


def test_a_late_row_still_tells_the_deviation_and_a_hidden_one_does_not() -> None:
    late = judged(proportion(), [], 1000.0, promise(), deviation=ACCEPTED)
    hidden = judged(proportion(), [420.0] * 30, 1000.0, promise(), deviation=ACCEPTED, is_suppressed=True)
    assert (late.deviation, hidden.deviation) == (ACCEPTED, None)


def put_value(database: Database) -> None:
    with database.writing() as con:
        con.execute(
            "INSERT INTO facts.observation VALUES ('d', 'infant', 'city', '2023-01-01', 12, 127, 24000, NULL, NULL, "
            "NULL, NULL, false, NULL)"
        )
        con.execute("INSERT INTO ops.delivery VALUES ('d', 'form', 'd', 'd', 1, false, ?, 'tests')", [NOON - DAY])


def released(database: Database, at: datetime) -> Verdict:
    row = make_release(database, DEFINITIONS, MakeRelease(as_of=at.date()), actor=COMMAND_LINE, at=at)
    with database.reading() as con:
        (found,) = release_verdicts(con, release_number=row.release_number, indicator_id="infant", area_id="city")
    return found


def test_an_accepted_deviation_ends_by_itself_and_old_releases_stay_as_they_were() -> None:
    database = Database(None)
    put_value(database)
    set_target(database, DEFINITIONS, SetTarget(**dict(terms())), actor=COMMAND_LINE, at=NOON)
    assert released(database, NOON + HOUR).deviation is None
    until = NOON.date() + 30 * DAY
    accepted = AcceptDeviation(
        indicator_id="infant", area_id="city", from_on=NOON.date(), until_on=until, reason="Works in the ward"
    )
    accept_deviation(database, DEFINITIONS, accepted, actor=MAYOR, at=NOON + 2 * HOUR)
    during = released(database, NOON + 30 * DAY)
    assert during.deviation == AcceptedDeviation(until_on=until, reason="Works in the ward")
    assert released(database, NOON + 31 * DAY).deviation is None
    with database.reading() as con:
        (old,) = release_verdicts(con, release_number=2, indicator_id="infant", area_id="city")
    assert old == during
    database.close()


def test_a_deviation_that_was_ended_is_gone_in_the_next_release() -> None:
    database = Database(None)
    put_value(database)
    set_target(database, DEFINITIONS, SetTarget(**dict(terms())), actor=COMMAND_LINE, at=NOON)
    accepted = AcceptDeviation(
        indicator_id="infant", area_id="city", from_on=NOON.date(), until_on=NOON.date() + 30 * DAY, reason="Works"
    )
    deviation_id = accept_deviation(database, DEFINITIONS, accepted, actor=MAYOR, at=NOON)
    ended = EndDeviation(deviation_id=deviation_id, reason="Done")
    end_deviation(database, DEFINITIONS, ended, actor=MAYOR, at=NOON + 2 * DAY)
    assert released(database, NOON + 3 * DAY).deviation is None
    database.close()


def test_a_loosened_target_is_marked_for_a_year_also_when_it_is_tightened_again() -> None:
    database = Database(None)
    put_value(database)
    late_evening = datetime(2026, 11, 23, 1, 30)  # still the 22nd in Buenos Aires
    for value, at in ((4.5, NOON), (4.9, late_evening), (4.8, late_evening + HOUR)):
        set_target(database, DEFINITIONS, SetTarget(**dict(terms(target_value=value))), actor=COMMAND_LINE, at=at)
    found = released(database, late_evening + DAY).target
    assert found is not None
    assert (found.goal.value, found.goal.is_loosened_on) == (4.8, date(2026, 11, 22))
    later = released(database, datetime(2027, 11, 24, 12)).target
    assert later is not None
    assert later.goal.is_loosened_on is None
    database.close()


def test_bodies_of_releases_before_paths_and_deviations_still_load() -> None:
    body = judged(proportion(), [420.0] * 30, 1000.0, promise()).model_dump(mode="json")
    del body["deviation"], body["target"]["asked_now"]
    for name in ("path", "milestones", "is_loosened_on"):
        del body["target"]["goal"][name]
    old = Verdict.model_validate(body)
    assert old.target is not None
    assert (old.deviation, old.target.asked_now, old.target.goal.path) == (None, None, Path.STRAIGHT)
