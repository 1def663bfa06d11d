from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from bahealth.assess.change import change_verdict, without_bias
from bahealth.assess.intervals import points_with_limits
from bahealth.assess.model import Change, ChangeMethod, Point, Rule
from bahealth.assess.xmr import lag_one_autocorrelation
from bahealth.catalog.periods import add_months
from tests.assess.example import count, monthly, observed, proportion, rate

# DEIS: published rates 2005-2021 and the deaths under one of the same years; 2023 has 131 deaths, 23,988 births.
DEIS_RATES = [8.0, 8.3, 8.4, 7.7, 8.5, 7.0, 8.8, 8.3, 8.9, 8.1, 6.4, 7.5, 6.9, 6.0, 7.3, 4.9, 4.6]
DEIS_DEATHS = [351, 366, 359, 354, 377, 320, 400, 365, 390, 355, 267, 302, 248, 212, 248, 138, 121]

NOISE = [120, 117, 123, 121, 118, 122, 119, 124, 116, 120, 121, 119]


def deis(last: int = 2023) -> list[Point]:
    """The city's infant mortality by DEIS up to a year."""
    years = range(2005, min(last, 2021) + 1)
    rows = [observed(date(year, 1, 1), 12, value=DEIS_RATES[year - 2005]) for year in years]
    deaths = {
        ("city", date(year, 1, 1), 12): observed(date(year, 1, 1), 12, numerator=DEIS_DEATHS[year - 2005])
        for year in years
    }
    births = {}
    if last >= 2023:
        key = ("city", date(2023, 1, 1), 12)
        deaths[key] = observed(date(2023, 1, 1), 12, numerator=131)
        births[key] = observed(date(2023, 1, 1), 12, numerator=23988)
    return points_with_limits(rate(), rows, deaths, births)


def test_the_citys_infant_mortality_fell_from_2017_to_2021_beyond_chance() -> None:
    found, special = change_verdict(rate(), deis(2021))
    assert (found.change, found.method, found.since) == (
        Change.IMPROVING,
        ChangeMethod.FIVE_POINT_TREND,
        date(2017, 1, 1),
    )
    assert found.until == date(2021, 1, 1)
    assert found.slope_per_year == pytest.approx(-0.60, abs=0.1)
    assert special == frozenset()


@pytest.mark.parametrize(
    ("last", "change"),
    [
        (2014, Change.NO_SIGNAL),
        (2015, Change.IMPROVING),
        (2018, Change.NO_SIGNAL),
        (2021, Change.IMPROVING),
        (2023, Change.NO_SIGNAL),
    ],
)
def test_what_the_app_would_have_said_of_infant_mortality_each_year(last: int, change: Change) -> None:
    """Checked against the weighted regression written out with sums, on the limits of each year's deaths."""
    points = deis(last)[-5:]
    w = [(((one.upper or 0) - (one.lower or 0)) / 3.92) ** -2 for one in points]
    y = [one.value for one in points]
    x = [one.period_start.year for one in points]  # 2022 is missing: a step over two years counts as two

    def fitted(places: list[int]) -> tuple[float, float]:
        sw, swx = sum(w[i] for i in places), sum(w[i] * x[i] for i in places)
        spread = sum(w[i] * (x[i] - swx / sw) ** 2 for i in places)
        slope = sum(w[i] * (x[i] - swx / sw) * y[i] for i in places) / spread
        return slope, slope**2 * spread

    slope, chi_square = fitted([0, 1, 2, 3, 4])
    others = [fitted([i for i in range(5) if i != left_out])[0] for left_out in range(5)]
    is_trend = chi_square > 9.5495 and all((one > 0) == (slope > 0) for one in others)
    expected = Change.NO_SIGNAL if not is_trend else Change.IMPROVING if slope < 0 else Change.WORSENING
    found, _ = change_verdict(rate(), deis(last))
    assert found.change is expected is change
    assert found.point_count == 5


def test_an_annual_series_of_four_years_or_without_limits_or_of_counts_cannot_be_told() -> None:
    assert change_verdict(rate(), deis(2021)[-4:])[0].change is Change.CANNOT_TELL
    bare = points_with_limits(
        rate(), [observed(date(year, 1, 1), 12, value=9.0 - year % 7) for year in range(2010, 2024)], {}, {}
    )
    assert change_verdict(rate(), bare)[0].change is Change.CANNOT_TELL
    deaths = count(frequency="year")
    rows = [observed(date(year, 1, 1), 12, numerator=400 - 50 * (year - 2018)) for year in range(2018, 2024)]
    assert change_verdict(deaths, points_with_limits(deaths, rows, {}, {}))[0].change is Change.CANNOT_TELL


