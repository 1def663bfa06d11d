"""The command line in this process, on a copy of one small store."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from bahealth.cli import main
from bahealth.config import Settings
from bahealth.install.build import build_new
from tests.installation import small_data


@dataclass(frozen=True)
class Told:
    """What a command wrote and how it ended."""

    exit_code: int
    out: str
    err: str


Run = Callable[..., Told]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Built once; tests use copies."""
    folder = tmp_path_factory.mktemp("built")
    settings = Settings(data=small_data(folder), store=folder / "var" / "app.duckdb", simulated_scale=0)
    build_new(settings, progress=lambda *_: None, at=datetime(2026, 6, 1, 12))
    return settings


@pytest.fixture
def bahealth(
    built: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run `bahealth` in `tmp_path` with its own copy of the store."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BAHEALTH_OFFICIAL", raising=False)
    monkeypatch.setenv("BAHEALTH_DATA", str(built.data))
    monkeypatch.setenv("BAHEALTH_STORE", str(tmp_path / "var" / "app.duckdb"))
    monkeypatch.setenv("LC_ALL", "")
    monkeypatch.setenv("LC_MESSAGES", "")
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    (tmp_path / "var").mkdir()
    shutil.copy(built.store, tmp_path / "var" / "app.duckdb")

    def run(*words: str, typed: str = "") -> Told:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        capsys.readouterr()
        exit_code = main(words)
        written = capsys.readouterr()
        return Told(exit_code, written.out, written.err)

    return run
