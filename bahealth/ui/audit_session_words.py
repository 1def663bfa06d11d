"""Lines of the record about sessions and commitments in words; what they are about stands in the line's values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from bahealth.catalog.model import Catalog
from bahealth.catalog.words import theme_text
from bahealth.convene.model import CaptureKind, CommitmentState, Deliverable, Happening, Outcome, Part, SessionState
from bahealth.convene.reminders.rules import Occasion
from bahealth.convene.words import (
    capture_word,
    commitment_state_word,
    deliverable_word,
    outcome_word,
    part_word,
    session_state_word,
)
from bahealth.i18n import N_, Text
from bahealth.ui.session_words import HAPPENINGS

SENTENCES = {
    "planseries": N_("%(who)s planned a series of sessions."),
    "extendseries": N_("%(who)s held the dates of a series for another year."),
    "endseries": N_("%(who)s ended a series of sessions."),
    "plansession": N_("%(who)s planned a session."),
    "movesession": N_("%(who)s moved a session."),
    "cancelsession": N_("%(who)s cancelled a session."),
    "invitepeople": N_("%(who)s changed who is invited to a session."),
    "pinrelease": N_("%(who)s fixed the numbers of a session."),
    "draftagenda": N_("%(who)s let an agenda draft itself."),
    "changeagenda": N_("%(who)s changed an agenda."),
    "writestory": N_("%(who)s wrote the story behind %(about)s."),
    "openpreread": N_("%(who)s opened the pre-read of a session."),
    "opensession": N_("%(who)s opened a session."),
    "presentline": N_("%(who)s put a line on the screen of a session."),
    "takeattendance": N_("%(who)s took the attendance of a session."),
    "capture": N_("%(who)s wrote down what was said in a session."),
    "closesession": N_("%(who)s closed a session."),
    "signminutes": N_("%(who)s signed off the record of a session."),
    "answerworth": N_("%(who)s said, without a name, whether a session was worth the time."),
    "reportprogress": N_("%(who)s reported on a commitment."),
    "claimdone": N_("%(who)s claimed that a commitment is done."),
    "acceptdone": N_("%(who)s accepted a commitment as done."),
    "refusedone": N_("%(who)s refused the closing of a commitment."),
    "overtake": N_("%(who)s ended a commitment that events overtook."),
    "putonhold": N_("%(who)s put a commitment on hold."),
    "takeup": N_("%(who)s took a commitment up again."),
    "movedue": N_("%(who)s moved the date of a commitment."),
    "carryover": N_("%(who)s carried a commitment into a later session."),
    "judgedue": N_("%(who)s had a commitment judged at its effect date."),
    "sendreminders": N_("%(who)s sent reminders."),
    "sendreminder": N_("%(who)s sent a reminder."),
    "reminderrefused": N_("%(who)s could not send a reminder: the mail server refused it."),
}
COMMANDS = {
    "planseries": N_("Series planned"),
    "extendseries": N_("Series extended"),
    "endseries": N_("Series ended"),
    "plansession": N_("Session planned"),
    "movesession": N_("Session moved"),
    "cancelsession": N_("Session cancelled"),
    "invitepeople": N_("People invited"),
    "pinrelease": N_("Numbers of a session fixed"),
    "draftagenda": N_("Agenda drafted"),
    "changeagenda": N_("Agenda changed"),
    "writestory": N_("Story written"),
    "openpreread": N_("Pre-read opened"),
    "opensession": N_("Session opened"),
    "presentline": N_("Line presented"),
    "takeattendance": N_("Attendance taken"),
    "capture": N_("Captured in a session"),
    "closesession": N_("Session closed"),
    "signminutes": N_("Record of a session signed off"),
    "answerworth": N_("Question after a session answered"),
    "reportprogress": N_("Report on a commitment"),
    "claimdone": N_("Commitment claimed as done"),
    "acceptdone": N_("Commitment accepted as done"),
    "refusedone": N_("Closing of a commitment refused"),
    "overtake": N_("Commitment overtaken"),
    "putonhold": N_("Commitment put on hold"),
    "takeup": N_("Commitment taken up again"),
    "movedue": N_("Date of a commitment moved"),
    "carryover": N_("Commitment carried over"),
    "judgedue": N_("Commitment judged"),
    "sendreminders": N_("Reminders sent"),
    "sendreminder": N_("Reminder sent"),
    "reminderrefused": N_("Reminder refused by the mail server"),
}
FIELDS: Final[Mapping[str, str]] = {
    "answer": N_("answer"),
    "author": N_("author"),
    "deliverable": N_("what is handed over"),
    "effect": N_("expected effect"),
    "evidence": N_("evidence"),
    "every_weeks": N_("weeks from one to the next"),
    "expected_false_alarms": N_("expected false alarms"),
    "happened": N_("what happened"),
    "is_demonstration": N_("demonstration"),
    "is_ended": N_("ended"),
    "is_struck": N_("taken back"),
    "kind": N_("what it is"),
    "lines": N_("lines"),
    "minutes": N_("minutes"),
    "name": N_("name"),
    "needed": N_("what is needed"),
    "next_steps": N_("what comes next"),
    "occasion": N_("occasion"),
    "on": N_("day it is about"),
    "outcome": N_("outcome"),
    "owner": N_("who promised it"),
    "people": N_("people"),
    "person": N_("person reminded"),
    "place": N_("place on the agenda"),
    "proof": N_("proof"),
    "rank": N_("rank"),
    "reserve_days": N_("days to the reserve date"),
    "state": N_("state"),
    "theme": N_("theme"),
    "title": N_("title"),
    "why": N_("why it happened"),
}
_OCCASIONS: Final[Mapping[Occasion, str]] = {
    Occasion.SESSION_COMES: N_("a session comes"),
    Occasion.PREREAD_WAITS: N_("the pre-read waits"),
    Occasion.DUE_SOON: N_("a commitment is due soon"),
    Occasion.OVERDUE: N_("a commitment is past due"),
    Occasion.NEEDS_DECISION: N_("a commitment waits for a decision"),
    Occasion.NEEDS_REVIEW: N_("a commitment waits for its review"),
}


def words_of(name: str, value: Any, catalog: Catalog, t: Text) -> str | None:
    """The words of one field of a session, story, captured line or commitment; None where it needs none."""
    said = _WORDS.get(name)
    return None if said is None else said(value, catalog, t)


def state_before(text: str | None, t: Text) -> str | None:
    """The state in which a commitment was before what happened to it; None where it is no such state."""
    return commitment_state_word(CommitmentState(text), t) if text in set(CommitmentState) else None


def outcomes_in_words(text: str, t: Text) -> str | None:
    """How many commitments came to which outcome, for `id: outcome, id: outcome`; None where it is something else."""
    found = [part.rpartition(": ")[2] for part in text.split(", ")]
    if not set(found) <= set(Outcome):
        return None
    counts = {outcome: found.count(outcome) for outcome in Outcome if outcome in found}
    return "; ".join(f"{outcome_word(outcome, t)} ({count})" for outcome, count in counts.items())


def _kind(value: Any, _: Catalog, t: Text) -> str:
    if value in set(CaptureKind):
        return capture_word(CaptureKind(value), t)
    return t(HAPPENINGS[Happening(value)]) if value in set(Happening) else str(value)


def _state(value: Any, _: Catalog, t: Text) -> str:
    return session_state_word(SessionState(value), t) if value in set(SessionState) else str(value)


def _people(value: Any, _: Catalog, t: Text) -> str:
    return "; ".join(_invited(one, t) for one in cast("list[dict[str, Any]]", value))


def _invited(one: dict[str, Any], t: Text) -> str:
    part = part_word(Part(one["part"]), t)
    here = {True: t("present"), False: t("absent"), None: ""}[one.get("is_present")]
    return f"{one['person']} ({', '.join(filter(None, (part, here)))})"


def _lines(value: Any, catalog: Catalog, t: Text) -> str:
    return "; ".join(_agenda_line(one, catalog, t) for one in cast("list[dict[str, Any]]", value))


def _agenda_line(one: dict[str, Any], catalog: Catalog, t: Text) -> str:
    indicator = catalog.indicator.get(one.get("indicator_id") or "")
    about = t.pick(indicator.short_name) if indicator else one.get("title") or t("commitment")
    dropped = t("taken off") if one.get("dropped_reason") else ""
    minutes = t.plural("%(count)s minute", "%(count)s minutes", one["minutes"])
    return f"{about} ({', '.join(filter(None, (minutes, dropped)))})"


def _effect(value: Any, _: Catalog, t: Text) -> str:
    return f"{t.number(value['size'], 1)} ({value['on']})"


_WORDS: Final[Mapping[str, Callable[[Any, Catalog, Text], str]]] = {
    "deliverable": lambda value, _, t: deliverable_word(Deliverable(value), t),
    "effect": _effect,
    "expected_false_alarms": lambda value, _, t: t.number(value, 1),
    "kind": _kind,
    "lines": _lines,
    "occasion": lambda value, _, t: t(_OCCASIONS[Occasion(value)]),
    "people": _people,
    "state": _state,
    "theme": lambda value, _, t: theme_text(str(value), t),
}
