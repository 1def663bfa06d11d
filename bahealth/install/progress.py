"""How far a long installation is: one bar from its beginning to its end, whatever it is made of."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Final

STEPS: Final = 1000

Progress = Callable[[str, int, int], None]
"""Called with what is being done (source text of the translation), steps done, and steps in all."""


def stretch(progress: Progress, begin: float, end: float) -> Progress:
    """Progress of a part that takes the bar from the share `begin` to the share `end` of `STEPS`."""

    def told(what: str, done: int, total: int) -> None:
        share = done / total if total else 1.0
        progress(what, round(STEPS * (begin + (end - begin) * share)), STEPS)

    return told


def stretches(progress: Progress, *weights: float) -> Generator[Progress]:
    """The parts of a whole one after another, each as long on the bar as its weight, which is about its time."""
    whole, before = sum(weights), 0.0
    for weight in weights:
        yield stretch(progress, before / whole, (before + weight) / whole)
        before += weight
