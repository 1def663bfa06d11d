"""Least travel when a block goes to one team as a whole: the linear answer, rounded, repaired and then proven."""

from __future__ import annotations

import time
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import milp
from scipy.sparse import coo_array

from bahealth.access.linear import at_most, between, exactly
from bahealth.access.teams.doors import by_door, doors_of, packed
from bahealth.access.teams.model import NO_TEAM, SOME, Assigned, Numbers, Question
from bahealth.access.teams.transport import Priced, priced

_GOOD_ENOUGH: Final = 1e-4
_DECIDED: Final = 500  # blocks
_OPTIONS: Final = 6  # teams of each


def whole_blocks(question: Question, *, seconds: float) -> Assigned:
    """Each block to one team within every team's room, with the gap to what splitting blocks would cost.

    Raises NotEnoughPlaces. Where the blocks do not fit as a whole though the places would suffice, `unplaced` says how
    many people are left over.
    """
    started = time.monotonic()
    door = doors_of(question)
    doors = by_door(question, door)
    at_door, bound = _whole_doors(doors, seconds=seconds)
    team, waiting = packed(question, door, at_door)
    load = loads(question, team)
    waiting += np.flatnonzero(question.reached & (at_door == NO_TEAM)).tolist()
    for block in sorted(waiting, key=lambda one: -question.people[one]):
        _place(question, team, load, block)
    _improve(question, team, load)
    return as_assigned(question, team, bound, started)


def _whole_doors(doors: Question, *, seconds: float) -> tuple[Numbers, float]:
    """Each block to one door within its room, and the bound; what fits nowhere has no door."""
    started = time.monotonic()
    linear = priced(doors)
    team = rounded(doors, linear)
    known = as_assigned(doors, team, linear.assigned.bound, started)
    left = seconds - (time.monotonic() - started)
    if left < 1.0 or (known.gap <= _GOOD_ENOUGH and known.unplaced <= SOME):
        return team, known.bound
    better = _decided(doors, linear, known, seconds=left)
    found = as_assigned(doors, better, known.bound, started)
    is_better = (round(found.unplaced, 6), found.cost) < (round(known.unplaced, 6), known.cost)
    return (better if is_better else team), known.bound


def as_assigned(question: Question, team: Numbers, bound: float, started: float) -> Assigned:
    """Whole blocks as people by block and team."""
    placed = np.zeros_like(question.metres)
    rows = np.flatnonzero(team != NO_TEAM)
    placed[rows, team[rows]] = question.people[rows]
    return Assigned(question, placed, bound, time.monotonic() - started)


def loads(question: Question, team: Numbers, blocks: Numbers | None = None) -> NDArray[np.float64]:
    """People of each team, of some blocks or of all."""
    rows = np.flatnonzero(team != NO_TEAM) if blocks is None else blocks
    found = np.bincount(team[rows], weights=question.people[rows], minlength=len(question.room))
    return found.astype(np.float64)


def rounded(question: Question, linear: Priced) -> Numbers:
    """Split blocks to the team that has most of them; then blocks leave teams that are too full, the cheapest first.

    What finds room nowhere has no team. At last, blocks move or change places as long as that saves walking.
    """
    team = linear.assigned.team.copy()
    load = loads(question, team)
    split = np.flatnonzero((linear.assigned.people > 0).sum(axis=1) > 1)
    for block in split:  # taken out first, so that the largest find room before the smaller ones
        load[team[block]] -= question.people[block]
        team[block] = NO_TEAM
    waiting = sorted(split.tolist(), key=lambda one: -question.people[one])
    for block in waiting:
        _place(question, team, load, block)
    _improve(question, team, load)
    return team


