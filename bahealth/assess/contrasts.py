"""Differences and ratios with their limits (METHODS section 4).

Variants: Newcombe's hybrid of two Wilson intervals without continuity correction (1998, method 10); for two rates the
exact conditional interval, which is Clopper and Pearson's for the share of the events that fell in the first.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import betaincinv

from bahealth.assess.intervals import LEVEL, wilson


@dataclass(frozen=True, slots=True)
class Contrast:
    """A difference or a ratio with its limits; an upper limit of a ratio may be infinite."""

    value: float
    lower: float
    upper: float


def difference_of_shares(first: tuple[float, float], second: tuple[float, float], level: float = LEVEL) -> Contrast:
    """First share minus second, each given as (events, people); as shares of 1."""
    (k1, n1), (k2, n2) = first, second
    p1, p2 = k1 / n1, k2 / n2
    low1, high1 = (float(one) for one in wilson(k1, n1, level))
    low2, high2 = (float(one) for one in wilson(k2, n2, level))
    difference = p1 - p2
    return Contrast(
        difference,
        difference - math.hypot(p1 - low1, high2 - p2),
        difference + math.hypot(high1 - p1, p2 - low2),
    )


def ratio_of_rates(first: tuple[float, float], second: tuple[float, float], level: float = LEVEL) -> Contrast:
    """First rate over second, each given as (events, person-time). Raises ValueError without any event."""
    (k1, n1), (k2, n2) = first, second
    if k1 + k2 <= 0:
        raise ValueError("a ratio of rates needs an event")
    tail = (1 - level) / 2
    low = float(betaincinv(k1, k2 + 1, tail)) if k1 > 0 else 0.0
    high = float(betaincinv(k1 + 1, k2, 1 - tail)) if k2 > 0 else 1.0
    scale = n2 / n1
    return Contrast(
        scale * k1 / k2 if k2 > 0 else math.inf,
        scale * low / (1 - low),
        scale * high / (1 - high) if high < 1 else math.inf,
    )


def difference_of_estimates(first: Contrast, second: Contrast) -> Contrast:
    """First minus second of two independent estimates with limits of the same level (Zou and Donner 2008, MOVER)."""
    difference = first.value - second.value
    return Contrast(
        difference,
        difference - math.hypot(first.value - first.lower, second.upper - second.value),
        difference + math.hypot(first.upper - first.value, second.value - second.lower),
    )
