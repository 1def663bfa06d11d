from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bahealth.assess.model import Rule
from bahealth.assess.xmr import (
    Process,
    last_signal,
    process_of,
    runs_of_seven,
    special_points,
    trends_of_seven,
    twos_of_three,
)

ABOUT_ZERO = Process(mean=0.0, moving_range=1.0)  # limits at 2.66, outer third from 1.773


def _floats(values: list[float]) -> np.ndarray:
    return np.array(values, float)


def test_limits_are_the_mean_and_2_66_mean_moving_ranges() -> None:
    # 10 12 11 15: ranges 2 1 4, mean 7/3; mean 12; 2.66 x 7/3 = 6.2067
    process = process_of(_floats([10, 12, 11, 15]))
    assert (process.lower, process.mean, process.upper) == (
        pytest.approx(12 - 6.20667, abs=1e-4),
        12,
        pytest.approx(12 + 6.20667, abs=1e-4),
    )


def test_screening_drops_large_ranges_once_and_keeps_all_values_in_the_mean() -> None:
    # 18 values with one spike: 17 ranges, 15 of 1 and two of 20 (mean 55/17 = 3.24; 3.267 x that is 10.6 < 20)
    values = _floats([0, 1] * 4 + [0, 20] + [0, 1] * 4)
    off, on = process_of(values), process_of(values, screening=True)
    assert off.moving_range == pytest.approx((15 + 40) / 17)
    assert on.moving_range == 1.0
    assert on.mean == off.mean == pytest.approx(28 / 18)


def test_ranges_over_gaps_are_left_out() -> None:
    adjacent = np.array([True, False, True])
    assert process_of(_floats([1, 2, 50, 52]), adjacent).moving_range == 1.5


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        # The tables of nhs-r-community/NHSRplotthedots, tests/testthat/test-ptd_calculate_point_type.R
        ([1] * 6, [0] * 6),
        ([1] * 6 + [-1], [0] * 7),
        ([1] * 8 + [-1], [0] * 6 + [1, 1, 0]),
        ([-1] * 8 + [1], [0] * 6 + [-1, -1, 0]),
        ([1] * 3 + [0] + [1] * 6, [0] * 10),  # a point on the mean breaks the run
    ],
)
def test_seven_on_one_side(sides: list[float], expected: list[int]) -> None:
    assert runs_of_seven(_floats(sides), ABOUT_ZERO).tolist() == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # The same reference, ptd_seven_point_trend
        ([1, 2, 3, 4, 5, 6], [0] * 6),
        ([1, 2, 3, 3, 4, 5, 6], [0] * 7),  # a tie breaks the trend
        ([1, 2, 3, 4, 5, 6, 7], [0] * 6 + [1]),
        ([2, 1, 2, 3, 4, 5, 6, 7, 3], [0] * 7 + [1, 0]),
        ([7, 6, 5, 4, 3, 2, 1], [0] * 6 + [-1]),
    ],
)
def test_seven_each_beyond_the_one_before(values: list[float], expected: list[int]) -> None:
    assert trends_of_seven(_floats(values)).tolist() == expected


@pytest.mark.parametrize(
    ("values", "marked"),
    [
        # The same reference, ptd_part_of_two_in_three, with 2 for "near the limit" and 0.5 for "same side"
        ([2, 0.5, 2], [1, 0, 1]),
        ([0.5, 2, 2], [0, 1, 1]),
        ([2, 2, 0.5], [1, 1, 0]),
        ([0.5, 0.5, 2, 0.5, 2, 0.5], [0, 0, 1, 0, 1, 0]),
        ([2, 0.5, 0.5, 2], [0, 0, 0, 0]),
        ([2, 0.5, 0.5, 2, 2], [0, 0, 0, 1, 1]),
        ([2, -0.5, 2], [0, 0, 0]),  # all three must lie on one side
        ([2, -2, 0.5], [0, 0, 0]),
    ],
)
def test_two_of_three_near_a_limit(values: list[float], marked: list[int]) -> None:
    assert special_points(_floats(values), ABOUT_ZERO).astype(int).tolist() == marked


