"""Reading teams, their children under one year, and who opened which list."""

from __future__ import annotations

from datetime import date

from bahealth.frozen import Frozen
from bahealth.measure.catch_up.model import KnownVisits, Opening, PanelChild, Team
from bahealth.store import Cursor, fetch

PACKAGE = "bahealth.measure.catch_up"


class _Simulated(Frozen):
    is_simulated: bool


def teams_of(con: Cursor, *, department_id: str, today: date) -> tuple[Team, ...]:
    """The teams of a department that are active today, by the name of their centre."""
    return tuple(fetch(con, Team, PACKAGE, "teams", department_id=department_id, team_id=None, today=today))


def team_on(con: Cursor, *, team_id: str, today: date) -> Team | None:
    """The team as it stands today; None when it is not active."""
    found = fetch(con, Team, PACKAGE, "teams", department_id=None, team_id=team_id, today=today)
    return next(iter(found), None)


def panel_children(con: Cursor, *, team_id: str, today: date) -> list[PanelChild]:
    """The children under one year whose own team it is today, resident and alive, with their check-up days."""
    return fetch(con, PanelChild, PACKAGE, "panel_children", team_id=team_id, today=today)


def known_visits(con: Cursor, *, centre_id: str, today: date) -> KnownVisits:
    """From when until when visits of the last 13 months have been delivered, in all and at one centre."""
    return fetch(con, KnownVisits, PACKAGE, "known_visits", centre_id=centre_id, today=today)[0]


def has_simulated(con: Cursor) -> bool:
    """Whether any record comes from a simulation."""
    return fetch(con, _Simulated, PACKAGE, "has_simulated")[0].is_simulated


def openings(con: Cursor, *, department_id: str | None) -> tuple[Opening, ...]:
    """The last hundred openings and refusals, newest first; of all departments when none is named."""
    return tuple(fetch(con, Opening, PACKAGE, "openings", department_id=department_id))
