"""Does a series move beyond chance (METHODS 6 and 8)? Control chart for months and quarters, trend for years."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bahealth.assess.long_trend import long_trend
from bahealth.assess.model import Change, ChangeMethod, ChangeVerdict, Limits, Point, Rule
from bahealth.assess.rare import FEWEST_INTERVALS, MOST_A_PERIOD, days_between, event_days, rarer_or_more_often
from bahealth.assess.season import YEARS_NEEDED, link, season_effects, spread_factor, unlink
from bahealth.assess.trend import POINTS, STRICT_CRITICAL, five_point_trend
from bahealth.assess.xmr import (
    Process,
    Signal,
    holds_strictly,
    lag_one_autocorrelation,
    last_signal,
    process_of,
    special_points,
)
from bahealth.catalog.model import Direction, Frequency, Indicator, Kind

Numbers: TypeAlias = NDArray[np.float64]

FEWEST = 8  # below: no limits at all
TRIAL_BELOW = 12  # trial limits: drawn, no signal
PROVISIONAL_BELOW = 20
LOCKED_AT = 24  # the baseline is the first 24 points
FEWEST_DISTINCT = 5
EQUAL_SIZES = 0.25  # denominators within so much of their average count as equal
FEWEST_PRESENT = 0.75  # share of the periods since the baseline began that must have a value
HIGH_AUTOCORRELATION = 0.3
HIGHEST_AUTOCORRELATION = 0.95  # limits at most 4.5 times as wide

CANNOT_TELL = ChangeVerdict(change=Change.CANNOT_TELL, method=ChangeMethod.NONE)


def change_verdict(
    indicator: Indicator,
    points: Sequence[Point],
    *,
    breaks: Sequence[date] = (),
    rebased_on: date | None = None,
    overdispersion: float = 1.0,
    screening: bool = False,
) -> tuple[ChangeVerdict, frozenset[date]]:
    """What the series says beyond chance at its last point, and the starts of the points that a rule marks.

    Only points of the indicator's own period length since the last break are looked at: sums over several
    periods overlap and must not be tested. `overdispersion` applies to the annual trend. `rebased_on` is the day from
    which a person has let the control limits begin again; the annual trend has none.
    """
    months = indicator.frequency.months
    alike = since_last_break([one for one in points if one.period_months == months], breaks)
    if indicator.frequency is Frequency.YEAR:
        return _annual(indicator, alike, overdispersion), frozenset()
    if rebased_on is not None:
        alike = since_last_break(alike, [rebased_on])
    return _control_chart(indicator, alike, screening=screening)


def since_last_break(points: Sequence[Point], breaks: Sequence[date]) -> list[Point]:
    """Points from the last break on: the period in which a break falls is the first of the new series."""
    if not points:
        return []
    past = [day for day in breaks if day <= points[-1].period.end]
    return [one for one in points if one.period.end >= max(past)] if past else list(points)


def towards(direction: Direction, sign: int) -> Change:
    """The word for a move up (+1) or down (-1); none (0) is no signal."""
    if sign == 0:
        return Change.NO_SIGNAL
    if direction is Direction.NEUTRAL:
        return Change.HIGHER if sign > 0 else Change.LOWER
    return Change.IMPROVING if (sign > 0) == (direction is Direction.HIGHER) else Change.WORSENING


def _annual(indicator: Indicator, points: Sequence[Point], overdispersion: float) -> ChangeVerdict:
    """The five-point trend; shares and rates only, since a count also follows the number of people."""
    valid = [one for one in points if one.lower is not None and one.upper is not None and one.upper > one.lower]
    last = valid[-POINTS:]
    if len(last) < POINTS or indicator.kind not in {Kind.PROPORTION, Kind.RATE, Kind.RATIO}:
        return CANNOT_TELL.model_copy(update={"point_count": len(points)})
    years = [one.period_start.year for one in valid]
    trend = five_point_trend(
        [one.value for one in last],
        [one.lower or 0.0 for one in last],
        [one.upper or 0.0 for one in last],
        years=[one.period_start.year for one in last],
        overdispersion=overdispersion,
    )
    return ChangeVerdict(
        change=towards(indicator.direction, trend.sign),
        method=ChangeMethod.FIVE_POINT_TREND,
        since=last[0].period_start if trend.sign else None,
        until=last[-1].period_start if trend.sign else None,
        is_strict=trend.chi_square > STRICT_CRITICAL if trend.sign else None,
        slope_per_year=trend.slope,
        overdispersion=overdispersion,
        long_trend=long_trend(years, [one.value for one in valid]),
        point_count=POINTS,
    )


@dataclass(frozen=True, slots=True)
class _Chart:
    """The values that are charted (season taken out where there is one) and what they are held against."""

    values: Numbers
    process: Process
    baseline_count: int
    correlation: float | None
    rules: frozenset[Rule]
    is_by_size: bool


def _chart(
    indicator: Indicator, points: Sequence[Point], *, screening: bool, locked_at: int = LOCKED_AT
) -> _Chart | None:
    """None when the points cannot be charted: too few, too many missing, too few distinct, no full season."""
    places = places_of(points)
    if len(points) < FEWEST or len(points) < FEWEST_PRESENT * (places[-1] - places[0] + 1):
        return None
    values, widen = np.array([one.value for one in points]), 1.0
    if indicator.is_seasonal:
        adjusted = without_season(indicator, points, places)
        if adjusted is None:
            return None
        values, widen = adjusted, spread_factor(season_of(indicator))
    if len(np.unique(values[:locked_at])) < FEWEST_DISTINCT:
        return None
    sized = by_size(indicator, points, values, locked_at)
    values = values if sized is None else sized
    baseline = values[:locked_at]
    found = process_of(baseline, np.diff(places[: len(baseline)]) == 1, screening=screening)
    if not found.moving_range > 0:
        return None
    correlation = lag_one_autocorrelation(baseline) if len(baseline) >= TRIAL_BELOW else None
    careful, rules = _careful(correlation, len(baseline))
    unbiased = None if correlation is None else without_bias(correlation, len(baseline))
    return _Chart(
        values,
        Process(found.mean, found.moving_range * widen * careful),
        len(baseline),
        unbiased,
        rules,
        sized is not None,
    )


def _control_chart(
    indicator: Indicator, points: Sequence[Point], *, screening: bool
) -> tuple[ChangeVerdict, frozenset[date]]:
    """The XmR verdict, more careful where months follow one another (see `_careful`)."""
    chart = _chart(indicator, points, screening=screening)
    if chart is None:
        return _rare(indicator, points), frozenset()
    count = chart.baseline_count
    limits = Limits(
        mean=chart.process.mean,
        lower=chart.process.lower,
        upper=chart.process.upper,
        first=points[0].period_start,
        last=points[count - 1].period_start,
        point_count=count,
        is_trial=count < TRIAL_BELOW,
        is_provisional=TRIAL_BELOW <= count < PROVISIONAL_BELOW,
        is_by_size=chart.is_by_size,
    )
    signal = None if limits.is_trial else last_signal(chart.values, chart.process, chart.rules)
    verdict = ChangeVerdict(
        change=Change.CANNOT_TELL if limits.is_trial else towards(indicator.direction, signal.sign if signal else 0),
        method=ChangeMethod.XMR,
        since=points[signal.start].period_start if signal else None,
        rule=signal.rule if signal else None,
        is_strict=_is_strict(chart, signal),
        limits=limits,
        point_count=len(points),
        autocorrelation=chart.correlation,
    )
    if limits.is_trial:
        return verdict, frozenset()
    marked = special_points(chart.values, chart.process, chart.rules)
    return verdict, frozenset(one.period_start for one, is_marked in zip(points, marked, strict=True) if is_marked)


def _rare(indicator: Indicator, points: Sequence[Point]) -> ChangeVerdict:
    """The chart of days between events, where a count is so rare that its own chart sees nothing."""
    cannot = CANNOT_TELL.model_copy(update={"point_count": len(points)})
    is_whole = all(one.period.next_start == other.period_start for one, other in pairwise(points))
    if indicator.kind is not Kind.COUNT or indicator.is_seasonal or not points or not is_whole:
        return cannot
    if sum(one.value for one in points) > MOST_A_PERIOD * len(points):
        return cannot
    days = event_days(points)
    between = days_between(days)
    if len(between) < FEWEST_INTERVALS:
        return cannot
    found = rarer_or_more_often(between)
    signal, is_strict = found or (None, None)
    return ChangeVerdict(
        change=towards(indicator.direction, -signal.sign if signal else 0),
        method=ChangeMethod.DAYS_BETWEEN,
        since=days[signal.start] if signal else None,
        rule=signal.rule if signal else None,
        is_strict=is_strict,
        point_count=len(points),
    )


def _is_strict(chart: _Chart, signal: Signal | None) -> bool | None:
    """Whether a signal holds at the level for many rows; runs count only where neighbouring months are not alike."""
    if signal is None:
        return None
    values = chart.values if Rule.RUN_OF_SEVEN in chart.rules else chart.values[-1:]
    return holds_strictly(values, chart.process, signal.sign)


def by_size(
    indicator: Indicator, points: Sequence[Point], values: Numbers, locked_at: int = LOCKED_AT
) -> Numbers | None:
    """Values as they would lie if every period had the average number of people: Laney's (2002) p' and u' charts.

    Each distance from the pooled centre of the baseline is multiplied by sqrt(n / average n), so that a period of few
    people is not a signal for being few, and one of many not missed. None where denominators are unknown or all within
    a quarter of their average, where the plain chart is good enough.
    """
    people = [one.denominator for one in points]
    if indicator.kind not in {Kind.PROPORTION, Kind.RATE} or None in people:
        return None
    n = np.array(people, float)
    usual = float(n[:locked_at].mean())
    if not (n > 0).all() or (np.abs(n / usual - 1) <= EQUAL_SIZES).all():
        return None
    return at_average_size(values, n, locked_at)


def at_average_size(values: Numbers, people: Numbers, locked_at: int) -> Numbers:
    """Values with each distance from the pooled centre of the first ones as far out as at their average size."""
    weights = people[:locked_at]
    centre = float((weights * values[:locked_at]).sum() / weights.sum())
    return centre + (values - centre) * np.sqrt(people / weights.mean())


def change_after(indicator: Indicator, before: Sequence[Point], after: Sequence[Point]) -> Change:
    """What the last of the points after some day says, against limits from those before it alone.

    Runs, trends and two of three are looked for among the points after, so that none begins before. Only points of the
    indicator's own period length; fewer than 12 before, or none after, cannot tell. For months and quarters.
    """
    if len(before) < TRIAL_BELOW or not after:
        return Change.CANNOT_TELL
    chart = _chart(indicator, [*before, *after], screening=False, locked_at=len(before))
    if chart is None:
        return Change.CANNOT_TELL
    signal = last_signal(chart.values[len(before) :], chart.process, chart.rules)
    return towards(indicator.direction, signal.sign if signal else 0)


def _careful(correlation: float | None, count: int) -> tuple[float, frozenset[Rule]]:
    """How much wider the limits and which rules, given the baseline's lag-1 correlation r.

    Runs, trends and two of three assume independent months; with r = 0.3 they double the false alarms
    (METHODS section 6). r counts as high above 0.3 and above twice its standard error 1/sqrt(n). Then only the
    first rule speaks, and limits are divided by sqrt(1 - r'): successive values of a process with
    correlation r' differ by sqrt(1 - r') of what independent ones do, so moving ranges are that much too small.
    """
    if correlation is None or correlation <= max(HIGH_AUTOCORRELATION, 2 / math.sqrt(count)):
        return 1.0, frozenset(Rule)
    return 1 / math.sqrt(1 - without_bias(correlation, count)), frozenset({Rule.BEYOND_LIMIT})


def without_bias(correlation: float, count: int) -> float:
    """Correlation r' = (n r + 1) / (n - 4), at most 0.95: a walk without a level of its own.

    About its own mean a short series of n points shows r lower than the process has it, by (1 + 4 r') / n
    (Marriott and Pope 1954, Kendall 1954): 24 months of a process with 0.9 show 0.71 on average.
    """
    return min((count * correlation + 1) / (count - 4), HIGHEST_AUTOCORRELATION)


def place_of(start: date, months: int) -> int:
    """Number of the period that starts on a day, among those of its length since year 0."""
    return (start.year * 12 + start.month - 1) // months


def places_of(points: Sequence[Point]) -> NDArray[np.int_]:
    """Numbers of the periods of points."""
    return np.array([place_of(one.period_start, one.period_months) for one in points])


def season_of(indicator: Indicator) -> int:
    """Periods in a year."""
    return 12 // indicator.frequency.months


def without_season(indicator: Indicator, points: Sequence[Point], places: NDArray[np.int_]) -> Numbers | None:
    """Values with the season taken out, in the unit; None with less than three years of points.

    Effects come from the first three years of points, so that what happens later cannot hide in them.
    """
    season = season_of(indicator)
    first = season * YEARS_NEEDED
    half = np.array([half_event(indicator, one) for one in points])
    scaled = link(indicator, np.array([one.value for one in points]), half)
    if len(points) < first or not np.isfinite(scaled).all():
        return None
    effects = season_effects(scaled[:first], places[:first], season)
    adjusted = scaled - effects[places % season]
    if not np.isfinite(adjusted).all():
        return None
    return np.array([unlink(indicator, one) for one in adjusted])


def half_event(indicator: Indicator, point: Point) -> float:
    """Half an event in the unit of the value; 0 when the people are unknown."""
    if indicator.kind is Kind.COUNT:
        return 0.5
    return 0.5 * indicator.multiplier / point.denominator if point.denominator else 0.0
