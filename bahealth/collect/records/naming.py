"""The rows of a refused delivery that are wrong, by file and row: a second look, made only when there are some."""

from __future__ import annotations

import csv
import gzip
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from duckdb import ColumnExpression, ConstantExpression, DuckDBPyRelation, Expression

from bahealth.collect.model import Problem
from bahealth.collect.records.cells import Wrong, text_name
from bahealth.collect.records.plan import SentFile
from bahealth.collect.records.reading import ROW, OpenFile
from bahealth.collect.records.rows import Layout, named
from bahealth.i18n import N_

MOST_NAMED: Final = 101  # one more than is listed, so that it can be said that there are more
_LONGEST_SEEN: Final = 100
_MOST_PLACES: Final = 10_000
_BLANK: Final = re.compile(rb"\n\r?\n")
_TWICE: Final = N_("The same record stands twice: also in row %(expected)s.")
_OVERLAP: Final = N_("It overlaps the stretch of the same person or place in row %(expected)s.")


def wrong_rows(file: OpenFile, layout: Layout) -> list[Problem]:
    """The first rows of `file` in which a cell is wrong, with everything that is wrong in them."""
    shown = {one.column for one in layout.wrongs if one.shows}
    rows = file.numbered_rows().select(ColumnExpression(ROW), *named(layout.looked_at))
    looked_at = rows.select(
        ColumnExpression(ROW),
        *(ColumnExpression(text_name(name)) for name in sorted(shown)),
        *(one.where.alias(_flag(place)) for place, one in enumerate(layout.wrongs)),
        *named(layout.kept),
    )
    every = [*layout.wrongs, *layout.across]
    already = [ColumnExpression(_flag(place)) for place in range(len(layout.wrongs))]
    flags = [*already, *(one.where for one in layout.across)]
    found = (
        looked_at.select(
            ColumnExpression(ROW),
            *(ColumnExpression(text_name(name)) for name in sorted(shown)),
            *(flag.alias(_flag(place)) for place, flag in enumerate(flags)),
        )
        .filter(any_of([ColumnExpression(_flag(place)) for place in range(len(every))]))
        .order(ROW)
        .limit(MOST_NAMED)
    )
    told = [dict(zip(found.columns, one, strict=True)) for one in found.fetchall()]
    numbers = renumbered(file.file, [one[ROW] for one in told])
    return [
        _problem(file.file, number, one, wrong)
        for number, one in zip(numbers, told, strict=True)
        for place, wrong in enumerate(every)
        if one[_flag(place)]
    ]


def _flag(place: int) -> str:
    return f"is_wrong_{place}"


def _problem(file: SentFile, number: int, row: dict[str, Any], wrong: Wrong) -> Problem:
    seen = str(row.get(text_name(wrong.column)) or "")[:_LONGEST_SEEN] if wrong.shows else ""
    values = {"expected": wrong.expected} if wrong.expected else {}
    return Problem(file=file.name, row=number, column=wrong.column, seen=seen, message=wrong.message, values=values)


def any_of(wheres: list[Expression]) -> Expression:
    """Whether one of `wheres` is so."""
    joined = ConstantExpression(False)
    for one in wheres:
        joined |= one
    return joined


class Place:
    """Where a record stands."""

    def __init__(self, file: SentFile, row: int) -> None:
        self.file, self.row = file, row

    def seen_from(self, other: SentFile) -> str:
        """The row, with its file where that is another one."""
        return f"{self.row}" if self.file == other else f"{self.row} ({self.file.name})"


def places_of(files: list[tuple[OpenFile, DuckDBPyRelation]], keys: Iterable[int]) -> dict[int, list[Place]]:
    """Where the records with `keys` stand, in the order of files and rows. The relations hold `record_key` and ROW."""
    wanted = [ConstantExpression(one).cast("UBIGINT") for one in keys]
    found: dict[int, list[Place]] = defaultdict(list)
    for file, rows in files:
        lines = rows.filter(ColumnExpression("record_key").isin(*wanted)).order(ROW).limit(_MOST_PLACES).fetchall()
        for (key, _), number in zip(lines, renumbered(file.file, [row for _, row in lines]), strict=True):
            found[key].append(Place(file.file, number))
    return found


def duplicate(column: str, places: list[Place]) -> Problem:
    """Two rows with one key; the key itself is not repeated."""
    first, second = places[:2]
    values = {"expected": first.seen_from(second.file)}
    return Problem(file=second.file.name, row=second.row, column=column, message=_TWICE, values=values)


def overlap(first: Place, second: Place) -> Problem:
    """Two stretches of one person or place that hold on one day."""
    values = {"expected": first.seen_from(second.file)}
    return Problem(file=second.file.name, row=second.row, column="from", message=_OVERLAP, values=values)


def renumbered(file: SentFile, numbers: list[int]) -> list[int]:
    """Row numbers as a spreadsheet counts, from ascending ones that leave out blank rows.

    DuckDB skips blank rows of a CSV. Only a file that has some is walked through, up to the last row asked for.
    """
    if file.separator is None or not numbers or not _has_blank_rows(file):
        return numbers
    wanted, found = set(numbers), dict[int, int]()
    counted = 0
    with _opened(file, "rt") as stream:
        for row, cells in enumerate(csv.reader(stream, delimiter=file.separator), start=1):
            counted += bool(cells)
            if cells and counted in wanted:
                found[counted] = row
                if len(found) == len(wanted):
                    break
    return [found.get(one, one) for one in numbers]


def _has_blank_rows(file: SentFile) -> bool:
    with _opened(file, "rb") as stream:
        end = b""
        while chunk := stream.read(1 << 22):
            if _BLANK.search(end + chunk):
                return True
            end = chunk[-2:]
    return False


def _opened(file: SentFile, mode: str) -> Any:
    text = {"encoding": "utf-8-sig", "newline": "", "errors": "replace"} if mode == "rt" else {}
    opener: Any = gzip.open if file.path.name.endswith(".gz") else open
    return opener(file.path, mode, **text)
