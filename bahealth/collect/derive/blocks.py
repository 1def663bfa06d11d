"""blocks.csv: where people lived at the census of 2010, by the smallest unit that it publishes (radio)."""

from __future__ import annotations

from pathlib import Path

from shapely import union_all
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from bahealth.catalog.model import Localized
from bahealth.collect.derive.geometry import clean_barrios, features, in_metres, longitude_latitude
from bahealth.collect.derive.manifest import write_csv
from bahealth.collect.derive.model import INDEC, LICENCE, Table, source_files
from bahealth.collect.derive.places import barrio_id

BLOCKS = "population/census-radios-2010.geojson"
HEADER = (
    "block_id", "comuna_id", "barrio_id", "longitude", "latitude", "people", "households", "households_unmet_needs"
)  # fmt: skip


def blocks_table(official: Path, city: Path) -> list[Table]:
    """One row per census block, with a point inside it."""
    barrios = clean_barrios(official)
    land = union_all(list(barrios.values()))
    rows: list[tuple[object, ...]] = []
    outside: list[float] = []
    for one in features(official, BLOCKS):
        facts = one["properties"]
        point = point_inside(in_metres(shape(one["geometry"])), land)
        barrio = barrio_id(facts["BARRIO"])
        if not barrios[barrio].covers(point):
            outside.append(barrios[barrio].distance(point))
        rows.append(
            (
                f"block-{facts['RADIO_ID']}",
                f"comuna-{facts['COMUNA']}",
                barrio,
                *longitude_latitude(point),
                int(facts["POBLACION"]),
                int(facts["HOGARES"]),
                int(facts["HOGARES_NBI"]),
            )
        )
    rows.sort(key=lambda row: [int(part) for part in str(row[0]).removeprefix("block-").split("_")])
    return [
        Table(
            file="blocks.csv",
            title=Localized(es="Radios censales, censo 2010", en="Census blocks (radios), census 2010"),
            publisher=INDEC,
            licence=LICENCE[INDEC],
            sources=source_files(official, BLOCKS),
            changes=Localized(
                es="El polígono de cada radio se reemplazó por un punto: su centroide si cae dentro y en tierra, "
                "si no un punto que lo hace. Se dejaron personas, hogares y hogares con necesidades básicas "
                "insatisfechas.",
                en="The polygon of each block is replaced by one point: its centroid where that lies inside and on "
                "land, else a point that does. People, households and households with unmet basic needs are kept.",
            ),
            findings=(
                (
                    f"{len(outside)} blocks along a border have their point outside the barrio that they name, by "
                    f"{max(outside):.0f} m at most: the named one is kept"
                ),
            ),
            row_count=write_csv(city / "blocks.csv", HEADER, rows),
        )
    ]


def point_inside(place: BaseGeometry, land: BaseGeometry) -> BaseGeometry:
    """The centroid where it lies inside and on land, else a point that does (some blocks reach over a dock)."""
    centroid = place.centroid
    if place.contains(centroid) and land.contains(centroid):
        return centroid
    return place.intersection(land).representative_point()
