"""Emergency use, worked out by hand: both plain Python and SQL give these numbers."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.measure.conftest import Measuring
from tests.measure.example import PLACES, lives, seen
from tests.measure.small_city import Death, DiagnosisShare, Kept, Visit, city, visit_at, visit_on

NOON = datetime(2025, 3, 10, 12)
MARCH = date(2025, 3, 1)
WHOLE = [*PLACES, *seen(date(2024, 1, 10), date(2026, 3, 31))]
HERE = lives(1)
SHARES = [
    DiagnosisShare(diagnosis_code="J069", non_emergent=0.5, primary_care_treatable=0.25, avoidable=0.25),
    DiagnosisShare(diagnosis_code="J06", primary_care_treatable=0.5, injury=0.5),
]


def _visit(at: datetime = NOON, person: int = 1, **columns: object) -> Visit:
    """Unscheduled, to the first hospital, home afterwards, unless said otherwise."""
    return visit_at(at, person, **{"kind": "emergency", "centre_id": "hospital-1", "discharge": "home", **columns})


def _visits(*days: date, **columns: object) -> list[Visit]:
    return [_visit(datetime(day.year, day.month, day.day, 12), **columns) for day in days]


# --- returns ---


@pytest.mark.parametrize(
    ("later", "is_return"),
    [
        (timedelta(0), False),
        (timedelta(seconds=1), True),
        (timedelta(hours=72), True),
        (timedelta(hours=72, seconds=1), False),
        (-timedelta(hours=1), False),
    ],
)
def test_a_return_comes_more_than_0_and_at_most_72_hours_later(
    rows: Measuring, later: timedelta, is_return: bool
) -> None:
    # The second visit was admitted and asks for no return of its own.
    town = city(WHOLE, HERE, _visit(), _visit(NOON + later, discharge="admitted"))
    assert rows(town, "ed_return_72_hours") == {
        (area, MARCH): (is_return, 1) for area in ("city", "comuna-1", "centre-hospital-1")
    }


@pytest.mark.parametrize(
    ("second", "is_return"),
    [
        ({"centre_id": "hospital-2"}, True),  # all hospitals together
        ({"centre_id": "cesac-1"}, True),
        ({"is_scheduled": True}, False),  # arranged: a dressing
        ({"kind": "illness"}, False),
        ({"person": 2}, False),
    ],
)
def test_a_return_is_an_unscheduled_emergency_of_the_same_person_anywhere(
    rows: Measuring, second: dict[str, object], is_return: bool
) -> None:
    town = city(WHOLE, HERE, _visit(), _visit(NOON + timedelta(hours=5), discharge="admitted", **second))  # type: ignore[arg-type]
    assert rows(town, "ed_return_72_hours")["city", MARCH] == (is_return, 1)
    assert rows(town, "ed_return_72_hours")["centre-hospital-1", MARCH] == (is_return, 1)


def test_a_return_counts_though_the_person_lives_elsewhere_by_then(rows: Measuring) -> None:
    moved = lives(1, until_on=date(2025, 3, 11))
    town = city(WHOLE, moved, _visit(), _visit(NOON + timedelta(days=1)))
    assert rows(town, "ed_return_72_hours")["city", MARCH] == (1, 1), "the second is no visit of a resident"


@pytest.mark.parametrize(
    "columns", [{"discharge": "admitted"}, {"discharge": None}, {"is_scheduled": True}, {"kind": "other"}]
)
def test_only_unscheduled_visits_that_went_home_can_be_returned_from(
    rows: Measuring, columns: dict[str, object]
) -> None:
    assert rows(city(WHOLE, HERE, _visit(**columns)), "ed_return_72_hours") == {}  # type: ignore[arg-type]


def test_a_return_in_the_next_month_is_seen(rows: Measuring) -> None:
    last = datetime(2025, 3, 31, 23, 59)
    town = city(WHOLE, HERE, _visit(last), _visit(last + timedelta(hours=70)))
    found = rows(town, "ed_return_72_hours")
    assert (found["city", MARCH], found["city", date(2025, 4, 1)]) == ((1, 1), (0, 1))


@pytest.mark.parametrize(
    ("measure_id", "month", "last_visit", "is_given"),
    [
        # 31 March 2025 + 30 = 30 April, which is H when the last visit is of April.
        ("ed_low_triage", 3, date(2025, 4, 1), True),
        ("ed_low_triage", 3, date(2025, 3, 31), False),
        # 30 June 2025 + 30 = 30 July; + 33 = 2 August.
        ("ed_low_triage", 6, date(2025, 7, 1), True),
        ("ed_low_triage", 6, date(2025, 6, 30), False),
        ("ed_return_72_hours", 6, date(2025, 7, 31), False),
        ("ed_return_72_hours", 6, date(2025, 8, 1), True),
    ],
)
def test_a_month_waits_for_late_records(
    rows: Measuring, measure_id: str, month: int, last_visit: date, is_given: bool
) -> None:
    town = city(PLACES, seen(date(2025, 1, 1), last_visit), HERE, _visit(datetime(2025, month, 2, 9), triage_level=4))
    assert (("city", date(2025, month, 1)) in rows(town, measure_id)) is is_given


# --- frequent users ---


def _users(rows: Measuring, *records: object, month: date = MARCH) -> tuple[object, object]:
    """Of the city in a month: people (with four or more, with any) and their visits."""
    town = city(WHOLE, *records)  # type: ignore[arg-type]
    key = ("city", month)
    return rows(town, "ed_frequent_users").get(key), rows(town, "ed_frequent_user_visits").get(key)


FOUR_DAYS = (date(2024, 4, 1), date(2024, 7, 9), date(2024, 12, 31), date(2025, 3, 31))


def test_visits_to_all_hospitals_are_added_up(rows: Measuring) -> None:
    # 1 has two in one hospital and two in another: four. 2 has three. 3 has one.
    records = [
        *_visits(*FOUR_DAYS[:2], person=1),
        *_visits(*FOUR_DAYS[2:], person=1, centre_id="hospital-2"),
        *_visits(*FOUR_DAYS[:3], person=2),
        _visit(person=3),
    ]
    people = [lives(key) for key in (1, 2, 3)]
    assert _users(rows, people, records) == ((1, 3), (4, 8))
    town = city(WHOLE, people, records)
    for measure_id, parts in {
        "ed_people_by_visits": {"1": (1, 3), "3": (1, 3), "4-5": (1, 3)},
        "ed_visits_by_visits": {"1": (1, 8), "3": (3, 8), "4-5": (4, 8)},
    }.items():
        found = rows(town, measure_id).items()
        assert {part: row for (area, month, part), row in found if (area, month) == ("city", MARCH)} == parts


@pytest.mark.parametrize(
    ("count", "part"), [(2, "2"), (4, "4-5"), (5, "4-5"), (6, "6-9"), (9, "6-9"), (10, "10+"), (15, "10+")]
)
def test_bands_of_visits(rows: Measuring, count: int, part: str) -> None:
    town = city(WHOLE, HERE, _visits(*(date(2025, 3, 1 + n) for n in range(count))))
    assert rows(town, "ed_people_by_visits")["comuna-1", MARCH, part] == (1, 1)
    assert rows(town, "ed_visits_by_visits")["comuna-1", MARCH, part] == (count, count)


@pytest.mark.parametrize(
    ("days", "people"),
    [
        (FOUR_DAYS, (1, 1)),  # from the first day of the 12 months to the last
        ((date(2024, 3, 31), *FOUR_DAYS[1:]), (0, 1)),
        ((*FOUR_DAYS[:3], date(2025, 4, 1)), (0, 1)),
    ],
)
def test_twelve_months_end_with_the_month(rows: Measuring, days: tuple[date, ...], people: tuple[int, int]) -> None:
    assert _users(rows, HERE, _visits(*days))[0] == people


def test_scheduled_returns_make_nobody_a_frequent_user(rows: Measuring) -> None:
    dressings = _visits(date(2025, 3, 12), date(2025, 3, 14), is_scheduled=True)
    assert _users(rows, HERE, _visits(*FOUR_DAYS[:3]), dressings) == ((0, 1), (0, 3))


def test_observation_shorter_than_twelve_months_gives_nothing(rows: Measuring) -> None:
    # S is 1 May 2024: the first 12 months end with April 2025.
    town = city(PLACES, seen(date(2024, 5, 20), date(2026, 3, 31)), HERE, _visits(*FOUR_DAYS[1:]))
    months = sorted(month for area, month in rows(town, "ed_frequent_users") if area == "city")
    assert months[0] == date(2025, 4, 1)


def test_the_dead_and_those_who_left_are_nobodys_users(rows: Measuring) -> None:
    # 1 died on the last day of March, 2 the day before it, 3 left that day, 4 stays.
    people = [lives(1), lives(2), lives(3, until_on=date(2025, 3, 31)), lives(4)]
    deaths = [Death(resident_key=1, died_on=date(2025, 3, 31)), Death(resident_key=2, died_on=date(2025, 3, 30))]
    visits = [one for key in (1, 2, 3, 4) for one in _visits(*FOUR_DAYS[:3], date(2025, 3, 5), person=key)]
    assert _users(rows, people, deaths, visits) == ((2, 2), (8, 8))
    assert _users(rows, people, deaths, visits, month=date(2025, 2, 1)) == ((0, 4), (0, 12))


def test_visits_from_elsewhere_are_not_added_and_people_count_where_they_live_now(rows: Measuring) -> None:
    # Two visits before the person came, two from comuna 1, two from comuna 2.
    homes = [lives(1, date(2024, 8, 1), date(2025, 1, 1)), lives(1, date(2025, 1, 1), comuna=2)]
    visits = _visits(
        *(date(2024, 5, 1), date(2024, 6, 1)),
        *(date(2024, 9, 1), date(2024, 10, 1)),
        *(date(2025, 1, 1), date(2025, 2, 1)),
    )
    town = city(WHOLE, homes, visits)
    found = {area: row for (area, month), row in rows(town, "ed_frequent_users").items() if month == MARCH}
    assert found == {"city": (1, 1), "comuna-2": (1, 1)}
    assert rows(town, "ed_frequent_user_visits")["comuna-2", MARCH] == (4, 4)


# --- what primary care could solve ---


def test_low_triage_is_four_or_five_of_those_with_a_level(rows: Measuring) -> None:
    visits = [_visit(triage_level=level) for level in (1, 2, 3, 4, 5, 5, None)]
    everywhere = ("city", "comuna-1", "centre-hospital-1")
    town = city(WHOLE, HERE, visits)
    assert rows(town, "ed_low_triage") == {(area, MARCH): (3, 6) for area in everywhere}
    parts = {"1": 1, "2": 1, "3": 1, "4": 1, "5": 2, "none": 1}
    assert rows(town, "ed_triage") == {
        (area, MARCH, part): (count, 7) for area in everywhere for part, count in parts.items()
    }


def test_diagnosis_shares_stay_shares(rows: Measuring) -> None:
    # J069 has its own: 0.5 + 0.25. J060 has those of J06: 0.5. J06 too. Z000 has none; one has no code.
    # One class per visit by the highest share would call the first non-emergent altogether.
    visits = [_visit(diagnosis_code=code) for code in ("J069", "J060", "J06", "Z000", None)]
    everywhere = ("city", "comuna-1", "centre-hospital-1")
    town = city(WHOLE, SHARES, HERE, visits)
    assert rows(town, "ed_solvable_in_primary_care") == {(area, MARCH): (1.75, 3) for area in everywhere}
    parts = {
        "non_emergent": 0.5,
        "primary_care_treatable": 0.25 + 0.5 + 0.5,
        "avoidable": 0.25,
        "injury": 0.5 + 0.5,
        "unclassified": 1,
        "uncoded": 1,
    }
    assert rows(town, "ed_classes") == {
        (area, MARCH, part): (number, 5) for area in everywhere for part, number in parts.items()
    }


def test_a_code_never_takes_the_shares_of_a_longer_one(rows: Measuring) -> None:
    town = city(WHOLE, SHARES[0], HERE, _visit(diagnosis_code="J06"))
    assert rows(town, "ed_solvable_in_primary_care") == {}


# --- where and when ---


def test_emergency_visits_of_people_from_elsewhere_are_not_counted(rows: Measuring) -> None:
    before, dead = lives(2, date(2025, 3, 11)), Death(resident_key=3, died_on=date(2025, 3, 9))
    visits = [_visit(person=person, triage_level=5) for person in (2, 3, 4)]
    assert rows(city(WHOLE, before, lives(3), dead, visits), "ed_low_triage") == {}


def test_a_visit_counts_where_the_person_lived_and_at_the_place_visited(rows: Measuring) -> None:
    homes = [lives(1, until_on=date(2025, 3, 10)), lives(1, date(2025, 3, 10), comuna=2)]
    places = [_visit(triage_level=5, centre_id=centre) for centre in ("hospital-1", "cesac-1", "no-record")]
    assert set(rows(city(WHOLE, homes, places), "ed_low_triage")) == {
        (area, MARCH) for area in ("city", "comuna-2", "centre-hospital-1", "centre-cesac-1", "centre-no-record")
    }


@pytest.mark.parametrize(
    ("at", "month"),
    [
        (datetime(2025, 3, 31, 23, 59, 59), MARCH),  # 1 April in UTC
        (datetime(2025, 4, 1), date(2025, 4, 1)),
        (datetime(2025, 2, 28, 23, 59), date(2025, 2, 1)),
        (datetime(2025, 3, 1), MARCH),
    ],
)
def test_the_month_is_that_of_the_day_in_buenos_aires(rows: Measuring, at: datetime, month: date) -> None:
    town = city(WHOLE, HERE, _visit(at, triage_level=5))
    assert {period for _, period in rows(town, "ed_low_triage")} == {month}
    visit = next(iter(one for one in town.records if isinstance(one, Visit) and one.resident_key == 1))
    assert visit.occurred_at == at + timedelta(hours=3)


def test_visits_per_1000_are_of_residents_on_the_15th(rows: Measuring) -> None:
    # Resident on 15 March: 1, 2, 4 (came that day) and 5; 3 left that day. 3 and 5 made a visit each, 2 made two.
    people: list[Kept] = [
        *(lives(key) for key in (1, 2)),
        lives(3, until_on=date(2025, 3, 15)),
        lives(4, date(2025, 3, 15)),
        lives(5, comuna=2),
    ]
    visits = [_visit(person=key) for key in (2, 2, 3, 5)] + [visit_on(date(2025, 3, 3), 1, kind="illness")]
    found = rows(city(WHOLE, people, visits), "ed_visits_per_1000")
    assert {area: row[:2] for (area, month), row in found.items() if month == MARCH} == {
        "city": (4, 4),
        "comuna-1": (3, 3),
        "comuna-2": (1, 1),
    }
    assert found["comuna-2", MARCH][2:] == (None, None), "no limits for one person"
