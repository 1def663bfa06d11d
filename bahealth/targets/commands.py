"""Targets on their way into force, and misses that are accepted: appended with their audit line, never updated.

Who proposes, approves or confirms says which step was the newest when he looked. Where another one has been made since,
nothing is written and TargetConflict tells both texts.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bahealth.catalog.model import Catalog
from bahealth.errors import Refusal, Stale
from bahealth.frozen import Frozen
from bahealth.i18n import N_
from bahealth.people.model import Actor
from bahealth.people.rights import check_may
from bahealth.store import Cursor, Database, new_id, sql_text, write_audit
from bahealth.targets.deviations.commands import (
    AcceptDeviation,
    EndDeviation,
    RequireConfirmation,
    accept_deviation,
    end_deviation,
    require_confirmation,
)
from bahealth.targets.model import Proposal, Stage, Step, TargetState, Terms
from bahealth.targets.queries import PACKAGE, confirmation_required, target_state
from bahealth.targets.rules import (
    check_reason,
    check_terms,
    indicator_named,
    is_loosened_by,
    requires_confirmation,
)

__all__ = [
    "AcceptDeviation",
    "ApproveTarget",
    "ConfirmTarget",
    "EndDeviation",
    "ProposeTarget",
    "ProposeTargets",
    "RequireConfirmation",
    "ReturnTarget",
    "SetTarget",
    "TargetConflict",
    "WithdrawProposal",
    "accept_deviation",
    "approve_target",
    "confirm_target",
    "end_deviation",
    "propose_target",
    "propose_targets",
    "require_confirmation",
    "return_target",
    "set_target",
    "withdraw_proposal",
]

_TICK: Final = timedelta(microseconds=1)


class SetTarget(Terms):
    """Decide a target without a proposal; it replaces the one in force and closes what was proposed."""


class ProposeTarget(Frozen):
    """Propose terms; `seen` is the version of the target that the person looked at."""

    terms: Terms
    seen: str | None


class ProposeTargets(Frozen):
    """Propose many at once: all or none."""

    proposals: tuple[ProposeTarget, ...]


class _Decision(Frozen):
    indicator_id: str
    area_id: str
    seen: str | None
    reason: str


class ApproveTarget(_Decision):
    """Approve what is proposed, as head of the department."""


class ConfirmTarget(_Decision):
    """Confirm what the head approved, as the mayor's office."""


class ReturnTarget(_Decision):
    """Give the proposal back to who made it, with the reason."""


class WithdrawProposal(_Decision):
    """Take the department's own proposal back."""


class TargetConflict(Stale):
    """Somebody changed the target since this person looked: `state` is what stands now, `mine` what was sent.

    `mine` is None where a decision, not a proposal, came too late and what it was about is unknown.
    """

    def __init__(self, *, state: TargetState, mine: Terms | None) -> None:
        super().__init__(
            N_("Somebody has changed this target in the meantime. Nothing was overwritten: look at both texts.")
        )
        self.state = state
        self.mine = mine


@dataclass(frozen=True, slots=True)
class _Sent:
    """Who sent what when, and whether what it is about comes into force by it."""

    command: str
    actor: Actor
    at: datetime
    reason: str
    in_force: bool = False


def set_target(database: Database, catalog: Catalog, command: SetTarget, *, actor: Actor, at: datetime) -> str:
    """Bring terms into force at once; the id of the target.

    Raises NotAllowed but for the analytics office, NotFound, or Refusal for a target that cannot be judged.
    """
    check_may(actor, "set_target", indicator_named(catalog, command.indicator_id).owner)
    check_terms(catalog, command)
    terms = Terms(**command.model_dump())
    with database.writing() as con:
        state = _now(con, terms.indicator_id, terms.area_id, at)
        return _append(
            con, catalog, state, Step.SET, terms, sent=_Sent("set_target", actor, at, terms.reason, in_force=True)
        )


def propose_target(database: Database, catalog: Catalog, command: ProposeTarget, *, actor: Actor, at: datetime) -> str:
    """Propose terms, on top of an open proposal too; the id of the proposal.

    Raises NotAllowed, NotFound, Refusal for terms that cannot be judged, TargetConflict.
    """
    with database.writing() as con:
        return _propose(con, catalog, command, _Sent("propose_target", actor, at, command.terms.reason))


