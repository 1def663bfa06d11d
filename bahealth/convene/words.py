"""Words of a session, in both languages: why a line is there, what was promised, where it stands."""

from __future__ import annotations

from bahealth.convene.model import (
    CaptureKind,
    CommitmentState,
    Deliverable,
    Line,
    LineKind,
    Outcome,
    Part,
    SessionState,
)
from bahealth.i18n import N_, Text

_FEWEST_SHOWN = 0.1
_PARTS = {
    Part.CONVENOR: N_("Convenor"),
    Part.HEAD: N_("Head of department"),
    Part.PRESENTER: N_("Presenter"),
    Part.NOTE_TAKER: N_("Note-taker"),
    Part.GUEST: N_("Guest"),
}
_SESSIONS = {
    SessionState.PLANNED: N_("Planned"),
    SessionState.OPEN: N_("In session"),
    SessionState.CLOSED: N_("Closed, not signed off yet"),
    SessionState.SIGNED: N_("Signed off"),
    SessionState.CANCELLED: N_("Cancelled"),
}
_LINES = {
    LineKind.COMMITMENT: N_("Promised in an earlier session"),
    LineKind.SIGNAL: N_("Off track, or worsening beyond chance"),
    LineKind.DEVIATION: N_("An accepted deviation ends"),
    LineKind.PRIORITY: N_("Priority of the theme"),
    LineKind.GOOD_NEWS: N_("Good news: met, or improving beyond chance"),
    LineKind.NEW: N_("New item"),
}
_CAPTURES = {
    CaptureKind.COMMITMENT: N_("Commitment"),
    CaptureKind.DECISION: N_("Decision"),
    CaptureKind.QUESTION: N_("Question"),
}
_DELIVERABLES = {
    Deliverable.MEMO: N_("Memo"),
    Deliverable.BRIEFING: N_("Briefing"),
    Deliverable.LAUNCH: N_("Launch"),
    Deliverable.DATA: N_("Data"),
    Deliverable.MONEY: N_("Money"),
    Deliverable.PEOPLE: N_("Staff"),
    Deliverable.RULE: N_("Rule or procedure"),
    Deliverable.WORK: N_("Works"),
}
_STATES = {
    CommitmentState.NOT_DUE: N_("Not due yet"),
    CommitmentState.DUE_SOON: N_("Due soon"),
    CommitmentState.OVERDUE: N_("Past due"),
    CommitmentState.UNDER_REVIEW: N_("Under review"),
    CommitmentState.DONE_ON_TIME: N_("Done on time"),
    CommitmentState.DONE_LATE: N_("Done late"),
    CommitmentState.OVERTAKEN: N_("Overtaken by events"),
    CommitmentState.ON_HOLD: N_("On hold"),
}
_OUTCOMES = {
    Outcome.MOVED: N_("The indicator moved the good way beyond chance; that does not prove the cause"),
    Outcome.NO_SIGNAL: N_("The indicator did not move beyond chance"),
    Outcome.WORSE: N_("The indicator got worse beyond chance; that does not prove the cause"),
    Outcome.CANNOT_TELL: N_("Whether the indicator moved cannot be told"),
}


def part_word(part: Part, t: Text) -> str:
    """`Note-taker`."""
    return t(_PARTS[part])


def session_state_word(state: SessionState, t: Text) -> str:
    """`Signed off`."""
    return t(_SESSIONS[state])


def line_kind_word(kind: LineKind, t: Text) -> str:
    """Why a line of this kind stands on an agenda."""
    return t(_LINES[kind])


def line_reason(line: Line, t: Text) -> str:
    """Why this line is there, with its figures."""
    said = [t(_LINES[line.kind])]
    if line.days_overdue:
        said.append(t.plural("%(count)s day overdue", "%(count)s days overdue", line.days_overdue))
    if line.times_carried:
        said.append(t.plural("carried over once", "carried over %(count)s times", line.times_carried))
    if line.added_by:
        said.append(t("added by %(person)s", person=line.added_by))
    return " · ".join(said)


def false_alarms_text(expected: float, t: Text) -> str:
    """How many rows would be flagged if nothing had changed: of all that were looked at, not of those on the agenda."""
    count = t.number(expected, 1)
    if 0 < expected < _FEWEST_SHOWN:
        count = t("fewer than %(count)s", count=t.number(_FEWEST_SHOWN, 1))
    return t("By luck alone, %(count)s of all rows looked at would be flagged.", count=count)


def capture_word(kind: CaptureKind, t: Text) -> str:
    """`Decision`."""
    return t(_CAPTURES[kind])


def deliverable_word(deliverable: Deliverable, t: Text) -> str:
    """`Briefing`."""
    return t(_DELIVERABLES[deliverable])


def commitment_state_word(state: CommitmentState, t: Text) -> str:
    """`Under review`."""
    return t(_STATES[state])


def outcome_word(outcome: Outcome, t: Text) -> str:
    """What the indicator did after a commitment was done, never a proof of cause."""
    return t(_OUTCOMES[outcome])
