"""Rates of small areas drawn towards the whole, for maps only and marked as modelled (METHODS section 10).

Variant: Marshall's (1991) global empirical Bayes. Never for targets, comparisons, ranking or payment; it does not
protect privacy; the crude rate stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bahealth.assess.model import Verdict
from bahealth.catalog.model import Indicator, IntervalMethod, Kind

FEWEST_AREAS: Final = 5  # with fewer, the variance between areas is a guess


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


def smoothed_values(indicator: Indicator, comunas: Iterable[Verdict]) -> dict[str, float]:
    """By area the smoothed rate over the period in which the comunas are compared, in the indicator's unit.

    Only for rates of events that come at random (exact Poisson): of a share, the variance is another one; of visits,
    of which a person has many, it is larger. Areas without people or events known are left out; none where fewer than
    five are left. Made from what `comunas` show and from nothing else, so that it gives no hidden count away.
    """
    if indicator.kind is not Kind.RATE or indicator.interval is not IntervalMethod.EXACT_POISSON:
        return {}
    known = {
        one.area_id: (one.compared.numerator, one.compared.denominator)
        for one in comunas
        if one.compared is not None and one.compared.numerator is not None and one.compared.denominator
    }
    if len(known) < FEWEST_AREAS:
        return {}
    rates = smoothed_rates(*zip(*known.values(), strict=True))
    return {area_id: indicator.multiplier * float(rate) for area_id, rate in zip(known, rates, strict=True)}
