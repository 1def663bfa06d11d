"""The streets as a network for people on foot: corners, the metres between them, and what lies nearest on foot."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import KDTree

Metres = NDArray[np.float64]
Numbers = NDArray[np.int64]

UNREACHED: Final = -1
MAIN: Final = 1
"""Component that nearly all corners belong to; the others are islands, such as the paths inside a cemetery."""
SNAP_LIMIT_M: Final = 400.0
"""How far from a corner a place may lie and still count as on the network."""
_METRES_A_DEGREE: Final = 111_194.9  # of a great circle on a sphere of 6,371 km
_AWAY_M: Final = 1.0
_LATITUDE: Final = -34.615  # the middle of the city: off it, the plane is wrong by less than 0.2 %


@dataclass(frozen=True)
class Network:
    """Corners and stretches; numbers of corners are positions in these arrays."""

    longitude: Metres
    latitude: Metres
    component: Numbers
    graph: csr_array
    """Metres from corner to corner, both ways."""
    corners: KDTree
    """Corners of the main component on the plane, in the order of `main`."""
    main: Numbers
    anywhere: KDTree
    """All corners, those of islands too, in their own order."""


@dataclass(frozen=True)
class Snapped:
    """Where places stand on the network: the nearest corner (UNREACHED beyond the limit) and the metres to it."""

    corner: Numbers
    metres: Metres


@dataclass(frozen=True)
class Nearest:
    """For each origin: metres to the nearest destination (infinite where none is reached) and its number."""

    metres: Metres
    destination: Numbers


def read_network(city: Path) -> Network:
    """The network of `walk_nodes.csv` and `walk_edges.csv`."""
    with (city / "walk_nodes.csv").open(encoding="utf-8", newline="") as file:
        nodes = [
            (float(one["longitude"]), float(one["latitude"]), int(one["component"])) for one in csv.DictReader(file)
        ]
    with (city / "walk_edges.csv").open(encoding="utf-8", newline="") as file:
        edges = [(int(one["from_node"]), int(one["to_node"]), float(one["metres"])) for one in csv.DictReader(file)]
    return network(nodes, edges)


def network(nodes: Sequence[tuple[float, float, int]], edges: Sequence[tuple[int, int, float]]) -> Network:
    """A network from corners (longitude, latitude, component) and stretches (from, to, metres).

    Of several stretches between two corners the shortest counts: a sparse matrix would add them up.
    """
    longitude, latitude, component = (np.asarray(column) for column in zip(*nodes, strict=True))
    shortest: dict[tuple[int, int], float] = {}
    for start, end, metres in edges:
        pair = (min(start, end), max(start, end))
        shortest[pair] = min(metres, shortest.get(pair, np.inf))
    ends = np.asarray(list(shortest), dtype=np.int64).reshape(-1, 2)
    lengths = np.asarray(list(shortest.values()), dtype=np.float64)
    graph = coo_array(
        (np.tile(lengths, 2), (np.concatenate([ends[:, 0], ends[:, 1]]), np.concatenate([ends[:, 1], ends[:, 0]]))),
        shape=(len(nodes), len(nodes)),
    ).tocsr()
    main = np.flatnonzero(component == MAIN)
    return Network(
        longitude=longitude,
        latitude=latitude,
        component=component.astype(np.int64),
        graph=graph,
        corners=KDTree(plane(longitude[main], latitude[main])),
        main=main,
        anywhere=KDTree(plane(longitude, latitude)),
    )


def plane(longitude: Metres, latitude: Metres) -> Metres:
    """Metres east and north on a plane through the middle of the city, one row per place."""
    east = np.asarray(longitude) * _METRES_A_DEGREE * np.cos(np.radians(_LATITUDE))
    return np.column_stack([east, np.asarray(latitude) * _METRES_A_DEGREE])


def snap(net: Network, longitude: Metres, latitude: Metres, *, limit_m: float = SNAP_LIMIT_M) -> Snapped:
    """The nearest corner of the main component for each place, and the straight metres to it, which are walked too."""
    metres, position = net.corners.query(plane(longitude, latitude), distance_upper_bound=limit_m)
    found = np.isfinite(metres)
    corner = np.full(len(metres), UNREACHED, dtype=np.int64)
    corner[found] = net.main[position[found]]
    return Snapped(corner=corner, metres=np.where(found, metres, np.inf))


def nearest(net: Network, origins: Snapped, destinations: Snapped, *, limit_m: float = np.inf) -> Nearest:
    """Shortest way on foot from each origin to the nearest destination: one search from all destinations at once."""
    reached = np.flatnonzero(destinations.corner != UNREACHED)
    if not len(reached):
        empty = np.full(len(origins.corner), np.inf)
        return Nearest(metres=empty, destination=np.full(len(empty), UNREACHED, dtype=np.int64))
    count = len(net.longitude)
    doors = coo_array(
        # A zero would be no stretch at all: every door is moved away by the same metre, which is taken off at the end.
        (destinations.metres[reached] + _AWAY_M, (np.arange(len(reached)), destinations.corner[reached])),
        shape=(len(reached), count),
    )
    whole = _with_doors(net.graph, doors, count + len(reached))
    metres, _, source = dijkstra(
        whole,
        directed=True,
        indices=np.arange(count, count + len(reached)),
        min_only=True,
        return_predecessors=True,
        limit=limit_m + _AWAY_M,
    )
    on_network = origins.corner != UNREACHED
    total = np.full(len(origins.corner), np.inf)
    total[on_network] = metres[origins.corner[on_network]] - _AWAY_M + origins.metres[on_network]
    within = np.isfinite(total)
    chosen = np.full(len(total), UNREACHED, dtype=np.int64)
    chosen[within] = reached[source[origins.corner[within]] - count]
    return Nearest(metres=total, destination=chosen)


def walks(net: Network, origins: Snapped, destinations: Snapped, *, limit_m: float = np.inf) -> Metres:
    """Metres on foot from every origin (row) to every destination (column); infinite where there is no way."""
    on_network = origins.corner != UNREACHED
    found = np.full((len(origins.corner), len(destinations.corner)), np.inf)
    for number, (corner, metres) in enumerate(zip(destinations.corner, destinations.metres, strict=True)):
        if corner == UNREACHED:
            continue
        from_corner = dijkstra(net.graph, directed=True, indices=int(corner), limit=limit_m)
        found[on_network, number] = from_corner[origins.corner[on_network]] + origins.metres[on_network] + metres
    return found


def _with_doors(graph: csr_array, doors: coo_array, count: int) -> csr_array:
    """The network with one more row per destination, from which a single stretch leads to its corner."""
    inner, corners = graph.tocoo(), graph.indptr.size - 1
    return coo_array(
        (
            np.concatenate([inner.data, doors.data]),
            (
                np.concatenate([inner.row, doors.row + corners]),
                np.concatenate([inner.col, doors.col]),
            ),
        ),
        shape=(count, count),
    ).tocsr()
