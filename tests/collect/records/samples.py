"""Small deliveries of every kind of record, and the ways to read and accept them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from bahealth.catalog.load import load_catalog
from bahealth.catalog.model import Catalog, Level
from bahealth.collect.records.commands import AcceptRecords, RecordsRefused, accept_records
from bahealth.collect.records.door import Door
from bahealth.collect.records.files import recognised
from bahealth.collect.records.plan import Outcome, Plan
from bahealth.collect.records.stage import staged
from bahealth.collect.table import UnreadableError
from bahealth.config import PROJECT
from bahealth.people.model import Actor, Role
from bahealth.store import Database
from tests.collect.samples import parquet, write

AT = datetime(2026, 6, 1, 12, 0)
ANALYST = Actor("ana", Role.ADMIN)
SECRET = "5e" * 32
BLOCKS = PROJECT / "data" / "city" / "blocks.csv"
# One good row of each kind.
ROWS: dict[str, dict[str, Any]] = {
    "residents": {
        "resident": "person-0000000001",
        "born": "1980-02-29",
        "sex": "f",
        "block": "block-1_1_1",
        "coverage": "public",
        "from": "2020-01-01",
        "until": "2030-01-01",
    },
    "births": {
        "birth": "birth-00000000001",
        "child": "person-0000000002",
        "mother": "person-0000000001",
        "born": "2025-07-30",
        "discharged": "2025-08-01",
        "weight_grams": "3200",
        "gestation_weeks": "39",
        "centre": "hospital-argerich",
    },
    "deaths": {"resident": "person-0000000003", "died": "2025-07-31", "cause": "I21.9"},
    "centres": {
        "centre": "cesac-1",
        "name": "CeSAC N° 1",
        "kind": "cesac",
        "comuna": "comuna-4",
        "from": "2001-01-01",
        "until": "",
    },
    "teams": {"team": "team-1", "centre": "cesac-1", "department": "primary_care", "from": "2001-01-01", "until": ""},
    "panels": {"resident": "person-0000000001", "team": "team-1", "from": "2020-01-01", "until": ""},
    "visits": {
        "visit": "visit-00000000001",
        "resident": "person-0000000001",
        "centre": "cesac-1",
        "team": "team-1",
        "at": "2025-07-31T14:05",
        "kind": "emergency",
        "scheduled": "false",
        "triage": "4",
        "diagnosis": "j45.9",
        "discharge": "home",
    },
    "diagnosis_shares": {
        "diagnosis": "J45",
        "non_emergent": "0.25",
        "primary_care_treatable": "0.25",
        "avoidable": "0.5",
        "not_avoidable": "0",
        "injury": "0",
        "mental_health": "0",
        "alcohol": "0",
        "drug": "0",
    },
    "openings": {
        "centre": "cesac-1",
        "name": "CeSAC N° 1",
        "kind": "cesac",
        "longitude": "-58.4",
        "latitude": "-34.6",
        "hours": "mo-fr 08:00-20:00; sa 09:00-13:00",
        "services": "pediatrics dentistry",
        "from": "2001-01-01",
        "until": "",
    },
    "travel_times": {
        "block": "block-1_1_1",
        "centre": "cesac-1",
        "minutes": "12.5",
        "mode": "transit",
        "departure": "2026-03-10T08:00",
    },
}


@cache
def catalog() -> Catalog:
    return load_catalog(PROJECT / "data")


def row(kind: str, /, **changes: Any) -> dict[str, Any]:
    return ROWS[kind] | changes


def csv_of(rows: list[dict[str, Any]], separator: str = ",") -> str:
    lines = [list(rows[0]), *([str(cell) for cell in one.values()] for one in rows)]
    return "".join(separator.join(line) + "\n" for line in lines)


def parquet_of(rows: list[dict[str, Any]]) -> bytes:
    return parquet({name: [one[name] for one in rows] for name in rows[0]})


@dataclass(frozen=True)
class Reading:
    """What was made of files, and the table that they gave."""

    outcome: Outcome
    folder: Path

    @property
    def problems(self) -> list[tuple[int | None, str | None, str]]:
        return [(one.row, one.column, one.seen) for one in self.outcome.problems]

    @property
    def rows(self) -> list[dict[str, Any]]:
        import duckdb

        con = duckdb.connect(str(self.folder / "staged.duckdb"), read_only=True)
        try:
            found = con.sql("SELECT * FROM record ORDER BY ALL")
            return [dict(zip(found.columns, one, strict=True)) for one in found.fetchall()]
        finally:
            con.close()


def read_here(folder: Path, kind: str, *files: Path, at: datetime = AT) -> Reading:
    """Read the files as the process apart does, in this one."""
    own = folder / f"staging-{secrets.token_hex(8)}"
    own.mkdir()
    try:
        sent = recognised(files, own)
    except UnreadableError as problem:
        return Reading(Outcome(problems=(problem.problem,)), own)
    plan = Plan(
        kind=kind,
        files=tuple(sent),
        folder=own,
        blocks_file=BLOCKS,
        comunas=tuple(one.area_id for one in catalog().areas if one.level is Level.COMUNA),
        departments=tuple(one.department_id for one in catalog().departments),
        secret=SECRET,
        at=at,
        memory_limit="1GB",
        threads=2,
        most_bytes=1,
        most_seconds=1,
    )
    return Reading(staged(plan), own)


def read_rows(folder: Path, kind: str, *rows: dict[str, Any], as_parquet: bool = False) -> Reading:
    """Read rows written as CSV, or as Parquet."""
    if as_parquet:
        return read_here(folder, kind, write(folder, "sent.parquet", parquet_of(list(rows))))
    return read_here(folder, kind, write(folder, "sent.csv", csv_of(list(rows))))


def accept(database: Database, door: Door, kind: str, *files: Path, at: datetime = AT, **more: Any) -> str:
    actor = more.pop("actor", ANALYST)
    command = AcceptRecords(source_id=f"records_{kind}", files=files, **more)
    return accept_records(database, catalog(), command, door=door, actor=actor, at=at)


def refusal(database: Database, door: Door, kind: str, *files: Path, **more: Any) -> RecordsRefused:
    try:
        accept(database, door, kind, *files, **more)
    except RecordsRefused as refused:
        return refused
    raise AssertionError("it was accepted")


def current(database: Database, table: str, columns: str = "*") -> list[Any]:
    with database.reading() as con:
        return con.sql(f"SELECT {columns} FROM facts.current_{table} ORDER BY ALL").fetchall()


def touched(database: Database, delivery_id: str) -> list[tuple[str, str | None]]:
    """Months that a delivery touched, as `2025-07`."""
    with database.reading() as con:
        found = con.execute(
            "SELECT strftime(first_month, '%Y-%m'), strftime(last_month, '%Y-%m') FROM ops.record_touch "
            "JOIN ops.record_delivery USING (delivery_number) WHERE delivery_id = ? ORDER BY ALL",
            [delivery_id],
        )
        return found.fetchall()
