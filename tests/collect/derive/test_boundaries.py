"""The simplified borders meet, keep their size, and turn the way the map library needs."""

import json
from itertools import pairwise

import pytest
import shapely
from shapely.geometry import Point, box, shape

from bahealth.collect.derive.boundaries import simplified, write_features
from bahealth.collect.derive.geometry import in_degrees, in_metres, raw_barrios
from tests.collect.derive.city_tables import areas, features
from tests.official import OFFICIAL, needs_official

LEVELS = ["comunas.geojson", "barrios.geojson"]


def places(name: str) -> dict[str, shapely.Geometry]:
    return {one["properties"]["id"]: shape(one["geometry"]) for one in features(name)}


def signed_area(ring: list[list[float]]) -> float:
    """Shoelace: positive where the ring runs against the clock."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


@pytest.mark.parametrize("name", LEVELS)
def test_there_is_no_gap_and_no_overlap(name):
    found = list(places(name).values())
    assert all(one.is_valid for one in found)
    assert shapely.coverage_is_valid(found)
    assert sum(one.area for one in found) == pytest.approx(shapely.union_all(found).area, rel=1e-12)


@pytest.mark.parametrize("name", LEVELS)
def test_the_only_holes_of_the_city_are_the_four_docks(name):
    whole = shapely.union_all([in_metres(one) for one in places(name).values()])
    holes = [shapely.Polygon(ring).area for part in shapely.get_parts(whole) for ring in part.interiors]
    assert len(holes) == 4
    assert all(80_000 < one < 120_000 for one in holes)


def test_each_comuna_is_exactly_the_union_of_its_barrios():
    barrios = places("barrios.geojson")
    parent = {one["properties"]["id"]: one["properties"]["comuna"] for one in features("barrios.geojson")}
    for comuna, place in places("comunas.geojson").items():
        parts = [barrios[key] for key, one in parent.items() if one == comuna]
        assert shapely.union_all(parts).equals(place), comuna


@pytest.mark.parametrize("name", LEVELS)
def test_outer_rings_run_clockwise_and_holes_against_the_clock(name):
    for one in features(name):
        geometry = one["geometry"]
        parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        for outer, *holes in parts:
            assert signed_area(outer) < 0, one["properties"]
            assert all(signed_area(hole) > 0 for hole in holes), one["properties"]


def test_a_square_drawn_against_the_clock_is_written_clockwise(tmp_path):
    square = shapely.Polygon([(0, 0), (1, 0), (1, 1), (0, 1)])
    write_features(tmp_path / "x.geojson", [({"id": "x"}, square)])
    read = json.loads((tmp_path / "x.geojson").read_text(encoding="utf-8"))
    assert signed_area(read["features"][0]["geometry"]["coordinates"][0]) == -1


@pytest.mark.parametrize("name", LEVELS)
def test_coordinates_are_degrees_of_the_city_with_five_decimals(name):
    coordinates = shapely.get_coordinates(list(places(name).values()))
    assert (coordinates == coordinates.round(5)).all()
    assert (coordinates[:, 0] > -58.55).all()
    assert (coordinates[:, 0] < -58.33).all()
    assert (coordinates[:, 1] > -34.71).all()
    assert (coordinates[:, 1] < -34.52).all()


def test_boundaries_and_catalogue_name_the_same_areas():
    known = areas()
    for one in features("comunas.geojson"):
        facts = one["properties"]
        area = known[facts["id"]]
        assert (facts["number"], facts["name"]) == (area["number"], area["name"])
    for one in features("barrios.geojson"):
        facts = one["properties"]
        area = known[facts["id"]]
        assert (facts["comuna"], facts["name"]) == (area["parent_id"], area["name"])
    drawn = {one["properties"]["id"] for name in LEVELS for one in features(name)}
    assert drawn == set(known) - {"city"}


def test_a_place_in_degrees_and_back_stays_within_a_metre():
    hospital = Point(26549.56742604346, 69922.54409977954)  # Garrahan, EPSG:9498, in the official file of 2026
    degrees = in_degrees(hospital)
    assert (degrees.x, degrees.y) == pytest.approx((-58.39188, -34.62995), abs=2e-5)  # the official file of 2020
    assert in_metres(degrees).distance(hospital) < 1


def test_borders_that_overlap_are_refused():
    with pytest.raises(ValueError, match="overlap"):
        simplified({"a": box(20_000, 70_000, 21_000, 71_000), "b": box(20_500, 70_000, 22_000, 71_000)})


@needs_official
@pytest.mark.official
def test_no_area_changes_by_more_than_half_a_percent():
    published = raw_barrios(OFFICIAL)
    drawn = {key: in_metres(place) for key, place in places("barrios.geojson").items()}
    for key, place in published.items():
        assert drawn[key].area == pytest.approx(place.area, rel=0.005), key
    parent = {one["properties"]["id"]: one["properties"]["comuna"] for one in features("barrios.geojson")}
    for comuna, place in places("comunas.geojson").items():
        whole = sum(one.area for key, one in published.items() if parent[key] == comuna)
        assert in_metres(place).area == pytest.approx(whole, rel=0.005), comuna
