"""Who is a member of which department with which role, and what groups of the sign-in provider bring."""

from __future__ import annotations

from datetime import datetime

from bahealth.catalog.model import Catalog, Department
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.people.queries import LastSignIn, group_roles, last_sign_ins, members
from bahealth.people.rights import check_may_open_page
from bahealth.people.sign_in import GroupRole, MemberRow
from bahealth.store import Database


class Member(Frozen):
    """A member and when they last signed in (UTC); None for never."""

    row: MemberRow
    signed_at: datetime | None


class MembersOfDepartment(Frozen):
    """The members of a department; None for the offices above departments."""

    department: Department | None
    members: tuple[Member, ...]


class MembersView(Frozen):
    """Everything that the page of members shows; departments without members are left out."""

    departments: tuple[MembersOfDepartment, ...]
    groups: tuple[GroupRole, ...]

    @property
    def members(self) -> tuple[Member, ...]:
        """All of them."""
        return tuple(one for department in self.departments for one in department.members)


def members_view(database: Database, catalog: Catalog, actor: Actor) -> MembersView:
    """Members by department, the highest role first; raises NotAllowed for who may not see them."""
    check_may_open_page(actor, "members")
    with database.reading() as con:
        signed_in = last_sign_ins(con)
        known = [Member(row=one, signed_at=_signed_at(one, signed_in)) for one in members(con)]
        groups = group_roles(con)
    by_department = [
        MembersOfDepartment(
            department=department,
            members=tuple(
                sorted(
                    (one for one in known if one.row.department_id == (department and department.department_id)),
                    key=lambda one: (not one.row.is_active, -one.row.role, one.row.email),
                )
            ),
        )
        for department in (None, *catalog.departments)
    ]
    return MembersView(departments=tuple(one for one in by_department if one.members), groups=tuple(groups))


def _signed_at(row: MemberRow, signed_in: dict[str, LastSignIn]) -> datetime | None:
    found = signed_in.get(row.subject or "")
    return None if found is None else found.signed_at
