"""What the past says of terms, against a slow second way of counting."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.assess.forecast import forecast
from bahealth.assess.model import Point
from bahealth.assess.queries import BreakRow
from bahealth.catalog.model import Direction, Indicator
from bahealth.catalog.periods import Period, add_months
from bahealth.targets.feasibility import feasibility
from bahealth.targets.model import Terms
from tests.assess.example import goal, monthly, proportion
from tests.targets.example import terms

COVERED = proportion()
LAST = date(2026, 9, 1)


def promise(**changes: Any) -> Terms:
    """Coverage from 50 % in the newest month to 60 % a year later."""
    given = {"indicator_id": "covered", "baseline": "2026-09", "baseline_value": 50.0, "target_value": 60.0}
    return terms(**{**given, "due_on": date(2027, 9, 30), **changes})


def slow(
    indicator: Indicator, said: Terms, series: dict[str, list[Point]], breaks: list[BreakRow]
) -> tuple[int, int, set[str]]:
    """Every pair of windows, month by month: how many there are, how many moved as far, and where."""
    baseline = Period.parse(said.baseline)
    length = baseline.months
    due = add_months(said.due_on, 0) if add_months(said.due_on, 1).day == 1 else said.due_on
    horizon = (due.year - baseline.end.year) * 12 + due.month - baseline.end.month
    count, moved, areas = 0, 0, set[str]()
    for area_id, points in series.items():
        value = {one.period_start: one.value for one in points}
        broken = [one.happened_on.replace(day=1) for one in breaks if one.area_id in {None, area_id}]
        for start in sorted(value):
            first = [add_months(start, step) for step in range(length)]
            second = [add_months(one, horizon) for one in first]
            if horizon < 1 or any(one not in value for one in [*first, *second]):
                continue
            if any(start < day <= second[-1] for day in broken):
                continue
            count += 1
            change = sum(value[one] for one in second) / length - sum(value[one] for one in first) / length
            asked = said.target_value - said.baseline_value
            if indicator.direction is Direction.LOWER:
                change, asked = -change, -asked
            if change >= asked - 1e-9:
                moved += 1
                areas.add(area_id)
    return count, moved, areas


months = st.lists(st.one_of(st.none(), st.integers(0, 100)), min_size=1, max_size=40)


@given(
    st.lists(months, min_size=1, max_size=3),
    st.sampled_from(["2026-09", "2026-07/2026-09", "2025-10/2026-09"]),
    st.tuples(st.integers(1, 30), st.integers(-20, 20)),
    st.lists(st.tuples(st.sampled_from([None, "area-0", "area-1"]), st.integers(0, 45)), max_size=2),
    st.sampled_from(["higher", "lower"]),
)
def test_windows_are_counted_as_a_walk_over_all_pairs_counts_them(
    events: list[list[int | None]],
    baseline: str,
    change: tuple[int, int],
    broken: list[tuple[str | None, int]],
    direction: str,
) -> None:
    horizon, asked = change
    indicator = proportion(direction=direction)
    series = {f"area-{place}": monthly(indicator, counts, 100.0) for place, counts in enumerate(events)}
    breaks = [
        BreakRow(indicator_id="covered", area_id=area_id, happened_on=add_months(LAST, -back).replace(day=9))
        for area_id, back in broken
    ]
    due = Period(add_months(LAST, horizon), 1).end
    said = promise(baseline=baseline, target_value=50.0 + asked, due_on=due, area_id="area-0")
    found = feasibility(indicator, said, series, breaks)
    count, moved, areas = slow(indicator, said, series, breaks)
    assert (found.window_count, found.moved_count, set(found.areas_moved)) == (count, moved, areas)
    assert found.horizon_months == horizon


def test_a_hand_count() -> None:
    # Six months in each comuna; spans of two months: 4 in each. Good is up, 10 points are asked.
    rising = monthly(COVERED, [10, 20, 30, 40, 50, 60], 100.0)  # +20 in each of 4
    uneven = monthly(COVERED, [50, 50, 55, 61, 40, 45], 100.0)  # +5, +11, -15, -16
    said = promise(due_on=date(2026, 11, 30))
    found = feasibility(COVERED, said, {"comuna-1": rising, "comuna-2": uneven})
    assert (found.window_count, found.moved_count, found.areas_moved) == (8, 5, ("comuna-1", "comuna-2"))
    assert (found.horizon_months, found.asked_change) == (2, 10.0)


def test_less_is_the_good_way_where_lower_is_better() -> None:
    lower = proportion(direction="lower")
    falling = monthly(lower, [60, 40, 30], 100.0)  # one month: -20, -10
    found = feasibility(lower, promise(target_value=40.0, due_on=date(2026, 10, 31)), {"city": falling})
    assert (found.asked_change, found.window_count, found.moved_count) == (10.0, 2, 2)
    found = feasibility(lower, promise(target_value=35.0, due_on=date(2026, 10, 31)), {"city": falling})
    assert found.moved_count == 1


def test_breaks_of_other_indicators_do_not_count() -> None:
    series = {"city": monthly(COVERED, [10, 20, 30], 100.0)}
    said = promise(due_on=date(2026, 10, 31))
    other = BreakRow(indicator_id="infant", area_id=None, happened_on=date(2026, 9, 1))
    own = other.model_copy(update={"indicator_id": "covered"})
    assert feasibility(COVERED, said, series, [other]).window_count == 2
    assert feasibility(COVERED, said, series, [own]).window_count == 1


def test_the_chance_is_that_of_the_verdict() -> None:
    points = monthly(COVERED, [50 + step % 5 for step in range(40)], 200.0)
    said = promise(baseline_value=26.0, target_value=26.5)
    expected = forecast(COVERED, points, goal(26.5, said.due_on))
    found = feasibility(COVERED, said, {"city": points})
    assert expected.probability is not None
    assert (found.probability, found.likely_from) == (expected.probability, expected.likely_from)


@pytest.mark.parametrize("series", [{}, {"city": []}, {"comuna-1": monthly(COVERED, [5], 10.0)}])
def test_of_an_unknown_past_nothing_is_said(series: dict[str, list[Point]]) -> None:
    found = feasibility(COVERED, promise(), series)
    assert (found.probability, found.window_count, found.moved_count, found.areas_moved) == (None, 0, 0, ())
