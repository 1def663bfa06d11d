"""What only the mayor's office decides about a target: that a miss is accepted for a while, and that it confirms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

import streamlit as st

from bahealth.catalog.periods import add_months
from bahealth.targets.deviations.commands import (
    LONGEST_DEVIATION,
    AcceptDeviation,
    EndDeviation,
    RequireConfirmation,
    accept_deviation,
    end_deviation,
    require_confirmation,
)
from bahealth.ui.drafts import draft_text, forget_draft, typed
from bahealth.ui.people import acting
from bahealth.ui.sender import Sender
from bahealth.ui.target_steps import NARROW
from bahealth.views.target import TargetView

_UNTIL: Final = "deviation-until"
_OURS: Final = {"accept_deviation", "end_deviation", "require_confirmation"}


def draw_mayor(view: TargetView, sender: Sender) -> None:
    """The part of the page for the mayor's office; nothing for others."""
    t = sender.t
    if not _OURS & view.may:
        return
    with st.expander(t("For the mayor's office: accept a miss, require confirmation"), key="mayor"):
        if "accept_deviation" in view.may:
            st.selectbox(
                t("Accept that the target is missed until the end of"),
                month_ends(view.on),
                format_func=t.short_month,
                key=_UNTIL,
                width=320,
            )
        with st.container(width=NARROW):
            draft_text(t, t("Reason, for the record"), form=_form(view), actor=sender.actor, height=80)
        with st.container(horizontal=True, key="mayor-buttons"):
            _draw_button("accept_deviation", t("Accept the deviation"), _accept, view, sender)
            _draw_button("end_deviation", t("End the deviation"), _end, view, sender)
            label = t("Require no confirmation any more") if view.needs_confirmation else t("Require our confirmation")
            _draw_button("require_confirmation", label, _require, view, sender)


def month_ends(on: date) -> list[date]:
    """Ends of months from this one on, as far as a deviation that begins on `on` may reach."""
    ends = [add_months(on, place) - timedelta(days=1) for place in range(1, 14)]
    return [one for one in ends if on <= one < on + LONGEST_DEVIATION]


def _form(view: TargetView) -> str:
    return f"target-office {view.line.indicator.indicator_id} {view.line.area.area_id}"


def _draw_button(
    name: str, label: str, click: Callable[[TargetView, Sender], bool], view: TargetView, sender: Sender
) -> None:
    if name in view.may:
        st.button(label, key=name, on_click=partial(_click, click, view, sender))


def _click(click: Callable[[TargetView, Sender], bool], view: TargetView, sender: Sender) -> None:
    if click(view, sender):
        forget_draft(_form(view), sender.actor)


def _accept(view: TargetView, sender: Sender) -> bool:
    line = view.line
    command = AcceptDeviation(
        indicator_id=line.indicator.indicator_id,
        area_id=line.area.area_id,
        from_on=view.on,
        until_on=st.session_state[_UNTIL],
        reason=typed(_form(view), sender.actor),
    )

    def send(at: datetime) -> None:
        accept_deviation(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    return sender.send(send, sender.t("The deviation is accepted. It ends by itself."))


def _end(view: TargetView, sender: Sender) -> bool:
    deviation = view.line.deviation
    assert deviation  # noqa: S101 - the button is drawn for one
    command = EndDeviation(deviation_id=deviation.deviation_id, reason=typed(_form(view), sender.actor))

    def send(at: datetime) -> None:
        end_deviation(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    return sender.send(send, sender.t("The deviation has ended."))


def _require(view: TargetView, sender: Sender) -> bool:
    command = RequireConfirmation(
        indicator_id=view.line.indicator.indicator_id,
        is_required=not view.needs_confirmation,
        reason=typed(_form(view), sender.actor),
    )

    def send(at: datetime) -> None:
        require_confirmation(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    return sender.send(send, sender.t("The rule is changed for this indicator, in all areas."))
