"""A table as it stands in a file: rows of cells, numbered as a spreadsheet numbers them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final

from bahealth.collect.model import Problem
from bahealth.i18n import N_

MAX_COLUMNS: Final = 200
MAX_ROWS: Final = 600_000
MAX_TEXT_CELLS: Final = 12_000_000  # of a text file: 20 in each row
MORE_CELLS: Final = N_("The row has more cells than there are names of columns: a separator stands inside a value.")
TOO_MANY_CELLS: Final = N_(
    "The tables reach over %(seen)s cells; at most %(limit)s are read. Delete empty rows and columns."
)

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
        """Rows below the header as `column: cell`, blank rows left out; the last cells of a short row are None.

        Raises UnreadableError for a row in which something stands beside the columns: its cells may have moved.
        """
        for number, cells in self.numbered():
            if number == 1 or is_blank(cells):
                continue
            if not is_blank(cells[len(self.header) :]):
                message = MORE_CELLS
                raise UnreadableError(Problem(file=self.label, row=number, seen=str(cells[-1])[:80], message=message))
            yield number, dict(zip_longest(self.header, cells[: len(self.header)]))

    def has(self, *columns: str) -> bool:
        """Whether the first row names each of `columns`, and once."""
        return all(self.header.count(one) == 1 for one in columns)


def is_blank(cells: Cells) -> bool:
    """Whether nothing stands in any of the cells."""
    return all(cell in ("", None) for cell in cells)


def header_of(cells: Cells) -> tuple[str, ...]:
    """First row as column names without outer blanks."""
    return tuple("" if cell is None else str(cell).strip() for cell in cells)


def plain(text: object) -> str:
    """Lower case without accents and outer blanks, inner blanks single: how names are compared."""
    decomposed = unicodedata.normalize("NFKD", str(text))
    return " ".join("".join(one for one in decomposed if not unicodedata.combining(one)).casefold().split())
