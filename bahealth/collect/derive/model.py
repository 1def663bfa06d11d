"""What a derived table is: where it comes from and what was changed on the way."""

from __future__ import annotations

import hashlib
from pathlib import Path

from bahealth.catalog.model import Localized
from bahealth.errors import Refusal
from bahealth.frozen import Frozen

BA_DATA = "BA Data, Gobierno de la Ciudad de Buenos Aires"
INDEC = "INDEC, Instituto Nacional de Estadística y Censos"
DEIS = "DEIS, Ministerio de Salud de la Nación"
LICENCE = {BA_DATA: "CC BY 2.5 AR", INDEC: "CC BY-SA 4.0"}


class SourceFile(Frozen):
    """One official file that a table was made from, with the hash of the bytes that were read."""

    path: str
    sha256: str


class Table(Frozen):
    """One file of data/city. `findings` are what a check of the official files showed, for who works on them."""

    file: str
    title: Localized
    publisher: str
    licence: str
    sources: tuple[SourceFile, ...]
    changes: Localized
    findings: tuple[str, ...] = ()
    row_count: int


def official_file(official: Path, path: str) -> Path:
    """The official file at `path`; a `Refusal` that names it when it is not there."""
    file = official / path
    if not file.is_file():
        raise Refusal("The official file %(path)s is missing in %(folder)s.", path=path, folder=str(official))
    return file


def source_files(official: Path, *paths: str) -> tuple[SourceFile, ...]:
    """Provenance of the official files at `paths`."""
    return tuple(
        SourceFile(path=path, sha256=hashlib.sha256(official_file(official, path).read_bytes()).hexdigest())
        for path in paths
    )
