"""Typed rows out of SQL files."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias, TypeVar

import duckdb
from pydantic import BaseModel

Row = TypeVar("Row", bound=BaseModel)
Cursor: TypeAlias = duckdb.DuckDBPyConnection  # what `reading()` and `writing()` give


@cache
def sql_text(package: str, name: str) -> str:
    """The text of `sql/<name>.sql` inside `package`; its first line says what one row is."""
    return (files(package) / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def fetch(con: duckdb.DuckDBPyConnection, row: type[Row], package: str, name: str, /, **parameters: Any) -> list[Row]:
    """Rows of one SQL file as frozen models; a column that the model does not know is an error."""
    cursor = con.execute(sql_text(package, name), parameters or None)
    columns = [column[0] for column in cursor.description or ()]
    return [row.model_validate(dict(zip(columns, values, strict=True))) for values in cursor.fetchall()]
