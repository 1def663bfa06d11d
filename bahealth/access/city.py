"""Where people live and where centres are: the tables of data/city as columns."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from bahealth.access.network import Metres
from bahealth.frozen import Frozen

LISTED_YEAR: Final = 2026
"""Year of the lists of centres in data/city, which tell no day of opening: of earlier years they do not speak."""
POPULATION_YEAR: Final = 2010
"""Census of which the blocks are."""


@dataclass(frozen=True, eq=False)
class Blocks:
    """Census blocks: position, people, households and households with unmet basic needs, one place in each column."""

    block_id: tuple[str, ...]
    comuna_id: tuple[str, ...]
    barrio_id: tuple[str, ...]
    longitude: Metres
    latitude: Metres
    people: Metres
    households: Metres
    unmet: Metres

    @property
    def people_unmet_needs(self) -> Metres:
        """People in households with unmet basic needs, if a household has as many people there as anywhere else."""
        share = np.divide(self.unmet, self.households, out=np.zeros_like(self.people), where=self.households > 0)
        return self.people * share


class Centre(Frozen):
    """A centre of the published list: a `cesac` or a `cmb` (neighbourhood medical centre)."""

    centre_id: str
    kind: str
    name: str
    address: str
    barrio_id: str
    comuna_id: str
    longitude: float
    latitude: float


@dataclass(frozen=True, eq=False)
class Centres:
    """Centres as columns, in the order of the list; `kind` is cesac or cmb."""

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


def columns(centres: Sequence[Centre]) -> Centres:
    """The same centres as columns."""
    return Centres(
        centre_id=tuple(one.centre_id for one in centres),
        kind=tuple(one.kind for one in centres),
        name=tuple(one.name for one in centres),
        comuna_id=tuple(one.comuna_id for one in centres),
        longitude=np.asarray([one.longitude for one in centres], dtype=np.float64),
        latitude=np.asarray([one.latitude for one in centres], dtype=np.float64),
    )


def read_blocks(city: Path) -> Blocks:
    """The blocks of `blocks.csv`, in its order."""
    rows = _rows(city / "blocks.csv")

    def numbers(name: str) -> Metres:
        return np.asarray([float(one[name]) for one in rows], dtype=np.float64)

    return Blocks(
        block_id=tuple(one["block_id"] for one in rows),
        comuna_id=tuple(one["comuna_id"] for one in rows),
        barrio_id=tuple(one["barrio_id"] for one in rows),
        longitude=numbers("longitude"),
        latitude=numbers("latitude"),
        people=numbers("people"),
        households=numbers("households"),
        unmet=numbers("households_unmet_needs"),
    )


def read_centres(city: Path) -> tuple[Centre, ...]:
    """The centres of `centres.csv`, in its order."""
    names = Centre.model_fields
    return tuple(
        Centre.model_validate({name: one[name] for name in names}, strict=False) for one in _rows(city / "centres.csv")
    )


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
