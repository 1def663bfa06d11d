"""One session of the demonstration: what people do before, in and after it, each at its time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from typing import Final

from bahealth.assess.queries import release_verdicts
from bahealth.catalog.model import Catalog
from bahealth.convene.agenda.commands import (
    DraftAgenda,
    OpenPreread,
    WriteStory,
    draft_agenda,
    open_preread,
    write_story,
)
from bahealth.convene.agenda.queries import agenda_of, story_of
from bahealth.convene.agenda.rules import has_signal
from bahealth.convene.demo import DemoPerson, DemoSession, DemoStory
from bahealth.convene.model import Captured, CaptureKind, Effect, Line, Session
from bahealth.convene.room.commands import (
    Capture,
    CloseSession,
    OpenSession,
    PresentLine,
    ReadBack,
    SignMinutes,
    TakeAttendance,
    capture,
    close_session,
    open_session,
    present_line,
    sign_minutes,
    take_attendance,
)
from bahealth.convene.room.queries import captured_in
from bahealth.convene.sessions.commands import (
    CancelSession,
    MoveSession,
    PinRelease,
    cancel_session,
    move_session,
    pin_release,
)
from bahealth.convene.sessions.queries import session_of
from bahealth.convene.versions import day_of
from bahealth.convene.worth.commands import AnswerWorth, answer_worth
from bahealth.install.demo_commitment import deeds_of
from bahealth.people.model import Actor
from bahealth.store import Database, new_id

DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)
MINUTE: Final = timedelta(minutes=1)

Act = tuple[datetime, Callable[[datetime], object]]
"""Something that is done at an instant, which it is given."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A planned session with who acts in it."""

    database: Database
    catalog: Catalog
    session_id: str
    starts_at: datetime
    prepared_at: datetime
    mayor: Actor
    people: dict[str, Actor]
    release_number: int

    def session(self) -> Session:
        """As it stands."""
        with self.database.reading() as con:
            return session_of(con, self.session_id)


def acts_of(stage: Stage, told: DemoSession, invited: Sequence[DemoPerson]) -> Iterator[Act]:
    """Everything about one session: its preparation, the room, and what comes of it."""
    if told.cancelled:
        yield stage.starts_at - 2 * DAY, lambda at: _cancel(stage, told, at)
        return
    starts_at = stage.starts_at + told.moved_days * DAY
    if told.moved_days:
        yield stage.starts_at - 3 * DAY, lambda at: _move(stage, told, starts_at, at)
    yield stage.prepared_at, lambda at: _prepare(stage, at)
    for place, story in enumerate(told.story):
        yield stage.prepared_at + HOUR + place * 7 * MINUTE, lambda at, story=story: _tell(stage, story, at)
    for place, one in enumerate(one for one in invited if one.key not in told.unread):
        yield stage.prepared_at + 5 * HOUR + place * 23 * MINUTE, lambda at, one=one: _read(stage, one, at)
    yield starts_at + 3 * MINUTE, lambda at: _begin(stage, told, at)
    yield starts_at + 80 * MINUTE, lambda at: _write_down(stage, told, at)
    yield starts_at + 88 * MINUTE, lambda at: _end(stage, at)
    if told.is_signed:
        yield starts_at + 3 * HOUR, lambda at: _sign(stage, at)
    yield starts_at + 2 * DAY, lambda at: _answer(stage, told, at)
    for promised in told.commitment:
        yield from deeds_of(stage, promised, starts_at)


def _cancel(stage: Stage, told: DemoSession, at: datetime) -> None:
    command = CancelSession(session_id=stage.session_id, version=stage.session().version, reason=told.cancelled)
    cancel_session(stage.database, stage.catalog, command, actor=stage.mayor, at=at)


def _move(stage: Stage, told: DemoSession, starts_at: datetime, at: datetime) -> None:
    session = stage.session()
    command = MoveSession(
        session_id=stage.session_id,
        version=session.version,
        starts_at=starts_at,
        minutes=session.minutes,
        reason=told.moved_reason,
    )
    move_session(stage.database, stage.catalog, command, actor=stage.mayor, at=at)


def _prepare(stage: Stage, at: datetime) -> None:
    session = stage.session()
    command = PinRelease(session_id=stage.session_id, version=session.version, release_number=stage.release_number)
    pin_release(stage.database, stage.catalog, command, actor=stage.mayor, at=at)
    drafted = DraftAgenda(session_id=stage.session_id, version=0)
    draft_agenda(stage.database, stage.catalog, drafted, actor=stage.mayor, at=at)