def propose_targets(
    database: Database, catalog: Catalog, command: ProposeTargets, *, actor: Actor, at: datetime
) -> list[str]:
    """Propose each, in one transaction with an audit line for each; the ids of the proposals in their order.

    Raises what `propose_target` raises, for the first that may not be proposed; then none is.
    """
    named = [(one.terms.indicator_id, one.terms.area_id) for one in command.proposals]
    if len(set(named)) < len(named):
        raise Refusal("The same target stands twice: propose it once.")
    with database.writing() as con:
        return [
            _propose(con, catalog, one, _Sent("propose_target", actor, at, one.terms.reason))
            for one in command.proposals
        ]


def _propose(con: Cursor, catalog: Catalog, command: ProposeTarget, sent: _Sent) -> str:
    terms = command.terms
    check_may(sent.actor, "propose_target", indicator_named(catalog, terms.indicator_id).owner)
    check_terms(catalog, terms)
    state = _now(con, terms.indicator_id, terms.area_id, sent.at)
    if command.seen != state.version:
        raise TargetConflict(state=state, mine=terms)
    if state.in_force is not None and state.in_force.terms == terms:
        raise Refusal("The proposal says what is in force already.")
    return _append(con, catalog, state, Step.PROPOSED, terms, sent=sent)


def approve_target(database: Database, catalog: Catalog, command: ApproveTarget, *, actor: Actor, at: datetime) -> str:
    """Approve an open proposal; in force at once unless the mayor's office has to confirm it. The id of the step.

    Raises NotAllowed but for the head of the indicator's department, Refusal where nothing waits for the head or the
    head proposed it (four eyes), TargetConflict.
    """

    def may(proposal: Proposal) -> None:
        if proposal.stage is not Stage.AWAITS_HEAD:
            raise Refusal("The head has approved this proposal; it waits for the mayor's office.")
        if proposal.proposed_by == actor.name:
            raise Refusal("Who proposes a target does not approve it: ask another head, or the analytics office.")

    with database.writing() as con:
        is_last = not requires_confirmation(confirmation_required(con), command.indicator_id)
        sent = _Sent("approve_target", actor, at, command.reason, in_force=is_last)
        return _decide(con, catalog, command, Step.APPROVED, may, sent=sent)


def confirm_target(database: Database, catalog: Catalog, command: ConfirmTarget, *, actor: Actor, at: datetime) -> str:
    """Confirm what the head approved: it is in force. The id of the step.

    Raises NotAllowed but for the mayor's office, Refusal where nothing waits for it or the same person approved it,
    TargetConflict.
    """

    def may(proposal: Proposal) -> None:
        if proposal.stage is not Stage.AWAITS_MAYOR:
            raise Refusal("The head of the department approves this proposal first.")
        if proposal.approved_by == actor.name:
            raise Refusal("Who approved a target does not confirm it: ask a colleague.")

    with database.writing() as con:
        sent = _Sent("confirm_target", actor, at, command.reason, in_force=True)
        return _decide(con, catalog, command, Step.CONFIRMED, may, sent=sent)


def return_target(database: Database, catalog: Catalog, command: ReturnTarget, *, actor: Actor, at: datetime) -> str:
    """Give an open proposal back with the reason; what was in force stays. The id of the step.

    Raises NotAllowed, Refusal where nothing is proposed, TargetConflict.
    """
    with database.writing() as con:
        sent = _Sent("return_target", actor, at, command.reason)
        return _decide(con, catalog, command, Step.RETURNED, _always, sent=sent)


def withdraw_proposal(
    database: Database, catalog: Catalog, command: WithdrawProposal, *, actor: Actor, at: datetime
) -> str:
    """Take an open proposal back; what was in force stays. The id of the step.

    Raises NotAllowed, Refusal where nothing is proposed, TargetConflict.
    """
    with database.writing() as con:
        sent = _Sent("withdraw_proposal", actor, at, command.reason)
        return _decide(con, catalog, command, Step.WITHDRAWN, _always, sent=sent)


