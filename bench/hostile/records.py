"""Records of people, made row by row: keys, days, codes that cannot be, files cut and changed."""

from __future__ import annotations

import functools
import gzip
import re
import string
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final

from bahealth.catalog.model import Catalog, Level
from bahealth.collect.records.model import KINDS, Cell, Column, RecordKind
from bahealth.config import PROJECT
from bench.hostile.forms import FORMULAS, UNSEEN
from bench.hostile.grids import csv_cells, tables_of
from bench.hostile.packing import Grid, as_csv, as_parquet, bytes_changed, cut_off
from bench.hostile.sample import Fate, Sample, UnclearError

_LETTERS: Final = string.ascii_letters + string.digits + "-_"
_POISON: Final = {
    Cell.PERSON: ("12345678901234567", "Juan Pérez", "x" * 15, "x" * 65, "30.123.456", "aaaaaaaaaaaaaaaa\u202e"),
    Cell.RECORD: ("12345678901234567", "a b c d e f g h i", "x" * 15, "x" * 65, "ñ" * 20),
    Cell.NAME_OF_PLACE: ("x" * 121, "a@b.ar", "12345678", "a\x07b", "a\u202eb"),
    Cell.ID: ("x" * 61, "a b", "ñandú", "a/b", "../x", "a;b"),
    Cell.DAY: (
        "0000-01-01",
        "9999-12-32",
        "2025-02-30",
        "31/07/2025",
        "2025-7-1",
        "1899-12-31",
        "20250701",
        "10000-01-01",
    ),
    Cell.INSTANT: ("2025-07-31", "9999-12-31T23:59", "0000-01-01T00:00", "2025-07-31T25:00", "2025-07-31T10:00+99:00"),
    Cell.CHOICE: ("unknown", "F", "publíc", "f;m"),
    Cell.WHOLE: ("1.5", "1e3", "9" * 400, "-1", "0x10", "1_0", "NaN", "2147483648"),
    Cell.SHARE: ("1.1", "-0.1", "NaN", "1e308", "0,5", "inf", "9" * 400),
    Cell.CODE: ("J", "1J4", "J45.12345", "J4ñ", "45.9", "JJ5"),
    Cell.FLAG: ("1", "yes", "verdadero", "t"),
    Cell.BLOCK: ("block-0_0_0", "1_1_1", "block-1_1_1 "),
    Cell.COMUNA: ("comuna-16", "4", "Comuna 4", "comuna-04"),
    Cell.DEPARTMENT: ("Primary care", "x", "primary care"),
}
_MARKS: Final = (*(one for one in FORMULAS if one), *UNSEEN)


@functools.cache
def _blocks() -> list[str]:
    lines = (PROJECT / "data" / "city" / "blocks.csv").read_text(encoding="utf-8").splitlines()
    place = lines[0].split(",").index("block_id")
    return [one.split(",")[place] for one in lines[1:]]


def _key(chance: Random) -> str:
    return "k" + "".join(chance.choices(_LETTERS, k=chance.randint(15, 63)))


def _day(chance: Random, first: date = date(1950, 1, 1), last: date = date(2026, 5, 1)) -> date:
    return first + timedelta(days=chance.randrange((last - first).days))


def _row(kind: RecordKind, catalog: Catalog, chance: Random) -> list[str]:
    """A row with nothing wrong in it, of a person or place of its own."""
    first = _day(chance)
    cells: list[str] = []
    for one in kind.columns:
        if not one.is_required and chance.random() < 0.4:
            cells.append("")
            continue
        cells.append(_good(one, first, catalog, chance))
    if any(one.cell is Cell.SHARE for one in kind.columns):
        cells[1:] = ["0"] * (len(cells) - 1)
        cells[1 + chance.randrange(len(cells) - 1)] = chance.choice(("1", "1.0", "1e0", "0.9999"))
    return cells


