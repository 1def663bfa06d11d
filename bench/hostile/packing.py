"""Rows of cells as the bytes of a file, in every form that is taken."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

Grid = list[list[Any]]
TEXT_FORMS: Final = ("csv", "csv.gz", "zip")


def as_text(cell: Any) -> str:
    """As CSV states it: whole numbers without a point, nothing for nothing."""
    if cell is None:
        return ""
    return f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15 else str(cell)


def as_csv(grid: Grid, separator: str = ",", *, ends: str = "\n", encoding: str = "utf-8") -> bytes:
    """With quotation marks where they are needed."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=ends).writerows(
        [as_text(cell) for cell in one] for one in grid
    )
    return text.getvalue().encode(encoding)


def as_workbook(sheets: Mapping[str, Grid], merged: Sequence[tuple[int, int, int, int]] = ()) -> bytes:
    """Numbers as numbers, texts as texts, nothing as a formula. `merged` ranges are of the first sheet."""
    content = io.BytesIO()
    options: dict[str, Any] = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    options["default_date_format"] = "yyyy-mm-dd"
    with xlsxwriter.Workbook(content, options) as book:
        for place, (name, grid) in enumerate(sheets.items()):
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(grid):
                for column, cell in enumerate(cells):
                    if cell not in ("", None):
                        sheet.write(row, column, str(cell)[:32_000] if isinstance(cell, str) else cell)
            for one in merged if place == 0 else ():
                first = grid[one[0]][one[1]] if one[0] < len(grid) and one[1] < len(grid[one[0]]) else ""
                sheet.merge_range(*one, "" if first is None else first)
    return content.getvalue()


def as_parquet(grid: Grid) -> bytes:
    """The first row names the columns; a column of mixed cells becomes text."""
    columns: list[pa.Array] = []
    for place in range(len(grid[0])):
        cells = [row[place] if place < len(row) and row[place] != "" else None for row in grid[1:]]
        try:
            columns.append(pa.array(cells))
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
            columns.append(pa.array([None if one is None else as_text(one) for one in cells]))
    content = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(columns, names=[as_text(one) for one in grid[0]]), content)
    return content.getvalue()


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return content.getvalue()


def packed(text: bytes, form: str, stem: str = "entrega") -> tuple[str, bytes]:
    """Name and content of a text file, as it is or compressed."""
    if form == "csv.gz":
        return f"{stem}.csv.gz", gzip.compress(text, 1)
    if form == "zip":
        return f"{stem}.zip", zipped({f"{stem}.csv": text})
    return f"{stem}.csv", text


def bytes_changed(content: bytes, chance: Random) -> bytes:
    """Some bytes flipped, some lost, some put in."""
    changed = bytearray(content)
    strange = [b"\x00", b"9" * 400, b'"', b",", b";", b"\r", b"\n", b"=", "\u202e".encode(), b"\xff", b"\xef\xbb\xbf"]
    most = chance.choice((0, 0, 60, 400))  # at the ends, where archives and Parquet say what is in them
    for _ in range(chance.choice((1, 1, 1, 2, 5, 12))):
        place = chance.randrange(len(changed) + 1)
        if most:
            place = max(0, len(changed) - 1 - chance.randrange(most)) if chance.random() < 0.8 else place % most
        what = chance.randrange(4)
        if what == 0 and place < len(changed):
            changed[place] ^= 1 << chance.randrange(8)
        elif what == 1 and place < len(changed):
            changed[place] = chance.randrange(256)
        elif what == 2:
            del changed[place : place + chance.randrange(1, 20)]
        else:
            changed[place:place] = chance.choice([*strange, chance.randbytes(3)])
    return bytes(changed or b"x")


def cut_off(content: bytes, chance: Random) -> bytes:
    """The beginning alone."""
    return content[: chance.choice((1, 3, len(content) // 2, len(content) - 1, chance.randrange(1, len(content) + 1)))]
