"""Colours of everything drawn, in both themes: one blue accent, blue and orange to judge, never red and green."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields
from functools import cache
from typing import Literal

from bahealth.charts.tone import Tone

Theme = Literal["light", "dark", "auto", "print"]
"""`auto`: an SVG image that follows the theme around it, so that the same picture serves both. `print`: paper, where
judgements must stay apart on a grey printer too."""
THEMES: tuple[Theme, ...] = ("light", "dark")

FONT = '"Source Sans", "Source Sans 3", sans-serif'


@dataclass(frozen=True)
class Palette:
    """Colours as `#rrggbb`. Text reaches 4.5:1 and marks 3:1 (WCAG AA) on `background` and on `surface`."""

    background: str
    surface: str
    ink: str  # text and the newest value
    muted: str  # second text: units, axis labels, notes
    faint: str  # marks that step back: intervals, rings, limits; never text
    series: str  # lines of values
    accent: str  # links, focus, the chosen thing
    good: str
    concern: str
    higher: str  # beyond chance where neither way is good
    lower: str
    neutral: str  # cannot be told from chance
    grid: str  # decoration, carries no information
    band: str  # areas behind marks: limits and intervals
    veil: str  # areas of a map that cannot be told from the city

    def tone(self, tone: Tone) -> str:
        """Colour of a judgement; a shape or a word always stands beside it."""
        return {
            Tone.GOOD: self.good,
            Tone.CONCERN: self.concern,
            Tone.HIGHER: self.higher,
            Tone.LOWER: self.lower,
            Tone.PLAIN: self.neutral,
            Tone.ABSENT: self.faint,
        }[tone]


_PALETTES: dict[str, Palette] = {
    "light": Palette(
        background="#ffffff",
        surface="#f4f6f8",
        ink="#18212c",
        muted="#525d6b",
        faint="#7a8592",
        series="#3d4b5c",
        accent="#1a5fb4",
        good="#0f549e",
        concern="#b55000",
        higher="#5f4494",
        lower="#2b7a74",
        neutral="#6b7683",
        grid="#e4e8ec",
        band="#e3e8ee",
        veil="#d3d9e0",
    ),
    "dark": Palette(
        background="#0e1117",
        surface="#1a202b",
        ink="#f1f4f8",
        muted="#a9b4c2",
        faint="#7b8796",
        series="#c0cad6",
        accent="#6cb0f5",
        good="#5a9fe8",
        concern="#ffb266",
        higher="#ab90dc",
        lower="#7fd1c7",
        neutral="#8d99a8",
        grid="#272e3a",
        band="#232b37",
        veil="#3a4452",
    ),
    "print": Palette(
        background="#ffffff",
        surface="#ffffff",
        ink="#000000",
        muted="#3c4550",
        faint="#6b7683",
        series="#2b3643",
        accent="#1a4f96",
        good="#0b3a75",
        concern="#c4600a",
        higher="#4a2f8a",
        lower="#2f8a80",
        neutral="#6b7683",
        grid="#dde2e7",
        band="#e3e8ee",
        veil="#d3d9e0",
    ),
}


_PALETTES["auto"] = Palette(**{one.name: f"var(--{one.name})" for one in fields(Palette)})


def palette(theme: Theme) -> Palette:
    """The colours of `theme`."""
    return _PALETTES[theme]


def adaptive_style(content: str) -> str:
    """The `<style>` that gives the `auto` colours used in `content` their light and dark values; empty without any."""
    used = sorted(set(re.findall(r"var\(--(\w+)\)", content)))
    if not used:
        return ""
    light, dark = (_declared(theme, tuple(used)) for theme in THEMES)
    return f"<style>svg{{{light}}}@media (prefers-color-scheme:dark){{svg{{{dark}}}}}</style>"


@cache
def _declared(theme: Theme, names: tuple[str, ...]) -> str:
    values = asdict(_PALETTES[theme])
    return "".join(f"--{name}:{values[name]};" for name in names)
