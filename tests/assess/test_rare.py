"""Time between rare events: a published example, the sign, and what stays silent."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from bahealth.assess.change import change_verdict
from bahealth.assess.model import Change, ChangeMethod
from bahealth.assess.rare import days_between, event_days, g_chart, rarer_or_more_often, t_chart
from tests.assess.example import count, monthly

# Montgomery, Introduction to Statistical Quality Control, valve failures: hours between twenty failures.
VALVES = [286, 948, 536, 124, 816, 729, 4, 143, 431, 8, 2837, 596, 81, 227, 603, 492, 1199, 1214, 2831, 96]


def test_hours_between_valve_failures_are_in_control_about_the_published_mean() -> None:
    """Montgomery gives x^0.2777, the first 4.80986 and the last 3.55203, the centre line 5.386."""
    values, process = t_chart(np.array(VALVES, float))
    assert values[0] == pytest.approx(4.80986, abs=3e-3)  # 1 / 3.6 is 0.27778
    assert values[-1] == pytest.approx(3.55203, abs=3e-3)
    assert process.mean == pytest.approx(5.386, abs=5e-3)
    assert rarer_or_more_often(np.array(VALVES, float)) is None


def test_events_are_placed_evenly_in_the_month_in_which_they_were_counted() -> None:
    points = monthly(count(), [1, 0, 2], None, last=date(2026, 3, 1))
    assert event_days(points) == [date(2026, 1, 16), date(2026, 3, 8), date(2026, 3, 24)]
    assert days_between(event_days(points)).tolist() == [51.0, 16.0]


def test_two_events_on_one_day_are_half_a_day_apart() -> None:
    assert days_between([date(2026, 1, 1), date(2026, 1, 1)]).tolist() == [0.5]


def test_g_chart_by_hand() -> None:
    assert g_chart([2, 4, 6]) == (4.0, pytest.approx(4 + 3 * 20**0.5))


def test_deaths_that_come_more_often_are_worse_and_rarer_ones_better() -> None:
    """A death every other month for four years, then one every month; and then one every sixth."""
    usual = [1, 0, 0, 1, 0, 1, 0, 1] * 6
    more, _ = change_verdict(count(), monthly(count(), [*usual, *[1] * 12], None))
    assert (more.change, more.method) == (Change.WORSENING, ChangeMethod.DAYS_BETWEEN)
    assert more.since is not None
    fewer, _ = change_verdict(count(), monthly(count(), [*usual, *[0, 0, 0, 0, 0, 1] * 8], None))
    assert fewer.change is Change.IMPROVING


@pytest.mark.parametrize(("events", "direction"), [([0] * 40, "lower"), ([3] * 40, "lower"), ([1, *[0] * 39], "lower")])
def test_no_event_too_few_or_a_constant_count_cannot_tell(events: list[float], direction: str) -> None:
    found, marked = change_verdict(count(direction=direction), monthly(count(), events, None))
    assert (found.change, found.method, marked) == (Change.CANNOT_TELL, ChangeMethod.NONE, frozenset())
