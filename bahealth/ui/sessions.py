"""Drawing the list of sessions: the next one with what is missing, the year ahead, past and cancelled ones."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import streamlit as st

from bahealth.convene.model import Session, SessionState
from bahealth.convene.versions import day_of
from bahealth.i18n import Text
from bahealth.ui.html import render
from bahealth.ui.sender import Sender, draw_said
from bahealth.ui.session_plan import draw_planning
from bahealth.ui.session_words import CHOSEN, gap_rows, session_address, session_cells
from bahealth.ui.title import title_page
from bahealth.views.sessions import NextSession, SeriesRow, SessionsView


def asked_session() -> str | None:
    """The session that the address names; None: the list."""
    return st.query_params.get(CHOSEN)


def draw_sessions(view: SessionsView, sender: Sender) -> None:
    """The list, and for the convenor's office the forms below it."""
    t = sender.t
    title_page(t("Sessions"))
    st.html(render("sessions_head", t))
    draw_said()
    past = [_row(one, view, t) for one in view.past]
    cancelled = [{**_row(one, view, t), "is_reasoned": True} for one in view.cancelled]
    alone = [one for one in view.ahead if one.series_id is None and not _is_first(one, view)]
    st.html(
        render(
            "sessions",
            t,
            coming=_coming(view.coming, view, t) if view.coming else None,
            may_plan=bool(view.may),
            series=[_series(one, t) for one in view.series],
            lists=[
                (t("Planned, not of a series"), [_row(one, view, t) for one in alone], ""),
                (t("Past sessions"), past, t("None has been held yet.")),
                (t("Cancelled, and counted"), cancelled, ""),
            ],
        )
    )
    if "plan_session" in view.may:
        draw_planning(view, sender)


def _is_first(one: Session, view: SessionsView) -> bool:
    return view.coming is not None and view.coming.session.session_id == one.session_id


def _row(one: Session, view: SessionsView, t: Text) -> dict[str, Any]:
    return {**session_cells(one, view.named, t), "is_reasoned": False}


def _coming(coming: NextSession, view: SessionsView, t: Text) -> dict[str, Any]:
    gaps = gap_rows(coming.readiness, view.members, view.named, t)
    return {
        "row": session_cells(coming.session, view.named, t),
        "is_planned": coming.session.state is SessionState.PLANNED,
        "is_check_due": coming.is_check_due,
        "gaps": gaps,
        "said": missing_text(coming, t),
    }


def missing_text(coming: NextSession, t: Text) -> str:
    """How much is missing, and when it is checked."""
    return t.plural(
        "%(count)s thing is missing; it is checked on %(day)s",
        "%(count)s things are missing; they are checked on %(day)s",
        len(coming.readiness.gaps),
        day=t.day(coming.readiness.check_on),
    )


def _series(row: SeriesRow, t: Text) -> dict[str, Any]:
    series = row.state.series
    said = [
        t.plural("every week", "every %(count)s weeks", series.every_weeks),
        t.plural("%(count)s session ahead", "%(count)s sessions ahead", len(row.ahead)),
        t.plural("%(count)s held", "%(count)s held", row.held_count),
        t.plural("%(count)s cancelled", "%(count)s cancelled", row.cancelled_count),
    ]
    months = groupby(row.ahead, key=lambda one: day_of(one.starts_at).replace(day=1))
    return {
        "name": series.name,
        "is_ended": series.is_ended,
        "said": " · ".join(said),
        "months": [(t.short_month(month), [_date(one, t) for one in dates]) for month, dates in months],
    }


def _date(one: Session, t: Text) -> dict[str, str]:
    return {
        "address": session_address(one.session_id, t),
        "at": t.day(day_of(one.starts_at)),
        "reserve": t.day(day_of(one.reserve_at)) if one.reserve_at else "",
    }
