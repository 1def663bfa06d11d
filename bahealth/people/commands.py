"""Changing members and groups, signing in and out, and keeping drafts.

A member's rows are appended, each with its line of the audit; drafts are nobody's decision yet and leave no line.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from pydantic import Field

from bahealth.catalog.model import Catalog
from bahealth.errors import NotFound, Refusal, Stale
from bahealth.frozen import Frozen
from bahealth.people.model import Actor, Role
from bahealth.people.queries import (
    PACKAGE,
    active_admin_count,
    bound_member,
    group_roles,
    has_ended,
    is_noted,
    last_sign_ins,
    member,
    members,
)
from bahealth.people.rights import check_may
from bahealth.people.sign_in import GroupRole, Identity, MemberRow, is_email, normalized_email, role_of_groups
from bahealth.store import Cursor, Database, new_id, sql_text, write_audit

LONGEST_DRAFT: Final = 20_000  # characters
NOBODY: Final = ""
_BY_PERSON, _BY_GROUP = "person", "group"
_OF_A_DEPARTMENT = {Role.STAFF, Role.HEAD}


class ChangeMember(Frozen):
    """Add a member or change one.

    `seen_row_id` is the state that the person saw: NOBODY where there was none yet, None where it is not asked for.
    """

    email: str
    display_name: str = ""
    role: Role
    department_id: str | None = None
    is_active: bool = True
    reason: str
    seen_row_id: str | None = None


class MapGroup(Frozen):
    """Say which role a group of the sign-in provider brings; PUBLIC brings none. `seen_row_id` as for members."""

    group_name: str
    role: Role
    department_id: str | None = None
    reason: str
    seen_row_id: str | None = None


class KeepDraft(Frozen):
    """Keep what a person has typed into a form until it is sent; an empty text keeps nothing."""

    form: str = Field(min_length=1, max_length=200)
    body: str = Field(max_length=LONGEST_DRAFT)


def change_member(database: Database, catalog: Catalog, command: ChangeMember, *, actor: Actor, at: datetime) -> str:
    """Append the member's new state; its id. Who is put out of action is let go by the provider's name as well.

    Raises NotAllowed, NotFound for a department, Stale, or Refusal: no address, no reason, the last of the admins.
    """
    check_may(actor, "change_member", None)
    email = normalized_email(command.email)
    if not is_email(email):
        raise Refusal("Not an e-mail address: %(seen)s", seen=command.email)
    department_id = _department(catalog, command.role, command.department_id)
    _check_reason(command.reason)
    with database.writing() as con:
        before = member(con, email=email)
        _check_seen(command.seen_row_id, before)
        admin_count = active_admin_count(con)
        row = MemberRow(
            row_id=new_id(),
            email=email,
            subject=before.subject if before and command.is_active else None,
            display_name=command.display_name.strip() or (before.display_name if before else email),
            role=command.role,
            department_id=department_id,
            is_active=command.is_active,
            origin=_BY_PERSON,
            reason=command.reason.strip(),
            changed_at=at,
            changed_by=actor.name,
        )
        _append_member(con, row, before=before, command="change_member")
        _refuse_without_admin(con, admin_count)
    return row.row_id


def map_group(database: Database, catalog: Catalog, command: MapGroup, *, actor: Actor, at: datetime) -> str:
    """Append what the group brings from now on, and give and take it at once to and from whom it concerns; its id.

    Raises NotAllowed, NotFound for a department, Stale, or Refusal.
    """
    check_may(actor, "map_group", None)
    name = command.group_name.strip()
    if not name:
        raise Refusal("Say which group of the sign-in provider is meant.")
    department_id = _department(catalog, command.role, command.department_id)
    _check_reason(command.reason)
    with database.writing() as con:
        before = next((one for one in group_roles(con) if one.group_name == name), None)
        _check_seen(command.seen_row_id, before)
        admin_count = active_admin_count(con)
        row = GroupRole(
            row_id=new_id(),
            group_name=name,
            role=command.role,
            department_id=department_id,
            reason=command.reason.strip(),
            changed_at=at,
            changed_by=actor.name,
        )
        con.execute(sql_text(PACKAGE, "write_group_role"), row.model_dump())
        _audit(con, "map_group", name, actor.name, at, before=before, after=row)
        _follow_groups(con, at=at)
        _refuse_without_admin(con, admin_count)
    return row.row_id


def note_sign_in(database: Database, identity: Identity, *, at: datetime) -> None:
    """Keep the sign-in, bind it to its member, and give or take the role that its groups bring.

    A member that is bound to somebody else stays theirs: an address that changes hands brings no role along.
    """
    with database.writing() as con:
        if is_noted(con, identity) or has_ended(con, identity):
            return
        con.execute(
            "INSERT INTO ops.sign_in (subject, signed_at, email, group_names, noted_at) VALUES (?, ?, ?, ?, ?)",
            [identity.subject, identity.signed_at, identity.name, json.dumps(identity.groups), at],
        )
        if bound_member(con, subject=identity.subject) is None and identity.email is not None:
            unbound = member(con, email=identity.email)
            if unbound is not None and unbound.subject is None and unbound.is_active:
                _append_member(
                    con,
                    _next(unbound, at=at, by=identity.email, subject=identity.subject),
                    before=unbound,
                    command="bind_member",
                )
        _follow_own_groups(con, identity, at=at)


def note_sign_out(database: Database, identity: Identity, *, at: datetime) -> None:
    """End the sign-in: its cookie counts nowhere any more."""
    with database.writing() as con:
        if not has_ended(con, identity):
            con.execute(
                "INSERT INTO ops.sign_out (subject, signed_at, ended_at) VALUES (?, ?, ?)",
                [identity.subject, identity.signed_at, at],
            )


def keep_draft(database: Database, command: KeepDraft, *, actor: Actor, at: datetime) -> None:
    """Put the draft in the place of the one before; it belongs to `actor` alone."""
    with database.writing() as con:
        con.execute("DELETE FROM ops.draft WHERE member = ? AND form = ?", [actor.name, command.form])
        if command.body:
            con.execute(
                "INSERT INTO ops.draft (member, form, body, kept_at) VALUES (?, ?, ?, ?)",
                [actor.name, command.form, command.body, at],
            )


def _follow_own_groups(con: Cursor, identity: Identity, *, at: datetime) -> None:
    """What the groups of a sign-in bring now: to who has no role from a person."""
    known = bound_member(con, subject=identity.subject)
    if known is None and identity.email is not None:
        known = member(con, email=identity.email)
        if known is not None and (known.origin == _BY_PERSON or known.subject not in {None, identity.subject}):
            return
    if known is None and identity.email is not None:
        brought = role_of_groups(identity.groups, group_roles(con))
        if brought is not None:
            new = MemberRow(
                row_id=new_id(),
                email=identity.email,
                subject=identity.subject,
                display_name=identity.display_name,
                role=brought.role,
                department_id=brought.department_id,
                is_active=True,
                origin=_BY_GROUP,
                reason=brought.group_name,
                changed_at=at,
                changed_by=identity.email,
            )
            _append_member(con, new, before=None, command="follow_groups")
    elif known is not None and known.origin == _BY_GROUP:
        _follow(con, known, identity.groups, subject=identity.subject, at=at)


def _follow_groups(con: Cursor, *, at: datetime) -> None:
    """What the groups of everybody's last sign-in bring now."""
    signed_in = last_sign_ins(con)
    for one in members(con):
        if one.origin == _BY_GROUP and one.subject in signed_in:
            _follow(con, one, signed_in[one.subject].groups, subject=one.subject, at=at)


