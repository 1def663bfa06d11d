"""Pieces of SVG as text: a frame with its name for screen readers, and shapes of the six tones."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

from bahealth.charts.palette import adaptive_style
from bahealth.charts.tone import Tone


def framed(content: str, *, width: float, height: float, label: str) -> str:
    """A whole SVG of `content`; `label` is read aloud, and without one the picture is decoration beside a word."""
    named = f'role="img" aria-label={quoteattr(label)}' if label else 'aria-hidden="true"'
    title = f"<title>{escape(label)}</title>" if label else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" {named}>{title}{adaptive_style(content)}{content}</svg>'
    )


_ESCAPES = str.maketrans({"%": "%25", "#": "%23", "<": "%3C", ">": "%3E", '"': "%22", "&": "%26"})


def data_uri(svg: str) -> Markup:
    """`svg` as an address that an image tag or a style sheet takes between double quotes.

    Written out, not in base64, which would make a page of sixty pictures a quarter longer.
    """
    return Markup("data:image/svg+xml," + svg.translate(_ESCAPES))  # noqa: S704 - every special sign is escaped


def dot(tone: Tone, place: tuple[float, float], radius: float, colour: str, background: str) -> str:
    """A value's mark; the shape alone tells the tones apart.

    Circle: good. Triangle up: concern. Diamond and square: higher and lower where neither
    way is good. Ring: cannot be told.
    """
    x, y = place
    edge = f'stroke="{background}" stroke-width="1"' if radius > 2.5 else ""
    if tone is Tone.GOOD:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{colour}" {edge}/>'
    if tone is Tone.CONCERN:
        r = radius * 1.25
        path = f"M{x:.1f} {y - r:.1f}l{r:.1f} {1.8 * r:.1f}h{-2 * r:.1f}z"
        return f'<path d="{path}" fill="{colour}" {edge}/>'
    if tone is Tone.LOWER:
        r = radius * 0.9
        return f'<path d="M{x - r:.1f} {y - r:.1f}h{2 * r:.1f}v{2 * r:.1f}h{-2 * r:.1f}z" fill="{colour}" {edge}/>'
    if tone is Tone.HIGHER:
        r = radius * 1.25
        path = f"M{x:.1f} {y - r:.1f}l{r:.1f} {r:.1f}l{-r:.1f} {r:.1f}l{-r:.1f} {-r:.1f}z"
        return f'<path d="{path}" fill="{colour}" {edge}/>'
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius * 0.85:g}" fill="{background}" stroke="{colour}" '
        'stroke-width="1.3"/>'
    )
