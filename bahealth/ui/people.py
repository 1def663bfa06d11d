"""Who looks at the page, and the roles that the person at this machine may try."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from bahealth.catalog.model import Catalog
from bahealth.config import settings
from bahealth.errors import NotAllowed
from bahealth.people.model import Actor, Role
from bahealth.ui import storehouse

VISITOR = Actor("visitor", Role.PUBLIC)
LOCAL = Actor("this machine", Role.ADMIN)
ROLE = "role-tried"
ANALYTICS = "analytics"


def current_actor() -> Actor:
    """The person of this session. Without sign-in, only an app that serves this machine alone has an office.

    There the person may try other roles; what the session holds about them counts nowhere else.
    """
    if not settings().is_local:
        return VISITOR
    tried = st.session_state.get(ROLE, ANALYTICS) if get_script_run_ctx(suppress_warning=True) else ANALYTICS
    return LOCAL if tried == ANALYTICS else local_roles(storehouse.catalog()).get(tried, LOCAL)


def local_roles(catalog: Catalog) -> Mapping[str, Actor]:
    """The roles that the person at this machine may try, by key; the first is the one to begin with."""
    departments = [one.department_id for one in catalog.departments]
    return {
        ANALYTICS: LOCAL,
        "mayor": Actor(f"{LOCAL.name}, mayor's office", Role.CONVENOR),
        **{f"head-{one}": Actor(f"{LOCAL.name}, head of {one}", Role.HEAD, one) for one in departments},
        **{f"staff-{one}": Actor(f"{LOCAL.name}, staff of {one}", Role.STAFF, one) for one in departments},
        "resident": Actor(f"{LOCAL.name}, resident", Role.PUBLIC),
    }


def signed_in(role: Role) -> Actor:
    """The person of this session if the role reaches `role`; NotAllowed otherwise. First line of every office page."""
    actor = current_actor()
    if actor.role < role:
        raise NotAllowed("This page is for the city's staff. Sign in, or ask the mayor's office for access.")
    return actor
