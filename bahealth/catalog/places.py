"""Where a label of an area may stand on a map."""

from __future__ import annotations

import json
from functools import lru_cache
from itertools import pairwise
from math import cos, radians
from pathlib import Path

import numpy as np

Ring = list[list[float]]

_GRID = 24  # places tried along each side: finer moves a label by less than its own line


@lru_cache(maxsize=4)
def comuna_label_points(data: Path) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of the place deepest inside each comuna's largest polygon, by area id."""
    document = json.loads((data / "city" / "comunas.geojson").read_text(encoding="utf-8"))
    found: dict[str, tuple[float, float]] = {}
    for feature in document["features"]:
        geometry = feature["geometry"]
        polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        largest = max((polygon[0] for polygon in polygons), key=_area)
        found[feature["properties"]["id"]] = _deepest_inside(largest)
    return found


def _area(ring: Ring) -> float:
    """Unsigned area of a closed ring (shoelace formula), in the ring's own units."""
    x0, y0 = ring[0]  # differences from a near origin keep digits
    return abs(sum((ax - x0) * (by - y0) - (bx - x0) * (ay - y0) for (ax, ay), (bx, by) in pairwise(ring))) / 2


def _deepest_inside(ring: Ring) -> tuple[float, float]:
    """The place of a grid over `ring` farthest from its border: where a label touches no neighbour."""
    narrowing = cos(radians(ring[0][1]))  # a degree of longitude is shorter than one of latitude
    corners = np.asarray(ring) * (narrowing, 1.0)
    low, high = corners.min(axis=0), corners.max(axis=0)
    steps = [np.linspace(low[axis], high[axis], _GRID) for axis in (0, 1)]
    tried = np.stack(np.meshgrid(*steps), axis=-1).reshape(-1, 1, 2)
    start, side = corners[:-1], np.diff(corners, axis=0)
    along = ((tried - start) * side).sum(axis=2) / np.maximum((side**2).sum(axis=1), 1e-30)
    nearest = start + np.clip(along, 0.0, 1.0)[..., None] * side
    distance = np.hypot(*np.moveaxis(tried - nearest, 2, 0)).min(axis=1)
    x, y = tried[:, 0, 0], tried[:, 0, 1]
    with np.errstate(divide="ignore", invalid="ignore"):  # a level side meets no level line
        meets = start[:, 0] + (y[:, None] - start[:, 1]) * side[:, 0] / side[:, 1]
    passes = (start[:, 1] > y[:, None]) != (corners[1:, 1] > y[:, None])
    is_inside = (passes & (x[:, None] < meets)).sum(axis=1) % 2 == 1
    best = int(np.where(is_inside, distance, -1.0).argmax())
    return float(x[best]) / narrowing, float(y[best])
