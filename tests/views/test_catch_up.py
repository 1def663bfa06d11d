"""The page of catch-up lists: whose teams it offers, whom it refuses, and to whom it shows the record."""

from __future__ import annotations

import pytest

from bahealth.errors import NotAllowed, NotFound
from bahealth.measure.catch_up.commands import OpenCatchUpList, open_catch_up_list
from bahealth.people.model import Actor, Role
from bahealth.store import Database
from bahealth.views.catch_up import CatchUpView, catch_up_view
from tests.measure_catch_up.city import (
    CATALOG,
    HEAD,
    MAYOR,
    NOON,
    NOT_ALLOWED,
    OFFICE,
    OTHER_HEAD,
    STAFF,
    VISITOR,
    small_city,
)


@pytest.fixture
def city(database: Database) -> Database:
    small_city(database)
    return database


def view_of(database: Database, actor: Actor, team_id: str | None = None) -> CatchUpView:
    return catch_up_view(database, team_id=team_id, actor=actor, at=NOON)


@pytest.mark.parametrize(
    ("actor", "teams"),
    [(STAFF, ["team-1", "team-2"]), (HEAD, ["team-1", "team-2"]), (OTHER_HEAD, ["guard-1"]), (OFFICE, [])],
)
def test_only_teams_of_the_own_department_are_offered(city: Database, actor: Actor, teams: list[str]):
    assert [one.team_id for one in view_of(city, actor).teams] == teams


@pytest.mark.parametrize("actor", NOT_ALLOWED, ids=lambda actor: actor.name)
def test_a_team_of_others_is_refused(city: Database, actor: Actor):
    with pytest.raises(NotAllowed):
        view_of(city, actor, "team-1")


@pytest.mark.parametrize("actor", [MAYOR, VISITOR, Actor("staff without department", Role.STAFF)])
def test_the_page_is_refused_to_those_for_whom_it_holds_nothing(city: Database, actor: Actor):
    with pytest.raises(NotAllowed):
        view_of(city, actor)


def test_a_team_that_does_not_exist_is_not_found(city: Database):
    with pytest.raises(NotFound):
        view_of(city, STAFF, "nobody")


def test_a_look_at_the_page_reads_no_list_and_writes_no_line(city: Database):
    view = view_of(city, HEAD, "team-1")
    assert view.team is not None
    assert view.openings == ()


@pytest.mark.parametrize(
    ("actor", "seen"),
    [(STAFF, None), (HEAD, ["team-1"]), (OTHER_HEAD, ["guard-1"]), (OFFICE, ["guard-1", "team-1"])],
)
def test_heads_see_the_openings_of_their_department_and_the_office_sees_all(
    city: Database, actor: Actor, seen: list[str] | None
):
    for who, team_id in ((STAFF, "team-1"), (OTHER_HEAD, "guard-1")):
        open_catch_up_list(city, CATALOG, OpenCatchUpList(team_id=team_id), actor=who, at=NOON)
    openings = view_of(city, actor).openings
    assert (None if openings is None else [one.team_id for one in openings]) == seen


def test_before_any_record_there_are_no_teams(database: Database):
    view = view_of(database, HEAD)
    assert (view.teams, view.openings, view.opens_lists) == ((), (), True)
