"""Commitments with their lives so far: read only."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Final

from bahealth.catalog.model import Catalog
from bahealth.convene.follow_up.rules import OPEN, commitment, done_on, lessons
from bahealth.convene.judging.rules import Judgement
from bahealth.convene.model import Captured, Commitment, Event, Outcome, Session
from bahealth.convene.versions import day_of
from bahealth.errors import NotFound
from bahealth.frozen import Frozen
from bahealth.store import Cursor, fetch

PACKAGE: Final = "bahealth.convene.follow_up"


class _PromisedRow(Frozen):
    body: str
    promised_at: datetime
    series_id: str | None


class _EventRow(Frozen):
    commitment_id: str
    body: str


class JudgementRow(Frozen):
    """A judgement with the release that it read."""

    commitment_id: str
    release_number: int
    body: str
    judged_at: datetime

    @property
    def judgement(self) -> Judgement:
        """What was said, and on what."""
        return Judgement.model_validate_json(self.body)


class EvidenceFile(Frozen):
    """A file that was handed in as evidence."""

    name: str
    content: bytes


class _ContentRow(Frozen):
    body: str
    content: bytes | None


class Mark(Frozen):
    """A commitment on the series of its indicator: the day on which it was done, and what was seen afterwards."""

    commitment_id: str
    text: str
    done_on: date
    effect_on: date | None
    outcome: Outcome | None


def commitments(
    con: Cursor,
    *,
    at: datetime,
    session_id: str | None = None,
    series_id: str | None = None,
    known_at: datetime | None = None,
) -> list[Commitment]:
    """Commitments of closed sessions as they stand on the day of an instant: all, of one session, or of one series.

    By the day on which they are due. What was struck in the room is none. `known_at` leaves out everything that came
    later: what a paper of a past session says when it is printed again.
    """
    rows = fetch(con, _PromisedRow, PACKAGE, "promised", session_id=session_id, commitment_id=None)
    events, outcomes = _events(con, None, known_at), _outcomes(con, known_at)
    found = [
        _commitment(row, events, outcomes, day_of(at))
        for row in rows
        if (series_id is None or row.series_id == series_id) and (known_at is None or row.promised_at <= known_at)
    ]
    return sorted(found, key=lambda one: (one.due_on, one.promised.rank or 99, one.promised.capture_id))


def commitment_of(con: Cursor, commitment_id: str, *, at: datetime) -> Commitment:
    """One commitment by the id with which it was captured; raises NotFound before its session is closed."""
    for row in fetch(con, _PromisedRow, PACKAGE, "promised", session_id=None, commitment_id=commitment_id):
        return _commitment(row, _events(con, commitment_id, None), _outcomes(con, None), day_of(at))
    raise NotFound("There is no commitment %(commitment)s", commitment=commitment_id)


def commitments_before(
    con: Cursor, session: Session, *, at: datetime, known_at: datetime | None = None
) -> list[Commitment]:
    """Open commitments that a session takes up: of its series, else of its departments (none: of all)."""
    if session.series_id is not None:
        found = commitments(con, at=at, series_id=session.series_id, known_at=known_at)
    else:
        found = [
            one
            for one in commitments(con, at=at, known_at=known_at)
            if not session.department_ids or one.promised.department_id in session.department_ids
        ]
    return [one for one in found if one.state in OPEN and one.promised.session_id != session.session_id]


def judgements(con: Cursor) -> list[JudgementRow]:
    """Everything that was judged, oldest first."""
    return fetch(con, JudgementRow, PACKAGE, "judgements")


def evidence_file(con: Cursor, event_id: str) -> EvidenceFile:
    """The file kept with an event; raises NotFound where there is none."""
    for row in fetch(con, _ContentRow, PACKAGE, "evidence", event_id=event_id):
        if row.content is not None:
            return EvidenceFile(name=Event.model_validate_json(row.body).evidence, content=row.content)
    raise NotFound("There is no such file.")


def marks_on(con: Cursor, indicator_id: str, area_id: str, *, at: datetime) -> list[Mark]:
    """Commitments about a row that were done, for its series: oldest first."""
    marks = [
        Mark(
            commitment_id=one.promised.capture_id,
            text=one.promised.text,
            done_on=day,
            effect_on=one.promised.effect.on if one.promised.effect else None,
            outcome=one.outcome,
        )
        for one in commitments(con, at=at)
        if (one.promised.indicator_id, one.promised.area_id) == (indicator_id, area_id) and (day := done_on(one))
    ]
    return sorted(marks, key=lambda one: (one.done_on, one.commitment_id))


def lessons_for(
    con: Cursor, catalog: Catalog, indicator_id: str, area_id: str, *, at: datetime
) -> tuple[Commitment, ...]:
    """What was tried before on like rows, with its result."""
    group_of = {one.indicator_id: one.group.value for one in catalog.indicators}
    return lessons(commitments(con, at=at), indicator_id, area_id, group_of=group_of)


def _commitment(
    row: _PromisedRow, events: dict[str, list[Event]], outcomes: dict[str, Outcome], today: date
) -> Commitment:
    promised = Captured.model_validate_json(row.body)
    mine = events.get(promised.capture_id, [])
    outcome = outcomes.get(promised.capture_id)
    return commitment(promised, row.promised_at, mine, today=today, outcome=outcome)


def _events(con: Cursor, commitment_id: str | None, known_at: datetime | None) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = defaultdict(list)
    for row in fetch(con, _EventRow, PACKAGE, "events", commitment_id=commitment_id, known_at=known_at):
        found[row.commitment_id].append(Event.model_validate_json(row.body))
    return found


def _outcomes(con: Cursor, known_at: datetime | None) -> dict[str, Outcome]:
    return {
        row.commitment_id: row.judgement.outcome
        for row in judgements(con)
        if known_at is None or row.judged_at <= known_at
    }
