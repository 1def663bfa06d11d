"""Maternal health, worked out by hand: both plain Python and SQL give these numbers."""

from __future__ import annotations

from datetime import date

import pytest

from tests.measure.conftest import Measuring
from tests.measure.example import PLACES, days, lives, seen, with_team
from tests.measure.small_city import Birth, City, Death, Kept, city, visit_on

BORN = date(2025, 3, 10)
MARCH = date(2025, 3, 1)
BEGAN = BORN - days(280)  # 40 weeks
WHOLE = [*PLACES, *seen(date(2024, 1, 10), date(2026, 3, 31))]
MOTHER = 900
HERE = [lives(MOTHER), with_team(MOTHER)]
OWN_AREAS = ("city", "comuna-1", "centre-cesac-1", "team-north")


def _birth(**columns: object) -> Birth:
    """Of the child of this mother, at 40 weeks unless said otherwise."""
    return Birth(**{"child_key": 1, "mother_key": MOTHER, "born_on": BORN, "gestation_weeks": 40, **columns})  # type: ignore[arg-type]


def _prenatal(*on: date) -> list[Kept]:
    return [visit_on(day, MOTHER, kind="prenatal") for day in on]


def _town(*records: object) -> City:
    return city(WHOLE, HERE, *records)  # type: ignore[arg-type]


# --- deliveries ---


def test_a_delivery_counts_where_the_mother_lives_and_at_her_team(rows: Measuring) -> None:
    assert rows(_town(_birth()), "postpartum_visit") == {(area, MARCH): (0, 1) for area in OWN_AREAS}
    without = city(WHOLE, lives(MOTHER), _birth())
    assert rows(without, "postpartum_visit") == {(area, MARCH): (0, 1) for area in OWN_AREAS[:2]}


def test_twins_are_one_delivery_unless_midnight_lies_between_them(rows: Measuring) -> None:
    twin = _birth(child_key=2)
    assert rows(_town(_birth(), twin), "postpartum_visit")["city", MARCH] == (0, 1)
    later = _birth(child_key=2, born_on=BORN + days(1))
    assert rows(_town(_birth(), later), "postpartum_visit")["city", MARCH] == (0, 2)


@pytest.mark.parametrize(
    ("centres", "is_counted"),
    [((None,), False), (("hospital-1",), True), ((None, "hospital-1"), True), ((None, None), False)],
)
def test_some_birth_of_the_day_was_in_a_public_hospital(
    rows: Measuring, centres: tuple[str | None, ...], is_counted: bool
) -> None:
    births = [_birth(child_key=key, centre_id=centre) for key, centre in enumerate(centres)]
    assert (("city", MARCH) in rows(_town(births), "postpartum_visit")) is is_counted


@pytest.mark.parametrize(
    ("home", "died_on", "is_counted"),
    [
        (lives(MOTHER, BORN), None, True),
        (lives(MOTHER, BORN + days(1)), None, False),
        (lives(MOTHER, date(2000, 1, 1), BORN), None, False),
        (lives(MOTHER), BORN, True),  # died on the day: resident until its end
        (lives(MOTHER), BORN - days(1), False),
    ],
)
def test_the_mother_lives_here_on_the_day(rows: Measuring, home: Kept, died_on: date | None, is_counted: bool) -> None:
    deaths = [] if died_on is None else [Death(resident_key=MOTHER, died_on=died_on)]
    assert (("city", MARCH) in rows(city(WHOLE, home, deaths, _birth()), "postpartum_visit")) is is_counted


# --- before week 13 ---


@pytest.mark.parametrize(
    ("day_of_pregnancy", "is_early"), [(-1, False), (0, True), (90, True), (91, False), (280, False)]
)
def test_early_means_before_the_91st_day(rows: Measuring, day_of_pregnancy: int, is_early: bool) -> None:
    # 13 weeks are 91 days; day 0 is the beginning, 280 days before a birth at 40 weeks.
    town = _town(_birth(), _prenatal(BEGAN + days(day_of_pregnancy)))
    assert rows(town, "prenatal_before_week_13")["city", MARCH] == (is_early, 1)


@pytest.mark.parametrize(
    ("weeks", "is_early"),
    [
        ((36,), True),  # began 252 days before: the visit 200 days before is on day 52
        ((None,), False),  # unknown weeks never count
        ((40,), True),  # day 80
        ((45,), False),  # day 115
        ((None, 40), True),
        ((36, 45), False),  # the greatest known: day 115
    ],
)
def test_weeks_are_the_greatest_known_of_the_day(
    rows: Measuring, weeks: tuple[int | None, ...], is_early: bool
) -> None:
    births = [_birth(child_key=key, gestation_weeks=known) for key, known in enumerate(weeks)]
    town = _town(births, _prenatal(BORN - days(200)))
    assert rows(town, "prenatal_before_week_13")["city", MARCH] == (is_early, 1)


def test_only_prenatal_visits_of_the_mother_count(rows: Measuring) -> None:
    others = [visit_on(BEGAN + days(60), MOTHER, kind="illness"), visit_on(BEGAN + days(60), 1, kind="prenatal")]
    assert rows(_town(_birth(), others), "prenatal_before_week_13")["city", MARCH] == (0, 1)


