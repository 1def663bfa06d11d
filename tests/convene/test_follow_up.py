"""Commitments after their session: who may do what, evidence and a second person, carrying, judging."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from bahealth.convene.follow_up.commands import (
    AcceptDone,
    CarryOver,
    ClaimDone,
    MoveDue,
    Overtake,
    PutOnHold,
    RefuseDone,
    ReportProgress,
    TakeUp,
    accept_done,
    carry_over_one,
    claim_done,
    move_due,
    overtake,
    put_on_hold,
    refuse_done,
    report_progress,
    take_up,
)
from bahealth.convene.follow_up.queries import (
    commitment_of,
    commitments,
    commitments_before,
    evidence_file,
    lessons_for,
    marks_on,
)
from bahealth.convene.judging.commands import JudgeDue, judge_due
from bahealth.convene.model import CommitmentState, Effect, Happening, Outcome, Session
from bahealth.convene.room.commands import NotReadBack
from bahealth.convene.room.rules import Lack
from bahealth.convene.sessions.commands import PlanSeries, plan_series
from bahealth.convene.sessions.queries import sessions
from bahealth.convene.versions import SessionConflict
from bahealth.errors import NotAllowed, NotFound, Refusal
from bahealth.people.model import Actor, Role
from bahealth.store import Database
from tests.convene.example import (
    ANALYST,
    CALM,
    CATALOG,
    CITY_HALL,
    DAY,
    HEAD,
    HOUR,
    NOON,
    OTHER,
    PEOPLE,
    closed,
    deliver,
    opened,
    prepared,
    promise,
    ready,
    release,
    with_commitment,
    written,
)

AFTER = NOON + 10 * DAY
LINK = "https://city.example/list"
COLLEAGUE = Actor("colleague@city.example", Role.STAFF, "care")


def claim(database: Database, version: int = 0, *, at: datetime = AFTER, **changes: Any) -> None:
    command = ClaimDone(**{"commitment_id": "c1", "version": version, "evidence": LINK, **changes})
    claim_done(database, CATALOG, command, actor=HEAD, at=at)


def test_a_commitment_runs_from_the_close_of_its_session(database: Database) -> None:
    session = ready(database)
    written(database, promise(session))
    written(database, promise(session, "struck", rank=2).model_copy(update={"is_struck": True}))
    with database.reading() as con:
        assert commitments(con, at=AFTER) == []
        with pytest.raises(NotFound):
            commitment_of(con, "c1", at=AFTER)
    closed(database, session)
    with database.reading() as con:
        (one,) = commitments(con, at=AFTER)
    assert (one.state, one.version, one.promised_at) == (CommitmentState.NOT_DUE, 0, session.starts_at + HOUR)
    assert one.due_on == date(2026, 12, 29)


def test_closing_takes_evidence_and_a_second_person(database: Database) -> None:
    with_commitment(database)
    with pytest.raises(Refusal, match="Nobody has claimed"):
        accept_done(database, CATALOG, AcceptDone(commitment_id="c1", version=0), actor=CITY_HALL, at=AFTER)
    for evidence, content, said in (
        (" ", None, "Without evidence"),
        ("done, really", None, "Not a link"),
        ("file:///etc/passwd", None, "Not a link"),
        ("javascript:alert(1)", None, "Not a link"),
        ("calls.pdf", b"", "Without evidence"),
    ):
        with pytest.raises(Refusal, match=said):
            claim(database, evidence=evidence, content=content)
    claim(database, evidence="calls.pdf", content=b"%PDF-1.7")
    with database.reading() as con:
        one = commitment_of(con, "c1", at=AFTER)
        assert evidence_file(con, one.events[0].event_id).content == b"%PDF-1.7"
    assert one.state is CommitmentState.UNDER_REVIEW
    with pytest.raises(NotAllowed, match="office"):
        accept_done(database, CATALOG, AcceptDone(commitment_id="c1", version=1), actor=HEAD, at=AFTER)
    refused = refuse_done(
        database,
        CATALOG,
        RefuseDone(commitment_id="c1", version=1, reason="Half of the list"),
        actor=CITY_HALL,
        at=AFTER + DAY,
    )
    assert (refused.state, refused.times_refused) == (CommitmentState.NOT_DUE, 1)
    claim(database, 2, at=AFTER + 2 * DAY)
    done = accept_done(database, CATALOG, AcceptDone(commitment_id="c1", version=3), actor=ANALYST, at=AFTER + 90 * DAY)
    assert done.state is CommitmentState.DONE_ON_TIME  # claimed in time, accepted long after
    with pytest.raises(Refusal, match="where the commitment stands"):
        claim(database, 4)


@pytest.mark.parametrize("owner", [CITY_HALL.name, HEAD.name])
def test_who_promised_or_claimed_it_cannot_review_it(database: Database, owner: str) -> None:
    with_commitment(database, owner=owner)
    command = ClaimDone(commitment_id="c1", version=0, evidence=LINK)
    claimer = ANALYST if owner == CITY_HALL.name else CITY_HALL
    claim_done(database, CATALOG, command, actor=claimer, at=AFTER)
    reviewer = CITY_HALL  # promised it, or claimed it
    with pytest.raises(NotAllowed, match="second person"):
        accept_done(database, CATALOG, AcceptDone(commitment_id="c1", version=1), actor=reviewer, at=AFTER)


def test_its_department_and_its_owner_report_and_others_do_not(database: Database) -> None:
    with_commitment(database, owner=OTHER.name)
    for version, actor in enumerate((HEAD, COLLEAGUE, OTHER, CITY_HALL)):
        command = ReportProgress(commitment_id="c1", version=version, text="Half of them")
        assert report_progress(database, CATALOG, command, actor=actor, at=AFTER).version == version + 1
    stranger = Actor("stranger@city.example", Role.HEAD, "other")
    command = ReportProgress(commitment_id="c1", version=4, text="x")
    with pytest.raises(NotAllowed):
        report_progress(database, CATALOG, command, actor=stranger, at=AFTER)
    with pytest.raises(Refusal, match="Write a sentence"):
        report_progress(database, CATALOG, command.model_copy(update={"text": " "}), actor=HEAD, at=AFTER)


def test_the_second_of_two_changes_is_told_what_stands(database: Database) -> None:
    with_commitment(database)
    claim(database)
    command = MoveDue(commitment_id="c1", version=0, due_on=date(2027, 2, 1), reason="Later")
    with pytest.raises(SessionConflict) as caught:
        move_due(database, CATALOG, command, actor=CITY_HALL, at=AFTER)
    assert caught.value.stands is not None
    assert caught.value.stands.version == 1


def test_a_hold_ends_and_what_was_overtaken_stays_so(database: Database) -> None:
    with_commitment(database)
    hold = PutOnHold(commitment_id="c1", version=0, reason="Waits for the budget")
    with pytest.raises(NotAllowed):
        put_on_hold(database, CATALOG, hold, actor=HEAD, at=AFTER)
    assert put_on_hold(database, CATALOG, hold, actor=CITY_HALL, at=AFTER).state is CommitmentState.ON_HOLD
    up = TakeUp(commitment_id="c1", version=1)
    assert take_up(database, CATALOG, up, actor=CITY_HALL, at=AFTER).state is CommitmentState.NOT_DUE
    end = Overtake(commitment_id="c1", version=2, reason="New law")
    assert overtake(database, CATALOG, end, actor=CITY_HALL, at=AFTER).state is CommitmentState.OVERTAKEN
    with pytest.raises(Refusal, match="where the commitment stands"):
        put_on_hold(database, CATALOG, hold.model_copy(update={"version": 3}), actor=CITY_HALL, at=AFTER)
    with pytest.raises(Refusal, match="past already"):
        move_due(
            database,
            CATALOG,
            MoveDue(commitment_id="c1", version=3, due_on=date(2026, 11, 1), reason="x"),
            actor=CITY_HALL,
            at=AFTER,
        )


def next_session(database: Database, series: list[Session], place: int) -> Session:
    return opened(database, prepared(database, series[place], at=series[place].starts_at - HOUR))


def test_a_later_session_carries_what_is_overdue_and_the_third_cannot_close_without_a_decision(
    database: Database,
) -> None:
    deliver(database, CALM, at=NOON - DAY)
    release(database, NOON)
    command = PlanSeries(name="Monthly", theme="access", first_at=NOON + DAY, every_weeks=4, people=PEOPLE)
    made = plan_series(database, CATALOG, command, actor=CITY_HALL, at=NOON)
    with database.reading() as con:
        series = sessions(con, series_id=made.series_id)
    first = next_session(database, series, 0)
    due = (series[0].starts_at + 7 * DAY).date()
    written(database, promise(first, due_on=due, effect=None), at=first.starts_at)
    closed(database, first)
    for place in (1, 2):
        session = next_session(database, series, place)
        with database.reading() as con:
            (one,) = commitments_before(con, session, at=session.starts_at)
        assert (one.times_carried, one.needs_decision, one.state) == (place, False, CommitmentState.OVERDUE)
        closed(database, session)
    third = next_session(database, series, 3)
    with pytest.raises(NotReadBack) as caught:
        closed(database, third)
    assert [(one.subject_id, one.lack) for one in caught.value.problems] == [("c1", Lack.NEEDS_DECISION)]
    new_day = (third.starts_at + 30 * DAY).date()
    decision = MoveDue(commitment_id="c1", version=3, due_on=new_day, reason="Last time")
    moved = move_due(database, CATALOG, decision, actor=CITY_HALL, at=third.starts_at)
    assert (moved.times_carried, moved.needs_decision, moved.due_on) == (3, False, new_day)
    closed(database, third)
    carry = CarryOver(commitment_id="c1", version=4, session_id=third.session_id)
    with pytest.raises(Refusal, match="where the commitment stands"):  # not overdue: nothing to carry
        carry_over_one(database, CATALOG, carry, actor=CITY_HALL, at=third.starts_at)
    with database.reading() as con:
        kinds = [one.kind for one in commitment_of(con, "c1", at=AFTER).events]
    assert kinds == [Happening.CARRIED] * 3 + [Happening.DUE_MOVED]


# --- judgement ---


def judged(database: Database, events: list[float], **changes: Any) -> Outcome | None:
    """Done on 2 December 2026, effect expected by the end of May 2027, known by September 2027."""
    with_commitment(database, effect=Effect(size=5.0, on=date(2027, 5, 31)), **changes)
    claim(database)
    accept_done(database, CATALOG, AcceptDone(commitment_id="c1", version=1), actor=ANALYST, at=AFTER + DAY)
    assert judge_due(database, CATALOG, JudgeDue(), actor=ANALYST, at=AFTER + 2 * DAY) == ()
    at = datetime(2027, 9, 1, 12)
    deliver(database, events, at=at - HOUR, last=date(2027, 7, 1))
    release(database, at, date(2027, 9, 1))
    (found,) = judge_due(database, CATALOG, JudgeDue(), actor=ANALYST, at=at + HOUR)
    assert judge_due(database, CATALOG, JudgeDue(), actor=ANALYST, at=at + 2 * HOUR) == ()  # once and for ever
    with database.reading() as con:
        (mark,) = marks_on(con, "covered", "city", at=at)
        (lesson,) = lessons_for(con, CATALOG, "covered", "comuna-1", at=at)
    assert (mark.done_on, mark.outcome, lesson.outcome) == (
        date(2026, 12, 2),
        found.judgement.outcome,
        found.judgement.outcome,
    )
    return found.judgement.outcome


BEFORE = [float(one) for one in CALM[:24]]  # up to December 2026; the release knows July 2027


@pytest.mark.parametrize(
    ("after", "outcome"),
    [
        ([140.0] * 7, Outcome.MOVED),
        ([98.0] * 7, Outcome.WORSE),
        ([120.0, 119.0, 121.0, 118.0, 122.0, 120.0, 121.0], Outcome.NO_SIGNAL),
        ([140.0, 120.0, 119.0, 121.0, 120.0, 119.0, 121.0], Outcome.NO_SIGNAL),  # it did not last until May
        ([120.0, 119.0, 121.0, 118.0, 120.0, 140.0, 140.0], Outcome.NO_SIGNAL),  # it came after May
    ],
)
def test_what_is_done_is_judged_once_at_its_effect_date(
    database: Database, after: list[float], outcome: Outcome
) -> None:
    assert judged(database, [*BEFORE, *after]) is outcome


def test_a_judgement_leaves_one_audit_line_and_none_when_nothing_is_due(database: Database) -> None:
    judged(database, [*BEFORE, *[140.0] * 7])
    with database.reading() as con:
        assert con.execute("SELECT subject FROM ops.audit WHERE command = 'judge_due'").fetchall() == [("release 2",)]


def test_a_session_alone_takes_up_what_its_departments_promised(database: Database) -> None:
    session, _ = with_commitment(database)
    other = session.model_copy(update={"session_id": "x", "series_id": None})
    with database.reading() as con:
        for departments, count in (((), 1), (("care",), 1), (("hospitals",), 0)):
            one = other.model_copy(update={"department_ids": departments})
            assert len(commitments_before(con, one, at=AFTER)) == count
