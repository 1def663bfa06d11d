"""How likely a target is to be met by its date if the process goes on as it does (METHODS section 18)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.stats import betabinom, nbinom

from bahealth.assess.ahead import Ahead
from bahealth.assess.change import FEWEST_DISTINCT, half_event, place_of, places_of, season_of, since_last_break
from bahealth.assess.intervals import events_of
from bahealth.assess.local_level import fit
from bahealth.assess.long_trend import long_trend
from bahealth.assess.model import Goal, NoForecast, Point
from bahealth.assess.season import YEARS_NEEDED, link, season_effects, spread_factor
from bahealth.catalog.model import Direction, Frequency, Indicator, Kind
from bahealth.catalog.periods import Period

Numbers: TypeAlias = NDArray[np.float64]

ENOUGH = 12  # points for the local level
FEWEST = 6  # points for any probability
FEWEST_PEOPLE = 30  # mean denominator of the last year
LIKELY = 0.80
# Of years, the limits of the local level held 65 of 94 outcomes of the city's infant mortality, not 75: they are wider
# by what would have held four in five (METHODS section 18, "widen by the empirical factor"; `bench.backtest`).
ANNUAL_WIDENING = 1.2
CARRIED_ON_BELOW = 0.01  # p of Mann-Kendall over all years, below which their trend is carried on (`bench.backtest`)
_HORIZON_YEARS = 5  # how far ahead the earliest likely date is looked for, at least


class Method(StrEnum):
    """Which model spoke."""

    LOCAL_LEVEL = "local_level"
    DAMPED_TREND = "damped_trend"  # the same with a long trend of years carried on, ever more slowly
    BETA_BINOMIAL = "beta_binomial"
    GAMMA_POISSON = "gamma_poisson"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Forecast:
    """Chance of meeting the target in the last period that ends by its date; 80 % limits in the unit."""

    method: Method
    probability: float | None = None
    likely_from: date | None = None
    lower: float | None = None
    upper: float | None = None
    reason: NoForecast | None = None  # why there is no probability


def meets(direction: Direction, value: float, target: float) -> bool:
    """Whether a value meets a target; exactly on it counts as met."""
    return value >= target if direction is Direction.HIGHER else value <= target


def rounded_probability(probability: float) -> float:
    """To 5 %, never 0 or 1; halves away from the middle, so that a mirrored question gives the mirrored answer."""
    twentieths = math.floor(abs(probability - 0.5) * 20 + 0.5 + 1e-9)
    share = min(twentieths, 9) / 20
    return round(0.5 + math.copysign(share, probability - 0.5), 2)


def due_period(indicator: Indicator, due_on: date) -> Period:
    """The last period of the indicator that ends on or before a day."""
    months = indicator.frequency.months
    first = (due_on.month - 1) // months * months + 1
    running = Period(date(due_on.year, first, 1), months)
    return running if running.end <= due_on else running.shifted(-1)


def forecast(
    indicator: Indicator,
    points: Sequence[Point],
    goal: Goal,
    *,
    breaks: Sequence[date] = (),
    months: int | None = None,
    widening: float = 1.0,
) -> Forecast:
    """Chance that the value of the target's last period meets it, from the as-reported series since its last break.

    `months` is the length of the period that is judged, when the row is wider than the indicator's own: the mean
    of so many periods is forecast, those already known fixed. Twelve points or more: local level on the logit or
    log scale, the season taken out where there is one, its deviations times `widening`. Six to eleven, or fewer than
    five distinct values: beta-binomial or gamma-Poisson on the last twelve months, "if nothing changes"; never of
    years, because one year says too little about another four years on (`bench.backtest`: 80 % limits held 5 of 18).
    Years whose trend since the last break is beyond doubt (Mann-Kendall, 1 %) go on by Sen's slope, damped.
    In every other case no probability, and the reason by name.
    """
    alike = since_last_break([one for one in points if one.period_months == indicator.frequency.months], breaks)
    if not alike:
        return Forecast(Method.NONE, reason=NoForecast.FEW_POINTS)
    steps = _steps(alike[-1], due_period(indicator, goal.due_on))
    span = max(1, (months or 0) // indicator.frequency.months)
    if reason := _too_little(indicator, alike, steps, span):
        return Forecast(Method.NONE, reason=reason)
    if len(alike) >= ENOUGH and len({one.value for one in alike}) >= FEWEST_DISTINCT:
        found = _ahead(indicator, alike, span, widening)
        return (
            Forecast(Method.NONE, reason=found)
            if isinstance(found, NoForecast)
            else _local_level(found, goal, steps, alike[-1])
        )
    return _pooled(indicator, alike, goal, span)


def _too_little(indicator: Indicator, alike: Sequence[Point], steps: int, span: int) -> NoForecast | None:
    is_annual = indicator.frequency is Frequency.YEAR
    is_constant = len({one.value for one in alike}) < FEWEST_DISTINCT
    for reason, holds in (
        (NoForecast.NEUTRAL, indicator.direction is Direction.NEUTRAL),
        (NoForecast.FEW_YEARS, is_annual and len(alike) < ENOUGH),
        (NoForecast.FEW_POINTS, len(alike) < FEWEST),
        (NoForecast.DATE_REACHED, steps < 1),
        (NoForecast.FEW_PEOPLE, span * _mean_people(indicator, alike) < FEWEST_PEOPLE),
        (NoForecast.CONSTANT, is_annual and is_constant),
        (NoForecast.SHORT_SEASON, indicator.is_seasonal and (len(alike) < ENOUGH or is_constant)),
    ):
        if holds:
            return reason
    return None


def _steps(last: Point, due: Period) -> int:
    return place_of(due.start, due.months) - place_of(last.period_start, last.period_months)


def _last_year(indicator: Indicator, points: Sequence[Point]) -> list[Point]:
    first = points[-1].period.shifted(1 - season_of(indicator)).start
    return [one for one in points[-season_of(indicator) :] if one.period_start >= first]


def _people(indicator: Indicator, points: Sequence[Point]) -> list[float]:
    """Denominators of points; of a count the one period that each is about; none where any is unknown."""
    known = [1.0 if indicator.kind is Kind.COUNT else one.denominator or 0.0 for one in points]
    return known if all(known) else []


def _mean_people(indicator: Indicator, points: Sequence[Point]) -> float:
    """Mean denominator of the last year; infinite where it is unknown or there is none."""
    people = [one.denominator for one in _last_year(indicator, points) if one.denominator is not None]
    return sum(people) / len(people) if people and indicator.kind is not Kind.COUNT else math.inf


def _local_level(found: Ahead, goal: Goal, steps: int, last: Point) -> Forecast:
    """What the local level says of the periods ahead, and from when on the target would be likely."""
    lower, upper = found.limits(steps)
    reach = range(1, max(steps, _HORIZON_YEARS * season_of(found.indicator)) + 1)
    likely = next((step for step in reach if rounded_probability(found.chance(goal.value, step)) > LIKELY), None)
    return Forecast(
        method=Method.DAMPED_TREND if found.drift else Method.LOCAL_LEVEL,
        probability=rounded_probability(found.chance(goal.value, steps)),
        likely_from=last.period.shifted(likely).end if likely else None,
        lower=lower,
        upper=upper,
    )


def _ahead(indicator: Indicator, points: Sequence[Point], span: int, widening: float) -> Ahead | NoForecast:
    places = places_of(points)
    half = np.array([half_event(indicator, one) for one in points])
    scaled = link(indicator, np.array([one.value for one in points]), half)
    effects = np.zeros(1)
    if indicator.is_seasonal:
        if len(points) < season_of(indicator) * YEARS_NEEDED:
            return NoForecast.SHORT_SEASON
        if not np.isfinite(scaled).all():
            return NoForecast.GAPS
        effects = season_effects(scaled, places, season_of(indicator))
    grid = np.full(int(places[-1] - places[0]) + 1, np.nan)
    grid[places - places[0]] = scaled - effects[places % len(effects)]
    known = np.flatnonzero(np.isfinite(grid))
    if len(known) < ENOUGH or known[-1] != len(grid) - 1 or not np.isfinite(effects).all():
        return NoForecast.GAPS
    if indicator.frequency is Frequency.YEAR:
        widening *= ANNUAL_WIDENING
    if indicator.is_seasonal:  # the effects were estimated from the very points, and are not known ahead
        widening *= spread_factor(season_of(indicator), len(known) / season_of(indicator))
    recent = _last_year(indicator, points)
    people = _people(indicator, recent)
    trend = long_trend(known.tolist(), grid[known].tolist()) if indicator.frequency is Frequency.YEAR else None
    return Ahead(
        indicator=indicator,
        model=fit(grid[known[0] :].tolist()),
        last_place=int(places[-1]),
        effects=effects,
        people=people or [1.0] * len(recent),
        has_people=bool(people),
        fixed=_unbroken(indicator, points, span - 1),
        half=sum(half_event(indicator, one) for one in recent) / len(recent),
        span=span,
        widening=widening,
        drift=trend.slope_per_year if trend and trend.p_value < CARRIED_ON_BELOW else 0.0,
    )


def _unbroken(indicator: Indicator, points: Sequence[Point], count: int) -> list[tuple[float, float]]:
    """People and value of up to `count` newest points that follow one another, newest last; people 1 if unknown."""
    kept: list[Point] = []
    for one in reversed(points[max(len(points) - count, 0) :] if count > 0 else ()):
        if kept and one.period.next_start != kept[-1].period_start:
            break
        kept.append(one)
    people = _people(indicator, kept) or [1.0] * len(kept)
    return [(n, one.value) for n, one in zip(people, kept, strict=True)][::-1]


def _pooled(indicator: Indicator, points: Sequence[Point], goal: Goal, span: int) -> Forecast:
    """Predictive distribution of `span` further periods like the mean one of the last year, Jeffreys prior."""
    recent = _last_year(indicator, points)
    counts = [events_of(indicator, one) for one in recent]
    people = [1.0 if indicator.kind is Kind.COUNT else one.denominator for one in recent]
    known = [(k, n) for k, n in zip(counts, people, strict=True) if k is not None and n is not None]
    if len(known) < len(recent):
        return Forecast(Method.NONE, reason=NoForecast.FEW_PEOPLE)
    k, n = sum(one for one, _ in known), sum(one for _, one in known)
    size = span * n / len(known)
    unit = 1.0 / span if indicator.kind is Kind.COUNT else indicator.multiplier / size
    if indicator.kind is Kind.PROPORTION:
        size = round(size)
        unit = indicator.multiplier / size
        predicted, method = betabinom(size, k + 0.5, max(n - k, 0) + 0.5), Method.BETA_BINOMIAL
    else:
        predicted, method = nbinom(k + 0.5, n / (n + size)), Method.GAMMA_POISSON
    if indicator.direction is Direction.HIGHER:
        chance = float(predicted.sf(math.ceil(goal.value / unit - 1e-9) - 1))
    else:
        chance = float(predicted.cdf(math.floor(goal.value / unit + 1e-9)))
    probability = rounded_probability(chance)
    return Forecast(
        method=method,
        probability=probability,
        likely_from=points[-1].period.shifted(1).end if probability > LIKELY else None,
        lower=float(predicted.ppf(0.10)) * unit,
        upper=float(predicted.ppf(0.90)) * unit,
    )
