"""Dated remarks on series."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bahealth.assess.commands import WriteNote, load_notes, write_note
from bahealth.assess.queries import notes_of
from bahealth.catalog.load import load_catalog
from bahealth.catalog.model import Localized
from bahealth.config import PROJECT
from bahealth.errors import NotAllowed, NotFound
from bahealth.people.model import COMMAND_LINE, Actor, Role
from bahealth.store import Database

AT = datetime(2026, 11, 22, 12)
CATALOG = load_catalog(PROJECT / "data")
NOTE = WriteNote(indicator_id="births", happened_on=date(2020, 3, 20), text=Localized(es="Pasó", en="It happened"))


def _audit(database: Database) -> list[tuple]:
    with database.reading() as con:
        return con.execute("SELECT command, subject, actor FROM ops.audit").fetchall()


def test_a_note_without_an_area_is_read_in_every_area_and_leaves_an_audit_line():
    database = Database(None)
    write_note(database, CATALOG, NOTE, actor=COMMAND_LINE, at=AT)
    with database.reading() as con:
        for area_id in ("city", "comuna-4"):
            assert [one.text.en for one in notes_of(con, indicator_id="births", area_id=area_id)] == ["It happened"]
        assert notes_of(con, indicator_id="preterm", area_id="city") == []
    assert _audit(database) == [("WriteNote", "births", "command line")]


def test_a_note_about_one_comuna_is_read_there_only():
    database = Database(None)
    own = NOTE.model_copy(update={"area_id": "comuna-4"})
    write_note(database, CATALOG, own, actor=COMMAND_LINE, at=AT)
    with database.reading() as con:
        assert len(notes_of(con, indicator_id="births", area_id="comuna-4")) == 1
        assert notes_of(con, indicator_id="births", area_id="city") == []


@pytest.mark.parametrize(
    ("change", "actor", "error"),
    [
        ({}, Actor("visitor", Role.PUBLIC), NotAllowed),
        ({"indicator_id": "nothing"}, COMMAND_LINE, NotFound),
        ({"area_id": "comuna-99"}, COMMAND_LINE, NotFound),
    ],
)
def test_a_refused_note_leaves_no_trace(change, actor, error):
    database = Database(None)
    with pytest.raises(error):
        write_note(database, CATALOG, NOTE.model_copy(update=change), actor=actor, at=AT)
    assert _audit(database) == []


def test_the_notes_of_the_catalogue_name_what_exists():
    notes = load_notes(PROJECT / "data" / "catalog" / "notes.toml")
    assert notes
    for note in notes:
        assert note.indicator_id in CATALOG.indicator
        assert note.area_id is None or note.area_id in CATALOG.area
