"""A value with its limits beside the city's, in the height of a table row: rows of places then read as one chart."""

from __future__ import annotations

import math
from collections.abc import Sequence

from bahealth.assess.model import ComparedValue, Reliability
from bahealth.catalog.model import Direction, Indicator, Kind
from bahealth.charts.palette import Theme, palette
from bahealth.charts.scale import Scale
from bahealth.charts.svg import dot, framed
from bahealth.charts.tone import Tone, side_tone

WIDTH, HEIGHT = 320.0, 26.0
_EDGE = 10.0


def place_tone(compared: ComparedValue | None, direction: Direction) -> Tone:
    """Judgement of a place against the city; absent where it has no value that may stand beside the others."""
    if compared is None or compared.reliability is Reliability.WIDE:
        return Tone.ABSENT
    return side_tone(compared.against_city or 0, direction)


def common_scale(values: Sequence[ComparedValue], city: float | None, indicator: Indicator) -> Scale:
    """One scale for all rows: every value, and the 95 % limits of those that are reliable. A count starts at zero."""
    shown = [one.value for one in values] + ([] if city is None or indicator.kind is Kind.COUNT else [city])
    for one in values:
        if one.reliability is Reliability.RELIABLE and one.lower is not None and one.upper is not None:
            shown += [one.lower, one.upper]
    low, high = min(shown), max(shown)
    if indicator.kind is Kind.COUNT or indicator.axis == "zero":
        low = min(low, 0.0)
    if high <= low:
        high = low + 1.0
    return Scale(low, high, _EDGE, WIDTH - _EDGE)


def ticks(scale: Scale) -> list[float]:
    """Two to six round values inside the scale."""
    rough = (scale.high - scale.low) / 4
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    first = math.ceil(scale.low / step - 1e-9)
    return [step * place for place in range(first, math.floor(scale.high / step + 1e-9) + 1)]


def interval_bar(
    compared: ComparedValue,
    city: float | None,
    scale: Scale,
    theme: Theme,
    *,
    direction: Direction,
    is_count: bool = False,
) -> str:
    """Thin line: 99.8 % limits, which decide the tone. Thick: 95 %. Upright: the city. Too few: a ring, no limits.

    A count is a bar from zero, because a part of a whole has nothing to be compared with. Decoration: the row says
    the same in words.
    """
    colours, middle = palette(theme), HEIGHT / 2
    if is_count:
        bar = f'<rect x="{_EDGE:g}" y="7" width="{max(scale(compared.value) - _EDGE, 1):.1f}" height="12"'
        return framed(f'{bar} fill="{colours.series}"/>', width=WIDTH, height=HEIGHT, label="")
    content = f'<path d="M{_EDGE:g} {middle:g}H{WIDTH - _EDGE:g}" stroke="{colours.grid}" stroke-width="1"/>'
    if city is not None:
        content += f'<path d="M{scale(city):.1f} 0V{HEIGHT:g}" stroke="{colours.ink}" stroke-width="1.2"/>'
    tone = place_tone(compared, direction)
    colour = colours.tone(tone)
    if tone is not Tone.ABSENT:
        for lower, upper, width in (
            (compared.lower_998, compared.upper_998, 1.2),
            (compared.lower, compared.upper, 4),
        ):
            if lower is not None and upper is not None:
                line = f"M{scale(lower):.1f} {middle:g}H{scale(upper):.1f}"
                content += f'<path d="{line}" stroke="{colour}" stroke-width="{width:g}"/>'
    content += dot(tone, (scale(compared.value), middle), 4.6, colour, colours.background)
    return framed(content, width=WIDTH, height=HEIGHT, label="")


def interval_axis(scale: Scale, names: Sequence[tuple[float, str]], city: float | None, theme: Theme) -> str:
    """Round values above the rows, each with its name, and the top of the city's line."""
    colours = palette(theme)
    content = ""
    for value, name in names:
        place = min(max(scale(value), 14), WIDTH - 14)
        content += (
            f'<text x="{place:.1f}" y="14" font-family="Source Sans, sans-serif" font-size="12" text-anchor="middle" '
            f'fill="{colours.muted}">{name}</text>'
            f'<path d="M{scale(value):.1f} 18v4" stroke="{colours.faint}" stroke-width="1"/>'
        )
    if city is not None:
        content += f'<path d="M{scale(city):.1f} 18V24" stroke="{colours.ink}" stroke-width="1.2"/>'
    return framed(content, width=WIDTH, height=24, label="")
