"""A series in the height of a table row, as SVG made on the server."""

from __future__ import annotations

from collections.abc import Sequence

from bahealth.assess.model import Limits, Point
from bahealth.catalog.model import Direction
from bahealth.charts.palette import Palette, Theme, palette
from bahealth.charts.scale import Axis, Scale, month_index, runs
from bahealth.charts.svg import dot, framed
from bahealth.charts.tone import Tone, special_tone

_LEFT, _RIGHT, _EDGE = 4.0, 16.0, 5.0


def sparkline(
    points: Sequence[Point],
    *,
    limits: Limits | None,
    target: float | None,
    direction: Direction,
    axis: Axis,
    theme: Theme,
    width: float = 160,
    height: float = 36,
    label: str = "",
) -> str:
    """Values in time: a missing period is a gap, the newest is a dot with its 95 % interval, the target a flag.

    Colour and shape judge only what a control-chart rule marked, by `direction`; nothing else here is a verdict.
    """
    colours = palette(theme)
    if not points:
        line = f'<path d="M{_LEFT} {height / 2:g}H{width - _RIGHT:g}" stroke="{colours.faint}" stroke-dasharray="1 4"/>'
        return framed(line, width=width, height=height, label=label)
    y = Scale(*_domain(points, limits, target, axis), height - _EDGE, _EDGE)
    places = [month_index(point.period_start) for point in points]
    # One point stands where the newest always stands.
    x = Scale(places[0] if len(points) > 1 else places[0] - 1, places[-1], _LEFT, width - _RIGHT)
    (x_0, x_1), (y_0, y_1) = x.line, y.line  # written out: 120 points in every row of a page
    drawn = [(x_0 + x_1 * place, y_0 + y_1 * point.value) for place, point in zip(places, points, strict=True)]
    content = _band(limits, y, width, colours) + _line(points, drawn, colours)
    content += _specials(points[:-1], drawn, limits, direction, colours)
    if target is not None:
        content += _target(y(target), width, colours)
    return framed(
        content + _newest(points[-1], drawn[-1], y, special_tone(points[-1], limits, direction), colours),
        width=width,
        height=height,
        label=label,
    )


def _domain(points: Sequence[Point], limits: Limits | None, target: float | None, axis: Axis) -> tuple[float, float]:
    """Lowest and highest value to show; the newest interval may stretch it by its own height, not beyond."""
    shown = [point.value for point in points]
    if target is not None:
        shown.append(target)
    if limits is not None:
        shown += [max(limits.lower, 0.0), limits.upper]
    if axis == "zero":
        shown.append(0.0)
    low, high = min(shown), max(shown)
    span = high - low or abs(high) or 1.0
    newest = points[-1]
    if newest.lower is not None and newest.upper is not None:
        low, high = max(min(low, newest.lower), low - span), min(max(high, newest.upper), high + span)
    return (low, high) if high > low else (low - span / 2, high + span / 2)


def _band(limits: Limits | None, y: Scale, width: float, colours: Palette) -> str:
    if limits is None:
        return ""
    top, bottom = y(limits.upper), y(max(limits.lower, 0.0))
    return (
        f'<rect x="0" y="{top:.1f}" width="{width - _RIGHT + 5:g}" height="{max(bottom - top, 0):.1f}" '
        f'fill="{colours.band}"/>'
    )


def _line(points: Sequence[Point], drawn: list[tuple[float, float]], colours: Palette) -> str:
    path: list[str] = []
    lone = ""
    for first, last in runs(points):
        if first == last:
            px, py = drawn[first]
            lone += f'<circle cx="{px:.1f}" cy="{py:.1f}" r="1.5" fill="{colours.series}"/>'
        else:
            path.append("M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in drawn[first : last + 1]))
    stroke = f'fill="none" stroke="{colours.series}" stroke-width="1.5" stroke-linejoin="round"'
    return (f'<path d="{"".join(path)}" {stroke}/>' if path else "") + lone


def _specials(
    points: Sequence[Point],
    drawn: list[tuple[float, float]],
    limits: Limits | None,
    direction: Direction,
    colours: Palette,
) -> str:
    marks = ""
    for point, (px, py) in zip(points, drawn, strict=False):
        if point.is_special and (tone := special_tone(point, limits, direction)) is not Tone.PLAIN:
            marks += dot(tone, (px, py), 2.2, colours.tone(tone), colours.background)
    return marks


def _target(level: float, width: float, colours: Palette) -> str:
    pole = width - 5.5
    return (
        f'<path d="M0 {level:.1f}H{pole:g}" stroke="{colours.ink}" stroke-width="1" stroke-dasharray="3 2.5"/>'
        f'<path d="M{pole:g} {level + 2.5:.1f}v-7l5 2.2-5 2.2" fill="{colours.ink}" stroke="{colours.ink}" '
        'stroke-width=".8" stroke-linejoin="round"/>'
    )


def _newest(point: Point, place: tuple[float, float], y: Scale, tone: Tone, colours: Palette) -> str:
    px, py = place
    whisker = ""
    if point.lower is not None and point.upper is not None:
        whisker = (
            f'<path d="M{px:.1f} {y(point.upper):.1f}V{y(point.lower):.1f}" stroke="{colours.faint}" '
            'stroke-width="1.6" stroke-linecap="round"/>'
        )
    if tone is Tone.PLAIN:
        return whisker + f'<circle cx="{px:.1f}" cy="{py:.1f}" r="2.8" fill="{colours.ink}"/>'
    return whisker + dot(tone, place, 3.2, colours.tone(tone), colours.background)