def _follow(con: Cursor, known: MemberRow, groups: tuple[str, ...], *, subject: str, at: datetime) -> None:
    """Give or take the role that `groups` bring, if it is another than the one that `known` has."""
    brought = role_of_groups(groups, group_roles(con))
    if brought is None and known.is_active:
        gone = _next(known, at=at, by=known.email, is_active=False, role=Role.PUBLIC, department_id=None)
        _append_member(con, gone, before=known, command="follow_groups")
    elif brought is not None:
        new = _next(
            known,
            at=at,
            by=known.email,
            subject=subject,
            role=brought.role,
            department_id=brought.department_id,
            is_active=True,
            reason=brought.group_name,
        )
        if _rights(new) != _rights(known):
            _append_member(con, new, before=known, command="follow_groups")


def _rights(row: MemberRow) -> tuple[object, ...]:
    return row.role, row.department_id, row.is_active, row.subject


def _next(row: MemberRow, *, at: datetime, by: str, **changes: Any) -> MemberRow:
    return row.model_copy(update={"row_id": new_id(), "changed_at": at, "changed_by": by, **changes})


def _append_member(con: Cursor, row: MemberRow, *, before: MemberRow | None, command: str) -> None:
    con.execute(sql_text(PACKAGE, "write_member"), row.model_dump())
    _audit(con, command, row.email, row.changed_by, row.changed_at, before=before, after=row)


def _audit(
    con: Cursor, command: str, subject: str, actor: str, at: datetime, *, before: Frozen | None, after: Any
) -> None:
    write_audit(
        con,
        command=command,
        subject=subject,
        actor=actor,
        at=at,
        before=before.model_dump_json() if before else None,
        after=after.model_dump_json(),
        reason=after.reason,
    )


def _department(catalog: Catalog, role: Role, department_id: str | None) -> str | None:
    """The department that goes with the role: staff and heads have one, the others have none."""
    if role not in _OF_A_DEPARTMENT:
        return None
    if department_id is None:
        raise Refusal("Staff and heads belong to a department: say which.")
    if department_id not in {one.department_id for one in catalog.departments}:
        raise NotFound("There is no department %(department)s", department=department_id)
    return department_id


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal("Say why: the reason is kept with the change.")


def _check_seen(seen_row_id: str | None, current: MemberRow | GroupRole | None) -> None:
    if seen_row_id is not None and seen_row_id != (current.row_id if current else NOBODY):
        raise Stale("Somebody has changed this since you opened it: look at what stands now, and decide again.")


def _refuse_without_admin(con: Cursor, count_before: int) -> None:
    if count_before and not active_admin_count(con):
        raise Refusal("This would leave nobody of the analytics office who can change members: name another one first.")
