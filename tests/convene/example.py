"""A city whose share of children with complete check-ups falls beyond chance, and a session about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bahealth.assess.commands import MakeRelease, make_release
from bahealth.assess.model import (
    Change,
    ChangeMethod,
    ChangeVerdict,
    Goal,
    ReleaseRow,
    Standing,
    Status,
    TargetVerdict,
    Verdict,
)
from bahealth.catalog.model import Direction
from bahealth.catalog.periods import add_months
from bahealth.convene.agenda.commands import DraftAgenda, draft_agenda
from bahealth.convene.model import (
    Captured,
    CaptureKind,
    Commitment,
    Deliverable,
    Effect,
    Event,
    Happening,
    Invited,
    Part,
    Session,
)
from bahealth.convene.room.commands import (
    Capture,
    CloseSession,
    OpenSession,
    ReadBack,
    capture,
    close_session,
    open_session,
)
from bahealth.convene.room.queries import captured_in
from bahealth.convene.sessions.commands import PinRelease, PlanSession, pin_release, plan_session
from bahealth.convene.sessions.queries import session_of
from bahealth.people.model import COMMAND_LINE, Actor, Role
from bahealth.store import Database
from tests.assess.example import catalog

NOON = datetime(2026, 11, 22, 15, 0)  # noon in Buenos Aires
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TODAY = date(2026, 11, 22)

CITY_HALL = Actor("mayor@city.example", Role.CONVENOR)
HEAD = Actor("head@city.example", Role.HEAD, "care")
NOTES = Actor("notes@city.example", Role.STAFF, "care")
OTHER = Actor("other@city.example", Role.STAFF, "other")
ANALYST = Actor("analyst@city.example", Role.ADMIN)

PEOPLE = (
    Invited(person=CITY_HALL.name, part=Part.CONVENOR),
    Invited(person=HEAD.name, part=Part.HEAD, department_id="care"),
    Invited(person=NOTES.name, part=Part.NOTE_TAKER, department_id="care"),
)
CATALOG = catalog()

# 36 months around 80 %, then seven below everything that was seen: a signal that nobody needs to argue about.
CALM = [120, 122, 118, 121, 119, 123, 117, 120, 122, 119, 121, 118] * 3
FALLEN = [100, 98, 101, 99, 97, 100, 98]


def deliver(
    database: Database, events: Sequence[float], *, at: datetime, last: date = date(2026, 9, 1), area_id: str = "city"
) -> str:
    """Consecutive months of `covered` that end with `last`: so many of 150 children each."""
    delivery_id = f"d{at:%Y%m%d%H%M%S}{area_id}"
    with database.writing() as con:
        for place, one in enumerate(events):
            con.execute(
                "INSERT INTO facts.observation VALUES "
                "(?, 'covered', ?, ?, 1, ?, 150, NULL, NULL, NULL, NULL, false, NULL)",
                [delivery_id, area_id, add_months(last, 1 - len(events) + place), one],
            )
        con.execute(
            "INSERT INTO ops.delivery VALUES (?, 'form', 'a.csv', ?, ?, true, ?, 'somebody')",
            [delivery_id, delivery_id, len(events), at],
        )
    return delivery_id


def release(database: Database, at: datetime, as_of: date = TODAY) -> ReleaseRow:
    return make_release(database, CATALOG, MakeRelease(as_of=as_of), actor=COMMAND_LINE, at=at)


def planned(database: Database, **changes: Any) -> Session:
    given = {"title": "Children", "theme": "access", "starts_at": NOON + 7 * DAY, "people": PEOPLE, **changes}
    return plan_session(database, CATALOG, PlanSession.model_validate(given), actor=CITY_HALL, at=NOON)


def prepared(database: Database, session: Session | None = None, *, at: datetime = NOON + HOUR) -> Session:
    """A session with pinned release 1 and a drafted agenda."""
    session = session or planned(database)
    pin = PinRelease(session_id=session.session_id, version=session.version, release_number=1)
    session = pin_release(database, CATALOG, pin, actor=CITY_HALL, at=at)
    draft = DraftAgenda(session_id=session.session_id, version=0)
    draft_agenda(database, CATALOG, draft, actor=CITY_HALL, at=at)
    return session


def opened(database: Database, session: Session, *, at: datetime | None = None) -> Session:
    command = OpenSession(session_id=session.session_id, version=session.version)
    return open_session(database, CATALOG, command, actor=CITY_HALL, at=at or session.starts_at)


def closed(database: Database, session: Session, *, at: datetime | None = None) -> Session:
    """Read everything back as it stands and close."""
    with database.reading() as con:
        session = session_of(con, session.session_id)
        lines = captured_in(con, session.session_id)
    read = tuple(ReadBack(capture_id=one.capture_id, version=one.version) for one in lines)
    command = CloseSession(session_id=session.session_id, version=session.version, read_back=read)
    return close_session(database, CATALOG, command, actor=CITY_HALL, at=at or session.starts_at + HOUR)


def promise(session: Session | None = None, capture_id: str = "c1", **changes: Any) -> Captured:
    """A commitment that lacks nothing: due a month after the session, with an effect three months after it."""
    day = (session.starts_at if session else NOON).date()
    given = {
        "capture_id": capture_id,
        "session_id": session.session_id if session else "s",
        "kind": CaptureKind.COMMITMENT,
        "text": "Call every family that is behind",
        "owner": HEAD.name,
        "department_id": "care",
        "deliverable": Deliverable.WORK,
        "proof": "List of calls",
        "due_on": day + 30 * DAY,
        "rank": 1,
        "indicator_id": "covered",
        "area_id": "city",
        "effect": Effect(size=5.0, on=day + 120 * DAY),
        **changes,
    }
    return Captured.model_validate(given)


def written(database: Database, line: Captured, *, actor: Actor = NOTES, at: datetime | None = None) -> Captured:
    return capture(database, CATALOG, Capture(line=line), actor=actor, at=at or NOON + 7 * DAY + HOUR / 2)


def ready(database: Database, **changes: Any) -> Session:
    """A session that is open, on data that fell, with its agenda."""
    deliver(database, [*CALM, *FALLEN], at=NOON - DAY)
    release(database, NOON)
    return opened(database, prepared(database, planned(database, **changes)))


def with_commitment(database: Database, **changes: Any) -> tuple[Session, Captured]:
    """A closed session with one commitment."""
    session = ready(database)
    line = written(database, promise(session, **changes))
    return closed(database, session), line


def event(kind: Happening, at: datetime, **changes: Any) -> Event:
    given = {"event_id": f"e{at:%Y%m%d%H%M}{kind}", "commitment_id": "c1", "kind": kind, "at": at, "by": HEAD.name}
    return Event.model_validate({**given, **changes})


def verdict(indicator_id: str = "covered", area_id: str = "city", **changes: Any) -> Verdict:
    """A steady row; `change` may be the word alone, `order` stands for its weight."""
    change = changes.pop("change", Change.NO_SIGNAL)
    points = changes.pop("points", 36)
    given = {
        "indicator_id": indicator_id,
        "area_id": area_id,
        "as_of": TODAY,
        "direction": Direction.HIGHER,
        "status": Status.NO_TARGET,
        "standing": Standing.STEADY,
        "change": ChangeVerdict(change=change, method=ChangeMethod.XMR, point_count=points),
        **changes,
    }
    return Verdict.model_validate(given)


def flagged(indicator_id: str, weight: float, area_id: str = "city", **changes: Any) -> Verdict:
    return verdict(
        indicator_id,
        area_id,
        standing=Standing.ATTENTION,
        change=Change.WORSENING,
        attention_order=weight,
        **changes,
    )


def with_target(indicator_id: str, **changes: Any) -> Verdict:
    goal = Goal(
        target_id="t", value=90, due_on=date(2027, 1, 31), baseline_value=80, baseline_on=TODAY - 99 * DAY, basis="norm"
    )
    target = TargetVerdict(goal=goal, is_met_now=False, probability=0.5, method="local_level", gap=-10.0)
    return verdict(indicator_id, target=target, status=Status.UNCERTAIN, standing=Standing.UNCERTAIN, **changes)


def life(promised: Captured, *events: Event, today: date, **changes: Any) -> Commitment:
    from bahealth.convene.follow_up.rules import commitment

    return commitment(promised, NOON, events, today=today, **changes)
