"""What a store has taken in from data/, so that a start with nothing new does and loads nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path

from bahealth.access.given import FILES
from bahealth.frozen import Frozen
from bahealth.store import Database, fetch


class _TakenIn(Frozen):
    fingerprint: str


def series_files(data: Path) -> list[Path]:
    """The published series, one file per table: `<source_id>__<table>.csv`."""
    return sorted((data / "city" / "series").glob("*__*.csv"))


def fingerprint(data: Path) -> str:
    """SHA-256 of all that a release made from `data` depends on."""
    digest = hashlib.sha256()
    catalog = sorted((data / "catalog").rglob("*.toml"))
    tables = ("births_estimated.csv", *FILES)
    for file in [*catalog, *series_files(data), *(data / "city" / name for name in tables)]:
        if file.is_file():
            content = file.read_bytes()
            digest.update(f"{file.relative_to(data).as_posix()} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


def data_taken_in(database: Database) -> str | None:
    """Fingerprint of the data folder that the store last took in; None where it began empty."""
    with database.reading() as con:
        rows = fetch(con, _TakenIn, "bahealth.install", "data_taken_in")
    return rows[0].fingerprint if rows else None


def has_news(database: Database, data: Path) -> bool:
    """Whether the store was built from data and the folder has changed since; one that began empty never has."""
    taken_in = data_taken_in(database)
    return taken_in is not None and taken_in != fingerprint(data)
