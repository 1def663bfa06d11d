"""One call for each command about sessions and commitments, for the walk along the table of rights.

Whoever acts here stands on no list of people: what the invited may do besides is held by tests/convene.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from typing import Any

from bahealth.convene.agenda.commands import (
    ChangeAgenda,
    DraftAgenda,
    OpenPreread,
    WriteStory,
    change_agenda,
    draft_agenda,
    open_preread,
    write_story,
)
from bahealth.convene.agenda.queries import agenda_of
from bahealth.convene.follow_up import commands as follow_up
from bahealth.convene.follow_up.queries import commitment_of
from bahealth.convene.judging.commands import JudgeDue, judge_due
from bahealth.convene.mail import Post
from bahealth.convene.model import Captured, CaptureKind, Effect, Session, SessionState
from bahealth.convene.reminders.commands import SendReminders, send_reminders
from bahealth.convene.room import commands as room
from bahealth.convene.sessions import commands as planning
from bahealth.convene.sessions.commands import append_session
from bahealth.convene.sessions.queries import series_of, sessions
from bahealth.frozen import Frozen
from bahealth.i18n import Text
from bahealth.people.model import Actor
from bahealth.store import Cursor, Database
from tests.convene.example import (
    CALM,
    CATALOG,
    CITY_HALL,
    DAY,
    FALLEN,
    HEAD,
    NOON,
    PEOPLE,
    deliver,
    prepared,
    promise,
    release,
)

OWNER = "care"
SESSION, COMMITMENT = "s1", "c1"
Prepare = Callable[[Database], object]
Call = Callable[[Database, Actor], object]


class Swallowed(smtplib.SMTP):
    """A mail server that takes everything and sends nothing."""

    def send_message(self, msg: EmailMessage, *_: Any, **__: Any) -> dict[str, tuple[int, bytes]]:  # pyright: ignore[reportIncompatibleMethodOverride]
        return {} if msg["To"] else {"": (550, b"nobody")}


def a_session(database: Database, state: SessionState = SessionState.PLANNED, **changes: Any) -> Session:
    given = {"session_id": SESSION, "title": "Children", "theme": "access", "starts_at": NOON + 7 * DAY, **changes}
    session = Session.model_validate({"people": PEOPLE, "state": state, **given})
    with database.writing() as con:
        return append_session(con, session, CITY_HALL, NOON)


def an_open_one(database: Database) -> None:
    a_session(database, SessionState.OPEN, opened_at=NOON)


def a_closed_one(database: Database) -> None:
    a_session(database, SessionState.CLOSED, opened_at=NOON, closed_at=NOON)


def a_series(database: Database) -> None:
    command = planning.PlanSeries(name="Children", theme="access", first_at=NOON + DAY, every_weeks=12)
    planning.plan_series(database, CATALOG, command, actor=CITY_HALL, at=NOON)


def a_release(database: Database) -> None:
    deliver(database, [*CALM, *FALLEN], at=NOON - DAY)
    release(database, NOON)


def a_pinned_one(database: Database) -> None:
    a_release(database)
    prepared(database, a_session(database))


def a_commitment(database: Database, **changes: Any) -> Captured:
    session = a_session(database, SessionState.CLOSED, starts_at=NOON, opened_at=NOON, closed_at=NOON)
    line = promise(session, **changes).model_copy(update={"version": 1})
    with database.writing() as con:
        con.execute(
            "INSERT INTO ops.captured_version (capture_id, session_id, version, body, made_at, made_by) "
            "VALUES (?, ?, 1, ?, ?, ?)",
            [line.capture_id, line.session_id, line.model_dump_json(), NOON, CITY_HALL.name],
        )
    return line


def a_claim(database: Database) -> None:
    a_commitment(database)
    _claim_done(database, HEAD)


def an_overdue_one(database: Database) -> None:
    a_commitment(database, due_on=NOON.date() - DAY)


def a_held_one(database: Database) -> None:
    a_commitment(database)
    _put_on_hold(database, CITY_HALL)


def a_done_one_at_its_effect_date(database: Database) -> None:
    a_release(database)
    a_commitment(database, due_on=date(2026, 8, 1), effect=Effect(size=5.0, on=date(2026, 9, 15)))
    claim = follow_up.ClaimDone(commitment_id=COMMITMENT, version=0, evidence="https://example.org/proof")
    day = datetime(2026, 6, 15, 15)
    follow_up.claim_done(database, CATALOG, claim, actor=HEAD, at=day)
    accept = follow_up.AcceptDone(commitment_id=COMMITMENT, version=1)
    follow_up.accept_done(database, CATALOG, accept, actor=CITY_HALL, at=day + DAY)


def _seen(con: Cursor) -> dict[str, Any]:
    (session,) = sessions(con)
    return {"session_id": session.session_id, "version": session.version}


def _of_session(run: Callable[..., object], record: type[Frozen], **given: Any) -> Call:
    def call(database: Database, actor: Actor) -> object:
        with database.reading() as con:
            command = record.model_validate({**_seen(con), **given})
        return run(database, CATALOG, command, actor=actor, at=NOON)

    return call


def _of_commitment(run: Callable[..., object], record: type[Frozen], **given: Any) -> Call:
    def call(database: Database, actor: Actor) -> object:
        with database.reading() as con:
            version = commitment_of(con, COMMITMENT, at=NOON).version
        command = record.model_validate({"commitment_id": COMMITMENT, "version": version, **given})
        return run(database, CATALOG, command, actor=actor, at=NOON)

    return call


def _of_series(run: Callable[..., object], record: type[Frozen], at: datetime, **given: Any) -> Call:
    def call(database: Database, actor: Actor) -> object:
        with database.reading() as con:
            series_id = sessions(con)[0].series_id or ""
            version = series_of(con, series_id).version
        command = record.model_validate({"series_id": series_id, "version": version, **given})
        return run(database, CATALOG, command, actor=actor, at=at)

    return call


def _plain(run: Callable[..., object], command: Frozen) -> Call:
    return lambda database, actor: run(database, CATALOG, command, actor=actor, at=NOON)


def _change_agenda(database: Database, actor: Actor) -> object:
    with database.reading() as con:
        agenda = agenda_of(con, SESSION)
    assert agenda is not None
    command = ChangeAgenda(session_id=SESSION, version=agenda.version, lines=agenda.lines)
    return change_agenda(database, CATALOG, command, actor=actor, at=NOON)


def _present_line(database: Database, actor: Actor) -> object:
    command = room.PresentLine(session_id=SESSION, line_id=None)
    return room.present_line(database, CATALOG, command, actor=actor, at=NOON)


def _send_reminders(database: Database, actor: Actor) -> object:
    post = Post(Swallowed(), "ba@city.example")
    return send_reminders(database, post, SendReminders(), actor=actor, at=NOON + DAY, t=Text("es"))


_claim_done = _of_commitment(follow_up.claim_done, follow_up.ClaimDone, evidence="https://example.org/proof")
_put_on_hold = _of_commitment(follow_up.put_on_hold, follow_up.PutOnHold, reason="waits for the law")
_STORY = {"indicator_id": "covered", "area_id": "city", "version": 0, "happened": "Fell", "next_steps": "Call"}
_QUESTION = Captured(capture_id="q1", session_id=SESSION, kind=CaptureKind.QUESTION, text="How many?")
_SERIES = planning.PlanSeries(name="Children", theme="access", first_at=NOON + DAY, every_weeks=12)
_SINGLE = planning.PlanSession(title="Children", theme="access", starts_at=NOON + DAY)
_LATER = {"starts_at": NOON + 14 * DAY, "minutes": 60, "reason": "holiday"}


def _nothing(_: Database) -> None: ...


CONVENING: dict[str, tuple[str | None, Call, Prepare]] = {
    "plan_series": (None, _plain(planning.plan_series, _SERIES), _nothing),
    "extend_series": (
        None,
        _of_series(planning.extend_series, planning.ExtendSeries, NOON + timedelta(days=200)),
        a_series,
    ),
    "end_series": (None, _of_series(planning.end_series, planning.EndSeries, NOON, reason="done"), a_series),
    "plan_session": (None, _plain(planning.plan_session, _SINGLE), _nothing),
    "move_session": (None, _of_session(planning.move_session, planning.MoveSession, **_LATER), a_session),
    "cancel_session": (None, _of_session(planning.cancel_session, planning.CancelSession, reason="rain"), a_session),
    "invite_people": (None, _of_session(planning.invite_people, planning.InvitePeople, people=()), a_session),
    "pin_release": (None, _of_session(planning.pin_release, planning.PinRelease, release_number=1), a_pinned_one),
    "draft_agenda": (None, _of_session(draft_agenda, DraftAgenda, version=1), a_pinned_one),
    "change_agenda": (None, _change_agenda, a_pinned_one),
    "write_story": (OWNER, _of_session(write_story, WriteStory, **_STORY), a_pinned_one),
    "open_preread": (None, _plain(open_preread, OpenPreread(session_id=SESSION)), a_session),
    "open_session": (None, _of_session(room.open_session, room.OpenSession), a_pinned_one),
    "present_line": (None, _present_line, an_open_one),
    "take_attendance": (None, _of_session(room.take_attendance, room.TakeAttendance, present=()), an_open_one),
    "capture": (None, _plain(room.capture, room.Capture(line=_QUESTION)), an_open_one),
    "close_session": (None, _of_session(room.close_session, room.CloseSession, read_back=()), an_open_one),
    "sign_minutes": (None, _of_session(room.sign_minutes, room.SignMinutes), a_closed_one),
    "report_progress": (
        OWNER,
        _of_commitment(follow_up.report_progress, follow_up.ReportProgress, text="Half"),
        a_commitment,
    ),
    "claim_done": (OWNER, _claim_done, a_commitment),
    "accept_done": (None, _of_commitment(follow_up.accept_done, follow_up.AcceptDone), a_claim),
    "refuse_done": (None, _of_commitment(follow_up.refuse_done, follow_up.RefuseDone, reason="empty"), a_claim),
    "overtake": (None, _of_commitment(follow_up.overtake, follow_up.Overtake, reason="new law"), a_commitment),
    "put_on_hold": (None, _put_on_hold, a_commitment),
    "take_up": (None, _of_commitment(follow_up.take_up, follow_up.TakeUp), a_held_one),
    "move_due": (
        None,
        _of_commitment(follow_up.move_due, follow_up.MoveDue, due_on=date(2027, 3, 1), reason="strike"),
        a_commitment,
    ),
    "carry_over": (
        None,
        _of_commitment(follow_up.carry_over_one, follow_up.CarryOver, session_id=SESSION),
        an_overdue_one,
    ),
    "judge_due": (None, _plain(judge_due, JudgeDue()), a_done_one_at_its_effect_date),
    "send_reminders": (None, _send_reminders, a_session),
}
"""Department that the command is about, the call, and what has to be there before."""
