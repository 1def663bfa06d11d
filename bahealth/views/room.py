"""The room of a session: the line on the screen, what was captured, and what the read-back still asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bahealth.assess.model import NoteRow, Point, ReleaseRow, Verdict
from bahealth.assess.queries import notes_of, release_definitions, release_points, release_row, release_verdicts
from bahealth.catalog.model import Area, Catalog, Department, Indicator
from bahealth.convene.agenda.queries import agenda_of, stories
from bahealth.convene.follow_up.queries import commitments_before
from bahealth.convene.model import (
    Agenda,
    Captured,
    CaptureKind,
    Commitment,
    Line,
    Part,
    Session,
    SessionState,
    Story,
)
from bahealth.convene.questions import Topic, topic_of
from bahealth.convene.room.queries import captured_in, presented, problems_of, time_spent
from bahealth.convene.room.rules import Problem, Shown, Spent
from bahealth.convene.sessions.queries import ChangesSince, changes_since, session_of, sessions
from bahealth.convene.sessions.rules import has_part
from bahealth.errors import NotFound
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.people.queries import members
from bahealth.people.rights import may
from bahealth.people.sign_in import MemberRow
from bahealth.store import Cursor, Database, fetch

PACKAGE = "bahealth.views"
_PARTS = {
    "open_session": (),
    "present_line": (Part.CONVENOR, Part.PRESENTER),
    "take_attendance": (Part.NOTE_TAKER,),
    "capture": (Part.NOTE_TAKER,),
    "close_session": (),
    "sign_minutes": (),
}
_STATES = {"open_session": SessionState.PLANNED, "sign_minutes": SessionState.CLOSED}


class RoomMark(Frozen):
    """How far a session is: what a screen compares with what it shows."""

    session_version: int
    agenda_version: int
    presented_place: int
    captured_count: int


@dataclass(frozen=True)
class RoomChoice:
    """Which session, and the line that somebody looks at alone; None: the presenter's line."""

    session_id: str
    alone_line_id: str | None = None


@dataclass(frozen=True, eq=False)
class RoomRow:
    """One line with everything that the pinned release says of it."""

    line: Line
    indicator: Indicator | None
    area: Area | None
    verdict: Verdict | None
    points: tuple[Point, ...]
    notes: tuple[NoteRow, ...]
    story: Story | None
    commitment: Commitment | None
    topic: Topic


