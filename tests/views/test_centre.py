"""The view of somebody's nearest centre: teams as delivered, marked where a simulation made them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bahealth.access.contacts import read_centres
from bahealth.config import PROJECT
from bahealth.store import Database
from bahealth.views.centre import CentreView, CityOnFoot, centre_view
from tests.on_foot import city_on_foot

TODAY = date(2026, 11, 9)
NEAREST = "cesac-11"


@pytest.fixture(scope="module")
def city() -> CityOnFoot:
    return city_on_foot()


def seen(database: Database, city: CityOnFoot, typed: str = "Corrientes 3000") -> CentreView:
    return centre_view(database, city, city.addresses.find(typed).places[0], today=TODAY)


def deliver_teams(database: Database, *teams: tuple[str, date, date | None]) -> None:
    with database.writing() as con:
        con.execute("INSERT INTO ops.record_delivery VALUES (1, 'd-1', 'teams', 0, 0)")
        con.execute(
            "INSERT INTO ops.delivery VALUES ('d-1', 'records', 'teams.csv', 'hash', 3, true, ?, 'tests')",
            [datetime(2026, 11, 1)],
        )
        for number, (team_id, from_on, until_on) in enumerate(teams):
            con.execute(
                "INSERT INTO facts.team VALUES (1, ?, false, ?, ?, 'primary_care', ?, ?)",
                [number, team_id, NEAREST, from_on, until_on],
            )


def test_without_any_delivery_of_teams_none_is_told(database: Database, city: CityOnFoot):
    assert [one.teams for one in seen(database, city).centres] == [None, None, None]


def test_teams_that_work_there_today_are_counted_and_marked_simulated(database: Database, city: CityOnFoot):
    deliver_teams(
        database,
        ("team-1", date(2020, 1, 1), None),
        ("team-2", date(2020, 1, 1), TODAY),  # until is the first day on which it is gone
        ("team-3", date(2026, 11, 10), None),
    )
    near = seen(database, city).centres[0]
    assert near.centre.centre_id == NEAREST
    assert near.teams is not None
    assert (near.teams.team_count, near.teams.team_id, near.teams.is_simulated) == (1, "team-1", True)


def test_three_centres_come_nearest_first_with_an_easy_pace_beside(database: Database, city: CityOnFoot):
    near = seen(database, city).centres
    assert [one.metres for one in near] == sorted(one.metres for one in near)
    assert len(near) == 3
    assert all(one.slow_minutes >= one.minutes for one in near)
    assert (near[0].minutes, near[0].slow_minutes) == (11, 15)  # 875 m: 10.9 at 80 m a minute, 14.6 at 60


def test_the_map_shows_the_streets_around_the_way_and_no_more(database: Database, city: CityOnFoot):
    view = seen(database, city)
    assert 50 < len(view.streets_around) < 500


def test_a_corner_of_the_map_is_a_place_with_both_its_streets(city: CityOnFoot):
    node = city.addresses.find("Corrientes y Medrano").places[0].from_node
    assert {city.at_corner(node).street, city.at_corner(node).crossing} == {"Av. Corrientes", "Av. Medrano"}


def test_opening_hours_are_shown_where_a_delivered_table_has_them(tmp_path):
    (tmp_path / "centres.csv").write_text((PROJECT / "data" / "city" / "centres.csv").read_text(encoding="utf-8"))
    (tmp_path / "centre_contacts.csv").write_text(
        "centre_id,telephones,website,services,is_services_cut,opening_hours\n"
        "cesac-1,1111-2222 / 3333-4444,,Pediatría;Vacunas,true,lunes a viernes de 8 a 18\n",
        encoding="utf-8",
    )
    by_id = {one.centre_id: one for one in read_centres(tmp_path)}
    assert by_id["cesac-1"].opening_hours == "lunes a viernes de 8 a 18"
    assert by_id["cesac-1"].telephones == ("1111-2222", "3333-4444")
    assert by_id["cesac-1"].has_more_services
    assert by_id["cesac-2"].opening_hours is None
    assert by_id["cesac-2"].telephones == ()
