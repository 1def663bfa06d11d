from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

from bahealth.assess.intervals import (
    ImpossibleValueError,
    exact_poisson,
    points_by_area,
    points_with_limits,
    wilson,
)
from bahealth.assess.model import Observed, Point
from tests.assess.example import count, observed, proportion, rate

JANUARY = date(2023, 1, 1)


@pytest.mark.parametrize(
    ("events", "people", "lower", "upper"),
    [
        # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3 (score without continuity correction)
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_limits_are_those_of_newcombes_table(events: float, people: float, lower: float, upper: float) -> None:
    found = wilson(events, people, 0.95)
    assert found[0] == pytest.approx(lower, abs=5e-5)
    assert found[1] == pytest.approx(upper, abs=5e-5)


@pytest.mark.parametrize(
    ("events", "lower", "upper"),
    # Garwood's table (Biometrika 28, 1936), as Ulm 1990, American Journal of Epidemiology 131:373, gives it
    [(0, 0.0, 3.689), (1, 0.0253, 5.572), (4, 1.090, 10.242), (10, 4.795, 18.390), (20, 12.217, 30.888)],
)
def test_exact_poisson_limits_are_those_of_the_tables(events: float, lower: float, upper: float) -> None:
    found = exact_poisson(events, 0.95)
    assert found[0] == pytest.approx(lower, abs=5e-4)
    assert found[1] == pytest.approx(upper, abs=6e-4)


@pytest.mark.parametrize(
    ("events", "level", "lower", "upper"),
    # nhs-r-community/FunnelPlotR, tests/testthat/test-poisson_limits.R: limits of 15, 20 and 30, divided by them
    [
        (15, 0.95, 0.5596924, 1.649348),
        (20, 0.95, 0.6108260, 1.544419),
        (30, 0.95, 0.6746958, 1.427562),
        (15, 0.998, 0.3862650, 2.082907),
        (20, 0.998, 0.4479107, 1.902094),
        (30, 0.998, 0.5289724, 1.702771),
    ],
)
def test_exact_poisson_limits_are_those_of_the_funnels_of_the_nhs(
    events: float, level: float, lower: float, upper: float
) -> None:
    found = exact_poisson(events, level)
    assert found[0] / events == pytest.approx(lower, abs=5e-8)
    assert found[1] / events == pytest.approx(upper, abs=5e-7)


def test_byar_with_x_and_x_plus_one_agrees_with_the_exact_limits_from_ten_events() -> None:
    # METHODS section 2: of the two formulas called Byar the English one gives 0.02097 to 0.06186 for 15 of 400.
    lower, upper = exact_poisson(15, 0.95)
    z = 1.959964
    byar = 15 * (1 - 1 / 135 - z / (3 * math.sqrt(15))) ** 3, 16 * (1 - 1 / 144 + z / (3 * 4)) ** 3
    assert byar == (pytest.approx(0.02097 * 400, abs=0.005), pytest.approx(0.06186 * 400, abs=0.005))
    assert (float(lower), float(upper)) == (pytest.approx(byar[0], rel=0.002), pytest.approx(byar[1], rel=0.002))


@given(st.integers(1, 5000), st.floats(0, 1), st.sampled_from([0.95, 0.998]))
def test_wilson_is_what_statsmodels_gives(people: int, share: float, level: float) -> None:
    events = share * people
    expected = proportion_confint(events, people, alpha=1 - level, method="wilson")
    assert wilson(events, people, level) == (pytest.approx(expected[0], abs=1e-9), pytest.approx(expected[1], abs=1e-9))


@given(st.integers(0, 3000), st.sampled_from([0.95, 0.998]))
def test_exact_poisson_is_what_statsmodels_gives(events: int, level: float) -> None:
    expected = confint_poisson(events, 1, method="exact-c", alpha=1 - level)
    found = exact_poisson(events, level)
    assert float(found[0]) == pytest.approx(0.0 if events == 0 else expected[0], rel=1e-8)
    assert float(found[1]) == pytest.approx(expected[1], rel=1e-8)


def _one(found: list[Point]) -> Point:
    assert len(found) == 1
    return found[0]


def test_a_proportion_has_wilson_limits_in_its_unit_at_both_levels() -> None:
    point = _one(points_with_limits(proportion(), [observed(JANUARY, numerator=81, denominator=263)], {}, {}))
    assert point.value == pytest.approx(30.798, abs=1e-3)
    assert (point.lower, point.upper) == (pytest.approx(25.53, abs=0.01), pytest.approx(36.62, abs=0.01))
    assert point.lower_998 < point.lower < point.upper < point.upper_998  # type: ignore[operator]


def test_a_published_rate_with_known_deaths_scales_its_value_by_the_limits_of_the_count() -> None:
    # DEIS 2021: 4.6 per 1,000 and 121 deaths but no births: 4.6 x exact limits of 121 (100.4, 144.6) / 121
    deaths = {("city", JANUARY, 12): observed(JANUARY, 12, numerator=121)}
    point = _one(points_with_limits(rate(), [observed(JANUARY, 12, value=4.6)], deaths, {}))
    lower, upper = confint_poisson(121, 1, method="exact-c")
    assert (point.value, point.numerator, point.denominator) == (4.6, 121, None)
    assert (point.lower, point.upper) == (pytest.approx(4.6 * lower / 121), pytest.approx(4.6 * upper / 121))


def test_no_deaths_have_an_upper_limit_of_3_69_over_the_births_and_none_without_births() -> None:
    rows = [observed(JANUARY, 12, value=0.0, numerator=0, denominator=1000)]
    point = _one(points_with_limits(rate(), rows, {}, {}))
    assert (point.lower, point.upper) == (0.0, pytest.approx(3.689, abs=5e-4))
    point = _one(points_with_limits(rate(), [observed(JANUARY, 12, value=0.0, numerator=0)], {}, {}))
    assert (point.lower, point.upper) == (None, None)


def test_a_published_rate_with_an_estimated_denominator_gets_limits_and_a_mark() -> None:
    births = {("city", JANUARY, 12): observed(JANUARY, 12, numerator=2000, is_denominator_estimated=True)}
    point = _one(points_with_limits(rate(), [observed(JANUARY, 12, value=9.4)], {}, births))
    lower, upper = exact_poisson(18.8, 0.95)
    assert (point.lower, point.upper) == (pytest.approx(float(lower) / 2), pytest.approx(float(upper) / 2))
    assert point.is_denominator_estimated
    assert (point.value, point.numerator, point.denominator) == (9.4, None, 2000)


def test_where_no_value_is_published_but_both_counts_are_the_value_is_computed() -> None:
    deaths = {("city", JANUARY, 12): observed(JANUARY, 12, numerator=131, delivery_id="d", is_simulated=True)}
    births = {("city", JANUARY, 12): observed(JANUARY, 12, value=23988)}
    point = _one(points_with_limits(rate(), [], deaths, births))
    assert point.value == pytest.approx(5.461, abs=5e-4)
    assert (point.numerator, point.denominator, point.delivery_id, point.is_simulated) == (131, 23988, "d", True)


def test_a_survey_value_has_the_widest_limits_that_its_letter_allows_and_none_with_b() -> None:
    survey = proportion(interval="published")
    rows = [
        observed(date(2020, 1, 1), 12, value=20.0),
        observed(date(2021, 1, 1), 12, value=20.0, sampling_flag="a"),
        observed(date(2022, 1, 1), 12, value=20.0, sampling_flag="b"),
        observed(date(2023, 1, 1), 12, value=90.0, sampling_flag="a"),
        observed(date(2024, 1, 1), 12, value=20.0, lower=18.0, upper=22.5, sampling_flag="a"),
    ]
    found = [(one.lower, one.upper) for one in points_with_limits(survey, rows, {}, {})]
    assert found[0] == (pytest.approx(20 * (1 - 0.196), abs=1e-3), pytest.approx(20 * 1.196, abs=1e-3))
    assert found[1] == (pytest.approx(20 * (1 - 0.392), abs=1e-3), pytest.approx(20 * 1.392, abs=1e-3))
    assert found[2] == (None, None)
    assert found[3][1] == 100
    assert found[4] == (18.0, 22.5)
    with pytest.raises(ImpossibleValueError, match="letter"):
        points_with_limits(survey, [observed(JANUARY, 12, value=20.0, sampling_flag="z")], {}, {})


def test_a_complete_count_has_no_limits() -> None:
    point = _one(points_with_limits(count(interval="none"), [observed(JANUARY, value=3_095_454)], {}, {}))
    assert (point.value, point.numerator, point.lower, point.upper_998) == (3_095_454, 3_095_454, None, None)


def test_a_period_without_people_or_figures_is_no_point() -> None:
    rows = [observed(JANUARY, numerator=0, denominator=0), observed(date(2023, 2, 1), denominator=10)]
    assert points_with_limits(proportion(), rows, {}, {}) == []


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"numerator": 11, "denominator": 10}, "numerator above"),
        ({"value": 101.0}, "above the whole"),
        ({"numerator": -1, "denominator": 10}, "negative"),
        ({"value": -0.1}, "negative"),
        ({"numerator": 1, "denominator": 0}, "without people"),
        ({"value": math.inf}, "infinite"),
        ({"numerator": math.inf, "denominator": 10}, "infinite"),
    ],
)
def test_what_cannot_be_true_is_an_error_that_names_area_and_period(row: dict[str, float], problem: str) -> None:
    with pytest.raises(ImpossibleValueError, match=f"city 2023-01: .*{problem}"):
        points_with_limits(proportion(), [observed(JANUARY, **row)], {}, {})


