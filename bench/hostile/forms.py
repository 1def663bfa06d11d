"""Files of the long form, right ones and every way to spoil them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from bahealth.catalog.model import Catalog
from bench.hostile import bombs
from bench.hostile.form_rows import ENGLISH, SOURCES, any_form, as_texts, good_rows, grid_of, packed_form
from bench.hostile.packing import (
    TEXT_FORMS,
    as_csv,
    as_parquet,
    as_workbook,
    bytes_changed,
    cut_off,
    packed,
    zipped,
)
from bench.hostile.sample import Fate, Sample

_NUMBERS: Final = (3, 4, 5)
# A cell, and the columns in which it must refuse the file.
FORMULAS: Final = ("=1+1", '=HYPERLINK("http://x")', "@SUM(A1)", "+1+1", "-1-1", "=cmd|'/C calc'!A0", "\t=1", "－1+1")
HUGE: Final = (
    *("9" * 400, "1e308", "-1e308", "1e999", "NaN", "inf", "-Infinity", "1" * 16, "1000000000001", "0x1F", "1_000"),
    *("1,234,567", "1.234.567", "12 345", "--5", "1e", ".", "1/2", "５x", "²", "1e-400000000000000000000x"),
)
DATES: Final = (
    *("0000", "0000-01", "0001-01", "9999-12", "9999", "10000-01", "2025-13", "2025-00", "2024-02-30", "-2024"),
    *("2025-Q5", "2024/2020", "0001/9999", "9999-12/9999-12", "2025-01/9999-12", "1899-12", "2026-07", "ene-25", "0"),
)
UNSEEN: Final = ("\u202e", "\u200f", "\u200b", "\ufeff", "\u2066", "\x07", "\x1b[2J", "\u00ad", "\ue000")
PLACES: Final = (
    "comuna-16",
    "comuna-0",
    "nowhere",
    "-1",
    "",
    "comuna-1;comuna-2",
    "../../etc/passwd",
    "%(seen)s %s %d",
)
NAMES: Final = (
    "checkups",
    "",
    "births",
    "NULL",
    "%(expected)s",
    "'; DROP TABLE ops.delivery; --",
    "x" * 5000,
    "{seen}",
)
NOTES: Final = ("x" * 501, "y" * 200_000, *FORMULAS[:4])


def good(catalog: Catalog, chance: Random) -> Sample:
    """A file with nothing wrong in it."""
    source_id = chance.choice(SOURCES)
    rows = good_rows(catalog, source_id, chance, chance.choice((1, 2, 5, 30)))
    is_spanish = chance.random() < 0.5
    grid, _ = grid_of(rows, chance, is_spanish=is_spanish)
    name, content = packed_form(grid, chance, is_spanish=is_spanish, form=any_form(chance, 0.8))
    truth = {one.key: one.says for one in rows}
    return Sample("form, right", source_id, name, content, Fate.ACCEPTED, truth)


def _poisoned(label: str, columns: tuple[int, ...], cells: tuple[Any, ...]) -> Callable[[Catalog, Random], Sample]:
    """A generator of files with one such cell in one of the columns; each must be refused."""

    def made(catalog: Catalog, chance: Random) -> Sample:
        source_id = chance.choice(SOURCES)
        rows = good_rows(catalog, source_id, chance, chance.choice((1, 3, 12)))
        column, cell = chance.choice(columns), chance.choice(cells)
        if isinstance(cell, str) and cell in UNSEEN:
            cell = chance.choice((f"{cell}comuna-1", f"2025{cell}-01", f"1{cell}2", f"a{cell}b"))
        chance.choice(rows).cells[column] = cell
        is_spanish = chance.random() < 0.5
        grid, _ = grid_of(rows, chance, is_spanish=is_spanish)
        form = any_form(chance)
        name, content = packed_form(grid, chance, is_spanish=is_spanish, form=form)
        return Sample(label, source_id, name, content, Fate.REFUSED, made_by=f"{cell!r:.40} in {ENGLISH[column]}")

    return made


def encodings(catalog: Catalog, chance: Random) -> Sample:
    """Text in encodings that are not taken, or that cannot be told from one that is."""
    source_id = chance.choice(SOURCES)
    rows = good_rows(catalog, source_id, chance, 3)
    rows[0].cells[6] = "año ñandú"
    grid, _ = grid_of(rows, chance, is_spanish=False)
    encoding = chance.choice(("latin-1", "utf-16", "utf-16-le", "utf-32", "cp1252", "utf-7", "cp037", "mac-roman"))
    content = as_csv(as_texts(grid, comma=False)).decode().encode(encoding, "replace")
    name, content = packed(content, chance.choice(TEXT_FORMS))
    fate = Fate.EITHER if encoding == "utf-7" else Fate.REFUSED  # UTF-7 is ASCII
    return Sample("form, encodings", source_id, name, content, fate, made_by=encoding)


def structure(catalog: Catalog, chance: Random) -> Sample:
    """Columns lost, doubled, renamed, cells too many or too few: read as a careful person would, or refused."""
    source_id = chance.choice(SOURCES)
    rows = good_rows(catalog, source_id, chance, 4)
    grid, _ = grid_of(rows, chance, is_spanish=False)
    what = chance.randrange(8)
    row, column = chance.randrange(len(grid)), chance.randrange(len(grid[0]))
    if what == 0:
        grid = [[*one[:column], *one[column + 1 :]] for one in grid]
    elif what == 1:
        grid = [[*one, one[column]] for one in grid]
    elif what == 2:
        grid[0][column] = chance.choice(("", "columna", "reasons", "value", "Área", "indicator ", "lower", "=1+1"))
    elif what == 3:
        grid[row] = [*grid[row], *chance.choice((["x"], [""], ["", "", "5"]))]
    elif what == 4:
        grid[row] = grid[row][: chance.randrange(len(grid[row]))]
    elif what == 5:
        grid = [
            [*one, *(["", ""] if place == 0 else [chance.choice(("", "", "7")), ""])] for place, one in enumerate(grid)
        ]
    elif what == 6:
        grid.insert(row, [""] * chance.randrange(9))
    else:
        grid.insert(row, list(grid[row]))
    if chance.random() < 0.9:
        name, content = packed(as_csv(as_texts(grid, comma=False), chance.choice(",;\t")), chance.choice(TEXT_FORMS))
    else:
        name, content = "a.xlsx", as_workbook({"Data": grid})
    return Sample("form, structure", source_id, name, content, made_by=f"structure {what}")


def nul_bytes(catalog: Catalog, chance: Random) -> Sample:
    """NUL somewhere in the text."""
    one = _text_sample(catalog, chance)
    place = chance.randrange(len(one) + 1)
    name, content = packed(one[:place] + b"\x00" * chance.choice((1, 2, 400)) + one[place:], chance.choice(TEXT_FORMS))
    return Sample("form, NUL bytes", SOURCES[0], name, content, Fate.REFUSED)


def _text_sample(catalog: Catalog, chance: Random) -> bytes:
    grid, _ = grid_of(good_rows(catalog, SOURCES[0], chance, 4), chance, is_spanish=False)
    return as_csv(as_texts(grid, comma=False), chance.choice(",;\t"))


def changed_bytes(catalog: Catalog, chance: Random) -> Sample:
    """A right file with bytes changed, before or after it was compressed."""
    one = good(catalog, chance)
    content = bytes_changed(one.content, chance)
    if not one.opens_apart and chance.random() < 0.7:
        name, content = packed(bytes_changed(_text_sample(catalog, chance), chance), chance.choice(TEXT_FORMS))
        return Sample("form, bytes changed", SOURCES[0], name, content)
    return Sample("form, bytes changed", one.source_id, one.name, content)


def truncated(catalog: Catalog, chance: Random) -> Sample:
    """The beginning of a right file."""
    one = good(catalog, chance)
    return Sample("form, cut off", one.source_id, one.name, cut_off(one.content, chance))


def million_columns(catalog: Catalog, chance: Random) -> Sample:  # noqa: ARG001 - one shape for all
    """More columns than anything has: in the first row, in a later one, in a workbook, in Parquet."""
    many = chance.choice((201, 1000, 1_000_000))
    header = ",".join(ENGLISH)
    text = chance.choice(
        (f"{header}{',x' * many}\n", f"{header}\n{'a,' * many}\n", "," * many, f'{header}\n"{"," * many}"\n')
    )
    if chance.random() < 0.9:
        name, content = packed(text.encode(), chance.choice(TEXT_FORMS))
        return Sample("form, 201 to 1,000,000 columns", SOURCES[0], name, content, Fate.REFUSED)
    if chance.random() < 0.5:
        name, content = "a.parquet", as_parquet([[*ENGLISH, *(f"c{one}" for one in range(300))], ["x"] * 307])
    else:
        name, content = "a.xlsx", as_workbook({"Data": [[*ENGLISH, *["x"] * 16_000], ["x"] * 16_000]})
    return Sample("form, 201 to 1,000,000 columns", SOURCES[0], name, content, Fate.REFUSED)


def documents(catalog: Catalog, chance: Random) -> Sample:  # noqa: ARG001
    """JSON of every depth; no form of a department is JSON."""
    texts = (
        "[" * 100_000,
        '{"a":' * 50_000,
        json.dumps({"censo": {"comunas": {}}}),
        "9" * 5000,
        '{"censo":{"comunas":{"\\ud800":{"pob":1}}}}',
        '"\\ud800"',
        "NaN",
        "null",
        "{}",
        "[1,",
        "\ufeff{}",
        json.dumps([dict(zip(ENGLISH, ["checkups_six", "city", "2025-01", 1, 2], strict=False))]),
    )
    content = chance.choice(texts).encode()
    return Sample("form, JSON", SOURCES[0], "a.json", content, Fate.REFUSED)


def strange_names(catalog: Catalog, chance: Random) -> Sample:
    """Names and contents that do not fit each other."""
    one = good(catalog, chance)
    endings = ("pdf", "exe", "csv.exe", "xlsm", "CSV ", "gz", "tar.gz", "html", "")
    if chance.random() < 0.5:
        name = f"a.{chance.choice(endings)}"
        return Sample("form, name and content differ", one.source_id, name, one.content, Fate.REFUSED)
    name = chance.choice(("a.xlsx", "a.xls", "a.parquet", "a.json", "a.zip", "a.csv.gz"))
    content = chance.choice(
        (b"%PDF-1.7", b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"PAR1PAR1", b"PK\x03\x04", b"\x1f\x8b", b"<html>")
    )
    return Sample("form, name and content differ", one.source_id, name, content, Fate.REFUSED)


def typed_columns(catalog: Catalog, chance: Random) -> Sample:  # noqa: ARG001
    """Parquet whose columns hold types that no spreadsheet has."""
    values: list[pa.Array] = [
        pa.array([[1, 2]]),
        pa.array([{"a": 1}]),
        pa.array([b"\x00\xff"]),
        pa.array([2**63 - 1]),
        pa.array([2**52], pa.timestamp("s")),
        pa.array([2**62], pa.timestamp("us", tz="UTC")),
        pa.array([2**31 - 1], pa.date32()),
        pa.array([-(2**31)], pa.date32()),
        pa.array([10**30], pa.decimal128(38, 0)),
        pa.array([float("nan")]),
        pa.array([float("-inf")]),
        pa.array([True]),
        pa.array([10], pa.duration("s")),
        pa.array([10], pa.time32("s")),
        pa.array(["x" * 20_000]),
        pa.nulls(1),
        pa.array([1e13]),
    ]
    columns = dict(
        zip(
            ENGLISH, (pa.array([one]) for one in ("checkups_six", "city", "2025-01", 1.0, 2.0, None, None)), strict=True
        )
    )
    columns[ENGLISH[chance.choice((2, *_NUMBERS[:2]))]] = chance.choice(values)
    content = io.BytesIO()
    pq.write_table(pa.table(columns), content)
    return Sample("form, types of Parquet", SOURCES[0], "a.parquet", content.getvalue(), Fate.REFUSED)


def bomb(catalog: Catalog, chance: Random) -> Sample:  # noqa: ARG001
    """Kilobytes that become gigabytes."""
    name, content = chance.choice(bombs.small())
    return Sample("form, bombs", SOURCES[0], name, content, Fate.REFUSED, made_by=name)


def many_files(catalog: Catalog, chance: Random) -> Sample:
    """Archives with more than one member, folders, other archives, or a member of two names."""
    text = _text_sample(catalog, chance)
    archives = (
        {"a.csv": text, "b.csv": text},
        {"a.csv": text, "b.txt": b"x"},
        {"a.csv": zipped({"b.csv": text})},
        {f"{one}.csv": b"x" for one in range(250)},
        {"../../etc/x.csv": b"a,b\n1,2\n"},
        {},
        {"a.csv": b""},
        {"x/": b""},
    )
    return Sample("form, archives", SOURCES[0], "a.zip", zipped(chance.choice(archives)), Fate.REFUSED)


ATTACKS: Final[dict[Callable[[Catalog, Random], Sample], int]] = {  # with its share
    good: 14,
    _poisoned("form, formulas", (0, 1, 2, 3, 4, 5, 6), FORMULAS[:6]): 8,
    _poisoned("form, huge numbers and no numbers", _NUMBERS, HUGE): 8,
    _poisoned("form, years 0 to 9999", (2,), DATES): 8,
    _poisoned("form, right-to-left and unseen marks", (0, 1, 2, 3, 4, 6), UNSEEN): 8,
    _poisoned("form, places and names", (1,), PLACES): 3,
    _poisoned("form, places and names", (0,), NAMES): 3,
    _poisoned("form, notes", (6,), NOTES): 2,
    encodings: 5,
    structure: 9,
    nul_bytes: 4,
    changed_bytes: 10,
    truncated: 6,
    million_columns: 3,
    documents: 2,
    strange_names: 3,
    bomb: 3,
    many_files: 2,
    typed_columns: 2,
}


def samples(catalog: Catalog, chance: Random) -> Iterator[Sample]:
    """Without end, each attack by its share."""
    attacks, shares = list(ATTACKS), list(ATTACKS.values())
    while True:
        (attack,) = chance.choices(attacks, shares)
        yield attack(catalog, chance)
