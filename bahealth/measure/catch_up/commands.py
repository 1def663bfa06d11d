"""Opening a catch-up list: no list without its line in the audit."""

from __future__ import annotations

import json
from datetime import datetime

from bahealth.catalog.model import Catalog
from bahealth.errors import NotAllowed, NotFound
from bahealth.frozen import Frozen
from bahealth.measure.catch_up.model import CatchUpList, Team
from bahealth.measure.catch_up.queries import has_simulated, known_visits, panel_children, team_on
from bahealth.measure.catch_up.rules import day_in_buenos_aires, judged, may_open, ordered, schedule_of
from bahealth.people.model import Actor
from bahealth.people.rights import RIGHTS
from bahealth.store import Database, write_audit


class OpenCatchUpList(Frozen):
    """Look at the children under one year of a team."""

    team_id: str


def open_catch_up_list(
    database: Database, catalog: Catalog, command: OpenCatchUpList, *, actor: Actor, at: datetime
) -> CatchUpList:
    """The list of the team on the day of `at` (UTC), once its line stands in the audit.

    Raises NotFound when the team is not active that day; NotAllowed, with a line too, when the person is not of the
    team's department.
    """
    today = day_in_buenos_aires(at)
    with database.reading() as con:
        team = team_on(con, team_id=command.team_id, today=today)
    if team is None:
        raise NotFound("There is no team %(team)s today", team=command.team_id)
    if not may_open(actor, team):
        _write_line(database, "OpenCatchUpListRefused", team, actor=actor, at=at)
        raise NotAllowed(RIGHTS["open_catch_up_list"].refusal)
    with database.reading() as con:
        known = known_visits(con, centre_id=team.centre_id, today=today)
        found = panel_children(con, team_id=team.team_id, today=today)
        is_simulated = has_simulated(con)
    children = [judged(one, schedule_of(catalog.schedules, one.born_on), known, today=today) for one in found]
    _write_line(database, "OpenCatchUpList", team, actor=actor, at=at, child_count=len(children))
    return CatchUpList(team=team, on=today, known=known, is_simulated=is_simulated, children=ordered(children))


def _write_line(
    database: Database, name: str, team: Team, *, actor: Actor, at: datetime, child_count: int | None = None
) -> None:
    with database.writing() as con:
        write_audit(
            con,
            command=name,
            subject=f"{team.department_id} {team.team_id}",
            actor=actor.name,
            at=at,
            after=None if child_count is None else json.dumps({"child_count": child_count}),
        )
