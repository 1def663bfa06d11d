"""Answering whether a session was worth one's time."""

from __future__ import annotations

from datetime import datetime

from bahealth.catalog.model import Catalog
from bahealth.convene.sessions.queries import session_of
from bahealth.convene.versions import day_of
from bahealth.convene.worth.queries import counts_of, has_answered
from bahealth.convene.worth.rules import is_asked
from bahealth.errors import NotAllowed, Refusal
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.people.rights import check_may
from bahealth.store import Database, write_audit


class AnswerWorth(Frozen):
    """Say, without a name, whether a session was worth one's time."""

    session_id: str
    is_worth: bool


def answer_worth(database: Database, catalog: Catalog, command: AnswerWorth, *, actor: Actor, at: datetime) -> None:
    """Count the answer, and keep apart that the person has answered; the audit says no more than that.

    Raises NotAllowed but for who was invited, NotFound, Refusal before the session is closed, when the days for it are
    over, and for a second answer.
    """
    del catalog
    check_may(actor, "answer_worth", None)
    with database.writing() as con:
        session = session_of(con, command.session_id)
        if all(one.person != actor.name for one in session.people):
            raise NotAllowed("Only who was invited to the session is asked.")
        if not is_asked(session, day_of(at)):
            raise Refusal("This is asked for two weeks after a session; not before, and not later.")
        if has_answered(con, session.session_id, actor.name):
            raise Refusal("You have answered already. Nobody knows what, so it cannot be changed.")
        before = counts_of(con, session.session_id)
        con.execute(
            "INSERT INTO ops.worth_answered (session_id, person) VALUES (?, ?)", [session.session_id, actor.name]
        )
        if before.answer_count == 0:
            con.execute(
                "INSERT INTO ops.worth_count (session_id, worth_count, answer_count) VALUES (?, 0, 0)",
                [session.session_id],
            )
        con.execute(
            "UPDATE ops.worth_count SET worth_count = worth_count + ?, answer_count = answer_count + 1 "
            "WHERE session_id = ?",
            [int(command.is_worth), session.session_id],
        )
        write_audit(con, command="answer_worth", subject=session.session_id, actor=actor.name, at=at)
