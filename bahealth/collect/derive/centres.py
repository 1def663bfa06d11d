"""centres.csv: the primary-care centres, CeSAC (health and community action) and CMB (neighbourhood doctors)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from shapely import from_wkt

from bahealth.catalog.model import Localized
from bahealth.collect.derive.geometry import area_at, clean_barrios, in_metres, longitude_latitude
from bahealth.collect.derive.hospitals import hospital_id
from bahealth.collect.derive.manifest import write_csv
from bahealth.collect.derive.model import BA_DATA, LICENCE, Table, official_file, source_files
from bahealth.collect.derive.places import barrio_id, comuna_of, read_areas

FILES = {
    "cesac": "health-facilities/cesac-2026.csv",
    "cmb": "health-facilities/centros-medicos-barriales-2026.csv",
}
NUMBER = re.compile(r"(?:CeSAC|CMB) N[°º] (\d+)")
HEADER = (
    "centre_id", "kind", "number", "name", "address", "barrio_id", "comuna_id",
    "longitude", "latitude", "referring_hospital_id",
)  # fmt: skip


def centres_table(official: Path, city: Path) -> list[Table]:
    """One row per centre; the position decides barrio and comuna, what the file says is compared."""
    barrios = clean_barrios(official)
    parent = comuna_of(read_areas(city))
    rows: list[tuple[object, ...]] = []
    findings: list[str] = []
    for kind, facts in published(official):
        number = centre_number(facts["nombre"])
        centre_id = f"{kind}-{number}"
        point = in_metres(from_wkt(facts["geometry"]))
        barrio = area_at(point, barrios)
        findings += [
            f"{centre_id}: the file says {said}, it stands in {stands}"
            for said, stands in (
                (barrio_id(facts["barrio"]), barrio),
                (facts["comuna"].lower().replace(" ", "-"), parent[barrio]),
            )
            if said != stands
        ]
        rows.append(
            (
                centre_id,
                kind,
                number,
                _name(kind, number, facts["nombre"]),
                facts["direccion"],
                barrio,
                parent[barrio],
                *longitude_latitude(point),
                hospital_id(facts["area_progr"]),
            )
        )
    rows.sort(key=lambda row: (str(row[1]), int(str(row[2]))))
    return [
        Table(
            file="centres.csv",
            title=Localized(es="Centros de atención primaria: CeSAC y CMB, 2026", en="Primary-care centres, 2026"),
            publisher=BA_DATA,
            licence=LICENCE[BA_DATA],
            sources=source_files(official, *FILES.values()),
            changes=Localized(
                es="Dos listas unidas; el número sale del nombre; barrio y comuna según la posición. "
                "Sin teléfonos, páginas ni especialidades.",
                en="Two lists joined; the number is taken from the name; barrio and comuna follow the position. "
                "Without telephones, pages and specialties.",
            ),
            findings=tuple(findings),
            row_count=write_csv(city / "centres.csv", HEADER, rows),
        )
    ]


def published(official: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Kind and facts of each centre of both lists."""
    for kind, path in FILES.items():
        with official_file(official, path).open(encoding="utf-8-sig", newline="") as stream:
            for facts in csv.DictReader(stream):
                yield kind, facts


def centre_number(name: str) -> int:
    """The number that a published name carries."""
    found = NUMBER.search(name)
    if found is None:
        raise ValueError(f"no number in {name!r}")
    return int(found[1])


def _name(kind: str, number: int, name: str) -> str:
    """`Barracas 1 (CeSAC N° 1)` as `CeSAC 1 (Barracas 1)`, so that lists read by number."""
    place = name.partition(" (")[0] if kind == "cesac" else ""
    return f"CeSAC {number} ({place})" if place else f"CMB {number}"
