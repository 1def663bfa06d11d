"""Limits over people: against numpy on every person, a bootstrap, and what events alone would give."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from bahealth.assess.intervals import exact_poisson
from tests.measure.conftest import Measuring
from tests.measure.example import PLACES, lives, seen
from tests.measure.small_city import City, Kept, city, visit_on

MAY = date(2025, 5, 1)
KIND = {"visits_per_1000": "illness", "ed_visits_per_1000": "emergency"}
# 200 people: most make no visit, one makes 40. The mean is 0.5, the variance 20 times the mean.
MADE = [40, 12, 8, 8, 6, 5, 4, 3, 3, 2, 2, 2, 1, 1, 1, 1, 1, *[0] * 183]

pytestmark = pytest.mark.parametrize("measure_id", list(KIND))


def _town(made: list[int], kind: str) -> City:
    """Each person of comuna 1 with so many visits in May."""
    people: list[Kept] = [lives(key) for key in range(len(made))]
    visits = [
        visit_on(date(2025, 5, 1 + n % 31), key, kind=kind) for key, count in enumerate(made) for n in range(count)
    ]
    outside = [visit_on(date(2025, 4, 30), 0, kind=kind), visit_on(date(2025, 6, 1), 0, kind=kind)]
    return city(PLACES, seen(date(2025, 1, 1), date(2025, 9, 30)), people, visits, outside)


def test_limits_are_those_of_a_mean_over_people(rows: Measuring, measure_id: str) -> None:
    visits, people, lower, upper = rows(_town(MADE, KIND[measure_id]), measure_id)["city", MAY]
    made = np.array(MADE)
    half = 1.959964 * made.std(ddof=1) / math.sqrt(len(made))
    assert (visits, people) == (100, 200)
    assert lower == pytest.approx(1000 * max(0, made.mean() - half), rel=1e-9)
    assert upper == pytest.approx(1000 * (made.mean() + half), rel=1e-9)


def test_limits_are_those_of_drawing_people_again(rows: Measuring, measure_id: str) -> None:
    lower, upper = rows(_town(MADE, KIND[measure_id]), measure_id)["comuna-1", MAY][2:]
    assert lower is not None and upper is not None  # noqa: PT018 one condition
    draws = 20_000
    drawn = np.random.default_rng(15).choice(MADE, size=(draws, len(MADE))).mean(axis=1)
    # Drawn again, the variance is by N and not N - 1. The error of a standard deviation out of so many draws is one
    # part in sqrt(2 draws), a little more for a skewed mean: 4 errors are allowed.
    spread = drawn.std() * math.sqrt(len(MADE) / (len(MADE) - 1))
    assert upper / 1000 - np.mean(MADE) == pytest.approx(1.959964 * spread, rel=4 * math.sqrt(1.5 / (2 * draws)))


def test_limits_over_events_would_be_far_too_narrow(rows: Measuring, measure_id: str) -> None:
    # 100 events of a Poisson process: 81.4 to 121.6, a fourth of the width that 200 people with such visits give.
    _, _, lower, upper = rows(_town(MADE, KIND[measure_id]), measure_id)["city", MAY]
    events = exact_poisson(100, 0.95)
    assert lower is not None and upper is not None  # noqa: PT018 one condition
    assert (upper - lower) * 200 / 1000 > 2 * (float(events[1]) - float(events[0]))


def test_one_visit_each_has_no_spread_and_none_at_all_neither(rows: Measuring, measure_id: str) -> None:
    assert rows(_town([1, 1, 1], KIND[measure_id]), measure_id)["city", MAY] == (3, 3, 1000, 1000)
    assert rows(_town([0, 0, 0], KIND[measure_id]), measure_id)["city", MAY] == (0, 3, 0, 0)


def test_a_lower_limit_is_not_below_0(rows: Measuring, measure_id: str) -> None:
    # 9, 0, 0: mean 3, standard deviation sqrt(27), standard error 3: 3 - 1.96 x 3 is below 0; above: 8.879892.
    _, _, lower, upper = rows(_town([9, 0, 0], KIND[measure_id]), measure_id)["city", MAY]
    assert (lower, upper) == (0, pytest.approx(8879.892))


def test_who_moves_counts_in_each_comuna_with_the_visits_made_from_there(rows: Measuring, measure_id: str) -> None:
    # 0 made 3 visits from comuna 1, moved on 10 May, and made 1 from comuna 2. 1 and 2 live in comuna 1, 3 in comuna 2.
    # On the 15th two live in each. Comuna 1: x = 3 (moved), 1, 0; sum 4, squares 10, s2 = 10 - 16/2 = 2, half 1.959964.
    # Comuna 2: x = 1, 2: s2 = 5 - 9/2 = 0.5, half 0.979982. City: x = 4, 1, 0, 2: s2 = (21 - 49/4) / 3 = 35/12.
    homes = [lives(0, until_on=date(2025, 5, 10)), lives(0, date(2025, 5, 10), comuna=2)]
    others = [lives(1), lives(2), lives(3, comuna=2)]
    days = {0: [1, 2, 9, 10], 1: [20], 3: [1, 31]}
    visits = [visit_on(date(2025, 5, day), key, kind=KIND[measure_id]) for key, on in days.items() for day in on]
    town = city(PLACES, seen(date(2025, 1, 1), date(2025, 9, 30)), homes, others, visits)
    found = {area: row for (area, month), row in rows(town, measure_id).items() if month == MAY}
    assert found["comuna-1"] == pytest.approx((4, 2, 1000 * (2 - 1.959964), 1000 * (2 + 1.959964)))
    assert found["comuna-2"] == pytest.approx((3, 2, 1000 * (1.5 - 0.979982), 1000 * (1.5 + 0.979982)))
    half = 1.959964 * math.sqrt(35 / 12 / 4)
    assert found["city"] == pytest.approx((7, 4, 1000 * (7 / 4 - half), 1000 * (7 / 4 + half)))


def test_a_variance_is_not_below_0(rows: Measuring, measure_id: str) -> None:
    # Three made one visit each and left before the 15th; two stay. Squares 3 - 9/2 would be below 0.
    gone = [lives(key, until_on=date(2025, 5, 10)) for key in (1, 2, 3)]
    visits = [visit_on(date(2025, 5, 2), key, kind=KIND[measure_id]) for key in (1, 2, 3)]
    town = city(PLACES, seen(date(2025, 1, 1), date(2025, 9, 30)), gone, lives(4), lives(5), visits)
    assert rows(town, measure_id)["city", MAY] == (3, 2, 1500, 1500)