@dataclass(frozen=True, eq=False)
class RoomView:
    """Everything that the page of a room shows. `may` names the commands that make sense now for the person."""

    session: Session
    release: ReleaseRow | None
    agenda: Agenda | None
    mark: RoomMark
    shown: Shown | None
    row: RoomRow | None  # the line looked at; None: the agenda
    alone_line_id: str | None
    definitions: Mapping[str, Indicator]
    areas: Mapping[str, Area]
    departments: Mapping[str, Department]
    members: tuple[MemberRow, ...]
    promised: Mapping[str, Commitment]  # open ones of earlier sessions, by id
    spent: Mapping[str, Spent]
    captured: tuple[Captured, ...]
    problems: tuple[Problem, ...]
    changes: ChangesSince | None
    may: frozenset[str]
    at: datetime

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the agenda in order."""
        return self.agenda.in_order if self.agenda else ()

    @property
    def place(self) -> int | None:
        """Place of the line looked at among the lines, from 0; None on the agenda."""
        if self.row is None:
            return None
        return next((place for place, one in enumerate(self.lines) if one == self.row.line), None)

    @property
    def commitments(self) -> tuple[Captured, ...]:
        """What was promised in the session and stands, the most important first."""
        promised = [one for one in self.captured if one.kind is CaptureKind.COMMITMENT and not one.is_struck]
        return tuple(sorted(promised, key=lambda one: (one.rank is None, one.rank or 0)))


@dataclass(frozen=True, eq=False)
class RoomsView:
    """Sessions that have a room: open ones, then what comes, then what was."""

    open: tuple[Session, ...]
    next: tuple[Session, ...]
    past: tuple[Session, ...]


def rooms_view(database: Database) -> RoomsView:
    """Every session but cancelled ones; planned ones of the past still wait to be opened."""
    with database.reading() as con:
        found = sessions(con)
    past = [one for one in found if one.state in {SessionState.CLOSED, SessionState.SIGNED}]
    return RoomsView(
        open=tuple(one for one in found if one.state is SessionState.OPEN),
        next=tuple(one for one in found if one.state is SessionState.PLANNED),
        past=tuple(reversed(past)),
    )


def room_mark(database: Database, session_id: str) -> RoomMark:
    """How far the session is; asked every second by every screen."""
    with database.reading() as con:
        return _mark(con, session_id)


def room_view(database: Database, catalog: Catalog, choice: RoomChoice, actor: Actor, *, at: datetime) -> RoomView:
    """The session as `actor` sees it at an instant. Raises NotFound."""
    with database.reading() as con:
        session = session_of(con, choice.session_id)
        mark = _mark(con, session.session_id)
        agenda, shown = agenda_of(con, session.session_id), presented(con, session.session_id)
        told = {(one.indicator_id, one.area_id): one for one in stories(con, session.session_id, reader=actor.name)}
        earlier = {one.promised.capture_id: one for one in commitments_before(con, session, at=at)}
        captured = tuple(captured_in(con, session.session_id))
        problems = problems_of(con, session, at=at)
        spent = {one.line_id: one for one in time_spent(con, session, at=at)}
        known = tuple(members(con))
        release = release_row(con, session.release_number) if session.release_number else None
        changes = changes_since(con, catalog, session, at=at) if release else None
    definitions = _definitions(database, session.release_number)
    line = _line_of(agenda, choice.alone_line_id or (shown.line_id if shown else None))
    return RoomView(
        session=session,
        release=release,
        agenda=agenda,
        mark=mark,
        shown=shown,
        row=_row(database, catalog, session, line, definitions, told, earlier) if line else None,
        alone_line_id=choice.alone_line_id,
        definitions=definitions,
        areas=catalog.area,
        departments=catalog.department,
        members=known,
        promised=earlier,
        spent=spent,
        captured=captured,
        problems=problems,
        changes=changes,
        may=_may(session, actor),
        at=at,
    )


def _mark(con: Cursor, session_id: str) -> RoomMark:
    return fetch(con, RoomMark, PACKAGE, "room_mark", session_id=session_id)[0]


def _may(session: Session, actor: Actor) -> frozenset[str]:
    """Commands whose right the person has, by role or by their part, and that the state of the session takes."""
    return frozenset(
        command
        for command, parts in _PARTS.items()
        if session.state is _STATES.get(command, SessionState.OPEN)
        and (may(actor, command, None) or (bool(parts) and has_part(session, actor.name, *parts)))
    )


def _line_of(agenda: Agenda | None, line_id: str | None) -> Line | None:
    if line_id is None:
        return None
    found = next((one for one in agenda.lines if one.line_id == line_id), None) if agenda else None
    if found is None:
        raise NotFound("There is no such line on the agenda.")
    return found


def _row(  # noqa: PLR0917 - what a row is made of
    database: Database,
    catalog: Catalog,
    session: Session,
    line: Line,
    definitions: Mapping[str, Indicator],
    told: Mapping[tuple[str, str], Story],
    earlier: Mapping[str, Commitment],
) -> RoomRow:
    indicator_id, area_id = line.indicator_id, line.area_id
    verdict, points, notes = None, (), ()
    if indicator_id and area_id and session.release_number:
        verdict, points, notes = _numbers(database, session.release_number, indicator_id, area_id)
    commitment = earlier.get(line.commitment_id or "")
    return RoomRow(
        line=line,
        indicator=definitions.get(indicator_id or ""),
        area=catalog.area.get(area_id or ""),
        verdict=verdict,
        points=points,
        notes=notes,
        story=told.get((indicator_id or "", area_id or "")),
        commitment=commitment,
        topic=topic_of(line, verdict, commitment),
    )


@lru_cache(maxsize=16)
def _definitions(database: Database, number: int | None) -> Mapping[str, Indicator]:
    if number is None:
        return {}
    with database.reading() as con:
        return release_definitions(con, release_number=number)


@lru_cache(maxsize=256)
def _numbers(
    database: Database, number: int, indicator_id: str, area_id: str
) -> tuple[Verdict | None, tuple[Point, ...], tuple[NoteRow, ...]]:
    """What a release froze of a row; it never changes."""
    with database.reading() as con:
        verdicts = release_verdicts(con, release_number=number, indicator_id=indicator_id, area_id=area_id)
        points = release_points(con, release_number=number, indicator_id=indicator_id, area_id=area_id)
        notes = notes_of(con, indicator_id, area_id)
    return next(iter(verdicts), None), tuple(points), tuple(notes)
