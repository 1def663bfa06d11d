"""The courses that targets set: in force, replaced, proposed; drawn together so that a change of target shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

import altair as alt

from bahealth.assess.trajectory import Path, Trajectory
from bahealth.catalog.model import Indicator
from bahealth.catalog.periods import add_months
from bahealth.charts.house import FLAG, SPOKEN, rows_of, tips, value_axis
from bahealth.charts.palette import Palette
from bahealth.charts.scale import Axis, epoch_ms
from bahealth.i18n import N_, Text

_ABOVE, _BESIDE, _BELOW = "above", "beside", "below"
_CLOSE = 0.25  # of all values drawn: two lines of text at the end of one course would cover those of the other


class Part(StrEnum):
    """What a course is in the story of a target; the value names its layers."""

    IN_FORCE = "trajectory"
    REPLACED = "replaced"
    PROPOSED = "proposed"


_LABELS = {
    Part.IN_FORCE: N_("target %(value)s"),
    Part.REPLACED: N_("before: %(value)s"),
    Part.PROPOSED: N_("proposed: %(value)s"),
}


@dataclass(frozen=True)
class Course:
    """One course and what it is, in the indicator's unit."""

    part: Part
    trajectory: Trajectory

    @property
    def corners(self) -> tuple[tuple[date, float], ...]:
        """Where the line turns: what a step asks is held until the next day that a step names."""
        way = self.trajectory
        between = () if way.path is Path.STRAIGHT else tuple((one.on, one.value) for one in way.milestones)
        asked = ((way.baseline_on, way.baseline_value), *between)
        end = (way.due_on, way.value)
        if way.path is not Path.STEPPED:
            return (*asked, end)
        held = [(later[0], earlier[1]) for earlier, later in pairwise([*asked, end])]
        return (*(corner for pair in zip(asked, held, strict=True) for corner in pair), end)


def place_of_end(day: date, months: int) -> float:
    """Place of the period of `months` whose last day is `day`: values stand at the start of their period."""
    following = day + timedelta(days=1)
    return epoch_ms(add_months(following.replace(day=1), -months))


def course_rows(
    courses: Sequence[Course], seen: Sequence[float], months: int, indicator: Indicator, t: Text
) -> list[dict[str, Any]]:
    """Columns of the rows of each course: its line, and its end with what it asks.

    `seen` are the other values that the axis reaches. Ends that lie close together are written apart.
    """
    places = _sides(courses, seen)
    rows: list[dict[str, Any]] = []
    for course, side in zip(courses, places, strict=True):
        label = t(_LABELS[course.part], value=t.number(course.trajectory.value, indicator.decimals))
        label += "\n" + t.short_month(course.trajectory.due_on)
        rows += [
            {"layer": course.part.value, "x": place_of_end(day, months), "value": value, "segment": f"{place:02}"}
            for place, (day, value) in enumerate(course.corners)
        ]
        end: dict[str, Any] = {"x": place_of_end(course.trajectory.due_on, months), "value": course.trajectory.value}
        told = {
            "period_text": t.day(course.trajectory.due_on),
            "value_text": t.measured(course.trajectory.value, indicator.decimals, indicator.unit),
            "spoken": label.replace("\n", ", "),
        }
        rows.append({"layer": _end(course.part), **end, "label": label, **told})
        rows.append({"layer": f"{_end(course.part)} {side}", **end, "label": label})
    return rows


def _end(part: Part) -> str:
    return "target" if part is Part.IN_FORCE else f"{part.value} end"


def _sides(courses: Sequence[Course], seen: Sequence[float]) -> list[str]:
    """For each course, in its order, on which side of its end it is written."""
    if len(courses) < 2:
        return [_BESIDE] * len(courses)
    ends = [one.trajectory.value for one in courses]
    values = [*seen, *ends, *(value for one in courses for _, value in one.corners)]
    span = max(values) - min(values)
    order = sorted(range(len(ends)), key=ends.__getitem__)
    sides = dict.fromkeys(order, _BESIDE)
    for lower, upper in pairwise(order):
        if ends[upper] - ends[lower] < _CLOSE * span or span == 0:
            sides[lower] = _BELOW if sides[lower] == _BESIDE else sides[lower]
            sides[upper] = _ABOVE
    return [sides[place] for place in range(len(ends))]


_LOOKS: dict[Part, dict[str, Any]] = {
    Part.REPLACED: {"strokeDash": [2, 4], "strokeWidth": 1.4},
    Part.IN_FORCE: {"strokeDash": [6, 4], "strokeWidth": 1.5},
    Part.PROPOSED: {"strokeWidth": 2.2},
}


def course_layers(t: Text, colours: Palette, x: alt.X, *, axis: Axis) -> tuple[list[alt.Chart], list[alt.Chart]]:
    """Lines, to be drawn behind the values, and ends, to be drawn before them; the newer, the firmer the line."""
    y = value_axis("value", zero=axis == "zero")
    told = tips(value_text=t("Target"), period_text=t("Due"))
    tint = {Part.REPLACED: colours.muted, Part.IN_FORCE: colours.muted, Part.PROPOSED: colours.accent}
    flag = {Part.REPLACED: colours.muted, Part.IN_FORCE: colours.ink, Part.PROPOSED: colours.accent}
    base = alt.Chart()

    def of(layer: str) -> alt.Chart:
        return base.transform_filter(rows_of(layer).filter)

    lines = [
        of(part.value)
        .mark_line(color=tint[part], aria=False, **look)
        .encode(x=x, y=y, order=alt.Order("segment", type="nominal"))
        for part, look in _LOOKS.items()
    ]
    ends: list[alt.Chart] = []
    sides: tuple[tuple[str, dict[str, Any]], ...] = (
        (_ABOVE, {"baseline": "bottom", "dy": -16}),
        (_BESIDE, {"baseline": "middle"}),
        (_BELOW, {"baseline": "top", "dy": 2}),
    )
    for part in Part:
        shape = "stroke" if part is Part.REPLACED else FLAG
        ends.append(
            of(_end(part))
            .mark_point(shape=shape, filled=part is not Part.REPLACED, opacity=1, size=140, color=flag[part])
            .encode(x=x, y=y, tooltip=told, description=SPOKEN)
        )
        for side, place in sides:
            ends.append(
                of(f"{_end(part)} {side}")
                .mark_text(aria=False, color=flag[part], lineBreak="\n", align="left", dx=14, **place)
                .encode(x=x, y=y, text="label:N")
            )
    return lines, ends
