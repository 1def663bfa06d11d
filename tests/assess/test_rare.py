"""Time between rare events: by hand, as chance alone gives it, the sign, and what stays silent."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from scipy.special import gamma

from bahealth.assess.change import change_verdict
from bahealth.assess.model import Change, ChangeMethod
from bahealth.assess.rare import days_between, event_days, g_chart, t_chart
from tests.assess.example import count, monthly


def test_days_to_the_power_of_1_by_3_6_by_hand() -> None:
    """Nelson (1994). 2^3.6 = 12.1257 days and 3^3.6 = 52.1957 are 2 and 3 on the chart; limits 2.5 -/+ 2.66 x 1."""
    values, process = t_chart(np.array([12.1257, 52.1957, 12.1257, 52.1957]))
    assert values == pytest.approx([2.0, 3.0, 2.0, 3.0], abs=1e-5)
    assert (process.lower, process.mean, process.upper) == pytest.approx((-0.16, 2.5, 5.16), abs=1e-4)


def test_events_that_come_at_random_hardly_ever_lie_beyond_a_limit() -> None:
    """Exponential days to the power of 1/3.6 are nearly normal: 100 days on average give mean 3.25, sd 0.99.

    Mean = 100^(1/3.6) x gamma(1 + 1/3.6); the second moment is 100^(2/3.6) x gamma(1 + 2/3.6) (Weibull, Nelson 1994).
    """
    days = np.random.default_rng(1).exponential(100, 20_000)
    values, _ = t_chart(days)
    mean = 100 ** (1 / 3.6) * gamma(1 + 1 / 3.6)
    sd = math.sqrt(100 ** (2 / 3.6) * gamma(1 + 2 / 3.6) - mean**2)
    assert (values.mean(), values.std()) == pytest.approx((mean, sd), rel=0.02)
    assert np.mean(np.abs(values - mean) > 3 * sd) < 0.003


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
