"""Child health, worked out by hand: both plain Python and SQL give these numbers."""

from __future__ import annotations

from datetime import date

import pytest

from tests.measure.conftest import Measuring
from tests.measure.example import (
    FOURTEEN,
    MONTHLY,
    PLACES,
    TEN,
    checkups,
    child,
    days,
    lives,
    seen,
    with_team,
)
from tests.measure.small_city import Birth, Death, Kept, Panel, city, visit_on

BORN = date(2024, 3, 10)
MARCH = date(2025, 3, 1)  # month of the first birthday
WHOLE = [*PLACES, *seen(date(2024, 1, 10), date(2026, 9, 30))]


def _count(rows: Measuring, records: list[Kept], month: date = MARCH) -> str | None:
    """The schedule's count of the only child of the city, or None when it is in no cohort of the month."""
    parts = [
        part
        for area, period, part in rows(city(WHOLE, records), "checkups_by_birthday")
        if (area, period) == ("city", month)
    ]
    assert len(parts) <= 1
    return parts[0] if parts else None


# --- the cohort ---


def test_a_cohort_is_children_who_turn_one_and_not_visits_over_births(rows: Measuring) -> None:
    # 1 and 2 turn one in March 2025: six check-ups and five. 3 is born in March 2025: its six are of March 2026.
    # Visits of March 2025 over births of March 2025 would be another number altogether.
    town = city(
        WHOLE,
        child(1, BORN, MONTHLY),
        child(2, date(2024, 3, 31), MONTHLY[:5]),
        child(3, date(2025, 3, 1), MONTHLY),
    )
    everywhere = ("city", "comuna-1", "centre-cesac-1", "team-north")
    assert rows(town, "checkups_six") == {
        **{(area, MARCH): (1, 2) for area in everywhere},
        **{(area, date(2026, 3, 1)): (1, 1) for area in everywhere},
    }


@pytest.mark.parametrize(
    ("last_visit", "today", "is_given"),
    [
        # The children of March 2025 are given when 31 March + 30 = 30 April is not after H.
        (date(2025, 4, 30), date(2025, 5, 1), True),
        (date(2025, 4, 2), date(2025, 5, 1), True),  # H is the end of the month of the last visit
        (date(2025, 4, 30), date(2025, 4, 30), False),  # April is not over: H is 31 March
        (date(2025, 3, 31), date(2026, 1, 1), False),
    ],
)
def test_a_cohort_waits_for_late_records(rows: Measuring, last_visit: date, today: date, is_given: bool) -> None:
    town = city(PLACES, seen(date(2024, 1, 1), last_visit), child(1, BORN, MONTHLY), today=today)
    assert (("city", MARCH) in rows(town, "checkups_six")) is is_given


def test_children_born_before_records_begin_are_in_no_cohort(rows: Measuring) -> None:
    # S is 1 March 2024 whenever in March the first visit was.
    observed = seen(date(2024, 3, 20), date(2026, 1, 31))
    before, first = child(1, date(2024, 2, 28), MONTHLY), child(2, date(2024, 3, 1), MONTHLY)
    assert {
        key: row for key, row in rows(city(PLACES, observed, before, first), "checkups_six").items() if key[0] == "city"
    } == {("city", MARCH): (1, 1)}


@pytest.mark.parametrize(
    ("born", "month"),
    [
        (date(2023, 12, 31), date(2024, 12, 1)),
        (date(2024, 1, 1), date(2025, 1, 1)),
        (date(2024, 10, 31), date(2025, 10, 1)),
        (date(2024, 11, 15), date(2025, 11, 1)),
        (date(2024, 12, 31), date(2025, 12, 1)),
        (date(2024, 2, 28), date(2025, 2, 1)),
        (date(2024, 3, 1), date(2025, 3, 1)),
        (date(2024, 2, 29), date(2025, 2, 1)),  # turns one on 28 February
    ],
)
def test_every_month_of_birth_has_its_cohort(rows: Measuring, born: date, month: date) -> None:
    # Others ask for an age below one at the start of a year and of 15 months at its end: none of October to December.
    town = city(PLACES, seen(date(2023, 12, 1), date(2026, 9, 30)), child(1, born, MONTHLY))
    assert rows(town, "checkups_six") == {
        (area, month): (1, 1) for area in ("city", "comuna-1", "centre-cesac-1", "team-north")
    }


def test_the_last_check_up_may_be_on_the_birthday_and_no_later(rows: Measuring) -> None:
    # 10 March 2025 is the 365th day. Others count until a day before 16 months.
    assert _count(rows, child(1, BORN, [*MONTHLY[:5], 365])) == "6"
    assert _count(rows, child(1, BORN, [*MONTHLY[:5], 366])) == "5"


