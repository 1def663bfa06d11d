"""What the program's SQL measures in a store, in the form of the plain Python, and where the two differ."""

from __future__ import annotations

import importlib
import math
from datetime import date

from bahealth.catalog.model import Catalog
from bahealth.store import Database
from tests.measure.slow_words import Rows
from tests.measure.small_city import City

WITH_LIMITS = {"ed_visits_per_1000", "visits_per_1000"}


def sql_rows(
    database: Database,
    catalog: Catalog,
    city: City,
    measure_id: str,
    months: tuple[date | None, date | None] = (None, None),
) -> Rows:
    """Of a stored city. A row that stands twice, or limits where none belong, are errors."""
    queries = importlib.import_module("bahealth.measure.queries")
    with database.reading() as con:
        measured = queries.measured(
            con, catalog, measure_id, today=city.today, first_month=months[0], last_month=months[1]
        )
    rows: Rows = {}
    for one in measured:
        key = (one.area_id, one.period_start) if one.part is None else (one.area_id, one.period_start, one.part)
        assert key not in rows, f"{measure_id}: {key} stands twice"
        assert measure_id in WITH_LIMITS or (one.lower, one.upper) == (None, None), f"{measure_id}: {key} has limits"
        limits = (one.lower, one.upper) if measure_id in WITH_LIMITS else ()
        rows[key] = (one.numerator, one.denominator, *limits)
    return rows


def differences(expected: Rows, found: Rows) -> list[str]:
    """Rows that only one side has, or in which a number is another."""
    return [
        f"{key}: expected {expected.get(key)}, found {found.get(key)}"
        for key in sorted(expected.keys() | found.keys())
        if key not in expected or key not in found or not all(map(_is_close, expected[key], found[key]))
    ]


def _is_close(expected: float | None, found: float | None) -> bool:
    """Sums of shares may differ in the last digits; limits are a root, in which those of 0 are larger."""
    if expected is None or found is None:
        return expected is found
    return math.isclose(expected, found, rel_tol=1e-9, abs_tol=1e-6)
