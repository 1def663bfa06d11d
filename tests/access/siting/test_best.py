"""The plans are the best there are: against every plan on small instances, and on a published one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, milp
from scipy.sparse.csgraph import floyd_warshall

from bahealth.access.siting.best import best_sites, exchanged, greedy, worth_of
from bahealth.access.siting.cover import fewest_for_all, most_covered
from bahealth.access.siting.model import Sites
from bahealth.access.siting.walking import least_walking
from tests.access.siting.brute import best_value, people_within, person_metres, small

# OR-Library, Beasley (1985), "A note on solving large p-median problems", EJOR 21: 100 nodes, 5 medians. Of an edge
# that is named twice the last counts, as the library's own notes say.
PUBLISHED = Path(__file__).parent / "published" / "pmed1.txt"
OPTIMUM = 5_819.0
LIMIT = 5.0


def published() -> tuple[np.ndarray, int]:
    (nodes, _, medians), *edges = (tuple(map(int, line.split())) for line in PUBLISHED.read_text().splitlines())
    metres = np.full((nodes, nodes), np.inf)
    for start, end, cost in edges:
        metres[start - 1, end - 1] = metres[end - 1, start - 1] = cost
    np.fill_diagonal(metres, 0.0)
    return floyd_warshall(metres), medians


def nothing_stands(metres: np.ndarray, new: int) -> Sites:
    none = np.zeros(metres.shape[1], dtype=bool)
    return Sites(metres=metres, fixed=none, closable=none, new=new)


def test_the_published_instance_is_solved_to_its_known_optimum_and_proven():
    metres, medians = published()
    found = least_walking(nothing_stands(metres, medians), np.ones(len(metres)), seconds=60)
    assert found.objective == OPTIMUM
    assert found.is_proven
    assert int(found.is_open.sum()) == medians


@pytest.mark.parametrize("medians", [2, 5, 11])
def test_a_part_of_it_with_other_numbers_of_medians_agrees_with_the_textbook_programme(medians: int):
    metres = published()[0][:40, :40]
    found = least_walking(nothing_stands(metres, medians), np.ones(len(metres)), seconds=60)
    assert found.is_proven
    assert found.objective == pytest.approx(_textbook(metres, medians))


def _textbook(metres: np.ndarray, medians: int) -> float:
    """ReVelle and Swain (1970): one variable for each pair, none of the reductions."""
    nodes = len(metres)
    rows = []
    for block in range(nodes):
        row = np.zeros(nodes * nodes + nodes)
        row[block * nodes : (block + 1) * nodes] = 1
        rows.append(row)
    count = np.zeros(nodes * nodes + nodes)
    count[nodes * nodes :] = 1
    linking = np.hstack([np.eye(nodes * nodes), -np.tile(np.eye(nodes), (nodes, 1))])
    answer = milp(
        np.concatenate([metres.ravel(), np.zeros(nodes)]),
        integrality=np.concatenate([np.zeros(nodes * nodes), np.ones(nodes)]),
        bounds=(0, 1),
        constraints=[
            LinearConstraint(np.asarray(rows), 1, 1),
            LinearConstraint(count[None, :], medians, medians),
            LinearConstraint(linking, -np.inf, 0),
        ],
    )
    return float(answer.fun)


@given(small())
@settings(max_examples=80, deadline=None)
def test_most_covered_is_the_best_of_all_plans(instance: tuple[Sites, list[float]]):
    sites, people = instance
    found = most_covered(sites, np.asarray(people), limit_m=LIMIT, seconds=20)
    best = best_value(sites, lambda plan: people_within(sites, people, plan, LIMIT))
    assert found.objective == best
    assert found.is_proven
    assert int((found.is_open & ~sites.fixed).sum()) <= sites.budget
    assert found.is_open[sites.fixed].all()


@given(small(), st.sampled_from([0.0, 3.0]))
@settings(max_examples=80, deadline=None)
def test_least_walking_is_the_best_of_all_plans(instance: tuple[Sites, list[float]], beyond: float):
    sites, people = instance
    assume(sites.fixed.any())
    found = least_walking(sites, np.asarray(people), seconds=20, beyond_m=beyond)
    best = -best_value(sites, lambda plan: -person_metres(sites, people, plan, beyond))
    assert found.objective == pytest.approx(best)
    assert found.bound == pytest.approx(best)


@given(small())
@settings(max_examples=60, deadline=None)
def test_full_cover_takes_the_fewest_sites_of_all_plans_that_leave_nobody_out(instance: tuple[Sites, list[float]]):
    sites, people = instance
    found = fewest_for_all(sites, np.asarray(people), limit_m=LIMIT, seconds=20)
    everywhere = Sites(sites.metres, sites.fixed, sites.closable, new=len(sites.fixed))
    most = people_within(sites, people, list(range(len(sites.fixed))), LIMIT)
    fewest = -best_value(
        everywhere,
        lambda plan: (
            -float(sum(1 for site in plan if not sites.fixed[site]))
            if people_within(sites, people, plan, LIMIT) == most
            else -99.0
        ),
    )
    assert found.chosen.objective == fewest
    assert found.chosen.is_proven
    assert sum(people) - most == sum(here for here, out in zip(people, found.out_of_reach, strict=True) if out)


def city_like(seed: int, blocks: int = 400, count: int = 60) -> np.ndarray:
    """Savings of sites for blocks on a plane, in which nearer saves more."""
    random = np.random.default_rng(seed)
    homes, doors = random.random((blocks, 2)), random.random((count, 2))
    far = np.hypot(*(homes[None, :, :] - doors[:, None, :]).transpose(2, 0, 1))
    return np.maximum(0.5 - far, 0.0) * random.integers(1, 900, blocks)


@pytest.mark.parametrize("budget", [2, 6, 15])
def test_what_is_found_lies_between_greedy_and_the_bound(budget: int):
    saving = city_like(1)
    found = best_sites(saving, budget, seconds=30)
    first = worth_of(saving, greedy(saving, budget))
    better = worth_of(saving, exchanged(saving, greedy(saving, budget)))
    assert first <= better <= found.worth * (1 + 1e-12)
    assert found.worth <= found.bound * (1 + 1e-9)
    assert found.worth == pytest.approx(found.bound, rel=1e-6)  # proven
    assert found.worth == pytest.approx(worth_of(saving, found.picked))


def test_one_more_site_never_saves_less_and_adds_less_each_time_on_the_bound():
    saving = city_like(2)
    worths = [best_sites(saving, budget, seconds=30).worth for budget in range(1, 8)]
    assert worths == sorted(worths)


def test_when_time_is_short_the_bound_still_holds():
    saving = city_like(3)
    short, long = best_sites(saving, 8, seconds=0.0), best_sites(saving, 8, seconds=60)
    assert short.worth <= long.worth * (1 + 1e-9)
    assert long.worth <= short.bound * (1 + 1e-9)


def test_more_sites_than_there_are_takes_them_all():
    saving = city_like(4, count=5)
    assert best_sites(saving, 9, seconds=5).picked.tolist() == [0, 1, 2, 3, 4]


def test_nothing_to_choose_is_worth_nothing():
    assert best_sites(np.zeros((0, 4)), 3, seconds=5).worth == 0.0
    assert best_sites(np.zeros((3, 4)), 2, seconds=5).worth == 0.0
