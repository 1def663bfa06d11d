"""Funnel plot: value of each comuna against its size, with the limits inside which chance alone explains it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt

from bahealth.assess.model import Verdict
from bahealth.catalog.model import Area, Indicator, Kind
from bahealth.charts.comunas import area_row
from bahealth.charts.funnel_limits import Z_95, Z_998, Funnel, funnel_of
from bahealth.charts.house import NUMBER, SPOKEN, Row, rows_of, tips, tone_colour, tone_shape, value_axis
from bahealth.charts.palette import Palette
from bahealth.charts.scale import Axis
from bahealth.charts.tone import side_tone
from bahealth.charts.trend import count_text
from bahealth.i18n import Text

_STEPS = 40


def funnel_rows(verdicts: Sequence[Verdict], areas: Mapping[str, Area], indicator: Indicator, t: Text) -> list[Row]:
    """The table behind the funnel: limits at 40 sizes, the centre, and the comunas with their own counts.

    All over the period in which the comunas are compared. A comuna with few events has its place too: that its
    limits are wide is what the funnel shows. Empty for counts and means, for fewer than three comunas with counts,
    or when nothing happened.
    """
    if indicator.kind not in (Kind.PROPORTION, Kind.RATE, Kind.RATIO):
        return []
    sized = [
        (verdict, area_row(verdict, areas[verdict.area_id], indicator, t), compared.numerator, compared.denominator)
        for verdict in verdicts
        if (compared := verdict.compared) is not None and compared.numerator is not None and compared.denominator
    ]
    cases = [(numerator, denominator) for _, _, numerator, denominator in sized]
    funnel = funnel_of(cases, is_proportion=indicator.kind is Kind.PROPORTION) if len(cases) > 2 else None
    if funnel is None:
        return []
    sizes = [size for _, size in cases]
    rows = _limit_rows(funnel, min(sizes) * 0.8, max(sizes) * 1.08, indicator, t)
    for verdict, row, numerator, denominator in sized:
        value = numerator / denominator
        side = _outside(value, funnel.limits(denominator, Z_998))
        near = _outside(value, funnel.limits(denominator, Z_95))
        said = t("beyond the 99.8 % limits") if side else t("between the limits") if near else t("within the limits")
        scaled = value * indicator.multiplier
        text = t.measured(scaled, indicator.decimals, indicator.unit)
        own: Row = {
            "layer": "area",
            "size": denominator,
            "value": scaled,
            "value_text": text,
            "tone": side_tone(side, verdict.direction).value,
            "tone_text": said,
            "count_text": count_text(numerator, denominator, t),
            "spoken": f"{row['name']}: {text}, {said}",
        }
        rows.append({**row, **own, "lower": None, "upper": None})
    return rows


def _outside(value: float, limits: tuple[float, float]) -> int:
    return (value > limits[1]) - (value < limits[0])


def _limit_rows(funnel: Funnel, least: float, most: float, indicator: Indicator, t: Text) -> list[Row]:
    rows: list[Row] = []
    for step in range(_STEPS + 1):
        # Steps even in the square root: the curves bend most where areas are small.
        size = (least**0.5 + (most**0.5 - least**0.5) * step / _STEPS) ** 2
        for layer, z in (("99.8", Z_998), ("95", Z_95)):
            lower, upper = funnel.limits(size, z)
            scaled = {"lower": lower * indicator.multiplier, "upper": upper * indicator.multiplier}
            rows.append({"layer": layer, "size": size, **scaled})
    centre = funnel.centre * indicator.multiplier
    label = t("together") + "\n" + t.number(centre, indicator.decimals)
    last = {name: rows[-1 if name == "95" else -2]["upper"] for name in ("95", "99.8")}
    return [
        *rows,
        {"layer": "centre", "size": most, "value": centre, "label": label},
        {"layer": "limit name", "size": most, "value": last["95"], "label": t.percent(0.95)},
        {"layer": "limit name", "size": most, "value": last["99.8"], "label": t.percent(0.998, 1)},
    ]


def funnel(t: Text, colours: Palette, *, axis: Axis, size_title: str = "") -> alt.LayerChart:
    """Chart of `funnel_rows`, without data; `size_title` names the denominator under the horizontal axis."""
    base = alt.Chart()
    zero = axis == "zero"
    across = alt.Axis(title=size_title or None, titleColor=colours.muted, titleFontWeight="normal", format=NUMBER)
    across.grid, across.labelOverlap, across.tickCount, across.aria = False, "greedy", 6, False
    x = alt.X("size", type="quantitative", scale=alt.Scale(zero=False, nice=False), axis=across)
    y, low = value_axis("value", zero=zero), value_axis("lower", zero=zero)

    def of(layer: str) -> alt.Chart:
        return base.transform_filter(rows_of(layer).filter)

    told = tips(
        name=t("Area"),
        value_text=t("Value"),
        count_text=t("Cases"),
        tone_text=t("Against the limits"),
    )
    colour, shape = tone_colour(colours), tone_shape()
    layers: list[alt.Chart] = [
        of("99.8").mark_area(color=colours.band, opacity=0.6, aria=False).encode(x=x, y=low, y2="upper"),
        of("95").mark_area(color=colours.band, aria=False).encode(x=x, y=low, y2="upper"),
        of("centre").mark_rule(color=colours.ink, aria=False).encode(y=y),
        of("centre")
        .mark_text(align="left", baseline="middle", dx=6, lineBreak="\n", fontWeight="bold", aria=False)
        .encode(x=x, y=y, text="label:N"),
        of("limit name")
        .mark_text(align="left", baseline="middle", dx=6, color=colours.muted, fontSize=11, aria=False)
        .encode(x=x, y=y, text="label:N"),
        of("area")
        .mark_point(filled=True, opacity=1, size=340, stroke=colours.background, strokeWidth=1.5)
        .encode(x=x, y=y, color=colour, shape=shape, tooltip=told, description=SPOKEN),
        of("area")
        .mark_text(fontSize=11, fontWeight="bold", baseline="middle", dy=1, color=colours.background, aria=False)
        .encode(x=x, y=y, text="mark:N", tooltip=told),
    ]
    return alt.LayerChart(layer=layers).properties(height=340)
