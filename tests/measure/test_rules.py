"""Which months are given, and which are measured again."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.catalog.periods import add_months
from bahealth.measure.model import MEASURES, Measurement, Observed, Touch
from bahealth.measure.rules import (
    BRIDGED,
    due_months,
    given_months,
    month_end,
    months_between,
    observed_between,
    stretches,
)

SEEN = Observed(observed_from=date(2024, 1, 1), observed_until=date(2025, 12, 31))


def _before(seen: Observed, definition_hash: str = "h") -> Measurement:
    return Measurement(
        run_id="r",
        measure_id="m",
        definition_hash=definition_hash,
        program_version="0",
        **seen.model_dump(),
        first_month=None,
        last_month=None,
        changed_count=0,
        delivery_id=None,
        measured_at=datetime(2026, 1, 1),
        measured_by="me",
    )


@pytest.mark.parametrize(
    ("first_on", "last_on", "today", "expected"),
    [
        (date(2024, 1, 15), date(2025, 12, 3), date(2026, 1, 1), (date(2024, 1, 1), date(2025, 12, 31))),
        (date(2024, 1, 15), date(2025, 12, 31), date(2025, 12, 31), (date(2024, 1, 1), date(2025, 11, 30))),
        (date(2024, 1, 15), date(2024, 1, 20), date(2024, 1, 20), None),  # the first month is not over
        (date(2024, 2, 1), date(2024, 2, 29), date(2024, 3, 1), (date(2024, 2, 1), date(2024, 2, 29))),
    ],
)
def test_what_is_observed_is_whole_months_that_are_over(
    first_on: date, last_on: date, today: date, expected: tuple[date, date] | None
) -> None:
    seen = observed_between(first_on, last_on, today)
    assert (seen and (seen.observed_from, seen.observed_until)) == expected


@pytest.mark.parametrize(
    ("measure_id", "first", "last"),
    [
        ("visits", date(2024, 1, 1), date(2025, 12, 1)),  # no delay
        (
            "checkups_six",
            date(2025, 1, 1),
            date(2025, 11, 1),
        ),  # children born since January 2024; 30 November + 30 = 30 December
        ("first_checkup_14_days", date(2024, 1, 1), date(2025, 10, 1)),  # 30 November + 44 would be in January
        ("postpartum_visit", date(2024, 1, 1), date(2025, 9, 1)),  # 31 October + 72 would be 11 January
        ("prenatal_five_visits", date(2024, 12, 1), date(2025, 11, 1)),  # 1 January 2024 + 315 = 11 November
        ("ed_frequent_users", date(2024, 12, 1), date(2025, 11, 1)),  # twelve whole months
        ("ed_return_72_hours", date(2024, 1, 1), date(2025, 10, 1)),  # 30 November + 33 would be 2 January
    ],
)
def test_a_month_is_given_when_everything_that_it_looks_at_is_over(measure_id: str, first: date, last: date) -> None:
    assert given_months(MEASURES[measure_id], SEEN) == (first, last)


def test_too_short_an_observation_gives_nothing() -> None:
    short = Observed(observed_from=date(2025, 6, 1), observed_until=date(2025, 12, 31))
    assert given_months(MEASURES["ed_frequent_users"], short) is None


def test_the_first_run_and_one_after_a_change_of_definition_measure_everything() -> None:
    measure = MEASURES["visits"]
    everything = months_between((date(2024, 1, 1), date(2025, 12, 1)))
    assert due_months(measure, SEEN, before=None, definition_hash="h", touches=()) == everything
    assert due_months(measure, SEEN, before=_before(SEEN, "other"), definition_hash="h", touches=()) == everything
    assert due_months(measure, SEEN, before=_before(SEEN), definition_hash="h", touches=()) == []


@pytest.mark.parametrize(
    ("measure_id", "touch", "first", "last"),
    [
        ("visits", ("visits", date(2024, 5, 1), date(2024, 5, 1)), date(2024, 5, 1), date(2024, 5, 1)),
        # A check-up in May 2024 counts for first birthdays from May 2024 to May 2025; the first are of January 2025.
        ("checkups_six", ("visits", date(2024, 5, 1), date(2024, 5, 1)), date(2025, 1, 1), date(2025, 5, 1)),
        # A birth of May 2024 has its birthday in May 2025.
        ("checkups_six", ("births", date(2024, 5, 1), date(2024, 5, 1)), date(2025, 5, 1), date(2025, 5, 1)),
        # An emergency visit stays in the window of twelve months for eleven more.
        ("ed_frequent_users", ("visits", date(2024, 5, 1), date(2024, 5, 1)), date(2024, 12, 1), date(2025, 4, 1)),
        # A return on 1 May belongs to the visit of 29 April.
        ("ed_return_72_hours", ("visits", date(2024, 5, 1), date(2024, 5, 1)), date(2024, 4, 1), date(2024, 5, 1)),
        # Who lives here from May 2025 on is in every later month.
        ("visits_per_1000", ("residents", date(2025, 5, 1), None), date(2025, 5, 1), date(2025, 12, 1)),
        ("visits", ("centres", date(1900, 1, 1), None), date(2024, 1, 1), date(2025, 12, 1)),
    ],
)
def test_a_record_has_those_months_measured_on_which_it_bears(
    measure_id: str, touch: tuple[str, date, date | None], first: date, last: date
) -> None:
    kind, touched_first, touched_last = touch
    due = due_months(
        MEASURES[measure_id],
        SEEN,
        before=_before(SEEN),
        definition_hash="h",
        touches=[Touch(record_kind=kind, first_month=touched_first, last_month=touched_last)],
    )
    assert due == months_between((first, last))


def test_a_kind_of_record_that_a_measure_does_not_read_has_no_month_measured() -> None:
    touch = Touch(record_kind="births", first_month=date(2024, 1, 1), last_month=None)
    assert due_months(MEASURES["visits"], SEEN, before=_before(SEEN), definition_hash="h", touches=[touch]) == []


def test_months_that_have_become_due_since_are_measured() -> None:
    earlier = Observed(observed_from=SEEN.observed_from, observed_until=date(2025, 10, 31))
    due = due_months(MEASURES["checkups_six"], SEEN, before=_before(earlier), definition_hash="h", touches=())
    assert due == [date(2025, 10, 1), date(2025, 11, 1)]  # until October only 30 September + 30 was over


@given(st.sets(st.integers(0, 60)), st.integers(1, 12))
def test_stretches_hold_each_month_once_and_between_two_of_them_few_others(offsets: set[int], at_a_time: int) -> None:
    months = [add_months(date(2020, 1, 1), one) for one in sorted(offsets)]
    found = stretches(months, at_a_time)
    held = [month for one in found for month in months_between(one)]
    assert held == sorted(set(held))
    assert set(months) <= set(held)
    assert {month for one in found for month in one} <= set(months)  # none begins or ends with a month too many
    assert all(any(add_months(one, gap) in months for gap in range(1, BRIDGED)) for one in set(held) - set(months))
    assert all(len(months_between(one)) <= at_a_time for one in found)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_end_of_a_month_is_the_day_before_the_next_one(day: date) -> None:
    assert (add_months(day, 1) - month_end(day)).days == 1
