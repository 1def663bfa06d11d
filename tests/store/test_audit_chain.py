"""Tampering of every kind shows, and a whole record is called whole."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bahealth.store import Cursor, Database, write_audit
from bahealth.store import chain as chain_module
from bahealth.store.audit import audit_hash
from bahealth.store.chain import AuditReport, Break, BreakKind, Seal, SealState, last_seal, verify
from bahealth.store.crosscheck import CROSS_CHECKS, Side, Unmatched
from tests.store.conftest import HOUR, NOON

CHANGED, MISSING, MOVED = BreakKind.CHANGED, BreakKind.MISSING, BreakKind.MOVED


def write(database: Database, count: int) -> None:
    """Lines of a command that no table answers for."""
    with database.writing() as con:
        for number in range(count):
            write_audit(
                con,
                command="OpenCatchUpList",
                subject=f"care team-{number}",
                actor="Lucía Ñandú",
                at=NOON + number * HOUR,
                after='{"child_count":3}',
                reason=None if number % 2 else 'razón "con comillas"',
            )


def report(database: Database, seal: Seal | None = None) -> AuditReport:
    with database.reading() as con:
        return verify(con, seal=seal)


def tamper(database: Database, *statements: str) -> None:
    with database.writing() as con:
        for one in statements:
            con.execute(one)


def forge(con: Cursor, number: int, *, previous: str, actor: str = "nobody") -> str:
    """A line that somebody who knows how seals are made puts in."""
    line = (number, NOON.isoformat(), actor, "OpenCatchUpList", "care team-1", None, None, None)
    seal = audit_hash(previous, line)
    con.execute(
        "INSERT INTO ops.audit VALUES (?, ?, ?, 'OpenCatchUpList', 'care team-1', NULL, NULL, NULL, ?)",
        [number, NOON, actor, seal],
    )
    return seal


def test_an_empty_record_is_whole(database: Database) -> None:
    found = report(database)
    assert (found.is_whole, found.line_count, found.last) == (True, 0, None)


@pytest.mark.parametrize("page", [1, 2, 3, 6, 7, 100])
def test_a_whole_record_is_whole_however_it_is_paged(
    database: Database, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain_module, "_PAGE", page)
    write(database, 6)
    found = report(database)
    assert (found.is_whole, found.line_count, found.first_break) == (True, 6, None)
    with database.reading() as con:
        assert found.last == last_seal(con)


SWAP = (
    "UPDATE ops.audit SET line_number = 99 WHERE line_number = 3",
    "UPDATE ops.audit SET line_number = 3 WHERE line_number = 5",
    "UPDATE ops.audit SET line_number = 5 WHERE line_number = 99",
)


@pytest.mark.parametrize(
    ("statements", "breaks"),
    [
        (("UPDATE ops.audit SET reason = 'otra' WHERE line_number = 3",), [(3, CHANGED, 0)]),
        (("UPDATE ops.audit SET actor = 'nobody' WHERE line_number = 1",), [(1, CHANGED, 0)]),
        (("UPDATE ops.audit SET command = 'x', subject = 'y' WHERE line_number = 8",), [(8, CHANGED, 0)]),
        (("UPDATE ops.audit SET after = NULL WHERE line_number = 4",), [(4, CHANGED, 0)]),
        (("UPDATE ops.audit SET before = '' WHERE line_number = 4",), [(4, CHANGED, 0)]),
        (
            ("UPDATE ops.audit SET written_at = written_at + INTERVAL 1 MICROSECOND WHERE line_number = 5",),
            [(5, CHANGED, 0)],
        ),
        # The seal itself: the line no longer fits it, and neither does the next.
        (("UPDATE ops.audit SET line_hash = 'x' WHERE line_number = 5",), [(5, CHANGED, 0), (6, CHANGED, 0)]),
        (("DELETE FROM ops.audit WHERE line_number = 2",), [(3, MISSING, 1)]),
        (("DELETE FROM ops.audit WHERE line_number < 4",), [(4, MISSING, 3)]),
        (("DELETE FROM ops.audit WHERE line_number IN (2, 6, 7)",), [(3, MISSING, 1), (8, MISSING, 2)]),
        # Lines 3 and 5 change places: both were sealed under the other's number, and what follows each breaks too.
        (SWAP, [(3, MOVED, 0), (4, CHANGED, 0), (5, MOVED, 0), (6, CHANGED, 0)]),
    ],
)
def test_tampering_shows_where_it_was_done(
    database: Database, statements: tuple[str, ...], breaks: list[tuple[int, BreakKind, int]]
) -> None:
    write(database, 8)
    tamper(database, *statements)
    found = report(database)
    assert [(one.line_number, one.kind, one.missing_count) for one in found.breaks] == breaks
    assert found.break_count == len(breaks)
    assert not found.is_whole


def test_a_line_put_in_between_shows_and_the_lines_behind_it_are_called_moved(database: Database) -> None:
    write(database, 4)
    with database.writing() as con:
        for number in (4, 3):
            con.execute("UPDATE ops.audit SET line_number = ? WHERE line_number = ?", [number + 1, number])
        seal = con.execute("SELECT line_hash FROM ops.audit WHERE line_number = 2").fetchone()
        assert seal is not None
        forge(con, 3, previous=seal[0])
    # The forged line fits the one before it; what it pushed back does not.
    assert [(one.line_number, one.kind) for one in report(database).breaks] == [(4, MOVED), (5, MOVED)]


def test_removed_and_renumbered_lines_show(database: Database) -> None:
    write(database, 5)
    tamper(database, "DELETE FROM ops.audit WHERE line_number = 2")
    for number in (3, 4, 5):
        tamper(database, f"UPDATE ops.audit SET line_number = {number - 1} WHERE line_number = {number}")
    found = report(database)
    assert found.first_break == Break(line_number=2, kind=CHANGED)  # its own predecessor is gone, so nothing fits it
    assert [one.line_number for one in found.breaks] == [2, 3, 4]


def test_a_cut_tail_is_seen_only_by_a_seal_that_was_written_down(database: Database) -> None:
    write(database, 5)
    seal = report(database).last
    assert seal is not None
    tamper(database, "DELETE FROM ops.audit WHERE line_number > 3")
    assert report(database).is_whole, "from inside the store nothing is missing"
    found = report(database, seal)
    assert (found.seal, found.is_whole) == (SealState.LINE_MISSING, False)
    write(database, 4)
    found = report(database, seal)
    assert (found.seal, found.break_count, found.is_whole) == (SealState.DIFFERS, 0, False)


def test_a_record_written_anew_is_seen_by_a_seal(database: Database) -> None:
    write(database, 3)
    seal = report(database).last
    tamper(database, "DELETE FROM ops.audit")
    with database.writing() as con:
        previous = ""
        for number in (1, 2, 3):
            previous = forge(con, number, previous=previous)
    assert report(database).is_whole
    assert report(database, seal).seal is SealState.DIFFERS


def test_a_seal_holds_while_lines_are_added(database: Database) -> None:
    write(database, 2)
    seal = report(database).last
    write(database, 3)
    found = report(database, seal)
    assert (found.seal, found.is_whole, found.line_count) == (SealState.HOLDS, True, 5)


@settings(max_examples=40)
@given(
    column=st.sampled_from(["actor", "command", "subject", "before", "after", "reason"]),
    line=st.integers(1, 5),
    text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20),
)
def test_no_other_text_fits_a_seal(column: str, line: int, text: str) -> None:
    database = Database(None)
    try:
        write(database, 5)
        with database.writing() as con:
            told = con.execute("SELECT " + column + " FROM ops.audit WHERE line_number = ?", [line]).fetchone()
            con.execute("UPDATE ops.audit SET " + column + " = ? WHERE line_number = ?", [text, line])
        assert told is not None
        assert report(database).is_whole is (told[0] == text)
    finally:
        database.close()


def test_many_breaks_are_counted_and_the_first_named(database: Database) -> None:
    write(database, 60)
    tamper(database, "UPDATE ops.audit SET reason = 'x'")
    found = report(database)
    assert (found.break_count, len(found.breaks), found.breaks[0].line_number) == (60, chain_module.SHOWN, 1)


def test_sixteen_threads_write_one_chain(database: Database) -> None:
    def work(worker: int) -> None:
        for step in range(25):
            with database.writing() as con:
                write_audit(con, command="c", subject=f"s {step}", actor=f"w{worker}", at=NOON + step * HOUR)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(work, range(16)))
    found = report(database)
    assert (found.is_whole, found.line_count) == (True, 400)


# --- rows and lines ---


def put_target(database: Database, area_id: str = "city", **changes: Any) -> None:
    """A target as its command leaves it, row and line in one transaction."""
    row = {"area_id": area_id, "value": 6.5, "at": NOON, "by": "Ana", **changes}
    with database.writing() as con:
        con.execute(
            "INSERT INTO ops.target (target_id, indicator_id, area_id, baseline_start, baseline_months, "
            "baseline_value, target_value, due_on, basis, reason, is_withdrawn, set_at, set_by) "
            "VALUES ('t-' || $area_id, 'preterm', $area_id, '2023-01-01', 12, 8.0, $value, '2027-12-31', 'history', "
            "'r', false, $at, $by)",
            row,
        )
        write_audit(
            con,
            command="set_target",
            subject=f"preterm {area_id}",
            actor=row["by"],
            at=row["at"],
            after='{"target_value":6.5,"due_on":"2027-12-31","baseline_value":8}',
        )


def test_rows_with_their_lines_are_whole(database: Database) -> None:
    put_target(database)
    put_target(database, "comuna-1")  # the same person at the same instant
    assert report(database).is_whole


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE ops.target SET target_value = 7 WHERE area_id = 'city'", {("target", "t-city"), ("line", "1")}),
        ("UPDATE ops.target SET due_on = '2030-12-31' WHERE area_id = 'city'", {("target", "t-city"), ("line", "1")}),
        ("UPDATE ops.target SET set_by = 'Eva' WHERE area_id = 'city'", {("target", "t-city"), ("line", "1")}),
        (
            "UPDATE ops.target SET area_id = 'comuna-12' WHERE area_id = 'comuna-1'",
            {("target", "t-comuna-1"), ("line", "2")},
        ),
        ("DELETE FROM ops.target WHERE area_id = 'comuna-1'", {("line", "2")}),
        (
            "INSERT INTO ops.release VALUES (1, '2026-01-01', '2026-01-01', 'Eva', '2026-01-01', 'v', 'v', 1, 'f')",
            {("release", "1")},
        ),
        ("INSERT INTO ops.delivery VALUES ('d', 's', 'f', 'h', 1, false, '2026-01-01', 'Eva')", {("delivery", "d")}),
    ],
)  # fmt: skip
def test_a_row_without_its_line_and_a_line_without_its_row_are_named(
    database: Database, statement: str, found: set[tuple[str, str]]
) -> None:
    put_target(database)
    put_target(database, "comuna-1")
    tamper(database, statement)
    told = report(database)
    assert {("line" if one.side is Side.LINE else one.table, one.found) for one in told.unmatched} == found
    assert (told.is_whole, told.unmatched_count) == (False, len(found))


def test_a_forged_line_that_fits_the_chain_has_no_row(database: Database) -> None:
    put_target(database)
    with database.writing() as con:
        write_audit(con, command="set_target", subject="preterm city", actor="Eva", at=NOON + timedelta(days=1))
    assert report(database).unmatched == (Unmatched(table="target", side=Side.LINE, found="2"),)


def test_a_built_store_is_whole(real_store: Path, tmp_path: Path) -> None:
    database = Database(Path(shutil.copy(real_store, tmp_path / "app.duckdb")))
    try:
        found = report(database)
        assert found.is_whole, found
        assert found.line_count > 20
        with database.reading() as con:
            tables = {
                row[0]
                for row in con.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'ops'").fetchall()
            }
    finally:
        database.close()
    assert {check.table for check in CROSS_CHECKS} <= tables
