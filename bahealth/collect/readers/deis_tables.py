"""How the small DEIS tables by province share their rows: one header, one row per jurisdiction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bahealth.collect.readers.reading import CABA, NO_CITY_ROW, Page
from bahealth.collect.table import Table, plain
from bahealth.collect.upload import Upload


def only_table(upload: Upload, *columns: str) -> Table | None:
    """The one table of `upload` if it has all of `columns`."""
    return upload.tables[0] if len(upload.tables) == 1 and upload.tables[0].has(*columns) else None


def city_rows(page: Page, table: Table, column: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows about the city, by its name or its code 2; none at all is a problem."""
    is_missing = True
    for row, record in table.records():
        where = plain(record.get(column, "")).removesuffix(".0")
        if where in {CABA, "2", "02"}:
            is_missing = False
            yield row, record
    if is_missing:
        page.problem(NO_CITY_ROW, column=column)
