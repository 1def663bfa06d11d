"""Charts for periods of very unequal size: a published p chart, Laney's correction, and what it spares."""

from __future__ import annotations

from datetime import date

import numpy as np

from bahealth.assess.change import at_average_size, by_size, change_verdict
from bahealth.assess.intervals import points_with_limits
from bahealth.assess.model import Change, Point
from bahealth.catalog.periods import add_months
from tests.assess.example import monthly, observed, proportion
from tests.assess.test_change import NOISE

FIRST = date(2023, 1, 1)

# Montgomery, Introduction to Statistical Quality Control: purchase orders with errors, by week.
ORDERS = [100, 80, 80, 100, 110, 110, 100, 100, 90, 90, 110, 120, 120, 120, 110, 80, 80, 80, 90, 100, 100, 100, 100, 90]
ORDERS += [90]
WRONG = [12, 8, 6, 9, 10, 12, 11, 16, 10, 6, 20, 15, 9, 8, 6, 8, 10, 7, 5, 8, 5, 8, 10, 6, 9]


def sized(events: list[int], people: list[int]) -> list[Point]:
    rows = [
        observed(add_months(FIRST, place), numerator=float(k), denominator=float(n))
        for place, (k, n) in enumerate(zip(events, people, strict=True))
    ]
    return points_with_limits(proportion(), rows, {}, {})


def test_week_11_of_the_purchase_orders_lies_as_far_out_as_published() -> None:
    """p = 234 / 2,450 = 0.0955; week 11, 20 of 110, lies beyond its own limit of 0.180 (Montgomery): 3.08 sigma."""
    centre, usual = 100 * 234 / 2450, 98.0
    people = np.array(ORDERS, float)
    found = at_average_size(100 * np.array(WRONG) / people, people, 25)
    sigma = 100 * (0.09551 * (1 - 0.09551) / usual) ** 0.5  # of a week of average size
    assert abs((found[10] - centre) / sigma - (20 / 110 - 0.09551) / (0.09551 * 0.90449 / 110) ** 0.5) < 1e-3
    assert np.flatnonzero(np.abs(found - centre) > 3 * sigma).tolist() == [10]


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
