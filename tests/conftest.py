"""What several folders of tests share."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import settings as laws

from bahealth.config import PROJECT, Settings
from bahealth.install.build import build_new

# Speed is measured in `make bench`, never asserted: a loaded machine must not fail a law.
laws.register_profile("project", deadline=None)
laws.load_profile("project")


@pytest.fixture(scope="session")
def real_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store built from the project's own data; take a copy to change it."""
    store = tmp_path_factory.mktemp("real") / "app.duckdb"
    settings = Settings(data=PROJECT / "data", store=store)
    build_new(settings, progress=lambda *_: None, at=datetime(2026, 11, 22, 12))
    return store
