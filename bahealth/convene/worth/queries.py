"""Who has answered, and what may be told of the answers: read only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bahealth.convene.model import Session
from bahealth.convene.worth.rules import Worth, is_asked, told
from bahealth.frozen import Frozen
from bahealth.store import Cursor, fetch

PACKAGE: Final = "bahealth.convene.worth"


class _Person(Frozen):
    person: str


class Counts(Frozen):
    """The answers about one session as they are kept; nothing outside this package may show them."""

    session_id: str
    worth_count: int
    answer_count: int


def has_answered(con: Cursor, session_id: str, person: str) -> bool:
    """Whether a person has answered about a session."""
    return any(one.person == person for one in fetch(con, _Person, PACKAGE, "answered", session_id=session_id))


def may_answer(con: Cursor, session: Session, person: str, today: date) -> bool:
    """Whether a person is asked about a session today: invited, in time, and not answered yet."""
    is_invited = any(one.person == person for one in session.people)
    return is_invited and is_asked(session, today) and not has_answered(con, session.session_id, person)


def counts_of(con: Cursor, session_id: str) -> Counts:
    """The answers about one session as they are kept; for the command that adds one."""
    found = fetch(con, Counts, PACKAGE, "counts", session_id=session_id)
    return found[0] if found else Counts(session_id=session_id, worth_count=0, answer_count=0)


def worth_of(con: Cursor, asked: Sequence[Session], today: date) -> tuple[Worth, ...]:
    """What may be told about each of these sessions, in their order."""
    counts = {one.session_id: one for one in fetch(con, Counts, PACKAGE, "counts", session_id=None)}
    return tuple(
        told(
            one,
            answered=counts[one.session_id].answer_count if one.session_id in counts else 0,
            worth=counts[one.session_id].worth_count if one.session_id in counts else 0,
            today=today,
        )
        for one in asked
    )
