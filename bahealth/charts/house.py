"""The one look of all charts: fonts, axes, colours; and what every layer of a one-table chart needs."""

from __future__ import annotations

from typing import Any

import altair as alt

from bahealth.charts.locale import vega_locale
from bahealth.charts.palette import FONT, Palette
from bahealth.charts.tone import Tone
from bahealth.i18n import Language

Row = dict[str, str | float | None]
"""One row of the table behind a chart; the column `layer` says which layer draws it."""

SHAPES = {
    Tone.GOOD: "circle",
    Tone.CONCERN: "triangle-up",
    Tone.HIGHER: "diamond",
    Tone.LOWER: "square",
    Tone.PLAIN: "circle",
    Tone.ABSENT: "circle",
}
FLAG = "M-0.1,0.6L-0.1,-1.4L1.3,-0.9L0.1,-0.4L0.1,0.6Z"
NUMBER = ",~f"
"""Axis labels: as many decimals as the tick needs."""

_PIXELS_A_MONTH = "2629746000 * width / (domain('x')[1] - domain('x')[0])"
_TIME_LABELS = {
    # January is its year and is never left out for a neighbour: months are named as far as they have room (40 pixels).
    1: (
        "utcmonth(datum.value) == 0 ? utcFormat(datum.value, '%Y') : utcmonth(datum.value) % "
        f"({_PIXELS_A_MONTH} >= 40 ? 1 : {_PIXELS_A_MONTH} >= 14 ? 3 : {_PIXELS_A_MONTH} >= 7 ? 6 : 12) == 0 ? "
        "utcFormat(datum.value, '%b') : ''"
    ),
    3: (
        "utcmonth(datum.value) == 0 ? utcFormat(datum.value, '%Y') : "
        "utcmonth(datum.value) % 3 == 0 ? '{quarter}' + (utcmonth(datum.value) / 3 + 1) : ''"
    ),
    12: "utcmonth(datum.value) == 0 && utcdate(datum.value) == 1 ? utcFormat(datum.value, '%Y') : ''",
}


def rows_of(*layers: str) -> alt.FilterTransform:
    """Only the rows of these layers."""
    return alt.FilterTransform(filter=alt.FieldOneOfPredicate(field="layer", oneOf=list(layers)))


def time_axis(field: str, *, months: int, language: Language) -> alt.X:
    """Periods of `months` along the bottom, in UTC so that no time zone moves a year."""
    expression = _TIME_LABELS.get(months, _TIME_LABELS[12]).format(quarter="T" if language == "es" else "Q")
    axis = alt.Axis(
        labelExpr=expression,
        title=None,
        grid=False,
        ticks=False,
        labelOverlap="parity" if months == 12 else "greedy",
        labelFlush=False,
        labelSeparation=6,
        labelPadding=8,
        aria=False,
    )
    if months == 12:
        axis.tickCount = alt.TimeIntervalStep(interval="year", step=1)
    return alt.X(field, type="temporal", scale=alt.Scale(type="utc"), axis=axis)


def value_axis(field: str, *, zero: bool) -> alt.Y:
    """Values up the side."""
    scale = alt.Scale(zero=zero, nice=True) if zero else alt.Scale(zero=False, nice=True, padding=14)
    axis = alt.Axis(title=None, format=NUMBER, tickCount=5, ticks=False, domain=False, labelPadding=8, aria=False)
    return alt.Y(field, type="quantitative", scale=scale, axis=axis)


def tone_colour(colours: Palette) -> alt.Color:
    """Colour by the column `tone`."""
    return alt.Color(
        "tone",
        type="nominal",
        scale=alt.Scale(domain=[tone.value for tone in Tone], range=[colours.tone(tone) for tone in Tone]),
        legend=None,
    )


def tone_shape() -> alt.Shape:
    """Shape by the column `tone`, so that colour never speaks alone."""
    return alt.Shape(
        "tone",
        type="nominal",
        scale=alt.Scale(domain=[tone.value for tone in Tone], range=[SHAPES[tone] for tone in Tone]),
        legend=None,
    )


SPOKEN = alt.Description("spoken", type="nominal")
"""What a screen reader says of a mark: the column `spoken`."""


def tips(**titles: str) -> list[alt.Tooltip]:
    """Tooltip lines: column of ready-made text to its title."""
    return [alt.Tooltip(column, type="nominal", title=title) for column, title in titles.items()]


def housed(chart: alt.LayerChart, *, unit: str, language: Language, colours: Palette) -> dict[str, Any]:
    """The finished specification without data; `unit` stands small above the values."""
    text = {"font": FONT, "color": colours.muted}
    config = alt.Config(
        background="transparent",
        font=FONT,
        locale=alt.Locale.from_dict(vega_locale(language)),
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelColor=colours.muted,
            labelFontSize=12,
            gridColor=colours.grid,
            domainColor=colours.faint,
            tickColor=colours.faint,
        ),
        title=alt.TitleConfig(
            color=text["color"], fontSize=12, fontWeight="normal", anchor="start", frame="bounds", offset=12
        ),
        text=alt.MarkConfig(fontSize=12, color=colours.ink),
        legend=alt.LegendConfig(labelColor=colours.ink, labelFontSize=12, labelLimit=260, symbolSize=110),
        aria=True,
    )
    named = chart.properties(title=unit) if unit else chart
    made: dict[str, Any] = named.configure(**config.to_dict()).to_dict(validate=True)
    return _without_data(made)


def _without_data(made: dict[str, Any]) -> dict[str, Any]:
    """`made` without the empty data set that Altair gives to charts without data: layers then take the page's."""
    for layer in made["layer"]:
        if layer.get("data") == {"name": "empty"}:
            del layer["data"]
    made.pop("datasets", None)
    return made
