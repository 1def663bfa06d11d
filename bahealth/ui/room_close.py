"""The end of a session: each commitment is read aloud as it stands, what it lacks is put right, then the minutes."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Final

import streamlit as st

from bahealth.convene.model import Captured, SessionState
from bahealth.convene.room.commands import CloseSession, ReadBack, SignMinutes, close_session, sign_minutes
from bahealth.convene.room.rules import Lack
from bahealth.convene.words import session_state_word
from bahealth.ui import address
from bahealth.ui.html import render
from bahealth.ui.people import acting
from bahealth.ui.room_capture import facts_of, old_note
from bahealth.ui.room_words import lack_word
from bahealth.ui.sender import Sender
from bahealth.ui.session_words import person_name
from bahealth.views.room import RoomView

CLOSING: Final = "cierre"
_READ: Final = "leidos"
_SHORT: Final = 12  # last characters of an id, enough to tell the lines of a session apart


def _mark(line: Captured) -> str:
    return f"{line.capture_id[-_SHORT:]}.{line.version}"


def _read() -> frozenset[str]:
    """What has been read aloud; it stands in the address, so that it survives a server that is started again."""
    return frozenset(filter(None, st.query_params.get(_READ, "").split("_")))


def draw_closing(view: RoomView, sender: Sender) -> None:
    """One commitment at a time, in the order of ranks; what is missing is filled in here."""
    t, read = sender.t, _read()
    lacks: dict[str, list[str]] = {}
    for problem in view.problems:
        lacks.setdefault(problem.subject_id, []).append(lack_word(Lack(problem.lack), t))
    left = [one for one in view.commitments if _mark(one) not in read or one.capture_id in lacks]
    st.html(
        render(
            "room_closing",
            t,
            title=view.session.title,
            done=len(view.commitments) - len(left),
            count=len(view.commitments),
        )
    )
    with st.container(horizontal=True, key="room-keys"):
        st.button(t("Back to the session"), key="closing-back", shortcut="V", on_click=_leave)
    for one in view.commitments:
        _draw_one(
            view, one, sender, lacks.get(one.capture_id, []), is_read=_mark(one) in read, is_now=left[:1] == [one]
        )
    undecided = [view.promised[one] for one in lacks if one in view.promised]
    if undecided:
        st.html(render("room_undecided", t, lines=[one.promised.text for one in undecided]))
    if "close_session" in view.may:
        st.button(
            t("Close the session"),
            key="close-session",
            type="primary",
            disabled=bool(left or undecided),
            on_click=partial(_close, view, sender),
        )


def _draw_one(view: RoomView, line: Captured, sender: Sender, lacks: list[str], *, is_read: bool, is_now: bool) -> None:
    t = sender.t
    facts = facts_of(line, view, t)[1:]
    st.html(render("room_promise", t, line=line, facts=facts, lacks=lacks, is_read=is_read, is_now=is_now))
    with st.container(horizontal=True):
        if is_now and not lacks:
            st.button(
                t("Read aloud: it stands"),
                key="read-aloud",
                type="primary",
                shortcut="Right",
                on_click=partial(_note_read, line),
            )
        st.button(
            t("Fill in") if lacks else t("Correct"),
            key=f"fill-{line.capture_id}",
            type="primary" if is_now and lacks else "secondary",
            shortcut="F" if is_now else None,
            on_click=partial(old_note, line),
        )


def _note_read(line: Captured) -> None:
    st.query_params[_READ] = "_".join(sorted(_read() | {_mark(line)}))


def _leave() -> None:
    st.query_params.pop(CLOSING, None)


def _close(view: RoomView, sender: Sender) -> None:
    read = _read()
    command = CloseSession(
        session_id=view.session.session_id,
        version=view.session.version,
        read_back=tuple(
            ReadBack(capture_id=one.capture_id, version=one.version) for one in view.commitments if _mark(one) in read
        ),
    )

    def send(at: datetime) -> None:
        close_session(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    if sender.send(send, sender.t("The session is closed. Its minutes are ready.")):
        for name in (CLOSING, _READ):
            st.query_params.pop(name, None)


def draw_after(view: RoomView, sender: Sender) -> None:
    """What was promised, the way to the minutes, and the signature."""
    t, session = sender.t, view.session
    st.html(
        render(
            "room_after",
            t,
            session=session,
            state=session_state_word(session.state, t),
            signed=person_name(session.signed_by, view.members, t) if session.signed_by else "",
            papers=address.address(address.SESSIONS, t.language, sesion=session.session_id),
            is_held=session.state is not SessionState.CANCELLED,
            promised=[(one, facts_of(one, view, t)[1:]) for one in view.commitments],
        )
    )
    if "sign_minutes" in view.may:
        st.button(t("Sign the minutes"), key="sign-minutes", type="primary", on_click=partial(_sign, view, sender))


def _sign(view: RoomView, sender: Sender) -> None:
    command = SignMinutes(session_id=view.session.session_id, version=view.session.version)

    def send(at: datetime) -> None:
        sign_minutes(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    sender.send(send, sender.t("Signed."))
