"""Opening a list: who may, and what stands in the audit before anybody sees it."""

from __future__ import annotations

from datetime import date

import pytest

from bahealth.errors import NotAllowed, NotFound
from bahealth.measure.catch_up import commands
from bahealth.measure.catch_up.commands import OpenCatchUpList, open_catch_up_list
from bahealth.measure.catch_up.model import CatchUpList, ChildStanding
from bahealth.measure.catch_up.queries import openings
from bahealth.people.model import Actor, Role
from bahealth.store import Database
from tests.measure_catch_up.city import CATALOG, HEAD, NOON, NOT_ALLOWED, OTHER_HEAD, STAFF, TODAY


def opened(database: Database, actor: Actor, team_id: str = "team-1") -> CatchUpList:
    return open_catch_up_list(database, CATALOG, OpenCatchUpList(team_id=team_id), actor=actor, at=NOON)


def audit(database: Database) -> list[tuple[str, ...]]:
    with database.reading() as con:
        return con.execute("SELECT command, subject, actor, after FROM ops.audit ORDER BY line_number").fetchall()


def test_the_list_tells_the_three_standings_apart(city: Database):
    found = opened(city, STAFF)
    assert (found.on, found.team.centre_name, found.is_simulated) == (TODAY, "CeSAC 1", False)
    assert [(one.resident_key, one.standing) for one in found.children] == [
        (2, ChildStanding.CAN_CATCH_UP),
        (3, ChildStanding.TOO_LATE),
        (1, ChildStanding.UP_TO_DATE),
    ]
    assert [(one.done, one.due, one.possible) for one in found.children] == [(1, 7, 15), (0, 9, 11), (5, 5, 19)]
    assert found.known.until_on == date(2026, 3, 2)
    assert len(found.standing(ChildStanding.TOO_LATE)) == 1


@pytest.mark.parametrize("actor", [STAFF, HEAD, Actor("elsa", Role.ADMIN, "primary_care")])
def test_an_opening_writes_one_line(city: Database, actor: Actor):
    opened(city, actor)
    assert audit(city) == [("OpenCatchUpList", "primary_care team-1", actor.name, '{"child_count": 3}')]


@pytest.mark.parametrize("actor", NOT_ALLOWED, ids=lambda actor: actor.name)
def test_a_list_is_refused_to_everybody_else_and_the_attempt_is_recorded(city: Database, actor: Actor):
    with pytest.raises(NotAllowed, match="department"):
        opened(city, actor)
    assert audit(city) == [("OpenCatchUpListRefused", "primary_care team-1", actor.name, None)]


@pytest.mark.parametrize("actor", NOT_ALLOWED, ids=lambda actor: actor.name)
def test_a_refused_list_is_not_even_read(city: Database, actor: Actor, monkeypatch: pytest.MonkeyPatch):
    read: list[str] = []
    monkeypatch.setattr(commands, "panel_children", lambda *_, **__: read.append("read") or [])
    with pytest.raises(NotAllowed):
        opened(city, actor)
    assert read == []


@pytest.mark.parametrize("team_id", ["team-closed", "nobody", "", "team-1' OR 1=1 --", "../team-1"])
def test_a_team_that_is_not_active_has_no_list(city: Database, team_id: str):
    with pytest.raises(NotFound):
        opened(city, STAFF, team_id)
    assert audit(city) == []


def test_no_list_without_its_line(city: Database, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(commands, "write_audit", broken)
    with pytest.raises(OSError, match="disk full"):
        opened(city, STAFF)


def test_the_right_follows_the_team_to_its_new_department(city: Database):
    with city.writing() as con:
        con.execute("UPDATE facts.team SET department_id = 'hospitals' WHERE team_id = 'team-1'")
    with pytest.raises(NotAllowed):
        opened(city, STAFF)
    assert len(opened(city, OTHER_HEAD).children) == 3


def test_an_empty_panel_is_an_empty_list_that_is_recorded_too(city: Database):
    assert opened(city, STAFF, "team-2").children == ()
    assert audit(city)[0][3] == '{"child_count": 0}'


def test_the_record_of_openings_is_read_by_department_newest_first(city: Database):
    opened(city, STAFF)
    with pytest.raises(NotAllowed):
        opened(city, OTHER_HEAD)
    opened(city, OTHER_HEAD, "guard-1")
    with city.reading() as con:
        ours, all_of_them = openings(con, department_id="primary_care"), openings(con, department_id=None)
    assert [(one.actor, one.team_id, one.is_refused, one.child_count) for one in ours] == [
        ("delia", "team-1", True, None),
        ("ana", "team-1", False, 3),
    ]
    assert [(one.team_id, one.child_count) for one in all_of_them] == [("guard-1", 1), ("team-1", None), ("team-1", 3)]
