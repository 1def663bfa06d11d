"""Limits of a funnel plot: how far areas of each size may lie from the whole by chance alone (METHODS section 9)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.stats import chi2

Z_95, Z_998 = 1.959964, 3.090232
_LEAST_UNITS = 10


@dataclass(frozen=True)
class Funnel:
    """A centre (a share, or events per unit of denominator) and the variance between areas that is not chance."""

    centre: float
    is_proportion: bool
    tau_squared: float
    dispersion: float

    def limits(self, size: float, z: float) -> tuple[float, float]:
        """Limits around the centre for an area with denominator `size`, `z` standard errors wide.

        Without extra variance: normal limits of a proportion, exact Poisson limits of the expected events of a
        rate. With it: the same on the arcsine or square-root scale, where the variance of every area is 1/4n.
        """
        if self.tau_squared > 0:
            reach = z * math.sqrt(1 / (4 * size) + self.tau_squared)
            if self.is_proportion:
                angle = math.asin(math.sqrt(self.centre))
                return math.sin(max(angle - reach, 0)) ** 2, math.sin(min(angle + reach, math.pi / 2)) ** 2
            root = math.sqrt(self.centre)
            return max(root - reach, 0) ** 2, (root + reach) ** 2
        if self.is_proportion:
            reach = z * math.sqrt(self.centre * (1 - self.centre) / size)
            return max(self.centre - reach, 0.0), min(self.centre + reach, 1.0)
        expected = self.centre * size
        tail = math.erfc(z / math.sqrt(2)) / 2
        lower = float(chi2.ppf(tail, 2 * expected)) / 2 if expected > 0 else 0.0
        return lower / size, float(chi2.ppf(1 - tail, 2 * expected + 2)) / 2 / size


def funnel_of(cases: Sequence[tuple[float, float]], *, is_proportion: bool) -> Funnel | None:
    """Funnel of areas given as (events, denominator); None when they give no centre.

    Spiegelhalter's correction: z-scores winsorised at 10 % each side, dispersion their mean square, and the
    variance between areas when dispersion is above 1 and there are ten areas or more.
    """
    events, whole = sum(one[0] for one in cases), sum(one[1] for one in cases)
    if whole <= 0 or events <= 0 or (is_proportion and events >= whole):
        return None
    centre = events / whole
    middle = _stabilised(centre, is_proportion=is_proportion)
    scores = [(_stabilised(k / n, is_proportion=is_proportion) - middle) * 2 * math.sqrt(n) for k, n in cases]
    dispersion = _winsorised_mean_square(scores)
    count, weights = len(cases), [4 * n for _, n in cases]
    tau_squared = 0.0
    if count >= _LEAST_UNITS and dispersion > 1:
        spread = sum(weights) - sum(weight**2 for weight in weights) / sum(weights)
        tau_squared = max((count * dispersion - (count - 1)) / spread, 0.0)
    return Funnel(centre, is_proportion=is_proportion, tau_squared=tau_squared, dispersion=dispersion)


def _stabilised(value: float, *, is_proportion: bool) -> float:
    """`value` on the scale on which its variance is 1/4n."""
    return math.asin(math.sqrt(value)) if is_proportion else math.sqrt(value)


def _winsorised_mean_square(scores: Sequence[float]) -> float:
    cut = int(len(scores) * 0.1)
    ordered = sorted(scores)
    low, high = ordered[cut], ordered[-1 - cut]
    return sum(min(max(score, low), high) ** 2 for score in ordered) / len(ordered)