def test_a_child_of_29_february_turns_one_on_the_28th(rows: Measuring) -> None:
    leap, february = date(2024, 2, 29), date(2025, 2, 1)
    on_the_28th, on_1_march = [visit_on(date(2025, *day), 1) for day in ((2, 28), (3, 1))]
    assert _count(rows, [*child(1, leap, [40]), on_the_28th], february) == "2"
    assert _count(rows, [*child(1, leap, [40]), on_1_march], february) == "1"


@pytest.mark.parametrize(
    ("stays", "is_member"),
    [
        ([(BORN + days(31), None)], True),
        ([(BORN + days(32), None)], False),  # moved in late
        ([(BORN, date(2025, 3, 11))], True),  # left the day after the birthday
        ([(BORN, date(2025, 3, 10))], False),  # the birthday is the first day on which it does not hold
        ([(BORN, date(2024, 9, 1)), (date(2024, 9, 1), None)], True),
        ([(BORN, date(2024, 9, 1)), (date(2024, 9, 2), None)], False),  # one day away
        ([(BORN, BORN + days(20)), (BORN + days(31), None)], True),  # away before the 31st day
    ],
)
def test_a_member_lived_here_from_the_31st_day_to_the_birthday(
    rows: Measuring, stays: list[tuple[date, date | None]], is_member: bool
) -> None:
    homes = [lives(1, first, until) for first, until in stays]
    records = [Birth(child_key=1, born_on=BORN), *homes, with_team(1), *checkups(1, BORN, [40])]
    assert _count(rows, records) == ("1" if is_member else None)


def test_of_two_overlapping_homes_the_later_ends_the_earlier(rows: Measuring) -> None:
    # The later home ends in May: from then on the child lives nowhere, though the earlier one was never ended.
    homes = [lives(1, BORN), lives(1, date(2024, 4, 15), date(2024, 5, 20), comuna=2)]
    assert _count(rows, [Birth(child_key=1, born_on=BORN), *homes, with_team(1)]) is None
    homes = [lives(1, BORN), lives(1, date(2024, 4, 15), comuna=2)]
    town = city(WHOLE, Birth(child_key=1, born_on=BORN), homes, with_team(1))
    assert {area for area, *_ in rows(town, "checkups_six")} == {"city", "comuna-2", "centre-cesac-1", "team-north"}


def test_of_two_homes_from_the_same_day_the_later_in_order_holds(rows: Measuring) -> None:
    homes = [lives(1, BORN, comuna=2), lives(1, BORN, comuna=1)]
    town = city(WHOLE, Birth(child_key=1, born_on=BORN), homes, with_team(1))
    assert ("comuna-2", MARCH) in rows(town, "checkups_six")
    assert ("comuna-1", MARCH) not in rows(town, "checkups_six")


@pytest.mark.parametrize(
    ("died_on", "is_member"),
    [(date(2025, 3, 9), False), (date(2025, 3, 10), False), (date(2025, 3, 11), True)],
)
def test_a_member_is_alive_on_the_birthday(rows: Measuring, died_on: date, is_member: bool) -> None:
    records = [*child(1, BORN, [40]), Death(resident_key=1, died_on=died_on)]
    assert _count(rows, records) == ("1" if is_member else None)


@pytest.mark.parametrize(
    ("panels", "areas"),
    [
        ([], None),
        ([("north", BORN, None)], {"centre-cesac-1", "team-north"}),
        ([("north", BORN, date(2025, 3, 10))], None),  # no longer on the list on the birthday
        ([("north", BORN, None), ("south", date(2025, 3, 10), None)], {"centre-medical-2", "team-south"}),
        ([("north", BORN, None), ("south", date(2025, 3, 11), None)], {"centre-cesac-1", "team-north"}),
        ([("north", BORN, None), ("south", BORN, None)], {"centre-medical-2", "team-south"}),  # the later in order
        ([("nowhere", BORN, None)], None),  # a team that is not active
    ],
)
def test_a_member_has_an_own_team_on_the_birthday(
    rows: Measuring, panels: list[tuple[str, date, date | None]], areas: set[str] | None
) -> None:
    listed = [Panel(resident_key=1, team_id=team, from_on=first, until_on=until) for team, first, until in panels]
    town = city(WHOLE, Birth(child_key=1, born_on=BORN), lives(1, BORN), listed)
    assert {area for area, *_ in rows(town, "checkups_six")} == ({"city", "comuna-1", *areas} if areas else set())


def test_births_before_records_begin_are_in_no_measure_of_children(rows: Measuring) -> None:
    # S is 1 March 2024: the child of 29 February has no row of its month, the one of 1 March has.
    observed = seen(date(2024, 3, 20), date(2026, 1, 31))
    town = city(PLACES, observed, child(1, date(2024, 2, 29), MONTHLY), child(2, date(2024, 3, 1), MONTHLY))
    for measure_id in ("first_checkup_14_days", "six_reached_by_age"):
        assert {key[1] for key in rows(town, measure_id)} == {date(2024, 3, 1)}


