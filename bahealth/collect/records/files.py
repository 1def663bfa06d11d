"""Which files of records there are, by name, first bytes and, for text, first row."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bahealth.collect.delimited import separator_of
from bahealth.collect.model import Problem
from bahealth.collect.records.plan import SentFile
from bahealth.collect.table import UnreadableError
from bahealth.collect.unpack import DAMAGED
from bahealth.i18n import N_

SUFFIXES: Final = (".csv.gz", ".csv", ".parquet")
_PARQUET: Final = b"PAR1"
_GZIP: Final = b"\x1f\x8b"
_MAGIC: Final = {
    _PARQUET: "PARQUET",
    _GZIP: "GZIP",
    b"PK\x03\x04": "ZIP/XLSX",
    b"\xd0\xcf\x11\xe0": "XLS",
    b"%PDF": "PDF",
}
_EXPECTED: Final = {".csv.gz": "GZIP", ".parquet": "PARQUET", ".csv": "TEXT"}
_LONGEST_HEADER: Final = 10_000  # bytes


def recognised(files: Sequence[Path], folder: Path) -> list[SentFile]:
    """The files, each with a plain name in `folder` that stands for it: to DuckDB `*` and `[` are patterns.

    Raises UnreadableError with the first reason why one is not read.
    """
    return [_recognised(path, folder / f"{place}{_suffix(path)}") for place, path in enumerate(files)]


def _suffix(path: Path) -> str:
    suffix = next((one for one in SUFFIXES if path.name.lower().endswith(one)), None)
    if suffix is None:
        message = N_("Files that end in %(seen)s are not read; these are: %(expected)s.")
        values = {"expected": ", ".join(reversed(SUFFIXES))}
        raise UnreadableError(Problem(file=path.name, seen=path.suffix or path.name, message=message, values=values))
    return suffix


def _recognised(path: Path, link: Path) -> SentFile:
    suffix = _suffix(path)
    try:
        with path.open("rb") as stream:
            start = stream.read(_LONGEST_HEADER)
        link.symlink_to(path.resolve(strict=True))
    except OSError as problem:
        message = N_("The file cannot be opened: %(seen)s")
        raise UnreadableError(Problem(file=path.name, seen=problem.strerror or "", message=message)) from problem
    if not start:
        raise UnreadableError(Problem(file=path.name, message=N_("The file is empty.")))
    seen = next((kind for magic, kind in _MAGIC.items() if start.startswith(magic)), "TEXT")
    if seen != _EXPECTED[suffix]:
        message = N_("The name ends in %(suffix)s but the content is %(seen)s. Save it again in the right form.")
        raise UnreadableError(Problem(file=path.name, seen=seen, message=message, values={"suffix": suffix}))
    if suffix == ".parquet":
        return SentFile(name=path.name, path=link)
    return _with_header(path.name, link, _unpacked(path) if suffix == ".csv.gz" else start)


def _unpacked(path: Path) -> bytes:
    try:
        with gzip.open(path) as stream:
            return stream.read(_LONGEST_HEADER)
    except (OSError, EOFError, zlib.error) as problem:
        raise UnreadableError(Problem(file=path.name, message=DAMAGED)) from problem


def _with_header(name: str, link: Path, start: bytes) -> SentFile:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        message = N_("The text is written in %(seen)s; save the file as CSV UTF-8.")
        raise UnreadableError(Problem(file=name, seen="UTF-16", message=message))
    first = start.split(b"\n", 1)[0]
    try:
        text = first.decode("utf-8-sig").rstrip("\r")
        (header,) = csv.reader([text], delimiter=separator_of(text), strict=True)
    except (ValueError, csv.Error) as problem:
        message = N_("The first row cannot be read: it names the columns, in UTF-8.")
        raise UnreadableError(Problem(file=name, row=1, message=message)) from problem
    columns = tuple(one.strip() for one in header)
    if len(first) == _LONGEST_HEADER or "" in columns:
        message = N_("The first row cannot be read: it names the columns, in UTF-8.")
        raise UnreadableError(Problem(file=name, row=1, message=message))
    return SentFile(name=name, path=link, separator=separator_of(text), header=columns)
