"""Opening, presenting, attendance, capturing, closing, signing: what is accepted is committed before the answer."""

from __future__ import annotations

from datetime import datetime

from bahealth.catalog.model import Catalog
from bahealth.convene.agenda.queries import agenda_of
from bahealth.convene.follow_up.commands import carry_over
from bahealth.convene.model import Captured, CaptureKind, Part, Session, SessionState
from bahealth.convene.room.queries import captured_in, captured_of, presented, problems_of
from bahealth.convene.room.rules import Problem, Shown, unread
from bahealth.convene.sessions.commands import append_session, audit_session, check_state, session_seen
from bahealth.convene.sessions.queries import pinned_release, session_of
from bahealth.convene.sessions.rules import has_part
from bahealth.convene.versions import check_version
from bahealth.errors import NotFound, Refusal
from bahealth.frozen import Frozen
from bahealth.i18n import N_
from bahealth.people.model import Actor
from bahealth.people.rights import check_may
from bahealth.store import Cursor, Database, write_audit

LONGEST_TEXT = 2_000  # characters of one captured line


class OpenSession(Frozen):
    """Begin: earlier commitments that are overdue are carried into this session."""

    session_id: str
    version: int


class PresentLine(Frozen):
    """Put a line on the presenter's screen; None: no line. The last one sent counts, whoever sent it."""

    session_id: str
    line_id: str | None


class TakeAttendance(Frozen):
    """Say who of the invited is in the room; the list is complete."""

    session_id: str
    version: int
    present: tuple[str, ...]


class Capture(Frozen):
    """Write a line down, or a later version of it.

    `line.version` is the version that was seen, 0 for a new line; `line.written_by` is not read.
    """

    line: Captured


class ReadBack(Frozen):
    """A commitment that was read aloud, as it stood."""

    capture_id: str
    version: int


class CloseSession(Frozen):
    """End the session after the read-back."""

    session_id: str
    version: int
    read_back: tuple[ReadBack, ...]


class SignMinutes(Frozen):
    """The convenor signs the minutes."""

    session_id: str
    version: int


class NotReadBack(Refusal):
    """The session cannot close yet; `problems` say why, one by one."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(
            N_("The session cannot close: %(count)s points of the read-back are open."), count=len(problems)
        )
        self.problems = problems


def open_session(database: Database, catalog: Catalog, command: OpenSession, *, actor: Actor, at: datetime) -> Session:
    """Open it on its pinned release, and carry over what is overdue of its series, in one transaction.

    Raises NotAllowed, NotFound, SessionConflict, Refusal unless it is planned, with a release and an agenda.
    """
    del catalog
    check_may(actor, "open_session", None)
    with database.writing() as con:
        before = session_seen(con, command, SessionState.PLANNED)
        pinned_release(con, before)
        if agenda_of(con, before.session_id) is None:
            raise NotFound("There is no agenda of this session yet: draft it first.")
        carry_over(con, before, actor=actor, at=at)
        after = append_session(con, before, actor, at, state=SessionState.OPEN, opened_at=at)
        audit_session(con, "open_session", actor, at, before=before, after=after)
    return after


def present_line(database: Database, catalog: Catalog, command: PresentLine, *, actor: Actor, at: datetime) -> Shown:
    """Keep what is on the screen from now on; the same line again changes nothing.

    Raises NotAllowed but for the convenor's office and who presents, NotFound for a line, Refusal unless it is open.
    """
    del catalog
    with database.writing() as con:
        session = session_of(con, command.session_id)
        if not has_part(session, actor.name, Part.CONVENOR, Part.PRESENTER):
            check_may(actor, "present_line", None)
        check_state(session, SessionState.OPEN)
        _check_line(con, command.session_id, command.line_id)
        before = presented(con, command.session_id)
        if before is not None and before.line_id == command.line_id:
            return before
        place = before.place + 1 if before else 1
        after = Shown(place=place, line_id=command.line_id, shown_at=at, shown_by=actor.name)
        con.execute(
            "INSERT INTO ops.presented (session_id, place, line_id, shown_at, shown_by) VALUES (?, ?, ?, ?, ?)",
            [command.session_id, after.place, after.line_id, after.shown_at, after.shown_by],
        )
        _audit(con, "present_line", command.session_id, actor, at, before=before, after=after)
    return after


def take_attendance(
    database: Database, catalog: Catalog, command: TakeAttendance, *, actor: Actor, at: datetime
) -> Session:
    """Keep who is there. Raises NotAllowed but for the convenor's office and note-takers, NotFound, SessionConflict."""
    del catalog
    with database.writing() as con:
        before = session_seen(con, command, SessionState.OPEN)
        if not has_part(before, actor.name, Part.NOTE_TAKER):
            check_may(actor, "take_attendance", None)
        invited = {one.person for one in before.people}
        for person in command.present:
            if person not in invited:
                raise NotFound("%(person)s is not on the list: invite first.", person=person)
        people = tuple(one.model_copy(update={"is_present": one.person in command.present}) for one in before.people)
        after = append_session(con, before, actor, at, people=people)
        audit_session(con, "take_attendance", actor, at, before=before, after=after)
    return after


