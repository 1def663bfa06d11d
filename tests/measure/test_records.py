"""Only records in force are measured: of accepted deliveries, not replaced, not withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.measure.conftest import Measuring
from tests.measure.example import PLACES, seen
from tests.measure.small_city import City, Kept, Superseded, city, visit_on

MARCH = date(2025, 3, 1)
KEY = 77
FIRST = replace(visit_on(date(2025, 3, 10), 1, kind="illness"), record_key=KEY)
MOVED = replace(visit_on(date(2025, 4, 10), 1, kind="illness"), record_key=KEY, delivery=2)
GONE = replace(FIRST, delivery=2, is_withdrawn=True)
REPLACED = Superseded("visits", 1, KEY, 2)


def _months(rows: Measuring, records: list[Kept], superseded: list[Superseded], accepted: set[int]) -> list[int]:
    """Months in which the visit of the person counts."""
    base = city(PLACES, seen(date(2025, 1, 10), date(2025, 5, 31)), records)
    town = City(base.records, base.today, frozenset(accepted), tuple(superseded))
    return sorted(key[1].month for key, row in rows(town, "visits").items() if key[0] == "city" and row[0])


@pytest.mark.parametrize(
    ("records", "superseded", "accepted", "months"),
    [
        ([FIRST], [], {1}, [3]),
        ([FIRST, MOVED], [REPLACED], {1, 2}, [4]),
        ([FIRST, MOVED], [REPLACED], {1}, [3]),  # the correction was not accepted
        ([FIRST, GONE], [REPLACED], {1, 2}, []),
        ([FIRST, GONE], [REPLACED], {1}, [3]),
        ([FIRST, MOVED], [Superseded("births", 1, KEY, 2)], {1, 2}, [3, 4]),  # the key of another kind of record
        ([FIRST, replace(MOVED, record_key=KEY + 1)], [], {1, 2}, [3, 4]),
    ],
)
def test_a_record_counts_until_an_accepted_delivery_replaces_it(
    rows: Measuring, records: list[Kept], superseded: list[Superseded], accepted: set[int], months: list[int]
) -> None:
    assert _months(rows, records, superseded, accepted) == months


def test_a_withdrawn_visit_does_not_move_what_is_observed(rows: Measuring) -> None:
    # The only visit of January was withdrawn: S is 1 March, and January has no rows.
    early = replace(visit_on(date(2025, 1, 10), 1), record_key=KEY)
    gone = replace(early, delivery=2, is_withdrawn=True)
    base = city(PLACES, early, gone, seen(date(2025, 3, 3), date(2025, 5, 31)))
    town = City(base.records, base.today, frozenset({1, 2}), (REPLACED,))
    assert min(key[1] for key in rows(town, "residents_per_team")) == MARCH
