"""Comunas with their intervals around the city value: what lies apart beyond chance, without ranks.

The thick line is the 95 % interval, the thin one that of 99.8 %, which decides the colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt

from bahealth.assess.model import Verdict
from bahealth.catalog.model import Area, Indicator
from bahealth.charts.comunas import area_row, area_tips
from bahealth.charts.house import NUMBER, SPOKEN, Row, rows_of, tone_colour, tone_shape
from bahealth.charts.palette import Palette
from bahealth.charts.scale import Axis
from bahealth.i18n import Text


def comuna_interval_rows(
    verdicts: Sequence[Verdict], city: Verdict | None, areas: Mapping[str, Area], indicator: Indicator, t: Text
) -> list[Row]:
    """The table behind the chart: comunas with a value, highest first, then those without, then the city line."""
    drawn = [
        (verdict.compared.value if verdict.compared else 0.0, area_row(verdict, areas[verdict.area_id], indicator, t))
        for verdict in verdicts
    ]
    highest_first = sorted(drawn, key=lambda one: -one[0])
    valued = [row for _, row in highest_first if row["value"] is not None]
    absent = [row for _, row in drawn if row["value"] is None]
    rows: list[Row] = []
    for place, row in enumerate([*valued, *absent]):
        has_value = row["value"] is not None
        label = f"{row['name']}\u2003{row['number_text'] if has_value else '–'}"
        rows.append({"layer": "area" if has_value else "absent", **row, "place": place, "label": label})
    if rows and city is not None and city.compared is not None:
        whole = city.compared.value
        number = t.number(whole, indicator.decimals)
        blank: Row = dict.fromkeys(rows[0])
        label = t("city %(value)s", value=number)
        rows.append({**blank, "layer": "city", "value": whole, "place": 0, "label": label})
    return rows


def comuna_intervals(t: Text, colours: Palette, *, axis: Axis) -> alt.LayerChart:
    """Chart of `comuna_interval_rows`, without data."""
    base = alt.Chart()
    zero = axis == "zero"

    def x(field: str) -> alt.X:
        axis = alt.Axis(title=None, format=NUMBER, tickCount=5, ticks=False, domain=False, labelFlush=False, aria=False)
        return alt.X(field, type="quantitative", scale=alt.Scale(zero=zero, nice=True), axis=axis)

    labels = alt.Axis(
        title=None,
        ticks=False,
        domain=False,
        grid=False,
        labelPadding=10,
        labelFontSize=13,
        labelColor=colours.ink,
        aria=False,
    )
    y = alt.Y("label", type="nominal", sort=alt.EncodingSortField(field="place", order="ascending"), axis=labels)
    told = area_tips(t)
    areas = base.transform_filter(rows_of("area").filter)
    city = base.transform_filter(rows_of("city").filter)
    colour, shape = tone_colour(colours), tone_shape()
    layers: list[alt.Chart] = [
        city.mark_rule(color=colours.ink, strokeWidth=1.5, aria=False).encode(x=x("value")),
        city.mark_text(baseline="bottom", dy=-4, fontWeight="bold", aria=False).encode(
            x=x("value"), y=alt.value(0), text="label:N"
        ),
        areas.mark_rule(strokeWidth=1, aria=False).encode(x=x("lower_998"), x2="upper_998", y=y, color=colour),
        areas.mark_rule(strokeWidth=3, aria=False).encode(x=x("lower"), x2="upper", y=y, color=colour),
        areas.mark_point(filled=True, opacity=1, size=110, stroke=colours.background, strokeWidth=1.5).encode(
            x=x("value"),
            y=y,
            color=colour,
            shape=shape,
            tooltip=told,
            description=SPOKEN,
        ),
        base.transform_filter(rows_of("absent").filter)
        .mark_text(align="left", color=colours.muted, fontStyle="italic", aria=False)
        .encode(x=alt.value(4), y=y, text="tone_text:N"),
    ]
    return alt.LayerChart(layer=layers).properties(height=alt.Step(24))
