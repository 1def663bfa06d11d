"""What we knew when: the value of one period as each release gave it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import altair as alt

from bahealth.catalog.model import Indicator
from bahealth.charts.house import SPOKEN, Row, rows_of, time_axis, tips, value_axis
from bahealth.charts.palette import Palette
from bahealth.charts.scale import epoch_ms
from bahealth.charts.trend import interval_text
from bahealth.i18n import Text


@dataclass(frozen=True)
class Known:
    """The value of a period in one release; None where that release had none."""

    release_number: int
    released_on: date
    value: float | None
    lower: float | None = None
    upper: float | None = None


def history_rows(known: Sequence[Known], indicator: Indicator, t: Text) -> list[Row]:
    """The table behind the chart: one row per release that had the value, and one line through them."""
    rows: list[Row] = []
    previous = ""
    for one in sorted(known, key=lambda one: one.release_number):
        if one.value is None:
            continue
        number = t.number(one.value, indicator.decimals)
        value, day = t.measured(one.value, indicator.decimals, indicator.unit), t.day(one.released_on)
        release = t("Release %(number)s", number=one.release_number)
        row: Row = {
            "layer": "release",
            "x": epoch_ms(one.released_on),
            "value": one.value,
            "lower": one.lower,
            "upper": one.upper,
            "release_text": release,
            "day_text": day,
            "value_text": value,
            "spoken": f"{release}, {day}: {value}",
            "interval_text": interval_text(one.lower, one.upper, indicator, t),
            # Only what differs from the release before is worth reading.
            "label": number if number != previous else "",
        }
        previous = number
        rows.append(row)
    return rows


def history(t: Text, colours: Palette) -> alt.LayerChart:
    """Chart of `history_rows`, without data."""
    x = time_axis("x", months=1, language=t.language)
    y = value_axis("value", zero=False)
    told = tips(release_text=t("Release"), day_text=t("Date"), value_text=t("Value"), interval_text=t("95 % interval"))
    base = alt.Chart().transform_filter(rows_of("release").filter)
    layers: list[alt.Chart] = [
        base.mark_line(interpolate="step-after", color=colours.series, strokeWidth=2, aria=False).encode(x=x, y=y),
        base.mark_rule(color=colours.faint, strokeWidth=1.5, aria=False).encode(
            x=x, y=value_axis("lower", zero=False), y2="upper"
        ),
        base.mark_point(filled=True, opacity=1, size=70, color=colours.ink).encode(
            x=x, y=y, tooltip=told, description=SPOKEN
        ),
        base.mark_text(align="left", dx=7, dy=-10, fontWeight="bold", aria=False).encode(x=x, y=y, text="label:N"),
    ]
    return alt.LayerChart(layer=layers).properties(height=200)
