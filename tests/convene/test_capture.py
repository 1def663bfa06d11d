"""Nothing that was captured is lost: two note-takers at once, lines sent twice, a process that dies."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from bahealth.config import PROJECT
from bahealth.convene.model import Captured, CaptureKind, Effect, Happening
from bahealth.convene.room.queries import captured_in, captured_of, captured_versions
from bahealth.convene.room.rules import Lack, read_back_problems, unread
from bahealth.convene.versions import SessionConflict
from bahealth.errors import NotAllowed, NotFound, Refusal
from bahealth.people.model import Actor, Role
from bahealth.store import Database
from tests.convene.example import (
    CITY_HALL,
    DAY,
    HEAD,
    NOON,
    NOTES,
    OTHER,
    TODAY,
    closed,
    event,
    life,
    planned,
    promise,
    ready,
    written,
)

SECOND = Actor("second@city.example", Role.STAFF, "other")


def question(session: Any, capture_id: str = "q1", **changes: Any) -> Captured:
    given = {
        "capture_id": capture_id,
        "session_id": session.session_id,
        "kind": CaptureKind.QUESTION,
        "text": "How many?",
    }
    return Captured.model_validate({**given, **changes})


def test_two_note_takers_at_once_lose_no_line(database: Database) -> None:
    session = ready(database)
    together = threading.Barrier(2)

    def take_notes(actor: Actor, name: str) -> None:
        together.wait()
        for number in range(25):
            written(database, question(session, f"{name}{number}", text=f"{name} {number}"), actor=actor)

    threads = [threading.Thread(target=take_notes, args=one) for one in ((NOTES, "a"), (CITY_HALL, "b"))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with database.reading() as con:
        found = captured_in(con, session.session_id)
    assert {one.text for one in found} == {f"{name} {number}" for name in "ab" for number in range(25)}
    assert {one.version for one in found} == {1}


def test_of_two_changes_to_one_line_the_second_gets_both_texts(database: Database) -> None:
    session = ready(database)
    first = written(database, question(session))
    mine = first.model_copy(update={"text": "How many children?"})
    theirs = first.model_copy(update={"text": "How many families?"})
    results: list[object] = []
    together = threading.Barrier(2)

    def change(line: Captured, actor: Actor) -> None:
        together.wait()
        try:
            results.append(written(database, line, actor=actor))
        except SessionConflict as conflict:
            results.append(conflict)

    threads = [threading.Thread(target=change, args=one) for one in ((mine, NOTES), (theirs, CITY_HALL))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    (conflict,) = [one for one in results if isinstance(one, SessionConflict)]
    (kept,) = [one for one in results if isinstance(one, Captured)]
    assert conflict.stands == kept
    sent = conflict.sent.model_dump()["line"]["text"]
    assert {kept.text, sent} == {mine.text, theirs.text}
    with database.reading() as con:
        assert [one.text for one in captured_versions(con, "q1")] == ["How many?", kept.text]


def test_a_line_sent_twice_is_kept_once_also_after_the_session_is_closed(database: Database) -> None:
    session = ready(database)
    line = promise(session)
    first = written(database, line)
    assert written(database, line) == first
    closed(database, session)
    assert written(database, line) == first
    with database.reading() as con:
        assert con.execute("SELECT count(*) FROM ops.captured_version").fetchone() == (1,)
        assert con.execute("SELECT count(*) FROM ops.audit WHERE command = 'capture'").fetchone() == (1,)
    with pytest.raises(Refusal, match="closed"):
        written(database, question(session))


def test_a_question_is_saved_with_its_answer_and_a_struck_line_stays_on_the_record(database: Database) -> None:
    session = ready(database)
    first = written(database, question(session))
    answered = written(database, first.model_copy(update={"answer": "150"}))
    struck = written(database, answered.model_copy(update={"is_struck": True}))
    assert (struck.version, struck.answer, struck.written_by) == (3, "150", NOTES.name)
    with database.reading() as con:
        assert captured_of(con, "q1") == struck
        assert captured_in(con, session.session_id) == [struck]


@pytest.mark.parametrize(
    ("changes", "error", "said"),
    [
        ({"text": "  "}, Refusal, "Write down"),
        ({"text": "x" * 2001}, Refusal, "cut it in two"),
        ({"indicator_id": "unknown"}, NotFound, "no indicator"),
        ({"area_id": "comuna-99"}, NotFound, "no area"),
        ({"department_id": "nobody"}, NotFound, "no department"),
        ({"line_id": "none"}, NotFound, "no such line"),
        ({"kind": "decision", "answer": "Yes"}, Refusal, "Only a question"),
        ({"version": 4}, SessionConflict, "Somebody changed"),
    ],
)
def test_what_points_nowhere_is_refused(
    database: Database, changes: dict[str, Any], error: type[Refusal], said: str
) -> None:
    session = ready(database)
    with pytest.raises(error, match=said):
        written(database, question(session, **changes))
    with database.reading() as con:
        assert captured_in(con, session.session_id) == []


def test_only_note_takers_of_this_session_and_the_offices_capture(database: Database) -> None:
    session = ready(database)
    for actor in (HEAD, OTHER, SECOND):
        with pytest.raises(NotAllowed):
            written(database, question(session), actor=actor)
    assert written(database, question(session), actor=CITY_HALL).written_by == CITY_HALL.name
    with pytest.raises(Refusal, match="not been opened"):
        written(database, question(planned(database)), actor=NOTES)


# --- the read-back ---


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({}, []),
        ({"owner": ""}, [Lack.OWNER]),
        ({"deliverable": None}, [Lack.DELIVERABLE]),
        ({"proof": ""}, [Lack.PROOF]),
        ({"due_on": None}, [Lack.DUE_ON]),
        ({"rank": None}, [Lack.RANK]),
        ({"due_on": TODAY}, []),
        ({"due_on": TODAY - DAY}, [Lack.DUE_BEFORE_SESSION]),
        ({"indicator_id": None}, [Lack.EFFECT_WITHOUT_INDICATOR]),
        ({"effect": Effect(size=1, on=TODAY), "due_on": TODAY + DAY}, [Lack.EFFECT_BEFORE_DUE]),
        ({"is_struck": True, "owner": ""}, []),
        ({"text": " "}, [Lack.NO_TEXT]),
    ],
)
def test_the_read_back_names_what_a_commitment_lacks(changes: dict[str, Any], lacks: list[Lack]) -> None:
    found = read_back_problems([promise(**changes)], day=TODAY)
    assert [one.lack for one in found] == lacks


def test_ranks_are_given_once_and_earlier_commitments_decided() -> None:
    twice = [promise(capture_id=one) for one in ("a", "b")]
    carried = [event(Happening.CARRIED, NOON)] * 3
    old = life(promise(capture_id="old", due_on=TODAY - DAY), *carried, today=TODAY)
    found = read_back_problems(twice, day=TODAY, undecided=[old])
    assert [(one.subject_id, one.lack) for one in found] == [
        ("a", Lack.SAME_RANK),
        ("b", Lack.SAME_RANK),
        ("old", Lack.NEEDS_DECISION),
    ]


def test_a_commitment_counts_as_read_in_the_version_that_was_read() -> None:
    line = promise().model_copy(update={"version": 2})
    assert unread([line], {"c1": 2}) == ()
    assert [one.lack for one in unread([line], {"c1": 1})] == [Lack.NOT_READ_BACK]
    assert [one.lack for one in unread([line], {})] == [Lack.NOT_READ_BACK]


# --- a process that dies ---

CAPTURES = """
import sys
from pathlib import Path
from bahealth.store import Database
from tests.convene.example import ready, written
from tests.convene.test_capture import question

database = Database(Path(sys.argv[1]))
session = ready(database)
print("session", session.session_id, flush=True)
for number in range(1000):
    written(database, question(session, f"q{number}"))
    print("kept", f"q{number}", flush=True)
"""


@pytest.mark.slow
def test_every_line_that_was_answered_is_there_after_the_process_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "app.duckdb"
    running = subprocess.Popen(
        [sys.executable, "-c", CAPTURES, str(path)], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    session_id = running.stdout.readline().split()[1]
    answered = [running.stdout.readline().split()[1] for _ in range(20)]
    running.kill()
    answered += [line.split()[1] for line in running.stdout.read().splitlines() if line.startswith("kept q")]
    running.wait()
    running.stdout.close()
    database = Database(path)
    with database.reading() as con:
        found = {one.capture_id for one in captured_in(con, session_id)}
    database.close()
    assert set(answered) <= found
    assert len(found) <= len(answered) + 1  # at most the one that was on its way
