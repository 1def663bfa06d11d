"""Charts for periods of very unequal size: a published p chart, Laney's correction, and what it spares."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from bahealth.assess.change import at_average_size, by_size, change_verdict
from bahealth.assess.intervals import points_with_limits
from bahealth.assess.model import Change, Point
from bahealth.catalog.periods import add_months
from tests.assess.example import monthly, observed, proportion
from tests.assess.test_change import NOISE

FIRST = date(2023, 1, 1)

# Bruised peaches by shipment, of 250 or 500: Keller and Pyzdek, The Handbook for Quality Management, table 9.6.
PEACHES = [250] * 10 + [500] * 3 + [250] * 8 + [500] * 4
BRUISED = [47, 42, 55, 51, 46, 61, 39, 44, 41, 51, 88, 101, 101, 40, 48, 47, 50, 48, 57, 45, 43, 105, 98, 100, 96]


def sized(events: list[int], people: list[int]) -> list[Point]:
    rows = [
        observed(add_months(FIRST, place), numerator=float(k), denominator=float(n))
        for place, (k, n) in enumerate(zip(events, people, strict=True))
    ]
    return points_with_limits(proportion(), rows, {}, {})


def test_shipments_of_peaches_lie_as_far_out_as_by_limits_of_their_own_size() -> None:
    """p = 1,544 / 8,000 = 0.193; limits p -/+ 3 sqrt(p (1 - p) / n): 0.118 to 0.268 of 250, 0.140 to 0.246 of 500.

    Shipment 6, 0.244 of 250, lies 2.04 standard deviations out; of 500 it would lie 2.89 out.
    """
    people = np.array(PEACHES, float)
    assert (sum(BRUISED), sum(PEACHES)) == (1544, 8000)
    found = at_average_size(np.array(BRUISED) / people, people, 25)
    usual = (0.193 * 0.807 / 320) ** 0.5  # the standard deviation of a shipment of average size
    own = (np.array(BRUISED) / people - 0.193) / np.sqrt(0.193 * 0.807 / people)
    assert (found - 0.193) / usual == pytest.approx(own)
    assert own[5] == pytest.approx(2.04, abs=0.005)
    assert [round(0.193 + 3 * (0.193 * 0.807 / n) ** 0.5, 3) for n in (250, 500)] == [0.268, 0.246]
    assert not (np.abs(found - 0.193) > 3 * usual).any()


def test_periods_within_a_quarter_of_the_average_are_charted_as_they_are() -> None:
    points = monthly(proportion(), NOISE * 2, 150)
    assert by_size(proportion(), points, np.array([one.value for one in points])) is None


def test_a_small_month_far_out_by_chance_is_not_called_and_a_large_one_is() -> None:
    """80 % in months of 400 people; then 13 of 20 (65 %), or 280 of 400 (70 %)."""
    usual = [round(400 * one / 150) for one in NOISE * 2]
    small = change_verdict(proportion(), sized([*usual, 13], [400] * 24 + [20]))[0]
    large = change_verdict(proportion(), sized([*usual, 260], [400] * 24 + [400]))[0]
    assert small.change is Change.NO_SIGNAL
    assert small.limits is not None
    assert small.limits.is_by_size
    assert large.change is Change.WORSENING


def test_stable_series_of_small_and_large_months_are_rarely_called_worse() -> None:
    """Months of 30 and 600 people in turn: at most half a month a year, as with equal months."""
    called = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        people = [int(one) for one in rng.choice([30, 600], 36)]
        points = sized(rng.binomial(people, 0.8).tolist(), people)
        called += sum(change_verdict(proportion(), points[:end])[0].change is Change.WORSENING for end in range(25, 37))
    assert called / 60 <= 0.5
