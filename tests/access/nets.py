"""Networks made by hand, and the same walks a second time in plain Python."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence

import numpy as np

from bahealth.access.city import Blocks
from bahealth.access.network import Network, network
from bahealth.access.sites import Site

ORIGIN = (-58.44, -34.615)  # where the plane of the program is exact
A_METRE = math.degrees(1 / 6_371_000)
Edge = tuple[int, int, float]


def at(east_m: float, north_m: float = 0.0) -> tuple[float, float]:
    """Degrees of a place so many metres from the origin."""
    return (
        ORIGIN[0] + east_m * A_METRE / math.cos(math.radians(ORIGIN[1])),
        ORIGIN[1] + north_m * A_METRE,
    )


def net(corners_m: Sequence[float], edges: Iterable[Edge], *, islands: Iterable[int] = ()) -> Network:
    """Corners along a line from west to east."""
    apart = set(islands)
    nodes = [(*at(one), 2 if number in apart else 1) for number, one in enumerate(corners_m)]
    return network(nodes, list(edges))


def blocks(places: Sequence[tuple[float, float]], people: Sequence[float], **more: Sequence[float]) -> Blocks:
    count = len(people)
    column = {name: np.asarray(more.get(name, [0.0] * count), dtype=float) for name in ("households", "unmet")}
    return Blocks(
        block_id=tuple(f"block-{number}" for number in range(count)),
        comuna_id=("comuna-1",) * count,
        barrio_id=tuple("barrio-a" if number % 2 == 0 else "barrio-b" for number in range(count)),
        longitude=np.asarray([one[0] for one in places]),
        latitude=np.asarray([one[1] for one in places]),
        people=np.asarray(people, dtype=float),
        **column,
    )


def site(place: tuple[float, float], name: str = "cesac-1", **more: object) -> Site:
    return Site.model_validate(
        {"centre_id": name, "name": name, "kind": "cesac", "longitude": place[0], "latitude": place[1], **more}
    )


def slow_walks(count: int, edges: Iterable[Edge], source: int) -> list[float]:
    """Dijkstra as the textbook has it."""
    ways: dict[int, list[tuple[int, float]]] = {}
    for start, end, metres in edges:
        ways.setdefault(start, []).append((end, metres))
        ways.setdefault(end, []).append((start, metres))
    found = [math.inf] * count
    queue = [(0.0, source)]
    while queue:
        metres, here = heapq.heappop(queue)
        if metres < found[here]:
            found[here] = metres
            for there, more in ways.get(here, []):
                heapq.heappush(queue, (metres + more, there))
    return found
