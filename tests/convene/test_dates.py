"""Dates of a series."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.convene.model import Series
from bahealth.convene.sessions.rules import AHEAD_DAYS, dates_of, is_pause, needs_reason
from bahealth.convene.versions import day_of
from tests.convene.example import DAY, NOON


def series(first_at: datetime, weeks: int = 1, reserve_days: int = 7) -> Series:
    return Series(series_id="s", name="S", theme="", first_at=first_at, every_weeks=weeks, reserve_days=reserve_days)


@pytest.mark.parametrize(
    ("day", "pause"),
    [
        ((2026, 12, 23), False),
        ((2026, 12, 24), True),
        ((2027, 1, 1), True),
        ((2027, 1, 2), True),
        ((2027, 1, 3), False),
    ],
)
def test_nobody_is_convened_between_christmas_eve_and_the_second_of_january(
    day: tuple[int, int, int], pause: bool
) -> None:
    assert is_pause(datetime(*day).date()) is pause


def test_dates_in_the_pause_are_left_out_and_reserves_in_it_come_later() -> None:
    # Thursdays: 10, 17, 24, 31 December 2026, 7 January 2027; noon in Buenos Aires
    first = datetime(2026, 12, 10, 15)
    found = dates_of(series(first), until=datetime(2027, 1, 7, 15))
    assert [one.starts_at for one in found] == [first, first + 7 * DAY, first + 28 * DAY]
    # the reserve of the 10th is the 17th; that of the 17th would be the 24th, the 31st: the 7th
    assert [one.reserve_at for one in found] == [first + 7 * DAY, first + 28 * DAY, first + 35 * DAY]


def test_the_day_is_that_of_buenos_aires() -> None:
    late_on_the_23rd = datetime(2026, 12, 24, 2)  # 23:00 there
    assert [one.starts_at for one in dates_of(series(late_on_the_23rd), until=late_on_the_23rd)] == [late_on_the_23rd]


@given(st.integers(1, 52), st.integers(0, 60), st.integers(0, 400), st.integers(0, 1439))
def test_dates_are_whole_steps_from_the_first_and_never_in_the_pause(
    weeks: int, reserve_days: int, day: int, minute: int
) -> None:
    first = NOON + timedelta(days=day, minutes=minute)
    until = first + timedelta(days=AHEAD_DAYS)
    found = dates_of(series(first, weeks, reserve_days), until=until)
    assert all((one.starts_at - first) % timedelta(weeks=weeks) == timedelta(0) for one in found)
    for one in found:
        assert not is_pause(day_of(one.starts_at))
        assert (one.reserve_at is None) == (reserve_days == 0)
        if one.reserve_at is not None:
            assert one.reserve_at > one.starts_at
            assert not is_pause(day_of(one.reserve_at))
    if found:
        rest = dates_of(series(first, weeks, reserve_days), after=found[0].starts_at, until=until)
        assert rest == found[1:]


@pytest.mark.parametrize(("minutes", "expected"), [(89, False), (90, False), (91, True)])
def test_more_than_90_minutes_needs_a_reason(minutes: int, expected: bool) -> None:
    assert needs_reason(minutes) is expected
