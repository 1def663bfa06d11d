from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bahealth.assess.many_rows import MANY_FROM, false_alarm_rate
from bahealth.assess.model import Change, Standing, Status
from bahealth.assess.verdict import standing_of
from bahealth.catalog.model import Catalog, Group
from bahealth.errors import NotFound
from bahealth.store import Database
from bahealth.views.scorecard import (
    STANDING_ORDER,
    GroupBy,
    ScorecardChoice,
    ScorecardView,
    is_flagged_by_luck,
    scorecard_view,
)
from tests.views.filled import NOON, OFFICE, VISITOR, a_catalog, counted, definition, deliver, months, release

Real = tuple[Database, Catalog]


def shown(real: Real, **choice: Any) -> ScorecardView:
    view = scorecard_view(*real, ScorecardChoice(**choice), OFFICE)
    assert view is not None
    return view


def adds_up(view: ScorecardView) -> None:
    assert tuple(standing for standing, _ in view.counts) == STANDING_ORDER
    assert sum(count for _, count in view.counts) == view.total == len(view.rows) + view.hidden_row_count
    assert dict(view.counts)[Standing.ATTENTION] == len(view.attention)


@given(st.sampled_from(Status), st.sampled_from(Change))
def test_every_status_with_every_change_has_exactly_one_place_among_the_counts(status: Status, change: Change):
    assert STANDING_ORDER.count(standing_of(status, change)) == 1


def test_counts_add_up_to_the_indicators_in_every_area_department_and_filter(real: Real):
    _, catalog = real
    departments = [None, *(one.department_id for one in catalog.departments)]
    for area in shown(real).areas:
        totals: dict[str | None, int] = {}
        for department_id in departments:
            for only in (False, True):
                view = shown(real, area_id=area.area_id, department_id=department_id, only_exceptions=only)
                adds_up(view)
                totals[department_id] = view.total
        assert totals.pop(None) == len(catalog.indicators) == sum(totals.values())


@pytest.mark.slow
@settings(max_examples=6, deadline=None)
@given(st.data())
def test_counts_add_up_whatever_the_figures_are(data: st.DataObject):
    """Random counts, some areas silent: each row stands in exactly one of the counts."""
    areas = data.draw(st.lists(st.sampled_from(["comuna-1", "comuna-2", "comuna-3"]), unique=True, min_size=1))
    cases = st.lists(st.integers(0, 90), min_size=8, max_size=8)
    catalog = a_catalog(definition("a"), definition("b", direction="neutral"), counted("c"), comunas=3)
    with_store = Database(None)
    try:
        for indicator_id, has_people in (("a", True), ("b", True), ("c", False)):
            counts = {area_id: data.draw(cases) for area_id in areas}
            deliver(with_store, months(indicator_id, counts, dict.fromkeys(areas, 100) if has_people else None))
        release(with_store, catalog)
        for area_id in ("city", "comuna-1", "comuna-2", "comuna-3"):
            for actor in (OFFICE, VISITOR):
                view = scorecard_view(with_store, catalog, ScorecardChoice(area_id=area_id), actor)
                assert view is not None
                adds_up(view)
                assert view.total == 4
    finally:
        with_store.close()


def test_the_department_filter_keeps_its_own_rows_in_their_order(real: Real):
    everything = shown(real)
    chosen = shown(real, department_id="statistics")
    assert [row.indicator.indicator_id for row in chosen.rows] == [
        row.indicator.indicator_id for row in everything.rows if row.indicator.owner == "statistics"
    ]
    assert chosen.department is not None
    assert chosen.department.department_id == "statistics"
    assert everything.department is None


def test_exceptions_are_the_rows_that_ask_for_attention_or_moved_beyond_chance(real: Real):
    everything, chosen = shown(real), shown(real, only_exceptions=True)
    moved = {Change.IMPROVING, Change.WORSENING, Change.HIGHER, Change.LOWER}
    expected = [
        row.indicator.indicator_id
        for row in everything.rows
        if row.verdict.standing is Standing.ATTENTION or row.verdict.change.change in moved
    ]
    assert [row.indicator.indicator_id for row in chosen.rows] == expected
    assert 0 < len(expected) < everything.total
    assert chosen.counts == everything.counts  # the tiles are about all rows, whatever the table shows
    assert chosen.hidden_row_count == everything.total - len(expected)


def test_grouping_divides_the_same_rows(real: Real):
    by_theme, by_department = shown(real), shown(real, group_by=GroupBy.DEPARTMENT)
    assert [group.theme for group in by_theme.groups] == list(Group)
    assert {one.indicator.indicator_id for one in by_theme.rows} == {
        one.indicator.indicator_id for one in by_department.rows
    }
    for group in by_department.groups:
        assert group.department is not None
        assert {row.indicator.owner for row in group.rows} == {group.department.department_id}


