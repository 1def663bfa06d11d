"""Least walking: the p-median problem, with sites that stand, and the same for what lies beyond a limit."""

from __future__ import annotations

import time
from typing import Final

import numpy as np

from bahealth.access.network import Metres
from bahealth.access.siting.best import best_sites
from bahealth.access.siting.model import Chosen, Flags, Sites, Weights, nearest_open
from bahealth.access.siting.standing import keep_standing

_BEYOND_ALL: Final = 2.0


def least_walking(sites: Sites, people: Weights, *, seconds: float, beyond_m: float = 0.0) -> Chosen:
    """The plan whose people walk least in all to their nearest open site; only the metres beyond `beyond_m` count.

    With people of some kind as weights it puts them first; with `beyond_m`, those who live far. A block that a plan
    does not reach counts as twice the longest walk that there is; blocks that no site reaches are left out.
    """
    started = time.monotonic()
    metres = _finite(sites.metres)
    cost = np.maximum(metres - beyond_m, 0.0) * people[:, None]
    worst = cost.max(axis=1, initial=0.0)
    today = cost[:, sites.fixed].min(axis=1) if sites.fixed.any() else worst
    free = sites.free
    saving = np.ascontiguousarray(np.maximum(today[:, None] - cost[:, free], 0.0).T)
    best = best_sites(saving, sites.budget, seconds=seconds)
    picked = np.zeros(len(sites.fixed), dtype=bool)
    picked[free[best.picked]] = True

    def walked(is_open: Flags) -> float:
        return walking(metres, is_open, people, beyond_m=beyond_m) if is_open.any() else float(worst.sum())

    is_open = keep_standing(sites, sites.fixed | picked, lambda flags: -walked(flags))
    total = float(today.sum())
    return Chosen(is_open, walked(is_open), total - best.bound, time.monotonic() - started)


def walking(metres: Metres, is_open: Flags, people: Weights, *, beyond_m: float = 0.0) -> float:
    """Person-metres from the blocks to the nearest open site, beyond a limit."""
    return float((np.maximum(nearest_open(metres, is_open) - beyond_m, 0.0) * people).sum())


def _finite(metres: Metres) -> Metres:
    """Ways that do not exist as very long ones; zero for blocks that nothing reaches."""
    reached = np.isfinite(metres)
    longest = metres[reached].max(initial=0.0)
    return np.where(reached, metres, np.where(reached.any(axis=1), _BEYOND_ALL * longest, 0.0)[:, None])