def test_a_point_on_a_limit_is_within() -> None:
    assert not special_points(_floats([2.66]), ABOUT_ZERO).any()
    assert special_points(_floats([2.6601]), ABOUT_ZERO).all()


def test_the_signal_is_about_the_last_point_only() -> None:
    assert last_signal(_floats([0.1] * 7 + [-0.1]), ABOUT_ZERO) is None
    assert last_signal(_floats([5, 0.1, -0.1]), ABOUT_ZERO) is None


def test_the_label_follows_the_order_and_the_start_is_the_earliest_that_holds() -> None:
    run = last_signal(_floats([-0.2, 0.1, 0.3, 0.1, 0.3, 0.1, 0.3, 0.1]), ABOUT_ZERO)
    assert run is not None
    assert (run.rule, run.sign, run.start) == (Rule.RUN_OF_SEVEN, 1, 1)
    both = last_signal(_floats([-0.2, 0.1, 0.3, 0.1, 0.3, 0.1, 0.3, 9.0]), ABOUT_ZERO)
    assert both is not None
    assert (both.rule, both.sign, both.start) == (Rule.BEYOND_LIMIT, 1, 1)
    trend = last_signal(_floats([0.5, -1.5, -1.4, -1.3, -1.2, -1.1, -1.0, -0.9]), ABOUT_ZERO)
    assert trend is not None
    assert (trend.rule, trend.sign, trend.start) == (Rule.TREND_OF_SEVEN, 1, 1)
    near = last_signal(_floats([0.1, 2.0, 0.1, 2.0]), ABOUT_ZERO)
    assert near is not None
    assert (near.rule, near.sign, near.start) == (Rule.TWO_OF_THREE, 1, 1)


def _slow_special(values: list[float], process: Process) -> list[bool]:
    """The four rules written out, one window at a time."""
    marked = [one > process.upper or one < process.lower for one in values]
    near = 1.7733333333333334 * process.moving_range
    for end in range(len(values)):
        seven = range(end - 6, end + 1)
        if seven[0] >= 0:
            above = all(values[i] > process.mean for i in seven)
            below = all(values[i] < process.mean for i in seven)
            rising = all(values[i] > values[i - 1] for i in seven[1:])
            falling = all(values[i] < values[i - 1] for i in seven[1:])
            if above or below or rising or falling:
                for i in seven:
                    marked[i] = True
        three = range(end - 2, end + 1)
        for sign in (1, -1):
            if three[0] >= 0 and all(sign * (values[i] - process.mean) > 0 for i in three):
                outer = [i for i in three if sign * (values[i] - process.mean) > near]
                if len(outer) >= 2:
                    for i in outer:
                        marked[i] = True
    return marked


@settings(max_examples=200)
@given(st.lists(st.integers(-5, 5), min_size=2, max_size=40))
def test_the_marks_are_those_of_a_slow_second_implementation(numbers: list[int]) -> None:
    values = [one / 2 for one in numbers]
    assert special_points(_floats(values), ABOUT_ZERO).tolist() == _slow_special(values, ABOUT_ZERO)


@given(st.lists(st.integers(-5, 5), min_size=8, max_size=30))
def test_a_mirrored_series_gives_the_mirrored_signal(numbers: list[int]) -> None:
    up, down = (last_signal(_floats([sign * one / 2 for one in numbers]), ABOUT_ZERO) for sign in (1, -1))
    assert (up is None) == (down is None)
    if up is not None and down is not None:
        assert (up.rule, up.sign, up.start) == (down.rule, -down.sign, down.start)


def test_ends_of_two_of_three_carry_the_side() -> None:
    assert twos_of_three(_floats([-2, -0.5, -2]), ABOUT_ZERO).tolist() == [0, 0, -1]
