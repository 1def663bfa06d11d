"""How a measure runs along deprivation: slope and relative index of inequality (METHODS section 11).

Variant: linear, weighted by people, on the cumulative mid-rank from the most to the least deprived group; limits from
drawing the groups again within their own standard errors. Fewer than five groups: difference and ratio of extremes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bahealth.assess.contrasts import Contrast
from bahealth.assess.intervals import LEVEL

FEWEST_GROUPS: Final = 5
DRAWS: Final = 20_000
_WIDTH: Final = 3.92  # width of a 95 % interval in standard errors


@dataclass(frozen=True, slots=True)
class Group:
    """An area or quintile: how deprived (higher is more), its people, and its value with 95 % limits."""

    deprivation: float
    people: float
    value: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Inequality:
    """`slope`: value of the least deprived end minus that of the most deprived; `ratio`: the first over the second."""

    slope: Contrast
    ratio: Contrast
    group_count: int


def mid_ranks(people: Sequence[float]) -> NDArray[np.float64]:
    """Middle of each group's share of the people, between 0 and 1, in the order given."""
    share = np.asarray(people, float) / sum(people)
    return np.cumsum(share) - share / 2


def inequality(groups: Sequence[Group], seed: int = 1) -> Inequality | None:
    """Slope and relative index; None with fewer than five groups. Groups equally deprived are ranked as one."""
    merged = _merged(groups)
    if len(merged) < FEWEST_GROUPS:
        return None
    rank, people = mid_ranks([one.people for one in merged]), np.array([one.people for one in merged])
    values = np.array([one.value for one in merged])
    errors = np.array([(one.upper - one.lower) / _WIDTH for one in merged])
    # The fitted ends are linear in the values: one row of weights for each end serves all draws.
    ends = _ends(rank, people)
    most, least = ends @ values
    drawn = (values + errors * np.random.default_rng(seed).standard_normal((DRAWS, len(values)))) @ ends.T
    tail = [(1 - LEVEL) / 2, 0.5 + LEVEL / 2]
    low, high = np.quantile(drawn[:, 1] - drawn[:, 0], tail)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio_low, ratio_high = np.quantile(drawn[:, 1] / drawn[:, 0], tail)
        ratio = float(least / most)
    return Inequality(
        Contrast(float(least - most), float(low), float(high)),
        Contrast(ratio, float(ratio_low), float(ratio_high)),
        len(merged),
    )


def _ends(rank: NDArray[np.float64], people: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights of the values in the fitted line at rank 0 and at rank 1."""
    weight = people / people.sum()
    centre = float(weight @ rank)
    slope = weight * (rank - centre) / float(weight @ (rank - centre) ** 2)
    return np.array([weight + slope * (0 - centre), weight + slope * (1 - centre)])


def _merged(groups: Sequence[Group]) -> list[Group]:
    """From the most deprived on; equally deprived groups together, weighted by people."""
    found: list[Group] = []
    for level in sorted({one.deprivation for one in groups}, reverse=True):
        alike = [one for one in groups if one.deprivation == level]
        people = sum(one.people for one in alike)
        value = sum(one.people * one.value for one in alike) / people
        error = sum((one.people * (one.upper - one.lower)) ** 2 for one in alike) ** 0.5 / people
        found.append(Group(level, people, value, value - error / 2, value + error / 2))
    return found