@pytest.mark.parametrize(
    ("first_visit", "last_visit", "is_given"),
    [
        # 1 March 2025 - 315 days = 20 April 2024, so S may be 1 April, not 1 May. 31 March + 30 = 30 April 2025.
        (date(2024, 4, 30), date(2025, 4, 1), True),
        (date(2024, 5, 1), date(2025, 4, 1), False),
        (date(2024, 4, 30), date(2025, 3, 31), False),
    ],
)
@pytest.mark.parametrize(
    "measure_id", ["prenatal_before_week_13", "prenatal_five_visits", "prenatal_visits", "first_prenatal_week"]
)
def test_whole_pregnancies_were_observed(
    rows: Measuring, measure_id: str, first_visit: date, last_visit: date, is_given: bool
) -> None:
    town = city(PLACES, seen(first_visit, last_visit), HERE, _birth())
    assert bool(rows(town, measure_id)) is is_given


# --- five visits ---


@pytest.mark.parametrize(
    ("on", "has_five", "part"),
    [
        ([BEGAN, BEGAN + days(60), BEGAN + days(120), BEGAN + days(180), BORN - days(1)], True, "5"),
        ([BEGAN - days(1), BEGAN + days(60), BEGAN + days(120), BEGAN + days(180), BORN - days(1)], False, "4"),
        ([BEGAN, BEGAN + days(60), BEGAN + days(120), BEGAN + days(180), BORN], False, "4"),  # on the birth day
        ([BEGAN, BEGAN, BEGAN + days(120), BEGAN + days(180), BORN - days(1)], False, "4"),  # two on a day
        ([], False, "0"),
        ([BEGAN + days(20 * step) for step in range(9)], True, "9"),
        ([BEGAN + days(20 * step) for step in range(10)], True, "10+"),
        ([BEGAN + days(20 * step) for step in range(13)], True, "10+"),
    ],
)
def test_five_are_different_days_before_the_birth_day(
    rows: Measuring, on: list[date], has_five: bool, part: str
) -> None:
    town = _town(_birth(), _prenatal(*on))
    assert rows(town, "prenatal_five_visits") == {(area, MARCH): (has_five, 1) for area in OWN_AREAS}
    assert rows(town, "prenatal_visits") == {("city", MARCH, part): (1, 1), ("comuna-1", MARCH, part): (1, 1)}


@pytest.mark.parametrize(("first", "part"), [(280, "1"), (281, "0")])
def test_without_weeks_the_pregnancy_is_taken_as_280_days(rows: Measuring, first: int, part: str) -> None:
    town = _town(_birth(gestation_weeks=None), _prenatal(BORN - days(first)))
    assert set(rows(town, "prenatal_visits")) == {("city", MARCH, part), ("comuna-1", MARCH, part)}


@pytest.mark.parametrize(
    ("weeks", "on", "part"),
    [
        (40, [BEGAN - days(1)], "none"),
        (40, [BEGAN, BEGAN + days(60)], "0"),
        (40, [BEGAN + days(6)], "0"),
        (40, [BEGAN + days(7)], "1"),
        (40, [BEGAN + days(90)], "12"),
        (40, [BEGAN + days(91)], "13"),
        (40, [BORN], "40"),
        (40, [BORN + days(1)], "none"),
        (None, [BEGAN + days(7)], "unknown"),
    ],
)
def test_the_first_prenatal_week_is_completed_weeks(
    rows: Measuring, weeks: int | None, on: list[date], part: str
) -> None:
    town = _town(_birth(gestation_weeks=weeks), _prenatal(*on))
    assert rows(town, "first_prenatal_week") == {("city", MARCH, part): (1, 1), ("comuna-1", MARCH, part): (1, 1)}


# --- after the birth ---


@pytest.mark.parametrize(
    ("discharges", "day", "has_one"),
    [
        ((None,), 0, False),  # on the birth day
        ((None,), 1, True),
        ((None,), 42, True),
        ((None,), 43, False),
        ((2,), 1, False),  # still in the hospital
        ((2,), 2, True),
        ((2, 5), 4, False),  # one of the twins was not yet discharged
        ((2, 5), 5, True),
        ((2, None), 2, True),  # the latest known
        ((0,), 0, False),
    ],
)
def test_a_postpartum_visit_comes_after_discharge_within_42_days(
    rows: Measuring, discharges: tuple[int | None, ...], day: int, has_one: bool
) -> None:
    births = [
        _birth(child_key=key, discharged_on=None if left is None else BORN + days(left))
        for key, left in enumerate(discharges)
    ]
    town = _town(births, visit_on(BORN + days(day), MOTHER, kind="postpartum"))
    assert rows(town, "postpartum_visit")["city", MARCH] == (has_one, 1)


@pytest.mark.parametrize(
    ("first_visit", "last_visit", "is_given"),
    [
        # 31 March + 42 + 30 days = 11 June 2025.
        (date(2025, 3, 31), date(2025, 6, 1), True),
        (date(2025, 4, 1), date(2025, 6, 1), False),
        (date(2025, 3, 31), date(2025, 5, 31), False),
    ],
)
def test_the_days_after_the_birth_were_observed(
    rows: Measuring, first_visit: date, last_visit: date, is_given: bool
) -> None:
    town = city(PLACES, seen(first_visit, last_visit), HERE, _birth())
    assert (("city", MARCH) in rows(town, "postpartum_visit")) is is_given
