"""Maps for somebody on foot, without tiles: barrios to tap, corners of one barrio to tap, the way to a centre."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt

from bahealth.charts.house import SPOKEN, Row, rows_of, tips
from bahealth.charts.palette import Palette
from bahealth.i18n import Text

GEOMETRY = "/geo/barrios.json"
PICK_BARRIO = "barrio"
PICK_CORNER = "corner"
Point = tuple[float, float]

_EMPTY: Row = dict.fromkeys(
    ("area_id", "node", "longitude", "latitude", "longitude2", "latitude2", "order", "name", "spoken", "label")
)


def barrio_rows(barrios: Iterable[tuple[str, str]]) -> list[Row]:
    """One row per barrio: its id and its name."""
    return [_EMPTY | {"layer": "barrio", "area_id": area_id, "name": name, "spoken": name} for area_id, name in barrios]


def centre_rows(centres: Iterable[tuple[Point, str, str]], *, layer: str = "centre") -> list[Row]:
    """One row per centre: where, its name, and what is written beside it."""
    return [_place(layer, point, name, label) for point, name, label in centres]


def start_row(point: Point, name: str, label: str) -> Row:
    """Where the way begins."""
    return _place("start", point, name, label)


def corner_rows(corners: Iterable[tuple[int, Point, str]]) -> list[Row]:
    """One row per corner that may be tapped: its number, where, and the streets that meet there."""
    return [_place("corner", point, name, "") | {"node": float(node)} for node, point, name in corners]


def street_rows(pieces: Iterable[tuple[Point, Point]]) -> list[Row]:
    """One row per straight piece of a street."""
    return [
        _EMPTY | {"layer": "street", "longitude": x1, "latitude": y1, "longitude2": x2, "latitude2": y2}
        for (x1, y1), (x2, y2) in pieces
    ]


def way_rows(line: Sequence[Point]) -> list[Row]:
    """One row per point of the way, in its order."""
    return [
        _EMPTY | {"layer": "way", "longitude": longitude, "latitude": latitude, "order": float(number)}
        for number, (longitude, latitude) in enumerate(line)
    ]


def _place(layer: str, point: Point, name: str, label: str) -> Row:
    here = {"layer": layer, "longitude": point[0], "latitude": point[1]}
    return _EMPTY | here | {"name": name, "spoken": name, "label": label}


def near_city(t: Text, colours: Palette, *, geometry: str = GEOMETRY) -> alt.LayerChart:
    """Barrios to tap and the centres, of `barrio_rows` and `centre_rows`."""
    shapes = alt.UrlData(url=geometry, format=alt.JsonDataFormat(property="features", type="json"))
    tapped = alt.selection_point(name=PICK_BARRIO, fields=["area_id"], on="click")
    barrio = (
        _layer("barrio")
        .transform_lookup(
            "area_id", from_=alt.LookupData(data=shapes, key="properties.id", fields=["type", "geometry"])
        )
        .mark_geoshape(stroke=colours.faint, strokeWidth=1, fill=colours.veil, cursor="pointer")
        .encode(tooltip=tips(name=t("Barrio")), description=SPOKEN)
        .add_params(tapped)
    )
    return _drawn([barrio, _centres(t, colours, "centre", size=45)], height=460)


def near_barrio(t: Text, colours: Palette) -> alt.LayerChart:
    """The streets of one barrio, its corners to tap and the centres, of `street_rows`, `corner_rows`, `centre_rows`."""
    tapped = alt.selection_point(name=PICK_CORNER, fields=["node"], on="click", nearest=True)
    corner = (
        _layer("corner")
        .mark_circle(size=30, color=colours.faint, opacity=1, cursor="pointer")
        .encode(**_here(), tooltip=tips(name=t("Corner")), description=SPOKEN)
        .add_params(tapped)
    )
    return _drawn(
        [_streets(colours), corner, _centres(t, colours, "centre", size=110), *_start(t, colours)], height=460
    )


def near_way(t: Text, colours: Palette) -> alt.LayerChart:
    """The way to the nearest centre among the streets around it."""
    way = (
        _layer("way")
        .mark_line(strokeWidth=5, color=colours.accent, strokeCap="round", strokeJoin="round", aria=False)
        .encode(**_here(), order=alt.Order("order", type="quantitative"))
    )
    goal = [_centres(t, colours, "goal", size=200), *_labels(colours, "goal", dy=-16)]
    return _drawn([_streets(colours), way, *goal, *_start(t, colours)], height=380)


def _layer(name: str) -> alt.Chart:
    return alt.Chart().transform_filter(rows_of(name).filter)


def _here() -> dict[str, Any]:
    return {
        "longitude": alt.Longitude("longitude", type="quantitative"),
        "latitude": alt.Latitude("latitude", type="quantitative"),
    }


def _streets(colours: Palette) -> alt.Chart:
    return (
        _layer("street")
        .mark_rule(color=colours.faint, strokeWidth=1, aria=False)
        .encode(**_here(), longitude2=alt.Longitude2("longitude2"), latitude2=alt.Latitude2("latitude2"))
    )


def _centres(t: Text, colours: Palette, layer: str, *, size: int) -> alt.Chart:
    """Centres are crosses, so that shape tells them from corners and the start."""
    return (
        _layer(layer)
        .mark_point(
            shape="cross", size=size, filled=True, opacity=1, color=colours.concern, stroke=colours.background,
            strokeWidth=1,
        )
        .encode(**_here(), tooltip=tips(name=t("Centre")), description=SPOKEN)
    )  # fmt: skip


def _start(t: Text, colours: Palette) -> list[alt.Chart]:
    start = _layer("start")
    dot = start.mark_point(
        shape="circle", size=140, filled=True, opacity=1, color=colours.ink, stroke=colours.background, strokeWidth=2
    ).encode(**_here(), tooltip=tips(name=t("From here")), description=SPOKEN)
    return [dot, *_labels(colours, "start", dy=18)]


def _labels(colours: Palette, layer: str, *, dy: int) -> list[alt.Chart]:
    """The column `label`, with an edge of the page's own colour so that it can be read across streets."""
    place: dict[str, Any] = {**_here(), "text": alt.Text("label", type="nominal")}
    text: dict[str, Any] = {"dy": dy, "fontSize": 13, "fontWeight": "bold", "aria": False}
    edge = _layer(layer).mark_text(**text, color=colours.background, stroke=colours.background, strokeWidth=5)
    return [edge.encode(**place), _layer(layer).mark_text(**text, color=colours.ink).encode(**place)]


def _drawn(layers: list[alt.Chart], *, height: int) -> alt.LayerChart:
    return alt.LayerChart(layer=layers).project("mercator").properties(height=height)
