"""Keeping and forgetting drafts: they are nobody's decision yet, so no line of the audit tells of them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from pydantic import Field

from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.store import Database

LONGEST_DRAFT: Final = 20_000  # characters


class KeepDraft(Frozen):
    """Keep what a person has typed into a form until it is sent; an empty text keeps nothing."""

    form: str = Field(min_length=1, max_length=200)
    body: str = Field(max_length=LONGEST_DRAFT)


def keep_draft(database: Database, command: KeepDraft, *, actor: Actor, at: datetime) -> None:
    """Put the draft in the place of the one before; it belongs to `actor` alone."""
    with database.writing() as con:
        con.execute("DELETE FROM ops.draft WHERE member = ? AND form = ?", [actor.name, command.form])
        if command.body:
            con.execute(
                "INSERT INTO ops.draft (member, form, body, kept_at) VALUES (?, ?, ?, ?)",
                [actor.name, command.form, command.body, at],
            )
