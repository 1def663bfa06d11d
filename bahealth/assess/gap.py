"""Distance between comunas (METHODS section 9): never a ranking."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import chdtrc

from bahealth.assess.comparison import FEWEST_AREAS, Comparison, against
from bahealth.assess.contrasts import Contrast, difference_of_estimates, difference_of_shares, ratio_of_rates
from bahealth.assess.intervals import events_of
from bahealth.assess.model import GapMove, GapVerdict, Point, Reliability
from bahealth.assess.stepup import reliability
from bahealth.catalog.model import Direction, Indicator, Kind

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
    difference, ratio = _limits(indicator, sound[highest], sound[lowest])
    move = gap_move(compared)
    return GapVerdict(
        lowest_area_id=lowest,
        lowest=low,
        highest_area_id=highest,
        highest=high,
        difference=high - low,
        ratio=high / low if low > 0 else None,
        area_count=len(values),
        beyond_chance_count=sum(bool(against(one, whole)) for one in sound.values()) if whole else 0,
        difference_lower=difference.lower if difference else None,
        difference_upper=difference.upper if difference else None,
        ratio_lower=ratio.lower if ratio else None,
        ratio_upper=ratio.upper if ratio and math.isfinite(ratio.upper) else None,
        move=move,
        is_better_but_wider=move is GapMove.WIDER and _is_better(compared),
        period_start=sound[lowest].period_start,
        period_months=sound[lowest].period_months,
    )


def gap_move(compared: Comparison) -> GapMove | None:
    """Whether two comunas moved apart or together beyond chance, at 99.8 %, since the period before.

    They are those that are lowest and highest over both periods together: had they been chosen by the newer one alone,
    chance would make every gap seem to have grown. None where fewer than three have both periods and both intervals.
    """
    indicator = compared.indicator
    both = {
        area: (compared.before[area], now)
        for area, now in compared.comunas.items()
        if area in compared.before
        and all(reliability(indicator, one) is Reliability.RELIABLE for one in (compared.before[area], now))
    }
    mean = {area: (then.value + now.value) / 2 for area, (then, now) in both.items()}
    if len(both) < FEWEST_AREAS:
        return None
    lowest, highest = (pick(mean, key=lambda area: (mean[area], area)) for pick in (min, max))
    gaps = [
        difference_of_estimates(high, low)
        for high, low in zip(map(_wide, both[highest]), map(_wide, both[lowest]), strict=True)
    ]
    found = difference_of_estimates(gaps[1], gaps[0])
    if found.lower > 0:
        return GapMove.WIDER
    return GapMove.NARROWER if found.upper < 0 else GapMove.NO_SIGNAL


def _wide(point: Point) -> Contrast:
    """A value with its 99.8 % limits."""
    lower, upper = point.lower_998, point.upper_998
    return Contrast(point.value, -math.inf if lower is None else lower, math.inf if upper is None else upper)


def _is_better(compared: Comparison) -> bool:
    """Whether the city moved the good way beyond chance since the period before."""
    if compared.city is None or compared.city_before is None:
        return False
    moved = difference_of_estimates(_wide(compared.city), _wide(compared.city_before))
    direction = compared.indicator.direction
    return moved.lower > 0 if direction is Direction.HIGHER else moved.upper < 0 and direction is Direction.LOWER


def _limits(indicator: Indicator, high: Point, low: Point) -> tuple[Contrast | None, Contrast | None]:
    """95 % limits of the difference and of the ratio: Newcombe's of shares, conditional of the ratio of rates."""
    counts = [(events_of(indicator, one), one.denominator) for one in (high, low)]
    known = [(k, n) for k, n in counts if k is not None and n]
    if len(known) < len(counts):
        return None, None
    one, other = known
    if indicator.kind is Kind.PROPORTION:
        found = difference_of_shares(one, other)
        scale = indicator.multiplier
        return Contrast(scale * found.value, scale * found.lower, scale * found.upper), None
    if None in {high.lower, high.upper, low.lower, low.upper}:
        return None, None
    first, second = (Contrast(point.value, point.lower or 0.0, point.upper or 0.0) for point in (high, low))
    return difference_of_estimates(first, second), ratio_of_rates(one, other)


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
