"""The published figures that the simulated city matches, read from data/city."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from bahealth.simulate.draw import Codes, Numbers, Shares

COMUNAS: Final = tuple(f"comuna-{number}" for number in range(1, 16))
_KINDS: Final = {"cesac": "cesac", "cmb": "medical_centre"}
_BANDS: Final = tuple(f"age_{low}_{low + 4}_percent" for low in range(0, 100, 5))
_DEGREE_KM: Final = 111.32
_NARROWING: Final = 0.824  # of a degree of longitude at 34.6 degrees south


@dataclass(frozen=True)
class Place:
    """One place of care."""

    centre_id: str
    name: str
    kind: str
    comuna: int
    longitude: float
    latitude: float
    specialty: str = ""
    has_emergency: bool = False


@dataclass(frozen=True)
class Blocks:
    """Census blocks: id, comuna (0 to 14), people of 2010, and where they lie in degrees."""

    ids: tuple[str, ...]
    comuna: Codes
    people: Shares
    longitude: Shares
    latitude: Shares

    def kilometres(self, places: list[Place]) -> Shares:
        """Straight-line distance from each block to each place."""
        east = self.longitude[:, None] - np.array([one.longitude for one in places])
        north = self.latitude[:, None] - np.array([one.latitude for one in places])
        return np.hypot(east * _NARROWING, north) * _DEGREE_KM


@dataclass(frozen=True)
class Published:
    """Figures by comuna, in the order of `COMUNAS`; shares from 0 to 1."""

    blocks: Blocks
    centres: tuple[Place, ...]
    hospitals: tuple[Place, ...]
    people: Numbers
    women: Numbers
    public_cover: Shares
    age_bands: Shares
    births: dict[int, Numbers]
    infant_deaths: Shares
    low_weight: float
    preterm: float
    weight_unknown: float

    def births_of(self, year: int) -> Numbers:
        """Births of a year; before the first known year and after the last one, those of the nearest."""
        return self.births[min(max(year, min(self.births)), max(self.births))]


def load_published(data: Path) -> Published:
    """Every figure from the tables of `data`/city."""
    city = data / "city"
    people = _latest_population(city)
    births = {
        (row["area_id"], int(row["year"])): int(row["births_estimated"]) for row in _rows(city, "births_estimated")
    }
    counted = {row["indicator"]: row for row in _rows(city, "series/deis_vital__births_2023")}
    all_births = float(counted["births"]["numerator"])
    census = {row["area_id"]: row for row in _rows(city, "census_2022")}
    return Published(
        blocks=_blocks(city),
        centres=tuple(_centre(row) for row in _rows(city, "centres") if row["kind"] in _KINDS),
        hospitals=tuple(_hospital(row) for row in _rows(city, "hospitals")),
        people=np.array([people[one, "both"] for one in COMUNAS], dtype=np.int32),
        women=np.array([people[one, "women"] for one in COMUNAS], dtype=np.int32),
        public_cover=_latest(city, "idecba_coverage__survey", "public_only_coverage") / 100,
        age_bands=np.array([[float(census[one][band]) for band in _BANDS] for one in COMUNAS]),
        births={year: np.array([births[one, year] for one in COMUNAS], dtype=np.int32) for year in _years(births)},
        infant_deaths=_latest(city, "idecba_infant__avoidability", "infant_mortality") / 1000,
        low_weight=float(counted["low_birth_weight"]["numerator"]) / all_births,
        preterm=float(counted["preterm"]["numerator"]) / all_births,
        weight_unknown=67 / all_births,  # the note of the published count says so; 66 for weeks
    )


def _rows(city: Path, name: str) -> Iterator[dict[str, str]]:
    with (city / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _latest_population(city: Path) -> dict[tuple[str, str], int]:
    rows = sorted(_rows(city, "population"), key=lambda row: int(row["year"]))
    return {(row["area_id"], row["sex"]): int(row["people"]) for row in rows}


def _latest(city: Path, table: str, indicator: str) -> Shares:
    """Values of the newest period, by comuna."""
    rows = sorted(
        (row for row in _rows(city, f"series/{table}") if row["indicator"] == indicator and row["value"]),
        key=lambda row: row["period"],
    )
    found = {row["area"]: float(row["value"]) for row in rows}
    return np.array([found[one] for one in COMUNAS])


def _years(births: dict[tuple[str, int], int]) -> list[int]:
    return sorted({year for area, year in births if area != "city"})


def _blocks(city: Path) -> Blocks:
    rows = list(_rows(city, "blocks"))
    return Blocks(
        ids=tuple(row["block_id"] for row in rows),
        comuna=np.array([COMUNAS.index(row["comuna_id"]) for row in rows], dtype=np.int16),
        people=np.array([float(row["people"]) for row in rows]),
        longitude=np.array([float(row["longitude"]) for row in rows]),
        latitude=np.array([float(row["latitude"]) for row in rows]),
    )


def _centre(row: dict[str, str]) -> Place:
    comuna = COMUNAS.index(row["comuna_id"])
    place = float(row["longitude"]), float(row["latitude"])
    return Place(row["centre_id"], row["name"], _KINDS[row["kind"]], comuna, *place)


def _hospital(row: dict[str, str]) -> Place:
    return Place(
        centre_id=row["hospital_id"],
        name=row["name"],
        kind="hospital",
        comuna=COMUNAS.index(row["comuna_id"]),
        longitude=float(row["longitude"]),
        latitude=float(row["latitude"]),
        specialty=row["kind"] if row["kind"] != "specialised" else row["specialty"],
        has_emergency=row["has_emergency"] == "true",
    )
