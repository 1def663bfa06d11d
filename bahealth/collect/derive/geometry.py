"""Places on the ground, in metres of the city's own grid (EPSG:9498, POSGAR 2007), and back to degrees."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from bahealth.collect.derive.model import official_file
from bahealth.collect.derive.places import barrio_id

GRID = "EPSG:9498"
DEGREES = "EPSG:4326"
BARRIOS = "boundaries/barrios-2026.geojson"

SNAP_METRES = 0.1  # the source's vertices of one border lie less than this apart
GAP_METRES = 2.0  # the only gap that is no dock is 1.9 m2; the four docks of Puerto Madero stay open

_to_grid = pyproj.Transformer.from_crs(DEGREES, GRID, always_xy=True)
_to_degrees = pyproj.Transformer.from_crs(GRID, DEGREES, always_xy=True)


def in_metres(place: BaseGeometry) -> BaseGeometry:
    """Longitude and latitude as metres of the grid."""
    return shapely.transform(place, lambda pairs: np.column_stack(_to_grid.transform(*pairs.T)))


def in_degrees(place: BaseGeometry) -> BaseGeometry:
    """Metres of the grid as longitude and latitude with five decimals (about one metre)."""
    return shapely.transform(place, lambda pairs: np.column_stack(_to_degrees.transform(*pairs.T)).round(5))


def longitude_latitude(point: BaseGeometry) -> tuple[str, str]:
    """A point in metres as the two cells of a table."""
    longitude, latitude = in_degrees(point).coords[0]
    return f"{longitude:.5f}", f"{latitude:.5f}"


def features(official: Path, path: str) -> list[dict[str, Any]]:
    """The features of an official GeoJSON file."""
    return json.loads(official_file(official, path).read_text(encoding="utf-8"))["features"]


def raw_barrios(official: Path) -> dict[str, BaseGeometry]:
    """The 48 barrios in metres by area id, as published: they overlap and leave gaps in a few places."""
    return {
        barrio_id(one["properties"]["nombre"]): in_metres(shape(one["geometry"])) for one in features(official, BARRIOS)
    }


def clean_barrios(official: Path) -> dict[str, BaseGeometry]:
    """The same with every border shared to the last vertex: no overlap, no gap but the docks."""
    raw = raw_barrios(official)
    clean = shapely.coverage_clean(  # pyright: ignore[reportAttributeAccessIssue] - shapely 2.2, newer than its stubs
        list(raw.values()), snapping_distance=SNAP_METRES, gap_width=GAP_METRES
    )
    return dict(zip(raw, clean, strict=True))


def area_at(point: BaseGeometry, areas: dict[str, BaseGeometry]) -> str:
    """Id of the area in which a point lies; of the nearest one when it lies in none (a pier, the far kerb)."""
    return min(areas, key=lambda area_id: areas[area_id].distance(point))
