"""The rivals of `make bench` say the same as each other, and as the measures themselves: otherwise no time is fair."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest

from bahealth.catalog.load import load_catalog
from bahealth.catalog.model import Catalog
from bahealth.config import PROJECT
from bahealth.store import Database
from bench.baseline import READINGS
from bench.rivals import pandas_measures, polars_measures
from tests.bench.city import TODAY, City, tables, written

Key = tuple[str, date, str | None]
Rows = dict[Key, tuple[float | None, ...]]
NUMBERS = ("numerator", "denominator", "lower", "upper")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(PROJECT / "data")


@pytest.fixture(scope="module", params=[1, 2, 3])
def city(request: pytest.FixtureRequest) -> City:
    return City(request.param, people=1200)


@pytest.fixture(scope="module")
def folder(city: City, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(city, tmp_path_factory.mktemp("city"))


@pytest.fixture(scope="module")
def said_by_pandas(folder: Path, catalog: Catalog) -> dict[str, Rows]:
    return said_by(pandas_measures, folder, catalog, pl.from_pandas)


@pytest.fixture(scope="module")
def said_by_polars(folder: Path, catalog: Catalog) -> dict[str, Rows]:
    return said_by(polars_measures, folder, catalog, lambda found: found)


def said_by(
    rival: ModuleType, folder: Path, catalog: Catalog, as_polars: Callable[[Any], pl.DataFrame]
) -> dict[str, Rows]:
    return {
        measure_id: keyed(as_polars(compute()).iter_rows(named=True))
        for measure_id, compute in rival.measures(folder, catalog.schedules, TODAY)
    }


def keyed(rows: Iterator[dict[str, Any]]) -> Rows:
    """Each row by area, month and part; a key that stands twice is an error."""
    found: Rows = {}
    for row in rows:
        start = row["period_start"]
        key = (row["area_id"], start.date() if isinstance(start, datetime) else start, row["part"])
        assert key not in found, key
        found[key] = tuple(None if row[name] is None or math.isnan(row[name]) else row[name] for name in NUMBERS)
    return found


def differing(one: Rows, other: Rows) -> dict[Key, tuple[object, object]]:
    """Where two differ by more than rounding."""
    return {
        key: (one.get(key), other.get(key))
        for key in {*one, *other}
        if key not in one or key not in other or not all(map(is_close, one[key], other[key]))
    }


def is_close(one: float | None, other: float | None) -> bool:
    return one is other or (
        one is not None and other is not None and math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    )


def test_pandas_and_polars_say_the_same(said_by_pandas: dict[str, Rows], said_by_polars: dict[str, Rows]) -> None:
    assert list(said_by_pandas) == list(said_by_polars)
    differ = {name: differing(said_by_pandas[name], said_by_polars[name]) for name in said_by_pandas}
    assert not {name: rows for name, rows in differ.items() if rows}


def test_every_measure_has_something_to_say(said_by_polars: dict[str, Rows]) -> None:
    for name, rows in said_by_polars.items():
        city = [values for (area, _, _), values in rows.items() if area == "city"]
        assert sum(values[0] or 0 for values in city) > 20, name


def test_numerators_of_shares_are_neither_none_nor_all(said_by_polars: dict[str, Rows]) -> None:
    """Otherwise a rival that counts everybody, or nobody, would agree."""
    counts = {"visits", "visits_per_1000", "ed_visits_per_1000", "residents_per_team"}
    for name, rows in said_by_polars.items():
        if name not in counts:
            city = [values for (area, _, _), values in rows.items() if area == "city"]
            assert 0 < sum(values[0] or 0 for values in city) < sum(values[1] or 0 for values in city), name


def test_the_rivals_and_the_plainest_reading_know_the_same_measures(said_by_polars: dict[str, Rows]) -> None:
    assert set(said_by_polars) == set(READINGS)
    assert len(READINGS) == 27


def test_comunas_add_to_the_city_where_everybody_lives_somewhere(said_by_polars: dict[str, Rows]) -> None:
    for name in (
        "checkups_six",
        "prenatal_five_visits",
        "ed_low_triage",
        "visits",
        "ed_frequent_users",
        "continuity_own_team",
    ):
        rows = said_by_polars[name]
        for (area, month, part), values in rows.items():
            if area == "city":
                comunas = [found for number in range(1, 4) if (found := rows.get((f"comuna-{number}", month, part)))]
                assert sum(one[0] or 0 for one in comunas) == pytest.approx(values[0]), (name, month)


def test_the_parts_of_a_whole_add_to_it(said_by_polars: dict[str, Rows]) -> None:
    parts = ("checkups_by_birthday", "first_checkup_week", "prenatal_visits", "first_prenatal_week", "ed_triage")
    for name in (*parts, "ed_classes", "ed_people_by_visits", "ed_visits_by_visits", "visits_by_kind"):
        whole: dict[tuple[str, date], float] = {}
        for (area, month, _), values in said_by_polars[name].items():
            whole[area, month] = whole.get((area, month), 0) + (values[0] or 0)
        for (area, month, _), values in said_by_polars[name].items():
            assert whole[area, month] == pytest.approx(values[1]), (name, area, month)


def test_the_measures_themselves_say_the_same(city: City, catalog: Catalog, said_by_polars: dict[str, Rows]) -> None:
    queries = pytest.importorskip("bahealth.measure.queries")
    database = Database(None)
    with database.writing() as con:
        for name, table in tables(city).items():
            con.register("delivered", table)
            con.execute(f"INSERT INTO facts.{name} BY NAME SELECT * FROM delivered")
            con.unregister("delivered")
        con.execute("INSERT INTO ops.record_delivery VALUES (1, 'city', 'visits', 0, 0)")
    with database.reading() as con:
        found = {
            name: keyed(row.model_dump() for row in queries.measured(con, catalog, name, today=TODAY))
            for name in said_by_polars
        }
    database.close()
    differ = {name: differing(found[name], said_by_polars[name]) for name in found}
    assert not {name: rows for name, rows in differ.items() if rows}
