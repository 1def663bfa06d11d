"""What the program says when it starts where others can reach it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from bahealth.config import PROJECT
from bench.servers import free_port, serving

SAID = "se muestran solo las páginas públicas"


@pytest.mark.slow
@pytest.mark.parametrize(("host", "is_said"), [("0.0.0.0", True), ("127.0.0.1", False)])
def test_an_app_that_others_reach_without_a_provider_says_that_it_is_public(
    host: str, is_said: bool, real_store: Path, tmp_path: Path
) -> None:
    store, log, port = tmp_path / "app.duckdb", tmp_path / "log", free_port()
    shutil.copy(real_store, store)
    environment = {
        "BAHEALTH_STORE": str(store),
        "BAHEALTH_DATA": str(PROJECT / "data"),
        "BAHEALTH_HOST": host,
        "BAHEALTH_PORT": str(port),
        "LANG": "es_AR.UTF-8",
    }
    with serving([sys.executable, "-m", "bahealth.cli", "run"], port, environment, log):
        pass
    assert (SAID in log.read_text()) is is_said
