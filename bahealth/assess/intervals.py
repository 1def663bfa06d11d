"""Confidence limits (METHODS sections 1, 2, 4): points of a series with their 95 % and 99.8 % limits.

Everything works on whole arrays, because a release holds a quarter of a million points. The limits are
those of statsmodels (`proportion_confint(method="wilson")`, `confint_poisson(method="exact-c")`), to
which the tests hold them; exact (Garwood) limits are used at every size, so no Byar variant is needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv, ndtri

from bahealth.assess.model import Observed, Point
from bahealth.catalog.model import Indicator, IntervalMethod, Kind
from bahealth.catalog.periods import Period

Numbers: TypeAlias = NDArray[np.float64]
ObservedKey: TypeAlias = tuple[str, date, int]
Counts: TypeAlias = Mapping[ObservedKey, Observed]

LEVEL = 0.95
WIDE_LEVEL = 0.998
# A survey's letter bounds its coefficient of variation from above: none under 10 %, a 10 to 20 %, b above 20 %.
_SURVEY_BOUND = {"": 0.10, "a": 0.20, "b": np.nan}
_ROUNDING = 1e-9
# Methods whose 95 % limits come with the observation.
_GIVEN = {IntervalMethod.PUBLISHED, IntervalMethod.STUDENT_T, IntervalMethod.PEOPLE}


class ImpossibleValueError(ValueError):
    """An observation that cannot be true; the message names area, period and what is wrong."""

    def __init__(self, observed: Observed, problem: str) -> None:
        super().__init__(f"{observed.area_id} {observed.period.key}: {problem}")
        self.observed = observed
        self.problem = problem


def wilson(events: ArrayLike, people: ArrayLike, level: float) -> tuple[Numbers, Numbers]:
    """Score limits of a share of 1 (Wilson 1927); fractional events are accepted. `people` above 0."""
    k, n = np.asarray(events, float), np.asarray(people, float)
    z = ndtri(0.5 + level / 2)
    centre = 2 * k + z**2
    # Rounding can make k(1 - k/n) negative by 1e-17 when k equals n.
    half = z * np.sqrt(z**2 + 4 * np.maximum(k * (1 - k / n), 0))
    return np.maximum((centre - half) / (2 * (n + z**2)), 0), np.minimum((centre + half) / (2 * (n + z**2)), 1)


def exact_poisson(events: ArrayLike, level: float) -> tuple[Numbers, Numbers]:
    """Exact (Garwood 1936) limits of a count; 0 events have the lower limit 0. Fractional counts are accepted."""
    k = np.asarray(events, float)
    tail = (1 - level) / 2
    with np.errstate(invalid="ignore"):
        lower = np.where(k > 0, gammaincinv(np.where(k > 0, k, 1.0), tail), 0.0)
        return np.where(np.isnan(k), np.nan, lower), gammaincinv(k + 1, 1 - tail)


def limits(
    indicator: Indicator, value: ArrayLike, events: ArrayLike, people: ArrayLike, level: float
) -> tuple[Numbers, Numbers]:
    """Limits in the indicator's unit from counts; NaN where the method has too little to work with.

    A published rate with known events is scaled by `limits(events) / events`; with no events at all
    the upper limit needs the people.
    """
    v, k, n = (np.asarray(one, float) for one in (value, events, people))
    nothing = np.full(np.broadcast(v, k, n).shape, np.nan)
    if indicator.interval is IntervalMethod.WILSON:
        with np.errstate(invalid="ignore", divide="ignore"):
            lower, upper = wilson(k, np.where(n > 0, n, np.nan), level)
        return indicator.multiplier * lower, indicator.multiplier * upper
    if indicator.interval is IntervalMethod.EXACT_POISSON:
        lower, upper = exact_poisson(k, level)
        if indicator.kind is Kind.COUNT:
            return lower, upper
        with np.errstate(invalid="ignore", divide="ignore"):
            scale = np.where((k > 0) & (v > 0), v / k, indicator.multiplier / np.where(n > 0, n, np.nan))
        return scale * lower, scale * upper
    return nothing, nothing


def _survey_limits(indicator: Indicator, observed: Sequence[Observed], value: Numbers) -> list[tuple[Numbers, Numbers]]:
    """Limits that a source gives, or the widest that its sampling letter allows; a normal shape for 99.8 %."""
    lower = _column([one.lower for one in observed])
    upper = _column([one.upper for one in observed])
    if indicator.interval is IntervalMethod.PUBLISHED:
        bound = np.array([_bound(one) for one in observed], float)
        lower = np.where(np.isnan(lower), value * (1 - ndtri(0.975) * bound), lower)
        upper = np.where(np.isnan(upper), value * (1 + ndtri(0.975) * bound), upper)
    widen = ndtri(0.5 + WIDE_LEVEL / 2) / ndtri(0.975)
    pairs = [(lower, upper), (value - (value - lower) * widen, value + (upper - value) * widen)]
    top = indicator.multiplier if indicator.kind is Kind.PROPORTION else np.inf
    return [(np.maximum(low, 0), np.minimum(high, top)) for low, high in pairs]


def _bound(observed: Observed) -> float:
    letter = (observed.sampling_flag or "").strip().lower()
    if letter not in _SURVEY_BOUND:
        raise ImpossibleValueError(observed, f"unknown letter of sampling error {letter!r}")
    return _SURVEY_BOUND[letter]


def _column(values: Sequence[float | None]) -> Numbers:
    return np.array([np.nan if one is None else one for one in values], float)


def points_by_area(
    indicator: Indicator, observations: Sequence[Observed], events: Counts, denominators: Counts
) -> dict[str, list[Point]]:
    """Points of one indicator by area, oldest first; see `points_with_limits`."""
    observed = _with_derived(observations, events, denominators)
    _refuse_duplicates(observed)
    deaths = _counted(observed, events)
    people = _counted(observed, denominators)
    k = _filled([one.numerator for one in observed], deaths)
    n = _filled([one.denominator for one in observed], people)
    v = _column([one.value for one in observed])
    _refuse_impossible(indicator, observed, k, n, v)
    n = np.where(n > 0, n, np.nan)
    if indicator.kind is Kind.COUNT:
        v = np.where(np.isnan(v), k, v)
        k = np.where(np.isnan(k), v, k)
    value = np.where(np.isnan(v), indicator.multiplier * k / n, v)
    known = np.where(np.isnan(k), value * n / indicator.multiplier, k)
    pairs = [limits(indicator, value, known, n, level) for level in (LEVEL, WIDE_LEVEL)]
    if indicator.interval in _GIVEN:
        pairs = _survey_limits(indicator, observed, value)
    columns = [_plain(one) for one in (value, k, n, *pairs[0], *pairs[1])]
    found: dict[str, list[Point]] = {}
    for one, died, lived, numbers in zip(observed, deaths, people, zip(*columns, strict=True), strict=True):
        shown, numerator, denominator, lower, upper, lower_998, upper_998 = numbers
        if shown is None:
            continue
        borrowed = lived if one.denominator is None else None
        found.setdefault(one.area_id, []).append(
            Point(
                period_start=one.period_start,
                period_months=one.period_months,
                value=shown,
                numerator=numerator,
                denominator=denominator if indicator.kind is not Kind.COUNT else None,
                lower=lower,
                upper=upper,
                lower_998=lower_998,
                upper_998=upper_998,
                is_denominator_estimated=one.is_denominator_estimated
                or (borrowed is not None and borrowed.is_denominator_estimated),
                is_simulated=one.is_simulated
                or (died is not None and died.is_simulated)
                or (borrowed is not None and borrowed.is_simulated),
                delivery_id=one.delivery_id,
                note=one.note,
            )
        )
    for points in found.values():
        points.sort(key=lambda point: (point.period_start, point.period_months))
    return found


def points_with_limits(
    indicator: Indicator, observations: Sequence[Observed], events: Counts, denominators: Counts
) -> list[Point]:
    """Points of one series, oldest first, with 95 % and 99.8 % limits in the indicator's unit.

    `events` and `denominators` are the observations of the count indicators named by `numerator_from` and
    `denominator_from`: they fill what an observation leaves out, and where no observation stands at all but
    both counts do, the value is computed from them. A period without people, or without any figure, is no
    point. Raises ImpossibleValueError for what cannot be true: a numerator above its denominator in a
    proportion, events without people, negative or infinite numbers, a period that stands twice.
    """
    by_area = points_by_area(indicator, observations, events, denominators)
    if len(by_area) > 1:
        raise ValueError("a series is about one area")
    return next(iter(by_area.values()), [])


def _counted(observed: Sequence[Observed], counts: Counts) -> list[Observed | None]:
    return [counts.get(_key(one)) for one in observed] if counts else [None] * len(observed)


def _key(observed: Observed) -> ObservedKey:
    return (observed.area_id, observed.period_start, observed.period_months)


def _with_derived(observations: Sequence[Observed], events: Counts, denominators: Counts) -> list[Observed]:
    """The observations, and one made of both counts where the source gives counts but no value."""
    if not events or not denominators:
        return list(observations)
    stated = {_key(one) for one in observations}
    derived = [
        events[key].model_copy(
            update={
                "denominator": None,
                "value": None,
                "lower": None,
                "upper": None,
                "is_denominator_estimated": False,
            }
        )
        for key in sorted(events)
        if key in denominators and key not in stated
    ]
    return [*observations, *derived]


def _filled(own: Sequence[float | None], other: Sequence[Observed | None]) -> Numbers:
    """Own counts, and those of the count indicator where the own is missing (a count may stand as value)."""
    borrowed = [None if one is None else one.numerator if one.numerator is not None else one.value for one in other]
    mine = _column(own)
    return np.where(np.isnan(mine), _column(borrowed), mine)


def _refuse_duplicates(observed: Sequence[Observed]) -> None:
    seen: set[ObservedKey] = set()
    for one in observed:
        if _key(one) in seen:
            raise ImpossibleValueError(one, "the period stands twice")
        seen.add(_key(one))


def _refuse_impossible(indicator: Indicator, observed: Sequence[Observed], k: Numbers, n: Numbers, v: Numbers) -> None:
    is_proportion = indicator.kind is Kind.PROPORTION
    for problem, wrong in (
        ("an infinite number", np.isinf(k) | np.isinf(n) | np.isinf(v)),
        ("a negative number", (k < 0) | (n < 0) | (v < 0)),
        ("events without people", (indicator.kind is not Kind.COUNT) & (n == 0) & (k > 0)),
        ("a numerator above its denominator", is_proportion & (k > n)),
        ("a share above the whole", is_proportion & (v > indicator.multiplier * (1 + _ROUNDING))),
    ):
        if wrong.any():
            raise ImpossibleValueError(observed[int(np.argmax(wrong))], problem)


def _plain(values: Numbers) -> list[float | None]:
    return [None if one != one else one for one in values.tolist()]  # noqa: PLR0124 - only NaN differs from itself


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def events_of(indicator: Indicator, point: Point) -> float | None:
    """Events behind a point: counted, or value x people / multiplier when only the people are known."""
    if point.numerator is not None or point.denominator is None:
        return point.numerator
    return point.value * point.denominator / indicator.multiplier


def point_from_counts(indicator: Indicator, period: Period, points: Sequence[Point]) -> Point | None:
    """One point over `period`: numerators and denominators of `points` added up, never rates averaged.

    None when a count is missing or nobody was there.
    """
    events = [events_of(indicator, one) for one in points]
    people = [one.denominator for one in points]
    is_count = indicator.kind is Kind.COUNT
    if not points or None in events or (not is_count and None in people):
        return None
    k = float(sum(one or 0.0 for one in events))
    n = 0.0 if is_count else float(sum(one or 0.0 for one in people))
    if not is_count and n == 0:
        return None
    value = k if is_count else indicator.multiplier * k / n
    found = [limits(indicator, value, k, n, level) for level in (LEVEL, WIDE_LEVEL)]
    (lower, upper), (lower_998, upper_998) = [(float(low), float(high)) for low, high in found]
    return Point(
        period_start=period.start,
        period_months=period.months,
        value=value,
        numerator=k,
        denominator=None if is_count else n,
        lower=_or_none(lower),
        upper=_or_none(upper),
        lower_998=_or_none(lower_998),
        upper_998=_or_none(upper_998),
        is_denominator_estimated=any(one.is_denominator_estimated for one in points),
        is_simulated=any(one.is_simulated for one in points),
        delivery_id=points[-1].delivery_id,
    )
