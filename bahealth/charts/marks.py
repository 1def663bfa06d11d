"""Small pictures that stand beside words: where a row stands, and how it moves. 16 x 16, told apart by shape alone."""

from __future__ import annotations

from functools import lru_cache

from bahealth.assess.model import Change, Standing, Status
from bahealth.catalog.model import Direction
from bahealth.charts.gap_strip import AreaValue, gap_strip
from bahealth.charts.palette import Theme, palette
from bahealth.charts.sparkline import sparkline
from bahealth.charts.svg import data_uri, framed
from bahealth.charts.tone import change_tone, status_tone

__all__ = ["AreaValue", "change_mark", "data_uri", "gap_strip", "sparkline", "status_mark"]

_RING = '<circle cx="8" cy="8" r="6.2" fill="none" stroke="{c}" stroke-width="1.6"/>'
_DASHED = '<circle cx="8" cy="8" r="6.2" fill="none" stroke="{c}" stroke-width="1.5" stroke-dasharray="2.4 2.47"/>'
_STROKE = 'fill="none" stroke="{c}" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"'
_CHECK = '<path d="M4.7 8.3l2.3 2.3 4.3-4.9" fill="none" stroke="{s}" stroke-width="1.8" stroke-linecap="round"/>'
_WARNING = (
    '<path d="M8 1.6L15 14H1z" fill="{c}" stroke="{c}" stroke-width="1.4" stroke-linejoin="round"/>'
    '<path d="M8 6v3.6M8 11.9v.1" fill="none" stroke="{b}" stroke-width="1.7" stroke-linecap="round"/>'
)
_FILLED_CHECK = '<circle cx="8" cy="8" r="7" fill="{c}"/>' + _CHECK.replace("{s}", "{b}")
_HALF = (
    '<path d="M8 1.2L14.8 8 8 14.8 1.2 8z" fill="none" stroke="{c}" stroke-width="1.6" stroke-linejoin="round"/>'
    '<path d="M8 1.2L1.2 8 8 14.8z" fill="{c}"/>'
)
_BAR = f'<path d="M5 8h6" {_STROKE}/>'

# Status and standing share the word "uncertain" and its picture.
_STATUS_SHAPES: dict[str, str] = {
    Standing.ATTENTION: _WARNING,
    Standing.UNCERTAIN: _HALF,
    Standing.GOOD: _FILLED_CHECK,
    Standing.STEADY: _RING + _BAR,
    Standing.NO_VERDICT: _DASHED,
    Status.MET: _FILLED_CHECK,
    Status.ON_TRACK: _RING + _CHECK.replace("{s}", "{c}"),
    Status.OFF_TRACK: _WARNING,
    Status.NO_FORECAST: _DASHED + f'<path d="M4.8 8h1M7.5 8h1M10.2 8h1" {_STROKE}/>',
    Status.NO_TARGET: f'<path d="M3 8h10" {_STROKE}/>',
    Status.NOT_COLLECTED: _DASHED,
    Status.LATE: _DASHED + f'<path d="M8 4.8V8l2.2 1.6" {_STROKE}/>',
    Status.SUPPRESSED: _DASHED + '<path d="M5.5 5.5h5v5h-5z" fill="{c}"/>',
    Status.TOO_FEW: _DASHED + '<path d="M5.4 6.9h2.2v2.2H5.4zM8.6 6.9h2.2v2.2H8.6z" fill="{c}"/>',
    Status.NOT_APPLICABLE: _DASHED + f'<path d="M5.3 10.7l5.4-5.4" {_STROKE}/>',
}

_UP = "M8 1.8l5 5.6h-3v6.4H6V7.4H3z"
_DOWN = "M8 14.2l5-5.6h-3V2.2H6v6.4H3z"
_WAVE = f'<path d="M1.5 8.6q1.6-3.2 3.25 0t3.25 0 3.25 0 3.25 0" {_STROKE}/>'
_DOTS = '<path d="M2.5 7h2v2h-2zM7 7h2v2H7zM11.5 7h2v2h-2z" fill="{c}"/>'


@lru_cache(maxsize=512)
def status_mark(status: Status | Standing, theme: Theme, *, label: str = "") -> str:
    """Picture of a status or a standing; give `label` only where no word stands beside it."""
    colours = palette(theme)
    shape = _STATUS_SHAPES[status].format(c=colours.tone(status_tone(status)), b=colours.background)
    return framed(shape, width=16, height=16, label=label)


@lru_cache(maxsize=512)
def change_mark(change: Change, theme: Theme, direction: Direction = Direction.HIGHER, *, label: str = "") -> str:
    """Picture of a change: an arrow where the values go, full when that is not bad, hollow when it is.

    `direction` says which way is good, so an improving rate of deaths points down. No signal is a wave, no
    verdict three dots.
    """
    colours = palette(theme)
    colour = colours.tone(change_tone(change))
    if change is Change.NO_SIGNAL:
        shape = _WAVE
    elif change is Change.CANNOT_TELL:
        shape = _DOTS
    else:
        path = _UP if _rises(change, direction) else _DOWN
        fill = colours.background if change is Change.WORSENING else colour
        shape = f'<path d="{path}" fill="{fill}" stroke="{{c}}" stroke-width="1.4" stroke-linejoin="round"/>'
    return framed(shape.format(c=colour), width=16, height=16, label=label)


def _rises(change: Change, direction: Direction) -> bool:
    if change in (Change.HIGHER, Change.LOWER):
        return change is Change.HIGHER
    return (change is Change.IMPROVING) == (direction is not Direction.LOWER)
