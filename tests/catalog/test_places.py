from __future__ import annotations

import json
from pathlib import Path

import pytest
from shapely.geometry import Point, shape

from bahealth.catalog.places import comuna_label_points

pytestmark = pytest.mark.slow

DATA = Path(__file__).resolve().parents[2] / "data"


def test_every_label_stands_well_inside_its_comuna() -> None:
    document = json.loads((DATA / "city" / "comunas.geojson").read_text(encoding="utf-8"))
    points = comuna_label_points(DATA)
    assert len(points) == 15
    for feature in document["features"]:
        drawn, place = shape(feature["geometry"]), Point(points[feature["properties"]["id"]])
        assert drawn.contains(place)
        # Half the width of a value on the map: about 18 of 340 pixels over a city 0.2 degrees wide.
        assert drawn.boundary.distance(place) > 0.007
