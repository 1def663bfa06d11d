"""One small app, served once for all tests of this folder."""

from __future__ import annotations

import json
from collections.abc import Generator
from datetime import datetime
from pathlib import Path

import pytest

from bahealth.config import Settings
from bahealth.install.store import init_store
from bahealth.people.model import COMMAND_LINE
from tests.running import App, running_app
from tests.ui.small_app import FRAME, SHAPES


@pytest.fixture(scope="package")
def app(tmp_path_factory: pytest.TempPathFactory) -> Generator[App]:
    folder = tmp_path_factory.mktemp("served")
    office = folder / "pages" / "office"
    office.mkdir(parents=True)
    (folder / "app.py").write_text(FRAME, encoding="utf-8")
    (office / "inner.py").write_text("import streamlit as st\nst.write('PAGINA INTERIOR')\n", encoding="utf-8")
    (office / "broken.py").write_text("raise RuntimeError('secret detail')\n", encoding="utf-8")
    city = folder / "data" / "city"
    city.mkdir(parents=True)
    (city / "comunas.geojson").write_text(json.dumps(SHAPES), encoding="utf-8")
    settings: dict[str, object] = {"data": folder / "data", "store": folder / "var" / "app.duckdb"}
    init_store(Settings.model_validate(settings), actor=COMMAND_LINE, at=datetime(2024, 5, 1, 12))
    with running_app(folder / "app.py", settings, log=folder / "server.log") as running:
        yield running


@pytest.fixture
def log(app: App) -> Path:
    return Path(str(app.settings["data"])).parent / "server.log"
