"""A delivery of records into one checked table: what the process apart does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.resources import files
from typing import Final

import duckdb
from duckdb import ColumnExpression, DuckDBPyRelation

from bahealth.collect.model import Problem
from bahealth.collect.records.cells import call, text_of
from bahealth.collect.records.model import KINDS, Cell, RecordKind
from bahealth.collect.records.naming import MOST_NAMED, any_of, wrong_rows
from bahealth.collect.records.plan import Outcome, Plan
from bahealth.collect.records.reading import OpenFile, RefusedColumns, damaged
from bahealth.collect.records.rows import FIRST, IS_WRONG, LAST, Layout, dated, layout_of, named
from bahealth.collect.records.together import overlapping, twice
from bahealth.collect.table import UnreadableError
from bahealth.i18n import N_
from bahealth.store import Cursor
from bahealth.store.staging import open_staging

RECORD: Final = "record"  # the table
_LOOKED_AT: Final = 1000  # rows from the top, to see what a column holds
_FEW: Final = 5  # of so many keys none has a digit by chance less than once in 10 million, in any usual alphabet


def staged(plan: Plan) -> Outcome:
    """Read, check and keep the files of `plan`, or say why not."""
    kind = KINDS[plan.kind]
    readable = [plan.blocks_file, *(one.path for one in plan.files)]
    con = open_staging(plan.folder, readable=readable, memory_limit=plan.memory_limit, threads=plan.threads)
    try:
        con.execute(files("bahealth.collect.records").joinpath("macros.sql").read_text(encoding="utf-8"))
        if any(one.cell is Cell.BLOCK for one in kind.columns):
            blocks = con.read_csv(str(plan.blocks_file), header=True, all_varchar=True)
            blocks.select("block_id", "comuna_id").create("block")
        opened = [OpenFile(con, one, kind) for one in plan.files]
        layouts = [(one, layout_of(kind, one.types, plan)) for one in opened]
        problems = _first_problems(con, kind, layouts)
        return Outcome(problems=tuple(problems[:MOST_NAMED])) if problems else _described(con, layouts[0][1])
    except UnreadableError as unreadable:
        return Outcome(problems=(unreadable.problem,))
    except RefusedColumns as refused:
        return Outcome(problems=tuple(refused.problems))
    finally:
        con.close()


def _first_problems(con: Cursor, kind: RecordKind, layouts: list[tuple[OpenFile, Layout]]) -> list[Problem]:
    """Why the delivery is refused: what is found at the first of several looks, each of which needs the one before."""
    problems = [problem for file, _ in layouts for problem in _names_in(file, kind)]
    if problems:
        return problems
    for place, (file, layout) in enumerate(layouts):
        _fill(kind, file, layout, is_first=place == 0)
        problems += file.rejected()
    table = con.table(RECORD)
    if problems:
        return problems
    if not table.limit(1).fetchall():
        return [Problem(file="", message=N_("There is nothing to read in what was sent."))]
    con.execute("SET preserve_insertion_order=true")  # from here on rows are numbered
    if table.filter(ColumnExpression(IS_WRONG)).limit(1).fetchall():
        return [problem for file, layout in layouts for problem in wrong_rows(file, layout)]
    return twice(table, kind, layouts) or overlapping(table, kind, layouts)


def _names_in(file: OpenFile, kind: RecordKind) -> Iterator[Problem]:
    """Columns of keys in which no key has a digit: those are names."""
    for column in (one for one in kind.columns if one.cell is Cell.PERSON):
        try:
            rows = file.rows().limit(_LOOKED_AT).select(text_of(column.name, file.types[column.name])).fetchall()
        except duckdb.Error as problem:
            raise damaged(file.file) from problem
        keys = [cell for (cell,) in rows if cell]
        if len(keys) >= _FEW and not any(one.isdigit() for key in keys for one in key):
            message = N_("No key in the column has a digit: they look like names, which are never sent.")
            yield Problem(file=file.file.name, column=column.name, message=message)


def _fill(kind: RecordKind, file: OpenFile, layout: Layout, *, is_first: bool) -> None:
    """Add the rows of `file` to the table, each with whether something is wrong in it."""
    kept = (
        file.rows()
        .select(*named(layout.looked_at))
        .select(
            *named(layout.kept),
            any_of([one.where for one in layout.wrongs]).alias(IS_WRONG),
        )
    )
    is_wrong = any_of([ColumnExpression(IS_WRONG), *(one.where for one in layout.across)])
    rows = kept.select(*(ColumnExpression(name) for name, _ in layout.kept), *dated(kind), is_wrong.alias(IS_WRONG))
    try:
        if is_first:
            rows.create(RECORD)
        else:
            rows.insert_into(RECORD)
    except duckdb.Error as problem:
        raise damaged(file.file) from problem


def _described(con: Cursor, layout: Layout) -> Outcome:
    """Counts, days, and a fingerprint in which the order of rows plays no part: each row's own, all combined."""
    table: DuckDBPyRelation = con.table(RECORD)
    told = call("concat", *(call("told", ColumnExpression(name)) for name, _ in layout.kept))
    found = table.select(call("md5_number", told).alias("row_hash"), FIRST, LAST).aggregate(
        "count(*), bit_xor(row_hash), min(" + FIRST + "), max(" + LAST + ")"
    )
    ((count, combined, first_on, last_on),) = found.fetchall()
    content = hashlib.sha256(f"{count} {combined}".encode()).hexdigest()
    return Outcome(row_count=count, content=content, first_on=first_on, last_on=last_on)
