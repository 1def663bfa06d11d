"""The trend chart as a picture for paper: Altair's specification drawn as SVG on the server, in the shipped font."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import vl_convert

from bahealth.assess.model import Point, Verdict
from bahealth.catalog.model import Indicator
from bahealth.charts.compile import spec, with_rows
from bahealth.charts.printable import FAMILY, FONTS, shown
from bahealth.charts.trend import Note, trend_rows
from bahealth.i18n import Text

_WIDTH, _HEIGHT = 350, 165


def trend_svg(points: Sequence[Point], verdict: Verdict, notes: Sequence[Note], indicator: Indicator, t: Text) -> str:
    """The series with limits, target and notes; empty without points. Nothing outside the machine is asked."""
    said = [replace(one, text=shown(one.text)) for one in notes]
    rows = trend_rows(points, verdict, said, indicator, t)
    if not rows:
        return ""
    months = points[-1].period_months
    # Without the unit, so that one compiled chart serves all indicators: compiling is dearer than drawing.
    compiled = spec("trend", t.language, "print", axis=indicator.axis, months=months)
    chart: dict[str, Any] = {
        **with_rows(compiled, rows),
        "config": {**compiled["config"], "font": FAMILY},
        "title": t.pick(indicator.unit),
        "data": {"values": rows},
        "width": _WIDTH,
        "height": _HEIGHT,
        "autosize": {"type": "pad", "contains": "padding"},
    }
    _fonts_are_known()
    return vl_convert.vegalite_to_svg(chart, allowed_base_urls=[])


@cache
def _fonts_are_known() -> None:
    vl_convert.register_font_directory(str(FONTS))
