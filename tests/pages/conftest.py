"""Stores for pages: each test has its own, and the process forgets the one before."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from datetime import datetime
from pathlib import Path

import pytest

from bahealth.config import PROJECT, Settings
from bahealth.install.store import init_store
from bahealth.people.model import COMMAND_LINE
from bahealth.ui import storehouse


def _open(store: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Path]:
    monkeypatch.setenv("BAHEALTH_STORE", str(store))
    monkeypatch.setenv("BAHEALTH_DATA", str(PROJECT / "data"))
    storehouse.close()
    yield store
    storehouse.close()


@pytest.fixture(scope="module")
def _shared(real_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the real store for the tests of a module that only read."""
    return Path(shutil.copy(real_store, tmp_path_factory.mktemp("pages") / "app.duckdb"))


@pytest.fixture
def real_app(_shared: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Path]:
    """Pages show the real figures; only to read."""
    yield from _open(_shared, monkeypatch)


@pytest.fixture
def own_app(real_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Path]:
    """Pages show the real figures, in a store that the test may change."""
    yield from _open(Path(shutil.copy(real_store, tmp_path / "app.duckdb")), monkeypatch)


@pytest.fixture
def empty_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Path]:
    """Pages of an installation as `bahealth init` leaves it."""
    store = tmp_path / "empty.duckdb"
    init_store(Settings(data=PROJECT / "data", store=store), actor=COMMAND_LINE, at=datetime(2026, 11, 22, 12))
    yield from _open(store, monkeypatch)
