"""The form in which somebody states what a change of a site is expected to do, and takes a statement back."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

import streamlit as st

from bahealth.assess.effect.commands import (
    StateExpectation,
    WithdrawExpectation,
    state_expectation,
    withdraw_expectation,
)
from bahealth.assess.effect.design import Shape
from bahealth.assess.effect.model import Opening, SiteChange, Terms
from bahealth.assess.effect.words import CHANGES, SHAPES
from bahealth.convene.words import capture_word
from bahealth.i18n import Text
from bahealth.ui.drafts import draft_line, draft_text, forget_draft, typed
from bahealth.ui.html import render
from bahealth.ui.people import acting
from bahealth.ui.sender import Sender
from bahealth.views.effect import Decision, EffectRow, EffectView

_SITE: Final = "effect-site"
_MECHANISM: Final = "effect-mechanism"
_NONE: Final = ""


def draw_statement(view: EffectView, sender: Sender) -> None:
    """The widgets in the order in which an effect is thought through, and the button."""
    t = sender.t
    names = {one.area_id: one.name for one in view.areas}
    indicators = {one.indicator_id: one for one in view.indicators}
    said = t(
        "The statement cannot be changed afterwards, only taken back with a reason. The page keeps which figures were "
        "there when it was made."
    )
    st.html(render("notice", t, text=said))
    with st.container(horizontal=True, vertical_alignment="bottom", key="effect-what"):
        st.segmented_control(
            t("What happens"),
            list(SiteChange),
            required=True,
            default=SiteChange.OPENS,
            format_func=lambda one: t(CHANGES[one]),
            key="effect-change",
            wrap=True,
        )
        draft_line(t, t("Name of the site"), form=_SITE, actor=sender.actor)
    st.selectbox(
        t("Indicator that is to move"),
        list(indicators),
        format_func=lambda one: t.pick(indicators[one].short_name),
        key="effect-indicator",
        width=420,
    )
    touched = st.multiselect(
        t("Areas that are to feel it"),
        list(names),
        format_func=names.__getitem__,
        key="effect-areas",
        placeholder=t("Choose"),
    )
    with st.container(horizontal=True, key="effect-days"):
        for one in touched:
            label = t("First day in %(area)s", area=names[one])
            st.date_input(label, value="today", format="DD/MM/YYYY", key=f"effect-on-{one}", width=220)
    st.multiselect(
        t("Untouched areas to compare with"),
        [one for one in names if one not in touched],
        format_func=names.__getitem__,
        key="effect-comparison",
        placeholder=t("Choose"),
        help=t("Not those where the same people could go: a neighbour loses what the new site gains."),
    )
    _draw_size(sender)
    _draw_decision(view, sender)
    draft_text(t, t("In which way it is to work"), form=_MECHANISM, actor=sender.actor, height=80)
    st.button(t("State it"), key="effect-state", on_click=partial(_state, sender))


def _draw_size(sender: Sender) -> None:
    t = sender.t
    with st.container(horizontal=True, vertical_alignment="bottom", key="effect-size-row"):
        st.number_input(
            t("Size expected, percent (points of a share)"),
            value=0.0,
            step=1.0,
            format="%.1f",
            key="effect-size",
            width=300,
        )
        st.number_input(t("First months left out"), 0, 12, 1, key="effect-opening", width=200)
    shape = st.segmented_control(
        t("How it comes"),
        list(Shape),
        required=True,
        default=Shape.STEP,
        format_func=lambda one: t(SHAPES[one]),
        key="effect-shape",
        wrap=True,
    )
    if shape is Shape.DELAYED:
        st.number_input(t("Months until it shows"), 1, 24, 3, key="effect-delay", width=200)


def _draw_decision(view: EffectView, sender: Sender) -> None:
    t = sender.t
    if not view.decisions:
        return
    known = {one.captured.capture_id: _decision(one, t) for one in view.decisions}
    known[_NONE] = t("none of a session")
    options = [_NONE, *(one for one in known if one != _NONE)]
    st.selectbox(
        t("Decision that made it"), options, format_func=known.__getitem__, key="effect-decision", width="stretch"
    )


def _decision(one: Decision, t: Text) -> str:
    day, kind = t.day(one.session.starts_at.date()), capture_word(one.captured.kind, t)
    return f"{day} · {kind}: {one.captured.text}"


def _state(sender: Sender) -> None:
    """What the form holds, as one command."""
    held: Any = st.session_state
    t, actor = sender.t, sender.actor
    touched = list(held.get("effect-areas") or ())
    if not touched:
        sender.tell(t("Choose the areas that are to feel it."))
        return
    today = datetime.now(UTC).date()
    shape = held.get("effect-shape") or Shape.STEP
    terms = Terms(
        change=held.get("effect-change") or SiteChange.OPENS,
        site=typed(_SITE, actor).strip(),
        openings=tuple(Opening(area_id=one, on=held.get(f"effect-on-{one}") or today) for one in touched),
        indicator_id=held["effect-indicator"],
        comparison=tuple(held.get("effect-comparison") or ()),
        shape=shape,
        opening_months=int(held.get("effect-opening") or 0),
        delay_months=int(held.get("effect-delay") or 0) if shape is Shape.DELAYED else 0,
        size=float(held.get("effect-size") or 0),
        mechanism=typed(_MECHANISM, actor).strip(),
        capture_id=held.get("effect-decision") or None,
    )
    command = StateExpectation(terms=terms)
    is_done = sender.send(
        lambda at: state_expectation(sender.database, sender.catalog, command, actor=acting(actor), at=at),
        t("Stated. What the figures say is shown from now on."),
    )
    if is_done:
        forget_draft(_SITE, actor)
        forget_draft(_MECHANISM, actor)


def draw_withdrawal(row: EffectRow, sender: Sender) -> None:
    """The reason, and the button."""
    form = f"effect-withdraw {row.expectation.expectation_id}"
    draft_text(sender.t, sender.t("Reason"), form=form, actor=sender.actor, height=80)
    st.button(sender.t("Take back"), key="effect-withdraw", on_click=partial(_withdraw, row, form, sender))


def _withdraw(row: EffectRow, form: str, sender: Sender) -> None:
    actor = sender.actor
    command = WithdrawExpectation(expectation_id=row.expectation.expectation_id, reason=typed(form, actor).strip())
    is_done = sender.send(
        lambda at: withdraw_expectation(sender.database, sender.catalog, command, actor=acting(actor), at=at),
        sender.t("Taken back. It stays on the record with the reason."),
    )
    if is_done:
        forget_draft(form, actor)
