"""What the store knows of openings, delivered times and earlier runs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from bahealth.access.coverage import Pair
from bahealth.access.model import Matrix, MatrixKey, Opening
from bahealth.frozen import Frozen
from bahealth.store import Cursor, fetch, sql_text

PACKAGE: Final = "bahealth.access"


class PlaceDelivery(Frozen):
    """An accepted delivery of openings or travel times."""

    delivery_id: str
    record_kind: str
    accepted_at: datetime
    is_simulated: bool


class KnownValue(Frozen):
    """A value in force."""

    indicator_id: str
    area_id: str
    period_start: date
    numerator: float | None
    denominator: float | None
    value: float | None
    note: str | None
    is_simulated: bool
    delivery_id: str


class KnownBand(Frozen):
    """A part in force of the people by minutes."""

    area_id: str
    period_start: date
    part: str
    numerator: float | None
    denominator: float | None
    is_simulated: bool


class AccessMeasurement(Frozen):
    """One run: `settings` and `deliveries_read` are JSON."""

    run_id: str
    definition_hash: str
    program_version: str
    settings: str
    network_hash: str
    deliveries_read: str
    first_year: int
    last_year: int
    changed_count: int
    delivery_id: str | None
    measured_at: datetime
    measured_by: str


def openings(con: Cursor) -> list[Opening]:
    """Every stretch of opening in force, by centre."""
    return fetch(con, Opening, PACKAGE, "openings")


def matrices(con: Cursor) -> list[Matrix]:
    """Every delivered matrix, the newest delivery first."""
    return fetch(con, Matrix, PACKAGE, "matrices")


def pairs(con: Cursor, key: MatrixKey) -> list[Pair]:
    """The rows of one matrix."""
    parameters = {"mode": key.mode.value, "departs_at": key.departs_at}
    return [Pair(*row) for row in con.execute(sql_text(PACKAGE, "pairs"), parameters).fetchall()]


def deliveries_of_places(con: Cursor) -> list[PlaceDelivery]:
    """What was delivered of openings and travel times, newest first."""
    return fetch(con, PlaceDelivery, PACKAGE, "deliveries_of_places")


def known_values(con: Cursor, indicator_ids: list[str]) -> list[KnownValue]:
    """Values in force of these indicators."""
    return fetch(con, KnownValue, PACKAGE, "known_values", indicator_ids=indicator_ids)


def known_bands(con: Cursor, measure_id: str) -> list[KnownBand]:
    """Parts in force of a breakdown."""
    return fetch(con, KnownBand, PACKAGE, "known_bands", measure_id=measure_id)


def newest_measurement(con: Cursor) -> AccessMeasurement | None:
    """The newest run; None before the first."""
    return next(iter(fetch(con, AccessMeasurement, PACKAGE, "newest_measurement")), None)
