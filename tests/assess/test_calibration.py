"""Scores of forecasts: by hand, and against scikit-learn's definition written out."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.assess.calibration import Scored, bins, brier, calibration, calibration_error, held_share, widening


def said(probability: float, *, is_met: bool) -> Scored:
    return Scored(probability=probability, is_met=is_met)


def limits(lower: float, upper: float, actual: float) -> Scored:
    return Scored(probability=0.5, is_met=True, lower=lower, upper=upper, actual=actual)


def test_brier_score_of_the_example_of_scikit_learn() -> None:
    """The example in scikit-learn's page of `brier_score_loss`: outcomes 0 1 1 0, chances .1 .9 .8 .3, score 0.0375.

    https://scikit-learn.org/1.6/modules/generated/sklearn.metrics.brier_score_loss.html
    """
    outcomes = [(0.1, False), (0.9, True), (0.8, True), (0.3, False)]
    assert brier([said(p, is_met=met) for p, met in outcomes]) == pytest.approx(0.0375)


def test_five_bins_with_their_counts_by_hand() -> None:
    found = bins([said(p, is_met=met) for p, met in [(0.05, False), (0.15, True), (0.2, False), (0.95, True)]])
    assert [one.count for one in found] == [2, 1, 0, 0, 1]
    assert found[0].mean_probability == pytest.approx(0.10)
    assert found[0].met_share == 0.5
    assert (found[2].mean_probability, found[2].met_share) == (None, None)


def test_calibration_error_by_hand() -> None:
    scored = [said(0.05, is_met=False), said(0.15, is_met=True), said(0.95, is_met=True), said(0.95, is_met=True)]
    assert calibration_error(scored) == pytest.approx((2 * abs(0.10 - 0.5) + 2 * abs(0.95 - 1.0)) / 4)


def test_a_fifth_begins_a_bin_in_spite_of_rounding() -> None:
    assert [one.count for one in bins([said(0.6, is_met=True), said(3 * 0.2, is_met=True)])] == [0, 0, 0, 2, 0]


def test_a_value_on_a_limit_was_held() -> None:
    assert limits(1, 3, 3).is_inside
    assert not limits(1, 3, 3.01).is_inside
    assert said(0.5, is_met=True).is_inside is None


def test_the_base_rate_is_the_share_that_was_met() -> None:
    found = calibration([said(0.9, is_met=True), said(0.9, is_met=True), said(0.9, is_met=False)], row_count=2)
    assert found.base_rate == pytest.approx(2 / 3)
    assert found.base_rate_brier == pytest.approx(2 / 9)
    assert (found.forecast_count, found.row_count, found.widening) == (3, 2, 1.0)


def test_with_no_forecast_there_is_no_score() -> None:
    found = calibration([], row_count=0)
    assert (found.brier, found.base_rate, found.error, found.held_share) == (None, None, None, None)
    assert [one.count for one in found.bins] == [0] * 5


def test_limits_that_held_too_few_of_fifty_are_widened_by_what_would_have_held_four_in_five() -> None:
    """30 of 50 inside, 10 at twice and 10 at thrice the reach: the 40th smallest of 50 needs twice the width."""
    scored = [limits(9, 11, 10)] * 30 + [limits(9, 11, 12)] * 10 + [limits(9, 11, 13)] * 10
    assert held_share(scored) == 0.6
    assert widening(scored) == 2.0


def test_a_factor_that_works_is_kept() -> None:
    """The same outcomes, stated within limits twice as wide: the model's own limits still need twice the width."""
    own = [limits(9, 11, 10)] * 30 + [limits(9, 11, 12)] * 10 + [limits(9, 11, 13)] * 10
    stated = [one.model_copy(update={"lower": 8.0, "upper": 12.0, "widening": 2.0}) for one in own]
    assert held_share(stated) == 0.8
    assert widening(stated) == widening(own) == 2.0


@pytest.mark.parametrize(("inside", "outside"), [(35, 15), (29, 20), (0, 49)])
def test_seven_in_ten_or_fewer_than_fifty_forecasts_widen_nothing(inside: int, outside: int) -> None:
    assert widening([limits(9, 11, 10)] * inside + [limits(9, 11, 14)] * outside) == 1.0


def test_limits_without_width_that_missed_are_infinitely_too_narrow() -> None:
    assert limits(5, 5, 6).stretch == math.inf
    assert limits(5, 5, 5).stretch == 0.0


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40))
def test_no_score_leaves_zero_to_one_and_every_forecast_is_in_one_bin(said_and_came: list[tuple[float, bool]]) -> None:
    scored = [said(p, is_met=met) for p, met in said_and_came]
    assert 0 <= brier(scored) <= 1
    assert 0 <= calibration_error(scored) <= 1
    assert sum(one.count for one in bins(scored)) == len(scored)
