"""Beginning control limits again, by a person with cause and evidence; undoing it (METHODS section 6).

No formula recalculates limits: a judgement with a recorded reason does. The next release draws limits from the first
periods since the day; undone, they are as if nothing had been decided.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from bahealth.assess.queries import latest_release, release_verdicts
from bahealth.assess.rebasing.queries import PACKAGE, rebasing_named, rebasings_in_force
from bahealth.assess.rebasing.rules import standing_signal
from bahealth.catalog.model import Catalog, Frequency, Indicator
from bahealth.errors import NotFound, Refusal, Stale
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.people.rights import check_may
from bahealth.store import Cursor, Database, new_id, sql_text, write_audit

_WHENEVER: Final = datetime.fromisoformat("9999-01-01")  # clocks may disagree: everything that is written counts


class BeginLimitsAgain(Frozen):
    """Let the control limits of a series begin again with the period in which a day falls."""

    indicator_id: str
    area_id: str
    from_on: date
    cause: str
    evidence: str


class UndoRebasing(Frozen):
    """Take such a decision back."""

    rebasing_id: str
    reason: str


def begin_limits_again(
    database: Database, catalog: Catalog, command: BeginLimitsAgain, *, actor: Actor, at: datetime
) -> str:
    """Append the decision; its id.

    Raises NotAllowed but for the analytics office, NotFound, Refusal without cause or evidence, for an annual series,
    which has no control limits, for a day that is still to come, without a signal that stands in the newest release,
    and where limits begin on that day already.
    """
    check_may(actor, "begin_limits_again", _indicator(catalog, command).owner)
    if not command.cause.strip() or not command.evidence.strip():
        raise Refusal("Say what caused the change and what shows it: limits begin again for nothing less.")
    if command.from_on > at.date():
        raise Refusal("Limits begin again from a day that is past.")
    rebasing_id = new_id()
    with database.writing() as con:
        if not _has_signal(con, command):
            raise Refusal(
                "No signal stands on this row in the newest release: limits begin again only after a lasting change."
            )
        known = rebasings_in_force(con, cutoff_at=_WHENEVER).get((command.indicator_id, command.area_id))
        if known is not None and known.from_on == command.from_on:
            raise Refusal("The limits begin on that day already.")
        con.execute(
            sql_text(PACKAGE, "write_rebasing"),
            {"rebasing_id": rebasing_id, **command.model_dump(), "decided_at": at, "decided_by": actor.name},
        )
        write_audit(
            con,
            command="begin_limits_again",
            subject=f"{command.indicator_id} {command.area_id}",
            actor=actor.name,
            at=at,
            before=known.model_dump_json() if known else None,
            after=command.model_dump_json(),
            reason=command.cause,
        )
    return rebasing_id


def undo_rebasing(database: Database, _catalog: Catalog, command: UndoRebasing, *, actor: Actor, at: datetime) -> None:
    """Take the decision back; the one before it, if any, holds again.

    Raises NotAllowed but for the analytics office, Refusal without a reason, Stale where it is undone already.
    """
    check_may(actor, "undo_rebasing", None)
    if not command.reason.strip():
        raise Refusal("Give the reason: years later it will be the only explanation.")
    with database.writing() as con:
        found = rebasing_named(con, command.rebasing_id, cutoff_at=_WHENEVER)
        if found is None:
            raise Stale("There is no such decision, or it was taken back already.")
        con.execute(
            sql_text(PACKAGE, "write_rebasing_end"),
            {"rebasing_id": found.rebasing_id, "reason": command.reason, "ended_at": at, "ended_by": actor.name},
        )
        write_audit(
            con,
            command="undo_rebasing",
            subject=f"{found.indicator_id} {found.area_id}",
            actor=actor.name,
            at=at,
            before=found.model_dump_json(),
            reason=command.reason,
        )


def _indicator(catalog: Catalog, command: BeginLimitsAgain) -> Indicator:
    indicator = catalog.indicator.get(command.indicator_id)
    if indicator is None:
        raise NotFound("There is no indicator %(indicator)s", indicator=command.indicator_id)
    if command.area_id not in catalog.area:
        raise NotFound("There is no area %(area)s", area=command.area_id)
    if indicator.frequency is Frequency.YEAR:
        raise Refusal("A yearly figure is judged by its trend and has no control limits.")
    return indicator


def _has_signal(con: Cursor, command: BeginLimitsAgain) -> bool:
    release = latest_release(con)
    if release is None:
        return False
    row = {"indicator_id": command.indicator_id, "area_id": command.area_id}
    found = release_verdicts(con, release_number=release.release_number, **row)
    return any(standing_signal(one.change) for one in found)
