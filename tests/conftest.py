"""What tests of several folders share."""

from __future__ import annotations

import os
from collections.abc import Generator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import settings as laws
from playwright.sync_api import Browser

from bahealth.config import PROJECT, Settings
from bahealth.install.build import build_new
from bench.browser import browser_path, chromium
from tests.installation import made_once, without_sessions

# Speed is measured in `make bench`, never asserted: a loaded machine must not fail a law.
laws.register_profile("project", deadline=None)
laws.load_profile("project")

# Stores of tests hold the published series alone, also those that a started program builds; the tests of the simulated
# city ask for it.
os.environ["BAHEALTH_SIMULATED_SCALE"] = "0"


@pytest.fixture(scope="session")
def real_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store built from the project's own data without the sessions of the demonstration; take a copy to change it."""
    return made_once(tmp_path_factory, "real", lambda folder: _built(folder, without_sessions(folder)))


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store as it is built for somebody who tries the app: with a year of sessions; take a copy to change it."""
    return made_once(tmp_path_factory, "demo", lambda folder: _built(folder, PROJECT / "data"))


def _built(folder: Path, data: Path) -> Path:
    settings = Settings(data=data, store=folder / "app.duckdb", simulated_scale=0)
    build_new(settings, progress=lambda *_: None, at=datetime(2026, 11, 22, 12))
    return settings.store


@pytest.fixture(scope="module")
def browser() -> Generator[Browser]:
    """Chromium, closed after each module: while Playwright is open, its process can start neither it nor asyncio."""
    if browser_path() is None:
        pytest.skip("no Chromium here (make test brings one)")
    with chromium() as opened:
        yield opened
