"""The agenda: every line with why it is there; the convenor's office orders, times, drops and adds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

import streamlit as st

from bahealth.assess.words import reading, status_word
from bahealth.convene.agenda.commands import ChangeAgenda, DraftAgenda, change_agenda, draft_agenda
from bahealth.convene.model import Line, LineKind, SessionState
from bahealth.convene.questions import questions, topic_of
from bahealth.convene.words import commitment_state_word, false_alarms_text, line_reason, outcome_word
from bahealth.i18n import Text
from bahealth.store import new_id
from bahealth.ui import address
from bahealth.ui.drafts import draft_text, forget_draft, typed
from bahealth.ui.html import render
from bahealth.ui.people import acting
from bahealth.ui.sender import Sender
from bahealth.ui.session_conflict import send_seen
from bahealth.ui.session_facts import agenda_sides, story_facts
from bahealth.ui.session_story import draw_story
from bahealth.ui.session_words import COMMITMENT_MARKS, OUTCOME_MARKS, person_name, row_name
from bahealth.views.session import SessionRow, SessionView

_NEW_MINUTES: Final = 5
_MOST_MINUTES: Final = 60
_FLAGGED: Final = frozenset({LineKind.SIGNAL, LineKind.DEVIATION})


def draw_agenda(view: SessionView, sender: Sender) -> None:
    """Heading, lines with what the person may do about each, what was taken off, and what may be added."""
    t, agenda = sender.t, view.agenda
    st.html(
        render(
            "session_agenda",
            t,
            has_agenda=agenda is not None,
            planned_lines=len(view.rows),
            planned=t.number(view.planned_minutes),
            budget=t.number(view.budget_minutes),
            alarms=false_alarms_text(agenda.expected_false_alarms, t) if agenda else "",
        )
    )
    may_change = view.is_before and "change_agenda" in view.may
    for place, row in enumerate(view.rows):
        st.html(render("session_line", t, **_cells(row, view, place, t)))
        if may_change:
            _draw_line_steps(row, place, view, sender)
        if row.may_write:
            draw_story(row, view, sender)
    if view.dropped:
        with st.expander(t.plural("%(count)s line taken off", "%(count)s lines taken off", len(view.dropped))):
            for place, row in enumerate(view.dropped):
                st.html(render("session_line", t, **_cells(row, view, place, t)))
                if may_change:
                    back = _with(view, row.line.model_copy(update={"dropped_reason": None}))
                    st.button(
                        t("Put back"), key=f"back-{row.line.line_id}", on_click=partial(_reorder, back, view, sender)
                    )
    if may_change and agenda is not None:
        _draw_adding(view, sender)
    if view.session.state is SessionState.PLANNED and view.release is not None and "draft_agenda" in view.may:
        st.button(
            t("Draft the agenda") if agenda is None else t("Draft it anew"),
            type="primary" if agenda is None else "secondary",
            help=t("What people dropped or added is kept; the order begins anew."),
            key="draft",
            on_click=partial(_draft, view, sender),
        )


def line_name(row: SessionRow, view: SessionView, t: Text) -> str:
    """What a line is about."""
    if row.commitment is not None:
        return row.commitment.promised.text
    return row_name(row.line.indicator_id, row.line.area_id, view.named, t) or row.line.title


def _cells(row: SessionRow, view: SessionView, place: int, t: Text) -> dict[str, Any]:
    line, verdict, indicator = row.line, row.verdict, row.indicator
    added_by = person_name(line.added_by, view.members, t) if line.added_by else None
    return {
        "place": t.number(place + 1),
        "name": line_name(row, view, t),
        "link": _link(row, t),
        "is_own": row.may_write,
        "is_simulated": verdict is not None and verdict.is_simulated,
        "reason": line_reason(line.model_copy(update={"added_by": added_by}), t),
        "minutes": t.plural("%(count)s minute", "%(count)s minutes", line.minutes),
        "dropped": line.dropped_reason or "",
        "sentence": reading(verdict, indicator, t) if verdict and indicator else "",
        "is_asked": line.kind in _FLAGGED,
        "story": _story(row, view, t),
        "asks": questions(topic_of(line, verdict, row.commitment), t),
        "lessons": [
            {
                "address": address.address(address.COMMITMENTS, t.language, compromiso=one.promised.capture_id),
                "text": one.promised.text,
                "outcome": outcome_word(one.outcome, t) if one.outcome else "",
                "mark": OUTCOME_MARKS[one.outcome] if one.outcome else "no_verdict",
            }
            for one in row.lessons
        ],
        **_status(row, t),
    }


def _status(row: SessionRow, t: Text) -> dict[str, str]:
    if row.commitment is not None:
        state = row.commitment.state
        return {"status": commitment_state_word(state, t), "standing": COMMITMENT_MARKS[state]}
    if row.verdict is not None:
        return {"status": status_word(row.verdict.status, t), "standing": row.verdict.standing.value}
    return {"status": "", "standing": ""}


def _link(row: SessionRow, t: Text) -> str:
    """To the series of the pinned release, or to the commitment."""
    if row.commitment is not None:
        identity = row.commitment.promised.capture_id
        return address.address(address.COMMITMENTS, t.language, compromiso=identity)
    if row.line.plan_id is not None:
        return address.address(address.SITING, t.language, plan=row.line.plan_id)
    if row.line.indicator_id is None:
        return ""
    area_id = row.line.area_id
    return address.address(
        address.INDICATOR, t.language, indicador=row.line.indicator_id, area=None if area_id == "city" else area_id
    )


def _story(row: SessionRow, view: SessionView, t: Text) -> dict[str, Any] | None:
    if row.story is None:
        return None
    parts = [(name, said) for name, said in story_facts(row.story, t) if said]
    if row.story.probability is not None:
        parts.append((t("Probability of meeting the target, yours alone"), t.percent(row.story.probability)))
    return {"parts": parts, "author": person_name(row.story.author, view.members, t)}


# --- what the convenor's office does ---


def _draw_line_steps(row: SessionRow, place: int, view: SessionView, sender: Sender) -> None:
    t, key, name = sender.t, row.line.line_id, line_name(row, view, sender.t)
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"steps-{place}"):
        st.button(
            t("Up"),
            icon=":material/arrow_upward:",
            key=f"up-{key}",
            disabled=place == 0,
            help=name,
            on_click=partial(_reorder, _moved(view, place, -1), view, sender),
        )
        st.button(
            t("Down"),
            icon=":material/arrow_downward:",
            key=f"down-{key}",
            disabled=place == len(view.rows) - 1,
            help=name,
            on_click=partial(_reorder, _moved(view, place, 1), view, sender),
        )
        minutes_key = f"minutes-{key}-{view.agenda.version if view.agenda else 0}"
        st.number_input(
            t("Minutes"),
            1,
            _MOST_MINUTES,
            row.line.minutes,
            key=minutes_key,
            label_visibility="collapsed",
            width=130,
            on_change=partial(_time, minutes_key, row, view, sender),
        )
        with st.popover(t("Take off")):
            form = f"drop-line {view.session.session_id} {key}"
            draft_text(t, t("Reason, for the record"), form=form, actor=sender.actor, height=80)
            st.button(t("Take it off"), key=f"drop-{key}", on_click=partial(_drop, form, row, view, sender))


def _lines(view: SessionView) -> list[Line]:
    return [one.line for one in (*view.rows, *view.dropped)]


def _with(view: SessionView, changed: Line) -> list[Line]:
    return [changed if one.line_id == changed.line_id else one for one in _lines(view)]


def _moved(view: SessionView, place: int, by: int) -> list[Line]:
    """The lines with the one at `place` one step up or down."""
    lines, other = _lines(view), place + by
    if 0 <= other < len(view.rows):
        lines[place], lines[other] = lines[other], lines[place]
    return lines


def _reorder(lines: Sequence[Line], view: SessionView, sender: Sender) -> None:
    _change(lines, view, sender)


def _time(key: str, row: SessionRow, view: SessionView, sender: Sender) -> None:
    minutes = int(st.session_state[key])
    _change(_with(view, row.line.model_copy(update={"minutes": minutes})), view, sender)


def _drop(form: str, row: SessionRow, view: SessionView, sender: Sender) -> None:
    reason = typed(form, sender.actor)
    if _change(_with(view, row.line.model_copy(update={"dropped_reason": reason})), view, sender):
        forget_draft(form, sender.actor)


def _draw_adding(view: SessionView, sender: Sender) -> None:
    t = sender.t
    with st.expander(t("Add a line"), key="add-form"):
        st.text_input(t("What it is about"), key="add-title", max_chars=200, width=560)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            indicators = {one.indicator_id: t.pick(one.short_name) for one in view.named.indicators}
            st.selectbox(
                t("Indicator, if it is about one"),
                list(indicators),
                index=None,
                placeholder=t("None"),
                format_func=indicators.__getitem__,
                key="add-indicator",
                width=320,
            )
            st.number_input(t("Minutes"), 1, _MOST_MINUTES, _NEW_MINUTES, key="add-minutes", width=120)
            st.button(t("Add"), key="add", on_click=partial(_add, view, sender))


def _add(view: SessionView, sender: Sender) -> None:
    indicator_id = st.session_state.get("add-indicator")
    new = Line(
        line_id=f"{LineKind.NEW.value}:{new_id()}",
        kind=LineKind.NEW,
        title=str(st.session_state.get("add-title") or "").strip(),
        indicator_id=indicator_id,
        area_id="city" if indicator_id else None,
        minutes=int(st.session_state["add-minutes"]),
    )
    kept, dropped = [one.line for one in view.rows], [one.line for one in view.dropped]
    if _change([*kept, new, *dropped], view, sender):
        st.session_state["add-title"] = ""
        st.session_state["add-indicator"] = None


def _change(lines: Sequence[Line], view: SessionView, sender: Sender) -> bool:
    version = view.agenda.version if view.agenda else 0
    command = ChangeAgenda(session_id=view.session.session_id, version=version, lines=tuple(lines))

    def send(at: datetime) -> None:
        change_agenda(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    return _send(send, sender.t("The agenda is saved."), view, sender)


def _draft(view: SessionView, sender: Sender) -> None:
    version = view.agenda.version if view.agenda else 0
    command = DraftAgenda(session_id=view.session.session_id, version=version)

    def send(at: datetime) -> None:
        draft_agenda(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    _send(send, sender.t("Drafted: every line says why it is there."), view, sender)


def _send(run: Callable[[datetime], object], done: str, view: SessionView, sender: Sender) -> bool:
    return send_seen(sender, run, done, partial(agenda_sides, named=view.named, t=sender.t))
