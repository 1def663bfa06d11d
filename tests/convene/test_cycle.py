"""A session from planning to signing, and what commands refuse on the way."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from bahealth.convene.agenda.commands import (
    CauseOfNoise,
    ChangeAgenda,
    DraftAgenda,
    OpenPreread,
    WriteStory,
    change_agenda,
    draft_agenda,
    open_preread,
    write_story,
)
from bahealth.convene.agenda.queries import agenda_of, readiness_of, stories
from bahealth.convene.agenda.readiness import GapKind
from bahealth.convene.model import Line, LineKind, Session, SessionState
from bahealth.convene.room.commands import (
    CloseSession,
    NotReadBack,
    PresentLine,
    ReadBack,
    SignMinutes,
    TakeAttendance,
    close_session,
    present_line,
    sign_minutes,
    take_attendance,
)
from bahealth.convene.room.queries import presented, time_spent
from bahealth.convene.room.rules import Lack
from bahealth.convene.sessions.commands import (
    CancelSession,
    EndSeries,
    ExtendSeries,
    InvitePeople,
    MoveSession,
    PinRelease,
    PlanSeries,
    cancel_session,
    end_series,
    extend_series,
    invite_people,
    move_session,
    pin_release,
    plan_series,
)
from bahealth.convene.sessions.queries import all_series, series_of, session_of, session_versions, sessions
from bahealth.convene.versions import SessionConflict
from bahealth.errors import NotAllowed, NotFound, Refusal
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
    NOTES,
    OTHER,
    PEOPLE,
    closed,
    deliver,
    opened,
    planned,
    prepared,
    promise,
    ready,
    release,
    written,
)


def audit(database: Database) -> list[str]:
    with database.reading() as con:
        return [row[0] for row in con.execute("SELECT command FROM ops.audit ORDER BY line_number").fetchall()]


def series(database: Database, **changes: Any) -> str:
    given = {"name": "Weekly", "theme": "access", "first_at": NOON, "every_weeks": 4, "people": PEOPLE, **changes}
    return plan_series(database, CATALOG, PlanSeries.model_validate(given), actor=CITY_HALL, at=NOON).series_id


def story(session: Session, **changes: Any) -> WriteStory:
    given = {
        "session_id": session.session_id,
        "indicator_id": "covered",
        "area_id": "city",
        "version": 0,
        "happened": "Two centres closed for works",
        "next_steps": "Open on Saturdays",
        **changes,
    }
    return WriteStory.model_validate(given)


def test_a_session_runs_from_planning_to_signed_minutes_with_one_audit_line_each(database: Database) -> None:
    deliver(database, [*CALM, *FALLEN], at=NOON - DAY)
    release(database, NOON)
    session = prepared(database)
    with database.reading() as con:
        agenda = agenda_of(con, session.session_id)
    assert agenda is not None
    (line,) = agenda.lines
    assert (line.kind, line.indicator_id, line.area_id) == (LineKind.SIGNAL, "covered", "city")
    write_story(database, CATALOG, story(session, why="Works", probability=0.3), actor=HEAD, at=NOON + HOUR)
    assert open_preread(database, CATALOG, OpenPreread(session_id=session.session_id), actor=HEAD, at=NOON + HOUR)
    session = opened(database, session)
    command = PresentLine(session_id=session.session_id, line_id=line.line_id)
    present_line(database, CATALOG, command, actor=CITY_HALL, at=session.starts_at)
    attendance = TakeAttendance(
        session_id=session.session_id, version=session.version, present=(CITY_HALL.name, HEAD.name)
    )
    session = take_attendance(database, CATALOG, attendance, actor=NOTES, at=session.starts_at)
    assert [one.is_present for one in session.people] == [True, True, False]
    written(database, promise(session))
    session = closed(database, session)
    sign = SignMinutes(session_id=session.session_id, version=session.version)
    session = sign_minutes(database, CATALOG, sign, actor=CITY_HALL, at=session.starts_at + 2 * HOUR)
    assert (session.state, session.signed_by) == (SessionState.SIGNED, CITY_HALL.name)
    with database.reading() as con:
        (spent,) = time_spent(con, session, at=NOON + 99 * DAY)
        states = [row.session.state for row in session_versions(con, session.session_id)]
    assert (spent.minutes, spent.is_signal, spent.is_over) == (
        60.0,
        True,
        True,
    )  # shown at the start, closed an hour later
    assert states == ["planned", "planned", "open", "open", "closed", "signed"]
    assert audit(database)[1:] == [
        "plan_session",
        "pin_release",
        "draft_agenda",
        "write_story",
        "open_preread",
        "open_session",
        "present_line",
        "take_attendance",
        "capture",
        "close_session",
        "sign_minutes",
    ]


# --- series and sessions ---


def test_a_series_holds_its_dates_for_a_year_with_reserves_and_its_people(database: Database) -> None:
    series_id = series(database)
    with database.reading() as con:
        found = sessions(con, series_id=series_id)
        (state,) = all_series(con)
    # every four weeks from 22 November 2026 for 366 days gives 14 dates: 364 days are 13 steps
    assert [one.starts_at for one in found] == [NOON + 28 * DAY * step for step in range(14)]
    assert all(one.reserve_at == one.starts_at + 7 * DAY for one in found if one.starts_at.month != 12)
    assert {one.people for one in found} == {PEOPLE}
    assert (state.version, audit(database)) == (1, ["plan_series"])
    later = NOON + 100 * DAY
    made = extend_series(database, CATALOG, ExtendSeries(series_id=series_id, version=1), actor=CITY_HALL, at=later)
    # up to 466 days after the first: 392, 420 and 448
    assert [one.starts_at for one in made] == [NOON + 392 * DAY, NOON + 420 * DAY, NOON + 448 * DAY]


def test_the_end_of_a_series_cancels_what_was_to_come_and_counts_it(database: Database) -> None:
    series_id = series(database)
    at = NOON + 30 * DAY
    end_series(database, CATALOG, EndSeries(series_id=series_id, version=1, reason="New theme"), actor=CITY_HALL, at=at)
    with database.reading() as con:
        states = [one.state for one in sessions(con, series_id=series_id)]
        assert series_of(con, series_id).series.is_ended
    assert states == [SessionState.PLANNED] * 2 + [SessionState.CANCELLED] * 12
    with pytest.raises(Refusal, match="ended"):
        extend_series(database, CATALOG, ExtendSeries(series_id=series_id, version=2), actor=CITY_HALL, at=at)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"minutes": 120}, "longer than 90"),
        ({"department_ids": ("nobody",)}, "no department"),
        ({"people": (PEOPLE[0], PEOPLE[0])}, "twice"),
        ({"people": (PEOPLE[0].model_copy(update={"person": " "}),)}, "no name"),
        ({"series_id": "none"}, "no series"),
    ],
)
def test_a_session_that_cannot_be_is_refused_and_leaves_nothing(
    database: Database, changes: dict[str, Any], error: str
) -> None:
    with pytest.raises(Refusal, match=error):
        planned(database, **changes)
    assert audit(database) == []
    with database.reading() as con:
        assert sessions(con) == []


def test_a_long_session_is_planned_with_a_reason(database: Database) -> None:
    assert planned(database, minutes=120, reason="Budget").minutes == 120


def test_a_session_is_moved_or_cancelled_with_a_reason_only_while_it_is_planned(database: Database) -> None:
    session = planned(database)
    move = MoveSession(session_id=session.session_id, version=1, starts_at=NOON + 14 * DAY, minutes=60, reason="Strike")
    with pytest.raises(Refusal, match="Say why"):
        move_session(database, CATALOG, move.model_copy(update={"reason": " "}), actor=CITY_HALL, at=NOON)
    moved = move_session(database, CATALOG, move, actor=CITY_HALL, at=NOON)
    assert (moved.starts_at, moved.minutes, moved.version) == (NOON + 14 * DAY, 60, 2)
    cancel = CancelSession(session_id=session.session_id, version=2, reason="Storm")
    assert cancel_session(database, CATALOG, cancel, actor=CITY_HALL, at=NOON).state is SessionState.CANCELLED
    with pytest.raises(Refusal, match="was cancelled"):
        move_session(database, CATALOG, move.model_copy(update={"version": 3}), actor=CITY_HALL, at=NOON)


def test_a_stale_form_gives_both_sides_and_overwrites_nothing(database: Database) -> None:
    session = planned(database)
    first = InvitePeople(session_id=session.session_id, version=1, people=PEOPLE[:2])
    invite_people(database, CATALOG, first, actor=CITY_HALL, at=NOON)
    second = first.model_copy(update={"people": PEOPLE[1:]})
    with pytest.raises(SessionConflict) as caught:
        invite_people(database, CATALOG, second, actor=CITY_HALL, at=NOON)
    assert caught.value.sent == second
    assert isinstance(caught.value.stands, Session)
    assert caught.value.stands.people == PEOPLE[:2]
    with database.reading() as con:
        assert session_of(con, session.session_id).people == PEOPLE[:2]
    assert audit(database) == ["plan_session", "invite_people"]


def test_only_a_release_that_exists_is_pinned_and_nothing_opens_without(database: Database) -> None:
    session = planned(database)
    pin = PinRelease(session_id=session.session_id, version=1, release_number=7)
    with pytest.raises(NotFound, match="no release"):
        pin_release(database, CATALOG, pin, actor=CITY_HALL, at=NOON)
    with pytest.raises(Refusal, match="Pin a release"):
        opened(database, session)
    with pytest.raises(Refusal, match="Pin a release"):
        draft_agenda(database, CATALOG, DraftAgenda(session_id=session.session_id, version=0), actor=CITY_HALL, at=NOON)


def test_a_session_without_agenda_does_not_open(database: Database) -> None:
    release(database, NOON)
    session = planned(database)
    pin = PinRelease(session_id=session.session_id, version=1, release_number=1)
    session = pin_release(database, CATALOG, pin, actor=CITY_HALL, at=NOON)
    with pytest.raises(NotFound, match="draft it first"):
        opened(database, session)


# --- agenda and stories ---


def new_line(minutes: int = 5) -> Line:
    return Line(line_id="new:1", kind=LineKind.NEW, title="Saturday shifts", minutes=minutes)


def test_people_reorder_drop_with_a_reason_and_add_and_a_second_draft_keeps_it(database: Database) -> None:
    deliver(database, [*CALM, *FALLEN], at=NOON - DAY)
    deliver(database, [*CALM, *FALLEN], at=NOON - DAY, area_id="comuna-1")
    release(database, NOON)
    session = prepared(database)
    with database.reading() as con:
        agenda = agenda_of(con, session.session_id)
    assert agenda is not None
    (signal,) = agenda.lines
    change = ChangeAgenda(session_id=session.session_id, version=1, lines=(new_line(), signal))
    dropped = signal.model_copy(update={"dropped_reason": "Discussed last week"})
    for lines, error in (
        ((new_line(),), "vanished"),
        ((new_line(), signal.model_copy(update={"dropped_reason": ""})), "Say why"),
        ((new_line(), signal.model_copy(update={"weight": 0.0})), "cannot be changed"),
        ((signal, new_line(60).model_copy(update={"title": " "})), "what the new line"),
        ((signal.model_copy(update={"minutes": 60}), new_line(21)), "81 minutes and there are 80"),
        ((signal, signal), "vanished"),
    ):
        with pytest.raises(Refusal, match=error):
            change_agenda(
                database, CATALOG, change.model_copy(update={"lines": lines}), actor=CITY_HALL, at=NOON + HOUR
            )
    changed = change_agenda(database, CATALOG, change, actor=CITY_HALL, at=NOON + HOUR)
    assert [(one.line_id, one.added_by) for one in changed.in_order] == [
        ("new:1", CITY_HALL.name),
        (signal.line_id, None),
    ]
    change = ChangeAgenda(session_id=session.session_id, version=2, lines=(changed.lines[0], dropped))
    assert [one.line_id for one in change_agenda(database, CATALOG, change, actor=CITY_HALL, at=NOON).in_order] == [
        "new:1"
    ]
    again = draft_agenda(
        database, CATALOG, DraftAgenda(session_id=session.session_id, version=3), actor=CITY_HALL, at=NOON + HOUR
    )
    assert [(one.line_id, one.dropped_reason) for one in again.agenda.lines] == [
        ("new:1", None),
        (signal.line_id, "Discussed last week"),
    ]


def test_a_cause_may_be_claimed_for_a_signal_and_not_for_noise(database: Database) -> None:
    deliver(database, CALM, at=NOON - DAY)
    release(database, NOON)
    session = prepared(database)
    with pytest.raises(CauseOfNoise, match="beyond chance"):
        write_story(database, CATALOG, story(session, why="The new team"), actor=HEAD, at=NOON)
    assert write_story(database, CATALOG, story(session, why=" "), actor=HEAD, at=NOON).version == 1


@pytest.mark.parametrize(
    ("changes", "error", "said"),
    [
        ({"happened": " "}, Refusal, "what happened"),
        ({"probability": 1.2}, Refusal, "between 0 and 100"),
        ({"probability": float("nan")}, Refusal, "between 0 and 100"),
        ({"indicator_id": "unknown"}, NotFound, "no indicator"),
        ({"area_id": "comuna-99"}, NotFound, "no area"),
        ({"version": 3}, SessionConflict, "Somebody changed"),
    ],
)
def test_a_refused_story_leaves_nothing(
    database: Database, changes: dict[str, Any], error: type[Refusal], said: str
) -> None:
    session = ready(database)
    before = audit(database)
    with pytest.raises(error, match=said):
        write_story(database, CATALOG, story(session, **changes), actor=HEAD, at=NOON)
    assert audit(database) == before


def test_a_story_is_written_by_the_department_of_the_indicator_alone(database: Database) -> None:
    session = ready(database)
    for actor in (OTHER, CITY_HALL):
        with pytest.raises(NotAllowed):
            write_story(database, CATALOG, story(session), actor=actor, at=NOON)


def test_a_stated_probability_is_shown_to_its_author_alone_and_stands_in_no_audit_line(database: Database) -> None:
    session = ready(database)
    write_story(database, CATALOG, story(session, probability=0.37), actor=HEAD, at=NOON)
    with database.reading() as con:
        (own,) = stories(con, session.session_id, reader=HEAD.name)
        (others,) = stories(con, session.session_id, reader=CITY_HALL.name)
        lines = con.execute("SELECT coalesce(after, '') FROM ops.audit WHERE command = 'write_story'").fetchall()
    assert (own.probability, others.probability) == (0.37, None)
    assert "0.37" not in lines[0][0]
    assert "probability" not in lines[0][0]


def test_the_pre_read_counts_when_it_is_first_opened(database: Database) -> None:
    session = planned(database)
    command = OpenPreread(session_id=session.session_id)
    assert [open_preread(database, CATALOG, command, actor=HEAD, at=NOON + hours * HOUR) for hours in (1, 2)] == [
        True,
        False,
    ]
    assert audit(database).count("open_preread") == 1


def test_readiness_tells_what_is_missing_and_who_to_call(database: Database) -> None:
    deliver(database, [*CALM, *FALLEN], at=NOON - DAY, last=date(2026, 8, 1))  # October should be here by 22 November
    release(database, NOON)
    session = prepared(database, planned(database, people=PEOPLE[:2]))
    with database.reading() as con:
        found = readiness_of(con, session)
    assert found.check_on == date(2026, 11, 26)  # three days before 29 November
    assert [(one.kind, one.call) for one in found.gaps] == [
        (GapKind.LATE_DATA, HEAD.name),
        (GapKind.NO_STORY, HEAD.name),
        (GapKind.NO_PART, CITY_HALL.name),
        (GapKind.PREREAD_UNOPENED, CITY_HALL.name),
        (GapKind.PREREAD_UNOPENED, HEAD.name),
    ]
    write_story(database, CATALOG, story(session), actor=HEAD, at=NOON)
    for actor in (HEAD, CITY_HALL):
        open_preread(database, CATALOG, OpenPreread(session_id=session.session_id), actor=actor, at=NOON)
    with database.reading() as con:
        assert [one.kind for one in readiness_of(con, session).gaps] == [GapKind.LATE_DATA, GapKind.NO_PART]


# --- in the room ---


def test_the_presenter_moves_the_line_for_all_and_the_same_line_twice_is_one(database: Database) -> None:
    session = ready(database)
    with database.reading() as con:
        agenda = agenda_of(con, session.session_id)
        assert presented(con, session.session_id) is None
    assert agenda is not None
    for line_id, minutes in ((agenda.lines[0].line_id, 0), (agenda.lines[0].line_id, 1), (None, 2)):
        command = PresentLine(session_id=session.session_id, line_id=line_id)
        shown = present_line(database, CATALOG, command, actor=CITY_HALL, at=session.starts_at + minutes * HOUR / 60)
    assert (shown.place, shown.line_id) == (2, None)
    with pytest.raises(NotFound, match="no such line"):
        present_line(
            database,
            CATALOG,
            PresentLine(session_id=session.session_id, line_id="x"),
            actor=CITY_HALL,
            at=NOON,
        )
    with pytest.raises(NotAllowed):
        present_line(database, CATALOG, PresentLine(session_id=session.session_id, line_id=None), actor=HEAD, at=NOON)


def test_a_session_closes_only_when_every_commitment_is_whole_and_was_read_back(database: Database) -> None:
    session = ready(database)
    bare = promise(session, owner="", deliverable=None, proof="", due_on=None, rank=None, effect=None)
    line = written(database, bare)
    with pytest.raises(NotReadBack) as caught:
        closed(database, session)
    assert [one.lack for one in caught.value.problems] == ["owner", "deliverable", "proof", "due_on", "rank"]
    written(database, promise(session).model_copy(update={"version": line.version}))
    stale = (ReadBack(capture_id="c1", version=1),)
    command = CloseSession(session_id=session.session_id, version=session.version, read_back=stale)
    with pytest.raises(NotReadBack) as caught:
        close_session(database, CATALOG, command, actor=CITY_HALL, at=session.starts_at + HOUR)
    assert [(one.subject_id, one.lack) for one in caught.value.problems] == [("c1", Lack.NOT_READ_BACK)]
    assert closed(database, session).state is SessionState.CLOSED


def test_only_the_convenor_signs_and_only_what_is_closed(database: Database) -> None:
    session = ready(database)
    command = SignMinutes(session_id=session.session_id, version=session.version)
    with pytest.raises(Refusal, match="still open"):
        sign_minutes(database, CATALOG, command, actor=CITY_HALL, at=NOON)
    with pytest.raises(NotAllowed):
        sign_minutes(database, CATALOG, command, actor=HEAD, at=NOON)


def test_attendance_is_of_the_invited(database: Database) -> None:
    session = ready(database)
    command = TakeAttendance(session_id=session.session_id, version=session.version, present=("ghost@x.example",))
    with pytest.raises(NotFound, match="not on the list"):
        take_attendance(database, CATALOG, command, actor=NOTES, at=NOON)
    with pytest.raises(NotAllowed):
        take_attendance(database, CATALOG, command, actor=OTHER, at=datetime(2026, 11, 29))
