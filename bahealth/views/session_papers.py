"""The papers of a session as frozen models: the pre-read before it, the minutes and the memo after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bahealth.assess.model import Point
from bahealth.assess.queries import notes_of, release_points
from bahealth.catalog.model import Catalog
from bahealth.convene.follow_up.queries import commitments, commitments_before
from bahealth.convene.model import Captured, CaptureKind, Session, SessionState
from bahealth.convene.room.queries import captured_in, time_spent
from bahealth.convene.sessions.queries import pinned_release, sessions
from bahealth.errors import NotFound, Refusal
from bahealth.people.model import Actor
from bahealth.reports.session import MemoView, MinutesLine, MinutesView, PrereadRow, PrereadView, by_owner
from bahealth.store import Cursor, Database
from bahealth.store.chain import seal_of
from bahealth.views.session import AFTER, SessionView, session_view

_SECONDS: Final = 60
_PREPARED: Final = ("pin_release", "draft_agenda", "change_agenda")
_HELD: Final = ("close_session", "sign_minutes")


def preread_view(database: Database, catalog: Catalog, session_id: str, actor: Actor, *, at: datetime) -> PrereadView:
    """What is read before the session, with stories as `actor` may see them. Raises NotFound, Refusal.

    Once the session was opened it says what was known then, whenever it is printed.
    """
    view = session_view(database, catalog, session_id, actor, at=at)
    known_at = min(view.session.opened_at or at, at)
    with database.reading() as con:
        promised = {one.promised.capture_id: one for one in commitments(con, at=known_at, known_at=known_at)}
        release = pinned_release(con, view.session)
        if view.agenda is None:
            raise NotFound("There is no agenda of this session yet: draft it first.")
        return PrereadView(
            session=view.session,
            release=release,
            agenda=view.agenda,
            rows=tuple(
                PrereadRow(
                    line=one.line,
                    verdict=one.verdict,
                    points=_points(con, release.release_number, one.line.indicator_id, one.line.area_id),
                    notes=tuple(notes_of(con, one.line.indicator_id, one.line.area_id, known_at=known_at))
                    if one.line.indicator_id and one.line.area_id
                    else (),
                    story=one.story,
                    commitment=promised.get(one.line.commitment_id or ""),
                )
                for one in view.rows
            ),
            named=view.named,
            audit_seal=_seal(con, session_id, *_PREPARED),
            is_demonstration=view.session.is_demonstration,
        )


def minutes_view(database: Database, catalog: Catalog, session_id: str, actor: Actor, *, at: datetime) -> MinutesView:
    """The record of a session that was held, under the seal of the line that closed or signed it.

    Raises NotFound, Refusal before it is closed.
    """
    view = _held(database, catalog, session_id, actor, at)
    closed_at = view.session.closed_at or at
    with database.reading() as con:
        session = view.session
        promised = {one.promised.capture_id: one for one in commitments(con, at=closed_at, known_at=closed_at)}
        lines = [*view.rows, *view.dropped]
        written: Mapping[str | None, list[Captured]] = defaultdict(list)
        known = {one.line.line_id for one in lines}
        for one in captured_in(con, session_id):
            written[one.line_id if one.line_id in known else None].append(one)
        spent = {one.line_id: round(one.minutes * _SECONDS) for one in time_spent(con, session, at=at)}
        return MinutesView(
            session=session,
            release=view.release,
            lines=tuple(
                MinutesLine(
                    line=one.line,
                    commitment=promised.get(one.line.commitment_id or ""),
                    seconds_spent=spent.get(one.line.line_id),
                    captured=tuple(written[one.line.line_id]),
                )
                for one in lines
            ),
            loose=tuple(written[None]),
            named=view.named,
            is_simulated=view.is_simulated,
            audit_seal=_seal(con, session_id, *_HELD),
            is_demonstration=view.session.is_demonstration,
        )


def memo_view(database: Database, catalog: Catalog, session_id: str, actor: Actor, *, at: datetime) -> MemoView:
    """Who owes what after a session, as it stood when the session closed. Raises as `minutes_view`."""
    view = _held(database, catalog, session_id, actor, at)
    closed_at = view.session.closed_at or at
    with database.reading() as con:
        standing = [one for one in captured_in(con, session_id) if not one.is_struck]
        earlier = commitments_before(con, view.session, at=closed_at, known_at=closed_at)
        return MemoView(
            session=view.session,
            release=view.release,
            owners=by_owner([one for one in standing if one.kind is CaptureKind.COMMITMENT], earlier),
            decisions=tuple(one for one in standing if one.kind is CaptureKind.DECISION),
            open_questions=tuple(
                one for one in standing if one.kind is CaptureKind.QUESTION and not one.answer.strip()
            ),
            next_session=_next(con, view.session, closed_at),
            named=view.named,
            is_simulated=view.is_simulated,
            audit_seal=_seal(con, session_id, *_HELD),
            is_demonstration=view.session.is_demonstration,
        )


def _held(database: Database, catalog: Catalog, session_id: str, actor: Actor, at: datetime) -> SessionView:
    view = session_view(database, catalog, session_id, actor, at=at)
    if view.session.state not in AFTER:
        raise Refusal("The session is still open: close it first.")
    return view


def _points(con: Cursor, number: int, indicator_id: str | None, area_id: str | None) -> tuple[Point, ...]:
    if indicator_id is None or area_id is None:
        return ()
    found = release_points(con, release_number=number, indicator_id=indicator_id, area_id=area_id)
    return tuple(one.point for one in found)


def _next(con: Cursor, session: Session, known_at: datetime) -> Session | None:
    """The next session of the series that was planned then; of a single one, none."""
    if session.series_id is None:
        return None
    known = sessions(con, series_id=session.series_id, known_at=known_at)
    planned = [one for one in known if one.state is SessionState.PLANNED]
    return next((one for one in planned if one.starts_at > session.starts_at), None)


def _seal(con: Cursor, session_id: str, *commands: str) -> str | None:
    """Number and seal of the newest line of the audit that one of these commands left, as `bahealth audit` asks it."""
    found = [one for name in commands if (one := seal_of(con, subject=session_id, command=name))]
    newest = max(found, key=lambda one: one.line_number, default=None)
    return f"{newest.line_number} {newest.line_hash}" if newest else None
