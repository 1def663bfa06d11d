"""A data folder with the real catalogue and a few of the real series, for tests that build a store from it."""

from __future__ import annotations

import shutil
from pathlib import Path

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