def _tell(stage: Stage, story: DemoStory, at: datetime) -> None:
    """Write a story where the row has a value; a cause only where it moves beyond chance."""
    with stage.database.reading() as con:
        (verdict,) = release_verdicts(
            con, release_number=stage.release_number, indicator_id=story.indicator_id, area_id=story.area_id
        )
        before = story_of(con, stage.session_id, story.indicator_id, story.area_id)
    if verdict.value is None or before is not None:
        return
    command = WriteStory(
        session_id=stage.session_id,
        indicator_id=story.indicator_id,
        area_id=story.area_id,
        version=0,
        happened=story.happened,
        why=story.why if has_signal(verdict) else "",
        next_steps=story.next_steps,
        needed=story.needed,
        probability=story.probability if verdict.target else None,
    )
    write_story(stage.database, stage.catalog, command, actor=stage.people[story.author], at=at)


def _read(stage: Stage, one: DemoPerson, at: datetime) -> None:
    command = OpenPreread(session_id=stage.session_id)
    open_preread(stage.database, stage.catalog, command, actor=stage.people[one.key], at=at)


def _begin(stage: Stage, told: DemoSession, at: datetime) -> None:
    """Open it, see who is there, and go through the lines at the pace of the day."""
    opened = OpenSession(session_id=stage.session_id, version=stage.session().version)
    session = open_session(stage.database, stage.catalog, opened, actor=stage.mayor, at=at)
    absent = {stage.people[key].name for key in told.absent}
    present = tuple(one.person for one in session.people if one.person not in absent)
    attended = TakeAttendance(session_id=stage.session_id, version=session.version, present=present)
    take_attendance(stage.database, stage.catalog, attended, actor=stage.mayor, at=at)
    for line, pace in zip(_lines(stage), cycle(told.pace), strict=False):
        command = PresentLine(session_id=stage.session_id, line_id=line.line_id)
        present_line(stage.database, stage.catalog, command, actor=stage.mayor, at=at)
        at += line.minutes * pace * MINUTE
    command = PresentLine(session_id=stage.session_id, line_id=None)
    present_line(stage.database, stage.catalog, command, actor=stage.mayor, at=at)


def _write_down(stage: Stage, told: DemoSession, at: datetime) -> None:
    day = day_of(at)
    lines: dict[str | None, str] = {one.indicator_id: one.line_id for one in reversed(_lines(stage))}
    written = [_new(stage, CaptureKind.DECISION, one) for one in told.decision]
    written += [
        _new(stage, CaptureKind.QUESTION, one.text).model_copy(update={"answer": one.answer}) for one in told.question
    ]
    for rank, one in enumerate(told.commitment, start=1):
        owner = stage.people[one.owner]
        effect = None
        if one.effect is not None and one.effect_on is not None:
            effect = Effect(size=one.effect, on=day + one.effect_on * DAY)
        promised = {
            "line_id": lines.get(one.indicator_id) if one.indicator_id else None,
            "owner": owner.name,
            "department_id": owner.department_id,
            "deliverable": one.deliverable,
            "proof": one.proof,
            "due_on": day + one.due * DAY,
            "rank": rank,
            "indicator_id": one.indicator_id,
            "area_id": one.area_id if one.indicator_id else None,
            "effect": effect,
        }
        written.append(_new(stage, CaptureKind.COMMITMENT, one.text).model_copy(update=promised))
    for line in written:
        capture(stage.database, stage.catalog, Capture(line=line), actor=stage.mayor, at=at)


def _new(stage: Stage, kind: CaptureKind, text: str) -> Captured:
    return Captured(capture_id=new_id(), session_id=stage.session_id, kind=kind, text=text)


def _end(stage: Stage, at: datetime) -> None:
    with stage.database.reading() as con:
        captured = captured_in(con, stage.session_id)
    command = CloseSession(
        session_id=stage.session_id,
        version=stage.session().version,
        read_back=tuple(
            ReadBack(capture_id=one.capture_id, version=one.version)
            for one in captured
            if one.kind is CaptureKind.COMMITMENT
        ),
    )
    close_session(stage.database, stage.catalog, command, actor=stage.mayor, at=at)


def _sign(stage: Stage, at: datetime) -> None:
    command = SignMinutes(session_id=stage.session_id, version=stage.session().version)
    sign_minutes(stage.database, stage.catalog, command, actor=stage.mayor, at=at)


def _answer(stage: Stage, told: DemoSession, at: datetime) -> None:
    answers = [True] * told.worth + [False] * told.not_worth
    for actor, is_worth in zip(stage.people.values(), answers, strict=False):
        command = AnswerWorth(session_id=stage.session_id, is_worth=is_worth)
        answer_worth(stage.database, stage.catalog, command, actor=actor, at=at)


def _lines(stage: Stage) -> tuple[Line, ...]:
    with stage.database.reading() as con:
        agenda = agenda_of(con, stage.session_id)
    return agenda.in_order if agenda else ()
