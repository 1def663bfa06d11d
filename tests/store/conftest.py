"""A store in memory, and rows to put into it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import duckdb
import pytest

from bahealth.store import Database

NOON = datetime(2026, 11, 22, 12, 0)
HOUR = timedelta(hours=1)


@pytest.fixture
def database() -> Iterator[Database]:
    database = Database(None)
    yield database
    database.close()


def put_observation(con: duckdb.DuckDBPyConnection, delivery_id: str, value: float, **changes: object) -> None:
    """One row of a delivery, whether or not the delivery is ever accepted."""
    row = {
        "delivery_id": delivery_id,
        "indicator_id": "preterm",
        "area_id": "city",
        "period_start": "2023-01-01",
        "period_months": 12,
        "value": value,
        "is_denominator_estimated": False,
        **changes,
    }
    con.execute(
        "INSERT INTO facts.observation "
        "(delivery_id, indicator_id, area_id, period_start, period_months, value, is_denominator_estimated) "
        "VALUES ($delivery_id, $indicator_id, $area_id, $period_start, $period_months, $value, "
        "$is_denominator_estimated)",
        row,
    )


def accept(con: duckdb.DuckDBPyConnection, delivery_id: str, at: datetime) -> None:
    """The row of ops by which a delivery counts."""
    con.execute(
        "INSERT INTO ops.delivery VALUES ($id, 'deis_vital', 'a.csv', 'hash', 1, false, $at, 'somebody')",
        {"id": delivery_id, "at": at},
    )