# --- what is counted ---


@pytest.mark.parametrize(
    ("ages", "schedule_count", "has_six"),
    [
        ([], "0", False),
        ([40, 40, 70, 100, 130, 160], "5", False),  # two on a day are one
        ([40, 53], "1", False),  # 13 days apart
        ([40, 54], "2", False),
        ([40, 53, 54], "2", False),  # 54 is 14 after 40, the last that counted; 53 is passed over
        ([40, 50, 60, 70, 80], "3", False),  # 40, 60 and 80
        ([5, 7], "1", False),  # newborn: 2 days apart
        ([5, 8], "2", False),  # newborn: 3 days
        ([25, 28], "2", False),  # the later one at 28 days
        ([26, 29], "1", False),  # the later one at 29 days: 14 are asked for
        ([0, 14, 28, 42, 56, 70], "6", True),
        ([0, 3, 17, 45, 75, 105], "6", False),  # with 14 throughout 3 does not count: 0, 17, 45, 75, 105
        ([0, 3, 14, 28, 42, 56, 70], "7", True),
        ([-1, 0], "1", False),  # a day before birth
        ([365], "1", False),
    ],
)
def test_check_ups_count_when_far_enough_from_the_last_that_counted(
    rows: Measuring, ages: list[int], schedule_count: str, has_six: bool
) -> None:
    assert _count(rows, child(1, BORN, ages)) == schedule_count
    assert rows(city(WHOLE, child(1, BORN, ages)), "checkups_six")["city", MARCH] == (has_six, 1)


@pytest.mark.parametrize("kind", ["emergency", "vaccination", "illness", "chronic", "postpartum", "other"])
def test_other_contacts_are_no_check_ups(rows: Measuring, kind: str) -> None:
    records = [*child(1, BORN, MONTHLY[:5]), *checkups(1, BORN, [214, 244], kind)]
    assert _count(rows, records) == "5"
    assert rows(city(WHOLE, records), "checkups_six")["city", MARCH] == (0, 1)
    first = city(WHOLE, child(2, BORN), checkups(2, BORN, [5], kind))
    assert rows(first, "first_checkup_14_days")["city", date(2024, 3, 1)] == (0, 1)


@pytest.mark.parametrize("centre", ["hospital-1", "medical-2", "no-record"])
def test_a_check_up_counts_wherever_it_was(rows: Measuring, centre: str) -> None:
    assert _count(rows, [*child(1, BORN), visit_on(BORN + days(40), 1, centre_id=centre)]) == "1"


@pytest.mark.parametrize(
    ("born", "ages", "is_complete"),
    [
        (date(2025, 6, 30), TEN, True),
        (date(2025, 6, 30), TEN[:9], False),
        (date(2025, 7, 1), TEN, False),
        (date(2025, 7, 1), FOURTEEN, True),
        (date(2025, 7, 1), FOURTEEN[1:], False),
    ],
)
def test_the_schedule_follows_the_day_of_birth(
    rows: Measuring, born: date, ages: tuple[int, ...], is_complete: bool
) -> None:
    # Ten were asked for until 30 June 2025, fourteen from 1 July on.
    month = date(2026, born.month, 1)
    found = rows(city(WHOLE, child(1, born, ages)), "checkups_complete")
    assert found["city", month] == (is_complete, 1)


def test_the_distribution_is_shown_and_not_only_the_share(rows: Measuring) -> None:
    counts = [(1, 2), (2, 2), (3, 0), (4, 6)]
    town = city(WHOLE, *(child(key, BORN, MONTHLY[:count]) for key, count in counts))
    # Four children: one with none, two with two, one with six; nobody with one, three, four or five: no row.
    assert rows(town, "checkups_by_birthday") == {
        (area, MARCH, part): (number, 4)
        for area in ("city", "comuna-1", "centre-cesac-1", "team-north")
        for part, number in {"0": 1, "2": 2, "6": 1}.items()
    }


def test_the_age_at_the_first_check_up_is_in_completed_weeks(rows: Measuring) -> None:
    # Days 0 and 6: week 0. Day 7: week 1. Day 364: week 52, as is the birthday. Day 366: after it.
    firsts = {1: [0], 2: [6], 3: [7], 4: [364], 5: [365], 6: [366], 7: []}
    town = city(WHOLE, *(child(key, BORN, ages) for key, ages in firsts.items()))
    assert rows(town, "first_checkup_week") == {
        (area, MARCH, part): (number, 7)
        for area in ("city", "comuna-1")
        for part, number in {"0": 2, "1": 1, "52": 2, "none": 2}.items()
    }


# --- the first fourteen days ---