def test_overlapping_windows_are_not_tested() -> None:
    rows = [
        observed(date(year, 1, 1), 36, numerator=300 - 40 * (year - 2010), denominator=30000)
        for year in range(2010, 2017)
    ]
    assert change_verdict(rate(), points_with_limits(rate(), rows, {}, {}))[0].method is ChangeMethod.NONE


@pytest.mark.parametrize(
    ("months", "change", "has_limits", "is_trial", "is_provisional"),
    [
        (7, Change.CANNOT_TELL, False, False, False),
        (8, Change.CANNOT_TELL, True, True, False),
        (11, Change.CANNOT_TELL, True, True, False),
        (12, Change.NO_SIGNAL, True, False, True),
        (19, Change.NO_SIGNAL, True, False, True),
        (20, Change.NO_SIGNAL, True, False, False),
        (40, Change.NO_SIGNAL, True, False, False),
    ],
)
def test_what_a_number_of_months_allows(
    months: int, change: Change, *, has_limits: bool, is_trial: bool, is_provisional: bool
) -> None:
    found, _ = change_verdict(proportion(), monthly(proportion(), (NOISE * 4)[:months], 150))
    assert found.change is change
    assert (found.limits is not None) is has_limits
    if found.limits:
        assert (found.limits.is_trial, found.limits.is_provisional) == (is_trial, is_provisional)
        assert found.limits.point_count == min(months, 24)


def test_the_baseline_is_locked_at_24_points_so_a_shift_stays_a_signal() -> None:
    points = monthly(proportion(), NOISE * 2 + [one + 20 for one in NOISE], 150)
    found, special = change_verdict(proportion(), points)
    assert (found.change, found.since) == (Change.IMPROVING, points[24].period_start)
    assert found.limits is not None
    assert found.limits.mean == pytest.approx(np.mean([one / 1.5 for one in NOISE]))
    assert {one.period_start for one in points[24:]} <= special


@pytest.mark.parametrize(
    ("direction", "change"),
    [("higher", Change.WORSENING), ("lower", Change.IMPROVING), ("neutral", Change.LOWER)],
)
def test_the_direction_decides_what_a_fall_means(direction: str, change: Change) -> None:
    indicator = proportion(direction=direction)
    found, _ = change_verdict(indicator, monthly(indicator, [*NOISE, *NOISE, 60], 150))
    assert (found.change, found.rule) == (change, Rule.BEYOND_LIMIT)


def test_a_break_starts_a_new_baseline() -> None:
    points = monthly(proportion(), NOISE * 2 + [one + 20 for one in NOISE], 150)
    found, _ = change_verdict(proportion(), points, breaks=[points[24].period.end])
    assert found.change is Change.NO_SIGNAL
    assert found.limits is not None
    assert found.limits.first == points[24].period_start
    later = change_verdict(proportion(), points, breaks=[date(2030, 1, 1)])[0]
    assert later.change is Change.IMPROVING


@pytest.mark.parametrize(
    "events",
    [[120] * 30, [0] * 30, [150] * 30, [120, 121] * 15, [120] * 24 + [140] * 6],
    ids=["constant", "all zero", "all", "four values", "a jump in a flat series"],
)
def test_fewer_than_five_distinct_values_are_refused(events: list[float]) -> None:
    found, special = change_verdict(proportion(), monthly(proportion(), events, 150))
    assert (found.change, found.method, special) == (Change.CANNOT_TELL, ChangeMethod.NONE, frozenset())


def test_missing_months_are_skipped_but_not_too_many() -> None:
    events: list[float | None] = [*NOISE, *NOISE]
    events[5] = events[13] = None
    assert change_verdict(proportion(), monthly(proportion(), events, 150))[0].change is Change.NO_SIGNAL
    sparse: list[float | None] = [one if place % 2 == 0 else None for place, one in enumerate(NOISE * 4)]
    assert change_verdict(proportion(), monthly(proportion(), sparse, 150))[0].change is Change.CANNOT_TELL


def _seasonal(years: int, last: float = 0.0) -> list[float]:
    """Winter peaks around 40 %, a little deterministic noise, and a lift of the last six months."""
    events = []
    for month in range(12 * years):
        wave = 120 * math.sin(2 * math.pi * month / 12)
        noise = 12 * (((month * 7919) % 13) / 6 - 1)
        events.append(400 + wave + noise + (last if month >= 12 * years - 6 else 0))
    return [float(round(one)) for one in events]


def test_a_season_is_no_signal_and_a_shift_beside_it_is_one() -> None:
    seasonal = proportion(is_seasonal=True)
    quiet = monthly(seasonal, _seasonal(5), 1000)
    unaware = change_verdict(proportion(), quiet)[0]
    assert unaware.autocorrelation is not None
    assert unaware.autocorrelation > 0.8
    assert unaware.limits is not None
    assert unaware.limits.upper - unaware.limits.mean > 20
    assert change_verdict(seasonal, quiet)[0].change is Change.NO_SIGNAL
    assert change_verdict(seasonal, monthly(seasonal, _seasonal(5, last=60), 1000))[0].change is Change.IMPROVING


