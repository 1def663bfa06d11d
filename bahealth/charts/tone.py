"""Which of six tones a mark takes: the one place where a direction turns a side into a judgement."""

from __future__ import annotations

from enum import StrEnum

from bahealth.assess.model import Change, Limits, Point, Standing, Status
from bahealth.catalog.model import Direction


class Tone(StrEnum):
    """What a colour says; shape and word say it too."""

    GOOD = "good"
    CONCERN = "concern"
    HIGHER = "higher"  # beyond chance, and neither way is good
    LOWER = "lower"
    PLAIN = "plain"  # cannot be told from chance
    ABSENT = "absent"  # there is no value


def side_tone(side: int | None, direction: Direction) -> Tone:
    """Tone of a value above (1), below (-1) or not apart (0) from what it is compared with; None: no value."""
    if side is None:
        return Tone.ABSENT
    if side == 0:
        return Tone.PLAIN
    if direction is Direction.NEUTRAL:
        return Tone.HIGHER if side > 0 else Tone.LOWER
    return Tone.GOOD if (side > 0) == (direction is Direction.HIGHER) else Tone.CONCERN


def special_tone(point: Point, limits: Limits | None, direction: Direction) -> Tone:
    """Tone of a point of a control chart: judged only if a rule marked it, by its side of the mean."""
    if not point.is_special or limits is None:
        return Tone.PLAIN
    return side_tone((point.value > limits.mean) - (point.value < limits.mean), direction)


def interval_side(lower: float | None, upper: float | None, reference: float | None) -> int | None:
    """Whether a whole interval lies above (1) or below (-1) `reference`, or holds it (0); None without an interval."""
    if lower is None or upper is None or reference is None:
        return None
    return 1 if lower > reference else -1 if upper < reference else 0


_CHANGES = {
    Change.IMPROVING: Tone.GOOD,
    Change.WORSENING: Tone.CONCERN,
    Change.HIGHER: Tone.HIGHER,
    Change.LOWER: Tone.LOWER,
    Change.NO_SIGNAL: Tone.PLAIN,
    Change.CANNOT_TELL: Tone.ABSENT,
}

_STATUSES: dict[Status, Tone] = {
    Status.MET: Tone.GOOD,
    Status.ON_TRACK: Tone.GOOD,
    Status.OFF_TRACK: Tone.CONCERN,
    Status.UNCERTAIN: Tone.PLAIN,
    Status.NO_TARGET: Tone.PLAIN,
}

_STANDINGS = {
    Standing.ATTENTION: Tone.CONCERN,
    Standing.GOOD: Tone.GOOD,
    Standing.UNCERTAIN: Tone.PLAIN,
    Standing.STEADY: Tone.PLAIN,
    Standing.NO_VERDICT: Tone.ABSENT,
}


def change_tone(change: Change) -> Tone:
    """Tone of what a series says beyond chance."""
    return _CHANGES[change]


def status_tone(status: Status | Standing) -> Tone:
    """Tone of a status or of a standing."""
    return _STANDINGS[status] if isinstance(status, Standing) else _STATUSES.get(status, Tone.ABSENT)
