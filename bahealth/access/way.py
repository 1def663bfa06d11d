"""The way on foot from a place to the centres nearest to it: metres, minutes, and the streets in their order."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from scipy.sparse.csgraph import dijkstra

from bahealth.access.address.model import Place
from bahealth.access.address.streets import Point, Streets, Stretch
from bahealth.access.network import UNREACHED, Network, Snapped, plane

METRES_A_MINUTE: Final = 80.0
SLOW_METRES_A_MINUTE: Final = 60.0
"""Older people, or with a child (METHODS 13 names 60 to 65)."""
_NO_NODE: Final = -9999  # scipy's sign for the start of a way
_STRAIGHT_DEGREES: Final = 40.0


class Turn(StrEnum):
    """What to do at the beginning of a step."""

    START = "start"
    AHEAD = "ahead"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True)
class Way:
    """From the place to one destination. `line` is the way on the map, longitude and latitude."""

    destination: int
    metres: float
    steps: tuple[tuple[Turn, str, float], ...]
    line: tuple[Point, ...]


def minutes(metres: float, metres_a_minute: float = METRES_A_MINUTE) -> int:
    """Whole minutes begun, at least one; exactly 15.0 are 15."""
    return max(1, math.ceil(round(metres / metres_a_minute, 6)))


def ways_to_nearest(
    net: Network, streets: Streets, place: Place, destinations: Snapped, *, count: int = 3
) -> tuple[Way, ...]:
    """The shortest ways from `place` to the nearest `count` destinations that can be reached, nearest first.

    The way begins at the place itself, to whichever end of its block is better, and ends at the destination's
    corner; the straight metres from there to its door are walked too.
    """
    ends = {place.from_node: place.from_metres}
    ends[place.to_node] = min(place.to_metres, ends.get(place.to_node, math.inf))
    nodes = list(ends)
    metres, before = dijkstra(net.graph, directed=True, indices=nodes, return_predecessors=True)
    total = metres + np.array([ends[node] for node in nodes])[:, None]
    on_network = np.flatnonzero(destinations.corner != UNREACHED)
    doors = total[:, destinations.corner[on_network]]
    whole = doors.min(axis=0) + destinations.metres[on_network]
    order = [at for at in np.argsort(whole, kind="stable")[:count] if np.isfinite(whole[at])]
    found: list[Way] = []
    for at in order:
        first = int(doors[:, at].argmin())
        corner = int(destinations.corner[on_network[at]])
        path = _path(before[first], corner)
        legs = _legs(streets, place, path, ends[nodes[first]])
        found.append(
            Way(
                destination=int(on_network[at]),
                metres=float(whole[at]),
                steps=_steps(legs),
                line=tuple(point for at, leg in enumerate(legs) for point in leg.line[min(at, 1) :])
                or (streets.corners[corner],),
            )
        )
    return tuple(found)


def _path(before: np.ndarray, corner: int) -> list[int]:
    """Corners from the first to `corner`."""
    path = [corner]
    while before[path[-1]] != _NO_NODE:
        path.append(int(before[path[-1]]))
    return path[::-1]


@dataclass(frozen=True)
class _Leg:
    street: str
    metres: float
    line: tuple[Point, ...]


def _legs(streets: Streets, place: Place, path: Sequence[int], first_metres: float) -> list[_Leg]:
    """The piece of the place's own block, then one leg for each block."""
    found: list[_Leg] = []
    here = (place.longitude, place.latitude)
    if first_metres > 0:
        own = streets.of_edge.get((min(place.from_node, place.to_node), max(place.from_node, place.to_node)))
        found.append(_Leg(place.street, first_metres, _first_line(own, here, path[0], streets)))
    for one, other in itertools.pairwise(path):
        stretch = streets.of_edge[min(one, other), max(one, other)]
        line = stretch.line if stretch.nodes[0] == one else stretch.line[::-1]
        found.append(_Leg(streets.streets[stretch.street].shown, float(stretch.steps[-1]), line))
    return found


def _first_line(own: Stretch | None, here: Point, node: int, streets: Streets) -> tuple[Point, ...]:
    """From the place to the corner `node`: along the bends between them."""
    corner = streets.corners[node]
    if own is None or len(own.line) == 2:
        return (here, corner)
    flat = plane(*np.asarray(own.line).T)
    (x, y) = plane(np.array([here[0]]), np.array([here[1]]))[0]
    nearest = int(np.argmin(np.hypot(flat[:, 0] - x, flat[:, 1] - y)))
    between = own.line[nearest + 1 :] if own.nodes[1] == node else own.line[: max(nearest, 0)][::-1]
    return (here, *between) if between and between[-1] == corner else (here, *between, corner)


def _steps(legs: Sequence[_Leg]) -> tuple[tuple[Turn, str, float], ...]:
    """Legs along one street become one step."""
    found: list[tuple[Turn, str, float]] = []
    for at, leg in enumerate(legs):
        if found and found[-1][1] == leg.street:
            turn, street, metres = found[-1]
            found[-1] = (turn, street, metres + leg.metres)
        else:
            found.append((_turn(legs[at - 1], leg) if found else Turn.START, leg.street, leg.metres))
    return tuple(found)


def _turn(before: _Leg, leg: _Leg) -> Turn:
    """Which way one turns from the end of one leg into the next."""
    angle = (_bearing(*leg.line[:2]) - _bearing(*before.line[-2:]) + 180) % 360 - 180
    if abs(angle) < _STRAIGHT_DEGREES:
        return Turn.AHEAD
    return Turn.RIGHT if angle > 0 else Turn.LEFT


def _bearing(one: Point, other: Point) -> float:
    """Degrees from north, clockwise."""
    (x1, y1), (x2, y2) = plane(np.array([one[0], other[0]]), np.array([one[1], other[1]]))
    return math.degrees(math.atan2(x2 - x1, y2 - y1))
