"""The buttons of a target: propose, decide, the panel of a conflict, and what the mayor's office accepts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Final

import streamlit as st

from bahealth.catalog.model import Catalog
from bahealth.catalog.periods import add_months
from bahealth.errors import Refusal
from bahealth.i18n import N_, Text
from bahealth.people.model import Actor
from bahealth.store import Database
from bahealth.targets.commands import (
    AcceptDeviation,
    ApproveTarget,
    ConfirmTarget,
    EndDeviation,
    ProposeTarget,
    RequireConfirmation,
    ReturnTarget,
    TargetConflict,
    WithdrawProposal,
    accept_deviation,
    approve_target,
    confirm_target,
    end_deviation,
    propose_target,
    require_confirmation,
    return_target,
    withdraw_proposal,
)
from bahealth.targets.model import Stage, TargetState, Terms
from bahealth.ui import words
from bahealth.ui.drafts import draft_text, forget_draft, typed
from bahealth.ui.html import Html, render
from bahealth.ui.people import acting
from bahealth.ui.target_form import discard_form, reason_form, reset_form, seen_version, typed_terms
from bahealth.ui.target_words import STAGES, STEPS, terms_facts
from bahealth.views.target import TargetView

_SAID: Final = "target-said"
_LONGEST: Final = timedelta(days=366)
_ACTS: Final = {
    "approve_target": (ApproveTarget, approve_target, N_("Approve"), N_("Approved.")),
    "confirm_target": (ConfirmTarget, confirm_target, N_("Confirm"), N_("Confirmed: the target is in force.")),
    "return_target": (ReturnTarget, return_target, N_("Return"), N_("Returned, with your reason.")),
    "withdraw_proposal": (WithdrawProposal, withdraw_proposal, N_("Withdraw"), N_("Withdrawn.")),
}


def take_said() -> Html | None:
    """What the last click has to say; it is said once."""
    found: Html | None = st.session_state.pop(_SAID, None)
    return found


def _say(t: Text, text: str) -> None:
    st.session_state[_SAID] = render("notice", t, text=text)


def draw_propose(view: TargetView, database: Database, catalog: Catalog, actor: Actor, t: Text) -> None:
    """The button under the form."""
    st.button(
        t("Propose"),
        type="primary" if view.line.state.proposal is None else "secondary",
        key="propose-target",
        on_click=partial(_propose, view, seen_version(view), database, catalog, actor, t),
    )


def _propose(
    view: TargetView, seen: str | None, database: Database, catalog: Catalog, actor: Actor, t: Text
) -> None:  # noqa: PLR0917 - bound where the button is drawn
    """Send what stands in the form. Whatever is refused leaves the form as it is; a conflict shows by itself."""
    try:
        command = ProposeTarget(terms=typed_terms(view, actor), seen=seen)
        propose_target(database, catalog, command, actor=acting(actor), at=_now())
    except TargetConflict:
        return
    except Refusal as refusal:
        _say(t, t.refusal(refusal))
        return
    discard_form(view, actor)
    _say(t, t("Proposed. It waits for the head of the department; until then the target in force stays."))


def draw_conflict(view: TargetView, database: Database, catalog: Catalog, actor: Actor, t: Text) -> None:
    """Both texts side by side, and the two ways on. Nothing is lost on either."""
    state = view.line.state
    newest = state.steps[-1]
    theirs, mine = newest.terms, typed_terms(view, actor)
    st.html(
        render(
            "target_conflict",
            t,
            what=t(STEPS[newest.step]),
            who=words.actor_name(newest.by, t),
            at=t.instant(newest.at),
            left=t("Theirs"),
            right=t("Yours"),
            sides=_sides(theirs, mine, view, t),
        )
    )
    with st.container(horizontal=True):
        st.button(
            t("Propose mine on top of theirs"),
            key="propose-mine",
            on_click=partial(_propose, view, state.version, database, catalog, actor, t),
        )
        st.button(t("Discard mine"), key="discard-mine", on_click=partial(discard_form, view, actor))


def draw_decision(view: TargetView, database: Database, catalog: Catalog, actor: Actor, t: Text) -> None:
    """The open proposal beside what is in force, and the buttons that the person has, with one reason for all."""
    state, indicator = view.line.state, view.line.indicator
    proposal = state.proposal
    assert proposal  # noqa: S101 - drawn for one
    before = terms_facts(state.in_force, indicator, t) if state.in_force else []
    st.html(
        render(
            "target_proposal",
            t,
            stage=t(STAGES[proposal.stage]).lower(),
            who=words.actor_name(proposal.proposed_by, t),
            at=t.instant(proposal.proposed_at),
            approved_by=words.actor_name(proposal.approved_by, t) if proposal.approved_by else "",
            is_loosening=proposal.is_loosening,
            is_own=view.is_own_proposal and proposal.stage is Stage.AWAITS_HEAD and "withdraw_proposal" in view.may,
            left=t("In force"),
            right=t("Proposed"),
            sides=_paired(before, terms_facts(proposal.terms, indicator, t)),
        )
    )
    chosen = [one for one in _ACTS if one in view.may]
    if not chosen:
        return
    form = f"target-decision {indicator.indicator_id} {view.line.area.area_id}"
    draft_text(t, t("Reason, for the record"), form=form, actor=actor, height=80)
    with st.container(horizontal=True, key="decisions"):
        for place, name in enumerate(chosen):
            st.button(
                t(_ACTS[name][2]),
                key=name,
                type="primary" if place == 0 and name != "withdraw_proposal" else "secondary",
                on_click=partial(_decide, name, view, form, database, catalog, actor, t),
            )


def _decide(
    name: str, view: TargetView, form: str, database: Database, catalog: Catalog, actor: Actor, t: Text
) -> None:  # noqa: PLR0917 - bound where the button is drawn
    """Send a decision about the version that was drawn; the reason stays in its field where it is refused."""
    kind, send, _, done = _ACTS[name]
    line = view.line
    command = kind(
        indicator_id=line.indicator.indicator_id,
        area_id=line.area.area_id,
        seen=line.state.version,
        reason=typed(form, actor),
    )
    try:
        send(database, catalog, command, actor=acting(actor), at=_now())  # type: ignore[arg-type]
    except TargetConflict as conflict:
        st.session_state[_SAID] = _late(view, conflict.state, t)
        return
    except Refusal as refusal:
        _say(t, t.refusal(refusal))
        return
    forget_draft(form, actor)
    reset_form(view)
    is_on_its_way = name == "approve_target" and view.needs_confirmation
    _say(t, t("Approved. It waits for the mayor's office.") if is_on_its_way else t(done))


def _late(view: TargetView, now: TargetState, t: Text) -> Html:
    """A decision about what is not there any more: what was looked at beside what stands now."""
    looked = view.line.state.proposal
    newest = now.steps[-1]
    return render(
        "target_conflict",
        t,
        what=t(STEPS[newest.step]),
        who=words.actor_name(newest.by, t),
        at=t.instant(newest.at),
        left=t("What you looked at"),
        right=t("What stands now"),
        sides=_sides(looked.terms if looked else newest.terms, newest.terms, view, t),
    )


def draw_mayor(view: TargetView, database: Database, catalog: Catalog, actor: Actor, t: Text) -> None:
    """What only the mayor's office decides: an accepted miss, and whether it confirms. Nothing for others."""
    if not {"accept_deviation", "end_deviation", "require_confirmation"} & view.may:
        return
    form = f"target-office {view.line.indicator.indicator_id} {view.line.area.area_id}"
    with st.expander(t("For the mayor's office: deviation and confirmation"), key="mayor"):
        until: date | None = None
        if "accept_deviation" in view.may:
            until = st.selectbox(
                t("Accept that the target is missed until the end of"),
                _month_ends(view.on),
                format_func=t.short_month,
                key="deviation-until",
                width=320,
            )
        draft_text(t, t("Reason, for the record"), form=form, actor=actor, height=80)
        with st.container(horizontal=True):
            for label, key, send in _offers(view, until, form, database, catalog, actor, t):
                st.button(label, key=key, on_click=send)


