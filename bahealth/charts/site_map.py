"""A small map of the city with the sites that stand, open and close; the words beside it say the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import cos, radians
from pathlib import Path
from typing import Any, Final

from bahealth.charts.palette import palette
from bahealth.charts.svg import framed

_WIDTH: Final = 280.0
_MARGIN: Final = 6.0
_FINEST: Final = 1.0  # of a pixel: corners of a border that are closer are one


class Mark(StrEnum):
    """What happens at a site."""

    STANDS = "stands"
    OPENS = "opens"
    CLOSES = "closes"


@dataclass(frozen=True)
class _View:
    """Where the map begins, pixels a degree of latitude, how much narrower one of longitude is, and its height."""

    west: float
    north: float
    scale: float
    narrow: float
    height: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """A place in pixels."""
        return (
            (longitude - self.west) * self.narrow * self.scale + _MARGIN,
            (self.north - latitude) * self.scale + _MARGIN,
        )


@lru_cache(maxsize=4)
def _city(file: Path) -> tuple[str, _View]:
    """Borders of the comunas as one path, and the view in which they stand."""
    rings: list[list[tuple[float, float]]] = []
    told: Any = json.loads(file.read_text(encoding="utf-8"))
    for feature in told["features"]:
        shape = feature["geometry"]
        parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        rings += [[(x, y) for x, y, *_ in ring] for part in parts for ring in part]
    west, east = min(x for ring in rings for x, _ in ring), max(x for ring in rings for x, _ in ring)
    south, north = min(y for ring in rings for _, y in ring), max(y for ring in rings for _, y in ring)
    narrow = cos(radians((south + north) / 2))
    scale = (_WIDTH - 2 * _MARGIN) / ((east - west) * narrow)
    view = _View(west, north, scale, narrow, (north - south) * scale + 2 * _MARGIN)
    return "".join(_ring([view.at(x, y) for x, y in ring]) for ring in rings), view


def _ring(places: list[tuple[float, float]]) -> str:
    kept = places[:1]
    for x, y in places[1:]:
        if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= _FINEST:
            kept.append((x, y))
    if len(kept) < 3:
        return ""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept) + "z"


def site_map(sites: Sequence[tuple[Mark, float, float]], file: Path, *, label: str) -> str:
    """The city with dots where centres stand, diamonds where a plan opens one, crosses where it closes one."""
    colours = palette("auto")
    path, view = _city(file)
    drawn = [f'<path d="{path}" fill="none" stroke="{colours.faint}" stroke-width="0.8"/>']
    for wanted in Mark:
        for mark, longitude, latitude in sites:
            if mark is wanted:
                x, y = view.at(longitude, latitude)
                drawn.append(_drawn(mark, x, y, accent=colours.accent, plain=colours.neutral, warn=colours.concern))
    return framed("".join(drawn), width=_WIDTH, height=round(view.height), label=label)


def _drawn(mark: Mark, x: float, y: float, *, accent: str, plain: str, warn: str) -> str:
    if mark is Mark.OPENS:
        return f'<path d="M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7 -7z" fill="{accent}"/>'
    if mark is Mark.CLOSES:
        return f'<path d="M{x - 5:.1f} {y - 5:.1f}l10 10m0 -10l-10 10" stroke="{warn}" stroke-width="2.5" fill="none"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.4" fill="{plain}"/>'
