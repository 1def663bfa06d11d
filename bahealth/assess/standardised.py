"""Directly standardised rates, means, and rates of events of which a person may have many (METHODS sections 2 to 4)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from bahealth.assess.contrasts import Contrast
from bahealth.assess.intervals import LEVEL, exact_poisson

FEWEST_EVENTS: Final = 10  # below, no standardised rate is given (OHID)
RESAMPLES: Final = 2000


def standardised_rate(
    events: Sequence[float], people: Sequence[float], standard: Sequence[float], level: float = LEVEL
) -> Contrast | None:
    """Rate per person as if each band had the standard's share of people; None on fewer than ten events.

    Dobson et al. (1991) on exact limits of the events. Bands must match; a missing band is an error, never a zero.
    """
    k, n, w = (np.asarray(one, float) for one in (events, people, standard))
    if not (len(k) == len(n) == len(w)) or not (np.isfinite(k).all() and (n > 0).all() and (w >= 0).all()):
        raise ValueError("events, people and standard are given for the same bands, with people in each")
    total = float(k.sum())
    if total < FEWEST_EVENTS:
        return None
    share = w / w.sum()
    rate = float((share * k / n).sum())
    spread = math.sqrt(float((share**2 * k / n**2).sum()) / total)
    low, high = (float(one) for one in exact_poisson(total, level))
    return Contrast(rate, rate + spread * (low - total), rate + spread * (high - total))


def mean_with_limits(values: Sequence[float], level: float = LEVEL) -> Contrast:
    """Mean with Student's t limits, of two values or more."""
    found = np.asarray(values, float)
    if len(found) < 2 or not np.isfinite(found).all():
        raise ValueError("a mean with limits needs two finite values")
    mean = float(found.mean())
    reach = float(stdtrit(len(found) - 1, 0.5 + level / 2)) * float(found.std(ddof=1)) / math.sqrt(len(found))
    return Contrast(mean, mean - reach, mean + reach)


def events_per_person(events: NDArray[np.int64], level: float = LEVEL, seed: int = 1) -> Contrast:
    """Mean number of events of a person, with limits from drawing people again (percentile bootstrap).

    `events` has one number for each person, those without any event too. Events of one person come together, so that
    limits of a Poisson count would be too narrow. People with the same number are drawn together, as a multinomial.
    """
    if len(events) < 2 or (events < 0).any():
        raise ValueError("people are two or more, and nobody has fewer than no events")
    numbers, people = np.unique(events, return_counts=True)
    drawn = np.random.default_rng(seed).multinomial(len(events), people / len(events), RESAMPLES)
    means = drawn @ numbers / len(events)
    low, high = np.quantile(means, [(1 - level) / 2, 0.5 + level / 2])
    return Contrast(float(events.mean()), float(low), float(high))
