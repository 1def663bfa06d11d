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
from scipy.special import ndtr, ndtri
from scipy.stats import betabinom, nbinom

from bahealth.assess.change import FEWEST_DISTINCT, half_event, place_of, places_of, season_of, since_last_break
from bahealth.assess.intervals import events_of
from bahealth.assess.local_level import fit
from bahealth.assess.model import Goal, Point
from bahealth.assess.season import YEARS_NEEDED, link, season_effects, spread_factor, unlink
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
_HORIZON_YEARS = 5  # how far ahead the earliest likely date is looked for, at least
_REACH = float(ndtri(0.90))  # 80 % limits
_ROUNDING = 1e-9


class Method(StrEnum):
    """Which model spoke."""

    LOCAL_LEVEL = "local_level"
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


NO_FORECAST = Forecast(Method.NONE)


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
    indicator: Indicator, points: Sequence[Point], goal: Goal, *, breaks: Sequence[date] = (), months: int | None = None
) -> Forecast:
    """Chance that the value of the target's last period meets it, from the as-reported series since its last break.

    `months` is the length of the period that is judged, when the row is wider than the indicator's own: the mean
    of so many periods is forecast, all of them ahead. Twelve points or more: local level on the logit or
    log scale, the season taken out where there is one. Six to eleven, or fewer than five distinct values: beta-binomial
    or gamma-Poisson on the last twelve months, "if nothing changes"; never of years, because one year says too little
    about another four years on (`bench.backtest`: 80 % limits held 5 of 18). Fewer points, fewer than 30 people a
    period, a seasonal series under three years, a target date already reached by the points, or a neutral
    indicator: no probability.
    """
    alike = since_last_break([one for one in points if one.period_months == indicator.frequency.months], breaks)
    if len(alike) < FEWEST or indicator.direction is Direction.NEUTRAL:
        return NO_FORECAST
    steps = _steps(alike[-1], due_period(indicator, goal.due_on))
    span = max(1, (months or 0) // indicator.frequency.months)
    if steps < 1 or span * _mean_people(indicator, alike) < FEWEST_PEOPLE:
        return NO_FORECAST
    if len(alike) >= ENOUGH and len({one.value for one in alike}) >= FEWEST_DISTINCT:
        return _local_level(indicator, alike, goal, steps, span)
    if indicator.is_seasonal or indicator.frequency is Frequency.YEAR:
        return NO_FORECAST
    return _pooled(indicator, alike, goal, span)


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


def _boundary(indicator: Indicator, target: float, people: Sequence[float]) -> float:
    """Half way between the last number of events that misses the target and the first that meets it, in the unit.

    A share or rate of n people, or a count over n periods, can only take steps of one event: 80 % of 150 is met from
    120 on, so the boundary is 119.5; 80.5 % of them from 121 on, so it is 120.5. The mean over the `people` of the
    last periods; the target itself where they are unknown.
    """
    if not people:
        return target
    unit = [(1.0 if indicator.kind is Kind.COUNT else indicator.multiplier) / n for n in people]
    if indicator.direction is Direction.HIGHER:
        steps = [one * (math.ceil(target / one - _ROUNDING) - 0.5) for one in unit]
    else:
        steps = [one * (math.floor(target / one + _ROUNDING) + 0.5) for one in unit]
    return sum(steps) / len(steps)


def _scaled(indicator: Indicator, boundary: float, half: float) -> float:
    """A boundary on the model's scale, on which n people's share is logit((k + .5) / (n + 1)); `half` in the unit."""
    if indicator.kind is Kind.PROPORTION:
        odds = (boundary + half, indicator.multiplier - boundary + half)
    else:
        odds = (boundary + half, 1.0)
    if odds[0] <= 0:
        return -math.inf
    return math.inf if odds[1] <= 0 else math.log(odds[0] / odds[1])


def _local_level(indicator: Indicator, points: Sequence[Point], goal: Goal, steps: int, span: int) -> Forecast:
    places = places_of(points)
    half = np.array([half_event(indicator, one) for one in points])
    scaled = link(indicator, np.array([one.value for one in points]), half)
    effects = np.zeros(1)
    if indicator.is_seasonal:
        if len(points) < season_of(indicator) * YEARS_NEEDED or not np.isfinite(scaled).all():
            return NO_FORECAST
        effects = season_effects(scaled, places, season_of(indicator))
    grid = np.full(int(places[-1] - places[0]) + 1, np.nan)
    grid[places - places[0]] = scaled - effects[places % len(effects)]
    known = np.flatnonzero(np.isfinite(grid))
    if len(known) < ENOUGH or known[-1] != len(grid) - 1 or not np.isfinite(effects).all():
        return NO_FORECAST
    model = fit(grid[known[0] :].tolist())
    recent = _last_year(indicator, points)
    half_of_span = sum(half_event(indicator, one) for one in recent) / len(recent) / span
    boundary = _boundary(indicator, goal.value, [span * one for one in _people(indicator, recent)])
    target = _scaled(indicator, boundary, half_of_span)
    widening = ANNUAL_WIDENING if indicator.frequency is Frequency.YEAR else 1.0
    if indicator.is_seasonal:  # the effects were estimated from the very points, and are not known ahead
        widening *= spread_factor(season_of(indicator), len(known) / season_of(indicator))

    def ahead_of(step: int) -> tuple[float, float]:
        """Season of the place, and standard deviation of the mean of `span` periods that end there."""
        around = [float(effects[(places[-1] + step - back) % len(effects)]) for back in range(span)]
        variance = model.forecast(step)[1] - model.noise_variance * (1 - 1 / span)
        return sum(around) / span, widening * math.sqrt(variance)

    def probability(step: int) -> float:
        season, deviation = ahead_of(step)
        return _chance(indicator.direction, model.level - (target - season), deviation)

    season, deviation = ahead_of(steps)
    middle, reach = model.level + season, _REACH * deviation
    ahead = range(1, max(steps, _HORIZON_YEARS * season_of(indicator)) + 1)
    likely = next((step for step in ahead if rounded_probability(probability(step)) > LIKELY), None)
    return Forecast(
        method=Method.LOCAL_LEVEL,
        probability=rounded_probability(probability(steps)),
        likely_from=points[-1].period.shifted(likely).end if likely else None,
        lower=unlink(indicator, middle - reach),
        upper=unlink(indicator, middle + reach),
    )


def _chance(direction: Direction, above: float, deviation: float) -> float:
    """Normal tail beyond the target on the model's scale, whose level lies `above` it."""
    if deviation <= 0:
        return float(meets(direction, above, 0.0))
    chance = float(ndtr(above / deviation))
    return chance if direction is Direction.HIGHER else 1 - chance


def _pooled(indicator: Indicator, points: Sequence[Point], goal: Goal, span: int) -> Forecast:
    """Predictive distribution of `span` further periods like the mean one of the last year, Jeffreys prior."""
    recent = _last_year(indicator, points)
    counts = [events_of(indicator, one) for one in recent]
    people = [1.0 if indicator.kind is Kind.COUNT else one.denominator for one in recent]
    known = [(k, n) for k, n in zip(counts, people, strict=True) if k is not None and n is not None]
    if len(known) < len(recent):
        return NO_FORECAST
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
