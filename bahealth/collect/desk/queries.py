"""What the desk reads: typed rows only."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bahealth.catalog.periods import Period
from bahealth.collect.desk.model import Attempt, Contest, HandIn, HandInFile, HandInStep, Received
from bahealth.collect.queries import CurrentObservation
from bahealth.errors import NotFound
from bahealth.store import Cursor, fetch

PACKAGE: Final = "bahealth.collect.desk"


def received(con: Cursor) -> list[Received]:
    """What has ever arrived, by indicator, level and period."""
    return fetch(con, Received, PACKAGE, "received")


def hand_ins(con: Cursor) -> list[HandIn]:
    """Everything that was handed in, newest first."""
    return fetch(con, HandIn, PACKAGE, "hand_ins", hand_in_id=None)


def hand_in_named(con: Cursor, hand_in_id: str) -> HandIn:
    """One handed-in delivery; raises NotFound."""
    found = fetch(con, HandIn, PACKAGE, "hand_ins", hand_in_id=hand_in_id)
    if not found:
        raise NotFound("There is no handed-in delivery %(hand_in)s", hand_in=hand_in_id)
    return found[0]


def hand_in_files(con: Cursor, hand_in_id: str) -> list[HandInFile]:
    """Its files, as they were sent."""
    return fetch(con, HandInFile, PACKAGE, "hand_in_files", hand_in_id=hand_in_id)


def hand_in_steps(con: Cursor) -> list[HandInStep]:
    """What happened to handed-in deliveries, oldest first."""
    return fetch(con, HandInStep, PACKAGE, "hand_in_steps")


def refused_attempts(con: Cursor, *, since: datetime | None = None) -> list[Attempt]:
    """Refused attempts, newest first."""
    return fetch(con, Attempt, PACKAGE, "refused_attempts", since=since)


def known_attempt(con: Cursor, *, source_id: str, content_hash: str) -> Attempt | None:
    """The newest refused attempt with this content; None when it was never tried."""
    found = fetch(con, Attempt, PACKAGE, "known_attempt", source_id=source_id, content_hash=content_hash)
    return next(iter(found), None)


def contests(con: Cursor, *, indicator_id: str | None = None, area_id: str | None = None) -> list[Contest]:
    """Contested values, newest first."""
    return fetch(con, Contest, PACKAGE, "contests", contest_id=None, indicator_id=indicator_id, area_id=area_id)


def contest_named(con: Cursor, contest_id: str) -> Contest:
    """One contested value; raises NotFound."""
    found = fetch(con, Contest, PACKAGE, "contests", contest_id=contest_id, indicator_id=None, area_id=None)
    if not found:
        raise NotFound("There is no contested value %(contest)s", contest=contest_id)
    return found[0]


def value_in_force(con: Cursor, *, indicator_id: str, area_id: str, period: Period) -> CurrentObservation | None:
    """The value that counts now; None when there is none."""
    found = fetch(
        con,
        CurrentObservation,
        PACKAGE,
        "value_in_force",
        indicator_id=indicator_id,
        area_id=area_id,
        period_start=period.start,
        period_months=period.months,
    )
    return next(iter(found), None)
