"""The buttons of a target: propose, decide, and the panel of a conflict, in which no text is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

import streamlit as st

from bahealth.i18n import N_, Text
from bahealth.targets.commands import (
    ApproveTarget,
    ConfirmTarget,
    ProposeTarget,
    ReturnTarget,
    TargetConflict,
    WithdrawProposal,
    approve_target,
    confirm_target,
    propose_target,
    return_target,
    withdraw_proposal,
)
from bahealth.targets.model import Stage, TargetState, Terms
from bahealth.ui import words
from bahealth.ui.drafts import draft_text, forget_draft, typed
from bahealth.ui.html import Html, render
from bahealth.ui.people import acting
from bahealth.ui.sender import Sender, show_next
from bahealth.ui.target_form import discard_form, reset_form, seen_version, typed_terms
from bahealth.ui.target_words import STAGES, STEPS, terms_facts
from bahealth.views.target import TargetView

NARROW: Final = 760  # pixels: a line of text that can be read

_NAMES: Final = {
    "approve_target": (N_("Approve"), N_("Approved: the target is in force. The next release judges it.")),
    "confirm_target": (N_("Confirm"), N_("Confirmed: the target is in force. The next release judges it.")),
    "return_target": (N_("Return"), N_("Returned, with your reason.")),
    "withdraw_proposal": (N_("Withdraw"), N_("Withdrawn: what was in force stays.")),
}

_KINDS: Final[dict[str, type[ApproveTarget | ConfirmTarget | ReturnTarget | WithdrawProposal]]] = {
    "approve_target": ApproveTarget,
    "confirm_target": ConfirmTarget,
    "return_target": ReturnTarget,
    "withdraw_proposal": WithdrawProposal,
}
_SENDS: Final[dict[str, Callable[..., str]]] = {
    "approve_target": approve_target,
    "confirm_target": confirm_target,
    "return_target": return_target,
    "withdraw_proposal": withdraw_proposal,
}


def draw_propose(view: TargetView, sender: Sender) -> None:
    """The button under the form."""
    st.button(
        sender.t("Propose"),
        type="primary" if view.line.state.proposal is None else "secondary",
        key="propose-target",
        on_click=partial(_propose, view, seen_version(view), sender),
    )


def _propose(view: TargetView, seen: str | None, sender: Sender) -> None:
    """Send what stands in the form. Whatever is refused leaves the form as it is; a conflict shows by itself."""
    t = sender.t
    command = ProposeTarget(terms=typed_terms(view, sender.actor), seen=seen)

    def send(at: datetime) -> None:
        propose_target(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    if sender.send(send, t("Proposed. It waits for the head of the department; what is in force stays until then.")):
        discard_form(view, sender.actor)


def draw_conflict(view: TargetView, sender: Sender) -> None:
    """Both texts side by side, and the two ways on. Nothing is lost on either."""
    t, state = sender.t, view.line.state
    theirs, mine = state.steps[-1].terms, typed_terms(view, sender.actor)
    st.html(_conflict(state, (t("Theirs"), theirs), (t("Yours"), mine), view, t))
    with st.container(horizontal=True, key="conflict"):
        st.button(
            t("Propose mine on top of theirs"),
            key="propose-mine",
            on_click=partial(_propose, view, state.version, sender),
        )
        st.button(t("Discard mine"), key="discard-mine", on_click=partial(discard_form, view, sender.actor))


def draw_decision(view: TargetView, sender: Sender) -> None:
    """The open proposal beside what is in force, and the buttons that the person has, with one reason for all."""
    st.html(_proposal(view, sender.t))
    chosen = [one for one in _NAMES if one in view.may]
    if not chosen:
        return
    form = f"target-decision {view.line.indicator.indicator_id} {view.line.area.area_id}"
    with st.container(width=NARROW):
        draft_text(sender.t, sender.t("Reason, for the record"), form=form, actor=sender.actor, height=80)
    with st.container(horizontal=True, key="decisions"):
        for place, name in enumerate(chosen):
            st.button(
                sender.t(_NAMES[name][0]),
                key=name,
                type="primary" if place == 0 and name in {"approve_target", "confirm_target"} else "secondary",
                on_click=partial(_decide, name, view, form, sender),
            )


def _proposal(view: TargetView, t: Text) -> Html:
    state, indicator = view.line.state, view.line.indicator
    proposal = state.proposal
    assert proposal  # noqa: S101 - drawn for one
    return render(
        "target_proposal",
        t,
        stage=t(STAGES[proposal.stage]),
        who=words.actor_name(proposal.proposed_by, t),
        at=t.instant(proposal.proposed_at),
        approved_by=words.actor_name(proposal.approved_by, t) if proposal.approved_by else "",
        is_loosening=proposal.is_loosening,
        is_own=view.is_own_proposal and proposal.stage is Stage.AWAITS_HEAD,
        left=t("In force"),
        right=t("Proposed"),
        sides=_paired(
            terms_facts(state.in_force, indicator, t) if state.in_force else [],
            terms_facts(proposal.terms, indicator, t),
        ),
    )


def _decide(name: str, view: TargetView, form: str, sender: Sender) -> None:
    """Send a decision about the version that was drawn; the reason stays in its field where it is refused."""
    t = sender.t
    done = t(_NAMES[name][1])
    if name == "approve_target" and view.needs_confirmation:
        done = t("Approved. It waits for the mayor's office.")
    late: list[TargetConflict] = []

    def send(at: datetime) -> None:
        line, kind = view.line, _KINDS[name]
        fields = {"indicator_id": line.indicator.indicator_id, "area_id": line.area.area_id}
        command = kind(**fields, seen=line.state.version, reason=typed(form, sender.actor))
        try:
            _SENDS[name](sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)
        except TargetConflict as conflict:
            late.append(conflict)
            raise

    if sender.send(send, done):
        forget_draft(form, sender.actor)
        reset_form(view)
    for conflict in late:
        show_next(_late(view, conflict.state, t))


def _late(view: TargetView, now: TargetState, t: Text) -> Html:
    """A decision about what is not there any more: what was looked at beside what stands now."""
    newest = now.steps[-1].terms
    looked = view.line.state.proposal
    left = (t("What you looked at"), looked.terms if looked else newest)
    return _conflict(now, left, (t("What stands now"), newest), view, t)


def _conflict(now: TargetState, left: tuple[str, Terms], right: tuple[str, Terms], view: TargetView, t: Text) -> Html:
    newest, indicator = now.steps[-1], view.line.indicator
    return render(
        "target_conflict",
        t,
        what=t(STEPS[newest.step]),
        who=words.actor_name(newest.by, t),
        at=t.instant(newest.at),
        left=left[0],
        right=right[0],
        sides=_paired(terms_facts(left[1], indicator, t), terms_facts(right[1], indicator, t)),
    )


def _paired(left: list[tuple[str, str]], right: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Name, left and right text; a fact that only one side has stands beside nothing."""
    ours, theirs = dict(left), dict(right)
    fuller, other = (ours, theirs) if len(ours) > len(theirs) else (theirs, ours)
    names = list(dict.fromkeys([*fuller, *other]))
    return [(name, ours.get(name, ""), theirs.get(name, "")) for name in names]
