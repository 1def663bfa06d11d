"""The targets of the demonstration, and some on their way: proposed, approved, loosened, missed with consent."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from bahealth.catalog.model import Catalog
from bahealth.catalog.periods import add_months
from bahealth.people.model import Actor, Role
from bahealth.store import Database
from bahealth.targets.commands import (
    AcceptDeviation,
    ApproveTarget,
    ProposeTarget,
    RequireConfirmation,
    SetTarget,
    accept_deviation,
    approve_target,
    propose_target,
    require_confirmation,
    set_target,
)
from bahealth.targets.demo import DemoProposal, load_demo_steps, load_demo_targets
from bahealth.targets.queries import target_state

_MAYOR: Final = Actor("demostración: Jefatura de Gobierno", Role.CONVENOR)
_BEFORE: Final = timedelta(seconds=1)  # what replaces a target is set after it


def set_demo_targets(database: Database, catalog: Catalog, data: Path, *, actor: Actor, at: datetime) -> None:
    """Targets and steps of `data`/demo, where there are any; each says in its reason that it is a demonstration."""
    plan, steps = data / "demo" / "targets.toml", load_demo_steps(data / "demo" / "target_steps.toml")
    for target in steps.earlier:
        set_target(database, catalog, SetTarget(**dict(target.terms)), actor=actor, at=at - _BEFORE)
    for target in load_demo_targets(plan) if plan.is_file() else []:
        set_target(database, catalog, SetTarget(**dict(target.terms)), actor=actor, at=at)
    for rule in steps.confirmation:
        required = RequireConfirmation(indicator_id=rule.indicator_id, is_required=True, reason=rule.reason_es)
        require_confirmation(database, catalog, required, actor=_MAYOR, at=at)
    for proposal in steps.proposal:
        _propose(database, catalog, proposal, at=at)
    for one in steps.deviation:
        accepted = AcceptDeviation(
            indicator_id=one.indicator_id,
            area_id=one.area_id,
            from_on=at.date(),
            until_on=add_months(at.date(), one.months) - timedelta(days=1),
            reason=one.reason_es,
        )
        accept_deviation(database, catalog, accepted, actor=_MAYOR, at=at)


def _propose(database: Database, catalog: Catalog, proposal: DemoProposal, *, at: datetime) -> None:
    """By the staff of the department; its head approves what says so."""
    owner = catalog.indicator[proposal.indicator_id].owner
    staff = Actor("demostración: equipo", Role.STAFF, owner)
    head = Actor("demostración: dirección", Role.HEAD, owner)
    with database.reading() as con:
        state = target_state(con, indicator_id=proposal.indicator_id, area_id=proposal.area_id, as_of=at.date())
    command = ProposeTarget(terms=proposal.terms, seen=state.version)
    proposal_id = propose_target(database, catalog, command, actor=staff, at=at)
    if proposal.approval_es:
        approval = ApproveTarget(
            indicator_id=proposal.indicator_id,
            area_id=proposal.area_id,
            seen=proposal_id,
            reason=proposal.approval_es,
        )
        approve_target(database, catalog, approval, actor=head, at=at)
