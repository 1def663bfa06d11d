"""Who lives where and where care is: the census blocks and the primary-care centres of data/city."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bahealth.access.network import Metres


@dataclass(frozen=True, eq=False)
class Blocks:
    """Census blocks by one point each, in the order of the file."""

    block_id: tuple[str, ...]
    comuna_id: tuple[str, ...]
    barrio_id: tuple[str, ...]
    longitude: Metres
    latitude: Metres
    people: NDArray[np.float64]
    households: NDArray[np.float64]
    households_unmet_needs: NDArray[np.float64]

    @property
    def people_unmet_needs(self) -> NDArray[np.float64]:
        """People in households with unmet basic needs, if a household has as many people there as anywhere else."""
        share = np.divide(
            self.households_unmet_needs, self.households, out=np.zeros_like(self.people), where=self.households > 0
        )
        return self.people * share


@dataclass(frozen=True, eq=False)
class Centres:
    """Primary-care centres, in the order of the file; `kind` is cesac or cmb."""

    centre_id: tuple[str, ...]
    kind: tuple[str, ...]
    name: tuple[str, ...]
    comuna_id: tuple[str, ...]
    longitude: Metres
    latitude: Metres

    def of_kind(self, *kinds: str) -> Centres:
        """Only the centres of some kinds."""
        rows = [row for row, kind in enumerate(self.kind) if kind in kinds]
        return Centres(
            centre_id=tuple(self.centre_id[row] for row in rows),
            kind=tuple(self.kind[row] for row in rows),
            name=tuple(self.name[row] for row in rows),
            comuna_id=tuple(self.comuna_id[row] for row in rows),
            longitude=self.longitude[rows],
            latitude=self.latitude[rows],
        )


def read_blocks(city: Path) -> Blocks:
    """The blocks of `blocks.csv`."""
    rows = _rows(city / "blocks.csv")
    return Blocks(
        block_id=tuple(row["block_id"] for row in rows),
        comuna_id=tuple(row["comuna_id"] for row in rows),
        barrio_id=tuple(row["barrio_id"] for row in rows),
        longitude=_numbers(rows, "longitude"),
        latitude=_numbers(rows, "latitude"),
        people=_numbers(rows, "people"),
        households=_numbers(rows, "households"),
        households_unmet_needs=_numbers(rows, "households_unmet_needs"),
    )


def read_centres(city: Path) -> Centres:
    """The centres of `centres.csv`."""
    rows = _rows(city / "centres.csv")
    return Centres(
        centre_id=tuple(row["centre_id"] for row in rows),
        kind=tuple(row["kind"] for row in rows),
        name=tuple(row["name"] for row in rows),
        comuna_id=tuple(row["comuna_id"] for row in rows),
        longitude=_numbers(rows, "longitude"),
        latitude=_numbers(rows, "latitude"),
    )


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def _numbers(rows: list[dict[str, str]], column: str) -> NDArray[np.float64]:
    return np.asarray([float(row[column]) for row in rows], dtype=np.float64)
