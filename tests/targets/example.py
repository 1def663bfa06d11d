"""Terms, people and a way through the steps, for the tests of targets."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from bahealth.people.model import Actor, Role
from bahealth.store import Database
from bahealth.targets.commands import (
    ApproveTarget,
    ConfirmTarget,
    ProposeTarget,
    ReturnTarget,
    SetTarget,
    WithdrawProposal,
    approve_target,
    confirm_target,
    propose_target,
    return_target,
    set_target,
    withdraw_proposal,
)
from bahealth.targets.model import TargetState, Terms
from bahealth.targets.queries import target_state
from tests.assess.example import catalog, count, proportion, rate

NOON = datetime(2026, 11, 22, 12, 0)
TODAY = NOON.date()
MINUTE = timedelta(minutes=1)
DEFINITIONS = catalog(
    rate(), proportion(indicator_id="context", direction="neutral", rebound="people", levels=["city"]), count()
)
STAFF = Actor("staff", Role.STAFF, "care")
HEAD = Actor("head", Role.HEAD, "care")
MAYOR = Actor("mayor's office", Role.CONVENOR)
ANALYST = Actor("analyst", Role.ADMIN)
STRANGERS = (
    Actor("resident", Role.PUBLIC),
    Actor("other staff", Role.STAFF, "hospitals"),
    Actor("other head", Role.HEAD, "hospitals"),
)
TABLES = ("target", "target_step", "confirmation_rule", "deviation", "deviation_end", "audit")
DECISIONS = {
    approve_target: ApproveTarget,
    confirm_target: ConfirmTarget,
    return_target: ReturnTarget,
    withdraw_proposal: WithdrawProposal,
}


def terms(**changes: Any) -> Terms:
    """Infant mortality of the city from 5.3 in 2023 to 4.5 by the end of 2027."""
    given = {
        "indicator_id": "infant",
        "area_id": "city",
        "baseline": "2023",
        "baseline_value": 5.3,
        "target_value": 4.5,
        "due_on": date(2027, 12, 31),
        "basis": "history",
        "reason": "Near the lowest published value",
    }
    return Terms.model_validate({**given, **changes})


def state(database: Database, *, area_id: str = "city", as_of: date = TODAY) -> TargetState:
    with database.reading() as con:
        return target_state(con, indicator_id="infant", area_id=area_id, as_of=as_of)


def put(database: Database, *, at: datetime = NOON, **changes: Any) -> str:
    """Bring terms into force without a proposal."""
    return set_target(database, DEFINITIONS, SetTarget(**dict(terms(**changes))), actor=ANALYST, at=at)


def propose(database: Database, *, actor: Actor = STAFF, at: datetime = NOON, **changes: Any) -> str:
    """Propose on top of what stands."""
    said = terms(**changes)
    command = ProposeTarget(terms=said, seen=state(database, area_id=said.area_id).version)
    return propose_target(database, DEFINITIONS, command, actor=actor, at=at)


def decide(
    database: Database, way: Any, *, actor: Actor, seen: str | None = None, at: datetime = NOON, reason: str = "Because"
) -> str:
    """Send one of the four decisions on the city's proposal, having seen the newest step unless told otherwise."""
    command = DECISIONS[way](indicator_id="infant", area_id="city", seen=seen or state(database).version, reason=reason)
    return str(way(database, DEFINITIONS, command, actor=actor, at=at))


def sizes(database: Database) -> dict[str, int]:
    """Rows of every table that a command of targets may write to."""
    with database.reading() as con:
        return {
            table: row[0]
            for table in TABLES
            if (row := con.execute(f"SELECT count(*) FROM ops.{table}").fetchone()) is not None
        }


def audit(database: Database) -> list[tuple[Any, ...]]:
    with database.reading() as con:
        lines = con.execute("SELECT command, subject, actor, before, after, reason FROM ops.audit ORDER BY line_number")
        return lines.fetchall()
