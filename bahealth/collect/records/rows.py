"""How the rows of one file become rows of the store: what is kept of them and what can be wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from duckdb import ColumnExpression, ConstantExpression, Expression

from bahealth.collect.records.cells import WITHDRAWN, Wrong, across, read_cell, record_key
from bahealth.collect.records.model import Cell, RecordKind
from bahealth.collect.records.plan import Plan

FIRST: Final = "first_on"
LAST: Final = "last_on"
IS_WRONG: Final = "is_wrong"


@dataclass(frozen=True)
class Layout:
    """How one file is read, in three steps: cells looked at, then kept, then compared within their row.

    `kept` are the columns of the store in their order; `wrongs` is what can be wrong in a cell, `across` between cells.
    """

    looked_at: tuple[tuple[str, Expression], ...]
    kept: tuple[tuple[str, Expression], ...]
    wrongs: tuple[Wrong, ...]
    across: tuple[Wrong, ...]


def named(pairs: Iterable[tuple[str, Expression]]) -> list[Expression]:
    """The expressions under their names."""
    return [one.alias(name) for name, one in pairs]


def layout_of(kind: RecordKind, types: dict[str, str], plan: Plan) -> Layout:
    """The layout of a file that holds its columns in `types`."""
    cells = [read_cell(one, types.get(one.name), plan) for one in (WITHDRAWN, *kind.columns)]
    return Layout(
        looked_at=tuple(pair for one in cells for pair in one.looked_at),
        kept=(("record_key", record_key(kind, plan)), *(pair for one in cells for pair in one.kept)),
        wrongs=tuple(wrong for one in cells for wrong in one.wrongs),
        across=tuple(across(kind)),
    )


def kept_columns(kind: RecordKind) -> tuple[str, ...]:
    """The columns of the table of `kind`, in its order, without the number of the delivery."""
    beside = {Cell.BLOCK: ("comuna_id",), Cell.INSTANT: ("occurred_on",)}
    return (
        "record_key",
        WITHDRAWN.kept_as,
        *(
            name
            for one in kind.columns
            if one.cell is not Cell.RECORD
            for name in (one.kept_as, *beside.get(one.cell, ()))
        ),
    )


def dates(kind: RecordKind) -> tuple[str | None, str | None]:
    """The columns that say from when until when a record speaks: its stretch, its day, or none."""
    return ("from_on", "until_on") if kind.is_spell else (kind.day, kind.day)


def dated(kind: RecordKind) -> tuple[Expression, Expression]:
    """FIRST and LAST of a row, from what is kept."""
    first, last = (
        ConstantExpression(None).cast("DATE") if one is None else ColumnExpression(one) for one in dates(kind)
    )
    return first.alias(FIRST), last.alias(LAST)