def _always(_proposal: Proposal) -> None:
    """Any open proposal may be given or taken back."""


def _decide(
    con: Cursor,
    catalog: Catalog,
    command: _Decision,
    step: Step,
    may: Callable[[Proposal], None],
    *,
    sent: _Sent,
) -> str:
    check_may(sent.actor, sent.command, indicator_named(catalog, command.indicator_id).owner)
    check_reason(command.reason)
    state = _now(con, command.indicator_id, command.area_id, sent.at)
    if command.seen != state.version:
        mine = next((one.terms for one in state.steps if one.step_id == command.seen), None)
        raise TargetConflict(state=state, mine=mine)
    if state.proposal is None:
        raise Refusal("Nothing is proposed for this target.")
    may(state.proposal)
    return _append(con, catalog, state, step, state.proposal.terms, sent=sent)


def _now(con: Cursor, indicator_id: str, area_id: str, at: datetime) -> TargetState:
    return target_state(con, indicator_id=indicator_id, area_id=area_id, as_of=at.date())


def _append(con: Cursor, catalog: Catalog, state: TargetState, step: Step, terms: Terms, *, sent: _Sent) -> str:
    """The step, the target that it brings into force, and the audit line; the id of the step."""
    step_id = new_id()
    loosens = is_loosened_by(state.in_force, terms, catalog.indicator[terms.indicator_id].direction)
    proposal_id = step_id if step is Step.PROPOSED else state.proposal and state.proposal.proposal_id
    con.execute(
        sql_text(PACKAGE, "write_step"),
        {
            "step_id": step_id,
            "indicator_id": terms.indicator_id,
            "area_id": terms.area_id,
            "step_number": len(state.steps) + 1,
            "proposal_id": None if step is Step.SET else proposal_id,
            "step": step.value,
            "terms": terms.model_dump_json(),
            "is_loosening": loosens,
            "reason": sent.reason,
            "at": sent.at,
            "by": sent.actor.name,
            "by_role": sent.actor.role.value,
        },
    )
    if sent.in_force:
        _bring_into_force(con, step_id, state, terms, sent, is_loosened=loosens)
    _write_line(con, state, step, terms, sent)
    return step_id


def _bring_into_force(
    con: Cursor, target_id: str, state: TargetState, terms: Terms, sent: _Sent, *, is_loosened: bool
) -> None:
    baseline = terms.baseline_period
    con.execute(
        sql_text(PACKAGE, "write_target"),
        {
            **terms.model_dump(mode="json", exclude={"baseline", "milestones"}),
            "target_id": target_id,
            "baseline_start": baseline.start,
            "baseline_months": baseline.months,
            "milestones": json.dumps([one.model_dump(mode="json") for one in terms.milestones]),
            "is_loosened": is_loosened,
            # Two clocks may disagree: what replaces is always newer than what it replaces.
            "set_at": max(sent.at, state.in_force.set_at + _TICK) if state.in_force else sent.at,
            "set_by": sent.actor.name,
        },
    )


def _write_line(con: Cursor, state: TargetState, step: Step, terms: Terms, sent: _Sent) -> None:
    """Before: what was in force, where something replaces it or would; else the step that is decided on."""
    before: dict[str, Any] | None = None
    if sent.in_force or step is Step.PROPOSED:
        before = {"is_in_force": True, **state.in_force.terms.model_dump(mode="json")} if state.in_force else None
    elif state.steps:
        newest = state.steps[-1]
        before = {"step": newest.step.value, "is_in_force": False, **newest.terms.model_dump(mode="json")}
    after = {"step": step.value, "is_in_force": sent.in_force, **terms.model_dump(mode="json")}
    write_audit(
        con,
        command=sent.command,
        subject=f"{terms.indicator_id} {terms.area_id}",
        actor=sent.actor.name,
        at=sent.at,
        before=json.dumps(before, ensure_ascii=False) if before else None,
        after=json.dumps(after, ensure_ascii=False),
        reason=sent.reason,
    )
