"""Writing down what is said: the drawer of one line, and the list of what was captured.

What is being written stands in the address (`anotar`): kind, id, the version that was seen, and the line of the agenda.
So the drawer opens again by itself after the server was started anew, and the same line is kept once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Final, cast

import streamlit as st

from bahealth.convene.model import Captured, CaptureKind, Deliverable, Effect
from bahealth.convene.room.commands import Capture, capture
from bahealth.convene.versions import SessionConflict
from bahealth.convene.words import capture_word, deliverable_word
from bahealth.errors import Refusal
from bahealth.i18n import Text
from bahealth.store import new_id
from bahealth.ui.drafts import draft_line, forget_draft, typed
from bahealth.ui.html import render
from bahealth.ui.people import acting
from bahealth.ui.room_words import line_name
from bahealth.ui.sender import Sender
from bahealth.ui.session_words import person_name
from bahealth.views.room import RoomView

NOTE: Final = "anotar"
_NO_LINE: Final = "-"
_PARTS_OF_NOTE: Final = 4
_CONFLICT: Final = "room-conflict"
_REFUSED: Final = "room-refused"


@dataclass(frozen=True, slots=True)
class Note:
    """The line that is being written; `version` is the one that was seen, 0: a new line."""

    kind: CaptureKind
    capture_id: str
    version: int
    line_id: str | None

    @property
    def place(self) -> str:
        """How it stands in the address."""
        return ".".join((self.kind.value, self.capture_id, str(self.version), self.line_id or _NO_LINE))


def is_capturing() -> bool:
    """Whether somebody writes at this screen."""
    return NOTE in st.query_params


def asked_note() -> Note | None:
    """The line of the address; None where it is no line at all."""
    parts = st.query_params.get(NOTE, "").split(".")
    if len(parts) != _PARTS_OF_NOTE or parts[0] not in set(CaptureKind) or not parts[2].isdecimal():
        return None
    return Note(CaptureKind(parts[0]), parts[1], int(parts[2]), None if parts[3] == _NO_LINE else parts[3])


def new_note(kind: CaptureKind, view: RoomView) -> None:
    """Begin a line about what is on the screen; in a callback."""
    line_id = view.row.line.line_id if view.row else None
    st.query_params[NOTE] = Note(kind, new_id(), 0, line_id).place


def old_note(line: Captured) -> None:
    """Put a line right; in a callback."""
    st.query_params[NOTE] = Note(line.kind, line.capture_id, line.version, line.line_id).place


def draw_capture(view: RoomView, sender: Sender) -> None:
    """The drawer with the fields of one line. What is typed stays when it is left."""
    note, t = asked_note(), sender.t
    if note is None:
        st.query_params.pop(NOTE, None)
        return
    drawer = st.dialog(capture_word(note.kind, t), width="medium", position="right", on_dismiss=_leave)(_draw_fields)
    drawer(view, note, sender)


def _draw_fields(view: RoomView, note: Note, sender: Sender) -> None:
    if asked_note() != note:
        st.rerun()  # it was sent or left: the page is drawn anew
    t, stands = sender.t, _standing(view, note)
    if said := st.session_state.pop(_REFUSED, None):
        st.html(render("notice", t, text=said))
    line = next((one for one in view.lines if one.line_id == note.line_id), None)
    st.html(render("room_about", t, name=line_name(line, view, t) if line else ""))
    _draw_line(view, note, sender, "text", t("What was said"), begin=stands.text if stands else "")
    if note.kind is CaptureKind.COMMITMENT:
        _draw_promise(view, note, stands, sender)
    if note.kind is CaptureKind.QUESTION:
        _draw_line(view, note, sender, "answer", t("Answer, if there was one"), begin=stands.answer if stands else "")
    conflict = cast(Captured | None, st.session_state.get(f"{_CONFLICT} {note.capture_id}"))
    if conflict is not None:
        _draw_conflict(view, note, conflict, sender)
    else:
        st.button(
            t("Save"),
            key="note-save",
            type="primary",
            shortcut="Ctrl+Enter",
            on_click=partial(_save, view, note, sender),
        )
    _draw_indicator(view, note, stands, sender)


def _draw_line(view: RoomView, note: Note, sender: Sender, name: str, label: str, *, begin: str) -> None:
    draft_line(sender.t, label, form=_form(view, note, name), actor=sender.actor, begin=begin)


def _form(view: RoomView, note: Note, name: str) -> str:
    """Name of the draft: a new line is one of its session and kind, so that a closed tab finds it again."""
    about = note.capture_id if note.version else f"{view.session.session_id} {note.kind.value}"
    return f"room {about} {name}"


def _draw_promise(view: RoomView, note: Note, stands: Captured | None, sender: Sender) -> None:
    t = sender.t
    people = list(dict.fromkeys([one.person for one in view.session.people] + ([stands.owner] if stands else [])))
    people = [one for one in people if one]
    owner = stands.owner if stands and stands.owner else None
    left, right = st.columns(2)
    with left:
        st.selectbox(
            t("Who"),
            people,
            index=people.index(owner) if owner in people else None,
            format_func=partial(person_name, members=view.members, t=t),
            accept_new_options=True,
            placeholder=t("Name or e-mail"),
            key=_key(note, "owner"),
        )
    with right:
        st.date_input(t("By when"), stands.due_on if stands else None, format="DD/MM/YYYY", key=_key(note, "due"))
    _draw_line(view, note, sender, "proof", t("How will we see that it is done"), begin=stands.proof if stands else "")
    kinds = list(Deliverable)
    left, right = st.columns(2)
    with left:
        st.selectbox(
            t("What is handed over"),
            kinds,
            index=kinds.index(stands.deliverable) if stands and stands.deliverable else None,
            format_func=partial(deliverable_word, t=t),
            placeholder=t("Choose"),
            key=_key(note, "deliverable"),
        )
    with right:
        st.number_input(
            t("Rank (1: the most important)"), 1, 99, stands.rank if stands else None, key=_key(note, "rank")
        )


def _draw_indicator(view: RoomView, note: Note, stands: Captured | None, sender: Sender) -> None:
    """What it is about, taken from the line of the agenda, and what it is expected to do."""
    t = sender.t
    names = {key: t.pick(one.short_name) for key, one in view.definitions.items()}
    about = stands.indicator_id if stands else _of_line(view, note)[0]
    st.selectbox(
        t("Indicator"),
        list(names),
        index=list(names).index(about) if about in names else None,
        format_func=names.__getitem__,
        placeholder=t("None"),
        key=_key(note, "indicator"),
    )
    if note.kind is CaptureKind.COMMITMENT:
        effect = stands.effect if stands else None
        left, right = st.columns(2)
        with left:
            st.number_input(
                t("Expected effect, in its unit (the good way positive)"),
                value=effect.size if effect else None,
                key=_key(note, "effect"),
            )
        with right:
            st.date_input(
                t("Effect to be seen by"),
                effect.on if effect else None,
                format="DD/MM/YYYY",
                key=_key(note, "effect-on"),
            )


def _key(note: Note, name: str) -> str:
    return f"note {note.capture_id} {note.version} {name}"


def _standing(view: RoomView, note: Note) -> Captured | None:
    """The line that is put right, as it was when the page was drawn; None for a new one."""
    return next((one for one in view.captured if one.capture_id == note.capture_id and note.version), None)


def _of_line(view: RoomView, note: Note) -> tuple[str | None, str | None]:
    line = next((one for one in view.lines if one.line_id == note.line_id), None)
    return (line.indicator_id, line.area_id) if line else (None, None)


def _written(view: RoomView, note: Note, sender: Sender) -> Captured:
    """The line as it stands in the fields at this moment."""
    stands = _standing(view, note)
    field: Mapping[str, Any] = {
        name: st.session_state.get(_key(note, name))
        for name in ("owner", "due", "deliverable", "rank", "indicator", "effect", "effect-on")
    }
    indicator_id, area_id = _of_line(view, note)
    if stands is not None:
        indicator_id, area_id = stands.indicator_id, stands.area_id
    chosen = cast(str | None, field["indicator"])
    if chosen != indicator_id:
        area_id = "city" if chosen else None
    size, on = cast(float | None, field["effect"]), cast(date | None, field["effect-on"])
    owner = _person(view, cast(str | None, field["owner"]) or "", sender.t)
    return Captured(
        capture_id=note.capture_id,
        session_id=view.session.session_id,
        line_id=note.line_id,
        kind=note.kind,
        text=typed(_form(view, note, "text"), sender.actor).strip(),
        owner=owner,
        department_id=_department(view, owner, chosen),
        deliverable=cast(Deliverable | None, field["deliverable"]),
        proof=typed(_form(view, note, "proof"), sender.actor).strip(),
        due_on=cast(date | None, field["due"]),
        rank=cast(int | None, field["rank"]),
        indicator_id=chosen,
        area_id=area_id,
        effect=Effect(size=size, on=on) if size is not None and on is not None else None,
        answer=typed(_form(view, note, "answer"), sender.actor).strip(),
        version=note.version,
    )


def _person(view: RoomView, said: str, t: Text) -> str:
    """The invited person whose name alone holds what was typed; else what was typed: also others may promise."""
    wanted = said.strip()
    names = {
        one.person: f"{one.person} {person_name(one.person, view.members, t)}".casefold() for one in view.session.people
    }
    found = [person for person, name in names.items() if wanted.casefold() in name]
    return found[0] if wanted and wanted not in names and len(found) == 1 else wanted


def _department(view: RoomView, owner: str, indicator_id: str | None) -> str | None:
    """Of who promised it; else of the indicator."""
    of_person = next((one.department_id for one in view.session.people if one.person == owner), None)
    indicator = view.definitions.get(indicator_id or "")
    return of_person or (indicator.owner if indicator and indicator.owner in view.departments else None)


def _save(view: RoomView, note: Note, sender: Sender, over: int | None = None) -> None:
    """Send the line; where somebody was faster both texts are shown, where it is refused all stays as typed."""
    line = _written(view, note, sender)
    try:
        _check_effect(note)
        _capture(line if over is None else line.model_copy(update={"version": over}), sender)
    except SessionConflict as conflict:
        st.session_state[f"{_CONFLICT} {note.capture_id}"] = conflict.stands
    except Refusal as refusal:
        st.session_state[_REFUSED] = sender.t.refusal(refusal)
    else:
        _discard(view, note, sender)


def _check_effect(note: Note) -> None:
    """Half an effect would be left out of the line: say so."""
    size, on = (st.session_state.get(_key(note, name)) for name in ("effect", "effect-on"))
    if (size is None) != (on is None):
        raise Refusal("Give the expected effect both its size and its date, or neither.")


def _capture(line: Captured, sender: Sender) -> None:
    def send(at: datetime) -> None:
        capture(sender.database, sender.catalog, Capture(line=line), actor=acting(sender.actor), at=at)

    send(datetime.now(UTC).replace(tzinfo=None))


def _discard(view: RoomView, note: Note, sender: Sender) -> None:
    """Nothing is being written any more: forget the drafts and leave the drawer."""
    for name in ("text", "proof", "answer"):
        forget_draft(_form(view, note, name), sender.actor)
    st.session_state.pop(f"{_CONFLICT} {note.capture_id}", None)
    _leave()


def _leave() -> None:
    st.query_params.pop(NOTE, None)


def _draw_conflict(view: RoomView, note: Note, stands: Captured, sender: Sender) -> None:
    t = sender.t
    st.html(
        render(
            "room_conflict",
            t,
            who=person_name(stands.written_by, view.members, t),
            theirs=facts_of(stands, view, t),
            yours=facts_of(_written(view, note, sender), view, t),
        )
    )
    with st.container(horizontal=True):
        st.button(
            t("Save mine over theirs"), key="note-over", on_click=partial(_save, view, note, sender, stands.version)
        )
        st.button(t("Keep theirs"), key="note-theirs", on_click=partial(_discard, view, note, sender))


# --- what was captured ---


def facts_of(line: Captured, view: RoomView, t: Text) -> list[tuple[str, str]]:
    """Everything that a line says, by name; what is not said is left out."""
    found = [
        (t("What was said"), line.text),
        (t("Answer"), line.answer),
        (t("Who"), person_name(line.owner, view.members, t) if line.owner else ""),
        (t("By when"), t.day(line.due_on) if line.due_on else ""),
        (t("Proof"), line.proof),
        (t("What is handed over"), deliverable_word(line.deliverable, t) if line.deliverable else ""),
        (t("Rank"), t.number(line.rank) if line.rank else ""),
        (t("Expected effect"), f"{t.signed(line.effect.size, 1)} · {t.day(line.effect.on)}" if line.effect else ""),
    ]
    return [one for one in found if one[1]]


def draw_captured(view: RoomView, sender: Sender) -> None:
    """What was written down, newest first, with the way to put it right or take it back."""
    t = sender.t
    st.html(render("room_captured", t, count=sum(not one.is_struck for one in view.captured)))
    with st.container(key="room-captured"):
        for line in reversed(view.captured):
            _draw_one(view, line, sender)


def _draw_one(view: RoomView, line: Captured, sender: Sender) -> None:
    t = sender.t
    about = next((one for one in view.lines if one.line_id == line.line_id), None)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(
            render(
                "room_one",
                t,
                kind=capture_word(line.kind, t),
                line=line,
                about=line_name(about, view, t) if about else "",
                facts=facts_of(line, view, t)[1:],
                who=person_name(line.written_by, view.members, t),
            )
        )
        if "capture" in view.may and not line.is_struck:
            st.button(t("Correct"), key=f"correct-{line.capture_id}", on_click=partial(old_note, line))
            st.button(t("Take back"), key=f"strike-{line.capture_id}", on_click=partial(_strike, line, sender))


def _strike(line: Captured, sender: Sender) -> None:
    command = Capture(line=line.model_copy(update={"is_struck": True}))

    def send(at: datetime) -> None:
        capture(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    sender.send(send, sender.t("Taken back; the record keeps it."))
