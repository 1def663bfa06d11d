"""Distance between comunas (METHODS section 9): never a ranking."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import chdtrc

from bahealth.assess.comparison import FEWEST_AREAS, Comparison, against
from bahealth.assess.intervals import events_of
from bahealth.assess.model import GapVerdict, Point, Reliability
from bahealth.assess.stepup import reliability
from bahealth.catalog.model import Indicator, Kind

SIGNIFICANCE = 0.002  # the same 99.8 % as everywhere that something counts as beyond chance
_WIDTH = 3.92


def gap_between(compared: Comparison) -> GapVerdict | None:
    """Extremes of the comunas with difference and ratio; None when chance explains the differences.

    Chance explains them unless a chi-square test of equality is beyond 99.8 %; unreliable areas are
    tested with the rest but are never named as an extreme.
    """
    indicator, values, whole = compared.indicator, compared.comunas, compared.city
    sound = {area: one for area, one in values.items() if reliability(indicator, one) is Reliability.RELIABLE}
    if len(values) < FEWEST_AREAS or len(sound) < 2 or _p_equal(indicator, list(values.values())) >= SIGNIFICANCE:
        return None
    lowest = min(sound, key=lambda area: (sound[area].value, area))
    highest = max(sound, key=lambda area: (sound[area].value, area))
    low, high = sound[lowest].value, sound[highest].value
    return GapVerdict(
        lowest_area_id=lowest,
        lowest=low,
        highest_area_id=highest,
        highest=high,
        difference=high - low,
        ratio=high / low if low > 0 else None,
        area_count=len(values),
        beyond_chance_count=sum(bool(against(one, whole)) for one in sound.values()) if whole else 0,
        period_start=sound[lowest].period_start,
        period_months=sound[lowest].period_months,
    )


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
