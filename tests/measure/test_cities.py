"""The random cities hold what they are made for: without it their agreement would say nothing."""

from __future__ import annotations

from collections import Counter

from bahealth.catalog.model import Catalog
from tests.measure import slow
from tests.measure.cities import CROWDED, crowded_city
from tests.measure.slow_words import Facts, Rows
from tests.measure.traps import EVERY, traps


def test_the_crowded_cities_hold_every_trap_and_a_share_of_every_measure(catalog: Catalog) -> None:
    found: Counter[str] = Counter()
    partly: Counter[str] = Counter()
    for city in map(crowded_city, CROWDED):
        facts = Facts(city, catalog.schedules)
        found.update(traps(city, facts))
        partly.update(name for name, measure in slow.ALL.items() if _some_but_not_all(measure(facts)))
    assert set(found) == EVERY
    no_shares = {"visits", "residents_per_team"}  # their numerator is no part of a denominator
    assert set(partly) | no_shares == set(slow.ALL)


def _some_but_not_all(rows: Rows) -> bool:
    return any(row[0] and row[1] and row[0] < row[1] for row in rows.values())
