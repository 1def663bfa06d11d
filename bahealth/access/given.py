"""What a run of measuring reads, and what it finds in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from bahealth.access.city import Blocks, Centre, read_blocks, read_centres
from bahealth.access.coverage import Figures, Times, figures_by_area, times_delivered, times_on_network
from bahealth.access.measuring import Band, Value, bands_of, note_of, values_by_transport, values_on_foot
from bahealth.access.model import Matrix, Mode, Opening, WalkSettings
from bahealth.access.network import Network, read_network
from bahealth.access.queries import PlaceDelivery, deliveries_of_places, matrices, openings, pairs
from bahealth.access.sites import Counted, counted, sites_on
from bahealth.access.years import day_of, matrix_of
from bahealth.errors import NotFound
from bahealth.i18n import DEFAULT_LANGUAGE, Text
from bahealth.store import Cursor

FILES: Final = ("walk_nodes.csv", "walk_edges.csv", "blocks.csv", "centres.csv")
_DECIDING: Final = ("network.py", "coverage.py", "sites.py", "hours.py", "measuring.py", "years.py", "model.py")


@dataclass(frozen=True, eq=False)
class City:
    """The streets, the people and the published centres."""

    blocks: Blocks
    centres: tuple[Centre, ...]
    network: Network


@dataclass(frozen=True)
class Given:
    """The city, and what was delivered of its places."""

    city: City
    openings: list[Opening]
    matrices: list[Matrix]
    deliveries: list[PlaceDelivery]


@dataclass(frozen=True)
class Found:
    """Values and people by minutes of several years."""

    values: list[Value]
    bands: list[Band]
    used: frozenset[str]
    """Deliveries of the matrices that were used."""


@lru_cache(maxsize=2)
def city_of(folder: Path) -> City:
    """The city of the folder data/city, read once for each process. Raises NotFound where a table is missing."""
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise NotFound("%(path)s lacks %(files)s: `bahealth derive` makes them", path=folder, files=", ".join(missing))
    return City(read_blocks(folder), read_centres(folder), read_network(folder))


def given_now(con: Cursor, folder: Path) -> Given:
    """What there is to measure from."""
    return Given(city_of(folder), openings(con), matrices(con), deliveries_of_places(con))


def times_to(con: Cursor, city: City, used: Counted, asked: WalkSettings, matrix: Matrix | None) -> Times:
    """Minutes to the centres that count: by the matrix, else along the streets."""
    if matrix is None:
        return times_on_network(city.network, city.blocks, used.sites, metres_a_minute=asked.metres_a_minute)
    return times_delivered(pairs(con, matrix.key), city.blocks, used.sites)


def found_in(con: Cursor, given: Given, usable: Sequence[Matrix], years: Sequence[int], *, today: date) -> Found:
    """What every year says; `usable` are the matrices that may be used, the preferred one first."""
    values: list[Value] = []
    bands: list[Band] = []
    used_matrices: set[str] = set()
    asked, t = WalkSettings(), Text(DEFAULT_LANGUAGE)
    for year in years:
        sites = sites_on(given.city.centres, given.openings, day_of(year, today))
        used = counted(sites, asked)
        on_foot, by_transport = (matrix_of(year, usable, mode) for mode in (Mode.WALK, Mode.TRANSIT))
        walked = _figures(con, given.city, used, asked, on_foot)
        values += values_on_foot(year, walked, note_of(used, on_foot, t))
        bands += bands_of(year, walked)
        if by_transport is not None:
            ridden = _figures(con, given.city, used, asked, by_transport)
            values += values_by_transport(year, ridden, note_of(used, by_transport, t))
        used_matrices |= {one.delivery_id for one in (on_foot, by_transport) if one is not None}
    return Found(values, bands, frozenset(used_matrices))


def definition_hash() -> str:
    """Fingerprint of the text that decides what is measured."""
    return _hash([files("bahealth.access").joinpath(name).read_bytes() for name in _DECIDING])


def network_hash(folder: Path) -> str:
    """Fingerprint of the streets, the people and the list of centres."""
    return _hash([(folder / name).read_bytes() for name in FILES])


def _figures(
    con: Cursor, city: City, used: Counted, asked: WalkSettings, matrix: Matrix | None
) -> Mapping[str, Figures]:
    return figures_by_area(times_to(con, city, used, asked, matrix), city.blocks)


def _hash(parts: list[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()
