"""Rows as people, spreadsheets and programs read them. Numbers keep every digit."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, TextIO

Row = Mapping[str, Any]


class Format(StrEnum):
    """How rows are written."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


def print_rows(rows: Sequence[Row], form: Format, out: TextIO) -> None:
    """Rows with the same keys, in the form asked for. No rows: an empty list, or no line at all."""
    if form is Format.JSON:
        json.dump([dict(row) for row in rows], out, ensure_ascii=False, indent=2, default=str)
        out.write("\n")
    elif form is Format.CSV:
        _print_csv([_flat(row) for row in rows], out)
    else:
        _print_text([_flat(row) for row in rows], out)


def _flat(row: Row, prefix: str = "") -> dict[str, Any]:
    """Nested values under dotted names."""
    flat: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = value
    return flat


def _columns(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _print_csv(rows: Sequence[Row], out: TextIO) -> None:
    if not rows:
        return
    writer = csv.DictWriter(out, fieldnames=_columns(rows), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _safe(value) for name, value in row.items()} for row in rows)


def _safe(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


def _print_text(rows: Sequence[Row], out: TextIO) -> None:
    columns = _columns(rows)
    cells = [columns, *[["" if row.get(name) is None else str(row.get(name)) for name in columns] for row in rows]]
    widths = [max(len(line[place]) for line in cells) for place in range(len(columns))]
    for line in cells if rows else []:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip(), file=out)
