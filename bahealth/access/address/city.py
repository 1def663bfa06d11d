"""The search over the streets of data/city, made once in a process."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bahealth.access.address.search import Addresses, addresses
from bahealth.access.address.streets import read_streets
from bahealth.catalog.model import Area, Level


def city_addresses(city: Path, areas: Iterable[Area]) -> Addresses:
    """Reads the tables (about a second) and builds the index."""
    known = [one for one in areas if one.level in {Level.BARRIO, Level.COMUNA}]
    return addresses(
        read_streets(city),
        {one.name: one.area_id for one in known},
        {one.area_id: one.parent_id or "" for one in known if one.level is Level.BARRIO},
    )