def _offers(
    view: TargetView, until: date | None, form: str, database: Database, catalog: Catalog, actor: Actor, t: Text
) -> list[tuple[str, str, Callable[[], None]]]:  # noqa: PLR0917 - bound where the buttons are drawn
    """Label, key and callback of each button of the mayor's office."""
    line, deviation = view.line, view.line.deviation
    indicator_id, area_id = line.indicator.indicator_id, line.area.area_id

    def accept() -> None:
        day = st.session_state.get("deviation-until") or until
        command = AcceptDeviation(
            indicator_id=indicator_id, area_id=area_id, from_on=view.on, until_on=day, reason=typed(form, actor)
        )
        accept_deviation(database, catalog, command, actor=acting(actor), at=_now())

    def end() -> None:
        assert deviation  # noqa: S101 - offered for one
        command = EndDeviation(deviation_id=deviation.deviation_id, reason=typed(form, actor))
        end_deviation(database, catalog, command, actor=acting(actor), at=_now())

    def require() -> None:
        command = RequireConfirmation(
            indicator_id=indicator_id, is_required=not view.needs_confirmation, reason=typed(form, actor)
        )
        require_confirmation(database, catalog, command, actor=acting(actor), at=_now())

    offered = [
        ("accept_deviation", t("Accept the deviation"), accept, t("The deviation is accepted. It ends by itself.")),
        ("end_deviation", t("End the deviation"), end, t("The deviation has ended.")),
        (
            "require_confirmation",
            t("Require no confirmation any more") if view.needs_confirmation else t("Require our confirmation"),
            require,
            t("The rule is changed for this indicator, in all areas."),
        ),
    ]
    return [
        (label, name, partial(_sent, send, form, actor, done, t))
        for name, label, send, done in offered
        if name in view.may
    ]


def _sent(send: Callable[[], None], form: str, actor: Actor, done: str, t: Text) -> None:
    try:
        send()
    except Refusal as refusal:
        _say(t, t.refusal(refusal))
        return
    forget_draft(form, actor)
    _say(t, done)


def _month_ends(on: date) -> list[date]:
    """Ends of months from this one on, as far as a deviation may reach."""
    ends = [add_months(on, place) - timedelta(days=1) for place in range(1, 14)]
    return [one for one in ends if on < one < on + _LONGEST]


def _sides(left: Terms, right: Terms, view: TargetView, t: Text) -> list[tuple[str, str, str]]:
    return _paired(terms_facts(left, view.line.indicator, t), terms_facts(right, view.line.indicator, t))


def _paired(left: list[tuple[str, str]], right: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Name, left and right text; a fact that only one side has stands beside nothing."""
    ours, theirs = dict(left), dict(right)
    names = list(dict.fromkeys([*ours, *theirs]))
    return [(name, ours.get(name, ""), theirs.get(name, "")) for name in names]


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
