"""Standardised rates, means and events per person, against worked examples and slow second implementations."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import chi2

from bahealth.assess.intervals import exact_poisson
from bahealth.assess.standardised import events_per_person, mean_with_limits, standardised_rate

DEATHS, PEOPLE, STANDARD = [4, 12, 31], [52_000, 41_000, 17_000], [60_000, 30_000, 10_000]


def test_dobson_limits_are_those_of_the_formula_written_out() -> None:
    """Dobson et al., Statistics in Medicine 10 (1991) 457-462: rate + sqrt(Var / O) x (limit of O - O)."""
    rate = sum(w * k / n for k, n, w in zip(DEATHS, PEOPLE, STANDARD, strict=True)) / 100_000
    variance = sum(w**2 * k / n**2 for k, n, w in zip(DEATHS, PEOPLE, STANDARD, strict=True)) / 100_000**2
    low, high = chi2.ppf(0.025, 94) / 2, chi2.ppf(0.975, 96) / 2
    found = standardised_rate(DEATHS, PEOPLE, STANDARD)
    assert found is not None
    assert found.value == pytest.approx(rate)
    assert found.lower == pytest.approx(rate + math.sqrt(variance / 47) * (low - 47))
    assert found.upper == pytest.approx(rate + math.sqrt(variance / 47) * (high - 47))


def test_the_rate_of_down_syndrome_standardised_by_age_is_the_published_one() -> None:
    """Fleiss 1981, table 14.4 (Michigan 1950-1964, fifth births and later), by age of the mother: 75.52901 per 100,000.

    Rate: CRAN, vignette dsrTest-example of dsrTest 1.0.0; figures: mnel/dsrTest, tests/testthat/test-alternatives.R.
    Its limits there are those of other methods; Dobson's are held to the formula above (mnel/dsrci, methods-moments.R).
    """
    cases, births = [0, 8, 63, 112, 262, 295], [327, 30_666, 123_419, 149_919, 104_088, 34_392]
    found = standardised_rate(cases, births, [319_933, 931_318, 786_511, 488_235, 237_863, 61_313])
    assert found is not None
    assert 100_000 * found.value == pytest.approx(75.52901, abs=5e-6)
    assert found.lower < found.value < found.upper


def test_with_the_area_itself_as_standard_the_rate_and_its_limits_are_the_crude_ones() -> None:
    found = standardised_rate([20, 20], [1000, 1000], [1, 1])
    low, high = exact_poisson(40, 0.95)
    assert found is not None
    assert (found.value, found.lower, found.upper) == pytest.approx((0.02, float(low) / 2000, float(high) / 2000))


def test_below_ten_events_there_is_no_standardised_rate() -> None:
    assert standardised_rate([4, 5], [100, 100], [1, 1]) is None
    assert standardised_rate([5, 5], [100, 100], [1, 1]) is not None


@pytest.mark.parametrize(("events", "people"), [([4], [100, 100]), ([4, math.nan], [100, 100]), ([4, 6], [100, 0])])
def test_a_missing_band_is_an_error_and_never_a_zero(events: list[float], people: list[float]) -> None:
    with pytest.raises(ValueError, match="bands"):
        standardised_rate(events, people, [1, 1])


def test_mean_of_the_sleep_of_student_1908() -> None:
    """R's `sleep`, differences of the two drugs in ten people: mean -1.58, 95 % limits -2.4598858 and -0.7001142.

    As R's `t.test` prints them in "How to compare paired data with R" (R For Dummies, dummies.com).
    """
    found = mean_with_limits([-1.2, -2.4, -1.3, -1.3, 0.0, -1.0, -1.8, -0.8, -4.6, -1.4])
    assert (found.value, found.lower, found.upper) == pytest.approx((-1.58, -2.4598858, -0.7001142), abs=5e-8)


@pytest.mark.parametrize("values", [[], [3.0], [1.0, math.inf]])
def test_a_mean_needs_two_finite_values(values: list[float]) -> None:
    with pytest.raises(ValueError, match="two finite values"):
        mean_with_limits(values)


def test_limits_over_people_are_those_of_drawing_people_one_by_one() -> None:
    events = np.array([0] * 300 + [1] * 80 + [2] * 15 + [12] * 5)
    rng = np.random.default_rng(3)
    means = [rng.choice(events, len(events)).mean() for _ in range(2000)]
    found = events_per_person(events)
    assert found.value == events.mean()
    assert found.lower == pytest.approx(float(np.quantile(means, 0.025)), abs=0.02)
    assert found.upper == pytest.approx(float(np.quantile(means, 0.975)), abs=0.02)


def test_a_few_people_with_many_visits_make_limits_wider_than_a_count_would() -> None:
    events = np.array([0] * 300 + [1] * 80 + [2] * 15 + [12] * 5)
    low, high = exact_poisson(float(events.sum()), 0.95)
    found = events_per_person(events)
    assert found.upper - found.lower > 1.3 * float(high - low) / len(events)


def test_limits_from_the_variance_over_people_as_measures_make_them_are_those_of_drawing_again() -> None:
    """bahealth/measure/sql/visits_per_1000.sql: mean -/+ 1.96 sqrt(variance / people); here of 5,000 people."""
    events = np.array([0] * 3800 + [1] * 900 + [2] * 240 + [12] * 60)
    reach = 1.959964 * math.sqrt(events.var(ddof=1) / len(events))
    found = events_per_person(events)
    assert found.lower == pytest.approx(events.mean() - reach, abs=0.1 * reach)
    assert found.upper == pytest.approx(events.mean() + reach, abs=0.1 * reach)


def test_limits_over_people_hold_nineteen_of_twenty_times() -> None:
    """Gamma-Poisson visits of 2,000 people, variance 1.9 times the mean (METHODS section 2); 200 draws."""
    held = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        events = rng.poisson(rng.gamma(1 / 0.9, 0.9, 2000))
        found = events_per_person(events, seed=seed)
        held += found.lower <= 1.0 <= found.upper
    assert 0.90 <= held / 200 <= 0.99
