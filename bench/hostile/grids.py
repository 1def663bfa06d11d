"""Files as grids of cells, read slowly and without the program's own code: only what it accepted is read here."""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from datetime import datetime, timedelta
from typing import Any, Final
from xml.etree import ElementTree as ET

import pyarrow.parquet as pq
from python_calamine import CalamineWorkbook

from bench.hostile.sample import UnclearError

Grid = list[list[Any]]
Tables = list[tuple[str, Grid]]  # name of the sheet or member, and its cells
_SPACE: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DAY_FORMATS: Final = {14, 15, 16, 17, 22}


def tables_of(name: str, content: bytes) -> tuple[Tables, str]:
    """The tables of an accepted file, and the separator of a text one ("" for others)."""
    lower = name.lower()
    if lower.endswith(".csv"):
        return _text(name, content)
    if lower.endswith(".csv.gz"):
        return _text(name, gzip.decompress(content))
    if lower.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = sorted(one for one in archive.namelist() if not one.endswith("/"))
            found = [_text(one, archive.read(one)) for one in names]
        return [one for tables, _ in found for one in tables], found[0][1]
    if lower.endswith(".parquet"):
        table = pq.read_table(io.BytesIO(content))
        return [
            (
                "",
                [
                    list(table.column_names),
                    *(list(one) for one in zip(*(c.to_pylist() for c in table.columns), strict=True)),
                ],
            )
        ], ""
    if lower.endswith(".xlsx"):
        return _workbook(content), ""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [(one, book.get_sheet_by_name(one).to_python(skip_empty_area=False)) for one in book.sheet_names], ""


def document_of(content: bytes) -> Any:
    """The JSON in an accepted file; a name that stands twice in an object is unclear."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in pairs}) < len(pairs):
            raise UnclearError("a name stands twice")
        return dict(pairs)

    return json.loads(content.decode("utf-8-sig"), object_pairs_hook=once)


def _text(name: str, content: bytes) -> tuple[Tables, str]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        text = content.decode("latin-1")
        if not text.startswith(("PROVRES", '"PROVRES"')):  # of DEIS, some years
            raise UnclearError("not UTF-8") from problem
    first = re.sub(r'"[^"]*"', "", text.split("\n", 1)[0])
    separator = max(",;\t", key=first.count)
    return [(name, csv_cells(text, separator))], separator


def csv_cells(text: str, separator: str) -> Grid:  # noqa: C901 - one automaton
    """RFC 4180 by hand, character by character."""
    rows: Grid = [[]]
    cell, place, is_open = "", 0, False
    while place < len(text):
        one = text[place]
        if is_open:
            if one != '"':
                cell += one
            elif text[place + 1 : place + 2] == '"':
                cell, place = cell + '"', place + 1
            else:
                is_open = False
                if text[place + 1 : place + 2] not in {"", separator, "\n", "\r"}:
                    raise UnclearError("something follows a closing quotation mark")
        elif one == '"' and not cell and text[place - 1 : place] in {"", separator, "\n", "\r"}:
            is_open = True
        elif one == separator:
            rows[-1].append(cell)
            cell = ""
        elif one in "\r\n":
            rows[-1].append(cell)
            rows.append([])
            cell = ""
            place += text[place : place + 2] == "\r\n"
        else:
            cell += one
        place += 1
    if is_open:
        raise UnclearError("a quotation mark is not closed")
    rows[-1].append(cell)
    if rows[-1] == [""]:
        rows.pop()
    return rows


def _workbook(content: bytes) -> Tables:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        texts: list[str] = []
        if "xl/sharedStrings.xml" in names:
            items = ET.fromstring(archive.read("xl/sharedStrings.xml"))  # noqa: S314 - it was accepted
            texts = ["".join(one.text or "" for one in item.iter(f"{_SPACE}t")) for item in items]
        links = {
            one.get("Id"): one.get("Target", "")
            for one in ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
        }
        days = _day_styles(archive)
        book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
        found: Tables = []
        for sheet in book.iter(f"{_SPACE}sheet"):
            path = "xl/" + links[sheet.get(_REL)].removeprefix("/xl/")
            found.append((sheet.get("name", ""), _sheet(archive.read(path), texts, days)))
        return found


def _day_styles(archive: zipfile.ZipFile) -> set[int]:
    """Which styles of a cell show its number as a day."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    styles = ET.fromstring(archive.read("xl/styles.xml"))  # noqa: S314
    own = {int(one.get("numFmtId", 0)) for one in styles.iter(f"{_SPACE}numFmt") if "y" in one.get("formatCode", "")}
    formats = styles.find(f"{_SPACE}cellXfs")
    return {
        place
        for place, one in enumerate(formats if formats is not None else ())
        if int(one.get("numFmtId", 0)) in own | _DAY_FORMATS
    }


def _sheet(content: bytes, texts: list[str], days: set[int]) -> Grid:
    cells: dict[tuple[int, int], Any] = {}
    next_row = 0
    for row in ET.fromstring(content).iter(f"{_SPACE}row"):  # noqa: S314
        next_row = int(row.get("r", next_row + 1))
        next_column = 0
        for one in row:
            if place := one.get("r"):
                letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", place).groups()  # type: ignore[union-attr]
                next_column, next_row = _column(letters), int(digits)
            else:
                next_column += 1
            if (next_row, next_column) in cells:
                raise UnclearError("a cell stands twice")
            cells[next_row, next_column] = _cell(one, texts, days)
    if not cells:
        return []
    height, width = max(row for row, _ in cells), max(column for _, column in cells)
    return [[cells.get((row, column), "") for column in range(1, width + 1)] for row in range(1, height + 1)]


def _column(letters: str) -> int:
    number = 0
    for one in letters:
        number = 26 * number + ord(one) - 64
    return number


def _cell(cell: ET.Element, texts: list[str], days: set[int]) -> Any:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(one.text or "" for one in cell.iter(f"{_SPACE}t"))
    value = cell.find(f"{_SPACE}v")
    if value is None or value.text is None:
        return ""
    if kind == "s":
        return texts[int(value.text)]
    if kind == "b":
        return value.text == "1"
    if kind == "n":
        number = float(value.text)
        is_day = int(cell.get("s", 0)) in days
        return datetime(1899, 12, 30) + timedelta(days=number) if is_day else number  # noqa: DTZ001 - a day of a sheet
    return value.text
