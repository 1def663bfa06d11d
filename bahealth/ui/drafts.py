"""Fields for longer texts whose words are not lost: what has reached the server is kept until it is sent.

The text reaches the server when the field loses the focus. It is kept under the name of the person for whom the field
was drawn, also when the sign-in has ended meanwhile, and stands in the field again when the page is next opened.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from bahealth.i18n import Text
from bahealth.people.commands import LONGEST_DRAFT, KeepDraft, keep_draft
from bahealth.people.model import Actor
from bahealth.people.queries import kept_draft
from bahealth.ui.people import expired_actor
from bahealth.ui.storehouse import database


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

    `form` names the field among all fields of the app, with what it is about: `target-reason infant_deaths city`. A
    callback reads `typed(form, actor)`, which is newer than what this returned, and calls `forget_draft` after its
    command.
    """
    key = _key(form, actor)
    arrived = _held_by_browser().get(key)
    if key not in st.session_state and arrived is None:
        with database().reading() as con:
            draft = kept_draft(con, member=actor.name, form=form)
        st.session_state[key] = draft.body if draft else ""
        st.session_state[_since(key)] = draft.kept_at if draft else None
    body = st.text_area(
        label,
        key=key,
        height=height,
        max_chars=LONGEST_DRAFT,
        placeholder=placeholder,
        help=help,
        on_change=partial(_keep, form, actor),
    )
    if arrived is not None and _since(key) not in st.session_state:  # the server was started again meanwhile
        st.session_state[_since(key)] = None
        _keep(form, actor)
    since: datetime | None = st.session_state.get(_since(key))
    if body and since is not None:
        st.caption(t("Taken up again: what you had typed on %(when)s and not sent.", when=t.instant(since)))
    return body


def typed(form: str, actor: Actor) -> str:
    """What stands in the field of `form` at this moment; for callbacks."""
    return str(st.session_state.get(_key(form, actor), ""))


def forget_draft(form: str, actor: Actor) -> None:
    """The text was sent: empty the field and keep nothing. To be called in a callback, before the field is drawn."""
    key = _key(form, actor)
    st.session_state[key] = ""
    st.session_state[_since(key)] = None
    keep_draft(database(), KeepDraft(form=form, body=""), actor=actor, at=_now())


def keep_what_is_typed() -> None:
    """Keep the texts that the browser still holds for a sign-in that has expired, before it is asked for again.

    While the session lives each field has kept its own text already; this is for a server that was started again.
    """
    actor = expired_actor()
    if actor is None:
        return
    beginning = _key("", actor)
    for key, body in _held_by_browser().items():
        form = key.removeprefix(beginning)
        if key.startswith(beginning) and form and body:
            keep_draft(database(), KeepDraft(form=form, body=body[:LONGEST_DRAFT]), actor=actor, at=_now())


def _keep(form: str, actor: Actor) -> None:
    """Keep what stands in the field; a page that was refused meanwhile has no field, and nothing to say of the text."""
    key = _key(form, actor)
    body = st.session_state[key] if key in st.session_state else _held_by_browser().get(key)
    if body is not None:
        keep_draft(database(), KeepDraft(form=form, body=str(body)[:LONGEST_DRAFT]), actor=actor, at=_now())


def _key(form: str, actor: Actor) -> str:
    return f"draft|{actor.name}|{form}"


def _since(key: str) -> str:
    return f"{key}|since"


def _held_by_browser() -> dict[str, str]:
    """Texts of drafts by key, as the browser sent them with this run: `$$ID-<hash>-<key>` is the name of a widget."""
    run = get_script_run_ctx(suppress_warning=True)
    if run is None:
        return {}
    found: dict[str, str] = {}
    for one in run.session_state.get_widget_states():
        before, mark, rest = one.id.partition("-draft|")
        if before and mark and one.WhichOneof("value") == "string_value":
            found[f"draft|{rest}"] = one.string_value
    return found


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
