"""A table as it stands in a file: rows of cells, numbered as a spreadsheet numbers them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from bahealth.collect.model import Problem

MAX_COLUMNS: Final = 200
MAX_ROWS: Final = 600_000

Cells = list[Any]  # str in text files; str, float, bool or a date in workbooks and Parquet; "" or None when empty


class UnreadableError(Exception):
    """A file that cannot be opened as what its name says; carries the reason for the person who sent it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(frozen=True)
class Table:
    """One sheet or text file. `label` is what a person calls it, `member` the name that may carry a year."""

    label: str
    member: str
    header: tuple[str, ...]
    rows: Callable[[], Iterator[Cells]]
    encoding: str = "utf-8"
    separator: str | None = None

    def numbered(self) -> Iterator[tuple[int, Cells]]:
        """Every row with its number; the first row of the file is 1."""
        return enumerate(self.rows(), start=1)

    def records(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Rows below the header as `column: cell`, blank rows left out; a short row lacks its last columns."""
        for number, cells in self.numbered():
            if number > 1 and any(cell not in ("", None) for cell in cells):
                yield number, dict(zip(self.header, cells, strict=False))

    def has(self, *columns: str) -> bool:
        """Whether the first row names all of `columns`."""
        return set(columns) <= set(self.header)


def header_of(cells: Cells) -> tuple[str, ...]:
    """First row as column names without outer blanks."""
    return tuple("" if cell is None else str(cell).strip() for cell in cells)


def plain(text: object) -> str:
    """Lower case without accents and outer blanks, inner blanks single: how names are compared."""
    decomposed = unicodedata.normalize("NFKD", str(text))
    return " ".join("".join(one for one in decomposed if not unicodedata.combining(one)).casefold().split())
