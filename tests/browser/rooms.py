"""A session that is open, on the store of the demonstration."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bahealth.catalog.load import load_catalog
from bahealth.config import PROJECT
from bahealth.convene.agenda.commands import DraftAgenda, draft_agenda
from bahealth.convene.model import Invited, Part, Session
from bahealth.convene.room.commands import OpenSession, open_session
from bahealth.convene.sessions.commands import PinRelease, PlanSession, pin_release, plan_session
from bahealth.people.model import Actor, Role
from bahealth.store import Database
from bahealth.ui.people import local_roles

CATALOG = load_catalog(PROJECT / "data")
MAYOR = local_roles(CATALOG)["mayor"]
PEOPLE = (
    Invited(person=MAYOR.name, part=Part.CONVENOR),
    Invited(person=local_roles(CATALOG)["head-hospitals"].name, part=Part.HEAD, department_id="hospitals"),
    Invited(person="ana@example.org", part=Part.NOTE_TAKER, department_id="hospitals"),
)


def prepared_session(database: Database, *, by: Actor = MAYOR, is_open: bool = True) -> Session:
    """Planned for now, on release 1, with its drafted agenda; opened unless asked otherwise."""
    assert by.role is Role.CONVENOR
    at = datetime.now(UTC).replace(tzinfo=None)
    given = PlanSession(title="Sesión de prueba", theme="Salud", starts_at=at, people=PEOPLE)
    session = plan_session(database, CATALOG, given, actor=by, at=at)
    pin = PinRelease(session_id=session.session_id, version=session.version, release_number=1)
    session = pin_release(database, CATALOG, pin, actor=by, at=at)
    draft_agenda(database, CATALOG, DraftAgenda(session_id=session.session_id, version=0), actor=by, at=at)
    if is_open:
        command = OpenSession(session_id=session.session_id, version=session.version)
        session = open_session(database, CATALOG, command, actor=by, at=at)
    return session


def store_with_session(store: Path, *, is_open: bool = True) -> str:
    """The same in a store that no process has open; the id of the session."""
    database = Database(store)
    session = prepared_session(database, is_open=is_open)
    database.close()
    return session.session_id
