"""Goals beside what was reached: ratios and shares from the figures of one run."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, NamedTuple

RIVALS = ("pandas", "polars")
_LEAST_RATIO = {"pandas": 5.0, "polars": 1.0}
MOST_GIB = 6.0


@dataclass(frozen=True)
class Figures:
    """What a step answered, None when it needed more memory than it may hold, and the most that it held."""

    answer: dict[str, Any] | None
    peak_gib: float

    @property
    def seconds(self) -> float:
        """How long the step's work took, without starting Python."""
        return float((self.answer or {}).get("seconds", math.nan))

    def __str__(self) -> str:
        """One line of a report."""
        if self.answer is None:
            return f"ended: it held {self.peak_gib:.1f} GiB, more than it may"
        counts = {name: value for name, value in self.answer.items() if isinstance(value, int)}
        cpu = f", {self.answer['cpu_seconds']:.1f} s of processor" if "cpu_seconds" in self.answer else ""
        said = f"{self.seconds:8.1f} s{cpu}" if "seconds" in self.answer else str(counts or "")
        return f"{said}   peak {self.peak_gib:.2f} GiB"


@dataclass
class Size:
    """What was measured at one size; `baseline` and `incremental` at the largest alone."""

    fraction: float
    simulate: Figures | None = None
    load: Figures | None = None
    load_newest: Figures | None = None
    counts: dict[str, int] | None = None
    measure: Figures | None = None
    said: dict[str, Any] | None = None
    baseline: Figures | None = None
    incremental: Figures | None = None
    rivals: dict[str, Figures] = field(default_factory=dict)

    @property
    def visits(self) -> int:
        """How many visits are stored."""
        return (self.counts or {}).get("visits", 0)


class Goal(NamedTuple):
    """One line of the table."""

    what: str
    goal: str
    reached: str
    is_met: bool | None  # None: no goal was set

    @property
    def verdict(self) -> str:
        """In a word."""
        return {True: "met", False: "MISSED", None: ""}[self.is_met]


def report(sizes: list[Size]) -> list[Goal]:
    """The table of goals; the last size is the whole one."""
    whole = sizes[-1]
    counts = whole.counts or {}
    goals = [
        Goal("residents", ">= 3,100,000", f"{counts.get('residents', 0):,}", counts.get("residents", 0) >= 3.1e6),
        Goal("visits", ">= 60,000,000", f"{whole.visits:,}", whole.visits >= 60e6),
        *_against_reading(whole),
        *(one for name in RIVALS for one in _against(name, sizes)),
        *_memory(sizes),
        *_growth(sizes),
        *_one_month(whole),
        *_agreement(sizes),
    ]
    return [one for one in goals if one]


def _against_reading(whole: Size) -> list[Goal]:
    if not (whole.measure and whole.baseline and whole.baseline.answer):
        return []
    ours, answer = whole.measure.seconds, whole.baseline.answer
    return [
        Goal(
            "all measures : reading and grouping, once for each measure",
            "<= 2.5",
            _times(ours, answer["seconds"]),
            ours <= 2.5 * answer["seconds"],
        ),
        Goal(
            "all measures : reading and grouping, what several need once",
            "for knowledge",
            _times(ours, answer["once_seconds"]),
            None,
        ),
        Goal(
            "all measures : the same, only visits of the kinds asked for",
            "for knowledge",
            _times(ours, answer["narrow_seconds"]),
            None,
        ),
    ]


def _times(one: float, other: float) -> str:
    return f"{one / other:.2f}  ({one:.1f} s : {other:.1f} s)"


def _against(name: str, sizes: list[Size]) -> list[Goal]:
    """The largest size that the rival could hold."""
    held = [one for one in sizes if name in one.rivals and one.rivals[name].answer and one.measure]
    if not held:
        return [Goal(f"{name} : all measures", f">= {_LEAST_RATIO[name]:g}", "it held no size", is_met=True)]
    largest = held[-1]
    theirs, ours = largest.rivals[name].seconds, largest.measure.seconds if largest.measure else math.nan
    what = f"{name} : all measures, {largest.visits / 1e6:.1f} million visits"
    return [Goal(what, f">= {_LEAST_RATIO[name]:g}", _times(theirs, ours), theirs >= _LEAST_RATIO[name] * ours)]


def _memory(sizes: list[Size]) -> list[Goal]:
    named = ("load", "load_newest", "measure", "incremental")
    peaks = {name: figures.peak_gib for name in named if (figures := getattr(sizes[-1], name))}
    return [
        Goal(f"peak memory, {name}", f"< {MOST_GIB:g} GiB", f"{peak:.2f} GiB", peak < MOST_GIB)
        for name, peak in peaks.items()
    ]


def exponent(smaller: tuple[float, float], larger: tuple[float, float]) -> float:
    """How seconds grow with rows, from two pairs (rows, seconds): 1 is in proportion."""
    return math.log(larger[1] / smaller[1]) / math.log(larger[0] / smaller[0])


def _growth(sizes: list[Size]) -> list[Goal]:
    small, large = sizes[0], sizes[-1]
    if len(sizes) < 2 or not (small.measure and large.measure):
        return []
    found = exponent((small.visits, small.measure.seconds), (large.visits, large.measure.seconds))
    what = f"growth from {small.visits / 1e6:.1f} to {large.visits / 1e6:.1f} million visits, exponent"
    reached = f"{found:.2f}  ({small.measure.seconds:.1f} s -> {large.measure.seconds:.1f} s)"
    return [Goal(what, "<= 1.1", reached, found <= 1.1)]


def _one_month(whole: Size) -> list[Goal]:
    if not (whole.incremental and whole.measure):
        return []
    share = whole.incremental.seconds / whole.measure.seconds
    reached = f"{share:.1%}  ({whole.incremental.seconds:.1f} s : {whole.measure.seconds:.1f} s)"
    return [Goal("one month more : all measures", "< 10%", reached, share < 0.1)]


def _agreement(sizes: list[Size]) -> list[Goal]:
    """Whether rivals gave as many rows with the same sums of numerators."""
    found: list[Goal] = []
    for size in sizes:
        for name, figures in size.rivals.items():
            if figures.answer and size.said:
                differ = differing(size.said["said"], figures.answer["said"])
                what = f"{name} says the same, {size.visits / 1e6:.1f} million visits"
                found.append(Goal(what, "27 of 27 measures", ", ".join(differ) or "yes", not differ))
    return found


def differing(ours: dict[str, list[float]], theirs: dict[str, list[float]]) -> list[str]:
    """Measures whose count of rows or sum of numerators is not the same."""
    return [
        name
        for name in sorted({*ours, *theirs})
        if name not in ours
        or name not in theirs
        or ours[name][0] != theirs[name][0]
        or not math.isclose(ours[name][1], theirs[name][1], rel_tol=1e-6)
    ]
