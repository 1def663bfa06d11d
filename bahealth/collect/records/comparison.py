"""A staged delivery beside the records in force: what is new, changed, withdrawn, and which months that touches."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from bahealth.collect.records.model import RecordKind
from bahealth.collect.records.plan import FIRST_DAY
from bahealth.collect.records.rows import FIRST, LAST, dates, kept_columns
from bahealth.collect.records.stage import RECORD
from bahealth.frozen import Frozen
from bahealth.store import Cursor, fetch
from bahealth.store.tables import make, show

PACKAGE: Final = "bahealth.collect.records"
MET: Final = "met"  # beside the staged table: its rows whose key is that of a record in force
ALWAYS: Final = {"centres", "diagnosis_shares"}  # kinds whose records speak of every month
_NOT_COMPARED: Final = {"record_key", "is_withdrawn", "until_on"}


class Differences(Frozen):
    """Counts of rows."""

    row_count: int
    new_count: int
    changed_count: int
    withdrawn_count: int


class Day(Frozen):
    """How many records begin or happen on a day."""

    first_on: date | None
    row_count: int


class Touched(Frozen):
    """Months about which a delivery says something new; without a last one, all from the first on."""

    first_month: date
    last_month: date | None


class BoundSecret(Frozen):
    """Which secret the keys in the store were hashed with, without telling it."""

    fingerprint: str


class AcceptedRecords(Frozen):
    """A delivery of records that was accepted."""

    delivery_number: int
    record_kind: str
    delivery_id: str
    source_id: str
    content_hash: str
    is_simulated: bool
    accepted_at: datetime


def accepted_records(con: Cursor, kind: str | None = None) -> list[AcceptedRecords]:
    """Accepted deliveries of one kind of record, or of all, newest first."""
    return fetch(con, AcceptedRecords, PACKAGE, "accepted_records", record_kind=kind)


def meet(con: Cursor, kind: RecordKind, staged: str) -> None:
    """Write, beside the table of the staged file `staged`, which of its rows meet a record in force."""
    _show_both(con, kind, staged)
    make(con, f"{staged}.{MET}", PACKAGE, "met")


def show_staged(con: Cursor, kind: RecordKind, staged: str) -> None:
    """Let `delivered_row` and `met_row` stand for the tables of the staged file, for this cursor; after `meet`."""
    _show_both(con, kind, staged)
    show(con, "met_row", f"{staged}.{MET}")


def differences(con: Cursor) -> Differences:
    """Counts; after `show_staged`."""
    (found,) = fetch(con, Differences, PACKAGE, "differences")
    return found


def touched_months(con: Cursor, kind: RecordKind) -> list[Touched]:
    """The months about which the delivery says something new; after `show_staged`."""
    touched = fetch(con, Touched, PACKAGE, "touched_months")
    if kind.kind in ALWAYS and touched:
        return [Touched(first_month=FIRST_DAY, last_month=None)]
    return touched


def days(con: Cursor) -> list[Day]:
    """Days of the delivery, in order; after `show_staged`."""
    return fetch(con, Day, PACKAGE, "days")


def _show_both(con: Cursor, kind: RecordKind, staged: str) -> None:
    said = "row(" + ", ".join(one for one in kept_columns(kind) if one not in _NOT_COMPARED) + ") AS said"
    show(con, "delivered_row", f"{staged}.{RECORD}", ("*", said))
    first, last = (one or "CAST(NULL AS DATE)" for one in dates(kind))
    columns = ("record_key", "delivery_number", f"{first} AS {FIRST}", f"{last} AS {LAST}", said)
    show(con, "present_row", f"facts.current_{kind.table}", columns)
