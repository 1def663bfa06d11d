"""Workbooks (XLSX, XLS) and Parquet files as tables, opened in a process of their own: `apart.py` says why."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from bahealth.collect.model import Problem
from bahealth.collect.table import (
    MAX_COLUMNS,
    MAX_ROWS,
    TOO_MANY_CELLS,
    Cells,
    Table,
    UnreadableError,
    header_of,
)
from bahealth.collect.unpack import MAX_UNPACKED
from bahealth.i18n import N_

MAX_CELLS: Final = 6_000_000  # of all sheets, counted to their last row and column, empty ones too
MAX_TEXT: Final = 10_000  # characters of one cell
_LIMITS: Final = {
    "bytes": 2_000_000_000,
    "seconds": 60,
    "cells": MAX_CELLS,
    "rows": MAX_ROWS,
    "columns": MAX_COLUMNS,
    "characters": MAX_TEXT,
    "unpacked": MAX_UNPACKED,
}
_LONGEST_SECONDS: Final = 120
_PROGRAM: Final = Path(__file__).parent / "apart.py"
_REASONS: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "cells": (
        TOO_MANY_CELLS,
        {"limit": str(MAX_CELLS)},
    ),
    "rows": (N_("The file has more than %(limit)s rows. Send it in parts."), {"limit": str(MAX_ROWS)}),
    "columns": (N_("The row has %(seen)s columns; at most %(limit)s are read."), {"limit": str(MAX_COLUMNS)}),
    "characters": (N_("A text has more than %(limit)s characters."), {"limit": str(MAX_TEXT)}),
    "unpacked": (N_("The file grows to %(seen)s or more when it is opened: it is refused for safety."), {}),
    "type": (N_("A column holds what cannot be read as numbers, texts or dates: %(seen)s."), {}),
    "unreadable": (N_("The file is damaged or protected by a password. Save it again."), {}),
    "died": (
        N_("The file asks for more memory or time than is given, or is damaged: delete empty rows and columns."),
        {},
    ),
}


def book_tables(name: str, content: bytes) -> tuple[Table, ...]:
    """One table per sheet that is not empty."""
    found = [
        _table(f"{name} / {sheet}", name, rows)
        for sheet, rows in _opened_apart(name, ".xlsx", content)
        if any(cell != "" for row in rows for cell in row)
    ]
    if not found:
        raise UnreadableError(Problem(file=name, message=N_("The file is empty.")))
    return tuple(found)


def parquet_table(name: str, content: bytes) -> Table:
    """The one table of a Parquet file."""
    ((_, rows),) = _opened_apart(name, ".parquet", content)
    return _table(name, name, rows)


def _table(label: str, member: str, rows: list[Cells]) -> Table:
    def each() -> Iterator[Cells]:
        return iter(rows)

    return Table(label, member, header_of(rows[0]), each)


def _opened_apart(name: str, suffix: str, content: bytes) -> list[tuple[str, list[Cells]]]:
    """Name and rows of each table; raises UnreadableError with the reason, also where the process died."""
    command = [sys.executable, "-I", str(_PROGRAM), suffix, json.dumps(_LIMITS)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, without a shell
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as problem:
        raise _reason(name, "died") from problem
    lines = done.stdout.split(b"\n")
    if lines[-2:] != [b'{"end": true}', b""]:
        raise _reason(name, "died")
    tables: list[tuple[str, list[Cells]]] = []
    for line in lines[:-2]:
        told: Any = json.loads(line)
        if isinstance(told, list):
            tables[-1][1].append([_cell(one) for one in told])
        elif "table" in told:
            tables.append((told["table"], []))
        else:
            raise _reason(name, told["problem"], told["seen"])
    return tables


def _cell(told: Any) -> Any:
    if not isinstance(told, dict):
        return told
    return date.fromisoformat(told["day"]) if "day" in told else datetime.fromisoformat(told["at"])


def _reason(name: str, reason: str, seen: str = "") -> UnreadableError:
    message, values = _REASONS[reason]
    return UnreadableError(Problem(file=name, seen=seen[:200], message=message, values=values))
