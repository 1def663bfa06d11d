"""Fields for longer texts whose words are not lost: what has reached the server is kept until it is sent.

The text reaches the server when the field loses the focus. It is kept under the name of the person for whom the field
was drawn, also when the sign-in has ended meanwhile, and stands in the field again when the page is next opened.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from bahealth.i18n import Text
from bahealth.people.commands import LONGEST_DRAFT, KeepDraft, keep_draft
from bahealth.people.model import Actor
from bahealth.people.queries import kept_draft
from bahealth.ui.storehouse import database

_KEY = "draft-{}"


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

    `form` names the field among all fields of the app, with what it is about: `target-reason infant_deaths city`. In a
    callback read `typed(form)`, which is newer than what this returned, and call `forget_draft` after the command.
    """
    key = _KEY.format(form)
    if key not in st.session_state:
        with database().reading() as con:
            draft = kept_draft(con, member=actor.name, form=form)
        st.session_state[key] = draft.body if draft else ""
        st.session_state[f"{key}-since"] = draft.kept_at if draft else None
    body = st.text_area(
        label,
        key=key,
        height=height,
        max_chars=LONGEST_DRAFT,
        placeholder=placeholder,
        help=help,
        on_change=partial(_keep, form, actor),
    )
    since: datetime | None = st.session_state.get(f"{key}-since")
    if body and since is not None:
        st.caption(t("Taken up again: what you had typed on %(when)s and not sent.", when=t.instant(since)))
    return body


def typed(form: str) -> str:
    """What stands in the field of `form` at this moment; for callbacks."""
    return str(st.session_state.get(_KEY.format(form), ""))


def forget_draft(form: str, actor: Actor) -> None:
    """The text was sent: empty the field and keep nothing. To be called in a callback, before the field is drawn."""
    st.session_state[_KEY.format(form)] = ""
    st.session_state[f"{_KEY.format(form)}-since"] = None
    keep_draft(database(), KeepDraft(form=form, body=""), actor=actor, at=_now())


def _keep(form: str, actor: Actor) -> None:
    keep_draft(database(), KeepDraft(form=form, body=typed(form)[:LONGEST_DRAFT]), actor=actor, at=_now())


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
