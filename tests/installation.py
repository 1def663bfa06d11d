"""A data folder with the real catalogue and a few of the real series, for tests that build a store from it."""

from __future__ import annotations

import shutil
from pathlib import Path

from bahealth.config import PROJECT

SERIES = ("idecba_infant__avoidability.csv", "deis_vital__infant_rates.csv", "deis_vital__deaths.csv")


def small_data(folder: Path) -> Path:
    """`folder`/data with all definitions and targets, and three series."""
    data = folder / "data"
    for part in ("catalog", "demo"):
        shutil.copytree(PROJECT / "data" / part, data / part)
    (data / "city" / "series").mkdir(parents=True)
    for name in ("births_estimated.csv", "blocks.csv"):
        shutil.copy(PROJECT / "data" / "city" / name, data / "city")
    for name in SERIES:
        shutil.copy(PROJECT / "data" / "city" / "series" / name, data / "city" / "series")
    return data
