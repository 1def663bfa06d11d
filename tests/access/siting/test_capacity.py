"""Room for only so many: against every plan, with its people placed by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bahealth.access.siting.capacity import most_served
from bahealth.access.siting.cover import most_covered
from bahealth.access.siting.model import Sites
from tests.access.siting.brute import every_plan, small

LIMIT = 5.0


def served(sites: Sites, people: list[float], room: list[float], plan: list[int]) -> float:
    """Hall and König: who finds no place is the worst shortage over sets of sites (min cut), tried one by one."""
    lowest = float("inf")
    for mask in range(2 ** len(plan)):
        inside = [site for place, site in enumerate(plan) if mask >> place & 1]
        outside = [site for site in plan if site not in inside]
        cut = sum(room[site] for site in inside)
        for block, here in enumerate(people):
            if any(sites.metres[block, site] <= LIMIT for site in outside):
                cut += here
        lowest = min(lowest, cut)
    return lowest


@given(small(), st.lists(st.integers(0, 20), min_size=7, max_size=7))
@settings(max_examples=40, deadline=None)
def test_most_served_is_the_best_of_all_plans(instance: tuple[Sites, list[float]], rooms: list[int]):
    sites, people = instance
    room = [float(one) for one in rooms[: len(sites.fixed)]]
    found = most_served(sites, np.asarray(people), np.asarray(room), limit_m=LIMIT, seconds=20)
    best = max(served(sites, people, room, plan) for plan in every_plan(sites))
    assert found.objective == pytest.approx(best)
    assert found.bound == pytest.approx(best)


@given(small())
@settings(max_examples=30, deadline=None)
def test_with_room_for_everybody_it_is_maximal_cover(instance: tuple[Sites, list[float]]):
    sites, people = instance
    ample = np.full(len(sites.fixed), sum(people) + 1.0)
    found = most_served(sites, np.asarray(people), ample, limit_m=LIMIT, seconds=20)
    assert found.objective == pytest.approx(
        most_covered(sites, np.asarray(people), limit_m=LIMIT, seconds=20).objective
    )
