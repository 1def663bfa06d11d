"""The switch between roles, for an app that serves this machine alone, and the words for roles."""

from __future__ import annotations

import streamlit as st

from bahealth.catalog.model import Catalog
from bahealth.config import settings
from bahealth.i18n import Text
from bahealth.people.model import Actor, Role
from bahealth.ui.choices import forget_choices
from bahealth.ui.frame import LANGUAGE
from bahealth.ui.html import render
from bahealth.ui.people import LOCAL, ROLE, current_actor, local_roles
from bahealth.ui.storehouse import catalog

_MENU = "rol"


def role_switch(t: Text) -> None:
    """A quiet menu of roles to try, and a line on every page while another than the first is tried.

    Drawn only where the app serves this machine alone: who signs in elsewhere has one role.
    """
    if not settings().has_roles_to_try:
        return
    actor, roles = current_actor(), local_roles(catalog())
    st.menu_button(
        t("Role: %(role)s", role=role_name(actor, t, catalog())),
        list(roles),
        format_func=lambda key: role_name(roles[key], t, catalog()),
        key=_MENU,
        type="tertiary",
        on_click=_try_role,
    )
    if actor != LOCAL:
        said = t("You are trying a role: %(role)s. The record will say so.", role=role_name(actor, t, catalog()))
        st.html(render("trying", t, text=said))


def _try_role() -> None:
    st.session_state[ROLE] = st.session_state[_MENU]
    forget_choices(but=LANGUAGE)  # the new role may not have them


def role_name(actor: Actor, t: Text, catalog: Catalog) -> str:
    """`head of Hospitals`: the role of a person, with its department."""
    names = {one.department_id: t.pick(one.short_name) for one in catalog.departments}
    department = names.get(actor.department_id or "", "")
    return {
        Role.ADMIN: t("analytics office"),
        Role.CONVENOR: t("mayor's office"),
        Role.HEAD: t("head of %(department)s", department=department),
        Role.STAFF: t("staff of %(department)s", department=department),
        Role.PUBLIC: t("resident"),
    }[actor.role]
