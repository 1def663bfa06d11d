"""What a choice of sites is made of, and what solving it says."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bahealth.access.network import Metres

Flags = NDArray[np.bool_]
Weights = NDArray[np.float64]

ROUNDING_M: Final = 1e-6
"""Sums of decimetres are off by less: a walk of exactly the limit is within it."""
PROVEN: Final = 1e-6
"""A relative gap below this is no gap: solvers compute in floating point."""


@dataclass(frozen=True, eq=False)
class Sites:
    """What may be chosen: metres from each block (row) to each site (column), and which sites stand already.

    A fixed site is open whatever is chosen. A closable one stands too, but a plan may close it and open another for it.
    The others are candidates. `new` is how many sites may be open beyond those that stand.
    """

    metres: Metres
    fixed: Flags
    closable: Flags
    new: int

    @property
    def free(self) -> NDArray[np.int64]:
        """Numbers of the sites that a plan decides on."""
        return np.flatnonzero(~self.fixed)

    @property
    def budget(self) -> int:
        """How many of the free sites may be open."""
        return self.new + int((self.closable & ~self.fixed).sum())


@dataclass(frozen=True, eq=False)
class Chosen:
    """Sites that are open in a plan, what the plan reaches, and what no plan can better.

    `objective` and `bound` are in the unit of what was asked: people, sites, person-metres. `seconds` is what it took.
    """

    is_open: Flags
    objective: float
    bound: float
    seconds: float

    @property
    def gap(self) -> float:
        """How far from the best the plan may be at most, as a share of what it reaches."""
        off = abs(self.objective - self.bound)
        return off / abs(self.objective) if self.objective else (0.0 if off == 0 else math.inf)

    @property
    def is_proven(self) -> bool:
        """Whether no plan is better."""
        return self.gap < PROVEN


def standing(sites: Sites) -> Flags:
    """The sites that are open today."""
    return sites.fixed | sites.closable


def within(metres: Metres, limit_m: float) -> Flags:
    """Whether a walk is within the limit: exactly the limit is."""
    return np.asarray(metres <= limit_m + ROUNDING_M, dtype=np.bool_)


def nearest_open(metres: Metres, is_open: Flags) -> Metres:
    """Metres from each block to the nearest open site; infinite where none is open or reached."""
    if not is_open.any():
        return np.full(len(metres), math.inf)
    return metres[:, is_open].min(axis=1)
