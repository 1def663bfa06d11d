"""The record of a session: each row has its line of the audit, and what was changed behind it is named."""

from __future__ import annotations

import pytest

from bahealth.store import Database
from bahealth.store.crosscheck import Side, unmatched
from tests.convene.test_printed_again import held, moved_on

TABLES = (
    *("series_version", "session_version", "agenda_version", "story_version", "captured_version", "presented"),
    "commitment_event",
)


def of_sessions(database: Database) -> set[tuple[str, Side]]:
    with database.reading() as con:
        return {(one.table, one.side) for one in unmatched(con) if one.table in TABLES}


@pytest.fixture
def lived(database: Database) -> Database:
    moved_on(database, held(database))
    return database


def test_a_session_that_lived_a_year_has_a_row_for_each_line_and_a_line_for_each_row(lived: Database) -> None:
    with lived.reading() as con:
        counts = {name: con.execute(f"SELECT count(*) FROM ops.{name}").fetchone() for name in TABLES}
    assert (0,) not in counts.values()
    assert of_sessions(lived) == set()


@pytest.mark.parametrize("table", TABLES)
def test_a_row_of_a_session_that_was_given_to_somebody_else_is_named(lived: Database, table: str) -> None:
    person = "shown_by" if table == "presented" else "made_by"
    with lived.writing() as con:
        con.execute(f"UPDATE ops.{table} SET {person} = 'nobody'")
    assert (table, Side.ROW) in of_sessions(lived)


def test_a_captured_line_that_was_taken_out_is_missed(lived: Database) -> None:
    with lived.writing() as con:
        con.execute("DELETE FROM ops.captured_version WHERE capture_id = 'c2'")
    assert of_sessions(lived) == {("captured_version", Side.LINE)}
