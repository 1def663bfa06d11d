"""Periods: their keys, their last days, their neighbours."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.catalog.periods import Period, add_months

starts = st.builds(date, st.integers(1900, 2100), st.integers(1, 12), st.just(1))
periods = st.builds(Period, starts, st.integers(1, 240))


@pytest.mark.parametrize(
    ("key", "start", "months", "end"),
    [
        ("2023", date(2023, 1, 1), 12, date(2023, 12, 31)),
        ("2023-Q1", date(2023, 1, 1), 3, date(2023, 3, 31)),
        ("2023-Q4", date(2023, 10, 1), 3, date(2023, 12, 31)),
        ("2024-02", date(2024, 2, 1), 1, date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), 1, date(2023, 2, 28)),
        ("2021/2023", date(2021, 1, 1), 36, date(2023, 12, 31)),
        ("2022-05/2023-04", date(2022, 5, 1), 12, date(2023, 4, 30)),
    ],
)
def test_a_key_names_its_days(key: str, start: date, months: int, end: date) -> None:
    period = Period.parse(key)
    assert (period.start, period.months, period.end, period.key) == (start, months, end, key)


def test_blanks_around_a_key_do_not_matter() -> None:
    assert Period.parse(" 2023 ") == Period(date(2023, 1, 1), 12)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "23",
        "2023-Q5",
        "2023-Q0",
        "2023-13",
        "2023-00",
        "2023-1",
        "2023-04-01",
        "2023/2021",
        "2023-05/2023-04",
        "año",
    ],
)
def test_what_is_not_a_period_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        Period.parse(key)


@pytest.mark.parametrize(("start", "months"), [(date(2023, 1, 2), 12), (date(2023, 1, 1), 0), (date(2023, 1, 1), -1)])
def test_a_period_starts_on_the_first_and_has_a_length(start: date, months: int) -> None:
    with pytest.raises(ValueError, match="not a period"):
        Period(start, months)


@given(periods)
def test_a_key_reads_back_as_the_same_period(period: Period) -> None:
    assert Period.parse(period.key) == period


@given(periods)
def test_a_period_ends_the_day_before_the_next_begins(period: Period) -> None:
    assert period.end + timedelta(days=1) == period.shifted(1).start
    assert period.shifted(1).shifted(-1) == period


@given(starts, st.integers(-500, 500))
def test_adding_months_counts_them_one_by_one(start: date, months: int) -> None:
    day = start
    for _ in range(abs(months)):  # the slow way: one month forward or back at a time
        day = (day + timedelta(days=31)).replace(day=1) if months > 0 else (day - timedelta(days=1)).replace(day=1)
    assert add_months(start, months) == day
