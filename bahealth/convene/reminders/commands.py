"""Sending what is due, each at most once."""

from __future__ import annotations

from datetime import datetime

from bahealth.convene.mail import Answer, Post
from bahealth.convene.reminders.queries import reminders_due, sent_reminders
from bahealth.convene.reminders.rules import Reminder
from bahealth.convene.reminders.words import message_of
from bahealth.frozen import Frozen
from bahealth.i18n import Text
from bahealth.people.model import Actor
from bahealth.people.rights import check_may
from bahealth.store import Cursor, Database, write_audit


class SendReminders(Frozen):
    """Mail everything that is due today and was not sent."""


class Sending(Frozen):
    """What became of the reminders. `unknown`: the connection broke; they are not sent again."""

    sent: int = 0
    refused: int = 0
    unknown: int = 0


def send_reminders(
    database: Database, post: Post, command: SendReminders, *, actor: Actor, at: datetime, t: Text
) -> Sending:
    """Send them one by one through an open connection; stops where the connection breaks.

    At most once: each is written down, and committed, before it is handed over. So a crash in between loses one mail
    rather than sending two; the printed list still shows it. Only where the server said no is the line taken back, to
    be tried again. Raises NotAllowed.
    """
    del command
    check_may(actor, "send_reminders", None)
    with database.reading() as con:
        waiting = [one for one in reminders_due(con, at=at) if one.sent_at is None and one.reminder.has_address]
    counts = dict.fromkeys(Answer, 0)
    for one in waiting:
        if not _begin(database, one.reminder, actor, at):
            continue  # another run has taken it meanwhile
        answer = post.send(message_of(one, t, at=at))
        counts[answer] += 1
        if answer is Answer.REFUSED:
            _take_back(database, one.reminder, actor, at)
        if answer is Answer.UNKNOWN:
            break
    return Sending(sent=counts[Answer.SENT], refused=counts[Answer.REFUSED], unknown=counts[Answer.UNKNOWN])


def _begin(database: Database, reminder: Reminder, actor: Actor, at: datetime) -> bool:
    """Write it down first; whether it is ours to send."""
    with database.writing() as con:
        if reminder.key in sent_reminders(con):
            return False
        con.execute(
            "INSERT INTO ops.reminder (subject_kind, subject_id, occasion, person, sent_at) VALUES (?, ?, ?, ?, ?)",
            [*reminder.key, at],
        )
        _audit(con, "send_reminder", reminder, actor, at)
    return True


def _take_back(database: Database, reminder: Reminder, actor: Actor, at: datetime) -> None:
    with database.writing() as con:
        con.execute(
            "DELETE FROM ops.reminder WHERE subject_kind = ? AND subject_id = ? AND occasion = ? AND person = ?",
            list(reminder.key),
        )
        _audit(con, "reminder_refused", reminder, actor, at)


def _audit(con: Cursor, command: str, reminder: Reminder, actor: Actor, at: datetime) -> None:
    after = reminder.model_dump_json()
    write_audit(con, command=command, subject=reminder.subject_id, actor=actor.name, at=at, after=after)
