"""What happens to a commitment after its session: reports, closing by two persons, decisions, carries."""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import urlsplit

from pydantic import Field

from bahealth.catalog.model import Catalog
from bahealth.convene.follow_up.queries import commitment_of, commitments_before
from bahealth.convene.follow_up.rules import ALLOWED, carried_by, claimed_by
from bahealth.convene.model import Captured, Commitment, CommitmentState, Event, Happening, Session
from bahealth.convene.sessions.queries import session_of
from bahealth.convene.versions import check_version, day_of
from bahealth.errors import NotAllowed, Refusal
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.people.rights import check_may
from bahealth.store import Cursor, Database, new_id, write_audit

LONGEST_TEXT = 4_000  # characters
LARGEST_FILE = 10_000_000  # bytes


class ReportProgress(Frozen):
    """Its owner, or the owner's department, says how it goes."""

    commitment_id: str
    version: int
    text: str = Field(max_length=LONGEST_TEXT)


class ClaimDone(Frozen):
    """Say that it is done, with evidence: a link, or a file (`evidence` is its name, `content` what is in it)."""

    commitment_id: str
    version: int
    text: str = Field(default="", max_length=LONGEST_TEXT)
    evidence: str = Field(max_length=500)
    content: bytes | None = Field(default=None, max_length=LARGEST_FILE, repr=False)


class AcceptDone(Frozen):
    """Somebody else has looked at the evidence: it is done."""

    commitment_id: str
    version: int
    text: str = Field(default="", max_length=LONGEST_TEXT)


class RefuseDone(Frozen):
    """Somebody else has looked at the evidence: it is not done, and why. Counted."""

    commitment_id: str
    version: int
    reason: str = Field(max_length=LONGEST_TEXT)


class Overtake(Frozen):
    """It is not needed any more, and why."""

    commitment_id: str
    version: int
    reason: str = Field(max_length=LONGEST_TEXT)


class PutOnHold(Frozen):
    """It waits, and for what."""

    commitment_id: str
    version: int
    reason: str = Field(max_length=LONGEST_TEXT)


class TakeUp(Frozen):
    """It goes on after a hold."""

    commitment_id: str
    version: int
    reason: str = Field(default="", max_length=LONGEST_TEXT)


class MoveDue(Frozen):
    """It is due on another day, and why."""

    commitment_id: str
    version: int
    due_on: date
    reason: str = Field(max_length=LONGEST_TEXT)


class CarryOver(Frozen):
    """Take it into a later session, by hand; an opened session does so with all that is overdue in its series."""

    commitment_id: str
    version: int
    session_id: str


def report_progress(
    database: Database, catalog: Catalog, command: ReportProgress, *, actor: Actor, at: datetime
) -> Commitment:
    """Keep the report. Raises NotAllowed, NotFound, SessionConflict, Refusal when empty or at its end."""
    del catalog
    with database.writing() as con:
        before = _seen(con, command, at)
        _check_owner(actor, "report_progress", before.promised)
        event = _event(before, Happening.REPORTED, actor, at, text=_needed(command.text))
        return _happen(con, "report_progress", before, event, at)


def claim_done(database: Database, catalog: Catalog, command: ClaimDone, *, actor: Actor, at: datetime) -> Commitment:
    """Keep the claim with its evidence: it is under review. Raises as `report_progress`, Refusal without evidence."""
    del catalog
    with database.writing() as con:
        before = _seen(con, command, at)
        _check_owner(actor, "claim_done", before.promised)
        _check_evidence(command)
        evidence = command.evidence.strip()
        event = _event(before, Happening.DONE_CLAIMED, actor, at, text=command.text, evidence=evidence)
        return _happen(con, "claim_done", before, event, at, content=command.content)


def accept_done(database: Database, catalog: Catalog, command: AcceptDone, *, actor: Actor, at: datetime) -> Commitment:
    """Keep that it is done, as of the day of the claim. Raises as `refuse_done`."""
    del catalog
    check_may(actor, "accept_done", None)
    with database.writing() as con:
        before = _reviewed(con, command, actor, at)
        event = _event(before, Happening.ACCEPTED, actor, at, text=command.text)
        return _happen(con, "accept_done", before, event, at)


def refuse_done(database: Database, catalog: Catalog, command: RefuseDone, *, actor: Actor, at: datetime) -> Commitment:
    """Keep that it is not done: it runs again.

    Raises NotAllowed, also for who promised or claimed it, NotFound, SessionConflict, Refusal without a claim.
    """
    del catalog
    check_may(actor, "refuse_done", None)
    with database.writing() as con:
        before = _reviewed(con, command, actor, at)
        event = _event(before, Happening.REFUSED, actor, at, text=_needed(command.reason))
        return _happen(con, "refuse_done", before, event, at)


def overtake(database: Database, catalog: Catalog, command: Overtake, *, actor: Actor, at: datetime) -> Commitment:
    """Keep that it was overtaken. Raises NotAllowed, NotFound, SessionConflict, Refusal without a reason."""
    del catalog
    return _decide(database, command, Happening.OVERTAKEN, actor=actor, at=at)


def put_on_hold(database: Database, catalog: Catalog, command: PutOnHold, *, actor: Actor, at: datetime) -> Commitment:
    """Keep that it waits. Raises as `overtake`."""
    del catalog
    return _decide(database, command, Happening.PUT_ON_HOLD, actor=actor, at=at)


