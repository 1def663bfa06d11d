"""Drawing the room: which session, the line on the screen with its clock, and the keys that move through it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from bahealth.charts.compile import spec, with_rows
from bahealth.charts.trend import Note, trend_rows
from bahealth.convene.model import CaptureKind, Line, Session, SessionState
from bahealth.convene.questions import questions
from bahealth.convene.room.commands import (
    OpenSession,
    PresentLine,
    TakeAttendance,
    open_session,
    present_line,
    take_attendance,
)
from bahealth.convene.words import false_alarms_text, line_reason, part_word, session_state_word
from bahealth.i18n import Text
from bahealth.ui import address
from bahealth.ui.html import Html, render
from bahealth.ui.people import acting
from bahealth.ui.room_capture import draw_capture, draw_captured, is_capturing, new_note
from bahealth.ui.room_close import draw_after, draw_closing
from bahealth.ui.room_words import clock, line_name, row_sentence, row_target, verdict_words
from bahealth.ui.sender import Sender, draw_said
from bahealth.ui.session_words import person_name
from bahealth.ui.storehouse import database
from bahealth.ui.title import title_page
from bahealth.views.room import RoomChoice, RoomMark, RoomRow, RoomsView, RoomView, room_mark

SESSION, ALONE, CLOSING, BIG = "sesion", "solo", "cierre", "reloj"
_EVERY: Final = 1.0  # seconds between two questions of a screen
_DIGITS: Final = 9


def asked_room() -> RoomChoice | None:
    """The session of the address, and the line that is looked at alone."""
    session_id = st.query_params.get(SESSION)
    return RoomChoice(session_id=session_id, alone_line_id=st.query_params.get(ALONE)) if session_id else None


def draw_rooms(view: RoomsView, t: Text) -> None:
    """Every session with a link to its room."""
    title_page(t("Room"))
    groups = [(t("In session now"), view.open), (t("Coming"), view.next), (t("Held"), view.past)]
    listed = [(name, [_listed(one, t) for one in found]) for name, found in groups if found]
    st.html(render("room_list", t, groups=listed))


def _listed(session: Session, t: Text) -> dict[str, str]:
    return {
        "name": session.title,
        "when": t.long_instant(session.starts_at),
        "state": session_state_word(session.state, t),
        "address": address.address(address.ROOM, t.language, sesion=session.session_id),
    }


def draw_room(view: RoomView, sender: Sender) -> None:
    """The page of one session, by its state."""
    t, state = sender.t, view.session.state
    title_page(view.session.title, t("Room"))
    draw_said()
    if state is SessionState.OPEN:
        _draw_open(view, sender)
    elif state is SessionState.PLANNED:
        _draw_before(view, sender)
    else:
        draw_after(view, sender)


def _draw_before(view: RoomView, sender: Sender) -> None:
    t = sender.t
    st.html(render("room_head", t, view=view, state=session_state_word(view.session.state, t), facts=_facts(view, t)))
    if "open_session" in view.may:
        st.button(
            t("Open the session"),
            key="open-session",
            type="primary",
            shortcut="O",
            on_click=partial(_open, view, sender),
        )
    st.html(_agenda(view, t))
    _pulse(view.session.session_id, view.mark)


def _open(view: RoomView, sender: Sender) -> None:
    command = OpenSession(session_id=view.session.session_id, version=view.session.version)

    def send(at: datetime) -> None:
        open_session(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    sender.send(send, sender.t("The session is open."))


def _draw_open(view: RoomView, sender: Sender) -> None:
    t = sender.t
    if is_capturing() and "capture" in view.may:
        draw_capture(view, sender)
    if CLOSING in st.query_params:
        draw_closing(view, sender)
        return
    _draw_keys(view, sender)
    _clock(view, t)
    if view.row is None:
        _draw_overview(view, sender)
    else:
        _draw_row(view, view.row, t)
    draw_captured(view, sender)
    _draw_attendance(view, sender)


def _draw_keys(view: RoomView, sender: Sender) -> None:
    """Everything that can be done, each with its key."""
    t = sender.t
    is_leading = "present_line" in view.may and view.alone_line_id is None
    place = -1 if view.place is None else view.place
    with st.container(horizontal=True, key="room-keys"):
        before = view.lines[place - 1] if place > 0 else None
        after = view.lines[place + 1] if place + 1 < len(view.lines) else None
        for name, key, shortcut, line in (
            (t("Previous"), "room-previous", "Left", before),
            (t("Next"), "room-next", "Right", after),
        ):
            st.button(
                name,
                key=key,
                shortcut=shortcut,
                type="primary" if key == "room-next" and is_leading else "secondary",
                disabled=line is None,
                on_click=partial(_show, view, line.line_id if line else None, sender, is_leading=is_leading),
            )
        if is_leading:
            st.button(
                t("Agenda"),
                key="room-agenda",
                shortcut="A",
                disabled=view.row is None,
                on_click=partial(_show, view, None, sender, is_leading=True),
            )
        if view.alone_line_id is not None:
            st.button(
                t("Back to the presentation"),
                key="room-back",
                shortcut="V",
                type="primary",
                on_click=partial(_leave, ALONE),
            )
        elif is_leading and view.row is not None:
            line_id = view.row.line.line_id
            st.button(t("Browse alone"), key="room-alone", shortcut="B", on_click=partial(_put, ALONE, line_id))
        st.button(t("Timer"), key="room-timer", shortcut="T", on_click=_turn_timer)
        if "capture" in view.may:
            for kind, name, shortcut in (
                (CaptureKind.COMMITMENT, t("Note a commitment"), "N"),
                (CaptureKind.DECISION, t("Decision"), "D"),
                (CaptureKind.QUESTION, t("Question"), "P"),
            ):
                st.button(name, key=f"note-{kind}", shortcut=shortcut, on_click=partial(new_note, kind, view))
        if "close_session" in view.may:
            st.button(t("Read back and close"), key="room-close", shortcut="L", on_click=partial(_put, CLOSING, "1"))


def _show(view: RoomView, line_id: str | None, sender: Sender, *, is_leading: bool) -> None:
    """Put a line on everybody's screen, or on the own one alone."""
    if not is_leading:
        if line_id is not None:
            _put(ALONE, line_id)
        return
    command = PresentLine(session_id=view.session.session_id, line_id=line_id)

    def send(at: datetime) -> None:
        present_line(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    sender.attempt(send)


def _put(name: str, value: str) -> None:
    st.query_params[name] = value


def _leave(name: str) -> None:
    st.query_params.pop(name, None)


def _turn_timer() -> None:
    if BIG in st.query_params:
        _leave(BIG)
    else:
        _put(BIG, "1")


# --- the clock, which also asks whether something has changed ---


@st.fragment(run_every=_EVERY)
def _pulse(session_id: str, drawn: RoomMark) -> None:
    """Draw the page anew as soon as the session has moved on; while somebody types their screen waits."""
    if not is_capturing() and room_mark(database(), session_id) != drawn:
        st.rerun()


def _clock(view: RoomView, t: Text) -> None:
    line_id = view.shown.line_id if view.shown else None
    spent = view.spent.get(line_id or "")
    _clock_and_pulse(
        view.session,
        view.mark,
        view.at,
        (spent.minutes * 60, spent.planned_minutes) if spent else None,
        t,
        is_big=BIG in st.query_params,
    )


@st.fragment(run_every=_EVERY)
def _clock_and_pulse(
    session: Session,
    drawn: RoomMark,
    at: datetime,
    line: tuple[float, int] | None,
    t: Text,
    *,
    is_big: bool,
) -> None:
    """Time of the line and of the session, from when the server says that they began."""
    if not is_capturing() and room_mark(database(), session.session_id) != drawn:
        st.rerun()
    now = datetime.now(UTC).replace(tzinfo=None)
    whole = (now - (session.opened_at or now)).total_seconds()
    seconds, planned = (line[0] + (now - at).total_seconds(), line[1]) if line else (0.0, 0)
    st.html(
        render(
            "room_clock",
            t,
            line=clock(seconds) if line else "",
            planned=planned,
            is_line_over=line is not None and seconds > planned * 60,
            whole=clock(whole),
            minutes=session.minutes,
            is_over=whole > session.minutes * 60,
            is_big=is_big,
        )
    )


# --- the agenda and one line ---


def _facts(view: RoomView, t: Text) -> list[str]:
    """What everybody must know of the numbers: their release, luck, and what came since."""
    found: list[str] = []
    if view.release is not None:
        found.append(
            t(
                "Release %(number)s: what was known on %(day)s",
                number=view.release.release_number,
                day=t.long_day(view.release.as_of),
            )
        )
    if view.agenda is not None:
        found.append(false_alarms_text(view.agenda.expected_false_alarms, t))
    found.append(_changed(view, t))
    return [one for one in found if one]


def _changed(view: RoomView, t: Text) -> str:
    since = view.changes
    if since is None:
        return ""
    if since.is_nothing:
        return t("Nothing has changed since the numbers were fixed.")
    parts = [
        t.plural("%(count)s delivery", "%(count)s deliveries", len(since.deliveries)) if since.deliveries else "",
        t.plural("%(count)s value revised", "%(count)s values revised", len(since.revised)) if since.revised else "",
        t.plural("%(count)s target changed", "%(count)s targets changed", len(since.targets)) if since.targets else "",
    ]
    return t("Since the numbers were fixed: %(changes)s.", changes=t.joined([one for one in parts if one]))


def _agenda(view: RoomView, t: Text) -> Html:
    lines = [
        {"name": line_name(one, view, t), "why": line_reason(one, t), "minutes": one.minutes} for one in view.lines
    ]
    return render("room_agenda", t, lines=lines)


def _draw_overview(view: RoomView, sender: Sender) -> None:
    """The agenda with a button, and a digit, for each line."""
    t = sender.t
    st.html(render("room_head", t, view=view, state=session_state_word(view.session.state, t), facts=_facts(view, t)))
    is_leading = "present_line" in view.may and view.alone_line_id is None
    with st.container(key="room-lines"):
        for place, one in enumerate(view.lines, start=1):
            _line_button(view, one, place, sender, is_leading=is_leading)


def _line_button(view: RoomView, line: Line, place: int, sender: Sender, *, is_leading: bool) -> None:
    t = sender.t
    minutes = t.plural("%(count)s minute", "%(count)s minutes", line.minutes)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t("Open"),
            key=f"room-open-{line.line_id}",
            help=None,
            shortcut=str(place) if place <= _DIGITS else None,
            on_click=partial(_show, view, line.line_id, sender, is_leading=is_leading),
        )
        st.html(
            render(
                "room_item",
                t,
                place=place,
                name=line_name(line, view, t),
                why=f"{line_reason(line, t)} · {minutes}",
                is_done=(spent := view.spent.get(line.line_id)) is not None and spent.minutes > 0,
            )
        )


