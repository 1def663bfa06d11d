"""Was it worth your time: asked once, told late, and never by whom."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.convene.model import Invited, Part, Session, SessionState
from bahealth.convene.sessions.queries import session_of
from bahealth.convene.worth.commands import AnswerWorth, answer_worth
from bahealth.convene.worth.queries import may_answer, worth_of
from bahealth.convene.worth.rules import told
from bahealth.errors import NotAllowed, Refusal
from bahealth.people.model import Actor
from bahealth.store import Database
from tests.convene.example import (
    CALM,
    CATALOG,
    CITY_HALL,
    DAY,
    FALLEN,
    HEAD,
    NOON,
    NOTES,
    OTHER,
    closed,
    deliver,
    opened,
    prepared,
    release,
)


@pytest.fixture
def session(database: Database) -> Session:
    """A session that has closed, with three people."""
    deliver(database, [*CALM, *FALLEN], at=NOON - DAY)
    release(database, NOON)
    return closed(database, opened(database, prepared(database)))


def answer(database: Database, session: Session, actor: Actor, *, is_worth: bool, days: int = 0) -> None:
    assert session.closed_at is not None
    command = AnswerWorth(session_id=session.session_id, is_worth=is_worth)
    answer_worth(database, CATALOG, command, actor=actor, at=session.closed_at + days * DAY)


def rows(database: Database, table: str) -> list[tuple[object, ...]]:
    with database.reading() as con:
        return con.execute(f"SELECT * FROM ops.{table} ORDER BY ALL").fetchall()


def test_who_answered_and_what_was_answered_meet_nowhere(database: Database, session: Session) -> None:
    before = len(rows(database, "audit"))
    answer(database, session, CITY_HALL, is_worth=True)
    answer(database, session, HEAD, is_worth=False)
    identity = session.session_id
    assert rows(database, "worth_answered") == [(identity, HEAD.name), (identity, CITY_HALL.name)]
    assert rows(database, "worth_count") == [(identity, 1, 2)], "one row for all answers: no order, no instant"
    lines = rows(database, "audit")[before:]
    assert [one[2:8] for one in lines] == [
        (actor.name, "answer_worth", identity, None, None, None) for actor in (CITY_HALL, HEAD)
    ], "the record says that they answered, not what"


def test_nobody_answers_twice_and_only_the_invited_do(database: Database, session: Session) -> None:
    answer(database, session, HEAD, is_worth=True)
    with pytest.raises(Refusal, match="answered already"):
        answer(database, session, HEAD, is_worth=False)
    with pytest.raises(NotAllowed, match="invited"):
        answer(database, session, OTHER, is_worth=False)
    assert rows(database, "worth_count") == [(session.session_id, 1, 1)]


def test_it_is_asked_from_the_close_until_fourteen_days_after(database: Database, session: Session) -> None:
    assert session.closed_at is not None
    last = session.closed_at.date() + 14 * DAY
    with database.reading() as con:
        found = session_of(con, session.session_id)
        assert may_answer(con, found, HEAD.name, last)
        assert not may_answer(con, found, HEAD.name, last + DAY)
        assert not may_answer(con, found, OTHER.name, last)
    answer(database, session, HEAD, is_worth=True, days=14)
    with pytest.raises(Refusal, match="two weeks"):
        answer(database, session, NOTES, is_worth=True, days=15)


def test_a_session_that_is_still_planned_is_not_asked_about(database: Database) -> None:
    deliver(database, CALM, at=NOON - DAY)
    release(database, NOON)
    planned = prepared(database)
    command = AnswerWorth(session_id=planned.session_id, is_worth=True)
    with pytest.raises(Refusal, match="two weeks"):
        answer_worth(database, CATALOG, command, actor=HEAD, at=NOON)
    assert rows(database, "worth_count") == []


def test_answers_are_told_from_three_on_and_once_nobody_can_add_one(database: Database, session: Session) -> None:
    assert session.closed_at is not None
    last = session.closed_at.date() + 14 * DAY
    for actor, is_worth in ((CITY_HALL, True), (HEAD, False), (NOTES, True)):
        with database.reading() as con:
            (early,) = worth_of(con, [session], last + DAY)
        assert early.worth is None, "below three answers"
        answer(database, session, actor, is_worth=is_worth)
    with database.reading() as con:
        (during,) = worth_of(con, [session], last)
        (after,) = worth_of(con, [session], last + DAY)
    assert (during.answered, during.worth) == (3, None), "a fourth answer would tell itself by the difference"
    assert (after.invited, after.answered, after.worth) == (3, 3, 2)


@given(answered=st.integers(0, 12), worth=st.integers(0, 12), days=st.integers(0, 40))
def test_what_is_told_is_nothing_or_the_whole(answered: int, worth: int, days: int) -> None:
    one = Session(
        session_id="s",
        title="",
        theme="",
        starts_at=NOON,
        people=(Invited(person="a", part=Part.HEAD), Invited(person="a", part=Part.GUEST)),
        state=SessionState.CLOSED,
        closed_at=NOON,
    )
    seen = told(one, answered=answered, worth=min(worth, answered), today=date(2026, 11, 22) + days * DAY)
    assert seen.invited == 1, "a person in two parts is asked once"
    assert seen.worth == (min(worth, answered) if answered >= 3 and days > 14 else None)
