"""The real streets, blocks and centres: shares of the 50 CeSAC, and the same walks by networkx on a part of them."""

from __future__ import annotations

import csv
import math
from datetime import date

import networkx as nx
import numpy as np
import pytest

from bahealth.access.coverage import Figures, Times, figures_by_area, is_within, times_on_network
from bahealth.access.given import City, city_of
from bahealth.access.model import WalkSettings
from bahealth.access.sites import Counted, counted, sites_on
from bahealth.config import PROJECT

FOLDER = PROJECT / "data" / "city"
# Percent of residents (census of 2010) within 15.0 minutes of one of the 50 CeSAC at 80 metres a minute.
CESAC = {
    "city": 41.5,
    **dict(zip((f"comuna-{n}" for n in range(1, 6)), (40.7, 25.3, 41.6, 85.4, 66.8), strict=True)),
    **dict(zip((f"comuna-{n}" for n in range(6, 11)), (3.3, 34.3, 90.5, 50.5, 40.0), strict=True)),
    **dict(zip((f"comuna-{n}" for n in range(11, 16)), (31.7, 31.8, 4.8, 45.0, 30.3), strict=True)),
}


@pytest.fixture(scope="module")
def city() -> City:
    return city_of(FOLDER)


@pytest.fixture(scope="module")
def used(city: City) -> Counted:
    return counted(sites_on(city.centres, [], date(2026, 11, 22)), WalkSettings(kinds=("cesac",)))


@pytest.fixture(scope="module")
def times(city: City, used: Counted) -> Times:
    return times_on_network(city.network, city.blocks, used.sites, metres_a_minute=80)


@pytest.fixture(scope="module")
def found(city: City, times: Times) -> dict[str, Figures]:
    return figures_by_area(times, city.blocks)


def great_circle(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between longitude and latitude of two places, by the haversine formula."""
    (east, north), (east_2, north_2) = ([math.radians(value) for value in place] for place in (one, other))
    half = math.sin((north_2 - north) / 2) ** 2
    half += math.cos(north) * math.cos(north_2) * math.sin((east_2 - east) / 2) ** 2
    return 2 * 6_371_000 * math.asin(math.sqrt(half))


def test_the_shares_of_the_fifty_cesac_are_those_of_the_documents(used: Counted, found: dict[str, Figures]) -> None:
    assert len(used.sites) == 50
    shares = {name: round(100 * (found[name].share or 0), 1) for name in CESAC}
    assert shares == CESAC
    assert (found["city"].people, found["city"].joined, found["city"].unjoined) == (2_890_151, 2_885_041, 5_110)
    comunas = [one for name, one in found.items() if name.startswith("comuna")]
    barrios = [one for name, one in found.items() if name.startswith("barrio")]
    assert sum(one.near for one in comunas) == sum(one.near for one in barrios) == found["city"].near


def test_nobody_walks_less_than_the_straight_line(
    city: City, used: Counted, times: Times, found: dict[str, Figures]
) -> None:
    """As the crow flies more people are within 1,200 m, in every comuna: an upper bound of every share."""
    blocks = city.blocks
    straight = np.asarray(
        [
            min(great_circle(home, (one.longitude, one.latitude)) for one in used.sites)
            for home in zip(blocks.longitude, blocks.latitude, strict=True)
        ]
    )
    # A stretch runs between corners that were rounded to a metre, and the plane is wrong by less than 0.2 %.
    assert (times.minutes * 80 >= straight * 0.998 - 5).all()
    for comuna_id in {*blocks.comuna_id}:
        mine = np.asarray(blocks.comuna_id) == comuna_id
        bound = blocks.people[mine & (straight <= 1200)].sum()
        assert found[comuna_id].near <= bound
    assert found["city"].near < 0.85 * blocks.people[straight <= 1200].sum(), "the bound is far from tight"


@pytest.mark.parametrize("comuna_id", ["comuna-6", "comuna-8"])
def test_networkx_on_a_part_of_the_streets_gives_the_same_walks(
    comuna_id: str, city: City, used: Counted, times: Times
) -> None:
    """Streets and centres within about 4 km of the comuna: nobody there walks further than that to a centre."""
    blocks = city.blocks
    mine = [row for row, one in enumerate(blocks.comuna_id) if one == comuna_id and times.is_joined[row]]
    west, east = blocks.longitude[mine].min() - 0.045, blocks.longitude[mine].max() + 0.045
    south, north = blocks.latitude[mine].min() - 0.036, blocks.latitude[mine].max() + 0.036
    corners: dict[int, tuple[float, float]] = {}
    with (FOLDER / "walk_nodes.csv").open(encoding="utf-8") as file:
        for one in csv.DictReader(file):
            place = (float(one["longitude"]), float(one["latitude"]))
            if one["component"] == "1" and west <= place[0] <= east and south <= place[1] <= north:
                corners[int(one["node_id"])] = place
    graph = nx.Graph()
    with (FOLDER / "walk_edges.csv").open(encoding="utf-8") as file:
        for one in csv.DictReader(file):
            start, end, metres = int(one["from_node"]), int(one["to_node"]), float(one["metres"])
            if start in corners and end in corners:
                shortest = min(metres, graph.get_edge_data(start, end, {}).get("weight", math.inf))
                graph.add_edge(start, end, weight=shortest)
    numbers, places = list(corners), np.radians(list(corners.values()))

    def corner_of(longitude: float, latitude: float) -> tuple[int, float]:
        lon, lat = math.radians(longitude), math.radians(latitude)
        half = np.sin((places[:, 1] - lat) / 2) ** 2
        half += math.cos(lat) * np.cos(places[:, 1]) * np.sin((places[:, 0] - lon) / 2) ** 2
        row = int(half.argmin())
        return numbers[row], great_circle((longitude, latitude), corners[numbers[row]])

    for place, one in enumerate(used.sites):
        if west <= one.longitude <= east and south <= one.latitude <= north:
            corner, metres = corner_of(one.longitude, one.latitude)
            graph.add_edge(("centre", place), corner, weight=metres)
    doors = [node for node in graph if isinstance(node, tuple)]
    walked = nx.multi_source_dijkstra_path_length(graph, doors)
    slow = np.full(len(mine), np.inf)
    for place, row in enumerate(mine):
        corner, metres = corner_of(blocks.longitude[row], blocks.latitude[row])
        slow[place] = (walked[corner] + metres) / 80
    fast = times.minutes[mine]
    assert np.isfinite(slow).all()
    close = np.abs(fast - slow) < 0.05
    assert close.mean() > 0.98, "but for a block that lies between two corners as far as each other"
    people = blocks.people[mine]
    near, near_slow = (people[is_within(one, 15)].sum() for one in (fast, slow))
    assert near == pytest.approx(near_slow, abs=0.005 * people.sum())
