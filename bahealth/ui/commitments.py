"""Drawing the commitments: the list by state, one with its history, and who is to be reminded of what."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from bahealth.convene.calendar import commitment_ics
from bahealth.convene.follow_up.queries import evidence_file
from bahealth.convene.model import Commitment, Event, Happening
from bahealth.convene.reminders.words import subject_of
from bahealth.convene.words import commitment_state_word, deliverable_word, outcome_word
from bahealth.i18n import N_, Text
from bahealth.ui import address
from bahealth.ui.choices import in_address
from bahealth.ui.commitment_steps import draw_steps
from bahealth.ui.effect_words import CHOSEN as EFFECT
from bahealth.ui.html import render
from bahealth.ui.sender import Sender, draw_said
from bahealth.ui.session_words import (
    COMMITMENT_MARKS,
    HAPPENINGS,
    OUTCOME_MARKS,
    department_short,
    person_name,
    row_name,
    session_address,
)
from bahealth.ui.title import title_page
from bahealth.views.commitments import CommitmentRow, CommitmentsView, Shown

CHOSEN: Final = "compromiso"
_SHOWN: Final = {Shown.OPEN: N_("Still open"), Shown.MINE: N_("Still open, your own"), Shown.ALL: N_("All, also done")}


def choose_shown(t: Text) -> Shown:
    """What the list shows."""
    words = {one.value: t(_SHOWN[one]) for one in Shown}
    with st.container(key="filters"):
        chosen = in_address(
            "ver",
            lambda: st.selectbox(t("Show"), list(words), format_func=words.__getitem__, key="ver", width=260),
            allowed=words,
            default=Shown.OPEN.value,
        )
    return Shown(chosen)


def asked_commitment() -> str | None:
    """The commitment that the address names."""
    return st.query_params.get(CHOSEN)


def draw_commitments(view: CommitmentsView, sender: Sender, *, top: DeltaGenerator) -> None:
    """In `top` one commitment where the address names it, else the heading; below, the list and the reminders."""
    t = sender.t
    title_page(t("Commitments"))
    with top:
        draw_said()
        if view.chosen is None:
            st.html(render("commitments_head", t))
        else:
            st.html(render("commitment", t, **_one(view.chosen, view, t)))
            _draw_files(view.chosen, sender)
            draw_steps(view.chosen, sender)
    groups = [
        (t("Yours, or of your department"), [_cells(one, view, t) for one in view.rows if one.is_own]),
        (t("Others"), [_cells(one, view, t) for one in view.rows if not one.is_own]),
    ]
    counts = [
        (COMMITMENT_MARKS[state], commitment_state_word(state, t), t.number(count))
        for state, count in view.counts.items()
    ]
    empty = (
        t("Nothing like that was promised.")
        if sum(view.counts.values())
        else t("Nothing has been promised yet: commitments come from the sessions.")
    )
    st.html(
        render(
            "commitments",
            t,
            counts=counts,
            groups=[one for one in groups if one[1]],
            empty=empty,
            is_below=view.chosen is not None,
        )
    )
    st.html(
        render(
            "reminders",
            t,
            rows=[
                {
                    "person": person_name(one.reminder.person, view.members, t),
                    "what": subject_of(one, t),
                    "sent": t.instant(one.sent_at) if one.sent_at else "",
                }
                for one in view.reminders
            ],
        )
    )


def _cells(row: CommitmentRow, view: CommitmentsView, t: Text) -> dict[str, Any]:
    one = row.commitment
    promised = one.promised
    return {
        "address": address.address(address.COMMITMENTS, t.language, **{CHOSEN: promised.capture_id}),
        "text": promised.text,
        "is_demonstration": row.session is not None and row.session.is_demonstration,
        "about": row_name(promised.indicator_id, promised.area_id, view.named, t) if promised.indicator_id else "",
        "state": commitment_state_word(one.state, t),
        "mark": COMMITMENT_MARKS[one.state],
        "more": _more(one, t),
        "due": t.day(one.due_on),
        "owner": person_name(promised.owner, view.members, t),
        "proof": promised.proof,
        "outcome": outcome_word(one.outcome, t) if one.outcome else "",
        "outcome_mark": OUTCOME_MARKS[one.outcome] if one.outcome else "",
    }


def _more(one: Commitment, t: Text) -> list[str]:
    """What its life has counted."""
    found: list[str] = []
    if one.needs_decision:
        found.append(t("needs a decision"))
    if one.times_carried:
        found.append(t.plural("carried over once", "carried over %(count)s times", one.times_carried))
    if one.times_refused:
        found.append(t.plural("closing refused once", "closing refused %(count)s times", one.times_refused))
    return found


def _one(row: CommitmentRow, view: CommitmentsView, t: Text) -> dict[str, Any]:
    one = row.commitment
    promised, judged = one.promised, row.judgement
    facts = [
        (t("Owner"), person_name(promised.owner, view.members, t)),
        (t("Department"), department_short(promised.department_id, view.named, t)),
        (t("Due on"), t.long_day(one.due_on)),
        (t("Deliverable"), deliverable_word(promised.deliverable, t) if promised.deliverable else ""),
        (t("Proof"), promised.proof),
        (t("Indicator"), row_name(promised.indicator_id, promised.area_id, view.named, t)),
        (t("Its effect is judged on"), t.long_day(promised.effect.on) if promised.effect else ""),
    ]
    return {
        "list": address.address(address.COMMITMENTS, t.language),
        "session": row.session.title if row.session else "",
        "session_address": session_address(promised.session_id, t),
        "row": _cells(row, view, t),
        "needs_decision": one.needs_decision,
        "facts": [fact for fact in facts if fact[1]],
        "outcome": outcome_word(one.outcome, t) if one.outcome else "",
        "outcome_mark": OUTCOME_MARKS[one.outcome] if one.outcome else "",
        "judged": _judged(row, view, t) if judged else "",
        "effect": _effect(row, t),
        "events": [_promised_event(one, view, t), *(_event(event, view, t) for event in one.events)],
    }


def _effect(row: CommitmentRow, t: Text) -> str:
    """Where it is told whether the site helped; nothing where nothing was stated of it."""
    if row.expectation_id is None:
        return ""
    return address.address(address.EFFECT, t.language, **{EFFECT: row.expectation_id})


def _judged(row: CommitmentRow, view: CommitmentsView, t: Text) -> str:
    """The means before and after, where there were points enough."""
    found = row.judgement
    if found is None or found.before_mean is None or found.after_mean is None:
        return ""
    indicator = view.named.indicator.get(row.commitment.promised.indicator_id or "")
    decimals = indicator.decimals if indicator else 1
    return t(
        "Mean before %(before)s, after %(after)s.",
        before=t.number(found.before_mean, decimals),
        after=t.number(found.after_mean, decimals),
    )


def _promised_event(one: Commitment, view: CommitmentsView, t: Text) -> dict[str, str]:
    return {
        "what": t("Promised"),
        "at": t.instant(one.promised_at),
        "who": person_name(one.promised.owner, view.members, t),
        **dict.fromkeys(("text", "link", "file", "due"), ""),
    }


def _event(one: Event, view: CommitmentsView, t: Text) -> dict[str, str]:
    is_link = one.evidence.startswith(("https://", "http://"))
    return {
        "what": t(HAPPENINGS[one.kind]),
        "at": t.instant(one.at),
        "who": person_name(one.by, view.members, t),
        "text": one.text,
        "link": one.evidence if is_link else "",
        "file": "" if is_link else one.evidence,
        "due": t.day(one.due_on) if one.due_on else "",
    }


def _draw_files(row: CommitmentRow, sender: Sender) -> None:
    """Files of evidence, and the calendar file."""
    t, one = sender.t, row.commitment
    with st.container(horizontal=True, key="files-of-commitment"):
        for event in one.events:
            if event.kind is Happening.DONE_CLAIMED and not event.evidence.startswith(("https://", "http://")):
                st.download_button(
                    t("Evidence: %(name)s", name=event.evidence),
                    partial(_evidence, event.event_id, sender),
                    event.evidence,
                    key=f"evidence-{event.event_id}",
                    on_click="ignore",
                )
        st.download_button(
            t("Calendar file (ICS)"),
            partial(_calendar, one, t),
            f"{t('commitment')}-{one.due_on}.ics",
            "text/calendar",
            key="commitment-ics",
            on_click="ignore",
        )


def _evidence(event_id: str, sender: Sender) -> bytes:
    with sender.database.reading() as con:
        return evidence_file(con, event_id).content


def _calendar(one: Commitment, t: Text) -> bytes:
    return commitment_ics(one, t, at=datetime.now(UTC).replace(tzinfo=None))
