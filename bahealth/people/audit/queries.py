"""Reading the record, as far as a person may."""

from __future__ import annotations

from dataclasses import asdict

from bahealth.frozen import Frozen
from bahealth.people.audit.model import Line, Sought
from bahealth.people.audit.rules import Sight
from bahealth.store import Cursor, fetch

PACKAGE = "bahealth.people.audit"
EVERYTHING = 2**31 - 1
_ALL = Sought()


class _Person(Frozen):
    actor: str


def lines(
    con: Cursor,
    seen: Sight,
    sought: Sought = _ALL,
    *,
    count: int = EVERYTHING,
    is_wide: bool = False,
) -> list[Line]:
    """The newest `count` lines that are sought and may be read, newest first.

    `is_wide`: with an area, also lines about the indicator or source as a whole.
    """
    return fetch(con, Line, PACKAGE, "lines", **asdict(sought), **_limits(seen), count=count, is_wide=is_wide)


def log_of(
    con: Cursor, seen: Sight, *, indicator_id: str, area_id: str | None, source_id: str | None = None, count: int = 10
) -> list[Line]:
    """What happened to an indicator in an area: its own lines, those about it as a whole, deliveries of its source."""
    sought = Sought(indicator_id=indicator_id, area_id=area_id, source_id=source_id)
    return lines(con, seen, sought, count=count, is_wide=True)


def people(con: Cursor, seen: Sight) -> list[str]:
    """Who has written lines that may be read."""
    return [one.actor for one in fetch(con, _Person, PACKAGE, "people", **_limits(seen))]


def _limits(seen: Sight) -> dict[str, object]:
    return {
        "actor_name": seen.actor_name,
        "sees_all": seen.names is None,
        "names": sorted(seen.names or ()),
        "closed": sorted(seen.closed),
        "own_only": sorted(seen.own_only),
    }
