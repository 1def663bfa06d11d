"""Primary care, worked out by hand: both plain Python and SQL give these numbers."""

from __future__ import annotations

from datetime import date

import pytest

from tests.measure.conftest import Measuring
from tests.measure.example import PLACES, lives, seen, with_team
from tests.measure.small_city import Centre, Death, Kept, Panel, Residence, Team, city, visit_on

DAY = date(2025, 3, 10)
MARCH = date(2025, 3, 1)
WHOLE = [*PLACES, *seen(date(2025, 1, 10), date(2025, 4, 30))]


def _of_march(found: dict[object, object]) -> dict[object, object]:
    """Rows of March by area, or by area and part."""
    return {(key[0] if len(key) == 2 else (key[0], key[2])): row for key, row in found.items() if key[1] == MARCH}  # type: ignore[arg-type, index]


# --- visits ---


def test_visits_count_at_the_centre_and_for_the_team_that_attended(rows: Measuring) -> None:
    # Three to centres of primary care, one of them by somebody from elsewhere; an emergency there, a visit to a
    # hospital and one to a place without a record are left out.
    visits = [
        visit_on(DAY, 1, kind="illness", team_id="south"),
        visit_on(DAY, 1, kind="checkup", centre_id="medical-2", team_id="south"),
        visit_on(DAY, 2, kind="illness"),
        visit_on(DAY, 1, kind="emergency"),
        visit_on(DAY, 1, kind="illness", centre_id="hospital-1"),
        visit_on(DAY, 1, kind="illness", centre_id="no-record"),
    ]
    town = city(WHOLE, lives(1, comuna=2), visits)
    counts = {"city": 3, "comuna-1": 2, "comuna-2": 1, "centre-cesac-1": 2, "centre-medical-2": 1, "team-south": 2}
    assert _of_march(rows(town, "visits")) == {area: (count, None) for area, count in counts.items()}
    assert _of_march(rows(town, "visits_by_kind")) == {
        ("city", "illness"): (2, 3),
        ("city", "checkup"): (1, 3),
        ("comuna-1", "illness"): (2, 2),
        ("comuna-2", "checkup"): (1, 1),
        ("centre-cesac-1", "illness"): (2, 2),
        ("centre-medical-2", "checkup"): (1, 1),
    }
    # By residents: two, of comuna 2 where the person lives.
    assert {area: row[:2] for area, row in _of_march(rows(town, "visits_per_1000")).items()} == {  # type: ignore[index]
        "city": (2, 1),
        "comuna-2": (2, 1),
    }


def test_a_centre_is_what_its_newest_record_says(rows: Measuring) -> None:
    newer = Centre(centre_id="hospital-1", kind="cesac", comuna_id="comuna-2", from_on=date(2026, 1, 1))
    town = city(WHOLE, newer, visit_on(DAY, 1, kind="illness", centre_id="hospital-1"))
    assert set(_of_march(rows(town, "visits"))) == {"city", "comuna-2", "centre-hospital-1"}


@pytest.mark.parametrize(
    ("today", "months"),
    [
        (date(2025, 5, 1), [1, 2, 3, 4]),
        (date(2025, 4, 30), [1, 2, 3]),  # April is not over, its visits are not read
        (date(2025, 4, 29), [1, 2, 3]),
    ],
)
def test_months_between_the_first_and_the_last_visit_are_given(rows: Measuring, today: date, months: list[int]) -> None:
    visits = [visit_on(date(2025, month, 28), 1, kind="illness") for month in (1, 3, 4)]
    town = city(WHOLE, lives(1), visits, today=today)
    found = {key[1].month: row[:2] for key, row in rows(town, "visits_per_1000").items() if key[0] == "city"}
    assert found == {month: (0 if month == 2 else 1, 1) for month in months}


@pytest.mark.parametrize(
    ("day", "month"),
    [(date(2025, 2, 28), 2), (date(2025, 3, 1), 3), (date(2025, 3, 31), 3), (date(2025, 4, 1), 4)],
)
def test_the_first_and_the_last_day_belong_to_their_month(rows: Measuring, day: date, month: int) -> None:
    found = rows(city(WHOLE, visit_on(day, 1, kind="illness")), "visits")
    assert {key[1].month for key in found} == {month}


# --- teams ---


@pytest.mark.parametrize(
    ("visit", "row"),
    [
        ({"team_id": "north"}, (1, 1)),
        ({"team_id": "south"}, (0, 1)),
        ({"team_id": None}, (0, 1)),
        ({"team_id": "north", "is_scheduled": False}, None),
        ({"team_id": "north", "centre_id": "hospital-1"}, None),
        ({"team_id": "north", "kind": "emergency"}, None),
        ({"team_id": "north", "centre_id": "medical-2"}, (1, 1)),  # seen by the own team elsewhere
    ],
)
def test_continuity_is_of_scheduled_visits_with_the_own_team_of_the_day(
    rows: Measuring, visit: dict[str, object], row: tuple[int, int] | None
) -> None:
    seen_there = visit_on(DAY, 1, **{"kind": "chronic", "is_scheduled": True, **visit})
    found = _of_march(rows(city(WHOLE, lives(1), with_team(1), seen_there), "continuity_own_team"))
    areas = ("city", "comuna-1", "centre-cesac-1", "team-north")
    assert found == (dict.fromkeys(areas, row) if row else {})


