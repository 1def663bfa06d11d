"""The record of runs: typed rows back."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bahealth.frozen import Frozen
from bahealth.measure.model import Measurement, RecordDelivery, Touch
from bahealth.store import Cursor, fetch

PACKAGE: Final = "bahealth.measure.ledger"


class _Cutoff(Frozen):
    cutoff_at: datetime | None


def record_deliveries(con: Cursor) -> list[RecordDelivery]:
    """Accepted deliveries of records, newest first."""
    return fetch(con, RecordDelivery, PACKAGE, "record_deliveries")


def newest_measurements(con: Cursor) -> dict[str, Measurement]:
    """The newest run of each measure, by its id."""
    return {one.measure_id: one for one in fetch(con, Measurement, PACKAGE, "newest_measurements")}


def touches_since(con: Cursor, run_id: str) -> list[Touch]:
    """What the deliveries that the run `run_id` did not read say something new about."""
    return fetch(con, Touch, PACKAGE, "touches", run_id=run_id)


def newest_cutoff(con: Cursor) -> datetime | None:
    """Up to when the newest release knows; None without releases."""
    (found,) = fetch(con, _Cutoff, PACKAGE, "newest_cutoff")
    return found.cutoff_at
