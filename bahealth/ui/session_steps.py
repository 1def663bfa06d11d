"""What the convenor's office does with a session: pin, invite, move, cancel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

import streamlit as st

from bahealth.convene.model import Invited, Part, SessionState
from bahealth.convene.sessions.commands import (
    CancelSession,
    InvitePeople,
    MoveSession,
    PinRelease,
    cancel_session,
    invite_people,
    move_session,
    pin_release,
)
from bahealth.convene.versions import clock_of, day_of
from bahealth.convene.words import part_word
from bahealth.ui.drafts import draft_text, forget_draft, typed
from bahealth.ui.people import acting
from bahealth.ui.sender import Sender
from bahealth.ui.session_conflict import send_seen
from bahealth.ui.session_facts import session_sides
from bahealth.ui.session_plan import FORM_WIDTH, draw_minutes, draw_when, typed_when
from bahealth.ui.session_words import person_name
from bahealth.views.session import SessionView

_PLANNED: Final = SessionState.PLANNED


def draw_pin(view: SessionView, sender: Sender) -> None:
    """The choice of the numbers, as long as the session is only planned."""
    t, session = sender.t, view.session
    if session.state is not _PLANNED or "pin_release" not in view.may or not view.releases:
        return
    newest = view.releases[0].release_number
    if session.release_number == newest:
        return
    label = t("Pin release %(number)s, the newest", number=t.number(newest))
    st.button(
        label,
        type="secondary" if session.release_number else "primary",
        key="pin",
        on_click=partial(_pin, newest, view, sender),
    )


def _pin(number: int, view: SessionView, sender: Sender) -> None:
    command = PinRelease(session_id=view.session.session_id, version=view.session.version, release_number=number)

    def send(at: datetime) -> None:
        pin_release(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    _send(send, sender.t("The numbers are fixed."), sender)


def draw_steps(view: SessionView, sender: Sender) -> None:
    """Inviting people while it can be prepared; moving and cancelling while it is planned."""
    t, session = sender.t, view.session
    if view.is_before and "invite_people" in view.may:
        with st.expander(t("Invite people, or take somebody off"), key="invite-form"), st.container(width=FORM_WIDTH):
            _draw_inviting(view, sender)
    if session.state is _PLANNED and "move_session" in view.may:
        with st.expander(t("Move or cancel"), key="move-form"), st.container(width=FORM_WIDTH):
            _draw_moving(view, sender)


def _draw_inviting(view: SessionView, sender: Sender) -> None:
    t = sender.t
    for place, one in enumerate(view.session.people):
        with st.container(horizontal=True, vertical_alignment="center", key=f"invited-{place}"):
            st.button(
                t(
                    "Take off: %(person)s, %(part)s",
                    person=person_name(one.person, view.members, t),
                    part=part_word(one.part, t),
                ),
                icon=":material/person_remove:",
                key=f"uninvite-{place}",
                on_click=partial(_take_off, place, view, sender),
            )
    emails = [one.email for one in view.members]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            t("Person"),
            emails,
            index=None,
            format_func=lambda one: person_name(one, view.members, t),
            accept_new_options=True,
            placeholder=t("A member, or an e-mail address"),
            key="invite-person",
            width=320,
        )
        st.selectbox(
            t("Part in the session"),
            list(Part),
            index=list(Part).index(Part.NOTE_TAKER),
            format_func=lambda one: part_word(one, t),
            key="invite-part",
            width=220,
        )
        st.button(t("Invite"), key="invite", on_click=partial(_invite_typed, view, sender))


def _take_off(place: int, view: SessionView, sender: Sender) -> None:
    _invite(tuple(one for number, one in enumerate(view.session.people) if number != place), view, sender)


def _invite_typed(view: SessionView, sender: Sender) -> None:
    person = _meant(str(st.session_state.get("invite-person") or ""), view, sender)
    if person is None:
        sender.tell(sender.t("Choose a person, or type an e-mail address."))
        return
    department_id = next((one.department_id for one in view.members if one.email == person), None)
    new = Invited(person=person, part=Part(st.session_state["invite-part"]), department_id=department_id)
    if _invite((*view.session.people, new), view, sender):
        st.session_state["invite-person"] = None


def _meant(said: str, view: SessionView, sender: Sender) -> str | None:
    """The member whose address or name was typed, also in part where it fits nobody else; else an address of e-mail."""
    wanted = said.strip()
    if any(one.email == wanted for one in view.members):
        return wanted
    names = {one.email: f"{one.email} {person_name(one.email, view.members, sender.t)}" for one in view.members}
    found = [email for email, name in names.items() if wanted.casefold() in name.casefold()] if wanted else []
    if len(found) == 1:
        return found[0]
    return wanted if "@" in wanted else None


def _invite(people: tuple[Invited, ...], view: SessionView, sender: Sender) -> bool:
    command = InvitePeople(session_id=view.session.session_id, version=view.session.version, people=people)

    def send(at: datetime) -> None:
        invite_people(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    return _send(send, sender.t("The list of people is saved."), sender)


def _draw_moving(view: SessionView, sender: Sender) -> None:
    t, session = sender.t, view.session
    key = _key(view)
    when = session.reserve_at or session.starts_at
    st.caption(t("The fields begin with the reserve date, where there is one."))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        draw_when(t, key, day_of(when), clock_of(when))
        draw_minutes(t, f"{key}-minutes", session.minutes)
    draft_text(t, t("Reason"), form=_form(view), actor=sender.actor, height=80)
    with st.container(horizontal=True):
        st.button(t("Move"), key="move", on_click=partial(_move, view, sender))
        st.button(t("Cancel the session"), key="cancel", on_click=partial(_cancel, view, sender))


def _key(view: SessionView) -> str:
    """Fields of their own for each version, so that they begin with what stands."""
    return f"move-{view.session.session_id}-{view.session.version}"


def _form(view: SessionView) -> str:
    return f"move-session {view.session.session_id}"


def _move(view: SessionView, sender: Sender) -> None:
    starts_at = typed_when(_key(view))
    reserve_at = view.session.reserve_at
    command = MoveSession(
        session_id=view.session.session_id,
        version=view.session.version,
        starts_at=starts_at,
        reserve_at=reserve_at if reserve_at and reserve_at > starts_at else None,
        minutes=int(st.session_state[f"{_key(view)}-minutes"]),
        reason=typed(_form(view), sender.actor),
    )

    def send(at: datetime) -> None:
        move_session(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    if _send(send, sender.t("Moved."), sender):
        forget_draft(_form(view), sender.actor)


def _cancel(view: SessionView, sender: Sender) -> None:
    command = CancelSession(
        session_id=view.session.session_id, version=view.session.version, reason=typed(_form(view), sender.actor)
    )

    def send(at: datetime) -> None:
        cancel_session(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    if _send(send, sender.t("Cancelled. It stays in the list and is counted."), sender):
        forget_draft(_form(view), sender.actor)


def _send(run: Callable[[datetime], object], done: str, sender: Sender) -> bool:
    return send_seen(sender, run, done, partial(session_sides, t=sender.t))
