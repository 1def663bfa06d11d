"""Drawing one session: its numbers, what changed since, the agenda, people, papers and what was promised."""

from __future__ import annotations

from typing import Any

import streamlit as st

from bahealth.convene.model import Invited, SessionState
from bahealth.convene.sessions.queries import ChangesSince
from bahealth.convene.words import commitment_state_word, part_word
from bahealth.i18n import Text
from bahealth.ui import address
from bahealth.ui.html import render
from bahealth.ui.sender import Sender, draw_said
from bahealth.ui.session_agenda import draw_agenda
from bahealth.ui.session_papers import draw_papers
from bahealth.ui.session_steps import draw_pin, draw_steps
from bahealth.ui.session_words import (
    COMMITMENT_MARKS,
    department_short,
    gap_rows,
    person_name,
    row_name,
    session_address,
    session_cells,
)
from bahealth.ui.session_worth import draw_worth
from bahealth.ui.sessions import missing_text
from bahealth.ui.title import title_page
from bahealth.views.session import SessionView
from bahealth.views.sessions import NextSession

_MOST_CHANGES = 12


def draw_session(view: SessionView, sender: Sender) -> None:
    """The page of one session, with what the person may do at each place."""
    t = sender.t
    title_page(view.session.title, t("Sessions"))
    draw_said()
    st.html(render("session_head", t, **_head(view, t)))
    draw_worth(view, sender)
    draw_pin(view, sender)
    draw_papers(view, sender)
    if view.is_after:
        st.html(render("session_promised", t, rows=[_promised(view, place, t) for place in range(len(view.promised))]))
    draw_agenda(view, sender)
    st.html(render("session_people", t, **_people(view, t)))
    draw_steps(view, sender)


def _head(view: SessionView, t: Text) -> dict[str, Any]:
    session = view.session
    signed = ""
    if session.signed_at is not None and session.signed_by is not None:
        person = person_name(session.signed_by, view.members, t)
        signed = t("Signed off by %(person)s on %(day)s", person=person, day=t.instant(session.signed_at))
    return {
        "list": session_address(None, t),
        "room": address.address(address.ROOM, t.language, sesion=session.session_id)
        if session.state is not SessionState.CANCELLED
        else "",
        "row": session_cells(session, view.named, t),
        "when": t.long_instant(session.starts_at),
        "is_planned": session.state is SessionState.PLANNED,
        "is_before": view.is_before,
        "is_simulated": view.is_simulated,
        "signed": signed,
        "coming": _coming(view, t),
        "release": view.release,
        "changes": changes_text(view.changes, view, t) if view.changes else [],
    }


def _coming(view: SessionView, t: Text) -> dict[str, Any] | None:
    if view.readiness is None:
        return None
    gaps = gap_rows(view.readiness, view.members, view.named, t)
    is_due = view.readiness.check_on <= view.today
    coming = NextSession(session=view.session, readiness=view.readiness, is_check_due=is_due)
    return {"gaps": gaps, "is_check_due": is_due, "said": missing_text(coming, t)}


def changes_text(changes: ChangesSince, view: SessionView, t: Text) -> list[str]:
    """What came after the numbers were fixed: deliveries, values, targets; a long list is cut and counted."""
    said = [
        t(
            "Delivery of %(source)s, %(when)s",
            source=t.pick(view.named.source[one.source_id].name) if one.source_id in view.named.source else "",
            when=t.instant(one.accepted_at),
        )
        for one in changes.deliveries
    ]
    for one in changes.revised:
        indicator = view.named.indicator.get(one.indicator_id)
        decimals = indicator.decimals if indicator else 1
        name, period = row_name(one.indicator_id, one.area_id, view.named, t), t.period(one.period)
        after = "–" if one.after is None else t.number(one.after, decimals)
        if one.before is None:
            said.append(t("%(name)s: %(after)s for %(period)s is new", name=name, after=after, period=period))
        else:
            before = t.number(one.before, decimals)
            said.append(
                t(
                    "%(name)s: %(before)s became %(after)s for %(period)s",
                    name=name,
                    before=before,
                    after=after,
                    period=period,
                )
            )
    for target in changes.targets:
        indicator = view.named.indicator.get(target.indicator_id)
        said.append(
            t(
                "Target of %(name)s: %(value)s by %(day)s",
                name=row_name(target.indicator_id, target.area_id, view.named, t),
                value=t.number(target.target_value, indicator.decimals if indicator else 1),
                day=t.short_month(target.due_on),
            )
        )
    if changes.newest_release_number > changes.release.release_number:
        said.insert(0, t("Release %(number)s is newer than the pinned one.", number=changes.newest_release_number))
    more = len(said) - _MOST_CHANGES
    return said if more <= 0 else [*said[:_MOST_CHANGES], t("and %(count)s more", count=t.number(more))]


def _people(view: SessionView, t: Text) -> dict[str, Any]:
    return {
        "people": [_person(one, view, t) for one in view.session.people],
        "has_attendance": any(one.is_present is not None for one in view.session.people),
    }


def _person(one: Invited, view: SessionView, t: Text) -> dict[str, str]:
    opened = next((read.opened_at for read in view.opened if read.person == one.person), None)
    presence = "" if one.is_present is None else t("present") if one.is_present else t("absent")
    return {
        "name": person_name(one.person, view.members, t),
        "part": part_word(one.part, t),
        "department": department_short(one.department_id, view.named, t),
        "read": t("opened %(when)s", when=t.instant(opened)) if opened else t("not opened"),
        "mark": "good" if opened else "no_verdict",
        "presence": presence,
    }


def _promised(view: SessionView, place: int, t: Text) -> dict[str, str]:
    one = view.promised[place]
    return {
        "address": address.address(address.COMMITMENTS, t.language, compromiso=one.promised.capture_id),
        "text": one.promised.text,
        "owner": person_name(one.promised.owner, view.members, t),
        "due": t.day(one.due_on),
        "state": commitment_state_word(one.state, t),
        "mark": COMMITMENT_MARKS[one.state],
    }
