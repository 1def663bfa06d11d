"""Reminders that are due, with what they are about, and those that were sent: read only."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bahealth.convene.agenda.queries import opened_preread
from bahealth.convene.follow_up.queries import commitments
from bahealth.convene.model import Commitment, Part, Session
from bahealth.convene.reminders.rules import Reminder, SubjectKind, due_reminders
from bahealth.convene.sessions.queries import sessions
from bahealth.convene.versions import day_of
from bahealth.frozen import Frozen
from bahealth.store import Cursor, fetch

PACKAGE: Final = "bahealth.convene.reminders"


class SentRow(Frozen):
    """A reminder that somebody has begun to send."""

    subject_kind: str
    subject_id: str
    occasion: str
    person: str
    sent_at: datetime


class DueReminder(Frozen):
    """A reminder with the session or the commitment that it is about; `sent_at` None: not sent."""

    reminder: Reminder
    session: Session | None
    commitment: Commitment | None
    sent_at: datetime | None

    @property
    def what(self) -> str:
        """The title of the session, or what was promised."""
        if self.session is not None:
            return self.session.title
        return self.commitment.promised.text if self.commitment is not None else ""


def reminders_due(con: Cursor, *, at: datetime) -> list[DueReminder]:
    """Everything that somebody is to be reminded of on the day of an instant, also what was sent already."""
    all_sessions = {one.session_id: one for one in sessions(con)}
    promised = {one.promised.capture_id: one for one in commitments(con, at=at)}
    opened = {one: frozenset(row.person for row in opened_preread(con, one)) for one in all_sessions}
    found = due_reminders(
        all_sessions.values(),
        promised.values(),
        today=day_of(at),
        opened=opened,
        convenors={one: person for one, session in all_sessions.items() if (person := _convenor(session))},
    )
    sent = sent_reminders(con)
    return [
        DueReminder(
            reminder=one,
            session=all_sessions.get(one.subject_id) if one.subject_kind is SubjectKind.SESSION else None,
            commitment=promised.get(one.subject_id) if one.subject_kind is SubjectKind.COMMITMENT else None,
            sent_at=sent.get(one.key),
        )
        for one in found
    ]


def sent_reminders(con: Cursor) -> dict[tuple[str, str, str, str], datetime]:
    """When each reminder was sent, by what may be sent once."""
    rows = fetch(con, SentRow, PACKAGE, "sent")
    return {(one.subject_kind, one.subject_id, one.occasion, one.person): one.sent_at for one in rows}


def _convenor(session: Session) -> str | None:
    return next((one.person for one in session.people if one.part is Part.CONVENOR), None)
