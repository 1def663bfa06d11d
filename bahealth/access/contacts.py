"""The primary-care centres of the city with what somebody who goes there needs to know."""

from __future__ import annotations

import csv
from pathlib import Path

from bahealth.frozen import Frozen


class Centre(Frozen):
    """One centre. What no source tells is None or empty, never made up."""

    centre_id: str
    kind: str
    name: str
    address: str
    barrio_id: str
    comuna_id: str
    longitude: float
    latitude: float
    telephones: tuple[str, ...]
    website: str | None
    services: tuple[str, ...]
    has_more_services: bool  # the source cuts its list off
    opening_hours: str | None


def read_centres(city: Path) -> tuple[Centre, ...]:
    """The centres of `centres.csv` with `centre_contacts.csv`; its column `opening_hours` counts where there is one."""
    contacts = {one["centre_id"]: one for one in _rows(city / "centre_contacts.csv")}
    return tuple(_centre(one, contacts.get(one["centre_id"], {})) for one in _rows(city / "centres.csv"))


def _centre(row: dict[str, str], contact: dict[str, str]) -> Centre:
    return Centre(
        centre_id=row["centre_id"],
        kind=row["kind"],
        name=row["name"],
        address=row["address"],
        barrio_id=row["barrio_id"],
        comuna_id=row["comuna_id"],
        longitude=float(row["longitude"]),
        latitude=float(row["latitude"]),
        telephones=tuple(one.strip() for one in contact.get("telephones", "").split(" / ") if one.strip()),
        website=contact.get("website") or None,
        services=tuple(filter(None, contact.get("services", "").split(";"))),
        has_more_services=contact.get("is_services_cut") == "true",
        opening_hours=contact.get("opening_hours") or None,
    )


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
