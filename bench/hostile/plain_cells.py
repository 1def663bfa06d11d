"""What stands in a cell, read as a careful person would: who cannot be sure raises UnclearError."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any

from bench.hostile.grids import Grid
from bench.hostile.sample import PLAIN_NUMBER, Key, Says, Truth, UnclearError


def simple(cell: Any) -> str:
    """Lower case, no accents, single blanks; whole numbers without a point."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = unicodedata.normalize("NFKD", "" if cell is None else str(cell))
    return " ".join("".join(one for one in text if not unicodedata.combining(one)).casefold().split())


def number(cell: Any, *, comma: bool = False) -> float:
    """A finite number not below zero."""
    if isinstance(cell, bool):
        raise UnclearError(f"{cell} is no number")
    if isinstance(cell, str):
        text = cell.strip()
        if comma and re.fullmatch(r"[+-]?[0-9]+,[0-9]+", text):
            text = text.replace(",", ".")
        elif comma and re.fullmatch(r"[0-9]{1,3}\.[0-9]{3}", text):
            raise UnclearError(f"{text} can be read in two ways")
        if not PLAIN_NUMBER.fullmatch(text):
            raise UnclearError(f"{text} is no number")
        cell = float(text)
    try:
        found = float(cell)
    except (TypeError, ValueError, OverflowError) as problem:
        raise UnclearError(f"{cell!r:.60} is no number") from problem
    if not math.isfinite(found) or not 0 <= found <= 1e12:
        raise UnclearError(f"{found} is not possible")
    return found


def whole(cell: Any) -> float:
    """A count."""
    found = number(cell)
    if found != int(found):
        raise UnclearError(f"{found} is no count")
    return found


def year(cell: Any) -> date:
    """The first of January."""
    text = simple(cell)
    if not re.fullmatch(r"(19|20)[0-9]{2}", text):
        raise UnclearError(f"{text} is no year")
    return date(int(text), 1, 1)


def is_blank(cell: Any) -> bool:
    return cell is None or cell == ""


def once(truth: Truth, key: Key, says: Says) -> None:
    if key in truth:
        raise UnclearError(f"{key} stands twice")
    truth[key] = says


def named_rows(grid: Grid) -> Iterator[dict[str, Any]]:
    """Rows by the names in the first; names that stand twice, and cells without a name, are unclear."""
    header = ["" if one is None else str(one).strip() for one in grid[0]]
    for cells in grid[1:]:
        if all(is_blank(one) for one in cells):
            continue
        if any(not is_blank(one) for one in cells[len(header) :]):
            raise UnclearError("more cells than names of columns")
        row: dict[str, Any] = {}
        for place, name in enumerate(header):
            cell = cells[place] if place < len(cells) else ""
            if name in row and name and not (is_blank(cell) and is_blank(row[name])):
                row[name] = _Twice()
            else:
                row[name] = cell
        yield row


class _Twice:
    """Stands for a cell of a column that is there twice: whoever looks at it is confused."""

    def __str__(self) -> str:
        raise UnclearError("a column stands twice")

    def __float__(self) -> float:
        raise UnclearError("a column stands twice")

    def __eq__(self, other: object) -> bool:
        raise UnclearError("a column stands twice")

    __hash__ = None  # type: ignore[assignment]
