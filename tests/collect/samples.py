"""What the tests of this stage share: an instant, people, and small files."""

from __future__ import annotations

import hashlib
import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from bahealth.catalog.model import Catalog
from bahealth.collect.commands import AcceptDelivery, DeliveryRefused, accept_delivery
from bahealth.collect.model import Observation, Problem
from bahealth.people.model import Actor, Role
from bahealth.store import Database

AT = datetime(2026, 6, 1, 12, 0)
ANALYST = Actor("ana", Role.ADMIN)
FORM = "form_child_health"
HEADER = "indicator,area,period,numerator,denominator,value,note\n"
GOOD = HEADER + "checkups_complete,city,2025-01,70,100,,\ncheckups_complete,comuna-4,2025-01,7,10,,seven of ten\n"


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def workbook(rows: list[list[Any]], sheet: str = "Data") -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet(sheet)
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell is not None:
                page.write(row, column, cell)
    book.close()
    return content.getvalue()


def parquet(columns: dict[str, list[Any]]) -> bytes:
    content = io.BytesIO()
    pq.write_table(pa.table(columns), content)
    return content.getvalue()


def store_checksum(database: Database) -> str:
    """SHA-256 over every row of every table."""
    digest = hashlib.sha256()
    with database.reading() as con:
        tables = con.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables() ORDER BY 1").fetchall()
        for (table,) in tables:
            digest.update(table.encode())
            digest.update(repr(con.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall()).encode())
    return digest.hexdigest()


def refused(database: Database, catalog: Catalog, *files: Path, source_id: str = FORM) -> tuple[Problem, ...]:
    """The problems for which the files are refused; fails when they are accepted or when the store changes."""
    before = store_checksum(database)
    command = AcceptDelivery(source_id=source_id, files=files)
    with pytest.raises(DeliveryRefused) as refusal:
        accept_delivery(database, catalog, command, actor=ANALYST, at=AT)
    assert store_checksum(database) == before
    assert refusal.value.preview.problems
    return refusal.value.preview.problems


def rate(value: float, area_id: str = "comuna-3", year: int = 2023, **more: Any) -> Observation:
    """A published infant mortality rate."""
    return Observation(
        indicator_id="infant_mortality",
        area_id=area_id,
        period_start=date(year, 1, 1),
        period_months=12,
        value=value,
        **more,
    )
