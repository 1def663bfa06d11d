"""At the foot of an indicator: limits that began again, the form to begin them again, and to take that back."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from bahealth.assess.rebasing.commands import BeginLimitsAgain, UndoRebasing, begin_limits_again, undo_rebasing
from bahealth.catalog.model import Catalog
from bahealth.errors import Refusal
from bahealth.i18n import Text
from bahealth.people.model import Actor
from bahealth.store import Database
from bahealth.ui.drafts import draft_text, forget_draft, typed
from bahealth.ui.html import render
from bahealth.ui.people import acting
from bahealth.ui.words import actor_name
from bahealth.views.rebasing import RebasingView

_SAID = "rebasing-said"


def draw_rebasing(view: RebasingView, t: Text, *, database: Database, catalog: Catalog, actor: Actor) -> None:
    """What was decided about the limits; the forms for those who may."""
    if said := st.session_state.pop(_SAID, None):
        st.html(render("notice", t, text=said))
    if view.in_force is not None:
        one = view.in_force
        told = t(
            "%(who)s let the control limits begin again on %(day)s. Cause: %(cause)s Evidence: %(evidence)s",
            who=actor_name(one.decided_by, t),
            day=t.long_day(one.from_on),
            cause=one.cause,
            evidence=one.evidence,
        )
        st.html(render("section", t, title=t("Control limits"), said=told, name="limits"))
    if view.may_begin:
        with st.expander(t("Let the control limits begin again")):
            _draw_form(view, t, database=database, catalog=catalog, actor=actor)
    if view.may_undo:
        with st.expander(t("Take the new control limits back")):
            draft_text(t, t("Reason"), form=_name("undo", view), actor=actor, height=80)
            st.button(
                t("Take back"),
                key="rebasing-undo",
                on_click=partial(_undo, view, database=database, catalog=catalog, actor=actor, t=t),
            )


def _draw_form(view: RebasingView, t: Text, *, database: Database, catalog: Catalog, actor: Actor) -> None:
    st.html(
        render(
            "notice",
            t,
            text=t(
                "Only after a lasting change whose cause is known. From the next release on, limits are drawn from the "
                "chosen month; what came before is judged as it was."
            ),
        )
    )
    st.date_input(
        t("First day of the new limits"),
        value=view.signal_since,
        format="DD/MM/YYYY",
        key=_name("day", view),
        width=280,
    )
    draft_text(t, t("What caused the change"), form=_name("cause", view), actor=actor, height=80)
    draft_text(t, t("What shows it"), form=_name("evidence", view), actor=actor, height=80)
    st.button(
        t("Begin the limits again"),
        key="rebasing-send",
        on_click=partial(_begin, view, database=database, catalog=catalog, actor=actor, t=t),
    )


def _begin(view: RebasingView, *, database: Database, catalog: Catalog, actor: Actor, t: Text) -> None:
    if view.signal_since is None:
        return
    try:
        command = BeginLimitsAgain(
            indicator_id=view.indicator_id,
            area_id=view.area_id,
            from_on=st.session_state.get(_name("day", view)) or view.signal_since,
            cause=typed(_name("cause", view), actor).strip(),
            evidence=typed(_name("evidence", view), actor).strip(),
        )
        begin_limits_again(database, catalog, command, actor=acting(actor), at=_now())
    except Refusal as refusal:
        st.session_state[_SAID] = t.refusal(refusal)
        return
    for name in ("cause", "evidence"):
        forget_draft(_name(name, view), actor)
    st.session_state[_SAID] = t("Recorded. Limits begin again with the next release.")


def _undo(view: RebasingView, *, database: Database, catalog: Catalog, actor: Actor, t: Text) -> None:
    if view.in_force is None:
        return
    try:
        command = UndoRebasing(rebasing_id=view.in_force.rebasing_id, reason=typed(_name("undo", view), actor).strip())
        undo_rebasing(database, catalog, command, actor=acting(actor), at=_now())
    except Refusal as refusal:
        st.session_state[_SAID] = t.refusal(refusal)
        return
    forget_draft(_name("undo", view), actor)
    st.session_state[_SAID] = t("Taken back. Limits are as before with the next release.")


def _name(field: str, view: RebasingView) -> str:
    """Name of a field among all drafts."""
    return f"rebasing-{field} {view.indicator_id} {view.area_id}"


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