def _good(  # noqa: C901, PLR0911, PLR0912 - one case for each kind of cell
    column: Column, first: date, catalog: Catalog, chance: Random
) -> str:
    match column.cell:
        case Cell.PERSON | Cell.RECORD:
            return _key(chance)
        case Cell.NAME_OF_PLACE:
            return chance.choice(("CeSAC N° 1", "Hospital «Ñ»; sala", 'dijo "sí"', "a,b", "%(seen)s", "שלום"))
        case Cell.ID:
            return "id-" + "".join(chance.choices(_LETTERS, k=20))
        case Cell.DAY:
            is_later = column.kept_as in {"until_on", "discharged_on"}
            last = date(2026, 5, 30)
            day = first + timedelta(days=chance.randrange(1, max(2, (last - first).days))) if is_later else first
            return min(day, last).isoformat()
        case Cell.INSTANT:
            at = datetime(2009, 4, 1) + timedelta(minutes=chance.randrange(9_000_000))  # noqa: DTZ001 - local time
            return f"{at:%Y-%m-%dT%H:%M}" + chance.choice(("", ":07", ":07.5", "Z", "-03:00", "+05:30"))
        case Cell.CHOICE:
            return chance.choice(column.choices)
        case Cell.WHOLE:
            return str(chance.randint(int(column.lowest or 0), int(column.highest or 9)))
        case Cell.CODE:
            code = f"{chance.choice(string.ascii_uppercase)}{chance.randrange(100):02}"
            more = "".join(chance.choices(string.ascii_uppercase + string.digits, k=4))
            return chance.choice((code + more, f"{code}.{more}", f"{code}.{more}".lower()))
        case Cell.FLAG:
            return chance.choice(("true", "false", "TRUE", "False"))
        case Cell.BLOCK:
            return chance.choice(_blocks())
        case Cell.COMUNA:
            return f"comuna-{chance.randint(1, 15)}"
        case Cell.DEPARTMENT:
            return chance.choice(catalog.departments).department_id
        case _:
            return ""


def sample(kind: RecordKind, catalog: Catalog, chance: Random) -> Sample:
    """One upload of a kind of record."""
    header = [one.name for one in kind.columns]
    rows = [_row(kind, catalog, chance) for _ in range(chance.choice((1, 2, 10, 60)))]
    made_by = chance.choices(("right", "cell", "structure", "bytes", "cut", "bomb"), (20, 40, 15, 15, 6, 4))[0]
    fate = Fate.ACCEPTED if made_by == "right" else Fate.EITHER
    if made_by == "cell":
        place = chance.randrange(len(kind.columns))
        own = (*_POISON.get(kind.columns[place].cell, ()), *FORMULAS[:6], chance.choice(UNSEEN) + "2025-01-01")
        cell = chance.choice(own)
        chance.choice(rows)[place] = cell
        is_free = kind.columns[place].cell in {Cell.NAME_OF_PLACE, Cell.ID}  # texts that may be almost anything
        fate = Fate.EITHER if is_free else Fate.REFUSED
        made_by = f"{cell!r:.40} in {header[place]}"
    grid: Grid = [header, *rows]
    if made_by == "structure":
        _spoil(grid, chance)
    if made_by == "bomb":
        content = gzip.compress(f"{','.join(header)}\n".encode() + b"0" * 60_000_000, 1)
        return Sample(
            f"records, {kind.kind}", f"records_{kind.kind}", "r.csv.gz", content, Fate.REFUSED, made_by=made_by
        )
    if made_by not in {"bytes", "cut"} and chance.random() < 0.25:
        name, content = "r.parquet", as_parquet(grid)
    else:
        name, content = "r.csv", as_csv(grid, chance.choice(",;\t"), ends=chance.choice(("\n", "\r\n")))
    if made_by == "cut":
        content = cut_off(content, chance)
    elif made_by == "bytes":
        content = bytes_changed(content, chance)
    if name == "r.csv" and chance.random() < 0.3:
        name, content = "r.csv.gz", gzip.compress(content, 1)
    return Sample(f"records, {kind.kind}", f"records_{kind.kind}", name, content, fate, made_by=made_by)


def _spoil(grid: Grid, chance: Random) -> None:
    row, column = chance.randrange(len(grid)), chance.randrange(len(grid[0]))
    what = chance.randrange(7)
    if what == 0:
        grid[:] = [[*one[:column], *one[column + 1 :]] for one in grid]
    elif what == 1:
        grid[:] = [[*one, one[column]] for one in grid]
    elif what == 2:
        grid[0][column] = chance.choice(("", "nombre", "dni", "columna", "=1+1", "\u202eat", "x" * 20_000))
    elif what == 3:
        grid[row] = [*grid[row], "x"]
    elif what == 4:
        grid[row] = grid[row][:column]
    elif what == 5:
        grid.insert(row, list(grid[row]))
    else:
        grid[:] = [[*grid[0], *(f"c{one}" for one in range(chance.choice((5, 300, 3000))))], *grid[1:]]


def samples(catalog: Catalog, chance: Random) -> Iterator[Sample]:
    """Without end, all kinds alike."""
    kinds = [one for one in KINDS.values() if f"records_{one.kind}" in catalog.source]
    while True:
        yield sample(chance.choice(kinds), catalog, chance)


