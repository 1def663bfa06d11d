"""The record: its lines as far as the reader may see them, and whether it is whole."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from weakref import WeakKeyDictionary

from bahealth.catalog.model import Catalog
from bahealth.errors import NotAllowed, NotFound
from bahealth.frozen import Frozen
from bahealth.people.audit.model import Line, Sought
from bahealth.people.audit.queries import lines, log_of, people
from bahealth.people.audit.rules import Sight, sight
from bahealth.people.model import Actor, Role
from bahealth.people.responsibilities.queries import member_emails
from bahealth.people.rights import check_may_open_page
from bahealth.store import Cursor, Database
from bahealth.store.chain import AuditReport, verify

PAGE_LINES: Final = 50
LOG_LINES: Final = 10


@dataclass(frozen=True)
class AuditChoice:
    """What the reader asked for; every field stands in the address. `about` is an indicator, a source or a member."""

    about: str | None = None
    area_id: str | None = None
    command: str | None = None
    person: str | None = None
    days: int | None = None
    before_line: int | None = None


class ChainState(Frozen):
    """What the last walk along the record found, and when (UTC)."""

    report: AuditReport
    verified_at: datetime


class AuditOptions(Frozen):
    """What the reader may choose from."""

    people: tuple[str, ...]
    member_emails: tuple[str, ...]


class AuditView(Frozen):
    """Everything that the page shows; `older_than` begins the next page, None on the last."""

    state: ChainState
    lines: tuple[Line, ...]
    older_than: int | None
    is_first: bool
    is_narrowed: bool


_states: WeakKeyDictionary[Database, ChainState] = WeakKeyDictionary()
_walking = threading.Lock()


def chain_state(database: Database, *, at: datetime, is_anew: bool = False) -> ChainState:
    """What the walk of this process along the whole record found; `is_anew` walks again."""
    with _walking:
        found = _states.get(database)
        if found is None or is_anew:
            with database.reading() as con:
                found = ChainState(report=verify(con), verified_at=at)
            _states[database] = found
        return found


def audit_options(database: Database, catalog: Catalog, actor: Actor) -> AuditOptions:
    """Who has written lines that `actor` may read, and whom lines may be about. Raises NotAllowed."""
    seen = _sight(actor, catalog)
    with database.reading() as con:
        emails = member_emails(con) if actor.role is Role.ADMIN else ()
        return AuditOptions(people=tuple(people(con, seen)), member_emails=emails)


def audit_view(database: Database, catalog: Catalog, choice: AuditChoice, actor: Actor, *, at: datetime) -> AuditView:
    """The page for `actor` at `at` (UTC). Raises NotAllowed, and NotFound for what nothing is called."""
    seen, sought = _sight(actor, catalog), _sought(catalog, choice, actor, at)
    state = chain_state(database, at=at)
    with database.reading() as con:
        found = lines(con, seen, sought, count=PAGE_LINES + 1)
    shown = tuple(found[:PAGE_LINES])
    return AuditView(
        state=state,
        lines=shown,
        older_than=shown[-1].line_number if len(found) > PAGE_LINES else None,
        is_first=choice.before_line is None,
        is_narrowed=choice != AuditChoice(before_line=choice.before_line),
    )


def log_view(
    database: Database, catalog: Catalog, actor: Actor, *, indicator_id: str, area_id: str, count: int = LOG_LINES
) -> tuple[Line, ...]:
    """The last lines about an indicator in an area and deliveries of its source, as far as `actor` may read them."""
    with database.reading() as con:
        return log_lines(con, catalog, actor, indicator_id=indicator_id, area_id=area_id, count=count)


def log_lines(
    con: Cursor, catalog: Catalog, actor: Actor, *, indicator_id: str, area_id: str | None, count: int = LOG_LINES
) -> tuple[Line, ...]:
    """The same for a row of any page, on a cursor that is open."""
    seen = sight(actor, catalog)
    if seen is None:
        return ()
    indicator = catalog.indicator.get(indicator_id)
    source_id = indicator.source if indicator else None
    return tuple(log_of(con, seen, indicator_id=indicator_id, area_id=area_id, source_id=source_id, count=count))


def _sight(actor: Actor, catalog: Catalog) -> Sight:
    check_may_open_page(actor, "audit")
    seen = sight(actor, catalog)
    if seen is None:
        raise NotAllowed("This page is for the city's staff. Sign in, or ask the mayor's office for access.")
    return seen


def _sought(catalog: Catalog, choice: AuditChoice, actor: Actor, at: datetime) -> Sought:
    about = choice.about
    is_indicator, is_source = about in catalog.indicator, about in catalog.source
    if choice.area_id is not None and choice.area_id not in catalog.area:
        raise NotFound("There is no area %(area)s", area=choice.area_id)
    if about is not None and not (is_indicator or is_source or actor.role is Role.ADMIN):
        raise NotFound("The address names what does not exist: %(name)s", name=about)
    return Sought(
        indicator_id=about if is_indicator else None,
        source_id=about if is_source else None,
        member_email=None if is_indicator or is_source else about,
        area_id=choice.area_id,
        command=choice.command,
        person=choice.person,
        from_at=at - timedelta(days=choice.days) if choice.days else None,
        before_line=choice.before_line,
    )
