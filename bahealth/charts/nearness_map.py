"""Blocks by minutes to a centre, the centres, and the worst places by number: no tiles, nothing from elsewhere."""

from __future__ import annotations

import altair as alt

from bahealth.charts.house import rows_of, tips
from bahealth.charts.palette import Palette
from bahealth.i18n import N_, Text

BARRIOS: str = "/geo/barrios.json"
"""Where the browser finds the shapes: features whose property `id` is the area's id."""
BANDS: dict[str, str] = {
    "5": N_("up to 5 minutes"),
    "10": N_("5 to 10"),
    "15": N_("10 to 15"),
    "20": N_("15 to 20"),
    "30": N_("20 to 30"),
    "more": N_("more than 30"),
}
"""Upper ends in minutes, by the names that rows carry in the column `band`; exactly so long is within."""
_WEIGHTS = {"5": 1.0, "10": 0.68, "15": 0.42, "20": 0.5, "30": 0.75, "more": 1.0}
_NEAR = ("5", "10", "15")


def band_colours(colours: Palette) -> dict[str, str]:
    """From the colour of good to pale, and from pale to that of concern."""
    return {
        band: _mixed(colours.good if band in _NEAR else colours.concern, colours.background, weight)
        for band, weight in _WEIGHTS.items()
    }


def nearness_map(t: Text, colours: Palette, *, geometry: str = BARRIOS) -> alt.LayerChart:
    """Chart without data of rows in the layers `shape`, `block`, `site` and `worst`; shapes come from `geometry`.

    A shape has `area_id`; the others `longitude`, `latitude` and `size` in square pixels; a block `band`.
    """
    names = list(BANDS)
    words = ", ".join(f"'{band}': '{t(said)}'" for band, said in BANDS.items())
    legend = alt.Legend(
        title=t("Minutes on the way"),
        titleColor=colours.muted,
        titleFontWeight="normal",
        orient="bottom",
        columns=3,
        labelExpr=f"({{{words}}})[datum.label]",
        symbolOpacity=1,
        symbolStrokeWidth=0,
        offset=8,
        aria=False,
    )
    made = band_colours(colours)
    fill = alt.Color("band", type="nominal", scale=alt.Scale(domain=names, range=[made[one] for one in names]))
    shape = alt.Shape(
        "band",
        type="nominal",
        scale=alt.Scale(domain=names, range=["circle" if one in _NEAR else "triangle-up" for one in names]),
    )
    size = alt.Size("size", type="quantitative", scale=None, legend=None)
    place = {"longitude": "longitude:Q", "latitude": "latitude:Q"}
    shapes = alt.UrlData(url=geometry, format=alt.JsonDataFormat(property="features", type="json"))
    base = alt.Chart()
    area = (
        base.transform_filter(rows_of("shape").filter)
        .transform_lookup(
            "area_id", from_=alt.LookupData(data=shapes, key="properties.id", fields=["type", "geometry"])
        )
        .mark_geoshape(fill=colours.surface, stroke=colours.faint, strokeWidth=0.75, aria=False)
    )
    told = tips(
        name=t("Place"), minutes_text=t("Minutes on the way"), centre=t("Nearest centre"), people_text=t("Residents")
    )
    block = (
        base.transform_filter(rows_of("block").filter)
        .mark_point(filled=True, opacity=1, strokeWidth=0, aria=False)
        .encode(color=fill.legend(legend), shape=shape.legend(legend), size=size, tooltip=told, **place)
    )
    sites = base.transform_filter(rows_of("site").filter)
    halo = sites.mark_point(
        shape="cross", filled=True, opacity=1, fill=colours.ink, stroke=colours.background, strokeWidth=1.5, aria=False
    ).encode(size=size, tooltip=tips(name=t("Centre")), **place)
    worst = base.transform_filter(rows_of("worst").filter)
    ring = worst.mark_point(
        shape="circle", filled=True, opacity=1, fill=colours.ink, stroke=colours.background, strokeWidth=2, aria=False
    ).encode(size=size, tooltip=tips(name=t("Place"), people_text=t("Residents beyond 15 minutes")), **place)
    number = worst.mark_text(
        fontSize=13, fontWeight="bold", color=colours.background, baseline="middle", dy=0.5, aria=False
    ).encode(text="mark:N", **place)
    return (
        alt.LayerChart(layer=[area, block, halo, ring, number])
        .resolve_scale(size="independent")
        .project("mercator")
        .properties(height=560)
    )


def _mixed(colour: str, ground: str, weight: float) -> str:
    parts = zip(_channels(colour), _channels(ground), strict=True)
    return "#" + "".join(f"{round(weight * one + (1 - weight) * other):02x}" for one, other in parts)


def _channels(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
