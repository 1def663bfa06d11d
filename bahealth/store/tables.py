"""Statements on tables that are only known when the program runs: one of several kinds, or a staged file.

SQL takes no parameters for names. Every name here is written in the program itself, never in what people send; values
stay parameters.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bahealth.store.rows import Cursor, sql_text


def show(con: Cursor, view: str, table: str, columns: Iterable[str] = ("*",)) -> None:
    """Let `view` stand for `columns` of `table` for as long as the cursor lives."""
    con.execute("CREATE OR REPLACE TEMP VIEW " + view + " AS SELECT " + ", ".join(columns) + " FROM " + table)


def make(con: Cursor, table: str, package: str, name: str, /) -> None:
    """Make `table` from what `sql/<name>.sql` of `package` reads."""
    con.execute("CREATE TABLE " + table + " AS " + sql_text(package, name))


def insert(con: Cursor, table: str, package: str, name: str, /, **parameters: Any) -> int:
    """Add to `table`, by the names of columns, what `sql/<name>.sql` of `package` reads; gives how many rows."""
    found = con.execute("INSERT INTO " + table + " BY NAME " + sql_text(package, name), parameters).fetchone()
    return int(found[0]) if found else 0


def count(con: Cursor, table: str, column: str, number: int) -> int:
    """How many rows of `table` have `number` in `column`."""
    found = con.execute("SELECT count(*) FROM " + table + " WHERE " + column + " = $number", {"number": number})
    return int((found.fetchone() or (0,))[0])


def forget(con: Cursor, table: str, column: str, number: int) -> None:
    """Delete the rows of `table` in which `column` is `number`."""
    con.execute("DELETE FROM " + table + " WHERE " + column + " = $number", {"number": number})


def sweep(con: Cursor, table: str, column: str) -> int:
    """Delete the rows of `table` in which `column` is the number of no accepted delivery; gives how many."""
    found = con.execute(
        "DELETE FROM " + table + " WHERE " + column + " NOT IN (SELECT delivery_number FROM ops.record_delivery)"
    ).fetchone()
    return int(found[0]) if found else 0
