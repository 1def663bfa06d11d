"""Drawing the programme's own scorecard: its figures, and the sessions one by one."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import streamlit as st

from bahealth.convene.programme_sessions import SessionFigures
from bahealth.convene.words import session_state_word
from bahealth.i18n import N_, Text
from bahealth.reports.programme_sheet import programme_csv
from bahealth.ui import address
from bahealth.ui.choices import in_address
from bahealth.ui.html import render
from bahealth.ui.programme_figures import NONE_YET, figures_of, share_text
from bahealth.ui.session_words import SESSION_MARKS, session_address
from bahealth.ui.title import title_page
from bahealth.views.programme import ProgrammeView, Span

_SPANS: Final = {Span.YEAR: N_("Last 12 months"), Span.TWO_YEARS: N_("Last 24 months"), Span.ALL: N_("Since the first")}


def choose_span(t: Text) -> Span:
    """How far the page looks back."""
    words = {one.value: t(_SPANS[one]) for one in Span}
    with st.container(key="filters"):
        chosen = in_address(
            "periodo",
            lambda: st.selectbox(
                t("Sessions of"), list(words), format_func=words.__getitem__, key="periodo", width=260
            ),
            allowed=words,
            default=Span.YEAR.value,
        )
    return Span(chosen)


def draw_programme(view: ProgrammeView, t: Text) -> None:
    """The figures in boxes, and below them a line for each session with a file of the same."""
    figures = figures_of(view, t) if view.sessions else []
    st.html(
        render(
            "programme",
            t,
            view=view,
            figures=figures,
            sessions=address.address(address.SESSIONS, t.language),
            targets=address.address(address.TARGETS, t.language),
            rows=[_row(one, t) for one in reversed(view.sessions)],
        )
    )
    if view.sessions:
        st.download_button(
            t("Session by session (CSV)"),
            partial(programme_csv, view.sessions, t),
            f"ba-salud-programa-{view.until_on}.csv",
            "text/csv",
            key="programme-csv",
            on_click="ignore",
        )


def draw_title(t: Text) -> None:
    """The heading, above the choice."""
    title_page(t("Programme"))
    st.html(render("programme_head", t))


def _row(one: SessionFigures, t: Text) -> dict[str, Any]:
    session, made = one.session, one.commitments
    told = one.worth.worth if one.worth else None
    return {
        "address": session_address(session.session_id, t),
        "at": t.instant(session.starts_at),
        "title": session.title,
        "state": session_state_word(session.state, t),
        "mark": SESSION_MARKS[session.state],
        "is_moved": one.is_held and not one.is_on_planned_day,
        "reason": "" if one.is_held else session.reason,
        "is_held": one.is_held,
        "data": share_text(one.data_on_time, t),
        "closed": t("%(count)s of %(total)s", count=made.closed_on_time.count, total=made.closed + made.open)
        if made
        else NONE_YET,
        "minutes": t(
            "%(count)s of %(total)s",
            count=t.number(one.minutes_on_signals),
            total=t.number(one.minutes_on_signals + one.minutes_on_rest),
        ),
        "flags": t("%(count)s of %(total)s", count=one.alarms.vanished.count, total=one.alarms.flagged)
        if one.alarms
        else NONE_YET,
        "worth": t("%(count)s of %(total)s", count=told, total=one.worth.answered)
        if one.worth and told is not None
        else NONE_YET,
    }
