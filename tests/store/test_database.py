"""The store: transactions, threads, one process, no way to other files."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from bahealth.errors import Refusal
from bahealth.store import Database, StoreInUse, new_id
from bahealth.store import database as database_module
from tests.store.conftest import NOON


def _count(database: Database, table: str) -> int:
    with database.reading() as con:
        row = con.execute("SELECT count(*) FROM query_table($table)", {"table": table}).fetchone()
    assert row is not None
    return int(row[0])


def _put_note(con: duckdb.DuckDBPyConnection, note_id: str) -> None:
    con.execute(
        "INSERT INTO ops.note VALUES ($id, 'births', NULL, '2020-01-01', false, 'a', 'b', $at, 'x')",
        {"id": note_id, "at": NOON},
    )


def test_a_block_that_raises_leaves_nothing(database: Database) -> None:
    def put_and_fail() -> None:
        with database.writing() as con:
            _put_note(con, "1")
            raise KeyError

    with pytest.raises(KeyError):
        put_and_fail()
    assert _count(database, "ops.note") == 0


def test_a_statement_that_fails_leaves_nothing_and_the_store_stays_usable(database: Database) -> None:
    def put_twice() -> None:
        with database.writing() as con:
            _put_note(con, "1")
            _put_note(con, "1")

    with pytest.raises(duckdb.ConstraintException):
        put_twice()
    assert _count(database, "ops.note") == 0
    with database.writing() as con:
        _put_note(con, "2")
    assert _count(database, "ops.note") == 1


def test_eight_threads_read_and_write_without_losing_a_row(database: Database) -> None:
    def work(worker: int) -> list[int]:
        seen = []
        for step in range(25):
            with database.writing() as con:
                _put_note(con, f"{worker}-{step}")
            with database.reading() as con:
                row = con.execute(
                    "SELECT count(*) FROM ops.note WHERE starts_with(note_id, $mine)", {"mine": f"{worker}-"}
                ).fetchone()
            assert row is not None
            seen.append(int(row[0]))
        return seen

    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(work, range(8)))
    assert counts == [list(range(1, 26))] * 8, "each thread sees its own rows, one more each time"
    assert _count(database, "ops.note") == 200


def test_a_file_is_reopened_with_what_was_committed(tmp_path: Path) -> None:
    path = tmp_path / "deeper" / "store.duckdb"
    first = Database(path)
    with first.writing() as con:
        _put_note(con, "1")
    first.close()
    second = Database(path)
    assert _count(second, "ops.note") == 1
    second.close()


def test_a_second_process_is_told_that_the_store_is_in_use(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    program = (
        "import sys; from pathlib import Path; from bahealth.store import Database, StoreInUse\n"
        "try:\n    Database(Path(sys.argv[1]))\n"
        "except StoreInUse as problem:\n    print('in use:', problem)\n"
    )
    database = Database(path)
    try:
        command = [sys.executable, "-c", program, str(path)]
        told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    finally:
        database.close()
    assert told.stdout.startswith("in use: The store is open in another process")
    assert told.stderr == ""
    assert issubclass(StoreInUse, Refusal)


@pytest.fixture(params=["in memory", "in a file"])
def hardened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    database = Database(None if request.param == "in memory" else tmp_path / "store.duckdb")
    yield database
    database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('{folder}/secret.csv')",
        "SELECT * FROM read_text('{folder}/secret.csv')",
        "SELECT * FROM glob('{folder}/*')",
        "SELECT * FROM '{folder}/secret.csv'",
        "COPY ops.audit TO '{folder}/stolen.csv'",
        "COPY ops.audit FROM '{folder}/secret.csv'",
        "ATTACH '{folder}/other.duckdb' AS other",
        "EXPORT DATABASE '{folder}/export'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "CREATE SECRET (TYPE s3)",
        "SET enable_external_access=true",
        "SET memory_limit='100GB'",
        "SET python_enable_replacements=true",
    ],
)
def test_the_store_reaches_no_other_file_and_cannot_be_softened(
    hardened: Database, statement: str, tmp_path: Path
) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with pytest.raises(duckdb.Error), hardened.reading() as con:
        con.execute(statement.replace("{folder}", str(tmp_path))).fetchall()
    beside_the_store = {one.name for one in tmp_path.iterdir() if not one.name.startswith("store.")}
    assert beside_the_store == {"secret.csv"}


def test_a_python_variable_is_not_a_table(hardened: Database) -> None:
    import pandas as pd

    secret = pd.DataFrame({"a": [1]})
    with pytest.raises(duckdb.CatalogException), hardened.reading() as con:
        con.execute("SELECT * FROM secret")
    assert len(secret) == 1


def test_migrations_are_applied_once(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    applied = []
    for _ in range(2):
        database = Database(path)
        with database.reading() as con:
            applied.append(con.execute("SELECT * FROM ops.migration ORDER BY name").fetchall())
        database.close()
    assert applied[0] == applied[1]
    assert [name for name, *_ in applied[0]] == [name for name, _ in database_module.migrations()]
    assert applied[0], "there is at least one migration"


def test_migrations_are_numbered_without_a_gap() -> None:
    numbers = [int(name.split("_")[0]) for name, _ in database_module.migrations()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_changed_applied_migration_stops_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "store.duckdb"
    Database(path).close()
    name, text = database_module.migrations()[0]
    others = database_module.migrations()[1:]
    monkeypatch.setattr(database_module, "migrations", lambda: [(name, text + "\n-- later thought"), *others])
    with pytest.raises(Refusal, match=name):
        Database(path)


def test_a_new_migration_is_applied_to_an_old_store_and_a_broken_one_leaves_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store.duckdb"
    Database(path).close()
    known = database_module.migrations()
    broken = ("9998_broken.sql", "CREATE TABLE ops.half (a INTEGER); SELECT * FROM ops.nothing")
    monkeypatch.setattr(database_module, "migrations", lambda: [*known, broken])
    with pytest.raises(duckdb.CatalogException):
        Database(path)
    good = ("9999_good.sql", "CREATE TABLE ops.whole (a INTEGER)")
    monkeypatch.setattr(database_module, "migrations", lambda: [*known, good])
    database = Database(path)
    with database.reading() as con:
        tables = {
            str(row[0])
            for row in con.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'ops'").fetchall()
        }
    assert "whole" in tables
    assert "half" not in tables
    database.close()


def test_ids_are_uuids_of_version_7_that_sort_by_time(monkeypatch: pytest.MonkeyPatch) -> None:
    import time
    from uuid import UUID

    made = []
    for milliseconds in (1_000, 1_001, 10**12, 2 * 10**12):
        monkeypatch.setattr(time, "time_ns", lambda now=milliseconds: now * 1_000_000)
        made.append(new_id())
    assert made == sorted(made)
    assert {(UUID(one).version, UUID(one).variant) for one in made} == {(7, "specified in RFC 4122")}
    assert [UUID(one).int >> 80 for one in made] == [1_000, 1_001, 10**12, 2 * 10**12]
