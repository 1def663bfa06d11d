from __future__ import annotations

from datetime import date

import pytest

from bench.rivals.given import Observed, day_of_age, month_end

YEAR = Observed(date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 3, 31), date(2026, 2, 28)),  # March has a day left
        (date(2026, 4, 1), date(2026, 3, 31)),
        (date(2027, 1, 1), date(2026, 3, 31)),
    ],
)
def test_what_is_observed_ends_with_a_month_that_is_over(today: date, last: date) -> None:
    assert Observed.of_visits(date(2025, 1, 9), date(2026, 3, 20), today) == Observed(date(2025, 1, 1), last)


def test_a_month_is_withheld_until_the_delay_has_passed() -> None:
    # 30 November + 30 days = 30 December; + 31 = 31 December, still observed; + 32 is not.
    assert YEAR.months(delay=30)[-1] == YEAR.months(delay=31)[-1] == date(2025, 11, 1)
    assert YEAR.months(delay=32)[-1] == date(2025, 10, 1)
    assert len(YEAR.months()) == 12


def test_a_month_that_looks_further_back_than_what_is_observed_is_not_given() -> None:
    assert YEAR.months(months_before=11) == [date(2025, 12, 1)]
    # 1 February lies 31 days after 1 January.
    assert YEAR.months(days_before=31)[0] == date(2025, 2, 1)
    assert YEAR.months(days_before=32)[0] == date(2025, 3, 1)


def test_younger_cohorts_have_fewer_ages() -> None:
    # Born on 30 November: age 0 + 30 days = 30 December. Born on 31 October: a month old on 30 November.
    assert YEAR.months_of_age(0)[-1] == date(2025, 11, 1)
    assert YEAR.months_of_age(1)[-1] == date(2025, 10, 1)
    assert YEAR.months_of_age(12) == []


def test_a_child_of_29_february_is_a_year_old_on_28_february() -> None:
    assert day_of_age(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert day_of_age(date(2025, 1, 31), 1) == date(2025, 2, 28)
    assert month_end(date(2024, 2, 1)) == date(2024, 2, 29)
