"""Assigning and confirming responsibilities: appended with their audit lines, never updated."""

from __future__ import annotations

import re
from datetime import datetime

from bahealth.catalog.model import Catalog
from bahealth.errors import NotFound, Refusal, Stale
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.people.responsibilities.model import (
    MAYORS_OFFICE,
    Assignment,
    Part,
    Responsibility,
    SubjectKind,
)
from bahealth.people.responsibilities.queries import assignments, confirmations, members
from bahealth.people.responsibilities.rules import owner_of, responsibility
from bahealth.people.rights import check_may
from bahealth.store import Cursor, Database, new_id, write_audit

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class AssignResponsibility(Frozen):
    """Give a department a part in an indicator or source, or take it away with `is_withdrawn`.

    A department that is made accountable replaces the one that was. `seen` is the version that the person had before
    their eyes, None where nothing had been assigned or confirmed.
    """

    kind: SubjectKind
    subject_id: str
    part: Part
    department_id: str
    member_email: str | None = None
    substitute_email: str | None = None
    is_withdrawn: bool = False
    reason: str
    seen: str | None


class ConfirmResponsibility(Frozen):
    """Say that all parts in an indicator or source still hold. `seen` as in AssignResponsibility."""

    kind: SubjectKind
    subject_id: str
    seen: str | None


def assign_responsibility(
    database: Database, catalog: Catalog, command: AssignResponsibility, *, actor: Actor, at: datetime
) -> str:
    """Append the assignment and its audit line; the id of its row.

    Raises NotAllowed, NotFound, Stale when somebody changed the subject since `seen`, or Refusal for what cannot be:
    no one accountable or responsible, an address that is none or of no active member of the department.
    """
    _check_subject(catalog, command.kind, command.subject_id)
    check_may(actor, "assign_responsibility", owner_of(catalog, command.kind, command.subject_id))
    _check_words(catalog, command)
    row_id = new_id()
    with database.writing() as con:
        known = _known(con, catalog, command.kind, command.subject_id, at=at)
        _check_seen(known, command.seen)
        before = [one for one in known.assignments if one.part is command.part]
        _check_left(command, before)
        for email in (command.member_email, command.substitute_email):
            _check_member(con, email, command.department_id)
        con.execute(
            "INSERT INTO ops.responsibility (row_id, subject_kind, subject_id, part, department_id, member_email, "
            "substitute_email, is_withdrawn, reason, assigned_at, assigned_by) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                row_id,
                command.kind,
                command.subject_id,
                command.part,
                command.department_id,
                command.member_email,
                command.substitute_email,
                command.is_withdrawn,
                command.reason,
                at,
                actor.name,
            ],
        )
        write_audit(
            con,
            command="assign_responsibility",
            subject=command.subject_id,
            actor=actor.name,
            at=at,
            before=_state(command, before),
            after=command.model_dump_json(exclude={"reason", "seen", "kind"}),
            reason=command.reason,
        )
    return row_id


def confirm_responsibility(
    database: Database, catalog: Catalog, command: ConfirmResponsibility, *, actor: Actor, at: datetime
) -> str:
    """Append the confirmation and its audit line; the id of its row. Raises NotAllowed, NotFound or Stale."""
    _check_subject(catalog, command.kind, command.subject_id)
    check_may(actor, "confirm_responsibility", owner_of(catalog, command.kind, command.subject_id))
    row_id = new_id()
    with database.writing() as con:
        _check_seen(_known(con, catalog, command.kind, command.subject_id, at=at), command.seen)
        con.execute(
            "INSERT INTO ops.responsibility_confirmation (row_id, subject_kind, subject_id, confirmed_at, confirmed_by)"
            " VALUES (?, ?, ?, ?, ?)",
            [row_id, command.kind, command.subject_id, at, actor.name],
        )
        write_audit(con, command="confirm_responsibility", subject=command.subject_id, actor=actor.name, at=at)
    return row_id


def _known(con: Cursor, catalog: Catalog, kind: SubjectKind, subject_id: str, *, at: datetime) -> Responsibility:
    rows = assignments(con, kind=kind, subject_id=subject_id)
    confirmation = next(iter(confirmations(con, kind=kind, subject_id=subject_id)), None)
    return responsibility(catalog, (kind, subject_id), rows, confirmation, at=at)


def _check_subject(catalog: Catalog, kind: SubjectKind, subject_id: str) -> None:
    if kind is SubjectKind.INDICATOR and subject_id not in catalog.indicator:
        raise NotFound("There is no indicator %(indicator)s", indicator=subject_id)
    if kind is SubjectKind.SOURCE and subject_id not in catalog.source:
        raise NotFound("There is no source %(source)s", source=subject_id)


def _check_words(catalog: Catalog, command: AssignResponsibility) -> None:
    if command.department_id not in catalog.department and command.department_id != MAYORS_OFFICE:
        raise NotFound("There is no department %(department)s", department=command.department_id)
    if not command.reason.strip():
        raise Refusal("Say why: whoever reads this next year was not there.")
    for email in (command.member_email, command.substitute_email):
        if email is not None and not _EMAIL.fullmatch(email):
            raise Refusal("This is no e-mail address: %(email)s", email=email)
    if command.substitute_email is not None and command.substitute_email == command.member_email:
        raise Refusal("A substitute is another person.")
    if command.substitute_email is not None and command.member_email is None:
        raise Refusal("Name the person before the substitute.")


def _check_seen(known: Responsibility, seen: str | None) -> None:
    if known.version != seen:
        raise Stale("Somebody changed these responsibilities meanwhile. What stands now is shown; please look again.")


def _check_left(command: AssignResponsibility, before: list[Assignment]) -> None:
    """Exactly one is accountable, at least one responsible; what nobody has cannot be taken away."""
    if not command.is_withdrawn:
        return
    if command.part is Part.ACCOUNTABLE:
        raise Refusal("Somebody has to be accountable: assign another department instead.")
    left = [one for one in before if one.department_id != command.department_id]
    if len(left) == len(before):
        raise Refusal("The department does not have this part.")
    if command.part is Part.RESPONSIBLE and not left:
        raise Refusal("Somebody has to be responsible: assign another department first.")


def _check_member(con: Cursor, email: str | None, department_id: str) -> None:
    """With members known, the person is an active one, of the department; the mayor's office has no department."""
    known = {one.email: one for one in members(con)} if email is not None else {}
    if email is None or not known:
        return
    member = known.get(email)
    if member is None or not member.is_active:
        raise Refusal("%(email)s is no active member. The analytics office adds members.", email=email)
    own = None if department_id == MAYORS_OFFICE else department_id
    if member.department_id != own:
        raise Refusal("%(email)s is a member of another department.", email=email)


def _state(command: AssignResponsibility, before: list[Assignment]) -> str | None:
    """Who had the part: of the accountable whoever it was, else the same department."""
    had = [one for one in before if command.part is Part.ACCOUNTABLE or one.department_id == command.department_id]
    if not had:
        return None
    state = AssignResponsibility(
        kind=command.kind,
        subject_id=command.subject_id,
        part=command.part,
        department_id=had[0].department_id,
        member_email=had[0].member_email,
        substitute_email=had[0].substitute_email,
        reason="",
        seen=None,
    )
    return state.model_dump_json(exclude={"reason", "seen", "kind"})
