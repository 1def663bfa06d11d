"""The way to the nearest centre is the shortest one, and its steps add up to it."""

from __future__ import annotations

import csv
import heapq
import math
from collections import defaultdict

import pytest

from bahealth.access.network import plane
from bahealth.access.way import Turn, minutes, ways_to_nearest
from bahealth.config import PROJECT
from bahealth.views.centre import CityOnFoot
from tests.on_foot import city_on_foot

CITY = PROJECT / "data" / "city"
TYPED = ("Corrientes 3000", "Murguiondo 4000", "Cabildo y Juramento", "Av. Caseros 700")


@pytest.fixture(scope="module")
def city() -> CityOnFoot:
    return city_on_foot()


def slow_metres(start: dict[int, float]) -> dict[int, float]:
    """Dijkstra as in the textbook, on the committed table itself."""
    near: dict[int, list[tuple[int, float]]] = defaultdict(list)
    with (CITY / "walk_edges.csv").open(encoding="utf-8") as stream:
        for one in csv.DictReader(stream):
            pair, metres = (int(one["from_node"]), int(one["to_node"])), float(one["metres"])
            near[pair[0]].append((pair[1], metres))
            near[pair[1]].append((pair[0], metres))
    best: dict[int, float] = {}
    queue = [(metres, node) for node, metres in start.items()]
    heapq.heapify(queue)
    while queue:
        metres, node = heapq.heappop(queue)
        if node not in best:
            best[node] = metres
            for other, step in near[node]:
                heapq.heappush(queue, (metres + step, other))
    return best


@pytest.mark.parametrize("typed", TYPED)
def test_the_three_nearest_centres_are_those_of_a_slow_search(city: CityOnFoot, typed: str):
    place = city.addresses.find(typed).places[0]
    best = slow_metres(
        {place.from_node: place.from_metres}
        | ({} if place.to_node == place.from_node else {place.to_node: place.to_metres})
    )
    expected = sorted(
        (best[int(corner)] + float(door), number)
        for number, (corner, door) in enumerate(zip(city.doors.corner, city.doors.metres, strict=True))
    )[:3]
    found = ways_to_nearest(city.net, city.addresses.streets, place, city.doors)
    assert [one.destination for one in found] == [number for _, number in expected]
    assert [one.metres for one in found] == pytest.approx([metres for metres, _ in expected])


@pytest.mark.parametrize("typed", TYPED)
def test_steps_add_up_to_the_way_and_the_line_begins_at_the_place(city: CityOnFoot, typed: str):
    place = city.addresses.find(typed).places[0]
    for way in ways_to_nearest(city.net, city.addresses.streets, place, city.doors):
        walked = sum(metres for _, _, metres in way.steps)
        door = float(city.doors.metres[way.destination])
        assert walked + door == pytest.approx(way.metres, rel=0.01, abs=5)  # lines are kept to 3 m
        assert way.steps[0][0] is Turn.START
        assert all(one[1] != other[1] for one, other in zip(way.steps, way.steps[1:], strict=False))
        (x1, y1), (x2, y2) = plane(*zip((place.longitude, place.latitude), way.line[0], strict=True))
        assert math.hypot(x2 - x1, y2 - y1) < 1


def test_turns_are_told_from_the_way_one_walks(city: CityOnFoot):
    """From Murguiondo 4000 south-east and then north-east: by the map that is a turn to the left."""
    place = city.addresses.find("Murguiondo 4000").places[0]
    way = ways_to_nearest(city.net, city.addresses.streets, place, city.doors)[0]
    points = plane(*zip(*way.line, strict=True))
    first, last = points[1] - points[0], points[-1] - points[-2]
    cross = first[0] * last[1] - first[1] * last[0]
    assert [turn for turn, _, _ in way.steps] == [Turn.START, Turn.LEFT if cross > 0 else Turn.RIGHT]


@pytest.mark.parametrize(("metres", "expected"), [(0, 1), (80, 1), (81, 2), (1200, 15), (1200.0000001, 15), (1201, 16)])
def test_minutes_begun_count_and_exactly_fifteen_is_fifteen(metres: float, expected: int):
    assert minutes(metres) == expected


def test_every_centre_stands_on_the_network_and_every_barrio_has_a_middle_and_corners(city: CityOnFoot):
    assert (city.doors.corner >= 0).all()
    assert len(city.middles) == len(city.corners_of_barrio) == 48
    assert all(city.middle_of(barrio).barrio_id for barrio in city.middles)
