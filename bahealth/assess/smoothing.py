"""Rates of small areas drawn towards the whole, for maps only and marked as modelled (METHODS section 10).

Variant: Marshall's (1991) global empirical Bayes. Never for targets, comparisons, ranking or payment; it does not
protect privacy; the crude rate stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def smoothed_rates(events: Sequence[float], people: Sequence[float]) -> NDArray[np.float64]:
    """Rates per person: weight x own + (1 - weight) x whole, weight A / (A + m / n).

    A, the variance between areas beyond chance, is not below 0: without evidence of differences everything equals
    the whole. Raises ValueError for an area without people.
    """
    k, n = np.asarray(events, float), np.asarray(people, float)
    if len(k) != len(n) or not len(k) or not (n > 0).all() or (k < 0).any():
        raise ValueError("each area has people, and no fewer than no events")
    whole, rate = float(k.sum() / n.sum()), k / n
    spread = float((n * (rate - whole) ** 2).sum() / n.sum())
    between = max(spread - whole / float(n.mean()), 0.0)
    if between == 0:
        return np.full(len(k), whole)
    weight = between / (between + whole / n)
    return np.asarray(weight * rate + (1 - weight) * whole)