def _draw_row(view: RoomView, row: RoomRow, t: Text) -> None:
    standing, status, moved, change = verdict_words(row, t)
    target, chance = row_target(row, t)
    story = row.story
    place = (view.place or 0) + 1
    presented = ""
    if view.alone_line_id is not None and view.shown is not None and view.agenda is not None:
        now = next((one for one in view.lines if one.line_id == view.shown.line_id), None)
        presented = line_name(now, view, t) if now else t("Agenda")
    with st.container(key="room-stage"):
        told, drawn = st.columns([1, 1], gap="large")
        with told:
            st.html(
                render(
                    "room_line",
                    t,
                    place=place,
                    count=len(view.lines),
                    why=line_reason(row.line, t),
                    name=line_name(row.line, view, t),
                    standing=standing,
                    status=status,
                    moved=moved,
                    change=change,
                    said=row_sentence(row, t),
                    target=target,
                    chance=chance,
                    is_simulated=row.verdict is not None and row.verdict.is_simulated,
                    commitment=row.commitment,
                    owner=person_name(row.commitment.promised.owner, view.members, t) if row.commitment else "",
                    due=t.long_day(row.commitment.due_on) if row.commitment else "",
                    presented=presented,
                )
            )
        with drawn:
            _draw_chart(row, t)
    author = person_name(story.author, view.members, t) if story else ""
    st.html(
        render("room_under", t, story=story, author=author, questions=questions(row.topic, t), facts=_facts(view, t))
    )


