"""One small app, served once for all tests of this folder."""

from __future__ import annotations

import json
from collections.abc import Generator
from datetime import datetime
from pathlib import Path

import pytest

from bahealth.config import Settings
from bahealth.install.build import build_new
from tests.installation import small_data
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
    data = small_data(folder)
    (data / "city" / "comunas.geojson").write_text(json.dumps(SHAPES), encoding="utf-8")
    settings: dict[str, object] = {"data": data, "store": folder / "var" / "app.duckdb", "simulated_scale": 0}
    build_new(Settings.model_validate(settings), progress=lambda *_: None, at=datetime(2026, 6, 1, 12))
    with running_app(folder / "app.py", settings, log=folder / "server.log") as running:
        yield running


@pytest.fixture
def log(app: App) -> Path:
    return Path(str(app.settings["data"])).parent / "server.log"
