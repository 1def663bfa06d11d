"""Minutes to the nearest centre: the boundary, what is left out, and laws that no network may break."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.access.coverage import (
    Pair,
    figures,
    figures_by_area,
    is_within,
    minutes_of_share,
    times_delivered,
    times_on_network,
)
from bahealth.access.network import UNREACHED, nearest, snap, walks
from tests.access.nets import Edge, at, blocks, net, site, slow_walks

EVERY = np.asarray([True])


def minutes(corners: list[float], edges: list[Edge], *, home: float = 0.0, centre: float, speed: float = 80.0) -> float:
    times = times_on_network(net(corners, edges), blocks([at(home)], [1]), [site(at(centre))], metres_a_minute=speed)
    return float(times.minutes[0])


@pytest.mark.parametrize(("metres", "is_near"), [(1200.0, True), (1200.1, False), (1199.9, True)])
def test_exactly_fifteen_minutes_counts_and_a_tenth_of_a_metre_more_does_not(metres: float, is_near: bool) -> None:
    took = minutes([0, 1100], [(0, 1, metres)], centre=1100)
    assert took == pytest.approx(metres / 80)
    assert bool(is_within(np.asarray([took]), 15)[0]) is is_near


def test_tenths_of_metres_that_are_not_exact_in_binary_still_add_up_to_fifteen_minutes() -> None:
    """12,000 stretches of 0.1 m are 1,200 m, and 1,200.0000000002 in binary."""
    parts = [0.1] * 12_000
    assert sum(parts) > 1200
    assert bool(is_within(np.asarray([sum(parts) / 80]), 15)[0])


def test_of_two_stretches_between_the_same_corners_the_shorter_is_walked() -> None:
    assert minutes([0, 500], [(0, 1, 800.0), (1, 0, 560.0), (0, 1, 900.0)], centre=500) == pytest.approx(7.0)


def test_the_way_from_the_door_to_the_corner_is_walked_too() -> None:
    # 50 m from home to the first corner, 400 m of street, 30 m from the last corner to the centre
    assert minutes([0, 400], [(0, 1, 400.0)], home=-50, centre=430) == pytest.approx(480 / 80, abs=1e-3)


def test_a_home_on_the_corner_of_a_centre_walks_nothing() -> None:
    assert minutes([0, 500], [(0, 1, 500.0)], centre=0) == pytest.approx(0.0, abs=1e-9)


def test_people_far_from_every_street_are_in_no_share_and_counted() -> None:
    """Corners at 0 and 500 m; homes on the first corner, 399 m and 401 m off it, with 100, 10 and 1 people."""
    homes = blocks([at(0), at(-399), at(-401)], [100, 10, 1])
    times = times_on_network(net([0, 500], [(0, 1, 500.0)]), homes, [site(at(500))], metres_a_minute=80)
    one = figures("city", times, homes, np.asarray([True] * 3))
    assert (one.people, one.joined, one.unjoined, one.unreached) == (111, 110, 1, 0)
    assert one.near == 110  # 899 m are 11.2 minutes
    assert one.share == 1.0


def test_whoever_lives_on_an_island_walks_to_the_next_street_and_is_counted() -> None:
    """Corner 2, at 300 m, belongs to a cemetery; the street ends at 100 m."""
    homes = blocks([at(0), at(290)], [5, 7])
    streets = net([0, 100, 300], [(0, 1, 100.0)], islands=[2])
    times = times_on_network(streets, homes, [site(at(0))], metres_a_minute=80)
    one = figures("city", times, homes, np.asarray([True, True]))
    assert (one.joined, one.on_island) == (12, 7)
    assert float(times.minutes[1]) == pytest.approx((190 + 100) / 80, abs=1e-3)


def test_without_a_centre_everybody_is_joined_and_beyond() -> None:
    homes = blocks([at(0)], [9], households=[4], unmet=[1])
    times = times_on_network(net([0, 500], [(0, 1, 500.0)]), homes, [], metres_a_minute=80)
    one = figures("city", times, homes, EVERY)
    assert (one.joined, one.unreached, one.near, one.beyond) == (9, 9, 0, 9)
    assert (one.median, one.worst_tenth, one.unmet.share) == (None, None, 0.0)
    assert times.site[0] == UNREACHED


def test_figures_count_people_and_not_blocks() -> None:
    """Homes at 0, 900 and 2,000 m of a centre at 0: 0, 11.25 and 25 minutes, with 10, 80 and 10 people.

    Within 5 minutes 10; within 15 and 20, 90; within 30, 100. Half are reached at 11.25 and nine tenths as well.
    """
    homes = blocks([at(0), at(900), at(2000)], [10, 80, 10], households=[4, 30, 4], unmet=[1, 10, 3])
    streets = net([0, 900, 2000], [(0, 1, 900.0), (1, 2, 1100.0)])
    times = times_on_network(streets, homes, [site(at(0))], metres_a_minute=80)
    found = figures_by_area(times, homes, public_only={"comuna-1": 0.25})
    one = found["city"]
    assert one.within == (10, 10, 90, 90, 100)
    assert one.median == pytest.approx(11.25, abs=1e-3)
    assert one.worst_tenth == pytest.approx(11.25, abs=1e-3)
    assert (one.unmet.count, one.unmet.of, one.others.count, one.others.of) == (11, 14, 23, 24)
    assert one.public_only is not None
    assert (one.public_only.count, one.public_only.of) == (22.5, 25)
    assert found["barrio-a"].within == (10, 10, 10, 10, 20)
    assert set(found) == {"city", "comuna-1", "barrio-a", "barrio-b"}


def test_the_median_of_people_is_where_half_of_them_are_reached() -> None:
    assert minutes_of_share(np.asarray([3.0, 1.0, 2.0]), np.asarray([1.0, 1.0, 2.0]), 0.5) == 2.0
    assert minutes_of_share(np.asarray([3.0, 1.0]), np.asarray([1.0, 1.0]), 0.5) == 1.0
    assert minutes_of_share(np.asarray([]), np.asarray([]), 0.5) is None
    assert minutes_of_share(np.asarray([1.0, np.inf]), np.asarray([1.0, 9.0]), 0.5) is None


def test_a_delivered_matrix_is_used_as_it_is_and_says_whom_it_forgets() -> None:
    """Block 0 reaches the second centre in exactly 15 minutes; block 1 one that does not count; 2 is missing."""
    homes = blocks([at(0)] * 3, [1, 10, 100])
    pairs = [Pair("block-0", "cesac-1", 20.0), Pair("block-0", "cesac-2", 15.0), Pair("block-1", "cesac-9", 1.0)]
    pairs.append(Pair("block-77", "cesac-1", 1.0))
    times = times_delivered(pairs, homes, [site(at(0), "cesac-1"), site(at(0), "cesac-2")])
    one = figures("city", times, homes, np.asarray([True] * 3))
    assert (one.joined, one.unjoined, one.unreached, one.near) == (11, 100, 10, 1)
    assert list(times.site) == [1, UNREACHED, UNREACHED]


@st.composite
def streets(draw: st.DrawFn) -> tuple[list[float], list[Edge], list[int]]:
    """Corners 100 m apart, random stretches between them no shorter than the straight line, and two centres."""
    count = draw(st.integers(2, 9))
    corners = [100.0 * number for number in range(count)]
    number = st.integers(0, count - 1)
    ends = draw(st.lists(st.tuples(number, number, st.floats(1, 5)), max_size=20))
    edges = [(one, other, abs(one - other) * 100.0 * detour) for one, other, detour in ends if one != other]
    return corners, edges, draw(st.lists(number, min_size=2, max_size=2))


@given(streets())
def test_walks_are_those_of_the_textbook(drawn: tuple[list[float], list[Edge], list[int]]) -> None:
    corners, edges, centres = drawn
    made = net(corners, edges)
    homes, doors = (
        snap(made, *zip(*map(at, where), strict=True)) for where in (corners, [corners[c] for c in centres])
    )
    slow = [slow_walks(len(corners), edges, one) for one in centres]
    found, table = nearest(made, homes, doors), walks(made, homes, doors)
    for home in range(len(corners)):
        for column in range(2):
            assert table[home, column] == pytest.approx(slow[column][home], abs=1e-3)
        best = min(one[home] for one in slow)
        assert found.metres[home] == pytest.approx(best, abs=1e-3)
        if math.isfinite(best):
            assert slow[found.destination[home]][home] == pytest.approx(best, abs=1e-3)
        else:
            assert found.destination[home] == UNREACHED


@given(streets(), st.floats(20, 120), st.floats(1, 3))
def test_a_new_centre_a_faster_walk_and_shorter_streets_never_make_anything_longer(
    drawn: tuple[list[float], list[Edge], list[int]], speed: float, factor: float
) -> None:
    corners, edges, centres = drawn
    homes = blocks([at(one) for one in corners], [1.0] * len(corners))
    sites = [site(at(corners[one]), f"cesac-{place}") for place, one in enumerate(centres)]
    made = net(corners, edges)
    both = times_on_network(made, homes, sites, metres_a_minute=speed).minutes
    one = times_on_network(made, homes, sites[:1], metres_a_minute=speed).minutes
    slower = times_on_network(made, homes, sites, metres_a_minute=speed / factor).minutes
    longer = times_on_network(
        net(corners, [(a, b, m * factor) for a, b, m in edges]), homes, sites, metres_a_minute=speed
    ).minutes
    assert (both <= one + 1e-9).all()
    assert (both <= slower + 1e-9).all()
    np.testing.assert_allclose(longer, slower, atol=1e-3)  # a slower walk is a longer street
    assert is_within(slower, 15).sum() <= is_within(both, 15).sum()
