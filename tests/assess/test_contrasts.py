"""Differences and ratios against published worked examples, and against statsmodels."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from bahealth.assess.contrasts import Contrast, difference_of_estimates, difference_of_shares, ratio_of_rates


@pytest.mark.parametrize(
    ("first", "second", "lower", "upper"),
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090)],
)
def test_differences_are_those_of_newcombe_1998_table_2(
    first: tuple[float, float], second: tuple[float, float], lower: float, upper: float
) -> None:
    """Newcombe RG, Statistics in Medicine 17 (1998) 873-890, table II, contrasts (a) and (b), method 10.

    The same figures stand in https://www.lexjansen.com/wuss/2016/127_Final_Paper_PDF.pdf, page 9 (Newcombe score).
    """
    found = difference_of_shares(first, second)
    assert found.lower == pytest.approx(lower, abs=5e-5)
    assert found.upper == pytest.approx(upper, abs=5e-5)


def test_ratio_of_rates_is_that_of_the_manual_of_r() -> None:
    """R, example of `poisson.test` (https://rdrr.io/r/stats/poisson.test.html): 11 in 800 person-years, 21 in 3011.

    R prints 1.971488 (0.8584264 to 4.2772659).
    """
    found = ratio_of_rates((11, 800), (21, 3011))
    assert found.value == pytest.approx(1.971488, abs=5e-7)
    assert (found.lower, found.upper) == (pytest.approx(0.8584264, abs=5e-6), pytest.approx(4.2772659, abs=5e-6))


def test_no_events_on_one_side_leave_a_limit_and_none_on_both_no_ratio() -> None:
    assert ratio_of_rates((0, 10), (5, 10)).lower == 0.0
    assert ratio_of_rates((5, 10), (0, 10)).upper == math.inf
    with pytest.raises(ValueError, match="event"):
        ratio_of_rates((0, 10), (0, 10))


@given(st.integers(0, 50), st.integers(1, 50), st.integers(0, 50), st.integers(1, 50))
def test_differences_are_those_of_statsmodels_and_mirror(k1: int, n1: int, k2: int, n2: int) -> None:
    k1, k2 = min(k1, n1), min(k2, n2)
    found, mirrored = difference_of_shares((k1, n1), (k2, n2)), difference_of_shares((k2, n2), (k1, n1))
    reference = confint_proportions_2indep(k1, n1, k2, n2, method="newcomb", compare="diff")
    assert (found.lower, found.upper) == pytest.approx(reference, abs=1e-9)
    assert (found.lower, found.upper) == pytest.approx((-mirrored.upper, -mirrored.lower), abs=1e-12)
    assert -1 - 1e-9 <= found.lower <= found.value <= found.upper <= 1 + 1e-9


def test_the_difference_of_two_estimates_adds_their_squares_by_hand() -> None:
    found = difference_of_estimates(Contrast(10, 7, 14), Contrast(4, 0, 7))
    assert (found.value, found.lower, found.upper) == (6, 6 - math.hypot(3, 3), 6 + math.hypot(4, 4))
