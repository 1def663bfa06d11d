"""Which check-ups count, how many still can, and who stands where; against every subset of the days that are left."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.catalog.model import Schedule
from bahealth.measure.catch_up.model import Child, ChildStanding, KnownVisits, Order, PanelChild
from bahealth.measure.catch_up.rules import (
    completed_months,
    counted,
    day_in_buenos_aires,
    find_keys,
    first_birthday,
    further,
    judged,
    ordered,
    schedule_of,
    standing_of,
)
from tests.measure_catch_up.city import CATALOG

NATIONAL, EARLIER = (
    next(one for one in CATALOG.schedules if one.schedule_id == name) for name in ("national_2025", "earlier")
)
KNOWN = KnownVisits(from_on=date(2025, 1, 1), until_on=date(2026, 3, 1), at_centre_until_on=None)
BORN = date(2025, 8, 1)


def days(*ages: int, born_on: date = BORN) -> list[date]:
    return [born_on + timedelta(days=age) for age in ages]


def a_schedule(apart: int = 14, newborn: int = 28, newborn_apart: int = 3, due: tuple[int, ...] = (6, 365)) -> Schedule:
    return NATIONAL.model_copy(
        update={"days_apart": apart, "newborn_days": newborn, "newborn_days_apart": newborn_apart, "due_days": due}
    )


def slow_count(visits: list[date], born_on: date, schedule: Schedule) -> int:
    """docs/measures.md word by word: the first counts, each later one at least g days after the last that counted."""
    last, count = None, 0
    for day in sorted(set(visits)):
        age = (day - born_on).days
        apart = schedule.newborn_days_apart if age <= schedule.newborn_days else schedule.days_apart
        if last is None or day >= last + timedelta(days=apart):
            last, count = day, count + 1
    return count


# --- days ---


@pytest.mark.parametrize(
    ("born_on", "birthday"),
    [
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2024, 2, 28), date(2025, 2, 28)),
        (date(2024, 3, 1), date(2025, 3, 1)),
        (date(2023, 12, 31), date(2024, 12, 31)),
        (date(2023, 3, 1), date(2024, 3, 1)),
    ],
)
def test_the_first_birthday_is_the_same_day_a_year_later(born_on: date, birthday: date):
    assert first_birthday(born_on) == birthday


@pytest.mark.parametrize(
    ("at", "day"),
    [(datetime(2026, 3, 10, 2, 59), date(2026, 3, 9)), (datetime(2026, 3, 10, 3), date(2026, 3, 10))],
)
def test_today_is_the_day_in_buenos_aires(at: datetime, day: date):
    assert day_in_buenos_aires(at) == day


@pytest.mark.parametrize(
    ("born_on", "today", "months"),
    [
        (date(2025, 8, 1), date(2025, 8, 31), 0),
        (date(2025, 8, 1), date(2025, 9, 1), 1),
        (date(2025, 12, 31), date(2026, 2, 28), 1),
        (date(2025, 3, 11), date(2026, 3, 10), 11),
    ],
)
def test_months_of_age_are_completed_ones(born_on: date, today: date, months: int):
    assert completed_months(born_on, today) == months


@pytest.mark.parametrize(("born_on", "name"), [(date(2025, 6, 30), "earlier"), (date(2025, 7, 1), "national_2025")])
def test_the_schedule_is_that_of_the_day_of_birth(born_on: date, name: str):
    assert schedule_of(CATALOG.schedules, born_on).schedule_id == name


# --- what counts ---


@pytest.mark.parametrize(
    ("ages", "counting"),
    [
        ([], []),
        ([3, 3], [3]),  # two on one day
        ([3, 5], [3]),
        ([3, 6], [3, 6]),  # three days apart, newborn
        ([25, 28], [25, 28]),  # at 28 days still newborn
        ([26, 29], [26]),  # at 29 days no longer
        ([15, 29], [15, 29]),  # fourteen days apart
        ([40, 53, 54], [40, 54]),  # the one that does not count does not move the others
        ([60, 30], [30, 60]),  # in order of days, however they come
    ],
)
def test_check_ups_count_with_their_distance(ages: list[int], counting: list[int]):
    assert counted(days(*ages), BORN, NATIONAL) == tuple(days(*counting))


@given(ages=st.lists(st.integers(0, 365), max_size=20), apart=st.integers(1, 20), newborn_apart=st.integers(1, 20))
def test_what_counts_agrees_with_the_words(ages: list[int], apart: int, newborn_apart: int):
    schedule = a_schedule(apart=apart, newborn_apart=newborn_apart)
    assert len(counted(days(*ages), BORN, schedule)) == slow_count(days(*ages), BORN, schedule)


@given(
    left=st.integers(0, 9),
    last=st.none() | st.integers(0, 20),
    apart=st.integers(1, 6),
    newborn=st.integers(354, 366),
    newborn_apart=st.integers(1, 6),
)
def test_no_choice_of_days_holds_more_check_ups_than_are_said_to_be_possible(
    left: int, last: int | None, apart: int, newborn: int, newborn_apart: int
):
    """Every subset of the days that are left is tried; 'newborn' reaches into them so that both distances matter."""
    schedule = a_schedule(apart=apart, newborn=newborn, newborn_apart=newborn_apart)
    birthday = first_birthday(BORN)
    today = birthday - timedelta(days=left)
    done = [] if last is None else [today - timedelta(days=last)]
    open_days = [today + timedelta(days=day) for day in range(1, left + 1)]
    subsets = chain.from_iterable(combinations(open_days, size) for size in range(left + 1))
    most = max(slow_count([*done, *chosen], BORN, schedule) for chosen in subsets) - len(done)
    found = list(further(done[0] if done else None, BORN, schedule, after=today))
    assert len(found) == most
    assert slow_count([*done, *found], BORN, schedule) == len(done) + most  # and these days give it
    alone = (day for day in open_days if slow_count([*done, day], BORN, schedule) > len(done))
    assert (found[0] if found else None) == next(alone, None)


@pytest.mark.parametrize(
    ("today", "last", "first", "possible"),
    [
        (date(2026, 7, 31), None, date(2026, 8, 1), 1),  # tomorrow is the birthday: it still counts
        (date(2026, 7, 31), date(2026, 7, 19), None, 0),  # 13 days before it
        (date(2026, 7, 31), date(2026, 7, 18), date(2026, 8, 1), 1),  # 14 days before it
        (date(2026, 8, 1), None, None, 0),  # the birthday itself: nothing is left
        (date(2025, 8, 1), None, date(2025, 8, 2), 10 + 24),  # 2, 5 … 29 August; 12 Sept + 23 x 14 = 31 July
        (date(2026, 3, 10), date(2026, 3, 9), date(2026, 3, 23), 10),  # 23 March + 9 x 14 = 27 July
    ],
)
def test_the_next_check_up_and_how_many_can_follow(today: date, last: date | None, first: date | None, possible: int):
    found = list(further(last, BORN, NATIONAL, after=today))
    assert (found[0] if found else None, len(found)) == (first, possible)


# --- who stands where ---


@pytest.mark.parametrize(
    ("done", "due", "possible", "standing"),
    [
        (14, 14, 0, ChildStanding.UP_TO_DATE),  # complete
        (15, 10, 3, ChildStanding.UP_TO_DATE),
        (9, 9, 8, ChildStanding.UP_TO_DATE),  # three more than needed
        (9, 9, 7, ChildStanding.CAN_CATCH_UP),  # two more than needed
        (9, 9, 5, ChildStanding.CAN_CATCH_UP),  # just enough
        (9, 9, 4, ChildStanding.TOO_LATE),
        (8, 9, 20, ChildStanding.CAN_CATCH_UP),  # one overdue
        (0, 0, 33, ChildStanding.UP_TO_DATE),
    ],
)
def test_about_to_miss_is_one_overdue_or_two_to_spare(done: int, due: int, possible: int, standing: ChildStanding):
    assert standing_of(done=done, due=due, possible=possible, required=14) is standing


@given(done=st.integers(0, 20), due=st.integers(0, 14), possible=st.integers(0, 30), more=st.integers(1, 5))
def test_more_that_is_done_never_makes_it_too_late(done: int, due: int, possible: int, more: int):
    before = standing_of(done=done, due=due, possible=possible, required=14)
    after = standing_of(done=done + more, due=due, possible=possible, required=14)
    if before is not ChildStanding.TOO_LATE:
        assert after is not ChildStanding.TOO_LATE
    if before is ChildStanding.UP_TO_DATE:
        assert after is ChildStanding.UP_TO_DATE


def child_of(key: int = 1, born_on: date = BORN, checkups: tuple[date, ...] = (), since: date | None = None) -> Child:
    panel = PanelChild(resident_key=key, born_on=born_on, resident_since=since or born_on, checkup_days=checkups)
    return judged(panel, schedule_of(CATALOG.schedules, born_on), KNOWN, today=date(2026, 3, 10))


def test_a_child_is_judged_by_what_is_known_today():
    """Born 1 August 2025, 221 days on 10 March: 6, 14, 31, 61, 92, 122, 153, 183, 214 are due; 244 comes within 30."""
    child = child_of(checkups=tuple(days(6, 14, 31, 61, 65)))
    assert (child.age_days, child.age_months, child.birthday) == (221, 7, date(2026, 8, 1))
    assert (child.done, child.due, child.due_soon, child.required) == (4, 9, 1, 14)  # 65 is 4 days after 61
    assert child.last_on == BORN + timedelta(days=65)
    assert child.next_on == date(2026, 3, 11)
    assert child.possible == 11  # 143 days from 11 March to 1 August: 1 + 143 // 14
    assert child.standing is ChildStanding.CAN_CATCH_UP
    assert child.missing == 10
    assert child.days_per_missing == 144 / 10


def test_a_check_up_due_today_is_due():
    assert child_of(born_on=date(2025, 12, 8)).due == 5  # 92 days old on 10 March
    assert child_of(born_on=date(2025, 12, 9)).due == 4
    assert child_of(born_on=date(2025, 12, 9)).due_soon == 1  # at 92 days, tomorrow; 122 is 31 days away


def test_what_lies_before_birth_or_after_today_is_not_done():
    assert child_of(checkups=(BORN - timedelta(days=1), date(2026, 3, 11))).done == 0


def test_late_arrivals_are_marked_from_the_32nd_day():
    assert child_of(since=BORN + timedelta(days=31)).arrived_on is None
    assert child_of(since=BORN + timedelta(days=32)).arrived_on == BORN + timedelta(days=32)


def test_a_child_born_before_the_first_month_of_visits_is_marked():
    known = KnownVisits(from_on=date(2025, 8, 20), until_on=None, at_centre_until_on=None)
    for born_on, is_before in ((date(2025, 7, 31), True), (date(2025, 8, 1), False)):
        panel = PanelChild(resident_key=1, born_on=born_on, resident_since=born_on, checkup_days=())
        assert judged(panel, NATIONAL, known, today=date(2026, 3, 10)).is_before_records is is_before


# --- order ---


def test_the_most_urgent_who_can_still_make_it_come_first():
    calm = child_of(1, date(2025, 12, 20), tuple(days(6, 14, 31, 61, born_on=date(2025, 12, 20))))
    urgent = child_of(2, date(2025, 8, 1), tuple(days(6, 14, 31, 61, 92, 122, 153)))
    late = child_of(3, date(2025, 7, 20))
    behind = child_of(4, date(2025, 10, 1))
    assert [one.standing for one in (calm, urgent, late, behind)] == [
        ChildStanding.UP_TO_DATE,
        ChildStanding.CAN_CATCH_UP,
        ChildStanding.TOO_LATE,
        ChildStanding.CAN_CATCH_UP,
    ]
    # days until the birthday for each missing check-up: 144 / 7 = 20.6 for the second, 205 / 14 = 14.6 for the fourth
    assert [one.resident_key for one in ordered([calm, late, urgent, behind])] == [4, 2, 3, 1]
    assert [one.resident_key for one in ordered([calm, late, urgent, behind], Order.BIRTHDAY)] == [3, 2, 4, 1]
    assert [one.resident_key for one in ordered([calm, late, urgent, behind], Order.LAST_CHECKUP)] == [3, 4, 2, 1]


# --- keys ---


def test_a_pasted_key_finds_its_child_and_what_is_no_key_is_not_repeated():
    child = child_of(0xAB)
    text = "clave-de-la-nina-0001, otra-clave-de-nadie\n\nJuana Pérez;30123456 1234567890123456\tclave-de-la-nina-0001"
    asked: list[str] = []

    def kept(text: str) -> int:
        asked.append(text)
        return 0xAB if text == "clave-de-la-nina-0001" else 0xCD

    found = find_keys(text, [child], kept)
    assert [(one.place, one.sent, one.child) for one in found] == [
        (1, "clave-de-la-nina-0001", child),
        (2, "otra-clave-de-nadie", None),
        (3, None, None),
        (4, None, None),
        (5, None, None),
        (6, None, None),
        (7, "clave-de-la-nina-0001", child),
    ]
    assert set(asked) == {"clave-de-la-nina-0001", "otra-clave-de-nadie"}  # nothing else is even hashed


@given(text=st.text(max_size=200))
def test_whatever_is_pasted_is_a_key_or_left_alone(text: str):
    for one in find_keys(text, [], lambda _: 0):
        assert one.child is None
        assert one.sent is None or (one.sent.isascii() and 16 <= len(one.sent) <= 64)


def test_at_most_five_hundred_keys_are_looked_up():
    assert len(find_keys("clave-de-la-nina-0001\n" * 5000, [], lambda _: 0)) == 500


def test_the_short_pseudonym_is_the_first_half_of_sixteen_digits():
    assert child_of(0xAB).pseudonym == "00000000"
    assert child_of(0x0123456789ABCDEF).pseudonym == "01234567"
    assert child_of(2**64 - 1).pseudonym == "ffffffff"
