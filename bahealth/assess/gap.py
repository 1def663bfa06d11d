"""Distance between comunas, and where a row stands against the city (METHODS section 9): never a ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import chdtrc

from bahealth.assess.intervals import events_of
from bahealth.assess.model import GapVerdict, Point, Reliability
from bahealth.assess.stepup import over, own_series, reliability, steps
from bahealth.catalog.model import Indicator, Kind

FEWEST_AREAS = 3
SIGNIFICANCE = 0.002  # the same 99.8 % as everywhere that something counts as beyond chance
_RELIABLE_SHARE = 2 / 3
_WIDTH = 3.92


def against(point: Point, city: Point) -> int | None:
    """-1 below, 0 crosses, +1 above: the 95 % interval against the city value of the same period."""
    if point.lower is None or point.upper is None:
        return None
    return (point.lower > city.value) - (point.upper < city.value)


def gap_between(
    indicator: Indicator, comunas: Mapping[str, Sequence[Point]], city: Sequence[Point]
) -> GapVerdict | None:
    """Extremes of the comunas with difference and ratio; None when chance explains the differences.

    Compared at the newest common period, widened like a row until two thirds of the areas are reliable.
    Chance explains them unless a chi-square test of equality is beyond 99.8 %; unreliable areas are
    tested with the rest but are never named as an extreme.
    """
    series = {area: own for area, points in comunas.items() if (own := own_series(indicator, points))}
    if len(series) < FEWEST_AREAS or indicator.kind is Kind.COUNT:
        return None
    values = _compared(indicator, series)
    sound = {area: one for area, one in values.items() if reliability(indicator, one) is Reliability.RELIABLE}
    if len(values) < FEWEST_AREAS or len(sound) < 2 or _p_equal(indicator, list(values.values())) >= SIGNIFICANCE:
        return None
    lowest = min(sound, key=lambda area: (sound[area].value, area))
    highest = max(sound, key=lambda area: (sound[area].value, area))
    low, high = sound[lowest].value, sound[highest].value
    period = sound[lowest].period
    whole = over(indicator, own_series(indicator, city), period)
    return GapVerdict(
        lowest_area_id=lowest,
        lowest=low,
        highest_area_id=highest,
        highest=high,
        difference=high - low,
        ratio=high / low if low > 0 else None,
        area_count=len(values),
        beyond_chance_count=sum(bool(against(one, whole)) for one in sound.values()) if whole else 0,
        period_start=period.start,
        period_months=period.months,
    )


def _compared(indicator: Indicator, series: Mapping[str, Sequence[Point]]) -> dict[str, Point]:
    """Value of each comuna over the narrowest period that ends with the newest and is reliable in two thirds."""
    newest = max(one[-1].period for one in series.values())
    leading = next(one for one in series.values() if one[-1].period == newest)
    best: dict[str, Point] = {}
    for _, step in steps(indicator, leading):
        found = {area: over(indicator, points, step.period) for area, points in series.items()}
        values = {area: one for area, one in found.items() if one is not None}
        reliable = sum(reliability(indicator, one) is Reliability.RELIABLE for one in values.values())
        if len(values) >= len(best):
            best = values
        if values and reliable >= _RELIABLE_SHARE * len(values):
            return values
    return best


def _p_equal(indicator: Indicator, points: Sequence[Point]) -> float:
    """Probability of differences as large as these if all areas were alike; 1 when that cannot be tested.

    Pearson's chi-square on counts where they are known, otherwise weighted by the width of the intervals.
    """
    events = [events_of(indicator, one) for one in points]
    people = [one.denominator for one in points]
    if None not in events and None not in people:
        k, n = np.array(events, float), np.array(people, float)
        share = k.sum() / n.sum()
        spread = share * (1 - share) if indicator.kind is Kind.PROPORTION else share
        statistic = float(((k - n * share) ** 2 / (n * spread)).sum()) if spread > 0 else 0.0
        return float(chdtrc(len(points) - 1, statistic))
    known = [one for one in points if one.lower is not None and one.upper is not None and one.upper > one.lower]
    if len(known) < FEWEST_AREAS:
        return 1.0
    weights = np.array([(((one.upper or 0.0) - (one.lower or 0.0)) / _WIDTH) ** -2 for one in known])
    values = np.array([one.value for one in known])
    centre = (weights * values).sum() / weights.sum()
    return float(chdtrc(len(known) - 1, float((weights * (values - centre) ** 2).sum())))
