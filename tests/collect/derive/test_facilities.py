"""Census blocks, centres and hospitals stand where they belong."""

from collections import Counter

import pytest
from shapely.geometry import Point, box, shape

from bahealth.collect.derive.blocks import BLOCKS, point_inside
from bahealth.collect.derive.geometry import area_at, in_metres
from bahealth.collect.derive.geometry import features as official_features
from bahealth.collect.derive.hospitals import has_guard, hospital_id, known_as, spelt
from tests.collect.derive.city_tables import areas, features, rows
from tests.official import OFFICIAL, needs_official

SIMPLIFIED_BY_METRES = 30  # how far a light border may lie from the published one


def comunas() -> dict:
    return {one["properties"]["id"]: in_metres(shape(one["geometry"])) for one in features("comunas.geojson")}


def place(row: dict[str, str]) -> Point:
    return in_metres(Point(float(row["longitude"]), float(row["latitude"])))


def test_the_blocks_add_up_to_the_census_of_2010():
    blocks = rows("blocks.csv")
    assert len({one["block_id"] for one in blocks}) == len(blocks) == 3_554
    assert sum(int(one["people"]) for one in blocks) == 2_890_151
    assert sum(int(one["households"]) for one in blocks) == 1_150_134
    assert sum(int(one["households_unmet_needs"]) for one in blocks) == 68_776


def test_no_block_has_more_households_with_unmet_needs_than_households():
    assert all(int(one["households_unmet_needs"]) <= int(one["households"]) for one in rows("blocks.csv"))


@pytest.mark.parametrize("name", ["blocks.csv", "centres.csv", "hospitals.csv"])
def test_every_barrio_belongs_to_the_comuna_beside_it(name):
    known = areas()
    for one in rows(name):
        assert known[one["barrio_id"]]["parent_id"] == one["comuna_id"], one


@pytest.mark.parametrize(
    ("name", "metres"),
    [
        ("blocks.csv", 40),  # blocks along a border avenue have their middle across it
        ("centres.csv", SIMPLIFIED_BY_METRES),
        ("hospitals.csv", SIMPLIFIED_BY_METRES),
    ],
)
def test_everything_stands_in_its_comuna(name, metres):
    places = comunas()
    for one in rows(name):
        assert places[one["comuna_id"]].distance(place(one)) <= metres, one


def test_there_are_50_cesac_and_19_cmb_by_number():
    centres = rows("centres.csv")
    assert Counter(one["kind"] for one in centres) == {"cesac": 50, "cmb": 19}
    assert [int(one["number"]) for one in centres if one["kind"] == "cesac"] == list(range(1, 51))
    assert all(one["centre_id"] == f"{one['kind']}-{one['number']}" for one in centres)
    assert {one["comuna_id"] for one in centres if one["kind"] == "cesac"} == {
        f"comuna-{number}" for number in range(1, 16) if number not in {2, 6, 13}
    }


def test_every_centre_refers_to_a_hospital_of_the_list():
    known = {one["hospital_id"] for one in rows("hospitals.csv")}
    assert {one["referring_hospital_id"] for one in rows("centres.csv")} <= known


def test_there_are_36_hospitals_of_which_two_have_no_known_guard():
    hospitals = rows("hospitals.csv")
    assert len({one["hospital_id"] for one in hospitals}) == len(hospitals) == 36
    assert Counter(one["kind"] for one in hospitals) == {"acute": 14, "children": 3, "specialised": 19}
    unknown = {one["hospital_id"] for one in hospitals if one["has_emergency"] != "true"}
    assert unknown == {"hospital-grierson", "hospital-talleres-protegidos"}
    assert all(one["has_emergency"] in {"true", ""} for one in hospitals)


@pytest.mark.parametrize(
    ("published", "key"),
    [
        ("Hospital General de Agudos J. A. Penna", "hospital-penna"),
        ("Hospital General de Agudos J. M. Penna", "hospital-penna"),
        ("HOSPITAL GENERAL DE NIÑOS RICARDO GUTIERREZ", "hospital-gutierrez"),
        ("Instituto de Rehabilitacion Psicofisica (I.R.E.P.)", "hospital-irep"),
    ],
)
def test_a_hospital_is_known_by_each_of_its_spellings(published, key):
    assert hospital_id(published) == key


def test_an_unknown_hospital_is_an_error():
    with pytest.raises(ValueError, match="which hospital"):
        known_as("Hospital de Clínicas")


def test_accents_that_the_file_leaves_out_come_back():
    assert (
        spelt("Hospital Especializado de Odontologia  J. Dueñas") == "Hospital Especializado de Odontología J. Dueñas"
    )
    assert spelt("Emerg Psiquiatricas Torcuato de Alvear") == "Emergencias Psiquiátricas Torcuato de Alvear"


@pytest.mark.parametrize(
    ("telephones", "expected"),
    [
        ("4941-8772 / 4942-7475 | Guardia: 4941-8702", True),
        ("4604-9000 | Guardia: sin dato", False),
        ("4604-9000 | Guardia: ", False),
        ("4604-9000", False),
    ],
)
def test_a_guard_is_known_by_its_telephone(telephones, expected):
    assert has_guard(telephones) is expected


def test_the_point_of_a_hollow_block_lies_inside_it():
    frame = box(0, 0, 10, 10).difference(box(1, 1, 9, 9))
    assert not frame.contains(frame.centroid)
    land = box(-5, -5, 15, 15)
    assert frame.contains(point_inside(frame, land))
    assert point_inside(box(0, 0, 2, 2), land).equals(Point(1, 1))


def test_the_point_of_a_block_that_reaches_over_a_dock_lies_on_land():
    block, land = box(0, 0, 10, 10), box(0, 0, 3, 10)
    assert not land.contains(block.centroid)
    assert block.intersection(land).contains(point_inside(block, land))


def test_a_point_in_no_area_counts_to_the_nearest():
    west, east = box(0, 0, 10, 10), box(10, 0, 20, 10)
    assert area_at(Point(12, 5), {"west": west, "east": east}) == "east"
    assert area_at(Point(-1, 5), {"west": west, "east": east}) == "west"


@needs_official
@pytest.mark.official
def test_every_block_has_its_point_inside_its_own_polygon():
    polygons = {
        f"block-{one['properties']['RADIO_ID']}": in_metres(shape(one["geometry"]))
        for one in official_features(OFFICIAL, BLOCKS)
    }
    for one in rows("blocks.csv"):
        assert polygons[one["block_id"]].distance(place(one)) < 1, one  # five decimals are a metre
