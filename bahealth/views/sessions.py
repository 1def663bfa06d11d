"""The sessions: the next one with what is missing for it, the year ahead, and what was held or cancelled."""

from __future__ import annotations

from datetime import date, datetime

from bahealth.catalog.model import Catalog
from bahealth.convene.agenda.queries import readiness_of
from bahealth.convene.agenda.readiness import Readiness, is_check_due
from bahealth.convene.model import Session, SessionState
from bahealth.convene.sessions.queries import SeriesState, all_series, sessions
from bahealth.convene.sessions.rules import RUNS
from bahealth.convene.versions import day_of
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.people.queries import members
from bahealth.people.rights import RIGHTS, may
from bahealth.people.sign_in import MemberRow
from bahealth.reports.session import Named
from bahealth.store import Cursor, Database

PLANNING = ("plan_series", "plan_session", "extend_series", "end_series")


class NextSession(Frozen):
    """The session that comes, or is being held, with what is missing for it."""

    session: Session
    readiness: Readiness
    is_check_due: bool


class SeriesRow(Frozen):
    """A series with its sessions by what became of them; `ahead` in the order in which they begin."""

    state: SeriesState
    ahead: tuple[Session, ...]
    held_count: int
    cancelled_count: int


class SessionsView(Frozen):
    """Everything that the list shows. `may` names the commands that the reader may send."""

    today: date
    coming: NextSession | None
    ahead: tuple[Session, ...]
    past: tuple[Session, ...]
    cancelled: tuple[Session, ...]
    series: tuple[SeriesRow, ...]
    members: tuple[MemberRow, ...]
    named: Named
    may: frozenset[str]


def sessions_view(database: Database, catalog: Catalog, actor: Actor, *, at: datetime) -> SessionsView:
    """The list for `actor` at an instant in UTC."""
    with database.reading() as con:
        found = sessions(con)
        today = day_of(at)
        ahead = [one for one in found if is_ahead(one, today)]
        cancelled = [one for one in found if one.state is SessionState.CANCELLED]
        return SessionsView(
            today=today,
            coming=_coming(con, ahead[0], today) if ahead else None,
            ahead=tuple(ahead),
            past=tuple(reversed([one for one in found if one not in ahead and one not in cancelled])),
            cancelled=tuple(reversed(cancelled)),
            series=tuple(_series_row(one, found, today) for one in all_series(con)),
            members=active_members(con),
            named=names(catalog),
            may=allowed(actor, *PLANNING),
        )


def is_ahead(session: Session, today: date) -> bool:
    """Whether a session is still to be held, or being held."""
    is_planned = session.state is SessionState.PLANNED and day_of(session.starts_at) >= today
    return is_planned or session.state is SessionState.OPEN


def active_members(con: Cursor) -> tuple[MemberRow, ...]:
    """Members with access, by name."""
    return tuple(sorted((one for one in members(con) if one.is_active), key=lambda one: one.display_name.casefold()))


def names(catalog: Catalog) -> Named:
    """Names of everything as the catalogue has them now."""
    return Named(
        indicators=catalog.indicators, areas=catalog.areas, departments=catalog.departments, sources=catalog.sources
    )


def allowed(actor: Actor, *commands: str) -> frozenset[str]:
    """Which of these commands, about no department's thing, a person may send."""
    assert set(commands) <= set(RIGHTS)  # noqa: S101 - a misspelt name would silently hide a button
    return frozenset(one for one in commands if may(actor, one, None))


def _coming(con: Cursor, session: Session, today: date) -> NextSession:
    return NextSession(session=session, readiness=readiness_of(con, session), is_check_due=is_check_due(session, today))


def _series_row(state: SeriesState, found: list[Session], today: date) -> SeriesRow:
    mine = [one for one in found if one.series_id == state.series.series_id]
    return SeriesRow(
        state=state,
        ahead=tuple(one for one in mine if is_ahead(one, today)),
        held_count=sum(one.state in RUNS for one in mine),
        cancelled_count=sum(one.state is SessionState.CANCELLED for one in mine),
    )
