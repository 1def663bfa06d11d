"""The best few of many sites, when each block takes the best open one: the core of maximal cover and p-median.

Both ask for the set S of at most p sites with the largest sum over blocks of the best saving of the block in S. Three
steps, each of which narrows the next: greedy with exchanges gives a plan; Lagrangian relaxation (Cornuéjols, Fisher and
Nemhauser 1977) gives a bound, and its reduced costs rule sites in or out; HiGHS decides on what is left, on the
formulation by radius (Cornuéjols, Nemhauser and Wolsey 1980; Elloumi 2010), in which equal sets of sites share a
variable (COBRA, Church 2003).
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import coo_array

from bahealth.access.linear import at_most, between

Saving = NDArray[np.float64]
"""What a site (row) saves a block (column), people counted in; zero where it saves nothing."""
Picked = NDArray[np.int64]

_STEPS: Final = 1200
_PATIENCE: Final = 25
_ROUNDS: Final = 50  # of exchanges
_LEAST_STEP: Final = 1e-7  # a bound that falls by less has not fallen
_TIGHT: Final = 1e-10  # a relative gap so small is none, even for the little that is left when most is saved
_SMALLEST: Final = 1e-9
_SMALLEST_SCALE: Final = 1e-4
_SLACK: Final = 1e-9  # of rounding, when a site is ruled out
_LARGEST: Final = 40_000_000  # marks of sites in sets: more would not fit into memory or time


@dataclass(frozen=True, eq=False)
class Best:
    """Picked rows, what they save together, and what no other pick can exceed."""

    picked: Picked
    worth: float
    bound: float


@dataclass(frozen=True, eq=False)
class _Relaxed:
    """The best plan met and the lowest bound; the sites that a better plan may have, and those that it must have."""

    picked: Picked
    worth: float
    bound: float
    maybe: Picked
    sure: Picked


def best_sites(saving: Saving, budget: int, *, seconds: float) -> Best:
    """At most `budget` rows of `saving` that save most, with a bound; proven where the time suffices."""
    started = time.monotonic()
    if budget <= 0 or not saving.size:
        return Best(np.empty(0, dtype=np.int64), 0.0, 0.0)
    if budget >= len(saving):
        everything = np.arange(len(saving))
        whole = worth_of(saving, everything)
        return Best(everything, whole, whole)
    merged = _merged(saving)
    relaxed = _relaxed(merged, budget, deadline=started + 0.5 * seconds)
    if relaxed.bound - relaxed.worth <= _TIGHT * relaxed.bound:
        return Best(relaxed.picked, relaxed.worth, max(relaxed.worth, relaxed.bound))
    left = max(1.0, seconds - (time.monotonic() - started))
    found = _decided(merged, budget, relaxed, seconds=left)
    better = found if found.worth > relaxed.worth else relaxed
    # A site that is ruled out leaves plans of less than `worth`: the bound of what is left counts for all.
    return Best(better.picked, better.worth, max(better.worth, min(relaxed.bound, found.bound)))


def _merged(saving: Saving) -> Saving:
    """Blocks for which the same sites save the same share count as one; those that no site helps are left out."""
    most = saving.max(axis=0)
    helped = most > 0
    shares = saving[:, helped] / most[helped]
    _, first, group = np.unique(shares.T, axis=0, return_index=True, return_inverse=True)
    return np.ascontiguousarray(shares[:, first] * np.bincount(group.ravel(), weights=most[helped]))


def worth_of(saving: Saving, picked: Picked) -> float:
    """What some sites save together."""
    return float(saving[picked].max(axis=0).sum()) if len(picked) else 0.0


def greedy(saving: Saving, budget: int) -> Picked:
    """Always the site that adds most, until the budget is used: never worse than 63 % of the best (Nemhauser 1978)."""
    best, picked = np.zeros(saving.shape[1]), []
    for _ in range(min(budget, len(saving))):
        added = np.maximum(saving - best, 0.0).sum(axis=1)
        added[picked] = -1.0
        row = int(added.argmax())
        picked.append(row)
        best = np.maximum(best, saving[row])
    return np.asarray(sorted(picked), dtype=np.int64)


def exchanged(saving: Saving, picked: Picked, *, rounds: int = _ROUNDS) -> Picked:
    """One open site for one closed, as long as that saves more (Teitz and Bart 1968)."""
    now, worth = list(picked), worth_of(saving, picked)
    for _ in range(rounds):
        best_gain, best_swap = _SMALLEST * max(1.0, worth), None
        for place in range(len(now)):
            rest = saving[[*now[:place], *now[place + 1 :]]]
            covered = rest.max(axis=0) if len(rest) else np.zeros(saving.shape[1])
            totals = np.maximum(saving, covered).sum(axis=1)
            row = int(totals.argmax())
            if totals[row] - worth > best_gain:
                best_gain, best_swap = totals[row] - worth, (place, row)
        if best_swap is None:
            break
        now[best_swap[0]] = best_swap[1]
        worth += best_gain
    return np.asarray(sorted(now), dtype=np.int64)


def _relaxed(saving: Saving, budget: int, *, deadline: float) -> _Relaxed:
    """Lagrangian bound by subgradients: each block pays `price` for being served, and takes every site worth more.

    On the way, the sites that gain most are exchanged into plans, and sites with which no plan can be better than the
    best one met are left out, so the search gets quicker.
    """
    picked = exchanged(saving, greedy(saving, budget))
    worth = worth_of(saving, picked)
    maybe, active, price = np.arange(len(saving)), saving, saving[picked].max(axis=0)
    scale, since, lowest, kept = 2.0, 0, np.inf, price
    for step in range(1, _STEPS + 1):
        gains = np.maximum(active - price, 0.0).sum(axis=1)
        top = np.argpartition(gains, -budget)[-budget:]
        bound = float(price.sum() + gains[top].sum())
        since += 1
        if bound < lowest * (1 - _LEAST_STEP):
            lowest, kept, since = bound, price, 0
        elif since >= _PATIENCE:
            scale, since, price = scale / 2, 0, kept
        slope = 1.0 - (active[top] > price).sum(axis=0)
        length = float((slope * slope).sum())
        is_done = lowest - worth <= _TIGHT * lowest or scale < _SMALLEST_SCALE or length == 0
        if is_done or time.monotonic() > deadline:
            break
        price = np.maximum(price - scale * max(bound - worth, 0.0) / length * slope, 0.0)
        if step % _PATIENCE == 0:
            tried = exchanged(active, np.sort(top))
            if worth_of(active, tried) > worth:
                picked, worth = np.sort(maybe[tried]), worth_of(active, tried)
            rows = _worth_keeping(active, budget, kept, worth)
            if len(rows) <= budget:
                return _all_of(saving, maybe[rows], picked)
            maybe, active = maybe[rows], active[rows]
    rows = _worth_keeping(active, budget, kept, worth)
    if len(rows) <= budget:
        return _all_of(saving, maybe[rows], picked)
    sure = _in_every(active[rows], budget, kept, worth)
    return _Relaxed(picked, worth, lowest, maybe[rows], maybe[rows][sure])


def _all_of(saving: Saving, rows: Picked, picked: Picked) -> _Relaxed:
    """No more sites are left than may be open: all of them, or the plan met before, is the best."""
    best = max((rows, picked), key=lambda one: worth_of(saving, one))
    worth = worth_of(saving, best)
    return _Relaxed(best, worth, worth, best, best)


def _worth_keeping(saving: Saving, budget: int, price: NDArray[np.float64], worth: float) -> Picked:
    """Sites that, forced into a plan, leave its bound at no less than what is known to be possible."""
    gains = np.maximum(saving - price, 0.0).sum(axis=1)
    ordered = np.sort(gains)[::-1]
    forced = float(price.sum() + ordered[: budget - 1].sum()) + np.minimum(gains, ordered[budget - 1])
    return np.flatnonzero(forced >= worth * (1 - _SLACK))


def _in_every(saving: Saving, budget: int, price: NDArray[np.float64], worth: float) -> NDArray[np.bool_]:
    """Whether a plan without the site is bounded by less than what is known to be possible."""
    gains = np.maximum(saving - price, 0.0).sum(axis=1)
    ordered = np.sort(gains)[::-1]
    bound = float(price.sum() + ordered[:budget].sum())
    return (gains >= ordered[budget - 1]) & (bound - gains + ordered[budget] < worth * (1 - _SLACK))


def _decided(saving: Saving, budget: int, relaxed: _Relaxed, *, seconds: float) -> Best:
    """The exact answer among what is not ruled out, by HiGHS; the bound where time runs out."""
    sure = relaxed.sure
    free = np.setdiff1d(relaxed.maybe, sure)
    base = saving[sure].max(axis=0) if len(sure) else np.zeros(saving.shape[1])
    left, standing = budget - len(sure), float(base.sum())
    if left <= 0 or not len(free):
        return Best(sure, standing, standing)
    over = np.maximum(saving[free] - base, 0.0)
    if (over > 0).sum() * len(free) > _LARGEST:
        return Best(sure, standing, np.inf)
    constant, single, sets = _levels(over, left)
    sites, shared = len(free), len(sets)
    worths = np.concatenate([single, np.fromiter(sets.values(), dtype=np.float64, count=shared)])
    answer = milp(
        -worths,
        integrality=np.concatenate([np.ones(sites), np.zeros(shared)]),
        bounds=between(0, 1),
        constraints=_one_of_each(sets, sites, left),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    told = answer.mip_dual_bound
    bound = standing + constant - told if told is not None and np.isfinite(told) else np.inf
    if answer.x is None:
        return Best(sure, standing, bound)
    picked = np.sort(np.concatenate([sure, free[answer.x[:sites] > 0.5]]))
    return Best(picked, worth_of(saving, picked), bound)


def _one_of_each(sets: dict[bytes, float], sites: int, left: int) -> LinearConstraint:
    """At most `left` sites are open; a set is only served when one of its sites is."""
    rows, columns, values = [np.zeros(sites, dtype=np.int64)], [np.arange(sites)], [np.ones(sites)]
    for number, members in enumerate(sets):
        inside = np.flatnonzero(np.unpackbits(np.frombuffer(members, dtype=np.uint8), count=sites))
        rows.append(np.full(len(inside) + 1, number + 1))
        columns.append(np.append(inside, sites + number))
        values.append(np.append(np.full(len(inside), -1.0), 1.0))
    matrix = coo_array(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
        shape=(len(sets) + 1, sites + len(sets)),
    ).tocsr()
    limits = np.zeros(len(sets) + 1)
    limits[0] = left
    return at_most(matrix, limits)


def _levels(over: Saving, left: int) -> tuple[float, NDArray[np.float64], dict[bytes, float]]:
    """What is saved for sure, by one site alone, and by each set of which any one site suffices.

    For a block, the sites that save at least v form a set; when one of them is open, the block gains what lies
    between v and the next lower saving. Sets so large that some site of them must be open are sure.
    """
    sites = len(over)
    constant, single = 0.0, np.zeros(sites)
    sets: dict[bytes, float] = defaultdict(float)
    orders = np.argsort(-over, axis=0, kind="stable")
    for block in range(over.shape[1]):
        column, order = over[:, block], orders[:, block]
        values = column[order]
        inside = np.zeros(sites, dtype=bool)
        for place, (row, value) in enumerate(zip(order, values, strict=True)):
            if value <= 0:
                break
            inside[row] = True
            following = values[place + 1] if place + 1 < sites else 0.0
            step = value - max(following, 0.0)
            if step <= 0:
                continue
            if place + 1 > sites - left:
                constant += step
            elif place == 0:
                single[row] += step
            else:
                sets[np.packbits(inside).tobytes()] += step
    return constant, single, sets
