"""The law of the room: every text that was sent is kept, or came back to who sent it with what stands instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bahealth.convene.agenda.commands import WriteStory, write_story
from bahealth.convene.follow_up.commands import CarryOver, carry_over_one
from bahealth.convene.model import Captured, CaptureKind, Effect, Session, SessionState, Story
from bahealth.convene.room.queries import captured_in, captured_versions
from bahealth.convene.sessions.commands import append_session
from bahealth.convene.versions import SessionConflict
from bahealth.errors import NotFound, Refusal
from bahealth.people.model import Actor, Role
from bahealth.store import Database, new_id
from tests.convene.example import (
    CALM,
    CATALOG,
    CITY_HALL,
    DAY,
    FALLEN,
    HEAD,
    NOON,
    NOTES,
    PEOPLE,
    deliver,
    prepared,
    promise,
    ready,
    release,
    with_commitment,
    written,
)

WRITERS = (NOTES, CITY_HALL)


@dataclass(frozen=True)
class Step:
    """One note-taker writes on one line, having looked at it just before or not since the last own writing."""

    writer: int
    line: int
    has_looked: bool
    is_sent_twice: bool


@dataclass
class Screen:
    """What one note-taker has before the eyes."""

    seen: dict[str, Captured] = field(default_factory=dict)


STEPS = st.lists(st.builds(Step, st.integers(0, 1), st.integers(0, 2), st.booleans(), st.booleans()), max_size=14)


@pytest.fixture(scope="module")
def shared() -> Iterator[Database]:
    database = Database(None)
    yield database
    database.close()


def an_open_session(database: Database) -> str:
    session_id = new_id()
    session = Session(
        session_id=session_id, title="T", theme="", starts_at=NOON, people=PEOPLE, state=SessionState.OPEN
    )
    with database.writing() as con:
        append_session(con, session, CITY_HALL, NOON)
    return session_id


@given(steps=STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_two_note_takers_do_no_text_is_lost(shared: Database, steps: list[Step]) -> None:
    session_id = an_open_session(shared)
    screens = Screen(), Screen()
    kept: dict[str, list[str]] = {}  # the slow second implementation: texts of each line in order
    for number, step in enumerate(steps):
        name, text = f"{session_id}-{step.line}", f"text {number}"
        screen = screens[step.writer]
        if step.has_looked:
            with shared.reading() as con:
                screen.seen |= {one.capture_id: one for one in captured_in(con, session_id)}
        base = screen.seen.get(name) or Captured(
            capture_id=name, session_id=session_id, kind=CaptureKind.DECISION, text=text
        )
        sent = base.model_copy(update={"text": text})
        at = NOON + timedelta(seconds=number)
        is_newest = base.version == len(kept.get(name, []))
        for _ in range(2 if step.is_sent_twice else 1):
            if is_newest:
                screen.seen[name] = written(shared, sent, actor=WRITERS[step.writer], at=at)
                continue
            with pytest.raises(SessionConflict) as conflict:
                written(shared, sent, actor=WRITERS[step.writer], at=at)
            assert conflict.value.sent.model_dump()["line"]["text"] == text
            assert isinstance(conflict.value.stands, Captured)
            assert conflict.value.stands.text == kept[name][-1]
        if is_newest:
            kept.setdefault(name, []).append(text)
    with shared.reading() as con:
        found = {name: [one.text for one in captured_versions(con, name)] for name in kept}
        standing = {one.capture_id: one.text for one in captured_in(con, session_id)}
    assert found == kept
    assert standing == {name: texts[-1] for name, texts in kept.items()}


# --- what would break or betray a record ---


@pytest.mark.parametrize("size", [float("nan"), float("inf"), float("-inf")])
def test_an_effect_that_is_no_number_never_reaches_the_record(size: float) -> None:
    with pytest.raises(ValidationError):
        Effect(size=size, on=NOON.date())


def test_a_name_may_not_be_a_novel(database: Database) -> None:
    session = ready(database)
    with pytest.raises(Refusal, match="cut it in two"):
        written(database, promise(session, owner="x" * 2001))


def test_a_commitment_is_carried_into_a_session_that_exists(database: Database) -> None:
    session, line = with_commitment(database)
    carry = CarryOver(commitment_id=line.capture_id, version=0, session_id="none")
    with pytest.raises(NotFound):
        carry_over_one(database, CATALOG, carry, actor=CITY_HALL, at=session.starts_at + 60 * DAY)


def test_who_was_slower_does_not_see_the_probability_of_another(database: Database) -> None:
    deliver(database, [*CALM, *FALLEN], at=NOON - DAY)
    release(database, NOON)
    session = prepared(database)
    command = WriteStory(
        session_id=session.session_id,
        indicator_id="covered",
        area_id="city",
        version=0,
        happened="Fell",
        next_steps="Call",
        probability=0.4,
    )
    write_story(database, CATALOG, command, actor=HEAD, at=NOON)
    colleague = Actor("colleague@city.example", Role.STAFF, "care")
    for actor, seen in ((colleague, None), (HEAD, 0.4)):
        with pytest.raises(SessionConflict) as conflict:
            write_story(database, CATALOG, command, actor=actor, at=NOON)
        assert isinstance(conflict.value.stands, Story)
        assert conflict.value.stands.probability == seen
