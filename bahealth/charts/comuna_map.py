"""Comunas on a map: coloured only where the 99.8 % interval leaves the city value out.

Smoothed, a map writes modelled values, each with "≈" before it; colours stay those of the crude values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from bahealth.assess.model import Verdict
from bahealth.catalog.model import Area, Indicator
from bahealth.charts.comunas import area_row, area_tips, judged_tones, tone_words
from bahealth.charts.house import SPOKEN, Row, rows_of
from bahealth.charts.palette import Palette
from bahealth.charts.tone import Tone
from bahealth.i18n import Text

GEOMETRY = "/geo/comunas.json"
"""Where the browser finds the shapes: features whose property `id` is the area's id."""


def comuna_map_rows(
    verdicts: Sequence[Verdict],
    areas: Mapping[str, Area],
    centroids: Mapping[str, tuple[float, float]],
    indicator: Indicator,
    t: Text,
    *,
    smoothed: Mapping[str, float] | None = None,
) -> list[Row]:
    """The table behind the map: per comuna one row for its shape and one for its label.

    `centroids` are longitude and latitude of a point inside each area; `smoothed` the modelled values to write
    instead of the crude ones, which stay in the tooltip.
    """
    rows: list[Row] = []
    for verdict in verdicts:
        row = _told(area_row(verdict, areas[verdict.area_id], indicator, t), smoothed, indicator, t)
        longitude, latitude = centroids[verdict.area_id]
        rows.append({"layer": "shape", **row, "longitude": None, "latitude": None})
        rows.append({"layer": "label", **row, "longitude": longitude, "latitude": latitude})
    return rows


def _told(row: Row, smoothed: Mapping[str, float] | None, indicator: Indicator, t: Text) -> Row:
    """The row with its modelled value: in the tooltip, and written on the map and spoken where the map is smoothed."""
    if smoothed is None:
        return row
    modelled = smoothed.get(str(row["area_id"]))
    if modelled is None:
        return {**row, "modelled_text": "–", "number_text": ""}
    number = t.number(modelled, indicator.decimals)
    value = t.measured(modelled, indicator.decimals, indicator.unit)
    spoken = t("%(area)s, modelled: %(value)s", area=str(row["name"]), value=value)
    return {**row, "modelled_text": value, "number_text": f"≈ {number}", "spoken": f"{spoken}. {row['spoken']}"}


def comuna_map(
    t: Text, colours: Palette, *, is_neutral: bool, is_smoothed: bool = False, geometry: str = GEOMETRY
) -> alt.LayerChart:
    """Chart of `comuna_map_rows`, without data; shapes come from the address `geometry`."""
    tones = judged_tones(is_neutral=is_neutral)
    fills = {**{tone: colours.tone(tone) for tone in tones}, Tone.PLAIN: colours.veil, Tone.ABSENT: colours.background}
    words = ", ".join(f"'{tone}': '{tone_words(tone, t)}'" for tone in tones)
    legend = alt.Legend(
        title=None,
        orient="bottom",
        direction="vertical",
        labelExpr=f"({{{words}}})[datum.label]",
        symbolType="square",
        symbolStrokeColor=colours.faint,
        symbolStrokeWidth=1,
        rowPadding=4,
        offset=8,
        aria=False,
    )
    names = [tone.value for tone in tones]
    fill = alt.Color(
        "tone",
        type="nominal",
        scale=alt.Scale(domain=names, range=[fills[tone] for tone in tones]),
        legend=legend,
    )
    on_fill = alt.Color(
        "tone",
        type="nominal",
        scale=alt.Scale(
            domain=names,
            range=[colours.ink if tone in (Tone.PLAIN, Tone.ABSENT) else colours.background for tone in tones],
        ),
        legend=None,
    )
    told = area_tips(t, is_smoothed=is_smoothed)
    shapes = alt.UrlData(url=geometry, format=alt.JsonDataFormat(property="features", type="json"))
    base = alt.Chart()
    area = (
        base.transform_filter(rows_of("shape").filter)
        .transform_lookup(
            "area_id", from_=alt.LookupData(data=shapes, key="properties.id", fields=["type", "geometry"])
        )
        .mark_geoshape(stroke=colours.faint, strokeWidth=1)
        .encode(color=fill, tooltip=told, description=SPOKEN)
    )
    labels = base.transform_filter(rows_of("label").filter)
    place: dict[str, Any] = {"longitude": "longitude:Q", "latitude": "latitude:Q", "color": on_fill, "tooltip": told}
    number = labels.mark_text(fontSize=13, fontWeight="bold", baseline="bottom", dy=1, aria=False)
    value = labels.mark_text(fontSize=11, baseline="top", dy=2, aria=False)
    return (
        alt.LayerChart(layer=[area, number.encode(text="mark:N", **place), value.encode(text="number_text:N", **place)])
        .resolve_scale(color="independent")
        .project("mercator")
        .properties(height=460)
    )
