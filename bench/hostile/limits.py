"""Files as large as the door lets in: each within every limit that is written down, or just beyond one."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from random import Random
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bahealth.collect.table import MAX_COLUMNS, MAX_ROWS
from bench.hostile.packing import as_workbook

_HEADER: Final = "indicator,area,period,numerator,denominator,value,note\n"
_SOURCE: Final = "form_child_health"


def _numbered(row: str) -> bytes:
    """So many rows that they take 148 MB or are as many as are read, each with a number that does not compress."""
    chance = Random(1)  # noqa: S311 - a file, not a secret
    count = min(MAX_ROWS - 1, 148_000_000 // (len(row.encode()) + 6))
    return (_HEADER + "".join(row % f"{chance.randrange(16**6):06x}" for _ in range(count))).encode()


def right_rows() -> tuple[str, bytes]:
    """All that can be said of a source without saying it twice: every area and month, some 40,000 rows a decade."""
    lines = [
        f"{indicator},{area},{year}-{month:02},{(year * month) % 70},100,,{'nota ' * 8}\n"
        for indicator in ("checkups_complete", "checkups_six", "first_checkup_14_days")
        for area in ("city", *(f"comuna-{number}" for number in range(1, 16)))
        for year in range(1900, 2026)
        for month in range(1, 13)
    ]
    return "rows.csv.gz", gzip.compress((_HEADER + "".join(lines)).encode(), 6)


def long_text() -> tuple[str, bytes]:
    """A CSV of 148 MB in a few, with characters that Python keeps in four bytes each."""
    row = f"checkups_six,city,2025-01,1,2,,😀{'é' * 120}%s\n"
    return "long.csv.gz", gzip.compress(_numbered(row), 6)


def not_utf8() -> tuple[str, bytes]:
    """The same in another encoding."""
    row = f"checkups_six,city,2025-01,1,2,,{'é' * 120}%s\n"
    return "latin.csv.gz", gzip.compress(_numbered(row).decode().encode("latin-1"), 6)


def many_short_cells() -> tuple[str, bytes]:
    """Rows and columns up to their limits."""
    row = "%s," + "," * (MAX_COLUMNS - 2) + "\n"
    return "cells.csv.gz", gzip.compress(_numbered(row), 6)


def bad_rows() -> tuple[str, bytes]:
    """As many rows as are read, none of them right."""
    return "bad.csv.gz", gzip.compress(_numbered("x%s,y,z,1,2,,\n"), 6)


def wide_book() -> tuple[str, bytes]:
    """A workbook of 5.8 million cells, most of them empty."""
    grid: list[list[Any]] = [["indicator", "area", "period", "value"], *([5.0] * 4 for _ in range(28_000))]
    return "wide.xlsx", as_workbook({"Data": [*grid, [""] * 199 + ["x"]]})


def full_book() -> tuple[str, bytes]:
    """A workbook of 2 million cells, all of them filled."""
    return "full.xlsx", as_workbook(
        {"Data": [["indicator", "area", "period", "value"], *([1.0] * 200 for _ in range(10_000))]}
    )


def long_parquet() -> tuple[str, bytes]:
    """600,000 rows of dictionaries with long words."""
    chance = Random(1)  # noqa: S311 - a file, not a secret
    words = ["".join(chance.choices("abcdefgh", k=200)) for _ in range(1000)]
    columns: dict[str, Any] = {
        name: pa.DictionaryArray.from_arrays(np.arange(MAX_ROWS - 1, dtype="int32") % 1000, words)
        for name in ("indicator", "area", "period", "note")
    }
    content = io.BytesIO()
    pq.write_table(pa.table({**columns, "value": np.ones(MAX_ROWS - 1)}), content)
    return "long.parquet", content.getvalue()


LIMITS: Final[dict[str, Callable[[], tuple[str, bytes]]]] = {
    one.__name__.replace("_", " "): one
    for one in (right_rows, long_text, not_utf8, many_short_cells, bad_rows, wide_book, full_book, long_parquet)
}
SOURCE_OF_LIMITS: Final = _SOURCE
