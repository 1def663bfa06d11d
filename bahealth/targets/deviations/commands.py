"""Misses that are accepted until a day, and which targets the mayor's office confirms: appended, never updated."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Final

from bahealth.catalog.model import Catalog
from bahealth.errors import NotFound, Refusal, Stale
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.people.rights import check_may
from bahealth.store import Cursor, Database, new_id, sql_text, write_audit
from bahealth.targets.queries import PACKAGE, confirmation_required, deviations, target_state
from bahealth.targets.rules import ALL_INDICATORS, check_reason, indicator_named

LONGEST_DEVIATION: Final = timedelta(days=366)  # twelve months, whichever they are
_WHENEVER: Final = datetime.fromisoformat("9999-01-01")  # clocks may disagree: everything that is written counts


class RequireConfirmation(Frozen):
    """Whether targets of an indicator (of '*': of all others) need the mayor's office from now on."""

    indicator_id: str
    is_required: bool
    reason: str


class AcceptDeviation(Frozen):
    """Accept until a day that a target is missed."""

    indicator_id: str
    area_id: str
    from_on: date
    until_on: date
    reason: str


class EndDeviation(Frozen):
    """End an accepted deviation before its day."""

    deviation_id: str
    reason: str


def require_confirmation(
    database: Database, catalog: Catalog, command: RequireConfirmation, *, actor: Actor, at: datetime
) -> str:
    """Append the rule for approvals from now on; the id of the rule.

    Raises NotAllowed but for the mayor's office, NotFound, Refusal without a reason or where the rule says so already.
    """
    check_may(actor, "require_confirmation", None)
    if command.indicator_id != ALL_INDICATORS:
        indicator_named(catalog, command.indicator_id)
    check_reason(command.reason)
    rule_id = new_id()
    with database.writing() as con:
        known = confirmation_required(con).get(command.indicator_id)
        if known is command.is_required:
            raise Refusal("This is the rule already.")
        con.execute(
            sql_text(PACKAGE, "write_confirmation_rule"),
            {"rule_id": rule_id, **command.model_dump(), "at": at, "by": actor.name},
        )
        write_audit(
            con,
            command="require_confirmation",
            subject=command.indicator_id,
            actor=actor.name,
            at=at,
            before=None if known is None else json.dumps({"is_required": known}),
            after=json.dumps({"is_required": command.is_required}),
            reason=command.reason,
        )
    return rule_id


def accept_deviation(
    database: Database, catalog: Catalog, command: AcceptDeviation, *, actor: Actor, at: datetime
) -> str:
    """Accept that a target in force is missed until a day; the id of the deviation.

    Raises NotAllowed but for the mayor's office, NotFound, Refusal without a target or a reason, for more than twelve
    months, for a time that is over, or where another deviation holds on one of the days.
    """
    check_may(actor, "accept_deviation", indicator_named(catalog, command.indicator_id).owner)
    check_reason(command.reason)
    if command.until_on < command.from_on or command.until_on < at.date():
        raise Refusal("A deviation ends after it begins, and not before today.")
    if command.until_on - command.from_on >= LONGEST_DEVIATION:
        raise Refusal("A deviation is accepted for twelve months at most; after that it is looked at again.")
    deviation_id = new_id()
    with database.writing() as con:
        _check_deviation(con, command, at)
        con.execute(
            sql_text(PACKAGE, "write_deviation"),
            {"deviation_id": deviation_id, **command.model_dump(), "accepted_at": at, "accepted_by": actor.name},
        )
        write_audit(
            con,
            command="accept_deviation",
            subject=f"{command.indicator_id} {command.area_id}",
            actor=actor.name,
            at=at,
            after=command.model_dump_json(),
            reason=command.reason,
        )
    return deviation_id


def _check_deviation(con: Cursor, command: AcceptDeviation, at: datetime) -> None:
    state = target_state(con, indicator_id=command.indicator_id, area_id=command.area_id, as_of=at.date())
    if state.in_force is None:
        raise Refusal("There is no target to deviate from.")
    for one in deviations(con, cutoff_at=_WHENEVER):
        if (one.indicator_id, one.area_id) != (command.indicator_id, command.area_id) or one.ended_at is not None:
            continue
        if one.from_on <= command.until_on and command.from_on <= one.until_on:
            raise Refusal("A deviation is accepted for some of these days already: end it first.")


def end_deviation(database: Database, _catalog: Catalog, command: EndDeviation, *, actor: Actor, at: datetime) -> None:
    """End an accepted deviation now.

    Raises NotAllowed but for the mayor's office, NotFound, Refusal without a reason, Stale where it is over.
    """
    check_may(actor, "end_deviation", None)
    check_reason(command.reason)
    with database.writing() as con:
        found = next(
            (one for one in deviations(con, cutoff_at=_WHENEVER) if one.deviation_id == command.deviation_id), None
        )
        if found is None:
            raise NotFound("There is no such deviation.")
        if found.ended_at is not None or found.until_on < at.date():
            raise Stale("The deviation is over.")
        con.execute(
            sql_text(PACKAGE, "write_deviation_end"),
            {"deviation_id": found.deviation_id, "reason": command.reason, "ended_at": at, "ended_by": actor.name},
        )
        write_audit(
            con,
            command="end_deviation",
            subject=f"{found.indicator_id} {found.area_id}",
            actor=actor.name,
            at=at,
            before=found.model_dump_json(),
            after=found.model_copy(update={"ended_at": at, "ended_by": actor.name}).model_dump_json(),
            reason=command.reason,
        )
