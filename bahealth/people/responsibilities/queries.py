"""Reading responsibilities, and who has entered anything."""

from __future__ import annotations

from bahealth.people.responsibilities.model import AssignmentRow, ConfirmationRow, Entry, MemberRow, SubjectKind
from bahealth.store import Cursor, fetch

PACKAGE = "bahealth.people.responsibilities"


def assignments(con: Cursor, *, kind: SubjectKind | None = None, subject_id: str | None = None) -> list[AssignmentRow]:
    """The newest row of each subject, part and department."""
    return fetch(con, AssignmentRow, PACKAGE, "assignments", kind=kind, subject_id=subject_id)


def confirmations(
    con: Cursor, *, kind: SubjectKind | None = None, subject_id: str | None = None
) -> list[ConfirmationRow]:
    """The newest confirmation of each subject."""
    return fetch(con, ConfirmationRow, PACKAGE, "confirmations", kind=kind, subject_id=subject_id)


def entries(con: Cursor) -> list[Entry]:
    """Who has entered what; what the program did by itself does not count."""
    return fetch(con, Entry, PACKAGE, "entries")


def members(con: Cursor) -> list[MemberRow]:
    """Every member as known now."""
    return fetch(con, MemberRow, PACKAGE, "members")


def member_emails(con: Cursor) -> tuple[str, ...]:
    """Addresses of every member, also of those who are no longer active."""
    return tuple(one.email for one in members(con))
