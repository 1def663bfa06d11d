"""Where a label of an area may stand on a map."""

from __future__ import annotations

import json
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

Ring = list[list[float]]


@lru_cache(maxsize=4)
def comuna_label_points(data: Path) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of the centroid of each comuna's largest polygon, by area id."""
    document = json.loads((data / "city" / "comunas.geojson").read_text(encoding="utf-8"))
    found: dict[str, tuple[float, float]] = {}
    for feature in document["features"]:
        geometry = feature["geometry"]
        polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        _, longitude, latitude = max(_area_and_centroid(polygon[0]) for polygon in polygons)
        found[feature["properties"]["id"]] = (longitude, latitude)
    return found


def _area_and_centroid(ring: Ring) -> tuple[float, float, float]:
    """Unsigned area and centroid of a closed ring (shoelace formula), in the ring's own units."""
    x0, y0 = ring[0]  # differences from a near origin keep the digits that a centroid needs
    twice_area = x = y = 0.0
    for (ax, ay), (bx, by) in pairwise(ring):
        cross = (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
        twice_area += cross
        x += (ax + bx - 2 * x0) * cross
        y += (ay + by - 2 * y0) * cross
    return abs(twice_area) / 2, x0 + x / (3 * twice_area), y0 + y / (3 * twice_area)
