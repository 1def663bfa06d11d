"""Reads the committed tables of data/city for the tests of this folder."""

from __future__ import annotations

import csv
import json
import tomllib
from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / "data"
CITY = DATA / "city"


def rows(name: str) -> list[dict[str, str]]:
    with (CITY / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def features(name: str) -> list[dict]:
    return json.loads((CITY / name).read_text(encoding="utf-8"))["features"]


def areas() -> dict[str, dict]:
    return tomllib.loads((DATA / "catalog" / "areas.toml").read_text(encoding="utf-8"))
