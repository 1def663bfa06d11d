"""What was captured, what is presented, how the time was spent: read only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bahealth.assess.model import Verdict
from bahealth.assess.queries import release_verdicts
from bahealth.convene.agenda.queries import agenda_of
from bahealth.convene.agenda.rules import has_signal
from bahealth.convene.follow_up.queries import commitments_before
from bahealth.convene.follow_up.rules import undecided
from bahealth.convene.model import Captured, Session
from bahealth.convene.room.rules import Problem, Shown, Spent, minutes_spent, read_back_problems
from bahealth.convene.versions import Body, day_of
from bahealth.store import Cursor, fetch

PACKAGE: Final = "bahealth.convene.room"


def captured_in(con: Cursor, session_id: str) -> list[Captured]:
    """Everything captured in a session as it stands, struck lines too, in the order in which it was first written."""
    rows = fetch(con, Body, PACKAGE, "captured", session_id=session_id, capture_id=None)
    return [Captured.model_validate_json(row.body) for row in rows]


def captured_of(con: Cursor, capture_id: str) -> Captured | None:
    """One captured line as it stands; None when nothing was captured under this id."""
    rows = fetch(con, Body, PACKAGE, "captured", session_id=None, capture_id=capture_id)
    return next((Captured.model_validate_json(row.body) for row in rows), None)


def captured_versions(con: Cursor, capture_id: str) -> list[Captured]:
    """Every version of a captured line, oldest first."""
    rows = fetch(con, Body, PACKAGE, "captured_versions", capture_id=capture_id)
    return [Captured.model_validate_json(row.body) for row in rows]


def shown_lines(con: Cursor, session_id: str) -> list[Shown]:
    """What was on the presenter's screen, in order."""
    return fetch(con, Shown, PACKAGE, "shown", session_id=session_id)


def presented(con: Cursor, session_id: str) -> Shown | None:
    """What is on the presenter's screen now, and since when; None before the first line."""
    return next(iter(fetch(con, Shown, PACKAGE, "presented", session_id=session_id)), None)


def problems_of(con: Cursor, session: Session, *, at: datetime) -> tuple[Problem, ...]:
    """What the read-back of a session still asks for; the day is that on which it was opened."""
    open_before = commitments_before(con, session, at=at)
    return read_back_problems(
        captured_in(con, session.session_id),
        day=day_of(session.opened_at or session.starts_at),
        undecided=undecided(open_before),
    )


def time_spent(
    con: Cursor, session: Session, *, at: datetime, verdicts: Sequence[Verdict] | None = None
) -> tuple[Spent, ...]:
    """Minutes by line until the session closed, or until now; nothing without agenda and release.

    `verdicts` are those of its release, where they have been read already.
    """
    agenda = agenda_of(con, session.session_id)
    if agenda is None or session.release_number is None:
        return ()
    if verdicts is None:
        verdicts = release_verdicts(con, release_number=session.release_number)
    moving = {(one.indicator_id, one.area_id) for one in verdicts if has_signal(one)}
    signals = frozenset(one.line_id for one in agenda.lines if (one.indicator_id, one.area_id) in moving)
    shown = shown_lines(con, session.session_id)
    return minutes_spent(agenda, shown, until=session.closed_at or at, signals=signals)
