"""Teams whose blocks hang together: pieces that lie apart go to a team next to them that has room."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay

from bahealth.access.network import plane
from bahealth.access.teams.model import NO_TEAM, Assigned, Numbers
from bahealth.access.teams.whole import as_assigned

APART_M: Final = 900.0
"""Blocks whose points are farther apart than this are no neighbours: a park or a railway yard lies between."""
_ROUNDS: Final = 20

Neighbours = Mapping[int, Sequence[int]]


def neighbours(
    longitude: NDArray[np.float64], latitude: NDArray[np.float64], *, apart_m: float = APART_M
) -> dict[int, list[int]]:
    """Which blocks touch, as far as points can tell: neighbours in a Delaunay triangulation that are not far apart."""
    places = plane(longitude, latitude)
    found: dict[int, list[int]] = {row: [] for row in range(len(places))}
    if len(places) < 4:
        return {row: [other for other in found if other != row] for row in found}
    edges = {
        (min(one, other), max(one, other))
        for corners in Delaunay(places).simplices.tolist()
        for one, other in ((corners[0], corners[1]), (corners[1], corners[2]), (corners[0], corners[2]))
    }
    for one, other in sorted(edges):
        if np.hypot(*(places[one] - places[other])) <= apart_m:
            found[one].append(other)
            found[other].append(one)
    return found


def pieces(team: Numbers, touching: Neighbours, number: int) -> list[list[int]]:
    """The blocks of a team in pieces that hang together, the largest first."""
    waiting = set(np.flatnonzero(team == number).tolist())
    found: list[list[int]] = []
    while waiting:
        reached, stack = [], [waiting.pop()]
        while stack:
            block = stack.pop()
            reached.append(block)
            following = [other for other in touching[block] if other in waiting]
            waiting.difference_update(following)
            stack.extend(following)
        found.append(sorted(reached))
    return sorted(found, key=lambda one: (-len(one), one))


def apart(assigned: Assigned, touching: Neighbours) -> Numbers:
    """Blocks that lie apart from the piece of their team in which most of its people live."""
    people, team = assigned.question.people, assigned.team
    loose: list[int] = []
    for number in range(len(assigned.question.room)):
        parts = sorted(pieces(team, touching, number), key=lambda one: -float(people[one].sum()))
        loose += [block for part in parts[1:] for block in part]
    return np.asarray(sorted(loose), dtype=np.int64)


def joined(assigned: Assigned, touching: Neighbours) -> Assigned:
    """The assignment with fewer blocks apart: each goes to the cheapest team of a neighbour that has room.

    Where none has room the block stays, so that nobody loses a team; `apart` says which. Its gap is to the best
    assignment without this wish.
    """
    started = time.monotonic()
    question, team = assigned.question, assigned.team.copy()
    load = assigned.load.copy()
    for _ in range(_ROUNDS):
        loose = apart(as_assigned(question, team, assigned.bound, started), touching)
        is_loose = np.zeros(len(team), dtype=bool)
        is_loose[loose] = True
        moved = False
        for block in loose:
            size = question.people[block]
            beside = {int(team[other]) for other in touching[block] if not is_loose[other]} - {
                NO_TEAM,
                int(team[block]),
            }
            fits = [
                one
                for one in beside
                if load[one] + size <= question.room[one] and np.isfinite(question.cost[block, one])
            ]
            if fits:
                to = min(fits, key=lambda one: float(question.cost[block, one]))
                load[team[block]] -= size
                load[to] += size
                team[block], moved = to, True
                is_loose[block] = False
        if not moved:
            break
    return as_assigned(question, team, assigned.bound, started)
