"""Writes derived files the same way each time: CSV with Unix line ends, and the manifest that lists them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from bahealth.collect.derive.model import Table

HEAD = "# Every file of this folder: publisher, licence, what was changed, and the official files read.\n"


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write `rows` under `header`, None as an empty cell; the number of rows."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def write_manifest(path: Path, tables: Iterable[Table]) -> None:
    """One TOML table per file, in the order of making."""
    path.write_text(HEAD + "".join(map(_entry, tables)), encoding="utf-8", newline="\n")


def _entry(table: Table) -> str:
    lines = [
        "",
        f"[{_text(table.file)}]",
        f"title = {{ es = {_text(table.title.es)}, en = {_text(table.title.en)} }}",
        f"publisher = {_text(table.publisher)}",
        f"licence = {_text(table.licence)}",
        f"row_count = {table.row_count}",
        f"changes.es = {_text(table.changes.es)}",
        f"changes.en = {_text(table.changes.en)}",
        "findings = [",
        *(f"    {_text(one)}," for one in table.findings),
        "]",
        "sources = [",
        *(f"    {{ path = {_text(one.path)}, sha256 = {_text(one.sha256)} }}," for one in table.sources),
        "]",
    ]
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    """A TOML basic string; JSON's escapes are the same ones."""
    return json.dumps(value, ensure_ascii=False)
