"""What releases say: read only, typed rows back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import Json

from bahealth.assess.gaming import Loosened
from bahealth.assess.model import (
    AcceptedDeviation,
    Goal,
    HistoryRow,
    NoteRow,
    Observed,
    ReleaseRow,
    SeriesPoint,
    Verdict,
)
from bahealth.assess.trajectory import Milestone, Path, a_year_before
from bahealth.catalog.model import Indicator
from bahealth.catalog.periods import Period
from bahealth.frozen import Frozen
from bahealth.store import Cursor, fetch

PACKAGE = "bahealth.assess"
_BUENOS_AIRES: Final = ZoneInfo("America/Argentina/Buenos_Aires")

__all__ = [
    "BreakRow",
    "HistoryRow",
    "NoteRow",
    "ReleaseRow",
    "SeriesPoint",
    "breaks",
    "deviations_in_force",
    "goals_in_force",
    "latest_release",
    "loosened_targets",
    "notes_of",
    "observed",
    "release_definitions",
    "release_points",
    "release_row",
    "release_verdicts",
    "releases",
    "value_history",
]


class _Body(Frozen):
    body: str


class _GoalRow(Frozen):
    target_id: str
    indicator_id: str
    area_id: str
    baseline_start: date
    baseline_months: int
    baseline_value: float
    target_value: float
    due_on: date
    path: Path
    milestones: Json[tuple[Milestone, ...]]
    basis: str
    loosened_at: datetime | None


class _DeviationRow(AcceptedDeviation):
    indicator_id: str
    area_id: str


class BreakRow(Frozen):
    """A day on which a series broke; `area_id` None is about every area."""

    indicator_id: str
    area_id: str | None
    happened_on: date


def releases(con: Cursor) -> list[ReleaseRow]:
    """All releases, newest first."""
    return fetch(con, ReleaseRow, PACKAGE, "releases", release_number=None)


def latest_release(con: Cursor) -> ReleaseRow | None:
    """The newest release; None before the first."""
    return next(iter(releases(con)), None)


def release_row(con: Cursor, number: int) -> ReleaseRow | None:
    """One release by its number; None when there is none of that number."""
    return next(iter(fetch(con, ReleaseRow, PACKAGE, "releases", release_number=number)), None)


def release_verdicts(
    con: Cursor, *, release_number: int, area_id: str | None = None, indicator_id: str | None = None
) -> list[Verdict]:
    """Verdicts of a release, exactly as they were made."""
    rows = fetch(
        con,
        _Body,
        PACKAGE,
        "release_verdicts",
        release_number=release_number,
        area_id=area_id,
        indicator_id=indicator_id,
    )
    return [Verdict.model_validate_json(row.body) for row in rows]


def release_points(
    con: Cursor, *, release_number: int, area_id: str | None = None, indicator_id: str | None = None
) -> list[SeriesPoint]:
    """Points of the frozen series of a release, oldest first within each."""
    return fetch(
        con,
        SeriesPoint,
        PACKAGE,
        "release_points",
        release_number=release_number,
        area_id=area_id,
        indicator_id=indicator_id,
    )


def release_definitions(con: Cursor, *, release_number: int) -> dict[str, Indicator]:
    """Definitions as they stood in a release, by indicator."""
    rows = fetch(con, _Body, PACKAGE, "release_definitions", release_number=release_number)
    found = [Indicator.model_validate_json(row.body) for row in rows]
    return {one.indicator_id: one for one in found}


def value_history(con: Cursor, *, indicator_id: str, area_id: str) -> list[HistoryRow]:
    """Every release's value of every period: what was known when."""
    return fetch(con, HistoryRow, PACKAGE, "value_history", indicator_id=indicator_id, area_id=area_id)


def notes_of(con: Cursor, indicator_id: str, area_id: str, *, known_at: datetime | None = None) -> list[NoteRow]:
    """Remarks on a series, oldest first; only those that were written up to `known_at`, where it is given."""
    return fetch(con, NoteRow, PACKAGE, "notes_of", indicator_id=indicator_id, area_id=area_id, known_at=known_at)


def observed(con: Cursor, *, indicator_id: str, cutoff_at: datetime) -> list[Observed]:
    """Observations of an indicator in force at a cut-off, by area and period."""
    return fetch(con, Observed, PACKAGE, "observed", indicator_id=indicator_id, cutoff_at=cutoff_at)


def goals_in_force(con: Cursor, *, cutoff_at: datetime) -> dict[tuple[str, str], Goal]:
    """Targets in force at a cut-off, by indicator and area."""
    rows = fetch(con, _GoalRow, PACKAGE, "goals_in_force", cutoff_at=cutoff_at)
    return {
        (row.indicator_id, row.area_id): Goal(
            target_id=row.target_id,
            value=row.target_value,
            due_on=row.due_on,
            baseline_value=row.baseline_value,
            baseline_on=Period(row.baseline_start, row.baseline_months).end,
            basis=row.basis,
            is_demonstration=row.basis == "demonstration",
            path=row.path,
            milestones=row.milestones,
            is_loosened_on=_within_a_year(row.loosened_at, cutoff_at),
        )
        for row in rows
    }


def _within_a_year(at: datetime | None, cutoff_at: datetime) -> date | None:
    """The day in Buenos Aires of an instant not more than a year before the cut-off."""
    if at is None or at.date() <= a_year_before(cutoff_at.date()):
        return None
    return at.replace(tzinfo=UTC).astimezone(_BUENOS_AIRES).date()


def deviations_in_force(con: Cursor, *, cutoff_at: datetime, as_of: date) -> dict[tuple[str, str], AcceptedDeviation]:
    """Misses that are accepted on a day, as known at a cut-off, by indicator and area."""
    rows = fetch(con, _DeviationRow, PACKAGE, "deviations_in_force", cutoff_at=cutoff_at, as_of=as_of)
    return {
        (row.indicator_id, row.area_id): AcceptedDeviation(until_on=row.until_on, reason=row.reason) for row in rows
    }


def breaks(con: Cursor, *, cutoff_at: datetime) -> list[BreakRow]:
    """Days on which series broke, known at a cut-off."""
    return fetch(con, BreakRow, PACKAGE, "breaks", cutoff_at=cutoff_at)


def loosened_targets(con: Cursor, *, cutoff_at: datetime) -> list[Loosened]:
    """Targets in force at a cut-off that ask less, or later, than those that they replaced."""
    return fetch(con, Loosened, PACKAGE, "loosened_targets", cutoff_at=cutoff_at)