def _place(question: Question, team: Numbers, load: NDArray[np.float64], block: int) -> None:
    """The cheapest team with room; else the cheapest exchange that makes room for it."""
    size, cost = question.people[block], question.cost[block]
    spare = question.room - load
    fits = np.flatnonzero((spare >= size) & np.isfinite(cost))
    if len(fits):
        chosen = int(fits[cost[fits].argmin()])
        team[block] = chosen
        load[chosen] += size
        return
    best: tuple[float, int, int, int] | None = None
    for target in np.argsort(cost)[:12]:
        if not np.isfinite(cost[target]):
            break
        here = np.flatnonzero(team == target)
        needed = size - spare[target]
        for other in here[question.people[here] >= needed]:
            elsewhere = np.flatnonzero((spare >= question.people[other]) & np.isfinite(question.cost[other]))
            elsewhere = elsewhere[elsewhere != target]
            if not len(elsewhere):
                continue
            to = int(elsewhere[question.cost[other][elsewhere].argmin()])
            extra = question.people[other] * (question.cost[other, to] - question.cost[other, target])
            total = float(size * cost[target] + extra)
            if best is None or total < best[0]:
                best = total, int(target), int(other), to
    if best is not None:
        _, target, other, to = best
        load[to] += question.people[other]
        load[target] += size - question.people[other]
        team[other], team[block] = to, target


def _improve(question: Question, team: Numbers, load: NDArray[np.float64], *, rounds: int = 20) -> None:
    """Blocks go to a cheaper team that has room, the largest saving first, until none does."""
    people, cost = question.people, question.cost
    rows = np.flatnonzero(team != NO_TEAM)
    for _ in range(rounds):
        saved = (cost[rows, team[rows]][:, None] - cost[rows]) * people[rows, None]
        saved[people[rows, None] > (question.room - load)[None, :]] = 0.0
        best = saved.max(axis=1)
        moved = False
        for place in np.argsort(-best):
            if best[place] <= 1e-9:
                break
            block, to = rows[place], int(saved[place].argmax())
            if load[to] + people[block] <= question.room[to]:
                load[team[block]] -= people[block]
                load[to] += people[block]
                team[block], moved = to, True
        if not moved:
            return


def _decided(question: Question, linear: Priced, known: Assigned, *, seconds: float) -> Numbers:
    """Whole blocks by HiGHS: the blocks that can most cheaply go elsewhere are decided on, the others stay.

    A linear answer splits fewer blocks than there are teams, so few need to change for all to be whole.
    """
    usable = question.reached[:, None] & np.isfinite(linear.reduced)
    extra = np.where(usable, np.where(usable, linear.reduced, 0.0) * question.people[:, None], np.inf)
    team = linear.assigned.team.copy()
    options = min(_OPTIONS, extra.shape[1])
    cheapest = np.argpartition(extra, options - 1, axis=1)[:, :options]
    second = np.partition(extra, min(1, options - 1), axis=1)[:, min(1, options - 1)]
    is_split = (linear.assigned.people > SOME).sum(axis=1) > 1
    order = np.argsort(np.where(question.reached, np.where(is_split | (team != known.team), -1.0, second), np.inf))
    free = np.sort(order[: min(_DECIDED, int(question.reached.sum()))])
    stays = np.setdiff1d(np.flatnonzero(question.reached), free)
    load = loads(question, team, stays)
    block = np.repeat(free, options)
    to = cheapest[free].ravel()
    kept = np.isfinite(extra[block, to])
    block, to = block[kept], to[kept]
    pairs, count = len(block), len(free)
    everyone = coo_array(
        (np.ones(pairs + count), (np.append(np.searchsorted(free, block), np.arange(count)), np.arange(pairs + count))),
        shape=(count, pairs + count),
    )
    places = coo_array((question.people[block], (to, np.arange(pairs))), shape=(len(question.room), pairs + count))
    without = 2.0 * float(question.cost[np.isfinite(question.cost)].max()) * question.people[free]
    answer = milp(
        np.concatenate([question.people[block] * question.cost[block, to], without]),
        integrality=np.concatenate([np.ones(pairs), np.zeros(count)]),
        bounds=between(0, 1),
        constraints=[exactly(everyone.tocsr(), 1.0), at_most(places.tocsr(), question.room - load)],
        options={"time_limit": seconds, "mip_rel_gap": _GOOD_ENOUGH},
    )
    if answer.x is None:
        return known.team
    team[free] = NO_TEAM
    used = answer.x[:pairs] > 0.5
    team[block[used]] = to[used]
    return team
