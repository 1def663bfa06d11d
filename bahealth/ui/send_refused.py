"""What the desk remembers of a file that was refused: once for each content, however often the page is drawn."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import streamlit as st

from bahealth.catalog.model import Catalog, Source
from bahealth.collect.desk.commands import RecordRefusedAttempt, record_refused_attempt
from bahealth.collect.model import Problem
from bahealth.people.model import Actor
from bahealth.store import Database
from bahealth.ui.people import acting

_REMEMBERED = "send-refused"


class Sent(Protocol):
    """A file as the browser sent it."""

    name: str

    def getvalue(self) -> bytes:
        """Its bytes."""
        ...


def remember_refusal(
    database: Database,
    catalog: Catalog,
    source: Source,
    sent: Sequence[Sent],
    problems: tuple[Problem, ...],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Record that the files were refused: their names and the first reason, not what is in them."""
    content_hash = _fingerprint(sent)
    seen = (source.source_id, content_hash)
    if st.session_state.get(_REMEMBERED) == seen:
        return
    command = RecordRefusedAttempt(
        source_id=source.source_id,
        file_names=tuple(one.name for one in sent),
        content_hash=content_hash,
        problems=problems,
    )
    record_refused_attempt(database, catalog, command, actor=acting(actor), at=at)
    st.session_state[_REMEMBERED] = seen


def _fingerprint(sent: Sequence[Sent]) -> str:
    digest = hashlib.sha256()
    for one in sent:
        digest.update(hashlib.sha256(one.getvalue()).digest())
    return digest.hexdigest()
