"""Commands that say who is a member with which role, and which role a group of the sign-in provider brings."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from bahealth.cli.printing import Format, print_rows
from bahealth.cli.terminal import Terminal, terminal_of
from bahealth.errors import Refusal
from bahealth.i18n import N_
from bahealth.people.model import Role

MEMBER = N_("List the members, or add and change one.")
GROUP = N_("List which roles groups of the sign-in bring, or set one.")


class Action(StrEnum):
    """What is done with members or groups."""

    LIST = "list"
    SET = "set"


class RoleName(StrEnum):
    """Roles by name."""

    PUBLIC = "public"
    STAFF = "staff"
    HEAD = "head"
    CONVENOR = "convenor"
    ADMIN = "admin"

    @property
    def role(self) -> Role:
        """The role of this name."""
        return Role[self.name]


ActionArgument = Annotated[Action, typer.Argument(help=N_("list or set"))]
RoleOption = Annotated[RoleName | None, typer.Option(help=N_("public, staff, head, convenor or admin"))]
DepartmentOption = Annotated[str | None, typer.Option(help=N_("The department, for staff and heads"))]
ReasonOption = Annotated[str, typer.Option(help=N_("Why; kept in the audit"))]
FormatOption = Annotated[Format, typer.Option("--format", help=N_("How to print: text, json or csv"))]


def member(
    context: typer.Context,
    action: ActionArgument,
    email: Annotated[str | None, typer.Argument(help=N_("E-mail address of the member"))] = None,
    role: RoleOption = None,
    department: DepartmentOption = None,
    name: Annotated[str, typer.Option(help=N_("Name of the member"))] = "",
    inactive: Annotated[bool, typer.Option("--inactive", help=N_("Take the access away"))] = False,
    reason: ReasonOption = "",
    form: FormatOption = Format.TEXT,
) -> None:
    """Print every member, or append a member's new state."""
    from bahealth.people.commands import ChangeMember, change_member

    terminal = terminal_of(context)
    if action is Action.LIST:
        _print_members(terminal, form)
        return
    chosen = _both(email, role)
    command = ChangeMember(
        email=chosen[0],
        display_name=name,
        role=chosen[1].role,
        department_id=department,
        is_active=not inactive,
        reason=reason,
    )
    with terminal.store() as database:
        change_member(database, terminal.catalog, command, actor=terminal.actor, at=terminal.at)
    terminal.say(terminal.text("Kept: %(name)s", name=f"{chosen[0]}, {chosen[1]}"))


def group(
    context: typer.Context,
    action: ActionArgument,
    group_name: Annotated[str | None, typer.Argument(help=N_("The group, as the sign-in provider calls it"))] = None,
    role: RoleOption = None,
    department: DepartmentOption = None,
    reason: ReasonOption = "",
    form: FormatOption = Format.TEXT,
) -> None:
    """Print every group that brings a role, or append what a group brings from now on."""
    from bahealth.people.commands import MapGroup, map_group
    from bahealth.people.queries import group_roles

    terminal = terminal_of(context)
    with terminal.store() as database:
        if action is Action.LIST:
            with database.reading() as con:
                rows = [
                    {"group": one.group_name, "role": one.role.name.lower(), "department_id": one.department_id}
                    for one in group_roles(con)
                ]
            print_rows(rows, form, terminal.out)
            return
        chosen = _both(group_name, role)
        command = MapGroup(group_name=chosen[0], role=chosen[1].role, department_id=department, reason=reason)
        map_group(database, terminal.catalog, command, actor=terminal.actor, at=terminal.at)
    terminal.say(terminal.text("Kept: %(name)s", name=f"{chosen[0]}, {chosen[1]}"))


def _both(name: str | None, role: RoleName | None) -> tuple[str, RoleName]:
    if name is None or role is None:
        raise Refusal("Say who, and which role: bahealth member set ADDRESS --role ROLE --reason WHY")
    return name, role


def _print_members(terminal: Terminal, form: Format) -> None:
    from bahealth.people.queries import members

    with terminal.store() as database, database.reading() as con:
        rows = [
            {
                "email": one.email,
                "name": one.display_name,
                "role": one.role.name.lower(),
                "department_id": one.department_id,
                "is_active": one.is_active,
                "origin": one.origin,
                "has_signed_in": one.subject is not None,
            }
            for one in members(con)
        ]
    print_rows(rows, form, terminal.out)
