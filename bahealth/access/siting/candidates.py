"""Sites that the app proposes: street corners near where people live, spread over the city."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from bahealth.access.network import UNREACHED, Network, Snapped, plane

_HALVINGS: Final = 40
_WIDEST_M: Final = 20_000.0


def proposed(
    net: Network, longitude: NDArray[np.float64], latitude: NDArray[np.float64], people: NDArray[np.float64], count: int
) -> Snapped:
    """At most `count` corners, one for each inhabited square of the city: that nearest to the middle of its people.

    The squares are as large as they can be for so many of them to be inhabited; where there are a few too many, those
    with the fewest people are left out.
    """
    homes = plane(longitude, latitude)[people > 0]
    weights = people[people > 0]
    lowest, highest = 1.0, _WIDEST_M
    for _ in range(_HALVINGS):
        middle = (lowest + highest) / 2
        lowest, highest = (middle, highest) if len(_corners(net, homes, weights, middle)) >= count else (lowest, middle)
    corners = _corners(net, homes, weights, lowest)[:count]
    return Snapped(corner=np.sort(corners), metres=np.zeros(len(corners)))


def at_corners(corners: NDArray[np.int64]) -> Snapped:
    """Sites on given corners of the network."""
    return Snapped(corner=np.asarray(corners, dtype=np.int64), metres=np.zeros(len(corners)))


def on_network(places: Snapped) -> NDArray[np.bool_]:
    """Which places stand on the network; the others cannot be sites."""
    return places.corner != UNREACHED


def _corners(net: Network, homes: NDArray[np.float64], people: NDArray[np.float64], side_m: float) -> NDArray[np.int64]:
    """The corner of each inhabited square, the square with most people first."""
    cells = np.floor((homes - homes.min(axis=0)) / side_m).astype(np.int64)
    _, cell = np.unique(cells, axis=0, return_inverse=True)
    cell = cell.ravel()
    sums = np.bincount(cell, weights=people)
    middles = np.column_stack([np.bincount(cell, weights=people * homes[:, axis]) / sums for axis in (0, 1)])
    _, nearest = net.corners.query(middles)
    corners = net.main[nearest]
    order = np.argsort(-sums, kind="stable")
    _, first = np.unique(corners[order], return_index=True)
    return corners[order][np.sort(first)]
