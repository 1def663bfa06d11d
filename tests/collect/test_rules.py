"""What may be said of an indicator, at its boundaries."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.catalog.model import Frequency
from bahealth.catalog.periods import Period
from bahealth.collect.model import Observation
from bahealth.collect.rules import faults, fits, rounding_step, stated_value
from tests.collect.samples import rate

TODAY = date(2026, 6, 1)


def columns(one, catalog, today=TODAY):
    return [fault.column for fault in faults(one, catalog.indicator[one.indicator_id], today)]


def of(indicator_id, key="2024", **measures):
    period = Period.parse(key)
    return Observation(
        indicator_id=indicator_id,
        area_id="city",
        period_start=period.start,
        period_months=period.months,
        **measures,
    )


@pytest.mark.parametrize(
    ("key", "frequency", "is_fitting"),
    [
        ("2024", Frequency.YEAR, True),
        ("2015/2019", Frequency.YEAR, True),
        ("2005/2015", Frequency.YEAR, False),
        ("2023-05/2024-04", Frequency.YEAR, False),
        ("2024-Q1", Frequency.QUARTER, True),
        ("2024-02/2024-04", Frequency.QUARTER, False),
        ("2024", Frequency.QUARTER, False),
        ("2024-12", Frequency.MONTH, True),
        ("2024-Q4", Frequency.MONTH, False),
    ],
)
def test_period_fits_the_frequency(key, frequency, is_fitting):
    assert fits(Period.parse(key), frequency) is is_fitting


@pytest.mark.parametrize(("today", "expected"), [(date(2023, 12, 31), ["period"]), (date(2024, 1, 1), [])])
def test_events_are_known_once_their_period_is_over(today, expected, catalog):
    assert columns(rate(5.3), catalog, today) == expected


@pytest.mark.parametrize(("today", "expected"), [(date(2023, 12, 31), ["period"]), (date(2024, 1, 1), [])])
def test_residents_are_known_once_their_year_has_begun(today, expected, catalog):
    assert columns(of("population", numerator=3e6), catalog, today) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(18.2, []), (18.15, []), (18.153665, []), (18, []), (18.3, ["value"]), (18.16, ["value"])],
)
def test_value_may_be_rounded_but_not_contradict_the_counts(value, expected, catalog):
    # 34 deaths over 187,290 births are 18.15366 per 100,000
    one = of("maternal_mortality_ratio", "2015/2019", numerator=34, denominator=187_290, value=value)
    assert columns(one, catalog) == expected


def test_published_rate_with_estimated_births_is_not_held_against_them(catalog):
    assert columns(rate(9.4, denominator=1234, is_denominator_estimated=True), catalog) == []
    assert columns(rate(9.4, numerator=1, denominator=10, is_denominator_estimated=True), catalog) == []


def test_share_is_between_zero_and_a_hundred_with_its_interval_around_it(catalog):
    assert columns(of("public_only_coverage", value=100), catalog) == []
    assert columns(of("public_only_coverage", value=0.0), catalog) == []
    assert columns(of("public_only_coverage", value=100.01), catalog) == ["value"]
    assert columns(of("public_only_coverage", value=20, lower=18, upper=22), catalog) == []
    assert columns(of("public_only_coverage", value=20, lower=21, upper=22), catalog) == ["lower"]
    assert columns(of("public_only_coverage", value=20, lower=18), catalog) == ["lower"]
    assert columns(of("public_only_coverage", value=20, lower=18, upper=101), catalog) == ["upper"]
    assert columns(of("public_only_coverage", value=20, sampling_flag="c"), catalog) == ["sampling_flag"]


def test_count_is_a_whole_number_without_denominator(catalog):
    assert columns(of("births", numerator=0), catalog) == []
    assert columns(of("births", numerator=1.5), catalog) == ["numerator"]
    assert columns(of("births"), catalog) == ["numerator"]
    assert columns(of("births", numerator=1, denominator=2), catalog) == ["denominator"]
    assert columns(of("births", numerator=1, value=2), catalog) == ["value"]


def test_rate_may_be_above_one_but_needs_something_to_divide_by(catalog):
    assert columns(of("ed_visits_per_1000", "2024-Q1", numerator=300, denominator=100), catalog) == []
    assert columns(of("ed_visits_per_1000", "2024-Q1", numerator=300, denominator=99.5), catalog) == []
    assert columns(of("ed_visits_per_1000", "2024-Q1", numerator=300), catalog) == ["numerator"]
    assert columns(of("ed_visits_per_1000", "2024-Q1", numerator=300, value=3000), catalog) == []
    assert columns(of("ed_visits_per_1000", "2024-Q1", numerator=0, denominator=0), catalog) == ["denominator"]


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_no_number_breaks_the_checks_and_only_possible_ones_pass(catalog, number):
    found = columns(rate(number), catalog)
    assert (found == []) == (0 <= number <= 1e12)


@given(
    numerator=st.integers(0, 10**7),
    denominator=st.integers(1, 10**7),
    decimals=st.integers(0, 6),
)
def test_any_rounding_of_the_counts_is_accepted(catalog, numerator, denominator, decimals):
    one = of("ed_visits_per_1000", "2024-Q1", numerator=numerator, denominator=denominator)
    value = round(stated_value(one, catalog.indicator["ed_visits_per_1000"]), decimals)
    rounded = one.model_copy(update={"value": value})
    # written with fewer decimals than it was rounded to, a value such as 12.0 may stand for more
    assert abs(value - 1000 * numerator / denominator) <= max(rounding_step(value), 1e-6) or columns(rounded, catalog)
    if decimals >= 1 and value != round(value, decimals - 1):
        assert columns(rounded, catalog) == []
