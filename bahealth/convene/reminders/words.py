"""What a reminder says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from typing import Final

from bahealth.convene.calendar import commitment_ics, session_ics
from bahealth.convene.mail import written
from bahealth.convene.reminders.queries import DueReminder
from bahealth.convene.reminders.rules import Occasion
from bahealth.i18n import N_, Text

_SUBJECTS: Final[Mapping[Occasion, str]] = {
    Occasion.SESSION_COMES: N_("Session on %(day)s: %(what)s"),
    Occasion.PREREAD_WAITS: N_("The pre-read waits for you: %(what)s, %(day)s"),
    Occasion.DUE_SOON: N_("Due on %(day)s: %(what)s"),
    Occasion.OVERDUE: N_("Overdue since %(day)s: %(what)s"),
    Occasion.NEEDS_DECISION: N_("Carried three times, needs a decision: %(what)s"),
    Occasion.NEEDS_REVIEW: N_("Claimed as done, waits for your review: %(what)s"),
}
_ASKS: Final[Mapping[Occasion, str]] = {
    Occasion.SESSION_COMES: N_("The calendar file holds the time and its reserve date."),
    Occasion.PREREAD_WAITS: N_("Please read it before the session; what you would like to ask can be prepared."),
    Occasion.DUE_SOON: N_("Please say how it goes, or claim that it is done, with a link or a file as evidence."),
    Occasion.OVERDUE: N_("Please say how it goes, or claim that it is done, with a link or a file as evidence."),
    Occasion.NEEDS_DECISION: N_(
        "Give it another day, put it on hold, or end it: the next session cannot close before."
    ),
    Occasion.NEEDS_REVIEW: N_("Look at the evidence and accept or refuse it."),
}


def subject_of(due: DueReminder, t: Text) -> str:
    """One line: what it is about and when."""
    day = due.reminder.on
    if due.reminder.occasion is Occasion.OVERDUE and due.commitment is not None:
        day = due.commitment.due_on
    return t(_SUBJECTS[due.reminder.occasion], day=t.day(day), what=due.what)


def message_of(due: DueReminder, t: Text, *, at: datetime) -> EmailMessage:
    """The mail, with the calendar file of the session or of the day on which the commitment is due."""
    body = [due.what]
    calendar: bytes | None = None
    if due.session is not None:
        body.append(t("On %(instant)s.", instant=t.instant(due.session.starts_at)))
        calendar = session_ics(due.session, t, at=at)
    if due.commitment is not None:
        body.append(t("Proof that was agreed: %(proof)s", proof=due.commitment.promised.proof))
        body.append(t("Due on %(day)s.", day=t.long_day(due.commitment.due_on)))
        calendar = commitment_ics(due.commitment, t, at=at)
    body += ["", t(_ASKS[due.reminder.occasion])]
    return written(due.reminder.person, subject_of(due, t), "\n".join(body) + "\n", calendar)
