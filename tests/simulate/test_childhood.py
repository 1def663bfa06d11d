"""Check-ups by schedule: when they may lie, and how they count."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.catalog.load import load_catalog
from bahealth.catalog.model import Schedule
from bahealth.simulate.assumptions import load_assumptions
from bahealth.simulate.childhood import ABSENT, Habits, check_up_ages, counted, vaccination_ages
from bahealth.simulate.draw import stream
from bahealth.simulate.pregnancy import postpartum_days, prenatal_days
from tests.simulate.written import DATA

ASSUMED = load_assumptions(DATA)
SCHEDULES = {one.schedule_id: one for one in load_catalog(DATA).schedules}
ages_of_a_child = st.lists(st.integers(-1, 380), min_size=1, max_size=20)


def slow_count(ages: list[int], until: int, apart: int, newborn: int, newborn_apart: int) -> int:
    """docs/measures.md: in order, the first counts, each later one when far enough from the last that counted."""
    count, last = 0, None
    for age in sorted({one for one in ages if 0 <= one <= until}):
        gap = newborn_apart if newborn and age <= newborn else apart
        if last is None or age - last >= gap:
            count, last = count + 1, age
    return count


@given(ages_of_a_child, st.integers(0, 370), st.sampled_from([(14, 0, 0), (14, 28, 3)]))
def test_counting_is_that_of_the_slow_way(ages: list[int], until: int, rule: tuple[int, int, int]) -> None:
    assert counted(np.array([ages]), until, *rule)[0] == slow_count(ages, until, *rule)


def ages(schedule: Schedule, *, first: float = 1.0, adherence: float = 1 - 1e-9, dropout: float = 0.0) -> np.ndarray:
    count = 2000
    habits = Habits(np.full(count, first), np.full(count, adherence), np.full(count, dropout))
    in_hospital = np.tile(np.array([2, 3, 10, 20], dtype=np.int32), count // 4)
    return check_up_ages(stream(1, "test"), ASSUMED.check_ups, schedule, in_hospital, habits)


@pytest.mark.parametrize("name", SCHEDULES)
def test_who_always_comes_reaches_about_what_the_schedule_asks_for(name: str) -> None:
    own = SCHEDULES[name]
    found = counted(ages(own), 365, own.days_apart, own.newborn_days, own.newborn_days_apart)
    assert found.max() >= own.required
    assert (found >= own.required - 4).all()


def test_the_first_check_up_lies_between_discharge_and_the_14th_day() -> None:
    first = ages(SCHEDULES["earlier"])[:, 0].reshape(-1, 4)
    for column, in_hospital in enumerate((2, 3, 10)):
        assert (first[:, column] > in_hospital).all()
        assert (first[:, column] <= 14).all()
    assert (first[:, 3] > 20).all(), "still in hospital on the 14th day"


def test_nobody_comes_who_never_comes_and_nobody_after_dropping_out() -> None:
    assert (ages(SCHEDULES["earlier"], first=0.0, adherence=1e-9) == ABSENT).all()
    regular, dropped = (ages(SCHEDULES["earlier"], dropout=one)[:, :10] for one in (0.0, 1.0))
    assert regular.max() >= 365 > dropped.max(), "everybody who stops does so before the birthday"
    assert (dropped[:, 2] > ABSENT).mean() > (dropped[:, 9] > ABSENT).mean()


def test_vaccinations_lie_at_their_ages() -> None:
    found = vaccination_ages(stream(2, "v"), ASSUMED.check_ups, 4000)
    for column, due in enumerate((61, 122, 183, 365)):
        own = found[:, column][found[:, column] != ABSENT]
        assert due <= own.min()
        assert own.max() <= due + 15


def test_prenatal_visits_lie_within_the_pregnancy_and_the_postpartum_one_after_discharge() -> None:
    born = np.full(5000, 20_000, dtype=np.int32)
    weeks = np.tile(np.array([26, 39], dtype=np.int16), 2500)
    days = prenatal_days(stream(3, "p"), ASSUMED.pregnancy, born, weeks)
    there = days != ABSENT
    begins = (born - 7 * weeks)[:, None]
    assert (days < born[:, None])[there].all()
    assert (days >= begins + 35)[there].all()
    assert (there.sum(axis=1) >= 5).any()
    assert (~there.any(axis=1)).any()
    after = postpartum_days(stream(3, "q"), ASSUMED.pregnancy, born, np.full(5000, 2, dtype=np.int32))[:, 0]
    some = after[after != ABSENT]
    assert some.min() > 20_002
    assert some.max() > 20_042, "some come too late to count"
