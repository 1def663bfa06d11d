"""Mann-Kendall and Sen over all years, and the trend of many years in the chance of a target."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from itertools import combinations, permutations
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.assess.ahead import DAMPING
from bahealth.assess.change import change_verdict
from bahealth.assess.forecast import Method, forecast
from bahealth.assess.intervals import points_with_limits
from bahealth.assess.local_level import fit
from bahealth.assess.long_trend import LongTrend, long_trend
from bahealth.assess.model import Point
from tests.assess.example import goal, observed, rate

FALLING = [250.0, 241, 236, 239, 225, 218, 221, 207, 203, 198, 189, 192, 181, 176]  # deaths among 20,000 births
BIRTHS = 20_000


def deaths(events: list[float]) -> list[Point]:
    rows = [
        observed(date(2024 - len(events) + place, 1, 1), 12, numerator=one, denominator=BIRTHS)
        for place, one in enumerate(events)
    ]
    return points_with_limits(rate(), rows, {}, {})


def test_the_slope_is_the_median_of_the_slopes_between_any_two_years() -> None:
    years, values = [2010, 2011, 2012, 2014, 2015, 2016, 2017, 2020], [9.0, 9.4, 8.1, 7.7, 8.0, 7.1, 6.9, 6.0]
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(zip(years, values, strict=True), 2)]
    found = long_trend(years, values)
    assert found is not None
    assert found.slope_per_year == pytest.approx(median(slopes))
    assert found.lower <= found.slope_per_year <= found.upper < 0
    assert (found.first_year, found.last_year) == (2010, 2020)


def test_the_p_value_is_the_share_of_all_orders_that_lie_at_least_as_far_from_none() -> None:
    values = [3.0, 1.0, 4.0, 2.0, 6.0, 5.0, 8.0, 7.0]

    def score(order: Sequence[float]) -> int:
        return abs(sum((b > a) - (b < a) for a, b in combinations(order, 2)))

    seen = score(values)
    orders = [score(one) >= seen for one in permutations(values)]
    found = long_trend(range(2000, 2008), values)
    assert found is not None
    assert found.p_value == pytest.approx(sum(orders) / len(orders))


@pytest.mark.parametrize("values", [[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], [4.0] * 12])
def test_seven_years_and_a_constant_have_no_long_trend(values: list[float]) -> None:
    assert long_trend(range(2000, 2000 + len(values)), values) is None


@given(st.lists(st.integers(0, 50), min_size=8, max_size=20, unique=True))
def test_turned_upside_down_the_trend_is_the_same_the_other_way(values: list[int]) -> None:
    years = range(2000, 2000 + len(values))
    up, down = long_trend(years, values), long_trend(years, [-one for one in values])
    assert up is not None
    assert down is not None
    assert down.slope_per_year == pytest.approx(-up.slope_per_year)
    assert (down.lower, down.upper, down.p_value) == pytest.approx((-up.upper, -up.lower, up.p_value))


def test_the_verdict_on_years_carries_it_beside_the_trend_of_five() -> None:
    found, _ = change_verdict(rate(), deaths(FALLING))
    assert found.long_trend == long_trend(range(2010, 2024), [one / BIRTHS * 1000 for one in FALLING])
    assert isinstance(found.long_trend, LongTrend)
    assert found.long_trend.p_value < 0.001


def test_a_trend_of_many_years_goes_on_in_the_chance_by_nine_tenths_of_each_step() -> None:
    points = deaths(FALLING)
    logs = [math.log((one + 0.5) / BIRTHS) for one in FALLING]  # half an event, as the log scale has it
    slope = median((b - a) / (j - i) for (i, a), (j, b) in combinations(enumerate(logs), 2))
    model = fit(logs)
    mean, variance = model.forecast(4)
    mean += slope * sum(DAMPING**step for step in range(1, 5))
    found = forecast(rate(), points, goal(8.0, date(2027, 12, 31)))
    assert found.method is Method.DAMPED_TREND
    assert found.lower is not None
    assert found.upper is not None
    deviation = 1.2 * math.sqrt(variance)
    assert math.log(found.upper / 1000) == pytest.approx(mean + 1.2816 * deviation, abs=5e-3)
    assert math.log(found.lower / 1000) == pytest.approx(mean - 1.2816 * deviation, abs=5e-3)


def test_years_without_a_trend_beyond_doubt_stay_at_their_level() -> None:
    level = [200.0, 210, 195, 204, 199, 207, 193, 202, 208, 197, 203, 200, 206, 198]
    assert forecast(rate(), deaths(level), goal(8.0, date(2027, 12, 31))).method is Method.LOCAL_LEVEL
