"""A series in time with what is known about it: intervals or control limits, target, trajectory, forecast, notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import altair as alt

from bahealth.assess.model import Limits, Point, TargetVerdict, Verdict
from bahealth.catalog.model import Direction, Indicator, Kind
from bahealth.charts.course import Course, Part, course_layers, course_rows, place_of_end
from bahealth.charts.course_noise import ABOVE, BAND, BELOW, noise_rows
from bahealth.charts.house import (
    SPOKEN,
    Row,
    rows_of,
    time_axis,
    tips,
    tone_colour,
    tone_shape,
    value_axis,
)
from bahealth.charts.palette import Palette
from bahealth.charts.scale import Axis, epoch_ms, runs
from bahealth.charts.tone import Tone, special_tone
from bahealth.i18n import Text

_WHISKERS = 40  # up to so many points each interval is drawn apart, beyond it is one band
_NUMBERS = ("x", "x2", "value", "lower", "upper")
_TEXTS = ("segment", "tone", "label", "spoken", "period_text", "value_text", "interval_text", "count_text")
_NOTE_LINES = 3


@dataclass(frozen=True)
class Note:
    """Something that happened on a day; a break says that values before and after do not compare."""

    on: date
    text: str
    is_break: bool = False


def trend_rows(
    points: Sequence[Point],
    verdict: Verdict,
    notes: Sequence[Note],
    indicator: Indicator,
    t: Text,
    *,
    courses: Sequence[Course] | None = None,
) -> list[Row]:
    """The table behind the trend chart, texts in the reader's form. Empty without points.

    A value stands at the start of its period; dates are moved by the same length, so a target due at the end of
    2027 stands above 2027. `courses` are drawn in place of the target of the verdict, whose forecast then counts only
    if it is still the one in force.
    """
    if not points:
        return []
    goal = verdict.target
    drawn = _courses(goal) if courses is None else tuple(courses)
    months = points[-1].period_months
    limits = verdict.change.limits
    rows = [*_limits_rows(points, limits, indicator, t), *_point_rows(points, limits, verdict.direction, indicator, t)]
    newest = t.number(points[-1].value, indicator.decimals)
    rows.append(_row(_label_layer(drawn), x=epoch_ms(points[-1].period_start), value=points[-1].value, label=newest))
    seen = [limit for one in points for limit in (one.value, one.lower, one.upper) if limit is not None]
    seen += [0.0] if indicator.axis == "zero" else []
    rows += [_row(**columns) for columns in course_rows(drawn, seen, months, indicator, t)]
    rows += [_row(**columns) for columns in noise_rows(drawn, points, limits, indicator, t)]
    if goal is not None and _is_drawn(goal, drawn):
        rows += _forecast_rows(goal, points[-1], months, indicator, t)
    return [*rows, *_note_rows(notes, rows, months, t)]


def _row(layer: str, **values: str | float | None) -> Row:
    return {"layer": layer, **dict.fromkeys(_NUMBERS), **dict.fromkeys(_TEXTS, ""), **values}


def _moved(day: date, months: int) -> float:
    """Place of `day` when values stand at the start of their period: half of it before, half after."""
    half = timedelta(days=months * 365.25 / 24)
    return epoch_ms(day - half)


def _clipped(value: float | None, indicator: Indicator) -> float | None:
    """A limit as drawn: nothing is below zero, no share above 100 (the arithmetic stays unclipped)."""
    if value is None:
        return None
    top = indicator.multiplier if indicator.kind is Kind.PROPORTION else float("inf")
    return min(max(value, 0.0), top)


def _note_rows(notes: Sequence[Note], drawn: Sequence[Row], months: int, t: Text) -> list[Row]:
    """Notes above the values, each on another of three lines so that neighbours do not overlap."""
    places = [float(row["x"]) for row in drawn if row["x"] is not None]
    first, last = min(places), max(places)
    rows: list[Row] = []
    for place, note in enumerate(sorted(notes, key=lambda one: one.on)):
        at = min(max(_moved(note.on, months), first), last)
        # Vega trims spaces and an empty line has no height in SVG: a space without width survives both.
        label = "\u200b\n" * (_NOTE_LINES - 1 - place % _NOTE_LINES) + note.text
        texts = {"period_text": t.day(note.on), "value_text": note.text, "spoken": f"{t.day(note.on)}: {note.text}"}
        rows.append(_row("break" if note.is_break else "note", x=at, **texts))
        rows.append(_row("early note" if at < (first + last) / 2 else "late note", x=at, label=label, **texts))
    return rows


def _limits_rows(points: Sequence[Point], limits: Limits | None, indicator: Indicator, t: Text) -> list[Row]:
    if limits is None:
        return []
    first = max(limits.first, points[0].period_start)
    span = {"x": epoch_ms(first), "x2": epoch_ms(points[-1].period_start)}
    lower, upper = _clipped(limits.lower, indicator), _clipped(limits.upper, indicator)
    word = t("trial limits") if limits.is_trial else t("control limits")
    mean = t("mean %(value)s", value=t.number(limits.mean, indicator.decimals))
    label = f"{word} {interval_text(lower, upper, indicator, t)} · {mean}"
    if indicator.is_seasonal:  # points are held against them without the effects of their months
        label += " · " + t("season taken out")
    return [_row("limits", **span, lower=lower, upper=upper, label=label), _row("mean", **span, value=limits.mean)]


def _point_rows(
    points: Sequence[Point], limits: Limits | None, direction: Direction, indicator: Indicator, t: Text
) -> list[Row]:
    rows: list[Row] = []
    shows_interval = limits is None
    for segment, (first, last) in enumerate(runs(points)):
        for place in range(first, last + 1):
            point = points[place]
            tone = special_tone(point, limits, direction)
            values = {
                "x": epoch_ms(point.period_start),
                "value": point.value,
                "segment": str(segment),
                "tone": tone.value,
                **point_texts(point, indicator, t),
            }
            rows += [_row("line", **values)] if last > first else []
            if shows_interval and point.lower is not None:
                layer = "whisker" if len(points) <= _WHISKERS else "interval"
                rows.append(_row(layer, **values, lower=point.lower, upper=_clipped(point.upper, indicator)))
            is_newest = place == len(points) - 1
            if tone is not Tone.PLAIN:
                rows.append(_row("special", **values))
            else:
                rows.append(_row("newest" if is_newest else "point", **values))
    return rows


def _label_layer(courses: Sequence[Course]) -> str:
    """Where the newest value is written: beside its point, clear of the courses that leave to the right."""
    if not courses:
        return "label"
    newest = courses[-1].trajectory
    return "label above" if newest.value <= newest.baseline_value else "label below"


def _courses(verdict: TargetVerdict | None) -> tuple[Course, ...]:
    """The course of the target that a release judged."""
    if verdict is None:
        return ()
    goal = verdict.goal
    return (Course(Part.IN_FORCE, goal.trajectory),)


def _is_drawn(verdict: TargetVerdict, courses: Sequence[Course]) -> bool:
    """Whether the target that the forecast is about is the one in force."""
    judged = (verdict.goal.due_on, verdict.goal.value)
    return any(one.part is Part.IN_FORCE and (one.trajectory.due_on, one.trajectory.value) == judged for one in courses)


def point_texts(point: Point, indicator: Indicator, t: Text) -> dict[str, str]:
    """What tooltip and screen reader say of a point."""
    value = t.measured(point.value, indicator.decimals, indicator.unit)
    return {
        "period_text": t.period(point.period),
        "value_text": value,
        "interval_text": interval_text(point.lower, point.upper, indicator, t),
        "count_text": count_text(point.numerator, point.denominator, t),
        "spoken": f"{t.period(point.period)}: {value}",
    }


def count_text(numerator: float | None, denominator: float | None, t: Text) -> str:
    """`110 of 23,988`; a dash where the source gives only the value."""
    if numerator is None or denominator is None:
        return "–"
    return t("%(part)s of %(whole)s", part=t.number(numerator), whole=t.number(denominator))


def interval_text(lower: float | None, upper: float | None, indicator: Indicator, t: Text) -> str:
    """`4,2 a 6,1`; a dash without an interval."""
    return interval_of(lower, upper, indicator.decimals, t) or "–"


def interval_of(lower: float | None, upper: float | None, decimals: int, t: Text) -> str:
    """`4,2 a 6,1`; empty without an interval."""
    if lower is None or upper is None:
        return ""
    return t("%(lower)s to %(upper)s", lower=t.number(lower, decimals), upper=t.number(upper, decimals))


def _forecast_rows(verdict: TargetVerdict, newest: Point, months: int, indicator: Indicator, t: Text) -> list[Row]:
    """The 80 % limits at the due date; none of a date that has passed."""
    goal, due = verdict.goal, place_of_end(verdict.goal.due_on, months)
    lower, upper = _clipped(verdict.forecast_lower, indicator), _clipped(verdict.forecast_upper, indicator)
    if lower is None or upper is None or due <= epoch_ms(newest.period_start):
        return []
    said = t("80 % forecast") + " " + interval_text(lower, upper, indicator, t)
    texts = {
        "period_text": t.day(goal.due_on),
        "value_text": t.measured(goal.value, indicator.decimals, indicator.unit),
        "interval_text": interval_text(lower, upper, indicator, t),
        "spoken": said,
    }
    return [_row("forecast", x=due, lower=lower, upper=upper, **texts)]


def trend(t: Text, colours: Palette, *, axis: Axis, months: int) -> alt.LayerChart:
    """Chart of `trend_rows`, without data. `months` is the length of one period."""
    x = time_axis("x", months=months, language=t.language)
    y = value_axis("value", zero=axis == "zero")
    low, high = value_axis("lower", zero=axis == "zero"), alt.Y2("upper")
    told = tips(period_text=t("Period"), value_text=t("Value"), interval_text=t("95 % interval"), count_text=t("Cases"))
    noted = tips(period_text=t("Date"), value_text=t("Note"))
    forecast_told = tips(value_text=t("Target"), period_text=t("Due"), interval_text=t("80 % forecast"))
    base = alt.Chart()
    halo: dict[str, Any] = {"stroke": colours.background, "strokeWidth": 1.5}

    def of(*layers: str) -> alt.Chart:
        return base.transform_filter(rows_of(*layers).filter)

    def words(layer: str, colour: str, **places: Any) -> alt.Chart:
        return of(layer).mark_text(aria=False, color=colour, lineBreak="\n", **places).encode(text="label:N")

    def happening(layer: str, dash: list[int], colour: str) -> alt.Chart:
        rule = of(layer).mark_rule(strokeDash=dash, color=colour, strokeWidth=1.2)
        return rule.encode(x=x, tooltip=noted, description=SPOKEN)

    lines, ends = course_layers(t, colours, x, axis=axis)
    above: dict[str, Any] = {"baseline": "top", "limit": 300, "fontSize": 11, "lineHeight": 14}
    above_plot = alt.value(-14 * _NOTE_LINES - 2)
    layers: list[alt.Chart | alt.LayerChart] = [
        of("limits").mark_rect(color=colours.band, aria=False).encode(x=x, x2="x2", y=low, y2=high),
        of("interval").mark_area(color=colours.band, aria=False).encode(x=x, y=low, y2=high, detail="segment:N"),
        of(BAND).mark_area(color=colours.muted, opacity=0.18, aria=False).encode(x=x, y=low, y2=high),
        words(ABOVE, colours.muted, align="right", baseline="bottom", dy=-3, fontSize=11).encode(x=x, y=y),
        words(BELOW, colours.muted, align="right", baseline="top", dy=4, fontSize=11).encode(x=x, y=y),
        of("mean").mark_rule(color=colours.faint, aria=False).encode(x=x, x2="x2", y=y),
        happening("note", [2, 3], colours.faint),
        happening("break", [6, 3], colours.ink),
        words("early note", colours.muted, align="left", dx=-2, **above).encode(x=x, y=above_plot, tooltip=noted),
        words("late note", colours.muted, align="right", dx=2, **above).encode(x=x, y=above_plot, tooltip=noted),
        *lines,
        of("forecast")
        .mark_rule(color=colours.accent, strokeWidth=5, opacity=0.45, strokeCap="butt", aria=False)
        .encode(x=x, y=low, y2=high, tooltip=forecast_told),
        of("whisker").mark_rule(color=colours.faint, strokeWidth=1.5, aria=False).encode(x=x, y=low, y2=high),
        of("line").mark_line(color=colours.series, strokeWidth=2, aria=False).encode(x=x, y=y, detail="segment:N"),
        of("point")
        .mark_point(filled=True, opacity=1, size=26, color=colours.series)
        .encode(x=x, y=y, tooltip=told, description=SPOKEN),
        of("newest")
        .mark_point(filled=True, opacity=1, size=80, color=colours.ink, **halo)
        .encode(x=x, y=y, tooltip=told, description=SPOKEN),
        of("special")
        .mark_point(filled=True, opacity=1, size=80, **halo)
        .encode(x=x, y=y, color=tone_colour(colours), shape=tone_shape(), tooltip=told, description=SPOKEN),
        *ends,
        words("limits", colours.muted, align="left", baseline="bottom", dy=-3, fontSize=11).encode(
            x=x, y=value_axis("upper", zero=axis == "zero")
        ),
        *(
            words(
                layer, colours.ink, align="left", dx=9, dy=dy, baseline="middle", fontSize=14, fontWeight="bold"
            ).encode(x=x, y=y)
            for layer, dy in (("label", 0), ("label above", -13), ("label below", 14))
        ),
    ]
    return alt.LayerChart(layer=layers).properties(height=320)
