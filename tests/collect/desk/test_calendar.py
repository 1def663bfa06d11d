"""When a delivery is due and how it stands: a table at the boundaries, and laws."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.assess import verdict
from bahealth.catalog.load import load_catalog
from bahealth.catalog.model import Frequency, Level
from bahealth.catalog.periods import Period
from bahealth.collect.desk.model import DueStatus, Line, Received, Share
from bahealth.collect.desk.rules import (
    Known,
    calendar_line,
    completeness,
    due_on,
    expected_period,
    finest_level,
    freshness,
    known,
    lines_of,
    local_day,
    on_time,
    periods_due,
)
from bahealth.config import PROJECT

CATALOG = load_catalog(PROJECT / "data")
MONTHLY = Line(source_id="form", frequency=Frequency.MONTH, lag_months=1, indicator_ids=("a", "b"))
YEARLY = Line(source_id="yearbook", frequency=Frequency.YEAR, lag_months=18, indicator_ids=("y",))
days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
frequencies = st.sampled_from(list(Frequency))
lags = st.integers(0, 36)


def month(text: str) -> Period:
    return Period.parse(text)


@pytest.mark.parametrize(
    ("period", "lag", "day"),
    [
        ("2026-01", 0, date(2026, 1, 31)),
        ("2026-01", 1, date(2026, 2, 28)),  # not 3 March: the end of the month
        ("2024-01", 1, date(2024, 2, 29)),
        ("2026-Q1", 2, date(2026, 5, 31)),
        ("2024", 18, date(2026, 6, 30)),  # official yearly figures
        ("2024", 12, date(2025, 12, 31)),
    ],
)
def test_a_period_is_due_at_the_end_of_the_month_that_lies_its_lag_after_it(period: str, lag: int, day: date):
    assert due_on(month(period), lag) == day


@given(frequencies, lags, days)
def test_what_is_expected_is_what_the_verdict_calls_expected(frequency: Frequency, lag: int, day: date):
    indicator = CATALOG.indicators[0].model_copy(update={"frequency": frequency, "lag_months": lag})
    assert expected_period(frequency, lag, day) == verdict.expected_period(indicator, day)


@given(frequencies, lags, days)
def test_the_expected_period_is_the_newest_whose_day_has_passed(frequency: Frequency, lag: int, day: date):
    period = expected_period(frequency, lag, day)
    assert due_on(period, lag) < day <= due_on(period.shifted(1), lag)


@given(frequencies, lags, days, st.integers(0, 800))
def test_periods_due_are_all_that_a_slow_search_finds(frequency: Frequency, lag: int, after: date, length: int):
    until = after + timedelta(days=length)
    first = Period(date(after.year - 6, 1, 1), frequency.months)
    slow = [one for step in range(150) if after < due_on(one := first.shifted(step), lag) <= until]
    assert periods_due(frequency, lag, after=after, until=until) == slow


def test_half_past_eleven_at_night_in_buenos_aires_is_still_that_day():
    assert local_day(datetime(2026, 3, 1, 2, 30)) == date(2026, 2, 28)
    assert local_day(datetime(2026, 3, 1, 3, 0)) == date(2026, 3, 1)


def both(period: str, day: date) -> dict[tuple[str, Period], date]:
    return {("a", month(period)): day, ("b", month(period)): day}


def status(first_on: dict[tuple[str, Period], date], period: str, today: date, **more: Any) -> tuple[Any, ...]:
    line = calendar_line(
        MONTHLY, Known(first_on, **more), today=today, after=date(2025, 1, 1), until=date(2027, 12, 31)
    )
    (cell,) = [one for one in line.cells if one.period == month(period)]
    return cell.status, cell.received_on, cell.days_late, cell.missing


STARTED = both("2025-12", date(2026, 1, 20))  # the source is watched from 20 January 2026 on
DUE = date(2026, 2, 28)  # of January 2026
AFTER = date(2026, 5, 10)


@pytest.mark.parametrize(
    ("arrivals", "today", "expected"),
    [
        (both("2026-01", DUE), AFTER, (DueStatus.ON_TIME, DUE, 0, ())),
        (both("2026-01", date(2026, 3, 1)), AFTER, (DueStatus.LATE, date(2026, 3, 1), 1, ())),
        ({}, date(2026, 1, 31), (DueStatus.AHEAD, None, 0, ("a", "b"))),
        ({}, date(2026, 2, 1), (DueStatus.DUE, None, 0, ("a", "b"))),
        ({}, DUE, (DueStatus.DUE, None, 0, ("a", "b"))),
        ({}, date(2026, 3, 1), (DueStatus.OVERDUE, None, 1, ("a", "b"))),
        # one of two indicators is not enough, and the later one decides the day
        ({("a", month("2026-01")): DUE}, AFTER, (DueStatus.OVERDUE, None, 71, ("b",))),
        (
            {("a", month("2026-01")): DUE, ("b", month("2026-01")): date(2026, 3, 5)},
            AFTER,
            (DueStatus.LATE, date(2026, 3, 5), 5, ()),
        ),
    ],
)
def test_an_expected_period_stands_as_the_days_say(arrivals, today, expected):
    assert status({**STARTED, **arrivals}, "2026-01", today) == expected


def test_what_is_handed_in_waits_and_only_where_all_that_is_missing_was_handed_in():
    handed = {("a", month("2026-01")), ("b", month("2026-01"))}
    assert status(STARTED, "2026-01", AFTER, waiting=handed)[0] is DueStatus.WAITING
    assert status(STARTED, "2026-01", AFTER, waiting={("a", month("2026-01"))})[0] is DueStatus.OVERDUE


def test_history_delivered_at_the_start_is_neither_on_time_nor_late():
    # November 2025 was due on 31 December, 20 days before the first delivery; December on 31 January, after it.
    history = {**STARTED, **both("2025-11", date(2026, 1, 20))}
    assert status(history, "2025-11", AFTER)[0] is DueStatus.BEFORE_WATCH
    assert status(history, "2025-10", AFTER)[0] is DueStatus.BEFORE_WATCH  # a hole in the history is history
    assert status(history, "2025-12", AFTER)[0] is DueStatus.ON_TIME


def test_what_the_first_delivery_left_out_at_its_end_is_overdue_but_counts_for_nobody():
    first = {("y", month("2023")): date(2026, 11, 22)}
    today = date(2026, 11, 23)
    line = calendar_line(YEARLY, Known(first), today=today, after=date(2025, 11, 1), until=date(2027, 11, 1))
    assert [(one.period.key, one.status, one.days_late) for one in line.cells] == [
        ("2024", DueStatus.OVERDUE, 146),  # from 30 June to 23 November 2026
        ("2025", DueStatus.AHEAD if today < date(2026, 1, 1) else DueStatus.DUE, 0),
    ]
    assert on_time(line.cells, watched_from=line.watched_from, today=today) == Share(part=0, whole=0)


def test_nothing_is_expected_of_a_source_that_never_sent():
    line = calendar_line(MONTHLY, Known({}), today=AFTER, after=date(2025, 1, 1), until=AFTER)
    assert (line.watched_from, line.cells) == (None, ())
    assert on_time(line.cells, watched_from=None, today=AFTER) == Share(part=0, whole=0)


def test_a_refused_file_stands_with_the_oldest_period_that_was_missing_that_day():
    first_on = {**STARTED, **both("2026-01", date(2026, 3, 10)), **both("2026-02", date(2026, 3, 10))}
    tries = [date(2026, 3, 2), date(2026, 3, 10), date(2026, 4, 2), date(2026, 1, 2)]
    line = calendar_line(
        MONTHLY, Known(first_on, attempts=tries), today=AFTER, after=date(2026, 1, 1), until=date(2026, 6, 30)
    )
    counts = {one.period.key: one.attempt_count for one in line.cells}
    # 2 January: December had ended and had not come. 2 and 10 March: January. 2 April: March.
    assert counts == {"2025-12": 1, "2026-01": 2, "2026-02": 0, "2026-03": 1, "2026-04": 0, "2026-05": 0}


@given(st.dictionaries(st.integers(0, 17), st.integers(0, 120), max_size=18), st.integers(0, 500))
def test_the_share_on_time_is_bounded_and_counts_what_a_slow_count_counts(came: dict[int, int], later: int):
    start = Period(date(2025, 12, 1), 1)
    first_on = {("a", start): date(2026, 1, 20), ("b", start): date(2026, 1, 20)}
    for step, delay in came.items():
        period = start.shifted(step + 1)
        for name in ("a", "b"):
            first_on[name, period] = period.next_start + timedelta(days=delay)
    today = date(2026, 1, 21) + timedelta(days=later)
    first_on = {key: day for key, day in first_on.items() if day <= today}
    line = calendar_line(MONTHLY, Known(first_on), today=today, after=date(2025, 12, 1), until=date(2028, 1, 1))
    share = on_time(line.cells, watched_from=line.watched_from, today=today)
    passed = [start.shifted(step) for step in range(40) if due_on(start.shifted(step), 1) < today]
    punctual = [one for one in passed if first_on.get(("a", one), date.max) <= due_on(one, 1)]
    assert (share.part, share.whole) == (len(punctual), len(passed))


def came(indicator_id: str, level: Level, period: str, area_count: int) -> Received:
    one = month(period)
    return Received(
        indicator_id=indicator_id,
        level=level,
        period_start=one.start,
        period_months=one.months,
        area_count=area_count,
        first_at=datetime(2026, 1, 20, 12),
    )


def test_comunas_alone_and_wider_windows_do_not_make_a_period_received():
    rows = [
        came("infant_mortality", Level.CITY, "2022", 1),
        came("infant_mortality", Level.CITY, "2021/2023", 1),
        came("infant_mortality", Level.COMUNA, "2024", 15),
        came("no_longer_defined", Level.CITY, "2022", 1),
    ]
    assert set(known(rows, CATALOG).first_on) == {("infant_mortality", month("2022"))}


def test_freshness_is_that_of_the_slowest_indicator():
    at_hand = Known({("a", month("2026-01")): AFTER, ("a", month("2026-03")): AFTER, ("b", month("2026-02")): AFTER})
    fresh = freshness(MONTHLY, at_hand, today=AFTER)
    assert (fresh.newest, fresh.furthest, fresh.expected) == (month("2026-02"), month("2026-03"), month("2026-03"))
    assert fresh.months_behind == 1
    assert freshness(MONTHLY, Known({}), today=AFTER).newest is None


def test_completeness_counts_cells_of_the_smallest_area_over_the_last_year():
    line = Line(
        source_id="form_child_health",
        frequency=Frequency.MONTH,
        lag_months=2,
        indicator_ids=("checkups_complete", "checkups_six"),
    )
    rows = [
        came("checkups_complete", Level.COMUNA, "2026-01", 15),
        came("checkups_complete", Level.COMUNA, "2026-02", 9),
        came("checkups_complete", Level.CITY, "2026-02", 1),
        came("checkups_complete", Level.COMUNA, "2020-01", 15),  # too long ago
    ]
    share = completeness(line, rows, CATALOG, watched={"checkups_complete"}, today=date(2026, 5, 10))
    assert share == Share(part=15 + 9, whole=15 * 12)  # 15 comunas, 12 periods; the other indicator never came


def test_every_real_indicator_stands_in_one_line_of_its_source():
    for source in CATALOG.sources:
        lines = lines_of(source, CATALOG)
        named = [name for line in lines for name in line.indicator_ids]
        assert sorted(named) == sorted(one.indicator_id for one in CATALOG.indicators if one.source == source.source_id)
        for line in lines:
            assert {CATALOG.indicator[one].lag_months for one in line.indicator_ids} == {line.lag_months}


def test_the_smallest_level_counts():
    assert finest_level(CATALOG.indicator["within_15_minutes_on_foot"]) is Level.BARRIO
    assert finest_level(CATALOG.indicator["births"]) is Level.CITY
