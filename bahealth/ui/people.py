"""Who looks at the page: the person who signed in, or the role that is tried at this machine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from bahealth.catalog.model import Catalog
from bahealth.config import settings
from bahealth.errors import NotAllowed
from bahealth.people.commands import note_sign_in
from bahealth.people.model import Actor, Role
from bahealth.people.queries import has_ended, signed_in_member
from bahealth.people.rights import check_may_open_page
from bahealth.people.sign_in import Identity, actor_of, identity_of
from bahealth.ui import storehouse
from bahealth.ui.cookie import cookie_secret, signed_claims

VISITOR = Actor("visitor", Role.PUBLIC)
LOCAL = Actor("this machine", Role.ADMIN)
ROLE = "role-tried"
ANALYTICS = "analytics"
_NOTED = "sign-in-noted"


class SignInNeeded(NotAllowed):
    """Nobody is signed in, or not any more; signing in may help."""


def current_actor() -> Actor:
    """The person of this session, with the role that the store gives at this moment.

    Without sign-in, only an app that serves this machine alone has an office. There the person may try other roles;
    what the session holds about them counts nowhere else.
    """
    chosen = settings()
    if chosen.has_sign_in:
        return _member_of_session()
    if not chosen.has_roles_to_try:
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


def signed_in(page: str) -> Actor:
    """The person of this session if they may open `page`, the name of its script. First line of every office page.

    Raises SignInNeeded for who has not signed in where that is possible, NotAllowed for others whose role is too low.
    """
    actor = current_actor()
    if settings().has_sign_in and actor == VISITOR:
        if has_expired():
            raise SignInNeeded("Your sign-in has expired. Sign in again; you come back to this page.")
        raise SignInNeeded("This page is for the city's staff. Sign in; you come back to this page.")
    if settings().has_sign_in and actor.role is Role.PUBLIC:
        raise NotAllowed(
            "%(name)s has no role here yet. Ask the central analytics office to add you; it needs this address.",
            name=actor.name,
        )
    check_may_open_page(actor, page)
    return actor


def acting(actor: Actor) -> Actor:
    """The person of this session for a command in a callback, where `actor` is for whom the button was drawn.

    A callback runs before the page: between the drawing and the click the sign-in may have ended or the role may have
    changed. Raises SignInNeeded where it is not the same person any more; the role is the one of this moment.
    """
    now = current_actor()
    if now.name != actor.name:
        raise SignInNeeded(
            "Nothing was changed: you are not signed in as before. What you typed is kept; sign in again."
        )
    return now


def person_signed_in() -> Identity | None:
    """The person of a sign-in that still counts; None for visitors."""
    known = _identity()
    return None if known is None or _is_too_old(known) else known


def has_expired() -> bool:
    """Whether the session belongs to a sign-in that was valid and is too old by now."""
    known = _identity()
    return known is not None and _is_too_old(known)


def expired_actor() -> Actor | None:
    """The name under which drafts of an expired sign-in are kept, without any role; None where none has expired."""
    known = _identity()
    if known is None or not _is_too_old(known):
        return None
    with storehouse.database().reading() as con:
        member = signed_in_member(con, known)
    return Actor(member.email if member else known.name, Role.PUBLIC)


def _member_of_session() -> Actor:
    known = person_signed_in()
    if known is None:
        return VISITOR
    database = storehouse.database()
    mark = (known.subject, known.signed_at)
    if st.session_state.get(_NOTED) != mark:
        note_sign_in(database, known, at=_now())
        st.session_state[_NOTED] = mark
    with database.reading() as con:
        member = signed_in_member(con, known)
        if member is None and has_ended(con, known):
            return VISITOR
        return actor_of(known, member)


def _identity() -> Identity | None:
    """Who the cookie of this session says it is, of any age; Streamlit's own reading of it must agree."""
    chosen = settings()
    if not chosen.has_sign_in or not get_script_run_ctx(suppress_warning=True):
        return None
    signed = signed_claims(
        st.context.cookies,
        secret=cookie_secret(chosen.cookie_secret_file),
        origin=(chosen.public_url or "").rstrip("/"),
    )
    if signed is None or not st.user.get("is_logged_in") or st.user.get("sub") != signed.claims.get("sub"):
        return None
    return identity_of(signed.claims, signed_at=signed.signed_at, groups_claim=chosen.groups_claim)


def _is_too_old(known: Identity) -> bool:
    return _now() - known.signed_at > timedelta(hours=settings().sign_in_hours)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
