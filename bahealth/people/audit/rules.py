"""Who may read which line of the record."""

from __future__ import annotations

from dataclasses import dataclass

from bahealth.catalog.model import Catalog
from bahealth.people.audit.model import Line, command_key
from bahealth.people.model import Actor, Role

ABOUT_MEMBERS = frozenset({"changemember", "mapgroup", "signin", "signout"})
ABOUT_LISTS = frozenset({"opencatchuplist", "opencatchuplistrefused"})


@dataclass(frozen=True)
class Sight:
    """What a person may read: lines that name one of `names` (None: all lines), and the person's own.

    `closed` are commands of which no line is shown, `own_only` those of which only the person's own are.
    """

    actor_name: str
    names: frozenset[str] | None
    closed: frozenset[str]
    own_only: frozenset[str]


def sight(actor: Actor, catalog: Catalog) -> Sight | None:
    """What `actor` may read; None for residents, who may read nothing.

    Staff and heads read what is about their own department's indicators and sources, the mayor's office and the
    analytics office everything; only the latter reads what is about members. Who opened a catch-up list is read, as
    everywhere, by the head of the department and the analytics office.
    """
    if actor.role is Role.PUBLIC:
        return None
    sees_all = actor.role >= Role.CONVENOR
    return Sight(
        actor_name=actor.name,
        names=None if sees_all else names_of(actor.department_id, catalog),
        closed=frozenset() if actor.role is Role.ADMIN else ABOUT_MEMBERS,
        own_only=ABOUT_LISTS if actor.role in {Role.STAFF, Role.CONVENOR} else frozenset(),
    )


def names_of(department_id: str | None, catalog: Catalog) -> frozenset[str]:
    """The department and the ids of the indicators and sources for which it answers."""
    if department_id is None:
        return frozenset()
    indicators = {one.indicator_id for one in catalog.indicators if one.owner == department_id}
    sources = {one.source_id for one in catalog.sources if one.owner == department_id}
    return frozenset({department_id} | indicators | sources)


def named(line: Line) -> frozenset[str]:
    """What a line names: the words of its subject, and the source that stands first in what a delivery says."""
    after = (line.after or "").split(" ", maxsplit=1)[0]
    return frozenset({*line.subject.split(" "), after})


def may_read(line: Line, seen: Sight) -> bool:
    """Whether a line is within what a person may read."""
    command = command_key(line.command)
    if command in seen.closed:
        return False
    if line.actor == seen.actor_name:
        return True
    return command not in seen.own_only and (seen.names is None or bool(seen.names & named(line)))
