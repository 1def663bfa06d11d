"""The forms of the convenor's office: a series with its dates, one session, and the end of a series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, Final, Literal, cast

import streamlit as st

from bahealth.catalog.model import Group
from bahealth.catalog.words import theme_text
from bahealth.convene.model import LONGEST_MINUTES, Invited, Part
from bahealth.convene.sessions.commands import (
    EndSeries,
    ExtendSeries,
    PlanSeries,
    PlanSession,
    end_series,
    extend_series,
    plan_series,
    plan_session,
)
from bahealth.convene.versions import instant_of
from bahealth.i18n import Text
from bahealth.people.model import Role
from bahealth.people.sign_in import MemberRow
from bahealth.ui.drafts import draft_text, forget_draft, typed
from bahealth.ui.people import acting
from bahealth.ui.sender import Sender
from bahealth.ui.session_words import department_short
from bahealth.views.sessions import SeriesRow, SessionsView

FORM_WIDTH: Final = 760  # pixels
_ALL: Final = ""
_NINE: Final = time(9)
_MOST_MINUTES: Final = 240
_FEWEST_MINUTES: Final = 15
_WEEKS: Final = (1, 2, 4, 8, 13, 26)


def draw_planning(view: SessionsView, sender: Sender) -> None:
    """Closed until somebody wants it."""
    t = sender.t
    with st.expander(t("Plan a series"), key="plan-series-form"), st.container(width=FORM_WIDTH):
        _draw_form("series", view, sender)
    with st.expander(t("Plan one session"), key="plan-session-form"), st.container(width=FORM_WIDTH):
        _draw_form("session", view, sender)
    running = [one for one in view.series if not one.state.series.is_ended]
    if running:
        with st.expander(t("Extend or end a series"), key="end-series-form"), st.container(width=FORM_WIDTH):
            _draw_series(running, sender)


def draw_minutes(t: Text, key: str, standing: int = LONGEST_MINUTES) -> None:
    """How long a session lasts."""
    st.number_input(
        t("Length in minutes"),
        _FEWEST_MINUTES,
        _MOST_MINUTES,
        standing,
        step=5,
        key=key,
        width=160,
        help=t("Above 90 minutes a reason is needed: two sessions are better than a long one."),
    )


def draw_when(t: Text, key: str, day: date, clock: time = _NINE) -> None:
    """Day and time of day in Buenos Aires."""
    st.date_input(t("Day"), day, format=day_format(t), key=f"{key}-day", width=160)
    st.time_input(t("Time"), clock, key=f"{key}-clock", step=timedelta(minutes=15), width=120)


def day_format(t: Text) -> Literal["DD/MM/YYYY", "YYYY-MM-DD"]:
    """How a day is typed."""
    return "DD/MM/YYYY" if t.language == "es" else "YYYY-MM-DD"


def typed_when(key: str) -> datetime:
    """What stands in the fields of `draw_when`, in UTC."""
    return instant_of(cast(date, st.session_state[f"{key}-day"]), cast(time, st.session_state[f"{key}-clock"]))


def _draw_form(kind: str, view: SessionsView, sender: Sender) -> None:
    t, key = sender.t, f"plan-{kind}"
    st.text_input(t("Name"), key=f"{key}-name", max_chars=200)
    with st.container(horizontal=True):
        themes = [_ALL, *(one.value for one in Group)]
        st.selectbox(t("Theme"), themes, format_func=partial(theme_text, t=t), key=f"{key}-theme", width=320)
        st.multiselect(
            t("Departments"),
            [one.department_id for one in view.named.departments],
            format_func=lambda one: department_short(one, view.named, t),
            placeholder=t("The whole city"),
            key=f"{key}-departments",
            width=400,
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        draw_when(t, key, view.today + timedelta(days=14))
        draw_minutes(t, f"{key}-minutes")
        if kind == "series":
            st.selectbox(t("Every how many weeks"), _WEEKS, index=2, key=f"{key}-weeks", width=160)
        st.number_input(t("Reserve date, days later (0: none)"), 0, 60, 7, key=f"{key}-reserve", width=220)
    draft_text(t, t("Reason, if it is longer than 90 minutes"), form=key, actor=sender.actor, height=80)
    st.caption(t("The heads of the departments and you are invited; that can be changed for each session."))
    label = t("Hold its dates for a year") if kind == "series" else t("Plan this session")
    act = _plan_series if kind == "series" else _plan_session
    st.button(label, type="primary", key=key, on_click=partial(act, view, sender))


def first_people(members: Sequence[MemberRow], department_ids: Sequence[str], convenor: str) -> tuple[Invited, ...]:
    """Who is invited to begin with: who plans it, and the heads of its departments (none chosen: all)."""
    heads = [one for one in members if one.role is Role.HEAD and one.department_id]
    return (
        Invited(person=convenor, part=Part.CONVENOR),
        *(
            Invited(person=one.email, part=Part.HEAD, department_id=one.department_id)
            for one in heads
            if not department_ids or one.department_id in department_ids
        ),
    )


def _shared(key: str, view: SessionsView, sender: Sender) -> dict[str, Any]:
    departments = tuple(st.session_state[f"{key}-departments"])
    return {
        "theme": st.session_state[f"{key}-theme"],
        "department_ids": departments,
        "minutes": int(st.session_state[f"{key}-minutes"]),
        "people": first_people(view.members, departments, sender.actor.name),
        "reason": typed(key, sender.actor),
    }


def _plan_series(view: SessionsView, sender: Sender) -> None:
    t, key = sender.t, "plan-series"
    name = str(st.session_state[f"{key}-name"]).strip()
    if not name:
        sender.tell(t("Give it a name."))
        return
    command = PlanSeries(
        name=name,
        first_at=typed_when(key),
        every_weeks=int(st.session_state[f"{key}-weeks"]),
        reserve_days=int(st.session_state[f"{key}-reserve"]),
        **_shared(key, view, sender),
    )

    def send(at: datetime) -> None:
        plan_series(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    if sender.send(send, t("Its dates are held for a year.")):
        _forget(key, sender)


def _plan_session(view: SessionsView, sender: Sender) -> None:
    t, key = sender.t, "plan-session"
    name = str(st.session_state[f"{key}-name"]).strip()
    if not name:
        sender.tell(t("Give it a name."))
        return
    starts_at, reserve = typed_when(key), int(st.session_state[f"{key}-reserve"])
    command = PlanSession(
        title=name,
        starts_at=starts_at,
        reserve_at=starts_at + timedelta(days=reserve) if reserve else None,
        **_shared(key, view, sender),
    )

    def send(at: datetime) -> None:
        plan_session(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    if sender.send(send, t("Planned.")):
        _forget(key, sender)


def _forget(key: str, sender: Sender) -> None:
    st.session_state[f"{key}-name"] = ""
    forget_draft(key, sender.actor)


def _draw_series(running: Sequence[SeriesRow], sender: Sender) -> None:
    t = sender.t
    rows = {one.state.series.series_id: one for one in running}
    chosen = st.selectbox(
        t("Series"), list(rows), format_func=lambda one: rows[one].state.series.name, key="series-chosen", width=400
    )
    draft_text(t, t("Reason, to end it"), form=f"end-series {chosen}", actor=sender.actor, height=80)
    with st.container(horizontal=True):
        st.button(t("Hold the dates of another year"), key="extend", on_click=partial(_extend, rows[chosen], sender))
        st.button(
            t("End it and cancel what is planned"), key="end-series", on_click=partial(_end, rows[chosen], sender)
        )


def _extend(row: SeriesRow, sender: Sender) -> None:
    command = ExtendSeries(series_id=row.state.series.series_id, version=row.state.version)

    def send(at: datetime) -> None:
        extend_series(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    sender.send(send, sender.t("The dates up to a year from today are held."))


def _end(row: SeriesRow, sender: Sender) -> None:
    form = f"end-series {row.state.series.series_id}"
    command = EndSeries(
        series_id=row.state.series.series_id, version=row.state.version, reason=typed(form, sender.actor)
    )

    def send(at: datetime) -> None:
        end_series(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    if sender.send(send, sender.t("Ended; what was planned is cancelled and counted.")):
        forget_draft(form, sender.actor)
