"""Drafts: kept until they are sent, each person's own, without a line in the audit."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from pydantic import ValidationError

from bahealth.people.commands import LONGEST_DRAFT, KeepDraft, keep_draft
from bahealth.people.model import Actor, Role
from bahealth.people.queries import kept_draft
from bahealth.store import Database

AT = datetime(2026, 11, 22, 12)
ANA, EVA = Actor("ana@ba.gob.ar", Role.STAFF, "hospitals"), Actor("eva@ba.gob.ar", Role.STAFF, "hospitals")


def keep(database: Database, body: str, *, actor: Actor = ANA, form: str = "reason", at: datetime = AT) -> None:
    keep_draft(database, KeepDraft(form=form, body=body), actor=actor, at=at)


def body(database: Database, *, actor: Actor = ANA, form: str = "reason") -> str | None:
    with database.reading() as con:
        found = kept_draft(con, member=actor.name, form=form)
    return found.body if found else None


def test_the_newest_text_of_each_person_and_form_is_kept(database: Database):
    keep(database, "first")
    keep(database, "second", at=AT + timedelta(hours=1))
    keep(database, "hers", actor=EVA)
    keep(database, "of another form", form="note")
    assert body(database) == "second"
    assert body(database, actor=EVA) == "hers"
    assert body(database, form="note") == "of another form"
    with database.reading() as con:
        assert con.execute("SELECT count(*) FROM ops.audit").fetchone() == (0,)


def test_what_was_sent_is_forgotten(database: Database):
    keep(database, "text")
    keep(database, "")
    assert body(database) is None
    keep(database, "again")
    assert body(database) == "again"


def test_a_text_without_end_is_no_draft(database: Database):
    keep(database, "x" * LONGEST_DRAFT)
    with pytest.raises(ValidationError):
        KeepDraft(form="reason", body="x" * (LONGEST_DRAFT + 1))
