"""What a path asks on a day, and when a new one asks less than the old."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.assess.trajectory import Milestone, Path, Trajectory, a_year_before, asks_less, is_loosening
from bahealth.catalog.model import Direction

BEGIN, DUE = date(2023, 12, 31), date(2025, 12, 31)


def way(**changes: Any) -> Trajectory:
    """From 10 at the end of 2023 to 4 at the end of 2025: 24 months, 0.25 down in each."""
    return Trajectory(**{"baseline_on": BEGIN, "baseline_value": 10.0, "value": 4.0, "due_on": DUE, **changes})


STEPS = (Milestone(on=date(2024, 6, 30), value=9.0), Milestone(on=date(2025, 6, 30), value=5.0))


@pytest.mark.parametrize(
    ("path", "day", "asked"),
    [
        (Path.STRAIGHT, date(2023, 12, 30), None),
        (Path.STRAIGHT, BEGIN, 10.0),
        (Path.STRAIGHT, date(2024, 1, 31), 9.75),
        (Path.STRAIGHT, date(2024, 2, 29), 9.5),  # the same amount each month, however long it is
        (Path.STRAIGHT, date(2024, 12, 31), 7.0),
        (Path.STRAIGHT, date(2025, 1, 15), 7.0 - 0.25 * 15 / 31),
        (Path.STRAIGHT, DUE, 4.0),
        (Path.STRAIGHT, date(2099, 1, 1), 4.0),
        (Path.STEPPED, date(2023, 12, 30), None),
        (Path.STEPPED, date(2024, 6, 29), 10.0),
        (Path.STEPPED, date(2024, 6, 30), 9.0),
        (Path.STEPPED, date(2025, 6, 29), 9.0),
        (Path.STEPPED, date(2025, 12, 30), 5.0),
        (Path.STEPPED, DUE, 4.0),
        (Path.CUSTOM, date(2024, 3, 31), 9.5),  # half of the way from 10 to 9 in six months
        (Path.CUSTOM, date(2024, 6, 30), 9.0),
        (Path.CUSTOM, date(2024, 12, 31), 7.0),  # 9 to 5 in twelve months
        (Path.CUSTOM, date(2025, 9, 30), 4.5),
    ],
)
def test_a_path_asks_what_can_be_worked_out_by_hand(path: Path, day: date, asked: float | None) -> None:
    found = way(path=path, milestones=() if path is Path.STRAIGHT else STEPS).asked_on(day)
    assert found == (None if asked is None else pytest.approx(asked, abs=1e-12))


@pytest.mark.parametrize(
    ("changes", "loosens"),
    [
        ({}, False),
        ({"value": 4.1}, True),  # lower is better: 4.1 asks less than 4
        ({"value": 3.9}, False),
        ({"due_on": date(2026, 1, 31)}, True),  # the same, later
        ({"due_on": date(2025, 11, 30)}, False),
        ({"path": Path.STEPPED, "milestones": STEPS}, True),  # stays at 10 until June
        ({"path": Path.CUSTOM, "milestones": (Milestone(on=date(2024, 12, 31), value=7.0),)}, False),
        ({"path": Path.CUSTOM, "milestones": (Milestone(on=date(2024, 12, 31), value=7.1),)}, True),
        # asks more by 2028 and as much on every day until the end of 2025: later, but never less
        (
            {
                "due_on": date(2028, 12, 31),
                "value": 1.0,
                "path": Path.CUSTOM,
                "milestones": (Milestone(on=DUE, value=4.0),),
            },
            False,
        ),
        ({"due_on": date(2028, 12, 31), "value": 1.0}, True),  # 10 to 1 in 60 months: 6.4 where 4 was due
        # a worse year as the new baseline: 2025 has to reach the same, but less is asked on the way
        ({"baseline_on": date(2024, 12, 31), "baseline_value": 9.0}, True),
        ({"baseline_on": date(2024, 12, 31), "baseline_value": 7.0}, False),
    ],
)
def test_asking_less_at_the_end_later_or_on_the_way_is_loosening(changes: dict[str, Any], loosens: bool) -> None:
    assert is_loosening(way(), way(**changes), Direction.LOWER) is loosens


values = st.integers(0, 40).map(lambda one: one / 4)
days = st.integers(2, 700).map(lambda one: BEGIN + timedelta(days=one))


@st.composite
def ways(draw: st.DrawFn) -> Trajectory:
    due = draw(days)
    path = draw(st.sampled_from(Path))
    between = draw(st.sets(st.integers(1, (due - BEGIN).days - 1), min_size=1, max_size=3))
    milestones = tuple(Milestone(on=BEGIN + timedelta(days=one), value=draw(values)) for one in sorted(between))
    return way(
        baseline_value=draw(values),
        value=draw(values),
        due_on=due,
        path=path,
        milestones=() if path is Path.STRAIGHT else milestones,
    )


def mirrored(one: Trajectory) -> Trajectory:
    turned = tuple(Milestone(on=step.on, value=10 - step.value) for step in one.milestones)
    return way(
        baseline_value=10 - one.baseline_value,
        value=10 - one.value,
        due_on=one.due_on,
        path=one.path,
        milestones=turned,
    )


def asks_less_day_by_day(old: Trajectory, new: Trajectory) -> bool:
    """The slow way: every day until both are due."""
    length = (max(old.due_on, new.due_on) - BEGIN).days
    pairs = [
        (old.asked_on(day), new.asked_on(day)) for day in (BEGIN + timedelta(days=one) for one in range(length + 1))
    ]
    return any(
        theirs is not None and ours is not None and asks_less(ours, theirs, Direction.LOWER) for theirs, ours in pairs
    )


@given(ways(), ways())
def test_loosening_is_what_a_walk_over_every_day_finds(old: Trajectory, new: Trajectory) -> None:
    is_later = new.due_on > old.due_on and new.value >= old.value
    expected = new.value > old.value or is_later or asks_less_day_by_day(old, new)
    assert is_loosening(old, new, Direction.LOWER) is expected


@given(ways(), ways())
def test_a_mirrored_question_has_the_same_answer(old: Trajectory, new: Trajectory) -> None:
    mirror = is_loosening(mirrored(old), mirrored(new), Direction.HIGHER)
    assert is_loosening(old, new, Direction.LOWER) is mirror


@given(ways())
def test_no_target_loosens_itself(one: Trajectory) -> None:
    assert not is_loosening(one, one, Direction.LOWER)


@given(values, values, days)
def test_of_two_straight_paths_to_one_day_exactly_one_loosens_the_other(first: float, second: float, due: date) -> None:
    one, other = way(value=first, due_on=due), way(value=second, due_on=due)
    answers = is_loosening(one, other, Direction.LOWER), is_loosening(other, one, Direction.LOWER)
    assert answers == (second > first, first > second)


@given(ways(), st.integers(0, 700))
def test_a_straight_or_own_path_stays_between_its_corners(one: Trajectory, later: int) -> None:
    corners = [one.baseline_value, one.value, *(step.value for step in one.milestones)]
    asked = one.asked_on(BEGIN + timedelta(days=later))
    assert asked is not None
    assert min(corners) - 1e-9 <= asked <= max(corners) + 1e-9


def test_a_year_before_a_leap_day_is_the_28th() -> None:
    assert a_year_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert a_year_before(date(2024, 3, 1)) == date(2023, 3, 1)
