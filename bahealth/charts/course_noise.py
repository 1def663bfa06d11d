"""The noise of a course: where a value that keeps to it falls nineteen times of twenty, so that none is read alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from bahealth.assess.model import Limits, Point
from bahealth.catalog.model import Indicator, Kind
from bahealth.charts.course import Course, Part, place_of_end
from bahealth.i18n import Text

BAND: Final = "course noise"
ABOVE: Final = "course noise above"
BELOW: Final = "course noise below"
_OF_A_LIMIT: Final = 1.96 / 1.128 / 2.66  # 95 % of the moving ranges that limits are made of


def noise_of(points: Sequence[Point], limits: Limits | None) -> float | None:
    """Half the width within which chance moves a value: 95 % by the control chart, or the newest value's interval."""
    if limits is not None:
        return (limits.upper - limits.mean) * _OF_A_LIMIT
    newest = points[-1]
    if newest.lower is None or newest.upper is None:
        return None
    return (newest.upper - newest.lower) / 2


def noise_rows(
    courses: Sequence[Course], points: Sequence[Point], limits: Limits | None, indicator: Indicator, t: Text
) -> list[dict[str, Any]]:
    """Columns of the band around the course in force and of its name; none of a date that has passed.

    The name stands on the other side of the course than the newest value does.
    """
    noise, newest = noise_of(points, limits), points[-1]
    course = next((one for one in courses if one.part is Part.IN_FORCE), None)
    if course is None or not noise or course.trajectory.due_on <= newest.period.end:
        return []
    top = indicator.multiplier if indicator.kind is Kind.PROPORTION else float("inf")
    months, way = newest.period_months, course.trajectory
    rows: list[dict[str, Any]] = [
        {
            "layer": BAND,
            "x": place_of_end(day, months),
            "lower": max(value - noise, 0.0),
            "upper": min(value + noise, top),
            "segment": f"{place:02}",
        }
        for place, (day, value) in enumerate(course.corners)
    ]
    is_below = way.value <= way.baseline_value
    end = max(way.value - noise, 0.0) if is_below else min(way.value + noise, top)
    named = {"x": place_of_end(way.due_on, months), "value": end, "label": t("noise of the path (95%)")}
    return [*rows, {"layer": BELOW if is_below else ABOVE, **named}]
