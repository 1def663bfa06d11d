"""A plan is kept as it was, under a name of its own, by members alone."""

from __future__ import annotations

from datetime import datetime

import pytest

from bahealth.access.saved.commands import SavePlan, save_plan
from bahealth.access.saved.queries import saved_plan, saved_plans
from bahealth.errors import NotAllowed, NotFound, Refusal
from bahealth.people.model import Actor, Role
from bahealth.store import Database
from bahealth.store.crosscheck import unmatched
from tests.access.saved.example import PLAN
from tests.catalog.example import catalog

AT = datetime(2026, 11, 20, 12, 0)
STAFF = Actor("staff@city", Role.STAFF, "care")


def saved(database: Database, name: str, actor: Actor = STAFF) -> str:
    return save_plan(database, catalog(), SavePlan(name=name, plan=PLAN), actor=actor, at=AT).plan_id


def lines(database: Database) -> list[tuple[str, str, str]]:
    with database.reading() as con:
        return con.execute("SELECT command, subject, actor FROM ops.audit WHERE command = 'save_plan'").fetchall()


def test_a_saved_plan_is_read_as_it_was_and_its_line_names_it(database: Database):
    plan_id = saved(database, "  Sur   primero ")
    with database.reading() as con:
        found = saved_plan(con, plan_id)
        assert (found.name, found.plan, found.made_by, found.made_at) == ("Sur primero", PLAN, STAFF.name, AT)
        assert unmatched(con) == []
    assert lines(database) == [("save_plan", plan_id, STAFF.name)]


@pytest.mark.parametrize("name", ["", "   ", "SUR primero"])
def test_without_a_name_of_its_own_nothing_is_kept(database: Database, name: str):
    saved(database, "Sur primero")
    with pytest.raises(Refusal):
        saved(database, name)
    with database.reading() as con:
        assert len(saved_plans(con)) == len(lines(database)) == 1


def test_residents_save_nothing(database: Database):
    with pytest.raises(NotAllowed):
        saved(database, "Sur primero", Actor("visitor", Role.PUBLIC))
    assert lines(database) == []


def test_a_plan_that_does_not_exist_is_not_found(database: Database):
    with database.reading() as con, pytest.raises(NotFound):
        saved_plan(con, "nothing")
