"""Catch-up lists: the teams whose lists a person may open, and who opened which."""

from __future__ import annotations

from datetime import date, datetime

from bahealth.errors import NotAllowed, NotFound
from bahealth.frozen import Frozen
from bahealth.measure.catch_up.model import Opening, Team
from bahealth.measure.catch_up.queries import openings, team_on, teams_of
from bahealth.measure.catch_up.rules import day_in_buenos_aires, may_open, may_see_openings, may_see_page
from bahealth.people.model import Actor, Role
from bahealth.store import Database


class CatchUpView(Frozen):
    """Everything that the page shows except the list itself, which only its command gives.

    `opens_lists` is false for those who are of no department; `openings` is None for those who may not see them.
    """

    today: date
    opens_lists: bool
    teams: tuple[Team, ...]
    team: Team | None
    openings: tuple[Opening, ...] | None


def catch_up_view(database: Database, *, team_id: str | None, actor: Actor, at: datetime) -> CatchUpView:
    """The page for `actor` at `at` (UTC); `team_id` is the team whose list is asked for, if any.

    Raises NotAllowed when the page or the team is none of theirs, NotFound when the team is not active that day.
    """
    if not may_see_page(actor):
        raise NotAllowed("Catch-up lists are for the staff of the department that a team belongs to.")
    today = day_in_buenos_aires(at)
    with database.reading() as con:
        team = None if team_id is None else team_on(con, team_id=team_id, today=today)
        if team_id is not None and team is None:
            raise NotFound("There is no team %(team)s today", team=team_id)
        if team is not None and not may_open(actor, team):
            raise NotAllowed("Only the staff of the department that a team belongs to may open its list.")
        department_id = actor.department_id
        return CatchUpView(
            today=today,
            opens_lists=department_id is not None,
            teams=teams_of(con, department_id=department_id, today=today) if department_id else (),
            team=team,
            openings=openings(con, department_id=None if actor.role is Role.ADMIN else department_id)
            if may_see_openings(actor)
            else None,
        )