def take_up(database: Database, catalog: Catalog, command: TakeUp, *, actor: Actor, at: datetime) -> Commitment:
    """Keep that it goes on. Raises as `overtake`, but needs no reason."""
    del catalog
    check_may(actor, "take_up", None)
    with database.writing() as con:
        before = _seen(con, command, at)
        event = _event(before, Happening.TAKEN_UP, actor, at, text=command.reason)
        return _happen(con, "take_up", before, event, at)


def move_due(database: Database, catalog: Catalog, command: MoveDue, *, actor: Actor, at: datetime) -> Commitment:
    """Keep the new day. Raises as `overtake`, and Refusal for a day that is past."""
    del catalog
    check_may(actor, "move_due", None)
    with database.writing() as con:
        before = _seen(con, command, at)
        if command.due_on < day_of(at):
            raise Refusal("The new day is past already.")
        event = _event(before, Happening.DUE_MOVED, actor, at, text=_needed(command.reason), due_on=command.due_on)
        return _happen(con, "move_due", before, event, at)


def carry_over_one(
    database: Database, catalog: Catalog, command: CarryOver, *, actor: Actor, at: datetime
) -> Commitment:
    """Keep that a session took it up again. Raises as `overtake`, NotFound for the session; only overdue ones are."""
    del catalog
    check_may(actor, "carry_over", None)
    with database.writing() as con:
        before = _seen(con, command, at)
        session = session_of(con, command.session_id)
        event = _event(before, Happening.CARRIED, actor, at, session_id=session.session_id)
        return _happen(con, "carry_over", before, event, at)


def carry_over(con: Cursor, session: Session, *, actor: Actor, at: datetime) -> tuple[Commitment, ...]:
    """Carry into a session that opens everything overdue of its series, inside the caller's transaction."""
    if session.series_id is None:
        return ()
    return tuple(
        _happen(
            con,
            "carry_over",
            one,
            _event(one, Happening.CARRIED, actor, at, session_id=session.session_id),
            at,
        )
        for one in carried_by(commitments_before(con, session, at=at))
    )


class _OfCommitment(Frozen):
    commitment_id: str
    version: int


def _seen(con: Cursor, command: Frozen, at: datetime) -> Commitment:
    given = _OfCommitment.model_validate(command.model_dump(include={"commitment_id", "version"}))
    standing = commitment_of(con, given.commitment_id, at=at)
    check_version(standing, given.version, command)
    return standing


def _reviewed(con: Cursor, command: AcceptDone | RefuseDone, actor: Actor, at: datetime) -> Commitment:
    before = _seen(con, command, at)
    if before.state is not CommitmentState.UNDER_REVIEW:
        raise Refusal("Nobody has claimed that it is done, so there is nothing to review.")
    if actor.name in {before.promised.owner, claimed_by(before)}:
        raise NotAllowed("Who promised or claimed it cannot review it: that takes a second person.")
    return before


def _decide(
    database: Database, command: Overtake | PutOnHold, kind: Happening, *, actor: Actor, at: datetime
) -> Commitment:
    name = "overtake" if kind is Happening.OVERTAKEN else "put_on_hold"
    check_may(actor, name, None)
    with database.writing() as con:
        before = _seen(con, command, at)
        event = _event(before, kind, actor, at, text=_needed(command.reason))
        return _happen(con, name, before, event, at)


def _check_owner(actor: Actor, command: str, promised: Captured) -> None:
    """Who promised it may speak of it, and otherwise the table decides by the department that did."""
    if actor.name != promised.owner:
        check_may(actor, command, promised.department_id)


def _needed(text: str) -> str:
    if not text.strip():
        raise Refusal("Write a sentence: it stays with the commitment.")
    return text.strip()


def _check_evidence(command: ClaimDone) -> None:
    evidence = command.evidence.strip()
    if not evidence or (command.content is not None and not command.content):
        raise Refusal("Without evidence nothing is done: give a link or a file.")
    if command.content is None:
        link = urlsplit(evidence)
        if link.scheme not in {"http", "https"} or not link.netloc:
            raise Refusal("Not a link: %(seen)s. Give one that begins with https://, or a file.", seen=evidence)


def _event(
    before: Commitment,
    kind: Happening,
    actor: Actor,
    at: datetime,
    *,
    text: str = "",
    evidence: str = "",
    due_on: date | None = None,
    session_id: str | None = None,
) -> Event:
    if kind not in ALLOWED[before.state]:
        raise Refusal("This cannot be done where the commitment stands now: look at it again.")
    return Event(
        event_id=new_id(),
        commitment_id=before.promised.capture_id,
        kind=kind,
        text=text.strip(),
        evidence=evidence,
        due_on=due_on,
        session_id=session_id,
        at=at,
        by=actor.name,
    )


def _happen(
    con: Cursor, command: str, before: Commitment, event: Event, at: datetime, *, content: bytes | None = None
) -> Commitment:
    """Append the event and its audit line; the commitment as it stands then."""
    con.execute(
        "INSERT INTO ops.commitment_event (event_id, commitment_id, event_number, kind, body, content, made_at, "
        "made_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            *(event.event_id, event.commitment_id, before.version + 1, event.kind.value),
            *(event.model_dump_json(), content, at, event.by),
        ],
    )
    after = commitment_of(con, event.commitment_id, at=at)
    write_audit(
        con,
        command=command,
        subject=event.commitment_id,
        actor=event.by,
        at=at,
        before=before.state.value,
        after=event.model_dump_json(),
        reason=event.text or None,
    )
    return after
