"""Series and sessions as they stand, their numbers, and what has changed since: read only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from bahealth.assess.model import ReleaseRow, SeriesPoint, Verdict
from bahealth.assess.queries import observed, release_definitions, release_points, release_row, release_verdicts
from bahealth.catalog.model import Catalog, Indicator
from bahealth.convene.model import Series, Session
from bahealth.convene.sessions.rules import Revised, revised
from bahealth.convene.versions import Body
from bahealth.errors import NotFound, Refusal
from bahealth.frozen import Frozen
from bahealth.store import Cursor, fetch

PACKAGE: Final = "bahealth.convene.sessions"


class _SeriesRow(Frozen):
    version: int
    body: str


class VersionRow(Frozen):
    """Who made a version of a session, and when."""

    version: int
    body: str
    made_at: datetime
    made_by: str

    @property
    def session(self) -> Session:
        """The session as it stood then."""
        return Session.model_validate_json(self.body)


class SeriesState(Frozen):
    """A series with the version that a command must have seen."""

    series: Series
    version: int


class NewDelivery(Frozen):
    """A delivery accepted after the cut-off of a release."""

    delivery_id: str
    source_id: str
    row_count: int
    is_simulated: bool
    accepted_at: datetime
    accepted_by: str


class ChangedTarget(Frozen):
    """A target decided after the cut-off of a release, in the indicator's unit."""

    indicator_id: str
    area_id: str
    target_value: float
    due_on: date
    set_at: datetime
    set_by: str


class ChangesSince(Frozen):
    """Everything that came after the numbers of a session were fixed."""

    release: ReleaseRow
    newest_release_number: int
    deliveries: tuple[NewDelivery, ...]
    revised: tuple[Revised, ...]
    targets: tuple[ChangedTarget, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether the numbers of the session are still the newest."""
        return not (self.deliveries or self.revised or self.targets)


class SessionNumbers(Frozen):
    """The numbers of a session exactly as its release froze them, whatever has come since."""

    release: ReleaseRow
    definitions: dict[str, Indicator]
    verdicts: tuple[Verdict, ...]
    points: tuple[SeriesPoint, ...]


class _Number(Frozen):
    number: int


class _Name(Frozen):
    indicator_id: str


def all_series(con: Cursor) -> list[SeriesState]:
    """All series, also those that have ended, by the instant of their first session."""
    rows = fetch(con, _SeriesRow, PACKAGE, "series", series_id=None)
    found = [SeriesState(series=Series.model_validate_json(row.body), version=row.version) for row in rows]
    return sorted(found, key=lambda one: (one.series.first_at, one.series.series_id))


def series_of(con: Cursor, series_id: str) -> SeriesState:
    """One series; raises NotFound."""
    for row in fetch(con, _SeriesRow, PACKAGE, "series", series_id=series_id):
        return SeriesState(series=Series.model_validate_json(row.body), version=row.version)
    raise NotFound("There is no series of sessions %(series)s", series=series_id)


def sessions(con: Cursor, *, series_id: str | None = None, known_at: datetime | None = None) -> list[Session]:
    """All sessions, or those of a series, in the order in which they begin; cancelled ones too.

    As they stand now, or as they stood at `known_at`.
    """
    rows = fetch(con, Body, PACKAGE, "sessions", session_id=None, known_at=known_at)
    found = [Session.model_validate_json(row.body) for row in rows]
    mine = [one for one in found if series_id is None or one.series_id == series_id]
    return sorted(mine, key=lambda one: (one.starts_at, one.session_id))


def session_of(con: Cursor, session_id: str) -> Session:
    """One session; raises NotFound."""
    for row in fetch(con, Body, PACKAGE, "sessions", session_id=session_id, known_at=None):
        return Session.model_validate_json(row.body)
    raise NotFound("There is no session %(session)s", session=session_id)


def session_versions(con: Cursor, session_id: str) -> list[VersionRow]:
    """Every version of a session, oldest first."""
    return fetch(con, VersionRow, PACKAGE, "session_versions", session_id=session_id)


def pinned_release(con: Cursor, session: Session) -> ReleaseRow:
    """The release of a session; raises Refusal before one is pinned."""
    row = release_row(con, session.release_number) if session.release_number else None
    if row is None:
        raise Refusal("Pin a release first: a session works on numbers that no longer change.")
    return row


def session_numbers(
    con: Cursor, session: Session, *, indicator_id: str | None = None, area_id: str | None = None
) -> SessionNumbers:
    """What was known: definitions, verdicts and points of the pinned release, to the last digit."""
    release = pinned_release(con, session)
    number = release.release_number
    return SessionNumbers(
        release=release,
        definitions=release_definitions(con, release_number=number),
        verdicts=tuple(release_verdicts(con, release_number=number, indicator_id=indicator_id, area_id=area_id)),
        points=tuple(release_points(con, release_number=number, indicator_id=indicator_id, area_id=area_id)),
    )


def changes_since(con: Cursor, catalog: Catalog, session: Session, *, at: datetime) -> ChangesSince:
    """What came between the cut-off of the pinned release and an instant: deliveries, values, targets."""
    release = pinned_release(con, session)
    span = {"after_at": release.cutoff_at, "until_at": at}
    values: list[Revised] = []
    for row in fetch(con, _Name, PACKAGE, "delivered_indicators", **span):
        indicator = catalog.indicator.get(row.indicator_id)
        if indicator:
            before = observed(con, indicator_id=row.indicator_id, cutoff_at=release.cutoff_at)
            values += revised(indicator, before, observed(con, indicator_id=row.indicator_id, cutoff_at=at))
    (newest,) = fetch(con, _Number, PACKAGE, "newest_release_number")
    return ChangesSince(
        release=release,
        newest_release_number=newest.number,
        deliveries=tuple(fetch(con, NewDelivery, PACKAGE, "deliveries_between", **span)),
        revised=tuple(values),
        targets=tuple(fetch(con, ChangedTarget, PACKAGE, "targets_between", **span)),
    )
