"""A data folder with the real catalogue and a few of the real series, for tests that build a store from it."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bahealth.config import PROJECT

SERIES = ("idecba_infant__avoidability.csv", "deis_vital__infant_rates.csv", "deis_vital__deaths.csv")


def without_sessions(folder: Path) -> Path:
    """`folder`/data: the project's own, without the sessions of the demonstration; a store from it has release 1."""
    data = folder / "data"
    data.mkdir()
    for part in ("catalog", "city"):
        (data / part).symlink_to(PROJECT / "data" / part)
    shutil.copytree(PROJECT / "data" / "demo", data / "demo", ignore=shutil.ignore_patterns("sessions.toml"))
    return data


def made_once(temporary: pytest.TempPathFactory, name: str, build: Callable[[Path], Path]) -> Path:
    """What `build` makes in a folder of that name, made by the first process of a run of tests that asks for it."""
    together = temporary.getbasetemp()
    together = together.parent if together.name.startswith("popen-") else together
    folder, path_of = together / name, together / f"{name}.path"
    with (together / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path_of.exists():
            folder.mkdir()
            path_of.write_text(str(build(folder)))
    return Path(path_of.read_text())


def small_data(folder: Path) -> Path:
    """`folder`/data with all definitions and targets, and three series; no sessions."""
    data = folder / "data"
    for part in ("catalog", "demo"):
        shutil.copytree(PROJECT / "data" / part, data / part, ignore=shutil.ignore_patterns("sessions.toml"))
    (data / "city" / "series").mkdir(parents=True)
    for name in ("births_estimated.csv", "blocks.csv"):
        shutil.copy(PROJECT / "data" / "city" / name, data / "city")
    for name in SERIES:
        shutil.copy(PROJECT / "data" / "city" / "series" / name, data / "city" / "series")
    return data