# The second reading


def second_rows(sample: Sample, catalog: Catalog) -> list[dict[str, Any]]:
    """What the rows say, by the names of the columns in the store, keys left out. Raises UnclearError."""
    kind = KINDS[sample.source_id.removeprefix("records_")]
    grid = _grid(sample)
    header = [str(one).strip() for one in grid[0]]
    known = {one.name: one for one in kind.columns}
    if len(set(header)) < len(header) or not set(header) <= {*known, "withdrawn"}:
        raise UnclearError("columns twice or unknown")
    found: list[dict[str, Any]] = []
    for cells in grid[1:]:
        if cells == [""]:
            continue
        if len(cells) != len(header):
            raise UnclearError("cells and columns differ in number")
        row = dict(zip(header, cells, strict=True))
        found.append({one.kept_as: _value(one, row.get(one.name), catalog) for one in kind.columns})
        if row.get("withdrawn") not in {None, "", "true", "false", "TRUE", "FALSE"}:
            raise UnclearError("neither true nor false")
    if not found:
        raise UnclearError("no row")
    return found


def _grid(sample: Sample) -> Grid:
    if sample.name.endswith(".parquet"):
        return tables_of(sample.name, sample.content)[0][0][1]
    content = gzip.decompress(sample.content) if sample.name.endswith(".gz") else sample.content
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UnclearError("not UTF-8") from problem
    first = re.sub(r'"[^"]*"', "", text.split("\n", 1)[0])
    return csv_cells(text, max(",;\t", key=first.count))


_PATTERNS: Final = {
    Cell.PERSON: r"(?=.*[A-Za-z_-])[0-9A-Za-z_-]{16,64}",
    Cell.RECORD: r"(?=.*[A-Za-z_-])[0-9A-Za-z_-]{16,64}",
    Cell.NAME_OF_PLACE: r".{1,120}",
    Cell.ID: r"[0-9A-Za-z_-]{1,60}",
    Cell.DAY: r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    Cell.INSTANT: r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?",
    Cell.WHOLE: r"-?[0-9]+",
    Cell.SHARE: r"-?[0-9]{1,9}(\.[0-9]{1,30})?([eE]-?[0-9]{1,2})?",
    Cell.CODE: r"[A-Za-z][0-9]{2}(\.?[0-9A-Za-z]{1,4})?",
    Cell.FLAG: r"(?i:true|false)",
}


def _value(column: Column, cell: Any, catalog: Catalog) -> Any:
    text = "" if cell is None else str(cell)
    if text == "":
        if column.is_required:
            raise UnclearError("an empty cell")
        return None
    if column.cell in _PATTERNS and not re.fullmatch(_PATTERNS[column.cell], text, re.ASCII):
        raise UnclearError(f"{text!r:.60} is no {column.cell}")
    try:
        return _meaning(column, text, catalog)
    except ValueError as problem:
        raise UnclearError(f"{text!r:.60} is no {column.cell}") from problem


def _meaning(  # noqa: C901, PLR0911 - one case for each kind of cell
    column: Column, text: str, catalog: Catalog
) -> Any:
    match column.cell:
        case Cell.DAY:
            return date.fromisoformat(text)
        case Cell.INSTANT:
            at = datetime.fromisoformat(text)
            offset = at.utcoffset()
            return at.replace(tzinfo=None) - (timedelta(hours=-3) if offset is None else offset)
        case Cell.WHOLE:
            return _between(int(text), column)
        case Cell.SHARE:
            return _between(float(text), column)
        case Cell.CODE:
            return text.upper().replace(".", "")
        case Cell.FLAG:
            return text.lower() == "true"
        case Cell.CHOICE if text in column.choices:
            return text
        case Cell.BLOCK if text in set(_blocks()):
            return text
        case Cell.COMUNA if text in {one.area_id for one in catalog.areas if one.level is Level.COMUNA}:
            return text
        case Cell.DEPARTMENT if text in {one.department_id for one in catalog.departments}:
            return text
        case Cell.PERSON | Cell.RECORD | Cell.NAME_OF_PLACE | Cell.ID:
            return text
        case _:
            raise UnclearError(f"{text!r:.60} is not known")


def _between(number: float, column: Column) -> float:
    lowest, highest = (0, 1) if column.cell is Cell.SHARE else (column.lowest, column.highest)
    if lowest is not None and highest is not None and not lowest <= number <= highest:
        raise UnclearError(f"{number} is out of range")
    return number
