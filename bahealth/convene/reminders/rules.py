"""Who is to be reminded of what today."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bahealth.convene.agenda.readiness import CHECK_DAYS
from bahealth.convene.model import Commitment, CommitmentState, Part, Session, SessionState
from bahealth.convene.versions import day_of
from bahealth.frozen import Frozen

AGAIN_DAYS: Final = 14
INVITE_DAYS: Final = 7
_ADDRESS: Final = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+\.[^@\s<>,;:\".]+")


class SubjectKind(StrEnum):
    """What a reminder is about."""

    SESSION = "session"
    COMMITMENT = "commitment"


class Occasion(StrEnum):
    """Why somebody is reminded."""

    SESSION_COMES = "session_comes"
    PREREAD_WAITS = "preread_waits"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    NEEDS_DECISION = "needs_decision"
    NEEDS_REVIEW = "needs_review"


class Reminder(Frozen):
    """One person, one thing, one occasion. `on` is the day that the occasion is about: a moved day makes a new one."""

    subject_kind: SubjectKind
    subject_id: str
    occasion: Occasion
    on: date
    person: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What may be sent once."""
        return self.subject_kind.value, self.subject_id, f"{self.occasion.value} {self.on}", self.person

    @property
    def has_address(self) -> bool:
        """Whether the name of the person is an e-mail address."""
        return _ADDRESS.fullmatch(self.person) is not None


def due_reminders(
    sessions: Iterable[Session],
    commitments: Iterable[Commitment],
    *,
    today: date,
    opened: Mapping[str, frozenset[str]],
    convenors: Mapping[str, str],
) -> tuple[Reminder, ...]:
    """All reminders whose day is today or was and is not over, sent or not, each once.

    `opened` gives who has opened the pre-read of each session, `convenors` the convenor of each session, who is told of
    commitments that wait for a decision or a review.
    """
    found = [
        *(one for session in sessions for one in _of_session(session, today, opened.get(session.session_id))),
        *(one for commitment in commitments for one in _of_commitment(commitment, today, convenors)),
    ]
    return tuple({one.key: one for one in found}.values())


def _of_session(session: Session, today: date, opened: frozenset[str] | None) -> list[Reminder]:
    day = day_of(session.starts_at)
    if session.state is not SessionState.PLANNED or today > day:
        return []
    people = dict.fromkeys(one.person for one in session.people)
    readers = dict.fromkeys(one.person for one in session.people if one.part is not Part.GUEST)
    found: list[Reminder] = []
    if day - timedelta(days=INVITE_DAYS) <= today:
        found += [
            _reminder(SubjectKind.SESSION, session.session_id, Occasion.SESSION_COMES, day, one) for one in people
        ]
    if day - timedelta(days=CHECK_DAYS) <= today and session.release_number is not None:
        found += [
            _reminder(SubjectKind.SESSION, session.session_id, Occasion.PREREAD_WAITS, day, one)
            for one in readers
            if one not in (opened or frozenset())
        ]
    return found


def _of_commitment(one: Commitment, today: date, convenors: Mapping[str, str]) -> list[Reminder]:
    promised, due = one.promised, one.due_on
    found: list[tuple[Occasion, date, str]] = []
    if one.state is CommitmentState.DUE_SOON:
        found.append((Occasion.DUE_SOON, due, promised.owner))
    elif one.state is CommitmentState.OVERDUE:
        found.append((Occasion.OVERDUE, _overdue_on(due, today), promised.owner))
    convenor = convenors.get(promised.session_id)
    if convenor and one.needs_decision:
        found.append((Occasion.NEEDS_DECISION, due, convenor))
    if convenor and one.state is CommitmentState.UNDER_REVIEW:
        found.append((Occasion.NEEDS_REVIEW, day_of(one.events[-1].at), convenor))
    return [
        _reminder(SubjectKind.COMMITMENT, promised.capture_id, occasion, on, person) for occasion, on, person in found
    ]


def _overdue_on(due: date, today: date) -> date:
    """The day after it was due, and every 14 days after that: the last of them."""
    first = due + timedelta(days=1)
    return first + timedelta(days=(today - first).days // AGAIN_DAYS * AGAIN_DAYS)


def _reminder(kind: SubjectKind, subject_id: str, occasion: Occasion, on: date, person: str) -> Reminder:
    return Reminder(subject_kind=kind, subject_id=subject_id, occasion=occasion, on=on, person=person)
