"""The door: what a file is, by its name and by its first bytes; too large, broken or hostile ones stay outside."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bahealth.collect.delimited import delimited_table
from bahealth.collect.model import Problem
from bahealth.collect.sheets import book_tables, parquet_table
from bahealth.collect.table import Table, UnreadableError
from bahealth.collect.unpack import check_workbook, gunzipped, is_workbook, unzipped
from bahealth.i18n import N_

MAX_BYTES: Final = 20_000_000
SUFFIXES: Final = (".csv.gz", ".csv", ".zip", ".xlsx", ".xls", ".parquet", ".json")  # longest first
_MAGIC: Final = {
    b"PK\x03\x04": "ZIP/XLSX",
    b"\x1f\x8b": "GZIP",
    b"\xd0\xcf\x11\xe0": "XLS",
    b"PAR1": "PARQUET",
    b"%PDF": "PDF",
}
_EXPECTED: Final = {
    ".csv.gz": "GZIP",
    ".zip": "ZIP/XLSX",
    ".xlsx": "ZIP/XLSX",
    ".xls": "XLS",
    ".parquet": "PARQUET",
}


@dataclass(frozen=True)
class Upload:
    """One file that came through the door: its tables, or (JSON) its document."""

    name: str
    suffix: str
    tables: tuple[Table, ...]
    document: Any = None


def open_upload(path: Path) -> Upload:
    """The tables of the file at `path`; raises UnreadableError with the one reason why there are none."""
    name = path.name
    size = path.stat().st_size
    if size == 0:
        raise UnreadableError(Problem(file=name, message=N_("The file is empty.")))
    if size > MAX_BYTES:
        raise UnreadableError(
            Problem(
                file=name,
                seen=f"{size / 1e6:.1f} MB",
                message=N_("The file has %(seen)s; at most %(limit)s MB are read. Send it in parts."),
                values={"limit": f"{MAX_BYTES // 1_000_000}"},
            )
        )
    suffix = next((one for one in SUFFIXES if name.lower().endswith(one)), None)
    if suffix is None:
        raise UnreadableError(
            Problem(
                file=name,
                seen=path.suffix or name,
                message=N_("Files that end in %(seen)s are not read; these are: %(expected)s."),
                values={"expected": ", ".join(reversed(SUFFIXES))},
            )
        )
    content = path.read_bytes()
    _check_magic(name, suffix, content)
    return _opened(name, suffix, content)


def _check_magic(name: str, suffix: str, content: bytes) -> None:
    seen = next((kind for magic, kind in _MAGIC.items() if content.startswith(magic)), "TEXT")
    if seen != _EXPECTED.get(suffix, "TEXT"):
        raise UnreadableError(
            Problem(
                file=name,
                seen=seen,
                message=N_("The name ends in %(suffix)s but the content is %(seen)s. Save it again in the right form."),
                values={"suffix": suffix},
            )
        )


def _opened(name: str, suffix: str, content: bytes) -> Upload:
    if suffix == ".json":
        return Upload(name, suffix, (), _document(name, content))
    return Upload(name, suffix, _tables(name, suffix, content))


def _tables(name: str, suffix: str, content: bytes) -> tuple[Table, ...]:
    if suffix in {".csv", ".csv.gz"}:
        text = content if suffix == ".csv" else gunzipped(name, content)
        return (delimited_table(name, name, text),)
    if suffix == ".parquet":
        return (parquet_table(name, content),)
    if suffix == ".xlsx":
        check_workbook(name, content)
    if suffix in {".xlsx", ".xls"}:
        return book_tables(name, content)
    if is_workbook(name, content):
        message = N_("The archive is a workbook: its name must end in .xlsx.")
        raise UnreadableError(Problem(file=name, message=message))
    members = unzipped(name, content)
    return tuple(delimited_table(f"{name} / {one}", one, text) for one, text in members)


def _document(name: str, content: bytes) -> Any:
    try:
        found = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
        json.dumps(found, ensure_ascii=False).encode()  # half a character (`\ud800` alone) is no text
    except (ValueError, RecursionError) as problem:
        row = problem.lineno if isinstance(problem, json.JSONDecodeError) else None
        message = N_("The JSON cannot be read: it is damaged or cut off, or a name stands twice in it.")
        raise UnreadableError(Problem(file=name, row=row, message=message)) from problem
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(pairs)
    return found
