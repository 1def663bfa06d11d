"""Least travel within the room of each team, when people of one block may go to several: the transport problem."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array

from bahealth.access.teams.doors import by_door, doors_of, shared_out
from bahealth.access.teams.model import Assigned, NotEnoughPlaces, Question

_FIRST: Final = 6
_MORE: Final = 6
_ROUNDS: Final = 200
_EXACT: Final = 1e-6
_GUESSES: Final = 600
_STILL: Final = 8
_STRIDE: Final = 0.2  # of the mean walk
_FINEST: Final = 1e-4


@dataclass(frozen=True, eq=False)
class Priced:
    """The least cost, and what a person of a block (row) in a team (column) costs beyond it; zero where used."""

    assigned: Assigned
    reduced: NDArray[np.float64]


def least_travel(question: Question) -> Assigned:
    """The assignment with the least travel that keeps to every team's room. Raises NotEnoughPlaces."""
    return priced(question).assigned


def priced(question: Question) -> Priced:
    """The same with its prices. Teams behind one door count as one until the end. Raises NotEnoughPlaces."""
    started = time.monotonic()
    if question.missing_places > _EXACT:
        raise NotEnoughPlaces(float(question.people[question.reached].sum()), float(question.room.sum()))
    door = doors_of(question)
    doors = by_door(question, door)
    blocks = np.flatnonzero(doors.reached)
    flow, reduced = _least(doors.cost[blocks], doors.people[blocks], doors.room)
    bound = float((flow * np.where(flow > 0, doors.cost[blocks], 0.0)).sum())
    at_door, beyond = np.zeros_like(doors.metres), np.full(doors.metres.shape, np.inf)
    at_door[blocks], beyond[blocks] = flow, reduced
    placed = shared_out(at_door, door, question.room)
    return Priced(Assigned(question, placed, bound, time.monotonic() - started), beyond[:, door])


def _least(
    cost: NDArray[np.float64], people: NDArray[np.float64], room: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Who goes where at the least cost, and what each pair costs beyond its prices.

    Pairs of block and team are taken in only when prices say that they may help; when none does, it is the least.
    """
    if not len(cost):
        return np.zeros(cost.shape), cost
    without = 2.0 * float(cost[np.isfinite(cost)].max(initial=1.0)) * max(2, cost.shape[1])  # dearer than any chain
    taken = _cheapest(cost + _prices(cost, people, room), _FIRST) & np.isfinite(cost)
    flow, reduced = np.zeros(cost.shape), cost
    for _ in range(_ROUNDS):
        flow, of_block, of_team = _solved(taken, cost, people, room, without)
        reduced = cost - of_block[:, None] - of_team[None, :]
        helpful = ~taken & (reduced < -_EXACT)
        if not helpful.any():
            break
        taken |= helpful & _cheapest(np.where(helpful, reduced, np.inf), _MORE)
    return flow, np.maximum(reduced, 0.0)


def _cheapest(cost: NDArray[np.float64], count: int) -> NDArray[np.bool_]:
    """The `count` cheapest teams of each block."""
    found = np.zeros(cost.shape, dtype=bool)
    first = np.argpartition(cost, min(count, cost.shape[1]) - 1, axis=1)[:, :count]
    np.put_along_axis(found, first, values=True, axis=1)
    return found


def _prices(cost: NDArray[np.float64], people: NDArray[np.float64], room: NDArray[np.float64]) -> NDArray[np.float64]:
    """About what a place in each team is worth in metres: dearer while too many want it, cheaper while too few do."""
    price, best, kept = np.zeros(len(room)), -np.inf, np.zeros(len(room))
    size = float(cost[np.isfinite(cost)].mean())
    scale, since = 1.0, 0
    for _ in range(_GUESSES):
        asked = cost + price
        chosen = asked.argmin(axis=1)
        load = np.bincount(chosen, weights=people, minlength=len(room))
        worth = float((people * asked[np.arange(len(people)), chosen]).sum() - (room * price).sum())
        since += 1
        if worth > best:
            best, kept, since = worth, price, 0
        elif since > _STILL:
            scale, since, price = scale / 2, 0, kept
        if scale < _FINEST:
            break
        slope = (load - room) / max(float(np.abs(load - room).max()), _EXACT)
        price = np.maximum(price + scale * size * _STRIDE * slope, 0.0)
    return kept


def _solved(
    taken: NDArray[np.bool_],
    cost: NDArray[np.float64],
    people: NDArray[np.float64],
    room: NDArray[np.float64],
    without: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """People by block and team among the pairs taken in, and the prices of blocks and of places."""
    block, team = np.nonzero(taken)
    count, pairs = len(people), len(block)
    everyone = coo_array(
        (np.ones(pairs + count), (np.concatenate([block, np.arange(count)]), np.arange(pairs + count))),
        shape=(count, pairs + count),
    )
    places = coo_array((np.ones(pairs), (team, np.arange(pairs))), shape=(len(room), pairs + count))
    answer = linprog(
        np.concatenate([cost[block, team], np.full(count, without)]),
        A_ub=places.tocsr(),
        b_ub=room,
        A_eq=everyone.tocsr(),
        b_eq=people,
        method="highs",
    )
    flow = np.zeros(taken.shape)
    flow[block, team] = np.maximum(answer.x[:pairs], 0.0)
    return flow, answer.eqlin.marginals, answer.ineqlin.marginals
