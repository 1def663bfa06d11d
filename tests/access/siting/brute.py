"""The slow second implementation: every plan there is, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np
from hypothesis import strategies as st

from bahealth.access.siting.model import Sites


def every_plan(sites: Sites) -> Iterator[list[int]]:
    """The open sites of each plan that uses the budget or less."""
    fixed = [place for place, is_fixed in enumerate(sites.fixed) if is_fixed]
    free = [place for place, is_fixed in enumerate(sites.fixed) if not is_fixed]
    for count in range(min(sites.budget, len(free)) + 1):
        for some in combinations(free, count):
            yield [*fixed, *some]


def best_value(sites: Sites, value: Callable[[list[int]], float]) -> float:
    return max(value(plan) for plan in every_plan(sites))


def people_within(sites: Sites, people: list[float], plan: list[int], limit_m: float) -> float:
    total = 0.0
    for block, here in enumerate(people):
        if any(sites.metres[block, site] <= limit_m for site in plan):
            total += here
    return total


def person_metres(sites: Sites, people: list[float], plan: list[int], beyond_m: float = 0.0) -> float:
    total = 0.0
    for block, here in enumerate(people):
        total += here * max(min(sites.metres[block, site] for site in plan) - beyond_m, 0.0)
    return total


@st.composite
def small(draw: st.DrawFn) -> tuple[Sites, list[float]]:
    """Up to 9 blocks and 7 sites with whole metres, so that ties are common."""
    blocks, count = draw(st.integers(1, 9)), draw(st.integers(2, 7))
    metres = draw(st.lists(st.integers(0, 12), min_size=blocks * count, max_size=blocks * count))
    uses = draw(st.lists(st.sampled_from("fcn"), min_size=count, max_size=count))
    people = draw(st.lists(st.integers(0, 9), min_size=blocks, max_size=blocks))
    sites = Sites(
        metres=np.asarray(metres, dtype=np.float64).reshape(blocks, count),
        fixed=np.asarray([use == "f" for use in uses]),
        closable=np.asarray([use == "c" for use in uses]),
        new=draw(st.integers(0, 3)),
    )
    return sites, [float(one) for one in people]
