"""Both ways to measure a small city: plain Python and the SQL that the program runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest

from bahealth.catalog.model import Catalog
from bahealth.collect.records import door as door_module
from bahealth.collect.records.stage import staged
from bahealth.store import Database
from tests.data.real import real_catalog
from tests.measure.by_sql import sql_rows
from tests.measure.slow import slow_rows
from tests.measure.slow_words import Rows
from tests.measure.small_city import City, store_city

Measuring: TypeAlias = Callable[[City, str], Rows]


@pytest.fixture(scope="session")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The real one: its schedules are part of the definitions."""
    return real_catalog(tmp_path_factory.mktemp("catalog"))


@pytest.fixture(scope="session")
def database() -> Iterator[Database]:
    """One store, emptied before each city."""
    database = Database(None)
    yield database
    database.close()


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The door's own program, without the second that its own process takes to start."""
    monkeypatch.setattr(door_module, "_carried_out", staged)


@pytest.fixture(params=["plain Python", "SQL"])
def rows(request: pytest.FixtureRequest, database: Database, catalog: Catalog) -> Measuring:
    """Rows of a measure in a city: a hand calculation must hold for both."""
    if request.param == "plain Python":
        return lambda city, measure_id: slow_rows(city, measure_id, catalog.schedules)
    pytest.importorskip("bahealth.measure.queries")

    def by_sql(city: City, measure_id: str) -> Rows:
        store_city(database, city)
        return sql_rows(database, catalog, city, measure_id)

    return by_sql