def capture(database: Database, catalog: Catalog, command: Capture, *, actor: Actor, at: datetime) -> Captured:
    """Keep what was written, in its own transaction: whoever gets an answer knows that it is on disk.

    Different lines never stand in each other's way. The same line sent twice is kept once. Raises NotAllowed but for
    the convenor's office and note-takers of the session, NotFound, SessionConflict with both texts when somebody else
    wrote a later version, Refusal unless the session is open.
    """
    line = command.line
    with database.writing() as con:
        session = session_of(con, line.session_id)
        if not has_part(session, actor.name, Part.NOTE_TAKER):
            check_may(actor, "capture", None)
        before = captured_of(con, line.capture_id)
        if before is not None and _said(before) == _said(line):
            return before  # sent again, such as after a lost connection: also once the session is closed
        check_state(session, SessionState.OPEN)
        _check_captured(con, catalog, line, before)
        check_version(before, line.version, command)
        after = line.model_copy(update={"version": line.version + 1, "written_by": actor.name})
        con.execute(
            "INSERT INTO ops.captured_version (capture_id, session_id, version, body, made_at, made_by) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [after.capture_id, after.session_id, after.version, after.model_dump_json(), at, actor.name],
        )
        _audit(con, "capture", after.session_id, actor, at, before=before, after=after)
    return after


def close_session(
    database: Database, catalog: Catalog, command: CloseSession, *, actor: Actor, at: datetime
) -> Session:
    """Close it: from now on its commitments run.

    Raises NotAllowed, NotFound, SessionConflict, Refusal unless it is open, NotReadBack while a commitment lacks
    something, was not read back as it stands, or an earlier one that was carried three times waits for a decision.
    """
    del catalog
    check_may(actor, "close_session", None)
    with database.writing() as con:
        before = session_seen(con, command, SessionState.OPEN)
        read = {one.capture_id: one.version for one in command.read_back}
        captured = captured_in(con, before.session_id)
        problems = (*problems_of(con, before, at=at), *unread(captured, read))
        if problems:
            raise NotReadBack(problems)
        after = append_session(con, before, actor, at, state=SessionState.CLOSED, closed_at=at)
        audit_session(con, "close_session", actor, at, before=before, after=after)
    return after


def sign_minutes(database: Database, catalog: Catalog, command: SignMinutes, *, actor: Actor, at: datetime) -> Session:
    """Sign the minutes of a closed session. Raises NotAllowed but for the convenor, NotFound, Stale, Refusal."""
    del catalog
    check_may(actor, "sign_minutes", None)
    with database.writing() as con:
        before = session_seen(con, command, SessionState.CLOSED)
        after = append_session(con, before, actor, at, state=SessionState.SIGNED, signed_at=at, signed_by=actor.name)
        audit_session(con, "sign_minutes", actor, at, before=before, after=after)
    return after


def _said(line: Captured) -> Captured:
    """What a line says, whoever wrote it and in which version."""
    return line.model_copy(update={"version": 0, "written_by": ""})


def _check_line(con: Cursor, session_id: str, line_id: str | None) -> None:
    if line_id is None:
        return
    agenda = agenda_of(con, session_id)
    if agenda is None or line_id not in {one.line_id for one in agenda.lines}:
        raise NotFound("There is no such line on the agenda.")


def _check_captured(con: Cursor, catalog: Catalog, line: Captured, before: Captured | None) -> None:
    """What would make a line point nowhere; everything else may be put right until the read-back."""
    if not line.capture_id.strip() or not line.text.strip():
        raise Refusal("Write down what was said.")
    if max(len(one) for one in (line.text, line.proof, line.answer, line.owner, line.capture_id)) > LONGEST_TEXT:
        raise Refusal("At most %(count)s characters: cut it in two.", count=LONGEST_TEXT)
    if before is not None and (before.session_id, before.kind) != (line.session_id, line.kind):
        raise Refusal("This was captured as something else: strike it and capture it again.")
    if line.kind is not CaptureKind.QUESTION and line.answer:
        raise Refusal("Only a question has an answer.")
    _check_line(con, line.session_id, line.line_id)
    for name, known, message in (
        (line.indicator_id, catalog.indicator, N_("There is no indicator %(name)s")),
        (line.area_id, catalog.area, N_("There is no area %(name)s")),
        (line.department_id, catalog.department, N_("There is no department %(name)s")),
    ):
        if name is not None and name not in known:
            raise NotFound(message, name=name)


def _audit(
    con: Cursor,
    command: str,
    session_id: str,
    actor: Actor,
    at: datetime,
    *,
    before: Frozen | None,
    after: Frozen,
) -> None:
    write_audit(
        con,
        command=command,
        subject=session_id,
        actor=actor.name,
        at=at,
        before=before.model_dump_json() if before else None,
        after=after.model_dump_json(),
    )
