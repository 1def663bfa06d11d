"""Files of their own for deliveries that are prepared: where they lie, who sees them, and that they go away."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from bahealth.store import Database
from bahealth.store.staging import STAGED, attached, open_staging, staging_folder, sweep_stagings
from bahealth.store.tables import insert, make, show, sweep


@pytest.fixture(params=["file", "memory"])
def either(request: pytest.FixtureRequest, tmp_path: Path):
    database = Database(tmp_path / "store.duckdb" if request.param == "file" else None)
    yield database
    database.close()


def filled(folder: Path, rows: int = 3) -> None:
    con = open_staging(folder, readable=[], memory_limit="1GB", threads=1)
    con.execute("CREATE TABLE record AS SELECT range AS number FROM range(?)", [rows])
    con.close()


def test_a_staged_file_is_seen_by_every_cursor_for_as_long_as_it_is_attached(either: Database) -> None:
    with staging_folder(either) as folder:
        filled(folder)
        with attached(either, folder) as name:
            for _ in range(2):
                with either.reading() as con:
                    assert con.sql(f"SELECT count(*) FROM {name}.record").fetchall() == [(3,)]
        with either.reading() as con, pytest.raises(duckdb.Error):
            con.execute(f"FROM {name}.record")


def test_the_folder_goes_away_with_the_block_whatever_happens_in_it(either: Database) -> None:
    with pytest.raises(RuntimeError), staging_folder(either) as folder:  # noqa: PT012
        filled(folder)
        assert folder.parent == either.copies
        assert folder.stat().st_mode & 0o777 == 0o700
        raise RuntimeError
    assert not either.copies.exists()


def test_two_stagings_do_not_meet(either: Database) -> None:
    with staging_folder(either) as first, staging_folder(either) as second:
        filled(first, 1)
        filled(second, 2)
        with attached(either, first) as one, attached(either, second) as other, either.reading() as con:
            counts = [con.sql(f"SELECT count(*) FROM {name}.record").fetchall() for name in (one, other)]
        assert counts == [[(1,)], [(2,)]]


def test_the_store_attaches_nothing_outside_its_folder(either: Database, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    filled(tmp_path / "elsewhere")
    with pytest.raises(duckdb.PermissionException), attached(either, tmp_path / "elsewhere"):
        pass


def test_what_a_killed_process_left_is_swept_and_ones_own_is_not(tmp_path: Path) -> None:
    database = Database(tmp_path / "store.duckdb")
    with staging_folder(database) as own:
        left = database.copies / "staging-1-0123456789abcdef"
        left.mkdir()
        (left / STAGED).write_bytes(b"x")
        assert sweep_stagings(database) == 1
        assert (own.exists(), left.exists()) == (True, False)
    assert sweep_stagings(database) == 0
    database.close()


def test_a_view_is_for_one_cursor_alone(either: Database) -> None:
    with either.reading() as con, either.reading() as other:
        show(con, "seen_row", "ops.delivery", ("row_count",))
        assert con.table("seen_row").columns == ["row_count"]
        with pytest.raises(duckdb.Error):
            other.execute("FROM seen_row")


def test_rows_of_numbers_that_were_not_accepted_are_swept(database: Database) -> None:
    with database.writing() as con:
        for number in (1, 2):
            con.execute("INSERT INTO ops.record_touch VALUES (?, 'visits', DATE '2025-01-01', NULL)", [number])
        con.execute("INSERT INTO ops.record_delivery VALUES (2, 'd', 'visits', 0, 0)")
        assert sweep(con, "ops.record_touch", "delivery_number") == 1
        assert con.sql("SELECT delivery_number FROM ops.record_touch").fetchall() == [(2,)]


def test_a_table_is_made_and_filled_from_a_file_of_sql(database: Database) -> None:
    with database.writing() as con:
        con.execute("INSERT INTO ops.audit VALUES (1, now(), 'a', 'BindSecret', 's', NULL, 'mark', NULL, 'x')")
        make(con, "bound", "bahealth.collect.records", "bound_secret")
        assert insert(con, "bound", "bahealth.collect.records", "bound_secret") == 1
        assert con.sql("FROM bound").fetchall() == [("mark",), ("mark",)]