def test_continuity_goes_with_the_team_of_that_day(rows: Measuring) -> None:
    # To the south team on 10 March: a visit with the north team the day before counts, on the day it does not.
    panels = [with_team(1), with_team(1, "south", DAY)]
    visits = [visit_on(date(2025, 3, day), 1, kind="chronic", is_scheduled=True, team_id="north") for day in (9, 10)]
    found = _of_march(rows(city(WHOLE, lives(1), panels, visits), "continuity_own_team"))
    assert found == {
        "city": (1, 2),
        "comuna-1": (1, 2),
        "centre-cesac-1": (1, 1),
        "team-north": (1, 1),
        "centre-medical-2": (0, 1),
        "team-south": (0, 1),
    }


@pytest.mark.parametrize("records", [[], [lives(1)], [with_team(1)], [lives(1), with_team(1, "closed")]])
def test_who_has_no_team_or_lives_elsewhere_has_no_continuity(rows: Measuring, records: list[Kept]) -> None:
    closed = Team(team_id="closed", until_on=DAY)
    visit = visit_on(DAY, 1, kind="chronic", is_scheduled=True, team_id="north")
    assert rows(city(WHOLE, closed, records, visit), "continuity_own_team") == {}


def test_residents_with_a_team_are_of_public_cover_on_the_last_day(rows: Measuring) -> None:
    # Public cover on 31 March: 1 with a team; 2 without; 3 joins on 1 April; 4's team closed that day; 7 died that day.
    # 5 is insured, 6 left on that day, 8 died the day before.
    people = [lives(key) for key in (1, 2, 3, 4, 7, 8)]
    others = [Residence(resident_key=5, coverage="insured"), lives(6, until_on=date(2025, 3, 31))]
    panels = [with_team(key) for key in (1, 5, 6, 7, 8)]
    panels += [with_team(3, from_on=date(2025, 4, 1)), with_team(4, "closed")]
    deaths = [Death(resident_key=key, died_on=date(2025, 3, day)) for key, day in ((7, 31), (8, 30))]
    town = city(WHOLE, Team(team_id="closed", until_on=date(2025, 3, 31)), people, others, panels, deaths)
    assert _of_march(rows(town, "residents_with_team")) == {"city": (2, 5), "comuna-1": (2, 5)}


def test_cover_is_that_of_the_newest_home(rows: Measuring) -> None:
    homes = [lives(1), Residence(resident_key=1, coverage="insured", from_on=date(2025, 3, 31))]
    assert _of_march(rows(city(WHOLE, homes, with_team(1)), "residents_with_team")) == {}


def test_residents_per_team_are_on_the_list_of_active_teams(rows: Measuring) -> None:
    # 31 March: north (comuna 1) has 1 and 2, south (comuna 2) nobody, adrift (a centre without a record) has 3.
    # 4 lives elsewhere; 5's team closed on that day. Insured 2 counts. City: 3 residents, 3 teams.
    teams = [Team(team_id="adrift", centre_id="no-record"), Team(team_id="closed", until_on=date(2025, 3, 31))]
    people = [lives(1, comuna=2), Residence(resident_key=2, coverage="insured"), lives(3), lives(5)]
    panels = [with_team(1), with_team(2), with_team(3, "adrift"), with_team(4), with_team(5, "closed")]
    assert _of_march(rows(city(WHOLE, teams, people, panels), "residents_per_team")) == {
        "city": (3, 3),
        "comuna-1": (2, 1),  # where the team is, not where its people live
        "comuna-2": (0, 1),
        "team-north": (2, 1),
        "team-south": (0, 1),
        "team-adrift": (1, 1),
    }


def test_a_team_is_where_it_is_on_the_day(rows: Measuring) -> None:
    # The west team moves from comuna 1 to comuna 2 on 1 March.
    spells = [
        Team(team_id="west", centre_id="cesac-1", until_on=MARCH),
        Team(team_id="west", centre_id="medical-2", from_on=MARCH),
    ]
    found = rows(city(WHOLE, spells, lives(1), Panel(resident_key=1, team_id="west")), "residents_per_team")
    february = date(2025, 2, 1)
    assert (found["comuna-1", february], found["comuna-2", february]) == ((1, 2), (0, 1))
    assert (found["comuna-1", MARCH], found["comuna-2", MARCH]) == ((0, 1), (1, 2))
    assert found["team-west", MARCH] == (1, 1)
