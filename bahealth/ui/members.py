"""Drawing the page of people: members, what may be changed of one, and what groups bring."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

import streamlit as st

from bahealth.catalog.model import Catalog
from bahealth.errors import Refusal
from bahealth.i18n import Text
from bahealth.people.commands import NOBODY, ChangeMember, MapGroup, change_member, map_group
from bahealth.people.model import Actor, Role
from bahealth.people.sign_in import GroupRole, MemberRow
from bahealth.store import Database
from bahealth.ui.choices import in_address
from bahealth.ui.drafts import draft_text, forget_draft, typed
from bahealth.ui.html import render
from bahealth.ui.people import acting
from bahealth.ui.roles import role_name
from bahealth.ui.title import title_page
from bahealth.ui.words import actor_name, said_alone
from bahealth.views.members import Member, MembersView

_NEW = "nueva"
_SAID = "members-said"
_MEMBER_REASON = "member-reason {}"
_GROUP_REASON = "group-reason {}"
_ROLES = (Role.STAFF, Role.HEAD, Role.CONVENOR, Role.ADMIN, Role.PUBLIC)
_OF_A_DEPARTMENT = {Role.STAFF, Role.HEAD}


def draw_members(view: MembersView, catalog: Catalog, t: Text) -> None:
    """Members by department."""
    title_page(t("People"))
    if said := st.session_state.pop(_SAID, None):
        st.html(render("notice", t, text=said))
    groups = [
        (
            t.pick(one.department.name) if one.department else t("Above departments"),
            [_member_cells(each, catalog, t) for each in one.members],
        )
        for one in view.departments
    ]
    count = sum(1 for one in view.members if one.row.is_active)
    st.html(render("members", t, groups=groups, count=t.plural("%(count)s member", "%(count)s members", count)))


def draw_member_form(view: MembersView, database: Database, catalog: Catalog, actor: Actor, t: Text) -> None:
    """Adding a member, or changing the one who is chosen."""
    by_email = {one.row.email: one.row for one in view.members}
    names = {_NEW: t("A new member"), **{email: f"{row.display_name} · {email}" for email, row in by_email.items()}}
    st.html(
        render(
            "section",
            t,
            title=t("Add or change"),
            said=t("Nothing is overwritten: each state stays in the record, with its reason."),
            name="change",
        )
    )
    chosen = in_address(
        "persona",
        lambda: st.selectbox(t("Member"), names, format_func=names.__getitem__, key="persona", width=560),
        allowed=names,
        default=_NEW,
    )
    row = by_email.get(chosen)
    key = row.row_id if row else _NEW
    with st.container(key="member-form", width=760):
        with st.container(horizontal=True):
            if row is None:
                st.text_input(t("E-mail address"), key=f"email {key}", max_chars=320)
            st.text_input(t("Name"), row.display_name if row else "", key=f"name {key}", max_chars=200)
        _role_and_department(row, key, catalog, t)
        if row is not None:
            st.checkbox(t("Has access"), row.is_active, key=f"active {key}")
        draft_text(t, t("Why"), form=_MEMBER_REASON.format(chosen), actor=actor, height=90)
        st.button(
            t("Add") if row is None else t("Save"),
            type="primary",
            key="save-member",
            on_click=partial(_save_member, chosen, row, database=database, catalog=catalog, actor=actor, t=t),
        )


def draw_groups(view: MembersView, database: Database, catalog: Catalog, actor: Actor, t: Text) -> None:
    """What groups of the provider bring, and the form to set it."""
    rows = [_group_cells(one, catalog, t) for one in view.groups]
    st.html(render("member_groups", t, rows=rows))
    by_name = {one.group_name: one for one in view.groups}
    names = {_NEW: t("A new group"), **{name: name for name in by_name}}
    chosen = in_address(
        "grupo",
        lambda: st.selectbox(t("Group"), names, format_func=names.__getitem__, key="grupo", width=560),
        allowed=names,
        default=_NEW,
    )
    row = by_name.get(chosen)
    key = f"group {row.row_id if row else _NEW}"
    with st.container(key="group-form", width=760):
        if row is None:
            st.text_input(t("Name of the group at the sign-in provider"), key=f"name {key}", max_chars=300)
        _role_and_department(row, key, catalog, t)
        draft_text(t, t("Why"), form=_GROUP_REASON.format(chosen), actor=actor, height=90)
        st.button(
            t("Save"),
            type="primary",
            key="save-group",
            on_click=partial(_save_group, chosen, row, database=database, catalog=catalog, actor=actor, t=t),
        )


def _role_and_department(row: MemberRow | GroupRole | None, key: str, catalog: Catalog, t: Text) -> None:
    words = {role: role_word(role, t) for role in _ROLES}
    names = {one.department_id: t.pick(one.name) for one in catalog.departments}
    with st.container(horizontal=True):
        role = st.selectbox(
            t("Role"),
            _ROLES,
            _ROLES.index(row.role) if row else 0,
            format_func=words.__getitem__,
            key=f"role {key}",
        )
        if role in _OF_A_DEPARTMENT:
            present = list(names).index(row.department_id) if row and row.department_id in names else None
            st.selectbox(
                t("Department"),
                names,
                present,
                format_func=names.__getitem__,
                key=f"department {key}",
                placeholder=t("Choose"),
            )


def _save_member(
    chosen: str, row: MemberRow | None, *, database: Database, catalog: Catalog, actor: Actor, t: Text
) -> None:
    key, form = row.row_id if row else _NEW, _MEMBER_REASON.format(chosen)
    email = row.email if row else str(_held(f"email {key}", ""))
    command = ChangeMember(
        email=email,
        display_name=str(_held(f"name {key}", "")),
        role=_held(f"role {key}", Role.PUBLIC),
        department_id=_held(f"department {key}", None),
        is_active=bool(_held(f"active {key}", default=True)),
        reason=typed(form, actor),
        seen_row_id=row.row_id if row else NOBODY,
    )
    try:
        change_member(database, catalog, command, actor=acting(actor), at=_now())
    except Refusal as refusal:
        st.session_state[_SAID] = t.refusal(refusal)
        return
    forget_draft(form, actor)
    if row is None:
        for name in ("email", "name", "role", "department"):
            st.session_state.pop(f"{name} {key}", None)
    st.session_state[_SAID] = t("Kept: %(name)s", name=email)


def _save_group(
    chosen: str, row: GroupRole | None, *, database: Database, catalog: Catalog, actor: Actor, t: Text
) -> None:
    key, form = f"group {row.row_id if row else _NEW}", _GROUP_REASON.format(chosen)
    name = row.group_name if row else str(_held(f"name {key}", ""))
    command = MapGroup(
        group_name=name,
        role=_held(f"role {key}", Role.PUBLIC),
        department_id=_held(f"department {key}", None),
        reason=typed(form, actor),
        seen_row_id=row.row_id if row else NOBODY,
    )
    try:
        map_group(database, catalog, command, actor=acting(actor), at=_now())
    except Refusal as refusal:
        st.session_state[_SAID] = t.refusal(refusal)
        return
    forget_draft(form, actor)
    if row is None:
        for one in ("name", "role", "department"):
            st.session_state.pop(f"{one} {key}", None)
    st.session_state[_SAID] = t("Kept: %(name)s", name=name)


def role_word(role: Role, t: Text) -> str:
    """The role alone, without its department."""
    return {
        Role.ADMIN: t("Analytics office"),
        Role.CONVENOR: t("Mayor's office"),
        Role.HEAD: t("Head of a department"),
        Role.STAFF: t("Staff of a department"),
        Role.PUBLIC: t("No role"),
    }[role]


def _member_cells(one: Member, catalog: Catalog, t: Text) -> Mapping[str, Any]:
    row = one.row
    return {
        "name": row.display_name,
        "email": row.email,
        "role": said_alone(role_name(Actor(row.email, row.role, row.department_id), t, catalog))
        if row.role is not Role.PUBLIC
        else t("No role"),
        "is_active": row.is_active,
        "signed_at": t.instant(one.signed_at) if one.signed_at else "",
        "is_from_group": row.origin == "group",
        "reason": row.reason,
        "changed": t("%(when)s, by %(who)s", when=t.instant(row.changed_at), who=actor_name(row.changed_by, t)),
    }


def _group_cells(one: GroupRole, catalog: Catalog, t: Text) -> Mapping[str, str]:
    actor = Actor(one.group_name, one.role, one.department_id)
    return {
        "name": one.group_name,
        "role": t("No role") if one.role is Role.PUBLIC else said_alone(role_name(actor, t, catalog)),
        "reason": one.reason,
        "changed": t("%(when)s, by %(who)s", when=t.instant(one.changed_at), who=actor_name(one.changed_by, t)),
    }


def _held(key: str, default: Any) -> Any:
    return st.session_state.get(key, default)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
