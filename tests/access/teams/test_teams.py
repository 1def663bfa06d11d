"""Assignments keep to the room, cost least, and say what is missing: against every assignment there is."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from bahealth.access.teams.contiguous import apart, joined, neighbours, pieces
from bahealth.access.teams.model import NO_TEAM, SOME, NotEnoughPlaces, Question
from bahealth.access.teams.nearest import to_nearest
from bahealth.access.teams.transport import least_travel
from bahealth.access.teams.whole import whole_blocks


@st.composite
def small(draw: st.DrawFn, *, is_moving: bool = False) -> Question:
    """Up to 6 blocks and 3 teams, some behind one door, with room for all people together."""
    blocks, teams = draw(st.integers(1, 6)), draw(st.integers(1, 3))
    metres = np.asarray(
        draw(st.lists(st.integers(0, 9), min_size=blocks * teams, max_size=blocks * teams)), dtype=np.float64
    ).reshape(blocks, teams)
    people = np.asarray(draw(st.lists(st.integers(0, 9), min_size=blocks, max_size=blocks)), dtype=np.float64)
    room = np.asarray(draw(st.lists(st.integers(0, 30), min_size=teams, max_size=teams)), dtype=np.float64)
    room[0] += max(0.0, people.sum() - room.sum())
    current = draw(st.lists(st.integers(NO_TEAM, teams - 1), min_size=blocks, max_size=blocks)) if is_moving else None
    return Question(
        metres=metres,
        people=people,
        room=room,
        current=None if current is None else np.asarray(current),
        moving_m=float(draw(st.integers(0, 5))) if is_moving else 0.0,
    )


def pair_cost(question: Question, block: int, team: int) -> float:
    has_moved = question.current is not None and question.current[block] not in {NO_TEAM, team}
    return float(question.metres[block, team]) + (question.moving_m if has_moved else 0.0)


def textbook(question: Question) -> float:
    """The transport problem as it stands in books: all pairs at once."""
    blocks, teams = question.metres.shape
    cost = [pair_cost(question, block, team) for block in range(blocks) for team in range(teams)]
    answer = linprog(
        cost,
        A_ub=np.tile(np.eye(teams), (1, blocks)),
        b_ub=question.room,
        A_eq=np.kron(np.eye(blocks), np.ones(teams)),
        b_eq=question.people,
    )
    return float(answer.fun)


def cheapest_whole(question: Question) -> float | None:
    """Every way to give each block one team; None when none keeps to the room."""
    blocks, teams = question.metres.shape
    best: float | None = None
    for choice in product(range(teams), repeat=blocks):
        load = [0.0] * teams
        cost = 0.0
        for block, team in enumerate(choice):
            load[team] += question.people[block]
            cost += question.people[block] * pair_cost(question, block, team)
        if all(one <= room for one, room in zip(load, question.room, strict=True)) and (best is None or cost < best):
            best = cost
    return best


@given(small(is_moving=True))
@settings(max_examples=100, deadline=None)
def test_least_travel_costs_what_the_textbook_says_and_keeps_to_the_room(question: Question):
    found = least_travel(question)
    assert found.cost == pytest.approx(textbook(question), abs=1e-6)
    assert found.over_room < SOME
    assert found.people.sum(axis=1) == pytest.approx(question.people, abs=1e-6)


@given(small(is_moving=True))
@settings(max_examples=100, deadline=None)
def test_whole_blocks_keep_to_the_room_and_their_bound_holds(question: Question):
    found, best = whole_blocks(question, seconds=5), cheapest_whole(question)
    assert found.over_room < SOME
    assert found.split == 0
    if best is not None:
        assert found.bound <= best + 1e-6
        if found.unplaced < SOME:
            assert found.cost >= best - 1e-6
    placed = found.people.sum(axis=1)
    assert all(one in {0.0, here} for one, here in zip(placed, question.people, strict=True))
    assert found.unplaced == pytest.approx(question.people.sum() - placed.sum())


@given(small())
@settings(max_examples=60, deadline=None)
def test_the_nearest_team_is_a_lower_bound_and_may_be_too_full(question: Question):
    nearest, least = to_nearest(question), least_travel(question)
    assert nearest.cost <= least.cost + 1e-6
    if nearest.over_room < SOME:
        assert nearest.cost == pytest.approx(least.cost, abs=1e-6)


@given(small(), st.integers(2, 5))
@settings(max_examples=40, deadline=None)
def test_ten_times_as_far_is_the_same_assignment_with_as_many_times_the_walk(question: Question, times: int):
    farther = Question(question.metres * times, question.people, question.room)
    assert least_travel(farther).cost == pytest.approx(times * least_travel(question).cost, abs=1e-6)


@given(small())
@settings(max_examples=40, deadline=None)
def test_more_room_never_costs_more(question: Question):
    wider = Question(question.metres, question.people, question.room + 3)
    assert least_travel(wider).cost <= least_travel(question).cost + 1e-6


def city_like(seed: int, blocks: int = 300, doors: int = 12, teams: int = 2, spare: float = 1.1) -> Question:
    random = np.random.default_rng(seed)
    homes, places = random.random((blocks, 2)) * 5_000, random.random((doors, 2)) * 5_000
    metres = np.repeat(np.hypot(*(homes[:, None] - places[None]).transpose(2, 0, 1)), teams, axis=1)
    people = random.integers(200, 1_200, blocks).astype(np.float64)
    room = np.full(doors * teams, np.ceil(people.sum() * spare / (doors * teams)))
    return Question(metres, people, room)


def test_a_whole_city_is_assigned_close_to_the_bound_and_better_than_one_after_the_other():
    question = city_like(1)
    whole, linear = whole_blocks(question, seconds=5), least_travel(question)
    assert whole.unplaced == 0
    assert whole.over_room < SOME
    assert linear.cost <= whole.cost <= _one_after_the_other(question)
    assert whole.gap < 0.05
    assert linear.split < len(question.room) + 12


def _one_after_the_other(question: Question) -> float:
    """Each block, in the order of the list, to the nearest team that still has room."""
    left, cost = question.room.copy(), 0.0
    for block, size in enumerate(question.people):
        team = min((one for one in range(len(left)) if left[one] >= size), key=lambda one: question.metres[block, one])
        left[team] -= size
        cost += size * question.metres[block, team]
    return cost


def test_too_little_room_is_refused_with_the_places_that_are_missing():
    question = Question(np.asarray([[100.0, 200.0]]), np.asarray([900.0]), np.asarray([500.0, 300.0]))
    with pytest.raises(NotEnoughPlaces) as refused:
        least_travel(question)
    assert refused.value.missing == 100
    assert question.missing_places == 100


def test_blocks_that_do_not_fit_as_a_whole_are_said_though_the_places_suffice():
    """Two blocks of 60 and two teams with room for 50 and 70: one block has no team, 60 people."""
    question = Question(np.ones((2, 2)), np.asarray([60.0, 60.0]), np.asarray([50.0, 70.0]))
    found = whole_blocks(question, seconds=5)
    assert found.unplaced == 60
    assert least_travel(question).unplaced < SOME


def test_blocks_that_reach_no_team_are_left_out_and_counted_by_nobody():
    question = Question(np.asarray([[100.0], [np.inf]]), np.asarray([10.0, 5.0]), np.asarray([12.0]))
    assert question.reached.tolist() == [True, False]
    assert least_travel(question).people.tolist() == [[10.0], [0.0]]


def test_people_stay_with_their_team_unless_moving_saves_more_than_it_costs():
    """The other team is 300 m nearer: at 200 m a move 10 people go, at 400 m they stay."""
    metres, people = np.asarray([[500.0, 200.0]]), np.asarray([10.0])
    for moving, moved in ((200.0, 10.0), (400.0, 0.0)):
        question = Question(metres, people, np.asarray([20.0, 20.0]), current=np.asarray([0]), moving_m=moving)
        assert whole_blocks(question, seconds=2).moved == moved


def line(team: list[int]) -> tuple[np.ndarray, dict[int, list[int]]]:
    return np.asarray(team), {
        one: [two for two in (one - 1, one + 1) if 0 <= two < len(team)] for one in range(len(team))
    }


def test_pieces_hang_together_along_neighbours():
    team, touching = line([0, 0, 1, 0, 1])
    assert pieces(team, touching, 0) == [[0, 1], [3]]
    assert pieces(team, touching, 1) == [[2], [4]]


def test_a_block_apart_goes_to_the_team_beside_it_that_has_room():
    _, touching = line([0, 0, 1, 0, 1])
    metres = np.asarray([[0, 9], [0, 9], [9, 0], [0, 1], [9, 0]], dtype=np.float64)
    roomy = whole_blocks(Question(metres, np.ones(5), np.asarray([5.0, 5.0])), seconds=2)
    assert apart(roomy, touching).tolist() == [3, 4] or apart(roomy, touching).tolist() == [2, 3]
    whole = joined(roomy, touching)
    assert apart(whole, touching).tolist() == []
    assert whole.team.tolist() == [0, 0, 1, 1, 1]
    full = whole_blocks(Question(metres, np.ones(5), np.asarray([3.0, 2.0])), seconds=2)
    assert joined(full, touching).over_room < SOME


def test_joining_never_overfills_and_never_loses_anybody():
    question = city_like(3, teams=1)
    random = np.random.default_rng(3)
    touching = neighbours(-58.4 + random.random(300) / 50, -34.6 + random.random(300) / 50)
    before = whole_blocks(question, seconds=2)
    after = joined(before, touching)
    assert after.over_room < SOME
    assert after.unplaced == before.unplaced
    assert len(apart(after, touching)) <= len(apart(before, touching))
