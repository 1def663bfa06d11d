from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from bahealth.assess.trend import CRITICAL, five_point_trend, overdispersion

# Worked examples of dhsc-govuk/FingertipsNext, TrendMarkerCalculatorTests.cs, oldest year first.
DIABETES = (
    [7.0826, 7.1085, 7.2571, 7.4528, 7.6554],
    [7.0754, 7.1013, 7.2499, 7.4456, 7.6481],
    [7.094, 7.1199, 7.2684, 7.4643, 7.6669],
)
MMR_YORKSHIRE = (
    [92.6254, 92.3221, 90.8708, 90.017, 90.1013],
    [92.4168, 92.1072, 90.6358, 89.7694, 89.8578],
    [92.8288, 92.5315, 91.1004, 90.2594, 90.3396],
)
EYE_DISEASE = (
    [2.935, 1.93028, 2.7567, 2.8701, 3.0121],
    [2.7841, 1.8085, 2.6113, 2.7225, 2.8616],
    [3.0919, 2.058, 2.9082, 3.0237, 3.1683],
)


@pytest.mark.parametrize(
    ("series", "sign"), [(DIABETES, 1), (MMR_YORKSHIRE, -1), (EYE_DISEASE, 1)], ids=["diabetes", "mmr", "eye"]
)
def test_the_published_examples_get_their_published_markers(series: tuple[list[float], ...], sign: int) -> None:
    assert five_point_trend(*series).sign == sign


@pytest.mark.parametrize("series", [DIABETES, MMR_YORKSHIRE, EYE_DISEASE], ids=["diabetes", "mmr", "eye"])
def test_slope_and_chi_square_are_those_of_a_weighted_regression(series: tuple[list[float], ...]) -> None:
    values, lower, upper = (np.array(one) for one in series)
    weights = ((upper - lower) / 3.92) ** -2.0
    fitted = sm.WLS(values, sm.add_constant(np.arange(1.0, 6.0)), weights=weights).fit(cov_type="fixed scale")
    found = five_point_trend(*series)
    assert found.slope == pytest.approx(fitted.params[1])
    assert found.chi_square == pytest.approx(fitted.params[1] ** 2 / fitted.cov_params()[1, 1])


def test_a_slope_that_hangs_on_one_point_does_not_count() -> None:
    # Without the last point the slope is negative: chi-square alone would call it a rise.
    found = five_point_trend([5.0, 4.9, 4.8, 4.7, 9.0], [4.5, 4.4, 4.3, 4.2, 8.5], [5.5, 5.4, 5.3, 5.2, 9.5])
    assert found.chi_square > CRITICAL
    assert found.sign == 0


def test_over_dispersion_divides_the_chi_square() -> None:
    plain, wide = five_point_trend(*MMR_YORKSHIRE), five_point_trend(*MMR_YORKSHIRE, overdispersion=100.0)
    assert wide.chi_square == pytest.approx(plain.chi_square / 100)
    assert wide.sign == 0
    assert five_point_trend(*MMR_YORKSHIRE, overdispersion=0.5) == plain


def test_other_numbers_of_points_and_intervals_without_width_are_refused() -> None:
    with pytest.raises(ValueError, match="five points"):
        five_point_trend([1, 2, 3, 4], [0, 1, 2, 3], [2, 3, 4, 5])
    with pytest.raises(ValueError, match="five points"):
        five_point_trend([1, 2, 3, 4, 5], [1, 1, 2, 3, 4], [1, 3, 4, 5, 6])


@given(st.lists(st.integers(1, 90), min_size=5, max_size=5))
def test_a_reversed_series_reverses_the_sign(values: list[int]) -> None:
    lower, upper = [one - 1 for one in values], [one + 1 for one in values]
    forth, back = five_point_trend(values, lower, upper), five_point_trend(values[::-1], lower[::-1], upper[::-1])
    assert forth.chi_square == pytest.approx(back.chi_square, rel=1e-6, abs=1e-9)
    if abs(forth.chi_square - CRITICAL) > 1e-6:
        assert forth.sign == -back.sign


def test_overdispersion_is_the_pooled_chi_square_about_straight_lines() -> None:
    """Two blocks of 0, 1, -1, 1, 0 about a flat line, errors of 1: residuals by hand, three degrees of freedom each."""
    values = [0.0, 1.0, -1.0, 1.0, 0.0]
    block = [(2020.0 + place, one, one - 1.96, one + 1.96) for place, one in enumerate(values)]
    residual = sum((one - 0.2) ** 2 for one in values)  # slope 0, mean 0.2: 2.8
    assert overdispersion([block]) == 1.0  # three degrees of freedom say nothing
    assert overdispersion([block, block]) == 1.0  # 5.6 / 6 is below 1
    wide = [(x, 3 * y, 3 * y - 1.96, 3 * y + 1.96) for x, y, _, _ in block]
    assert overdispersion([wide, wide]) == pytest.approx(2 * 9 * residual / 6)
    assert overdispersion([[(1.0, 9.0, 0.0, 10.0), *wide], wide]) == pytest.approx(2 * 9 * residual / 6)


def test_stable_rates_with_four_times_the_variance_are_seldom_called_changed_once_it_is_known() -> None:
    """METHODS section 8: 12 % false alarms with four times the binomial variance if nobody knows of it."""
    rng = np.random.default_rng(4)
    blocks = [
        [(float(year), float(one), float(one) - 1.96, float(one) + 1.96) for year, one in enumerate(row)]
        for row in rng.normal(0, 2, (2000, 5))
    ]

    def alarms(factor: float) -> float:
        signs = [
            five_point_trend(*zip(*[one[1:] for one in block], strict=True), overdispersion=factor).sign
            for block in blocks
        ]
        return float(np.mean(np.array(signs) != 0))

    known = overdispersion(blocks)
    assert known == pytest.approx(4, rel=0.05)
    assert alarms(1.0) > 0.08
    assert alarms(known) < 0.01
