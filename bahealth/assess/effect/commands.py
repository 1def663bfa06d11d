"""Stating what a change of a site is expected to do, before anyone looks; taking a statement back.

A statement is never changed: whoever expects something else withdraws it with a reason and states anew, and both stay
on the record. What was known when it was made is kept with it.
"""

from __future__ import annotations

from datetime import datetime

from bahealth.assess.effect.model import Terms
from bahealth.assess.effect.queries import PACKAGE, expectation_named, is_decision, newest_day
from bahealth.assess.effect.rules import check_terms
from bahealth.catalog.model import Catalog
from bahealth.errors import NotFound, Refusal, Stale
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.people.rights import check_may
from bahealth.store import Database, new_id, sql_text, write_audit


class StateExpectation(Frozen):
    """Say what a site that opens, closes or moves is expected to do."""

    terms: Terms


class WithdrawExpectation(Frozen):
    """Take a statement back; it stays on the record with the reason."""

    expectation_id: str
    reason: str


def state_expectation(
    database: Database, catalog: Catalog, command: StateExpectation, *, actor: Actor, at: datetime
) -> str:
    """Append the statement with the last day of the figures that are there already; its id.

    Raises NotAllowed for another department than the one that answers for the indicator, NotFound, Refusal where it
    could not be judged.
    """
    terms = command.terms
    indicator = catalog.indicator.get(terms.indicator_id)
    check_may(actor, "state_expectation", indicator.owner if indicator else None)
    check_terms(catalog, terms)
    expectation_id = new_id()
    with database.writing() as con:
        if terms.capture_id is not None and not is_decision(con, terms.capture_id):
            raise NotFound("No session has made this decision.")
        newest_on = newest_day(con, terms.indicator_id, terms.areas)
        con.execute(
            sql_text(PACKAGE, "write_expectation"),
            {
                "expectation_id": expectation_id,
                "indicator_id": terms.indicator_id,
                "newest_on": newest_on,
                "body": terms.model_dump_json(),
                "stated_at": at,
                "stated_by": actor.name,
            },
        )
        write_audit(
            con,
            command="state_expectation",
            subject=" ".join((terms.indicator_id, *terms.areas)),
            actor=actor.name,
            at=at,
            after=terms.model_dump_json(),
            reason=terms.mechanism,
        )
    return expectation_id


def withdraw_expectation(
    database: Database, catalog: Catalog, command: WithdrawExpectation, *, actor: Actor, at: datetime
) -> None:
    """Take it back. Raises NotFound, NotAllowed, Refusal without a reason, Stale where it was taken back already."""
    with database.writing() as con:
        found = expectation_named(con, command.expectation_id)
        if found is None:
            raise NotFound("There is no such expectation.")
        indicator = catalog.indicator.get(found.terms.indicator_id)
        check_may(actor, "withdraw_expectation", indicator.owner if indicator else None)
        if not command.reason.strip():
            raise Refusal("Give the reason: years later it will be the only explanation.")
        if found.withdrawn_at is not None:
            raise Stale("It was taken back already.")
        con.execute(
            sql_text(PACKAGE, "write_expectation_end"),
            {
                "expectation_id": found.expectation_id,
                "reason": command.reason,
                "ended_at": at,
                "ended_by": actor.name,
            },
        )
        write_audit(
            con,
            command="withdraw_expectation",
            subject=" ".join((found.terms.indicator_id, *found.terms.areas)),
            actor=actor.name,
            at=at,
            before=found.terms.model_dump_json(),
            reason=command.reason,
        )