def test_what_presses_most_comes_first(real: Real):
    orders = [row.verdict.attention_order for row in shown(real, area_id="comuna-8").attention]
    assert orders == sorted(orders, reverse=True)


@pytest.mark.parametrize(
    "choice",
    [{"area_id": "comuna-99"}, {"area_id": "barrio-villa-lugano"}, {"department_id": "nobody"}, {"release_number": 7}],
)
def test_what_does_not_exist_is_refused(real: Real, choice: dict[str, Any]):
    with pytest.raises(NotFound):
        scorecard_view(*real, ScorecardChoice(**choice), OFFICE)


def test_before_the_first_release_there_is_no_scorecard(database: Database):
    catalog = a_catalog(definition("a"))
    assert scorecard_view(database, catalog, ScorecardChoice(), OFFICE) is None
    with pytest.raises(NotFound):
        scorecard_view(database, catalog, ScorecardChoice(release_number=1), OFFICE)


def test_the_same_question_gives_the_same_object(real: Real):
    assert shown(real) is shown(real)
    assert shown(real) is not scorecard_view(*real, ScorecardChoice(), VISITOR)


def test_an_old_release_shows_the_same_digits_after_a_correction_and_a_new_release(database: Database):
    catalog = a_catalog(definition("a"))
    people = {"comuna-1": 500, "comuna-2": 700}
    deliver(database, months("a", {"comuna-1": [50] * 14, "comuna-2": [80] * 14}, people))
    release(database, catalog)
    before = scorecard_view(database, catalog, ScorecardChoice(area_id="comuna-1"), OFFICE)
    later = NOON + timedelta(days=1)
    deliver(database, months("a", {"comuna-1": [90] * 14, "comuna-2": [80] * 14}, people), at=later)
    release(database, catalog, at=later + timedelta(hours=1))
    newest = scorecard_view(database, catalog, ScorecardChoice(area_id="comuna-1"), OFFICE)
    other = Catalog.model_validate(catalog.model_dump())  # nothing kept from before can answer
    replayed = scorecard_view(database, other, ScorecardChoice(area_id="comuna-1", release_number=1), OFFICE)
    assert before is not None
    assert newest is not None
    assert replayed is not None
    assert (before.release.release_number, newest.release.release_number) == (1, 2)
    assert before.rows == replayed.rows
    assert [row.verdict.value for row in newest.rows] != [row.verdict.value for row in before.rows]
    assert newest.rows[0].verdict.value == 18.0  # 90 of 500


def test_an_old_release_explains_itself_with_the_definition_of_its_day(database: Database):
    catalog = a_catalog(definition("a"))
    deliver(database, months("a", {"comuna-1": [50] * 14, "comuna-2": [80] * 14}, {"comuna-1": 500, "comuna-2": 700}))
    release(database, catalog)
    renamed = a_catalog(definition("a", unit={"es": "de cien", "en": "of a hundred"}, direction="higher"))
    release(database, renamed, at=NOON + timedelta(hours=1))
    old = scorecard_view(database, renamed, ScorecardChoice(release_number=1), OFFICE)
    new = scorecard_view(database, renamed, ScorecardChoice(), OFFICE)
    assert old is not None
    assert new is not None
    assert (old.rows[0].indicator.unit.en, new.rows[0].indicator.unit.en) == ("%", "of a hundred")


def test_the_mark_of_a_demonstration_follows_the_rows_shown(real: Real):
    assert shown(real).has_demonstration_targets
    assert not shown(real, department_id="hospitals").has_demonstration_targets


def test_figures_of_the_city_stand_as_published(real: Real):
    rows = {row.indicator.indicator_id: row for row in shown(real).rows}
    assert rows["infant_mortality"].verdict.value == 5.3
    assert rows["infant_mortality"].points[-1].period_start == date(2023, 1, 1)
    comuna_3 = next(one for one in rows["infant_mortality"].comunas if one.area_id == "comuna-3")
    # 2021 to 2023 together, beside the city over the same years.
    assert comuna_3.compared is not None
    assert comuna_3.compared.period_months == 36
    assert rows["infant_mortality"].city is not None
    assert comuna_3.compared.city_value == rows["infant_mortality"].city.value


def test_a_weak_signal_among_many_rows_comes_last_among_those_that_need_attention(real: Real):
    view = shown(real)
    assert view.expected_false_alarms == pytest.approx(sum(false_alarm_rate(row.verdict) for row in view.rows))
    weak = {row.indicator.indicator_id for row in view.rows if row.verdict.change.is_strict is False}
    assert view.luck == (weak if view.expected_false_alarms >= MANY_FROM else frozenset())
    last = [is_flagged_by_luck(row, view.luck) for row in view.attention]
    assert last == sorted(last)


def test_the_expected_false_flags_are_those_of_all_indicators_not_only_of_the_exceptions_shown(real: Real):
    assert shown(real).expected_false_alarms > 0
    assert shown(real, only_exceptions=True).expected_false_alarms == shown(real).expected_false_alarms
