"""The walking network is sound, and as long as the streets are."""

import math
from collections import Counter, deque

import pytest
from shapely import LineString

from bahealth.collect.derive.walking import network
from tests.collect.derive.city_tables import rows

METRES_PER_DEGREE = 111_195  # of latitude, on a sphere of 6,371 km
ROUNDING_METRES = 3.0  # ends rounded to the metre, then to five decimals


def nodes() -> dict[int, tuple[float, float]]:
    return {int(one["node_id"]): (float(one["longitude"]), float(one["latitude"])) for one in rows("walk_nodes.csv")}


def edges() -> list[tuple[int, int, float]]:
    return [(int(one["from_node"]), int(one["to_node"]), float(one["metres"])) for one in rows("walk_edges.csv")]


def test_each_pair_of_corners_stands_once_and_no_edge_returns_to_its_corner():
    found = edges()
    assert all(first < last for first, last, _ in found)
    assert len({(first, last) for first, last, _ in found}) == len(found)


def test_every_edge_joins_nodes_that_exist_and_every_node_has_an_edge():
    used = {node for first, last, _ in edges() for node in (first, last)}
    assert used == set(nodes())
    assert sorted(used) == list(range(17_861))


def test_no_edge_is_shorter_than_the_straight_line():
    placed = nodes()
    for first, last, metres in edges():
        (x1, y1), (x2, y2) = placed[first], placed[last]
        wide = (x2 - x1) * METRES_PER_DEGREE * math.cos(math.radians((y1 + y2) / 2))
        straight = math.hypot(wide, (y2 - y1) * METRES_PER_DEGREE)
        assert metres > 0
        assert metres >= straight * 0.995 - ROUNDING_METRES, (first, last)


def test_993_of_1000_nodes_are_connected_and_the_component_column_says_which():
    neighbours: dict[int, list[int]] = {}
    for first, last, _ in edges():
        neighbours.setdefault(first, []).append(last)
        neighbours.setdefault(last, []).append(first)
    label: dict[int, int] = {}
    for start in neighbours:
        if start in label:
            continue
        label[start], queue = start, deque([start])
        while queue:
            for node in neighbours[queue.popleft()]:
                if node not in label:
                    label[node] = start
                    queue.append(node)
    sizes = [size for _, size in Counter(label.values()).most_common()]
    assert sizes == [17_737, 124]
    assert sizes[0] / sum(sizes) == pytest.approx(0.993, abs=0.0005)
    stated = {int(one["node_id"]): int(one["component"]) for one in rows("walk_nodes.csv")}
    largest = Counter(label.values()).most_common(1)[0][0]
    assert stated == {node: 1 if one == largest else 2 for node, one in label.items()}


def test_a_small_network_joins_near_ends_and_keeps_the_shortest_of_two_ways():
    streets = [
        LineString([(0, 0), (100, 0)]),
        LineString([(100.3, 0.2), (100, 50), (0.2, -0.3)]),  # the same corners by a longer way
        LineString([(100, 0), (100, 80)]),
        LineString([(100, 0), (120, 20), (100.1, 0)]),  # returns to its corner
    ]
    found, between = network(streets)
    assert found == [(0.0, 0.0), (100.0, 0.0), (100.0, 80.0)]
    assert between == {(0, 1): 100.0, (1, 2): 80.0}
