"""What the store knows of members, groups, sign-ins and drafts."""

from __future__ import annotations

import json
from datetime import datetime

from bahealth.frozen import Frozen
from bahealth.people.sign_in import GroupRole, Identity, MemberRow
from bahealth.store import Cursor, fetch

PACKAGE = "bahealth.people"


class Draft(Frozen):
    """What somebody typed into a form and has not sent."""

    body: str
    kept_at: datetime


class LastSignIn(Frozen):
    """The newest sign-in of a person, with its groups as a JSON list."""

    subject: str
    signed_at: datetime
    group_names: str

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the groups."""
        return tuple(json.loads(self.group_names))


class _Count(Frozen):
    count: int


def members(con: Cursor) -> list[MemberRow]:
    """The newest state of every member, by e-mail address."""
    return fetch(con, MemberRow, PACKAGE, "members", email=None)


def member(con: Cursor, *, email: str) -> MemberRow | None:
    """The newest state of one member; None when there is none."""
    return next(iter(fetch(con, MemberRow, PACKAGE, "members", email=email)), None)


def signed_in_member(con: Cursor, identity: Identity) -> MemberRow | None:
    """The member that the sign-in is bound to; None when there is none or the person has ended the sign-in."""
    found = fetch(con, MemberRow, PACKAGE, "signed_in_member", subject=identity.subject, signed_at=identity.signed_at)
    return next(iter(found), None)


def bound_member(con: Cursor, *, subject: str) -> MemberRow | None:
    """The member that a person of the provider is bound to."""
    return next(iter(fetch(con, MemberRow, PACKAGE, "bound_member", subject=subject)), None)


def group_roles(con: Cursor) -> list[GroupRole]:
    """The newest mapping of every group, by name."""
    return fetch(con, GroupRole, PACKAGE, "group_roles")


def last_sign_ins(con: Cursor) -> dict[str, LastSignIn]:
    """The newest sign-in of each person, by subject."""
    return {one.subject: one for one in fetch(con, LastSignIn, PACKAGE, "last_sign_ins")}


def active_admin_count(con: Cursor) -> int:
    """How many members may change members."""
    return fetch(con, _Count, PACKAGE, "active_admin_count")[0].count


def is_noted(con: Cursor, identity: Identity) -> bool:
    """Whether the sign-in is in the store already."""
    found = fetch(con, _Count, PACKAGE, "sign_in_count", subject=identity.subject, signed_at=identity.signed_at)
    return found[0].count > 0


def has_ended(con: Cursor, identity: Identity) -> bool:
    """Whether the person has ended the sign-in."""
    found = fetch(con, _Count, PACKAGE, "sign_out_count", subject=identity.subject, signed_at=identity.signed_at)
    return found[0].count > 0


def kept_draft(con: Cursor, *, member: str, form: str) -> Draft | None:
    """The draft of a member for a form; None when there is none."""
    return next(iter(fetch(con, Draft, PACKAGE, "kept_draft", member=member, form=form)), None)
