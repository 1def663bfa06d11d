"""Months as a small area that stands on zero: how a count moves, in the height of a table row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bahealth.charts.palette import Theme, palette
from bahealth.charts.scale import Scale, month_index
from bahealth.charts.svg import framed

WIDTH, HEIGHT = 420.0, 44.0
_LEFT, _RIGHT, _TOP, _FOOT = 2.0, 8.0, 6.0, 42.0


def month_area(months: Sequence[tuple[date, float]], theme: Theme) -> str:
    """Counts of consecutive months on their own scale from zero; the newest is a dot. Decoration beside its words."""
    colours = palette(theme)
    greatest = max((count for _, count in months), default=0.0) or 1.0
    y = Scale(0.0, greatest, _FOOT, _TOP)
    places = [month_index(month) for month, _ in months]
    first = places[0] if len(places) > 1 else places[0] - 1  # one month stands where the newest always stands
    x = Scale(first, places[-1], _LEFT, WIDTH - _RIGHT)
    drawn = [(x(place), y(count)) for place, (_, count) in zip(places, months, strict=True)]
    line = "L".join(f"{px:.1f} {py:.1f}" for px, py in drawn)
    (start, _), (end, newest) = drawn[0], drawn[-1]
    return framed(
        f'<path d="M{start:.1f} {_FOOT:g}L{line}L{end:.1f} {_FOOT:g}z" fill="{colours.band}"/>'
        f'<path d="M{line}" fill="none" stroke="{colours.series}" stroke-width="1.6" stroke-linejoin="round"/>'
        f'<path d="M{_LEFT:g} {_FOOT:g}H{WIDTH - _RIGHT:g}" stroke="{colours.faint}" stroke-width="1"/>'
        f'<circle cx="{end:.1f}" cy="{newest:.1f}" r="3" fill="{colours.ink}"/>',
        width=WIDTH,
        height=HEIGHT,
        label="",
    )
