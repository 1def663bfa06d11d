"""Stores for pages: each test has its own, and the process forgets the one before."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from datetime import datetime
from pathlib import Path

import pytest
from streamlit.runtime.context import ContextProxy

from bahealth.config import PROJECT, Settings
from bahealth.install.store import init_store
from bahealth.people.model import COMMAND_LINE
from bahealth.ui import storehouse
from tests.pages.signing import ORIGIN, Provider


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
def demo_app(demo_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Path]:
    """Pages show the year of sessions of the demonstration, in a store that the test may change."""
    yield from _open(Path(shutil.copy(demo_store, tmp_path / "app.duckdb")), monkeypatch)


@pytest.fixture
def empty_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Path]:
    """Pages of an installation as `bahealth init` leaves it."""
    store = tmp_path / "empty.duckdb"
    init_store(Settings(data=PROJECT / "data", store=store), actor=COMMAND_LINE, at=datetime(2026, 11, 22, 12))
    yield from _open(store, monkeypatch)


@pytest.fixture
def provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Provider:
    """An installation where people sign in; ask for a store before it."""
    (tmp_path / "client").write_text("s3cret")
    monkeypatch.setenv("BAHEALTH_OIDC_METADATA_URL", "https://id.example.org/.well-known/openid-configuration")
    monkeypatch.setenv("BAHEALTH_OIDC_CLIENT_ID", "ba")
    monkeypatch.setenv("BAHEALTH_OIDC_CLIENT_SECRET", str(tmp_path / "client"))
    monkeypatch.setenv("BAHEALTH_PUBLIC_URL", ORIGIN)
    made = Provider({})
    monkeypatch.setattr(ContextProxy, "cookies", property(lambda _: made.cookies))
    return made