def test_a_period_that_stands_twice_is_an_error() -> None:
    rows = [observed(JANUARY, numerator=1, denominator=10), observed(JANUARY, numerator=2, denominator=10)]
    with pytest.raises(ImpossibleValueError, match="twice"):
        points_with_limits(proportion(), rows, {}, {})


def test_more_events_than_people_are_possible_in_a_rate() -> None:
    visits = rate(unit={"es": "x", "en": "x"})
    assert _one(points_with_limits(visits, [observed(JANUARY, 12, numerator=30, denominator=10)], {}, {})).value == 3000


def test_areas_are_kept_apart_and_each_series_is_in_order() -> None:
    rows = [
        Observed(area_id=area, period_start=date(2023, month, 1), period_months=1, numerator=month, denominator=50)
        for month in (3, 1, 2)
        for area in ("comuna-2", "city")
    ]
    found = points_by_area(proportion(), rows, {}, {})
    assert {area: [one.numerator for one in points] for area, points in found.items()} == {
        "city": [1, 2, 3],
        "comuna-2": [1, 2, 3],
    }
    with pytest.raises(ValueError, match="one area"):
        points_with_limits(proportion(), rows, {}, {})


@given(st.integers(0, 400), st.integers(1, 400))
def test_the_value_lies_inside_its_limits_and_the_wider_contain_the_narrower(events: int, more: int) -> None:
    point = _one(
        points_with_limits(proportion(), [observed(JANUARY, numerator=events, denominator=events + more)], {}, {})
    )
    limits = [point.lower_998, point.lower, point.value, point.upper, point.upper_998]
    assert all(np.diff(np.array(limits, float)) >= -1e-9)
    assert point.lower_998 is not None
    assert point.lower_998 >= 0
    assert (point.upper_998 or 101) <= 100
