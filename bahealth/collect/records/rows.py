"""How the rows of one file become rows of the store: what is kept of them and what can be wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from duckdb import ColumnExpression, ConstantExpression, Expression

from bahealth.collect.records.cells import WITHDRAWN, Wrong, across, read_cell, record_key
from bahealth.collect.records.model import RecordKind
from bahealth.collect.records.plan import Plan

FIRST: Final = "first_on"
LAST: Final = "last_on"
IS_WRONG: Final = "is_wrong"


@dataclass(frozen=True)
class Layout:
    """Columns of the store in their order, and what can be wrong: in one cell, or across the kept cells of one row."""

    kept: tuple[tuple[str, Expression], ...]
    wrongs: tuple[Wrong, ...]
    across: tuple[Wrong, ...]


def layout_of(kind: RecordKind, types: dict[str, str], plan: Plan) -> Layout:
    """The layout of a file that holds its columns in `types`."""
    cells = [read_cell(one, types.get(one.name), plan) for one in (WITHDRAWN, *kind.columns)]
    return Layout(
        kept=(("record_key", record_key(kind, types, plan)), *(pair for one in cells for pair in one.kept)),
        wrongs=tuple(wrong for one in cells for wrong in one.wrongs),
        across=tuple(across(kind)),
    )


def kept_columns(kind: RecordKind, plan: Plan) -> tuple[str, ...]:
    """The columns of the table of `kind`, without the number of the delivery."""
    return tuple(name for name, _ in layout_of(kind, {one.name: "VARCHAR" for one in kind.columns}, plan).kept)


def dated(kind: RecordKind) -> tuple[Expression, Expression]:
    """FIRST and LAST of a row, from what is kept: the day, or the stretch; nothing for what holds always."""
    nothing = ConstantExpression(None).cast("DATE")
    if kind.is_spell:
        return ColumnExpression("from_on").alias(FIRST), ColumnExpression("until_on").alias(LAST)
    if kind.day:
        return ColumnExpression(kind.day).alias(FIRST), ColumnExpression(kind.day).alias(LAST)
    return nothing.alias(FIRST), nothing.alias(LAST)
