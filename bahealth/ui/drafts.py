"""Fields for longer texts whose words are not lost: what has reached the server is kept until it is sent.

The text reaches the server when the field loses the focus. It is kept under the name of the person for whom the field
was drawn, also when the sign-in has ended meanwhile, and stands in the field again when the page is next opened.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Final, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from bahealth.i18n import Text
from bahealth.people.commands import LONGEST_DRAFT, KeepDraft, keep_draft
from bahealth.people.model import Actor
from bahealth.people.queries import Draft, kept_draft
from bahealth.ui.people import expired_actor
from bahealth.ui.storehouse import database

LONGEST_LINE: Final = 2_000  # characters
_PAUSE: Final = "300ms"  # without a key, before what was typed is sent
_FIELD: Final = "draft"
_TURN: Final = "turn-of-draft"
_BEGUN: Final = "begun-with"


def draft_text(
    t: Text,
    label: str,
    *,
    form: str,
    actor: Actor,
    height: int = 120,
    placeholder: str | None = None,
    help: str | None = None,  # noqa: A002 - the widget's own word
) -> str:
    """A field for a text, with the draft that `actor` has of `form`; what stands in it now.

    `form` names the field among all fields of the app, with what it is about and without |:
    `target-reason infant_deaths city`. A callback reads `typed(form, actor)`, which is newer than what this returned,
    and calls `forget_draft` after its command.
    """
    key = _key(form, actor)
    if key not in st.session_state:  # the field is new on this page, whatever was in it before
        _take_up(key, form, actor)
    body = st.text_area(
        label,
        _taken_up(key).body,
        key=key,
        height=height,
        max_chars=LONGEST_DRAFT,
        placeholder=placeholder,
        help=help,
        on_change=partial(_keep, form, actor),
    )
    if body and body == _taken_up(key).body:
        st.caption(
            t("Taken up again: what you had typed on %(when)s and not sent.", when=t.instant(_taken_up(key).kept_at))
        )
    return body


def draft_line(t: Text, label: str, *, form: str, actor: Actor, begin: str = "", placeholder: str | None = None) -> str:
    """A field for one line that reaches the server while it is typed; else as `draft_text`.

    `begin` stands in it where there is no draft: a text that is put right.
    """
    key = _key(form, actor)
    if key not in st.session_state:
        _take_up(key, form, actor)
    draft = _taken_up(key)
    body = st.text_input(
        label,
        draft.body or begin,
        key=key,
        max_chars=LONGEST_LINE,
        placeholder=placeholder,
        live=_PAUSE,
        on_change=partial(_keep, form, actor),
        autocomplete="off",
    )
    if body and body == draft.body:
        st.caption(t("Taken up again: what you had typed on %(when)s and not sent.", when=t.instant(draft.kept_at)))
    return body


def typed(form: str, actor: Actor) -> str:
    """What stands in the field of `form` at this moment; for callbacks."""
    return _said(_key(form, actor)) or ""


def forget_draft(form: str, actor: Actor) -> None:
    """The text was sent: begin an empty field and keep nothing. To be called in a callback, before it is drawn."""
    turn = f"{_TURN}|{actor.name}|{form}"
    st.session_state[turn] = st.session_state.get(turn, 0) + 1
    keep_draft(database(), KeepDraft(form=form, body=""), actor=actor, at=_now())


def keep_what_is_typed() -> None:
    """Keep the texts that the browser still holds for a sign-in that has expired, before it is asked for again.

    While the session lives each field has kept its own text already; this is for a server that was started again.
    """
    actor = expired_actor()
    if actor is None:
        return
    for key, body in _held_by_browser().items():
        _, name, form, *_ = [*key.split("|"), "", ""]
        if name == actor.name and form and body:
            keep_draft(database(), KeepDraft(form=form, body=body[:LONGEST_DRAFT]), actor=actor, at=_now())


def _take_up(key: str, form: str, actor: Actor) -> None:
    """Note the draft with which the field begins. What the browser still holds is newer: it is kept at once."""
    arrived = _held_by_browser().get(key)
    if arrived:  # the server was started again meanwhile
        keep_draft(database(), KeepDraft(form=form, body=arrived[:LONGEST_DRAFT]), actor=actor, at=_now())
    with database().reading() as con:
        st.session_state[f"{_BEGUN}|{key}"] = kept_draft(con, member=actor.name, form=form) or Draft(
            body="", kept_at=_now()
        )


def _taken_up(key: str) -> Draft:
    return cast(Draft, st.session_state[f"{_BEGUN}|{key}"])


def _keep(form: str, actor: Actor) -> None:
    """Keep what stands in the field; a page that was refused meanwhile has no field, and nothing to say of the text."""
    body = _said(_key(form, actor))
    if body is not None:
        keep_draft(database(), KeepDraft(form=form, body=body[:LONGEST_DRAFT]), actor=actor, at=_now())


def _said(key: str) -> str | None:
    """What stands in the field: by the session, or by the browser alone where the page was refused meanwhile."""
    body = st.session_state[key] if key in st.session_state else _held_by_browser().get(key)
    return None if body is None else str(body)


def _key(form: str, actor: Actor) -> str:
    """The name of the field; an emptied one has another.

    It is never written into: then what Streamlit keeps of a field ends with it, and no older text can come back.
    """
    turn = st.session_state.get(f"{_TURN}|{actor.name}|{form}", 0)
    return f"{_FIELD}|{actor.name}|{form}" + (f"|{turn}" if turn else "")


def _held_by_browser() -> dict[str, str]:
    """Texts of drafts by key, as the browser sent them with this run: `$$ID-<hash>-<key>` is the name of a widget."""
    run = get_script_run_ctx(suppress_warning=True)
    if run is None:
        return {}
    found: dict[str, str] = {}
    for one in run.session_state.get_widget_states():
        before, mark, rest = one.id.partition(f"-{_FIELD}|")
        if before and mark and one.WhichOneof("value") == "string_value":
            found[f"{_FIELD}|{rest}"] = one.string_value
    return found


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
