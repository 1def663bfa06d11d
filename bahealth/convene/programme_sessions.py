"""The figures of the programme session by session, so that their course can be seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bahealth.assess.model import Point, Verdict
from bahealth.assess.queries import latest_release, release_definitions, release_points, release_verdicts
from bahealth.catalog.model import Indicator
from bahealth.convene.agenda.alarms_seen import Since, since
from bahealth.convene.agenda.queries import agenda_of
from bahealth.convene.agenda.rules import has_signal, in_scope
from bahealth.convene.follow_up.queries import commitments
from bahealth.convene.model import Commitment, Session, SessionState
from bahealth.convene.programme import (
    CommitmentFigures,
    Part,
    ProgrammeFigures,
    calibration,
    commitment_figures,
    is_on_planned_day,
    scored_stories,
)
from bahealth.convene.room.queries import time_spent
from bahealth.convene.sessions.queries import sessions
from bahealth.convene.sessions.rules import RUNS
from bahealth.convene.versions import day_of
from bahealth.convene.worth.queries import worth_of
from bahealth.convene.worth.rules import Worth
from bahealth.frozen import Frozen
from bahealth.store import Cursor


class Alarms(Frozen):
    """Rows in scope that moved beyond chance at a session, and what became of them."""

    expected: float
    flagged: int
    vanished: Part  # of those that could be looked at again


class SessionFigures(Frozen):
    """One session that was held, cancelled, or should have been held; what was not held has no figures."""

    session: Session
    is_held: bool
    is_on_planned_day: bool = False
    data_on_time: Part = Part(count=0, total=0)
    minutes_on_signals: float = 0.0
    minutes_on_rest: float = 0.0
    alarms: Alarms | None = None
    commitments: CommitmentFigures | None = None
    worth: Worth | None = None

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off."""
        return self.session.state is SessionState.CANCELLED


@dataclass(slots=True)
class _Numbers:
    """Verdicts and definitions of releases, each read once."""

    con: Cursor
    known: dict[int, tuple[Sequence[Verdict], Mapping[str, Indicator]]] = field(default_factory=dict)

    def of(self, session: Session) -> tuple[Sequence[Verdict], Mapping[str, Indicator]]:
        """All verdicts and definitions of the release that a session pinned."""
        number = session.release_number
        if number is None:
            return (), {}
        if number not in self.known:
            verdicts = release_verdicts(self.con, release_number=number)
            self.known[number] = (verdicts, release_definitions(self.con, release_number=number))
        return self.known[number]


def session_figures(con: Cursor, *, from_on: date, until_on: date, at: datetime) -> tuple[SessionFigures, ...]:
    """Sessions that were held, cancelled or missed from a day to a day, both included, oldest first."""
    found = [one for one in sessions(con) if from_on <= day_of(one.starts_at) <= until_on and _is_past(one, at)]
    reading = _Reading(con, at, commitments(con, at=at), _Numbers(con), _Again(con))
    answers = worth_of(con, found, day_of(at))
    return tuple(
        reading.held(one, worth) if one.state in RUNS else SessionFigures(session=one, is_held=False)
        for one, worth in zip(found, answers, strict=True)
    )


def programme_figures(con: Cursor, *, from_on: date, until_on: date, at: datetime) -> ProgrammeFigures:
    """The figures of sessions from a day to a day, both included; commitments are those that they made."""
    return totals(con, session_figures(con, from_on=from_on, until_on=until_on, at=at), at=at)


def totals(con: Cursor, found: Sequence[SessionFigures], *, at: datetime) -> ProgrammeFigures:
    """The figures of these sessions together."""
    held = [one for one in found if one.is_held]
    ids = {one.session.session_id for one in held}
    promised = [one for one in commitments(con, at=at) if one.promised.session_id in ids]
    return ProgrammeFigures(
        held=len(held),
        held_on_planned_day=Part(count=sum(one.is_on_planned_day for one in held), total=len(held)),
        cancelled=sum(one.is_cancelled for one in found),
        data_on_time=Part(
            count=sum(one.data_on_time.count for one in held), total=sum(one.data_on_time.total for one in held)
        ),
        commitments=commitment_figures(promised, day_of(at)),
        minutes_on_signals=sum(one.minutes_on_signals for one in held),
        minutes_on_rest=sum(one.minutes_on_rest for one in held),
        expected_false_alarms=sum(one.alarms.expected for one in held if one.alarms),
        calibration=calibration([one for one in scored_stories(con) if one.session_id in ids]),
    )


def _is_past(one: Session, at: datetime) -> bool:
    return one.state in RUNS or one.state is SessionState.CANCELLED or one.starts_at <= at


class _Again:
    """Looks at flagged rows again in the newest release; each series is read once."""

    def __init__(self, con: Cursor) -> None:
        self._con = con
        newest = latest_release(con)
        self._number = newest.release_number if newest else 0
        found = release_verdicts(con, release_number=self._number) if newest else []
        self._verdicts = {(one.indicator_id, one.area_id): one for one in found}
        self._points: dict[tuple[str, str], list[Point]] = {}

    def alarms(self, rows: Sequence[Verdict], expected: float) -> Alarms:
        """What became of the rows that were flagged."""
        flagged = [one for one in rows if has_signal(one)]
        seen = [self._since(one) for one in flagged]
        checked = [one for one in seen if one is not Since.TOO_EARLY]
        vanished = Part(count=checked.count(Since.VANISHED), total=len(checked))
        return Alarms(expected=expected, flagged=len(flagged), vanished=vanished)

    def _since(self, flagged: Verdict) -> Since:
        place = (flagged.indicator_id, flagged.area_id)
        if place not in self._points:
            found = release_points(self._con, release_number=self._number, indicator_id=place[0], area_id=place[1])
            self._points[place] = [one.point for one in found]
        return since(flagged, self._points[place], self._verdicts.get(place))


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the figures of each session are drawn from."""

    con: Cursor
    at: datetime
    made: Sequence[Commitment]
    numbers: _Numbers
    again: _Again

    def held(self, one: Session, worth: Worth) -> SessionFigures:
        """The figures of a session that was held."""
        verdicts, definitions = self.numbers.of(one)
        rows = in_scope(one, verdicts, definitions)
        spent = time_spent(self.con, one, at=self.at, verdicts=verdicts)
        agenda = agenda_of(self.con, one.session_id)
        promised = [each for each in self.made if each.promised.session_id == one.session_id]
        return SessionFigures(
            session=one,
            is_held=True,
            is_on_planned_day=is_on_planned_day(self.con, one),
            data_on_time=Part(count=sum(not row.is_late for row in rows), total=len(rows)),
            minutes_on_signals=sum(each.minutes for each in spent if each.is_signal),
            minutes_on_rest=sum(each.minutes for each in spent if not each.is_signal),
            alarms=self.again.alarms(rows, agenda.expected_false_alarms if agenda else 0.0),
            commitments=commitment_figures(promised, day_of(self.at)),
            worth=worth,
        )
