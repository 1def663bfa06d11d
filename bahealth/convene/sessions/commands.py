"""Planning series and sessions, inviting people, pinning a release, cancelling."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import Field

from bahealth.assess.queries import release_row
from bahealth.catalog.model import Catalog
from bahealth.convene.model import LONGEST_MINUTES, Invited, Series, Session, SessionState
from bahealth.convene.sessions.queries import SeriesState, series_of, session_of, sessions
from bahealth.convene.sessions.rules import AHEAD_DAYS, dates_of, names_twice, needs_reason
from bahealth.convene.versions import check_version
from bahealth.errors import NotFound, Refusal
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.people.rights import check_may
from bahealth.store import Cursor, Database, new_id, write_audit


class PlanSeries(Frozen):
    """Hold the dates of sessions that come again and again for a year ahead. `first_at` is UTC."""

    name: str = Field(min_length=1)
    theme: str
    department_ids: tuple[str, ...] = ()
    first_at: datetime
    every_weeks: int = Field(ge=1, le=52)
    reserve_days: int = Field(default=7, ge=0, le=60)
    minutes: int = Field(default=LONGEST_MINUTES, ge=15, le=240)
    people: tuple[Invited, ...] = ()
    reason: str = Field(default="", description="needed above 90 minutes")
    is_demonstration: bool = False


class ExtendSeries(Frozen):
    """Hold the dates of a series for a year from now; those that are held already stay."""

    series_id: str
    version: int


class EndSeries(Frozen):
    """End a series; its sessions that are still to come are cancelled, and counted as such."""

    series_id: str
    version: int
    reason: str


class PlanSession(Frozen):
    """Plan one session, of a series or alone. `starts_at` and `reserve_at` are UTC."""

    series_id: str | None = None
    title: str = Field(min_length=1)
    theme: str
    department_ids: tuple[str, ...] = ()
    starts_at: datetime
    reserve_at: datetime | None = None
    minutes: int = Field(default=LONGEST_MINUTES, ge=15, le=240)
    people: tuple[Invited, ...] = ()
    reason: str = Field(default="", description="needed above 90 minutes")


class MoveSession(Frozen):
    """Give a planned session another time, such as its reserve date, or another length."""

    session_id: str
    version: int
    starts_at: datetime
    reserve_at: datetime | None = None
    minutes: int = Field(ge=15, le=240)
    reason: str


class CancelSession(Frozen):
    """Call a planned session off; it stays on the record and is counted."""

    session_id: str
    version: int
    reason: str


class InvitePeople(Frozen):
    """Say who comes and what for; the list replaces the one before."""

    session_id: str
    version: int
    people: tuple[Invited, ...]


class PinRelease(Frozen):
    """Fix the numbers that a session works on."""

    session_id: str
    version: int
    release_number: int


def plan_series(database: Database, catalog: Catalog, command: PlanSeries, *, actor: Actor, at: datetime) -> Series:
    """Keep the series and plan its sessions of a year. Raises NotAllowed, NotFound for a department, Refusal."""
    check_may(actor, "plan_series", None)
    _check_plan(catalog, command)
    series = Series(series_id=new_id(), **command.model_dump(exclude={"people", "reason"}))
    with database.writing() as con:
        _append_series(con, series, 1, actor, at)
        _plan_dates(con, series, command.people, actor, at, after=None)
        _audit(con, "plan_series", actor, at, series.series_id, before=None, after=series, reason=command.reason)
    return series


def extend_series(
    database: Database, catalog: Catalog, command: ExtendSeries, *, actor: Actor, at: datetime
) -> tuple[Session, ...]:
    """Plan the sessions that are missing up to a year from now, with the people of the last one; gives the new ones."""
    del catalog
    check_may(actor, "extend_series", None)
    with database.writing() as con:
        state = _series_seen(con, command)
        if state.series.is_ended:
            raise Refusal("The series has ended: plan a new one.")
        held = sessions(con, series_id=command.series_id)
        last = max(held, key=lambda one: one.starts_at, default=None)
        people = tuple(one.model_copy(update={"is_present": None}) for one in last.people) if last else ()
        made = _plan_dates(con, state.series, people, actor, at, after=last.starts_at if last else None)
        _append_series(con, state.series, state.version + 1, actor, at)
        _audit(con, "extend_series", actor, at, command.series_id, before=state.series, after=state.series)
    return made


def end_series(database: Database, catalog: Catalog, command: EndSeries, *, actor: Actor, at: datetime) -> Series:
    """Keep that the series has ended, and cancel what was planned. Raises NotAllowed, NotFound, SessionConflict."""
    del catalog
    check_may(actor, "end_series", None)
    _need_reason(command.reason)
    with database.writing() as con:
        state = _series_seen(con, command)
        ended = state.series.model_copy(update={"is_ended": True})
        _append_series(con, ended, state.version + 1, actor, at)
        for one in sessions(con, series_id=command.series_id):
            if one.state is SessionState.PLANNED and one.starts_at > at:
                append_session(con, one, actor, at, state=SessionState.CANCELLED, reason=command.reason)
        _audit(con, "end_series", actor, at, command.series_id, before=state.series, after=ended, reason=command.reason)
    return ended


def plan_session(database: Database, catalog: Catalog, command: PlanSession, *, actor: Actor, at: datetime) -> Session:
    """Keep the session. Raises NotAllowed, NotFound for a series or department, Refusal when it is too long."""
    check_may(actor, "plan_session", None)
    _check_plan(catalog, command)
    planned = Session(session_id=new_id(), **command.model_dump())
    with database.writing() as con:
        if command.series_id is not None:
            series_of(con, command.series_id)
        session = append_session(con, planned, actor, at)
        audit_session(con, "plan_session", actor, at, before=None, after=session)
    return session


def move_session(database: Database, catalog: Catalog, command: MoveSession, *, actor: Actor, at: datetime) -> Session:
    """Keep the new time and why. Raises NotAllowed, NotFound, SessionConflict, Refusal unless it is planned."""
    del catalog
    check_may(actor, "move_session", None)
    _need_reason(command.reason)
    fields = command.model_dump(exclude={"session_id", "version"})
    with database.writing() as con:
        before = session_seen(con, command, SessionState.PLANNED)
        after = append_session(con, before, actor, at, **fields)
        audit_session(con, "move_session", actor, at, before=before, after=after)
    return after


def cancel_session(
    database: Database, catalog: Catalog, command: CancelSession, *, actor: Actor, at: datetime
) -> Session:
    """Keep that it does not take place and why. Raises as `move_session`."""
    del catalog
    check_may(actor, "cancel_session", None)
    _need_reason(command.reason)
    with database.writing() as con:
        before = session_seen(con, command, SessionState.PLANNED)
        after = append_session(con, before, actor, at, state=SessionState.CANCELLED, reason=command.reason)
        audit_session(con, "cancel_session", actor, at, before=before, after=after)
    return after


def invite_people(
    database: Database, catalog: Catalog, command: InvitePeople, *, actor: Actor, at: datetime
) -> Session:
    """Keep the list of people. Raises as `move_session`, and NotFound for a department."""
    check_may(actor, "invite_people", None)
    _check_people(catalog, command.people)
    with database.writing() as con:
        before = session_seen(con, command, SessionState.PLANNED, SessionState.OPEN)
        after = append_session(con, before, actor, at, people=command.people)
        audit_session(con, "invite_people", actor, at, before=before, after=after)
    return after


def pin_release(database: Database, catalog: Catalog, command: PinRelease, *, actor: Actor, at: datetime) -> Session:
    """Keep the number of the release. Raises as `move_session`, and NotFound for a release that does not exist."""
    del catalog
    check_may(actor, "pin_release", None)
    with database.writing() as con:
        before = session_seen(con, command, SessionState.PLANNED)
        if release_row(con, command.release_number) is None:
            raise NotFound("There is no release %(number)s", number=command.release_number)
        after = append_session(con, before, actor, at, release_number=command.release_number)
        audit_session(con, "pin_release", actor, at, before=before, after=after)
    return after


# --- shared with the commands of the room ---


class OfSession(Frozen):
    """What every command about a session says of it."""

    session_id: str
    version: int


def session_seen(con: Cursor, command: Frozen, *states: SessionState) -> Session:
    """The session that a command is about, in one of `states`; raises NotFound, SessionConflict or Refusal."""
    seen = OfSession.model_validate(command.model_dump(include={"session_id", "version"}))
    session = session_of(con, seen.session_id)
    check_version(session, seen.version, command)
    check_state(session, *states)
    return session


def check_state(session: Session, *states: SessionState) -> None:
    """Raise Refusal unless the session stands in one of `states`."""
    if session.state in states:
        return
    if session.state is SessionState.CANCELLED:
        raise Refusal("The session was cancelled: plan another one.")
    if session.state is SessionState.PLANNED:
        raise Refusal("The session has not been opened yet: open it first.")
    if session.state is SessionState.OPEN and SessionState.PLANNED in states:
        raise Refusal("The session is open: this is done before.")
    if session.state is SessionState.OPEN:
        raise Refusal("The session is still open: close it first.")
    raise Refusal("The session is closed: what was said in it stays as it is.")


def append_session(con: Cursor, session: Session, actor: Actor, at: datetime, **changes: object) -> Session:
    """Keep the next version of a session, with `changes`; gives it."""
    given = {**session.model_dump(), **changes, "version": session.version + 1}
    after = Session.model_validate(given)
    con.execute(
        "INSERT INTO ops.session_version (session_id, version, body, made_at, made_by) VALUES (?, ?, ?, ?, ?)",
        [after.session_id, after.version, after.model_dump_json(), at, actor.name],
    )
    return after


def audit_session(
    con: Cursor, command: str, actor: Actor, at: datetime, *, before: Session | None, after: Session
) -> None:
    """The audit line of a command that changed a session."""
    _audit(con, command, actor, at, after.session_id, before=before, after=after, reason=after.reason)


def _audit(
    con: Cursor,
    command: str,
    actor: Actor,
    at: datetime,
    subject: str,
    *,
    before: Frozen | None,
    after: Frozen,
    reason: str = "",
) -> None:
    write_audit(
        con,
        command=command,
        subject=subject,
        actor=actor.name,
        at=at,
        before=before.model_dump_json() if before else None,
        after=after.model_dump_json(),
        reason=reason or None,
    )


def _append_series(con: Cursor, series: Series, version: int, actor: Actor, at: datetime) -> None:
    con.execute(
        "INSERT INTO ops.series_version (series_id, version, body, made_at, made_by) VALUES (?, ?, ?, ?, ?)",
        [series.series_id, version, series.model_dump_json(), at, actor.name],
    )


def _plan_dates(
    con: Cursor, series: Series, people: tuple[Invited, ...], actor: Actor, at: datetime, *, after: datetime | None
) -> tuple[Session, ...]:
    until = max(series.first_at, at) + timedelta(days=AHEAD_DAYS)
    return tuple(
        append_session(
            con,
            Session(
                session_id=new_id(),
                series_id=series.series_id,
                title=series.name,
                theme=series.theme,
                department_ids=series.department_ids,
                starts_at=one.starts_at,
                reserve_at=one.reserve_at,
                minutes=series.minutes,
                people=people,
                is_demonstration=series.is_demonstration,
            ),
            actor,
            at,
        )
        for one in dates_of(series, after=after, until=until)
    )


def _series_seen(con: Cursor, command: ExtendSeries | EndSeries) -> SeriesState:
    state = series_of(con, command.series_id)
    check_version(state, command.version, command)
    return state


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal("Say why: the reason stays with the session.")


def _check_plan(catalog: Catalog, command: PlanSeries | PlanSession) -> None:
    if needs_reason(command.minutes) and not command.reason.strip():
        raise Refusal("A session longer than 90 minutes needs a reason: cut it in two, or say why not.")
    for department_id in command.department_ids:
        _check_department(catalog, department_id)
    _check_people(catalog, command.people)


def _check_people(catalog: Catalog, people: tuple[Invited, ...]) -> None:
    if names_twice(people):
        raise Refusal("Somebody stands twice on the list in the same part.")
    for one in people:
        if not one.person.strip():
            raise Refusal("A person on the list has no name.")
        if one.department_id is not None:
            _check_department(catalog, one.department_id)


def _check_department(catalog: Catalog, department_id: str) -> None:
    if department_id not in catalog.department:
        raise NotFound("There is no department %(department)s", department=department_id)