@pytest.mark.parametrize(
    ("discharged", "ages", "row"),
    [
        (2, [14], (1, 1)),
        (2, [15], (0, 1)),
        (2, [2], (1, 1)),  # on the day of discharge
        (2, [1], (0, 1)),  # before it
        (None, [0], (1, 1)),  # unknown: from birth
        (None, [-1], (0, 1)),
        (13, [13], (1, 1)),
        (14, [14], None),  # not discharged before the 14th day
        (40, [5], None),
    ],
)
def test_a_first_check_up_comes_between_discharge_and_the_14th_day(
    rows: Measuring, discharged: int | None, ages: list[int], row: tuple[int, int] | None
) -> None:
    left = None if discharged is None else BORN + days(discharged)
    found = rows(city(WHOLE, child(1, BORN, ages, discharged_on=left)), "first_checkup_14_days")
    assert found.get(("city", date(2024, 3, 1))) == row


@pytest.mark.parametrize(
    ("died_on", "comes", "is_counted"),
    [
        (None, BORN + days(14), True),
        (None, BORN + days(15), False),
        (BORN + days(14), BORN, False),
        (BORN + days(15), BORN, True),
    ],
)
def test_a_newborn_is_alive_and_resident_on_the_14th_day(
    rows: Measuring, died_on: date | None, comes: date, is_counted: bool
) -> None:
    deaths = [] if died_on is None else [Death(resident_key=1, died_on=died_on)]
    town = city(WHOLE, Birth(child_key=1, born_on=BORN), lives(1, comes), deaths)
    assert rows(town, "first_checkup_14_days") == (
        {(area, date(2024, 3, 1)): (0, 1) for area in ("city", "comuna-1")} if is_counted else {}
    ), "without a team it counts for city and comuna only"


@pytest.mark.parametrize(("last_visit", "is_given"), [(date(2024, 5, 31), True), (date(2024, 4, 30), False)])
def test_the_first_fourteen_days_wait_for_late_records(rows: Measuring, last_visit: date, is_given: bool) -> None:
    # 31 March + 14 + 30 days = 14 May 2024.
    town = city(PLACES, seen(date(2024, 1, 1), last_visit), child(1, BORN, [3]))
    assert (("city", date(2024, 3, 1)) in rows(town, "first_checkup_14_days")) is is_given


# --- six by age ---


def test_six_reached_by_age_rises_with_age_and_ends_where_follow_up_does(rows: Measuring) -> None:
    # Born on 10 March 2024; the sixth on day 183, 9 September, so by 10 September, at six months.
    # A child of 31 March is seven months old on 31 October; + 30 = 30 November = H: ages 0 to 7 are given.
    town = city(PLACES, seen(date(2024, 1, 1), date(2024, 11, 5)), child(1, BORN, MONTHLY), child(2, BORN, [40]))
    assert rows(town, "six_reached_by_age") == {
        (area, date(2024, 3, 1), str(age)): (1 if age >= 6 else 0, 2)
        for area in ("city", "comuna-1")
        for age in range(8)
    }


def test_a_check_up_on_the_day_of_age_counts(rows: Measuring) -> None:
    # Born on 31 March: six months old on 30 September, the last day of a shorter month, 183 days later.
    born = date(2024, 3, 31)
    found = rows(city(WHOLE, child(1, born, MONTHLY)), "six_reached_by_age")
    assert found["city", date(2024, 3, 1), "5"] == (0, 1)
    assert found["city", date(2024, 3, 1), "6"] == (1, 1)
    assert {part for _, _, part in found} == {str(age) for age in range(13)}, "twelve months are the last"


def test_each_age_asks_who_lived_here_until_then(rows: Measuring) -> None:
    # 1 was here on the birth day, away until the 31st day after it (10 April, age 1), then moved on 1 June.
    # 2 died on the day of age 2. 3 arrived on the 32nd day. 4 left the city before age 3.
    homes = [
        lives(1, BORN, BORN + days(1)),
        lives(1, date(2024, 4, 10), date(2024, 6, 1)),
        lives(1, date(2024, 6, 1), comuna=2),
        lives(2, BORN),
        lives(3, BORN + days(32)),
        lives(4, BORN, date(2024, 6, 10)),
    ]
    births = [Birth(child_key=key, born_on=BORN) for key in (1, 2, 3, 4)]
    found = rows(city(WHOLE, births, homes, Death(resident_key=2, died_on=date(2024, 5, 10))), "six_reached_by_age")
    wholes = {
        area: [found.get((area, date(2024, 3, 1), age), (0, 0))[1] for age in "0123"]
        for area in ("comuna-1", "comuna-2")
    }
    # Ages 0 and 1 (10 March and 10 April): 1, 2 and 4. Age 2 (10 May): 1 and 4. Age 3 (10 June): 1, in comuna 2.
    assert wholes == {"comuna-1": [3, 3, 2, 0], "comuna-2": [0, 0, 0, 1]}
