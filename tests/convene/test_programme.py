"""How the programme itself does, by hand calculation."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bahealth.assess.model import Status
from bahealth.convene.agenda.queries import agenda_of
from bahealth.convene.follow_up.commands import (
    AcceptDone,
    ClaimDone,
    MoveDue,
    RefuseDone,
    accept_done,
    claim_done,
    move_due,
    refuse_done,
)
from bahealth.convene.model import Agenda, Line, LineKind
from bahealth.convene.programme import Part, Scored, calibration, is_decided
from bahealth.convene.programme_sessions import programme_figures
from bahealth.convene.room.commands import PresentLine, present_line
from bahealth.convene.room.rules import Shown, minutes_spent
from bahealth.convene.sessions.commands import CancelSession, MoveSession, cancel_session, move_session
from bahealth.store import Database
from tests.convene.example import (
    CALM,
    CATALOG,
    CITY_HALL,
    DAY,
    FALLEN,
    HEAD,
    HOUR,
    NOON,
    closed,
    deliver,
    opened,
    planned,
    prepared,
    promise,
    release,
    with_target,
    written,
)


def figures(database: Database, at: datetime) -> Any:
    with database.reading() as con:
        return programme_figures(con, from_on=date(2026, 11, 1), until_on=date(2026, 12, 31), at=at)


def test_the_figures_of_a_month_are_those_one_counts_by_hand(database: Database) -> None:
    deliver(database, [*CALM, *FALLEN], at=NOON - DAY)
    release(database, NOON)
    first = opened(database, prepared(database))  # 29 November, as planned
    with database.reading() as con:
        agenda = agenda_of(con, first.session_id)
    assert agenda is not None
    signal = PresentLine(session_id=first.session_id, line_id=agenda.lines[0].line_id)
    present_line(database, CATALOG, signal, actor=CITY_HALL, at=first.starts_at + HOUR / 2)
    for number in (1, 2, 3, 4):
        written(database, promise(first, f"c{number}", rank=number))
    closed(database, first)  # an hour after it began
    moved = planned(database)
    move = MoveSession(session_id=moved.session_id, version=1, starts_at=NOON + 9 * DAY, minutes=90, reason="Strike")
    moved = move_session(database, CATALOG, move, actor=CITY_HALL, at=NOON)
    closed(database, opened(database, prepared(database, moved)))
    off = planned(database)
    cancel = CancelSession(session_id=off.session_id, version=1, reason="Storm")
    cancel_session(database, CATALOG, cancel, actor=CITY_HALL, at=NOON)
    planned(database, starts_at=NOON + 200 * DAY)  # outside the span

    start = first.starts_at
    # c1 is claimed 10 days after, refused, claimed again 20 days after and accepted: on time (29 December)
    for version, days in ((0, 10), (2, 20)):
        claim = ClaimDone(commitment_id="c1", version=version, evidence="https://a.example")
        claim_done(database, CATALOG, claim, actor=HEAD, at=start + days * DAY)
        if version == 0:
            refuse = RefuseDone(commitment_id="c1", version=1, reason="Half")
            refuse_done(database, CATALOG, refuse, actor=CITY_HALL, at=start + 11 * DAY)
    accept_done(database, CATALOG, AcceptDone(commitment_id="c1", version=3), actor=CITY_HALL, at=start + 21 * DAY)
    # c2 is given 30 days more and done within them: done, and not by the day first promised
    move_on = MoveDue(commitment_id="c2", version=0, due_on=(start + 60 * DAY).date(), reason="Budget")
    move_due(database, CATALOG, move_on, actor=CITY_HALL, at=start + DAY)
    claim = ClaimDone(commitment_id="c2", version=1, evidence="https://a.example")
    claim_done(database, CATALOG, claim, actor=HEAD, at=start + 50 * DAY)
    accept_done(database, CATALOG, AcceptDone(commitment_id="c2", version=2), actor=CITY_HALL, at=start + 51 * DAY)

    found = figures(database, start + 61 * DAY)
    assert (found.held, found.cancelled, found.held_on_planned_day) == (2, 1, Part(count=1, total=2))
    done = found.commitments
    assert (done.closed, done.closed_on_time, done.open, done.overdue) == (2, Part(count=1, total=2), 2, 2)
    assert (done.refused_closings, done.due_days_moved, done.carried) == (1, 1, 0)
    assert (done.median_days_to_close, done.median_days_open) == (35.0, 61.0)  # 20 and 50 days; 61 twice
    assert (found.minutes_on_signals, found.minutes_on_rest) == (30.0, 0.0)
    # each session looked at one row of 43 months (0.039); nobody sends `people`, nor the comunas: no rule looks there
    assert found.expected_false_alarms == pytest.approx(2 * 0.039)
    assert found.calibration is None
    assert found.data_on_time.total == 2 * 6  # two indicators in the city and its two comunas, in two sessions


def test_an_empty_span_has_figures_too(database: Database) -> None:
    found = figures(database, NOON)
    assert (found.held, found.held_on_planned_day.share, found.commitments.median_days_open) == (0, None, None)


def test_minutes_are_those_between_one_line_and_the_next_until_the_close() -> None:
    lines = tuple(Line(line_id=one, kind=LineKind.SIGNAL, minutes=10) for one in "abc")
    agenda = Agenda(session_id="s", lines=lines, expected_false_alarms=0)
    minute = timedelta(minutes=1)
    shown = [
        Shown(place=place, line_id=line_id, shown_at=NOON + at * minute, shown_by="x")
        for place, (line_id, at) in enumerate([("a", 0), ("b", 12), (None, 15), ("a", 20)], start=1)
    ]
    spent = minutes_spent(agenda, shown, until=NOON + 22 * minute, signals=frozenset({"a"}))
    # a: 12 and 2 minutes, b: 3; five on no line; c never
    assert [(one.line_id, one.minutes, one.is_signal, one.is_over) for one in spent] == [
        ("a", 14.0, True, True),
        ("b", 3.0, False, False),
        ("c", 0.0, False, False),
    ]


def scored(author: str, probability: float, is_met: bool) -> Scored:
    return Scored(
        session_id="s", indicator_id="covered", area_id="city", author=author, probability=probability, is_met=is_met
    )


def test_calibration_is_told_only_of_many_by_several() -> None:
    many = [scored(f"p{number % 3}", 0.8, number % 2 == 0) for number in range(10)]
    # half came true: Brier (0.2^2 + 0.8^2) / 2 = 0.34
    found = calibration(many)
    assert found is not None
    assert (found.count, found.share_met) == (10, 0.5)
    assert (found.mean_probability, found.brier) == (pytest.approx(0.8), pytest.approx(0.34))
    assert calibration(many[:9]) is None
    assert calibration([scored(f"p{number % 2}", 0.8, True) for number in range(20)]) is None


@pytest.mark.parametrize(
    ("start", "status", "expected"),
    [
        (date(2026, 12, 1), Status.OFF_TRACK, False),  # a forecast: the day is 31 January 2027
        (date(2027, 1, 1), Status.OFF_TRACK, True),
        (date(2027, 1, 1), Status.MET, True),
        (date(2027, 1, 1), Status.UNCERTAIN, False),
    ],
)
def test_a_probability_is_scored_once_the_day_of_its_target_is_known(
    start: date, status: Status, expected: bool
) -> None:
    row = with_target("covered").model_copy(update={"period_start": start, "period_months": 1, "status": status})
    assert is_decided(row) is expected