def _draw_chart(row: RoomRow, t: Text) -> None:
    if not row.points or row.verdict is None or row.indicator is None:
        return
    notes = [Note(one.happened_on, t.pick(one.text), one.is_break) for one in row.notes]
    rows = trend_rows(row.points, row.verdict, notes, row.indicator, t)
    options: dict[str, Any] = {
        "unit": t.pick(row.indicator.unit),
        "axis": row.indicator.axis,
        "months": row.points[-1].period_months,
    }
    theme = "dark" if st.context.theme.type == "dark" else "light"
    compiled = with_rows(spec("trend", t.language, theme, **options), rows)
    said = row_sentence(row, t)
    st.vega_lite_chart(pd.DataFrame(rows), compiled, theme=None, width="stretch", key="chart-room", alt=said)


# --- who is there ---


def _draw_attendance(view: RoomView, sender: Sender) -> None:
    """Who of the invited is there; a click is enough."""
    t, session = sender.t, view.session
    if not session.people:
        return
    names = {
        one.person: f"{person_name(one.person, view.members, t)} ({part_word(one.part, t)})" for one in session.people
    }
    there = [one.person for one in session.people if one.is_present]
    key = f"attendance {session.session_id} {session.version}"
    with st.container(key="room-attendance"):
        st.pills(
            t("Attendance"),
            list(names),
            default=list(dict.fromkeys(there)),
            selection_mode="multi",
            format_func=names.__getitem__,
            key=key,
            disabled="take_attendance" not in view.may,
            on_change=partial(_take_attendance, view, key, sender),
        )


def _take_attendance(view: RoomView, key: str, sender: Sender) -> None:
    command = TakeAttendance(
        session_id=view.session.session_id, version=view.session.version, present=tuple(st.session_state[key])
    )

    def send(at: datetime) -> None:
        take_attendance(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    sender.attempt(send)
