from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from bahealth.store import Database
from bench.baseline import READINGS, Reading, once, seconds
from tests.bench.city import City, tables

PEOPLE_BY_MONTH = Reading("visit", ("resident_key", "occurred_on"), ("kind",), ("checkup",))


@pytest.fixture
def con(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    Database(tmp_path / "store.duckdb").close()
    return duckdb.connect(str(tmp_path / "store.duckdb"))


def test_every_reading_is_of_columns_that_are_stored(con: duckdb.DuckDBPyConnection) -> None:
    everything = [one for readings in READINGS.values() for one in readings]
    assert seconds(con, everything) > 0
    assert seconds(con, everything, only_its_kinds=True) > 0


def test_a_reading_groups_every_row_by_its_keys(con: duckdb.DuckDBPyConnection) -> None:
    stored = tables(City(1, people=100))["visit"]
    con.register("delivered", stored)
    con.execute("INSERT INTO facts.visit BY NAME SELECT * FROM delivered")
    rows = stored.to_pylist()
    months = {(row["resident_key"], row["occurred_on"].replace(day=1)) for row in rows}
    (count, person, month, kind) = con.execute(PEOPLE_BY_MONTH.statement()).fetchall()[0]
    assert count == len(months)
    assert (person, month) == (max(key for key, _ in months), max(month for _, month in months))
    assert kind == max(row["kind"] for row in rows)


def test_the_narrow_reading_leaves_out_other_kinds(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "INSERT INTO facts.visit SELECT 1, i, false, i, 'c', NULL, '2026-01-01', DATE '2026-01-01', "
        "CASE WHEN i < 3 THEN 'checkup' ELSE 'illness' END, false, NULL, NULL, NULL FROM range(10) AS t(i)"
    )
    assert con.execute(PEOPLE_BY_MONTH.statement(only_its_kinds=True)).fetchall() == [
        (3, 2, date(2026, 1, 1), "checkup")
    ]
    assert con.execute(PEOPLE_BY_MONTH.statement()).fetchall()[0][0] == 10


def test_once_has_each_reading_a_single_time() -> None:
    found = once()
    assert len(found) == len(set(found))
    assert {one._replace(kinds=()) for readings in READINGS.values() for one in readings} == set(found)
