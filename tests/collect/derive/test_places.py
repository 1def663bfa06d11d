"""Names of places, whichever way a file writes them, and the catalogue of areas."""

import csv
from collections import Counter

import pytest

from bahealth.catalog.model import Level
from bahealth.collect.derive.places import barrio_id, comuna_of, read_areas, slug
from tests.collect.derive.city_tables import CITY
from tests.official import OFFICIAL, needs_official


@pytest.mark.parametrize(
    ("written", "area_id"),
    [
        ("Nuñez", "barrio-nunez"),
        ("NÚÑEZ", "barrio-nunez"),
        ("BOCA", "barrio-la-boca"),
        ("La Boca", "barrio-la-boca"),
        ("PATERNAL", "barrio-la-paternal"),
        ("Villa Gral. Mitre", "barrio-villa-general-mitre"),
        ("Villa  Del Parque ", "barrio-villa-del-parque"),
    ],
)
def test_a_barrio_is_known_by_each_of_its_spellings(written, area_id):
    assert barrio_id(written) == area_id


def test_the_city_has_15_comunas_and_48_barrios_each_under_one_comuna():
    found = read_areas(CITY)
    assert Counter(one.level for one in found.values()) == {Level.CITY: 1, Level.COMUNA: 15, Level.BARRIO: 48}
    assert [one.number for one in found.values() if one.level is Level.COMUNA] == list(range(1, 16))
    assert set(comuna_of(found).values()) == {one for one in found if one.startswith("comuna-")}


def test_the_id_of_a_barrio_is_its_name_without_accents():
    for area_id, area in read_areas(CITY).items():
        if area.level is Level.BARRIO:
            assert area_id == f"barrio-{slug(area.name)}"


@needs_official
@pytest.mark.official
def test_every_barrio_hangs_under_the_comuna_that_the_city_names():
    with (OFFICIAL / "boundaries/barrio-to-comuna.csv").open(encoding="utf-8-sig", newline="") as stream:
        published = {barrio_id(row["BARRIO"]): f"comuna-{row['COMUNA']}" for row in csv.DictReader(stream)}
    assert comuna_of(read_areas(CITY)) == published