def test_a_season_of_less_than_three_years_cannot_be_told() -> None:
    seasonal = proportion(is_seasonal=True)
    assert change_verdict(seasonal, monthly(seasonal, _seasonal(3)[:-1], 1000))[0].change is Change.CANNOT_TELL
    assert change_verdict(seasonal, monthly(seasonal, _seasonal(3), 1000))[0].change is Change.NO_SIGNAL


def test_where_months_follow_one_another_only_the_wider_limits_speak() -> None:
    # A slow wave: seven in a row on one side all the time, but no month is beyond what the wave itself does.
    wave = [round(120 + 8 * math.sin(2 * math.pi * month / 20) + (month * 31 % 5) - 2) for month in range(40)]
    found, _ = change_verdict(proportion(), monthly(proportion(), wave, 150))
    assert found.autocorrelation is not None
    assert found.autocorrelation > 0.6
    assert found.change is Change.NO_SIGNAL
    assert found.limits is not None
    ranges = np.abs(np.diff([one / 1.5 for one in wave[:24]])).mean()
    assert found.limits.upper - found.limits.mean == pytest.approx(2.66 * ranges / math.sqrt(1 - found.autocorrelation))


def test_the_correlation_of_a_short_series_is_freed_of_its_bias() -> None:
    """24 months of a process with 0.8 show (0.8 - 4.2 / 24) = 0.625 on average; a walk shows no more than a walk."""
    assert without_bias(0.8 - (1 + 4 * 0.8) / 24, 24) == pytest.approx(0.8)
    assert without_bias(0.99, 24) == 0.95
    rng = np.random.default_rng(5)
    shown = []
    for _ in range(2000):
        values = rng.standard_normal(64)
        for month in range(1, 64):
            values[month] = 0.8 * values[month - 1] + 0.6 * values[month]
        shown.append(lag_one_autocorrelation(values[40:]))  # without the start
    assert np.mean(shown) == pytest.approx(0.625, abs=0.03)  # the formula leaves out terms of 1 / n squared


@pytest.mark.slow
def test_a_stock_that_wanders_is_called_changed_no_oftener_than_independent_months() -> None:
    """People on a list change slowly: each month is the one before and a little. METHODS: 24 % of quiet years flag."""
    walks = np.random.default_rng(20261122).standard_normal((200, 36)).cumsum(axis=1)
    flagged = sum(
        any(
            change_verdict(proportion(), monthly(proportion(), (10_000 + 10 * walk[:month]).tolist(), 20_000))[0].change
            in {Change.IMPROVING, Change.WORSENING}
            for month in range(25, 37)
        )
        for walk in walks
    )
    assert flagged / 200 < 0.24 + 3 * 0.030  # three standard errors; with the biased correlation it was 55 %


def test_quarters_are_charted_like_months() -> None:
    quarterly = proportion(frequency="quarter")
    rows = [
        observed(add_months(date(2018, 1, 1), 3 * place), 3, numerator=one, denominator=150)
        for place, one in enumerate([*NOISE, *NOISE, 149])
    ]
    found, _ = change_verdict(quarterly, points_with_limits(quarterly, rows, {}, {}))
    assert (found.change, found.since) == (Change.IMPROVING, date(2024, 1, 1))


@pytest.mark.slow
def test_false_alarms_and_detection_are_those_of_the_table() -> None:
    """METHODS section 6: stable at 80 %, n = 150, baseline of 24: 3.6 % a month; 80 to 87 %: 70 % by month 3."""
    rng = np.random.default_rng(20261122)
    runs, alarms, seen_3, seen_6 = 1000, 0, 0, 0
    for _ in range(runs):
        quiet = rng.binomial(150, 0.80, size=30).tolist()
        alarms += _has_signal(quiet)
        shifted = [*quiet[:24], *rng.binomial(150, 0.87, size=6).tolist()]
        seen_3 += _is_marked(shifted[:27])
        seen_6 += _is_marked(shifted)
    assert 0.015 <= alarms / runs <= 0.06
    assert 0.63 <= seen_3 / runs <= 0.74  # standard error 0.015
    assert 0.88 <= seen_6 / runs <= 0.95


def _has_signal(events: list[float]) -> bool:
    change = change_verdict(proportion(), monthly(proportion(), events, 150))[0].change
    return change in {Change.IMPROVING, Change.WORSENING}


def _is_marked(events: list[float]) -> bool:
    """Whether the chart marks any month after the baseline of 24."""
    points = monthly(proportion(), events, 150)
    return bool(change_verdict(proportion(), points)[1] & {one.period_start for one in points[24:]})
