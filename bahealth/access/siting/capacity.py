"""Most people within the limit when a site has room for only so many: the capacitated maximal cover."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog, milp
from scipy.sparse import coo_array, csr_array

from bahealth.access.linear import at_most, between
from bahealth.access.siting.best import greedy
from bahealth.access.siting.model import Chosen, Flags, Sites, Weights, within


def most_served(sites: Sites, people: Weights, room: Weights, *, limit_m: float, seconds: float) -> Chosen:
    """The plan with most people who find a place within `limit_m`, at most `room` of them at each site.

    People of a block may go to different sites. `objective` is how many find a place.
    """
    started = time.monotonic()
    reach, groups = _grouped(within(sites.metres, limit_m), people)
    block, site = np.nonzero(reach)
    pairs, free = len(block), sites.free
    most = np.minimum(groups[block], room[site])
    number = {int(one): pairs + place for place, one in enumerate(free)}
    decided = np.flatnonzero(~sites.fixed[site])
    deciding = np.asarray([number[int(one)] for one in site[decided]], dtype=np.int64)
    columns = pairs + len(free)
    everyone = coo_array((np.ones(pairs), (block, np.arange(pairs))), shape=(len(groups), columns))
    rooms = coo_array(
        (
            np.concatenate([np.ones(pairs), -room[free]]),
            (np.concatenate([site, free]), np.arange(columns)),
        ),
        shape=(len(room), columns),
    )
    only_open = coo_array(
        (
            np.concatenate([np.ones(len(decided)), -most[decided]]),
            (np.tile(np.arange(len(decided)), 2), np.concatenate([decided, deciding])),
        ),
        shape=(len(decided), columns),
    )
    budget = coo_array(
        (np.ones(len(free)), (np.zeros(len(free), dtype=np.int64), pairs + np.arange(len(free)))), shape=(1, columns)
    )
    answer = milp(
        np.concatenate([-np.ones(pairs), np.zeros(len(free))]),
        integrality=np.concatenate([np.zeros(pairs), np.ones(len(free))]),
        bounds=between(0, np.concatenate([most, np.ones(len(free))])),
        constraints=[
            at_most(everyone.tocsr(), groups),
            at_most(rooms.tocsr(), np.where(sites.fixed, room, 0.0)),
            at_most(only_open.tocsr(), 0.0),
            at_most(budget.tocsr(), float(sites.budget)),
        ],
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    is_open = sites.fixed.copy()
    if answer.x is None:
        saving = np.ascontiguousarray((reach[:, free].T * groups).astype(np.float64))
        is_open[free[greedy(saving, sites.budget)]] = True
    else:
        is_open[free[answer.x[pairs:] > 0.5]] = True
    told = answer.mip_dual_bound
    everybody = float(groups[reach.any(axis=1)].sum())
    bound = min(everybody, -told) if told is not None and np.isfinite(told) else everybody
    served = places_found(reach, groups, room, is_open)
    if not len(free):  # nothing was decided
        bound = served
    return Chosen(is_open, served, max(bound, served), time.monotonic() - started)


def places_found(reach: Flags, people: Weights, room: Weights, is_open: Flags) -> float:
    """How many people find a place at an open site that they reach: the largest flow from blocks to sites."""
    block, site = np.nonzero(reach & is_open)
    if not len(block):
        return 0.0
    pairs = np.arange(len(block))
    limits = csr_array(
        coo_array(
            (np.ones(2 * len(block)), (np.concatenate([block, len(people) + site]), np.tile(pairs, 2))),
            shape=(len(people) + len(room), len(block)),
        )
    )
    answer = linprog(-np.ones(len(block)), A_ub=limits, b_ub=np.concatenate([people, room]), method="highs")
    return float(-answer.fun)


def _grouped(reach: Flags, people: Weights) -> tuple[Flags, NDArray[np.float64]]:
    """Blocks that reach the same sites as one."""
    rows, group = np.unique(reach, axis=0, return_inverse=True)
    return rows, np.bincount(group.ravel(), weights=people, minlength=len(rows)).astype(np.float64)
