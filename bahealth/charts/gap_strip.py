"""How far the comunas lie apart, in the height of a table row: one dot each around the city value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from bahealth.catalog.model import Direction
from bahealth.charts.palette import Theme, palette
from bahealth.charts.scale import Axis, Scale
from bahealth.charts.svg import dot, framed
from bahealth.charts.tone import Tone, side_tone

_LABEL_WIDTH = 16.0


class AreaValue(NamedTuple):
    """One area's value with its 95 % limits, and whether they hold the city value."""

    label: str
    value: float
    lower: float | None
    upper: float | None
    crosses_city: bool


def gap_strip(
    values: Sequence[AreaValue],
    city_value: float | None,
    theme: Theme,
    *,
    direction: Direction,
    axis: Axis = "data",
    width: float = 160,
    height: float = 36,
    label: str = "",
) -> str:
    """Comunas around the city value (a line): rings cannot be told from it, full marks lie beyond chance.

    The lowest and the highest that lie beyond chance carry their number.
    """
    colours = palette(theme)
    middle = height * 0.38
    if not values:
        line = f'<path d="M6 {middle:g}H{width - 6:g}" stroke="{colours.faint}" stroke-dasharray="1 4"/>'
        return framed(line, width=width, height=height, label=label)
    shown = [one.value for one in values] + ([city_value] if city_value is not None else [])
    low, high = min(shown), max(shown)
    if axis == "zero":
        low = min(low, 0.0)
    x = Scale(low, high, 8, width - 8) if high > low else Scale(low - 1, high + 1, 8, width - 8)
    content = f'<path d="M2 {middle:g}H{width - 2:g}" stroke="{colours.grid}" stroke-width="1"/>'
    if city_value is not None:
        place = x(city_value)
        content += f'<path d="M{place:.1f} 1V{2 * middle - 1:.1f}" stroke="{colours.ink}" stroke-width="1.5"/>'
    beyond = [one for one in values if not one.crosses_city and city_value is not None]
    for one in sorted(values, key=lambda one: not one.crosses_city):  # what counts is drawn last, on top
        side = 0 if one.crosses_city or city_value is None else (one.value > city_value) - (one.value < city_value)
        tone = side_tone(side, direction)
        radius = 2.6 if tone is Tone.PLAIN else 3.6
        content += dot(tone, (x(one.value), middle), radius, colours.tone(tone), colours.background)
    if beyond:
        lowest, highest = min(beyond, key=lambda one: one.value), max(beyond, key=lambda one: one.value)
        apart = x(highest.value) - x(lowest.value) > _LABEL_WIDTH
        for one in (lowest, highest) if apart else (highest,):
            place = min(max(x(one.value), 8), width - 8)
            content += (
                f'<text x="{place:.1f}" y="{height - 2:g}" font-family="Source Sans, sans-serif" font-size="11" '
                f'text-anchor="middle" fill="{colours.muted}">{escape(one.label)}</text>'
            )
    return framed(content, width=width, height=height, label=label)
