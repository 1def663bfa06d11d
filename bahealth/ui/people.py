"""Who looks at the page."""

from __future__ import annotations

from bahealth.config import settings
from bahealth.errors import NotAllowed
from bahealth.people.model import Actor, Role

VISITOR = Actor("visitor", Role.PUBLIC)
LOCAL = Actor("this machine", Role.ADMIN)


def current_actor() -> Actor:
    """The person of this session. Without sign-in, only an app that serves this machine alone has an office."""
    return LOCAL if settings().is_local else VISITOR


def signed_in(role: Role) -> Actor:
    """The person of this session if the role reaches `role`; NotAllowed otherwise. First line of every office page."""
    actor = current_actor()
    if actor.role < role:
        raise NotAllowed("This page is for the city's staff. Sign in, or ask the mayor's office for access.")
    return actor
