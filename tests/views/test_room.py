"""What the page of a room shows: the presenter's line or one's own, and who may do what in which state."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bahealth.convene.model import Captured, CaptureKind, Session, SessionState
from bahealth.convene.questions import Topic
from bahealth.convene.room.commands import PresentLine, present_line
from bahealth.convene.room.queries import presented
from bahealth.convene.room.rules import Lack
from bahealth.errors import NotFound
from bahealth.people.model import Actor
from bahealth.store import Database
from bahealth.views.room import RoomChoice, RoomView, room_mark, room_view, rooms_view
from tests.convene.example import (
    ANALYST,
    CALM,
    CATALOG,
    CITY_HALL,
    DAY,
    FALLEN,
    HEAD,
    HOUR,
    NOON,
    NOTES,
    OTHER,
    closed,
    deliver,
    planned,
    prepared,
    promise,
    ready,
    written,
)

AT = NOON + 7 * DAY + HOUR / 2


def seen(
    database: Database, session: Session, actor: Actor = CITY_HALL, *, alone: str | None = None, **more: Any
) -> RoomView:
    choice = RoomChoice(session_id=session.session_id, alone_line_id=alone)
    return room_view(database, CATALOG, choice, actor, at=more.get("at", AT))


def present(database: Database, session: Session, line_id: str | None) -> None:
    command = PresentLine(session_id=session.session_id, line_id=line_id)
    present_line(database, CATALOG, command, actor=CITY_HALL, at=AT - timedelta(minutes=4))


def test_before_the_first_line_there_is_the_agenda(database: Database) -> None:
    view = seen(database, ready(database))
    assert (view.row, view.place, view.shown) == (None, None, None)
    assert [one.indicator_id for one in view.lines] == ["covered"]


def test_the_line_of_the_presenter_comes_with_what_the_release_says_of_it(database: Database) -> None:
    session = ready(database)
    (line,) = seen(database, session).lines
    present(database, session, line.line_id)
    view = seen(database, session, HEAD)
    assert view.row is not None
    assert view.row.verdict is not None
    assert (view.row.line, view.place, view.row.topic) == (line, 0, Topic.WORSENING)
    assert [one.value for one in view.row.points] == [pytest.approx(100 * one / 150) for one in [*CALM, *FALLEN]]
    assert view.spent[line.line_id].minutes == pytest.approx(4.0)


def test_who_browses_alone_sees_another_line_than_the_presenter_s(database: Database) -> None:
    session = ready(database)
    (line,) = seen(database, session).lines
    view = seen(database, session, HEAD, alone=line.line_id)
    assert view.shown is None
    assert view.row is not None
    assert view.row.line == line
    with pytest.raises(NotFound):
        seen(database, session, alone="nothing")


def test_the_numbers_stay_those_of_the_release_and_what_came_since_is_counted(database: Database) -> None:
    session = ready(database)
    (line,) = seen(database, session).lines
    before = seen(database, session, alone=line.line_id)
    assert before.changes is not None
    assert before.changes.is_nothing
    deliver(database, [120, 121], at=AT - HOUR)
    after = seen(database, session, alone=line.line_id)
    assert after.changes is not None
    assert len(after.changes.deliveries) == 1
    assert before.row is not None
    assert after.row is not None
    assert (after.row.points, after.row.verdict) == (before.row.points, before.row.verdict)


IN_THE_ROOM = {"present_line", "take_attendance", "capture", "close_session"}


@pytest.mark.parametrize(
    ("actor", "before", "during", "after"),
    [
        (CITY_HALL, {"open_session"}, IN_THE_ROOM, {"sign_minutes"}),
        (ANALYST, {"open_session"}, IN_THE_ROOM, set()),
        (NOTES, set(), {"take_attendance", "capture"}, set()),
        (HEAD, set(), set(), set()),
        (OTHER, set(), set(), set()),
    ],
)
def test_each_person_is_offered_what_the_commands_accept(
    database: Database, actor: Actor, before: set[str], during: set[str], after: set[str]
) -> None:
    session = ready(database)
    assert seen(database, session, actor).may == during
    later = prepared(database, planned(database, title="Later"))
    assert seen(database, later, actor).may == before
    closed(database, session)
    assert seen(database, session, actor).may == after


def test_what_was_captured_moves_the_mark_and_stands_by_rank(database: Database) -> None:
    session = ready(database)
    marks = [room_mark(database, session.session_id)]
    for capture_id, rank in (("b", 2), ("a", 1), ("c", None)):
        written(database, promise(session, capture_id, rank=rank))
        marks.append(room_mark(database, session.session_id))
    question = {"capture_id": "q", "session_id": session.session_id, "kind": CaptureKind.QUESTION, "text": "Why?"}
    written(database, Captured.model_validate(question))
    written(database, promise(session, "b", rank=2, version=1, is_struck=True))
    marks.append(room_mark(database, session.session_id))
    view = seen(database, session)
    assert [one.capture_id for one in view.commitments] == ["a", "c"]
    assert {one.capture_id: one.is_struck for one in view.captured} == {"a": False, "b": True, "c": False, "q": False}
    assert [(one.subject_id, one.lack) for one in view.problems] == [("c", Lack.RANK)]
    assert len(set(marks)) == len(marks)


def test_the_same_line_again_leaves_every_screen_as_it_is(database: Database) -> None:
    session = ready(database)
    (line,) = seen(database, session).lines
    present(database, session, line.line_id)
    before = room_mark(database, session.session_id)
    present(database, session, line.line_id)
    assert room_mark(database, session.session_id) == before
    present(database, session, None)
    assert room_mark(database, session.session_id) != before
    with database.reading() as con:
        shown = presented(con, session.session_id)
    assert shown is not None
    assert shown.line_id is None


def test_sessions_stand_by_what_can_be_done_in_them(database: Database) -> None:
    assert rooms_view(database).open == ()
    session = ready(database)
    later = planned(database, title="Later")
    found = rooms_view(database)
    assert [one.session_id for one in found.open] == [session.session_id]
    assert [one.session_id for one in found.next] == [later.session_id]
    closed(database, session)
    assert [one.state for one in rooms_view(database).past] == [SessionState.CLOSED]


def test_a_session_without_release_or_agenda_has_no_lines(database: Database) -> None:
    view = seen(database, planned(database))
    assert (view.lines, view.release, view.changes, dict(view.definitions)) == ((), None, None, {})


def test_a_session_that_does_not_exist_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound):
        room_view(database, CATALOG, RoomChoice(session_id="none"), CITY_HALL, at=AT)
