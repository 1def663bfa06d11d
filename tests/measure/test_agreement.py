"""SQL and plain Python measure the same in random small cities."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bahealth.catalog.model import Catalog
from bahealth.store import Database
from tests.measure import slow
from tests.measure.by_sql import differences, sql_rows
from tests.measure.cities import CROWDED, cities, crowded_city
from tests.measure.slow_words import Facts, plus_months
from tests.measure.small_city import City, store_city

model = pytest.importorskip("bahealth.measure.model")
pytest.importorskip("bahealth.measure.queries")

big = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example])

CHILDREN = [name for name, one in slow.ALL.items() if one.__module__.endswith("slow_children")]
MOTHERS = [name for name, one in slow.ALL.items() if one.__module__.endswith("slow_mothers")]
EMERGENCY = [name for name, one in slow.ALL.items() if one.__module__.endswith("slow_emergency")]
CARE = [name for name, one in slow.ALL.items() if one.__module__.endswith("slow_care")]


def _disagreements(database: Database, catalog: Catalog, city: City, measure_ids: list[str]) -> dict[str, list[str]]:
    store_city(database, city)
    facts = Facts(city, catalog.schedules)
    found = {name: differences(slow.ALL[name](facts), sql_rows(database, catalog, city, name)) for name in measure_ids}
    return {name: lines[:10] for name, lines in found.items() if lines}


def test_every_measure_has_a_second_implementation() -> None:
    assert {name: one.is_breakdown for name, one in model.MEASURES.items()} == {
        name: name in slow.BREAKDOWNS for name in slow.ALL
    }


@settings(big, max_examples=15)
@given(cities(children=8, mothers=0, frequent=0, others=1))
def test_child_health_agrees(database: Database, catalog: Catalog, city: City) -> None:
    assert _disagreements(database, catalog, city, CHILDREN) == {}


@settings(big, max_examples=15)
@given(cities(children=1, mothers=8, frequent=0, others=1))
def test_maternal_health_agrees(database: Database, catalog: Catalog, city: City) -> None:
    assert _disagreements(database, catalog, city, MOTHERS) == {}


@settings(big, max_examples=15)
@given(cities(children=1, mothers=0, frequent=6, others=2))
def test_emergency_agrees(database: Database, catalog: Catalog, city: City) -> None:
    assert _disagreements(database, catalog, city, EMERGENCY) == {}


@settings(big, max_examples=15)
@given(cities(children=2, mothers=1, frequent=1, others=7))
def test_primary_care_agrees(database: Database, catalog: Catalog, city: City) -> None:
    assert _disagreements(database, catalog, city, CARE) == {}


@pytest.mark.parametrize("seed", CROWDED)
def test_all_measures_agree_where_every_trap_is(database: Database, catalog: Catalog, seed: int) -> None:
    assert _disagreements(database, catalog, crowded_city(seed), list(slow.ALL)) == {}


@pytest.fixture(scope="module")
def crowded(catalog: Catalog) -> Iterator[tuple[Database, City, Facts]]:
    """A crowded city in a store of its own."""
    database, city = Database(None), crowded_city(CROWDED[0])
    store_city(database, city)
    yield database, city, Facts(city, catalog.schedules)
    database.close()


@pytest.mark.parametrize("measure_id", sorted(slow.ALL))
@settings(max_examples=2)
@given(first=st.integers(1, 16), length=st.integers(1, 16))
def test_months_measured_in_pieces_are_those_measured_at_once(
    catalog: Catalog, crowded: tuple[Database, City, Facts], measure_id: str, first: int, length: int
) -> None:
    database, city, facts = crowded
    begins = plus_months(facts.observed_from, first)
    ends = plus_months(begins, length - 1)
    pieces = [
        sql_rows(database, catalog, city, measure_id, months)
        for months in ((None, plus_months(begins, -1)), (begins, ends), (plus_months(ends, 1), None))
    ]
    assert {key[1] for key in pieces[1]} <= {plus_months(begins, number) for number in range(length)}
    together = {key: row for piece in pieces for key, row in piece.items()}
    assert sum(map(len, pieces)) == len(together), "no month is in two pieces"
    assert differences(slow.ALL[measure_id](facts), together) == []


def test_a_city_without_visits_has_no_rows(database: Database, catalog: Catalog) -> None:
    city = City((), date(2026, 1, 1))
    store_city(database, city)
    assert {name: sql_rows(database, catalog, city, name) for name in slow.ALL} == {name: {} for name in slow.ALL}
