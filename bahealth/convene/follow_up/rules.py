"""Where a commitment stands, by rule: from what was promised, what happened since, and the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from bahealth.convene.model import (
    Captured,
    Commitment,
    CommitmentState,
    Event,
    Happening,
    Outcome,
)
from bahealth.convene.versions import day_of

DUE_SOON_DAYS: Final = 7
CARRIES_TO_DECIDE: Final = 3

OPEN: Final = frozenset(
    {
        CommitmentState.NOT_DUE,
        CommitmentState.DUE_SOON,
        CommitmentState.OVERDUE,
        CommitmentState.UNDER_REVIEW,
        CommitmentState.ON_HOLD,
    }
)
DONE: Final = frozenset({CommitmentState.DONE_ON_TIME, CommitmentState.DONE_LATE})
_RUNNING: Final = frozenset(
    {
        Happening.REPORTED,
        Happening.DONE_CLAIMED,
        Happening.OVERTAKEN,
        Happening.PUT_ON_HOLD,
        Happening.DUE_MOVED,
    }
)
ALLOWED: Final[Mapping[CommitmentState, frozenset[Happening]]] = {
    CommitmentState.NOT_DUE: _RUNNING,
    CommitmentState.DUE_SOON: _RUNNING,
    CommitmentState.OVERDUE: _RUNNING | {Happening.CARRIED},
    CommitmentState.UNDER_REVIEW: frozenset({Happening.ACCEPTED, Happening.REFUSED, Happening.OVERTAKEN}),
    CommitmentState.ON_HOLD: frozenset(
        {Happening.REPORTED, Happening.TAKEN_UP, Happening.OVERTAKEN, Happening.DUE_MOVED}
    ),
    CommitmentState.DONE_ON_TIME: frozenset(),
    CommitmentState.DONE_LATE: frozenset(),
    CommitmentState.OVERTAKEN: frozenset(),
}
"""What may happen to a commitment in each state; what is done or overtaken stays so."""

_DECISIONS: Final = frozenset({Happening.DUE_MOVED, Happening.OVERTAKEN, Happening.PUT_ON_HOLD, Happening.ACCEPTED})


def due_on(promised: Captured, events: Sequence[Event]) -> date:
    """The day by which it is due now: the newest that was agreed. A commitment without one is due when it was made."""
    moved = [one.due_on for one in events if one.kind is Happening.DUE_MOVED and one.due_on is not None]
    return moved[-1] if moved else promised.due_on or date.max


def commitment_state(promised: Captured, events: Sequence[Event], today: date) -> CommitmentState:
    """One of eight, exactly. `events` in the order in which they happened, `today` in Buenos Aires.

    What is done counts from the day on which it was claimed, once somebody else has accepted it. It is due soon from
    seven days before its day on, and overdue from the day after.
    """
    claimed_on: date | None = None
    state = CommitmentState.NOT_DUE
    for one in events:
        if one.kind is Happening.OVERTAKEN:
            return CommitmentState.OVERTAKEN
        if one.kind is Happening.DONE_CLAIMED:
            claimed_on, state = day_of(one.at), CommitmentState.UNDER_REVIEW
        elif one.kind is Happening.ACCEPTED and claimed_on is not None:
            is_late = claimed_on > due_on(promised, events)
            return CommitmentState.DONE_LATE if is_late else CommitmentState.DONE_ON_TIME
        elif one.kind in {Happening.REFUSED, Happening.TAKEN_UP}:
            state = CommitmentState.NOT_DUE
        elif one.kind is Happening.PUT_ON_HOLD:
            state = CommitmentState.ON_HOLD
    return state if state is not CommitmentState.NOT_DUE else _by_date(due_on(promised, events), today)


def _by_date(due: date, today: date) -> CommitmentState:
    if today > due:
        return CommitmentState.OVERDUE
    return CommitmentState.DUE_SOON if (due - today).days <= DUE_SOON_DAYS else CommitmentState.NOT_DUE


def times(events: Sequence[Event], kind: Happening) -> int:
    """How often something happened."""
    return sum(one.kind is kind for one in events)


def needs_decision(events: Sequence[Event]) -> bool:
    """Whether it has been carried three times since somebody last decided about it: a new day, a hold, or its end."""
    decided = [place for place, one in enumerate(events) if one.kind in _DECISIONS]
    return times(events[decided[-1] + 1 if decided else 0 :], Happening.CARRIED) >= CARRIES_TO_DECIDE


def commitment(
    promised: Captured,
    promised_at: datetime,
    events: Sequence[Event],
    *,
    today: date,
    outcome: Outcome | None = None,
) -> Commitment:
    """A commitment with everything that follows from its life so far."""
    state = commitment_state(promised, events, today)
    return Commitment(
        promised=promised,
        promised_at=promised_at,
        state=state,
        due_on=due_on(promised, events),
        events=tuple(events),
        times_carried=times(events, Happening.CARRIED),
        times_refused=times(events, Happening.REFUSED),
        needs_decision=state in OPEN and needs_decision(events),
        outcome=outcome,
    )


def done_on(one: Commitment) -> date | None:
    """The day on which it was done, that is the last claim before it was accepted; None unless it is done."""
    if one.state not in DONE:
        return None
    claims = [event.at for event in one.events if event.kind is Happening.DONE_CLAIMED]
    return day_of(claims[-1])


def claimed_by(one: Commitment) -> str | None:
    """Who claimed last that it is done; None when nobody has."""
    return next((event.by for event in reversed(one.events) if event.kind is Happening.DONE_CLAIMED), None)


def carried_by(commitments: Sequence[Commitment]) -> tuple[Commitment, ...]:
    """Those that a later session carries over: overdue and still running."""
    return tuple(one for one in commitments if Happening.CARRIED in ALLOWED[one.state])


def undecided(commitments: Sequence[Commitment]) -> tuple[Commitment, ...]:
    """Those without whose decision the session that carries them cannot close."""
    return tuple(one for one in commitments if one.needs_decision)


# --- lessons ---


def lessons(
    commitments: Sequence[Commitment], indicator_id: str, area_id: str, *, group_of: Mapping[str, str]
) -> tuple[Commitment, ...]:
    """Judged commitments on like rows: the same row first, then its indicator elsewhere, then its theme; newest first.

    `group_of` gives the theme of each indicator.
    """
    group = group_of.get(indicator_id)

    def nearness(one: Commitment) -> int:
        promised = one.promised
        if promised.indicator_id == indicator_id:
            return 0 if promised.area_id == area_id else 1
        return 2 if promised.indicator_id and group is not None and group_of.get(promised.indicator_id) == group else 3

    judged = [one for one in commitments if one.outcome is not None and nearness(one) < 3]
    judged.sort(key=lambda one: one.promised_at, reverse=True)
    return tuple(sorted(judged, key=nearness))
