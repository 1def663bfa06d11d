"""Most people within the limit (maximal cover, Church and ReVelle 1974), and the fewest sites that leave nobody out."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np
from scipy.optimize import milp
from scipy.sparse import csr_array

from bahealth.access.linear import at_most, between
from bahealth.access.network import Metres
from bahealth.access.siting.best import best_sites
from bahealth.access.siting.model import Chosen, Flags, Sites, Weights, within
from bahealth.access.siting.standing import keep_standing


@dataclass(frozen=True, eq=False)
class FullCover:
    """The fewest sites so that everybody who can be reached is within the limit, and whom no site reaches."""

    chosen: Chosen
    out_of_reach: Flags


def most_covered(sites: Sites, people: Weights, *, limit_m: float, seconds: float) -> Chosen:
    """The plan with most people within `limit_m` of an open site; exactly the limit counts."""
    started = time.monotonic()
    reach: Flags = within(sites.metres, limit_m)
    already = np.asarray(reach[:, sites.fixed].any(axis=1), dtype=np.bool_)
    free = sites.free
    saving = np.ascontiguousarray((reach[:, free] & ~already[:, None]).T * people)
    best = best_sites(saving, sites.budget, seconds=seconds)
    picked = np.zeros(len(sites.fixed), dtype=bool)
    picked[free[best.picked]] = True
    is_open = keep_standing(
        sites, sites.fixed | picked, lambda flags: covered(sites.metres, flags, people, limit_m=limit_m)
    )
    bound = float(people[already].sum()) + best.bound
    if np.array_equal(people, np.floor(people)):
        bound = math.floor(bound + 1e-6)  # people are whole
    return Chosen(is_open, covered(sites.metres, is_open, people, limit_m=limit_m), bound, time.monotonic() - started)


def covered(metres: Metres, is_open: Flags, people: Weights, *, limit_m: float) -> float:
    """People within `limit_m` of an open site."""
    return float(people[within(metres[:, is_open], limit_m).any(axis=1)].sum())


def fewest_for_all(sites: Sites, people: Weights, *, limit_m: float, seconds: float) -> FullCover:
    """The fewest sites, besides the fixed ones, that bring everybody within `limit_m` whom any site can (set cover).

    `objective` of the answer is how many of the free sites are open; `sites.new` does not count.
    """
    started = time.monotonic()
    reach = within(sites.metres, limit_m)
    asked = (people > 0) & ~reach[:, sites.fixed].any(axis=1)
    free = sites.free
    rows = np.unique(reach[asked][:, free], axis=0)
    rows = rows[rows.any(axis=1)]
    is_open = sites.fixed.copy()
    count, bound = 0, 0.0
    if len(rows):
        answer = milp(
            np.ones(len(free)),
            integrality=np.ones(len(free)),
            bounds=between(0, 1),
            constraints=at_most(csr_array(-rows.astype(np.float64)), -1.0),
            options={"time_limit": seconds, "mip_rel_gap": 0.0},
        )
        # Where time runs out before any answer, all sites that may be open are one.
        picked = free[answer.x > 0.5] if answer.x is not None else free
        is_open[picked] = True
        count, told = len(picked), answer.mip_dual_bound
        bound = math.ceil(told - 1e-6) if told is not None and math.isfinite(told) else 1.0
    chosen = Chosen(is_open, float(count), float(bound), time.monotonic() - started)
    return FullCover(chosen, out_of_reach=(people > 0) & ~reach.any(axis=1))
