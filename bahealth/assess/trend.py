"""The five-point trend of the English Office for Health Improvement and Disparities (METHODS section 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.float64]

POINTS = 5
CRITICAL = 9.54953570608324  # chi-square, one degree of freedom, 99.8 %
STRICT_CRITICAL = 13.831083  # the same at 99.98 %, for many rows at once
_FLAT = 1e-9  # a slope that is only rounding has no sign
_FEWEST_FREEDOM = 6
_WIDTH = 3.92  # width of a 95 % interval in standard errors


@dataclass(frozen=True, slots=True)
class Trend:
    """Weighted slope per year, its chi-square, and whether it counts: +1 rising, -1 falling, 0 no trend."""

    slope: float
    chi_square: float
    sign: int


def five_point_trend(
    values: Sequence[float],
    lower: Sequence[float],
    upper: Sequence[float],
    *,
    years: Sequence[float] = range(1, POINTS + 1),
    overdispersion: float = 1.0,
) -> Trend:
    """Trend over exactly five points with 95 % limits, oldest first.

    The published method counts places 1 to 5. Here the line runs over the years themselves: the same where they
    follow one another; where years are missing, a step over four of them must not weigh like one, and the slope that is
    tested must be the slope that is shown. Weights are ((upper - lower) / 3.92)^-2; significant when
    slope^2 / variance is above 9.5495 and the slope keeps its sign as each point in turn is left out.
    `overdispersion` (1 or more) multiplies the variance. Raises ValueError for another number of points or an
    interval without width.
    """
    y, width = np.asarray(values, float), np.asarray(upper, float) - np.asarray(lower, float)
    if len(y) != POINTS or not (width > 0).all():
        raise ValueError("five points with an interval each are needed")
    w = (width / _WIDTH) ** -2 / max(overdispersion, 1.0)
    x = np.asarray(years, float)
    slope, variance = weighted_slope(x, y, w)
    without = [weighted_slope(*(np.delete(one, i) for one in (x, y, w)))[0] for i in range(POINTS)]
    keeps_sign = all(one * np.sign(slope) > _FLAT * abs(slope) for one in without)
    chi_square = slope**2 / variance
    return Trend(slope, chi_square, int(np.sign(slope)) if keeps_sign and chi_square > CRITICAL else 0)


def overdispersion(series: Sequence[Sequence[tuple[float, float, float, float]]]) -> float:
    """How many times as large the spread about straight lines is as the intervals allow, over all areas; 1 or more.

    Each series gives (year, value, lower, upper), oldest first, and is cut into blocks of five from its newest value
    back. Chi-square of each block about its own weighted line has three degrees of freedom; pooled over all blocks.
    Fewer than six degrees of freedom say nothing: 1.
    """
    total = freedom = 0.0
    for one in series:
        for end in range(len(one), POINTS - 1, -POINTS):
            x, y, low, high = (np.array(column, float) for column in zip(*one[end - POINTS : end], strict=True))
            if not (high > low).all():
                continue
            w = ((high - low) / _WIDTH) ** -2
            slope, _ = weighted_slope(x, y, w)
            middle = (w * y).sum() / w.sum() + slope * (x - (w * x).sum() / w.sum())
            total += float((w * (y - middle) ** 2).sum())
            freedom += POINTS - 2
    return max(total / freedom, 1.0) if freedom >= _FEWEST_FREEDOM else 1.0


def weighted_slope(x: Numbers, y: Numbers, w: Numbers) -> tuple[float, float]:
    """Slope of a weighted straight line and its variance when the weights are inverse variances."""
    centre = float((w * x).sum() / w.sum())
    spread = float((w * (x - centre) ** 2).sum())
    return float((w * (x - centre) * y).sum()) / spread, 1 / spread
