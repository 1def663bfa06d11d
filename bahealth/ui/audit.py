"""Drawing the record: whether it is whole, its lines as sentences, and the last lines about one row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import streamlit as st

from bahealth.catalog.model import Catalog
from bahealth.errors import NotFound
from bahealth.i18n import N_, Text
from bahealth.people.audit.model import Line
from bahealth.people.audit.words import findings, state_text
from bahealth.people.model import Actor
from bahealth.store import Database
from bahealth.ui import address
from bahealth.ui.audit_words import COMMANDS, changes, command_word, sentence
from bahealth.ui.choices import in_address
from bahealth.ui.html import Html, render
from bahealth.ui.responsibilities import subject_names
from bahealth.ui.title import title_page
from bahealth.ui.words import actor_name, said_alone
from bahealth.views.audit import AuditChoice, AuditView, audit_options, audit_view, chain_state
from bahealth.views.model import scorecard_areas

_ABOUT, _PLACE, _WHAT, _WHO, _SINCE, _BEFORE = "sobre", "lugar", "que", "quien", "dias", "antes-de"
_DAYS = {"7": N_("Last 7 days"), "30": N_("Last 30 days"), "365": N_("Last year")}


def audit_filters(database: Database, catalog: Catalog, actor: Actor, t: Text) -> AuditChoice:
    """The reader's choices, from widgets that stand in the address."""
    options = audit_options(database, catalog, actor)
    about = subject_names(catalog, t) | {one: one for one in options.member_emails}
    places = {one.area_id: one.name for one in scorecard_areas(catalog)}
    people = {one: said_alone(actor_name(one, t)) for one in options.people}
    commands = {one: command_word(one, t) for one in sorted(COMMANDS, key=lambda one: command_word(one, t))}
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        chosen = {
            key: _choose(key, t(label), t(empty), names)
            for key, label, empty, names in (
                (_ABOUT, N_("About"), N_("Everything"), about),
                (_PLACE, N_("Area"), N_("Every area"), places),
                (_WHAT, N_("What happened"), N_("Everything"), commands),
                (_WHO, N_("Who"), N_("Everybody"), people),
                (_SINCE, N_("When"), N_("At any time"), {days: t(name) for days, name in _DAYS.items()}),
            )
        }
    days = chosen[_SINCE]
    return AuditChoice(
        about=chosen[_ABOUT],
        area_id=chosen[_PLACE],
        command=chosen[_WHAT],
        person=chosen[_WHO],
        days=int(days) if days else None,
        before_line=_before_line(),
    )


def _choose(key: str, label: str, empty: str, names: dict[str, str]) -> str | None:
    return in_address(
        key,
        lambda: st.selectbox(
            label,
            names,
            index=None,
            placeholder=empty,
            format_func=names.__getitem__,
            key=key,
            width=230,
            on_change=_forget_page,
        ),
        allowed=names,
        default=None,
    )


def _before_line() -> int | None:
    """The page of the address: lines before a number. Another choice begins at the newest again."""
    asked = st.query_params.get(_BEFORE)
    if asked is None:
        return None
    if not asked.isdecimal() or len(asked) > 15:
        raise NotFound("The address names what does not exist: %(name)s", name=asked)
    return int(asked)


def _forget_page() -> None:
    st.query_params.pop(_BEFORE, None)


def asked_view(database: Database, catalog: Catalog, choice: AuditChoice, actor: Actor) -> AuditView:
    """The page for `actor`, now."""
    return audit_view(database, catalog, choice, actor, at=_now())


def draw_audit(view: AuditView, choice: AuditChoice, database: Database, catalog: Catalog, t: Text) -> None:
    """The page below its filters."""
    title_page(t("Record"))
    report = view.state.report
    st.html(
        render(
            "audit_head",
            t,
            is_whole=report.is_whole,
            lead=state_text(report, t),
            found=findings(report, t),
            seal=report.last,
            verified_at=t.instant(view.state.verified_at),
        )
    )
    st.button(t("Walk along the whole record again"), key="verify", on_click=partial(_verify, database))
    named = {_ABOUT: choice.about, _PLACE: choice.area_id, _WHAT: choice.command, _WHO: choice.person}
    st.html(
        render(
            "audit_lines",
            t,
            lines=[line_texts(one, catalog, t) for one in view.lines],
            is_narrowed=view.is_narrowed,
            older=_page(view.older_than, choice, named, t) if view.older_than else "",
            newest="" if view.is_first else _page(None, choice, named, t),
        )
    )


def _page(before_line: int | None, choice: AuditChoice, named: dict[str, str | None], t: Text) -> str:
    return address.address(address.AUDIT, t.language, **named, **{_SINCE: choice.days, _BEFORE: before_line})


def line_texts(line: Line, catalog: Catalog, t: Text) -> dict[str, Any]:
    """What a line says, as the parts of a list."""
    return {
        "number": t.number(line.line_number),
        "at": t.instant(line.written_at),
        "said": sentence(line, catalog, t),
        "changes": changes(line, catalog, t),
        "why": line.reason or "",
    }


def draw_log(lines: Sequence[Line], indicator_id: str, catalog: Catalog, t: Text) -> None:
    """The last lines about one row of a page, folded."""
    st.html(log_html(lines, indicator_id, catalog, t))


def log_html(lines: Sequence[Line], indicator_id: str, catalog: Catalog, t: Text) -> Html:
    """The same as HTML."""
    return render(
        "audit_log",
        t,
        lines=[line_texts(one, catalog, t) for one in lines],
        more=address.address(address.AUDIT, t.language, **{_ABOUT: indicator_id}),
    )


def _verify(database: Database) -> None:
    chain_state(database, at=_now(), is_anew=True)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
