"""A store of the real data, opened once for the tests of this folder, and one that begins empty."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from pathlib import Path

import pytest

from bahealth.catalog.load import load_catalog
from bahealth.catalog.model import Catalog
from bahealth.config import PROJECT
from bahealth.store import Database


@pytest.fixture(scope="session")
def real(real_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[Database, Catalog]]:
    """The real figures in a copy of their store, with the real catalogue."""
    own = tmp_path_factory.mktemp("views") / "app.duckdb"
    shutil.copy(real_store, own)
    database = Database(own)
    yield database, load_catalog(PROJECT / "data")
    database.close()


@pytest.fixture
def database() -> Generator[Database]:
    opened = Database(None)
    yield opened
    opened.close()
