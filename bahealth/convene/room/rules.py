"""What the read-back still asks for, and how the minutes of a session were spent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise

from bahealth.convene.model import Agenda, Captured, CaptureKind, Commitment, LineKind
from bahealth.frozen import Frozen


class Lack(StrEnum):
    """What keeps a session from closing."""

    OWNER = "owner"
    DELIVERABLE = "deliverable"
    PROOF = "proof"
    DUE_ON = "due_on"
    RANK = "rank"
    DUE_BEFORE_SESSION = "due_before_session"
    SAME_RANK = "same_rank"  # two commitments of the session have it
    EFFECT_WITHOUT_INDICATOR = "effect_without_indicator"
    EFFECT_BEFORE_DUE = "effect_before_due"
    NO_TEXT = "no_text"
    NEEDS_DECISION = "needs_decision"  # an earlier commitment was carried three times
    NOT_READ_BACK = "not_read_back"  # or changed after it was


class Problem(Frozen):
    """One thing that the read-back found. `subject_id` is of what was captured, or of an earlier commitment."""

    subject_id: str
    lack: Lack


class Shown(Frozen):
    """A line on the presenter's screen from an instant on; None: no line, such as the overview."""

    place: int
    line_id: str | None
    shown_at: datetime
    shown_by: str


class Spent(Frozen):
    """Minutes spent on a line, beside what the agenda gave it."""

    line_id: str
    kind: LineKind
    planned_minutes: int
    minutes: float
    is_signal: bool

    @property
    def is_over(self) -> bool:
        """Whether it took longer than planned."""
        return self.minutes > self.planned_minutes


def read_back_problems(
    captured: Sequence[Captured], *, day: date, undecided: Sequence[Commitment] = ()
) -> tuple[Problem, ...]:
    """What has to be put right before the session can close; `day` is that of the session in Buenos Aires."""
    standing = [one for one in captured if not one.is_struck]
    promised = [one for one in standing if one.kind is CaptureKind.COMMITMENT]
    ranks = [one.rank for one in promised]
    found = [Problem(subject_id=one.capture_id, lack=Lack.NO_TEXT) for one in standing if not one.text.strip()]
    for one in promised:
        lacks = [Lack(name) for name in one.missing]
        if one.due_on is not None and one.due_on < day:
            lacks.append(Lack.DUE_BEFORE_SESSION)
        if one.rank is not None and ranks.count(one.rank) > 1:
            lacks.append(Lack.SAME_RANK)
        if one.effect is not None and one.indicator_id is None:
            lacks.append(Lack.EFFECT_WITHOUT_INDICATOR)
        if one.effect is not None and one.due_on is not None and one.effect.on < one.due_on:
            lacks.append(Lack.EFFECT_BEFORE_DUE)
        found += [Problem(subject_id=one.capture_id, lack=lack) for lack in lacks]
    found += [Problem(subject_id=one.promised.capture_id, lack=Lack.NEEDS_DECISION) for one in undecided]
    return tuple(found)


def unread(captured: Sequence[Captured], read_back: Mapping[str, int]) -> tuple[Problem, ...]:
    """Commitments that were not read back as they stand: `read_back` gives the version that was read, by id."""
    return tuple(
        Problem(subject_id=one.capture_id, lack=Lack.NOT_READ_BACK)
        for one in captured
        if one.kind is CaptureKind.COMMITMENT and not one.is_struck and read_back.get(one.capture_id) != one.version
    )


def minutes_spent(
    agenda: Agenda, shown: Sequence[Shown], *, until: datetime, signals: frozenset[str]
) -> tuple[Spent, ...]:
    """Minutes that each line was on the presenter's screen, in the order of the agenda; 0 where it never was.

    `until` is when the session closed, or now; `signals` are the lines whose rows move beyond chance.
    """
    spans = [*((one.line_id, one.shown_at) for one in sorted(shown, key=lambda one: one.place)), (None, until)]
    seconds: dict[str, float] = {}
    for (line_id, start), (_, end) in pairwise(spans):
        if line_id is not None:
            seconds[line_id] = seconds.get(line_id, 0.0) + max(0.0, (end - start).total_seconds())
    return tuple(
        Spent(
            line_id=one.line_id,
            kind=one.kind,
            planned_minutes=one.minutes,
            minutes=seconds.get(one.line_id, 0.0) / 60,
            is_signal=one.line_id in signals,
        )
        for one in agenda.in_order
    )
