"""Whether a change of a site shows: the course beside that without it, the gap to others, areas in exchange."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from bahealth.assess.effect.model import Course, Estimate, FromComparison
from bahealth.assess.effect.words import size_text
from bahealth.catalog.model import Indicator
from bahealth.catalog.periods import Period
from bahealth.charts.house import NUMBER, SPOKEN, Row, rows_of, time_axis, tips, value_axis
from bahealth.charts.palette import Palette
from bahealth.charts.scale import Axis, epoch_ms
from bahealth.i18n import Text

_TEXTS = ("label", "spoken", "period_text", "value_text", "expected_text", "name")


def _row(layer: str, **values: str | float | None) -> Row:
    return {
        "layer": layer,
        "x": None,
        "value": None,
        "lower": None,
        "upper": None,
        **dict.fromkeys(_TEXTS, ""),
        **values,
    }


def course_rows(course: Sequence[Course], indicator: Indicator, t: Text) -> list[Row]:
    """What was seen and what would have been; the months left out stand between two lines."""
    rows = [_seen(one, indicator, t) for one in course]
    last = course[-1]
    rows += [
        _row("expected", x=epoch_ms(one.start), value=one.expected, lower=one.lower, upper=one.upper) for one in course
    ]
    rows.append(_row("seen name", x=epoch_ms(last.start), value=last.value, label=t("seen")))
    rows.append(_row("expected name", x=epoch_ms(last.start), value=last.expected, label=t("without the change")))
    return [*rows, *_turn(course, t)]


def _seen(one: Course, indicator: Indicator, t: Text) -> Row:
    value = t.measured(one.value, indicator.decimals, indicator.unit)
    period = t.period(Period(one.start, one.months))
    return _row(
        "after" if one.is_after else "before" if one.is_before else "left out",
        x=epoch_ms(one.start),
        value=one.value,
        period_text=period,
        value_text=value,
        expected_text=t.number(one.expected, indicator.decimals),
        spoken=f"{period}: {value}",
    )


def _turn(course: Sequence[Course], t: Text) -> list[Row]:
    """A line where the months before end; its word stands above."""
    place = next((one for one in course if not one.is_before), course[-1])
    return [_row("turn", x=epoch_ms(place.start), label=t("the change"))]


def gap_rows(course: Sequence[Course], one: FromComparison, indicator: Indicator, t: Text) -> list[Row]:
    """Distance from the comparison areas; before the change it should lie about nothing."""
    ends = {"lower": -one.gap_reach, "upper": one.gap_reach}
    rows = [_row("band", x=epoch_ms(each.start), value=0.0, **ends) for each in (course[0], course[-1])]
    for each in course:
        if each.gap is None:
            continue
        said, period = size_text(each.gap, indicator, t), t.period(Period(each.start, each.months))
        layer = "after" if each.is_after else "before" if each.is_before else "left out"
        texts = {"period_text": period, "value_text": said, "spoken": f"{period}: {said}"}
        rows.append(_row(layer, x=epoch_ms(each.start), value=each.gap, **texts))
    return [*rows, *_turn(course, t)]


def exchange_rows(estimate: Estimate, names: Mapping[str, str], indicator: Indicator, t: Text) -> list[Row]:
    """The same arithmetic for every area, the treated ones marked; in standard errors, so that areas compare."""
    if estimate.comparison is None:
        return []
    rows: list[Row] = []
    for one in estimate.comparison.placebos:
        name, said = names[one.area_id], size_text(one.size, indicator, t)
        layer = "treated" if one.is_treated else "other"
        rows.append(_row(layer, value=one.score, name=name, value_text=said, spoken=f"{name}: {said}"))
    return rows


def effect_course(t: Text, colours: Palette, *, axis: Axis, months: int) -> alt.LayerChart:
    """Chart of `course_rows`, without data."""
    x, y = _months_axis(months, t), value_axis("value", zero=axis == "zero")
    low, high = value_axis("lower", zero=axis == "zero"), alt.Y2("upper")
    told = tips(period_text=t("Period"), value_text=t("Value"), expected_text=t("Without the change"))
    base = alt.Chart()

    def of(*layers: str) -> alt.Chart:
        return base.transform_filter(rows_of(*layers).filter)

    def name(layer: str, colour: str, **places: Any) -> alt.Chart:
        text = of(layer).mark_text(aria=False, color=colour, align="left", dx=8, fontSize=12, **places)
        return text.encode(x=x, y=y, text="label:N")

    layers: list[alt.Chart] = [
        of("expected").mark_area(color=colours.band, aria=False).encode(x=x, y=low, y2=high),
        *_turning(base, x, colours),
        of("expected").mark_line(color=colours.muted, strokeDash=[5, 4], aria=False).encode(x=x, y=y),
        of("before", "after", "left out").mark_line(color=colours.series, strokeWidth=1.2, aria=False).encode(x=x, y=y),
        *_dots(base, x, y, colours, told),
        name("seen name", colours.accent, fontWeight="bold", dy=-8),
        name("expected name", colours.muted, dy=8),
    ]
    return alt.LayerChart(layer=layers).properties(height=320)


def effect_gap(t: Text, colours: Palette, *, months: int) -> alt.LayerChart:
    """Chart of `gap_rows`, without data."""
    x, y = _months_axis(months, t), value_axis("value", zero=True)
    told = tips(period_text=t("Period"), value_text=t("Gap"))
    base = alt.Chart()
    band = base.transform_filter(rows_of("band").filter)
    layers: list[alt.Chart] = [
        band.mark_area(color=colours.band, aria=False).encode(x=x, y=value_axis("lower", zero=True), y2="upper"),
        band.mark_line(color=colours.muted, aria=False).encode(x=x, y=y),
        *_turning(base, x, colours),
        *_dots(base, x, y, colours, told),
    ]
    return alt.LayerChart(layer=layers).properties(height=220)


def effect_exchange(t: Text, colours: Palette) -> alt.LayerChart:
    """Chart of `exchange_rows`, without data: one bar an area, from none."""
    base = alt.Chart()
    axis = alt.Axis(
        title=t("in standard errors"), titleColor=colours.muted, tickCount=6, format=NUMBER, ticks=False, aria=False
    )
    x = alt.X("value", type="quantitative", scale=alt.Scale(zero=True), axis=axis)
    names = alt.Axis(title=None, ticks=False, domain=False, labelLimit=160, labelColor=colours.ink, aria=False)
    y = alt.Y("name", type="nominal", sort=None, axis=names)
    told = tips(name=t("Area"), value_text=t("Difference"))

    shade = alt.Color(
        "layer",
        type="nominal",
        scale=alt.Scale(domain=["other", "treated"], range=[colours.faint, colours.accent]),
        legend=None,
    )
    both = base.transform_filter(rows_of("other", "treated").filter).mark_bar(height={"band": 0.6})
    bars = both.encode(x=x, y=y, color=shade, tooltip=told, description=SPOKEN)
    treated = base.transform_filter(rows_of("treated").filter)
    named = treated.mark_text(aria=False, color=colours.accent, align="left", dx=6, fontWeight="bold")
    layers = [bars, named.encode(x=x, y=y, text="value_text:N")]
    return alt.LayerChart(layer=layers).properties(height={"step": 22})


def _months_axis(months: int, t: Text) -> alt.X:
    """Quarters by their first month, January by its year, so that no year is crowded out."""
    x = time_axis("x", months=months, language=t.language)
    axis: Any = x["axis"]
    if months < 12:
        axis.tickCount = alt.TimeIntervalStep(interval="month", step=3)
    return x


def _turning(base: alt.Chart, x: alt.X, colours: Palette) -> list[alt.Chart]:
    turn = base.transform_filter(rows_of("turn").filter)
    word = turn.mark_text(aria=False, color=colours.ink, align="right", dx=-6, baseline="top", fontSize=12)
    return [
        turn.mark_rule(color=colours.ink, strokeDash=[4, 3], aria=False).encode(x=x),
        word.encode(x=x, y=alt.value(2), text="label:N"),
    ]


def _dots(base: alt.Chart, x: alt.X, y: alt.Y, colours: Palette, told: list[alt.Tooltip]) -> list[alt.Chart]:
    """Full and coloured after, full and grey before, hollow where a month is left out."""

    def of(layer: str, **look: Any) -> alt.Chart:
        mark = base.transform_filter(rows_of(layer).filter).mark_point(opacity=1, **look)
        return mark.encode(x=x, y=y, tooltip=told, description=SPOKEN)

    return [
        of("before", filled=True, size=26, color=colours.series),
        of("left out", filled=True, size=46, color=colours.background, stroke=colours.series),
        of("after", filled=True, size=60, color=colours.accent, shape="diamond"),
    ]
