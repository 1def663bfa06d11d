"""Calendar files, read again by the icalendar library: an update replaces, nothing is doubled."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bahealth.convene.calendar import commitment_ics, session_ics
from bahealth.convene.model import CommitmentState, Happening, Session, SessionState
from bahealth.i18n import Text
from tests.convene.example import DAY, NOON, event, life, promise

T = Text("es")


def session(**changes: Any) -> Session:
    given = {
        "session_id": "0193",
        "title": "Niñez; semana 1, 2",
        "theme": "",
        "starts_at": NOON,
        "version": 3,
        **changes,
    }
    return Session.model_validate(given)


def read(content: bytes) -> Any:
    (found,) = Calendar.from_ical(content).walk("VEVENT")
    return found


def test_a_session_is_read_back_as_it_was_written() -> None:
    content = session_ics(session(reserve_at=NOON + 7 * DAY), T, at=NOON - DAY, link="https://city.example/s?id=1")
    found = read(content)
    assert str(found["SUMMARY"]) == "Niñez; semana 1, 2"
    assert found["DTSTART"].dt == datetime(2026, 11, 22, 15, tzinfo=UTC)
    assert found["DTEND"].dt == datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
    assert (str(found["UID"]), int(found["SEQUENCE"]), str(found["STATUS"])) == (
        "session-0193@ba-salud",
        3,
        "CONFIRMED",
    )
    assert "29 nov 2026 12:00" in str(found["DESCRIPTION"])
    assert str(found["URL"]) == "https://city.example/s?id=1"
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert content.endswith(b"END:VCALENDAR\r\n")


def test_a_moved_and_a_cancelled_session_keep_their_name_and_count_on() -> None:
    entries = [
        read(session_ics(one, T, at=NOON))
        for one in (
            session(),
            session(starts_at=NOON + DAY, version=4),
            session(state=SessionState.CANCELLED, reason="Paro", version=5),
        )
    ]
    assert {str(one["UID"]) for one in entries} == {"session-0193@ba-salud"}
    assert [int(one["SEQUENCE"]) for one in entries] == [3, 4, 5]
    assert str(entries[2]["STATUS"]) == "CANCELLED"
    assert "Paro" in str(entries[2]["DESCRIPTION"])


def test_a_commitment_is_a_whole_day_with_a_reminder_while_it_is_open() -> None:
    line = promise(due_on=date(2026, 12, 22))
    one = life(line, today=date(2026, 11, 22))
    moved = life(line, event(Happening.DUE_MOVED, NOON, due_on=date(2027, 1, 15)), today=date(2026, 11, 22))
    gone = life(line, event(Happening.OVERTAKEN, NOON), today=date(2026, 11, 22))
    entries = [read(commitment_ics(found, T, at=NOON)) for found in (one, moved, gone)]
    assert [found["DTSTART"].dt for found in entries] == [
        date(2026, 12, 22),
        date(2027, 1, 15),
        date(2026, 12, 22),
    ]
    assert entries[0]["DTEND"].dt == date(2026, 12, 23)
    assert [int(found["SEQUENCE"]) for found in entries] == [0, 1, 1]
    assert {str(found["UID"]) for found in entries} == {"commitment-c1@ba-salud"}
    assert [len(found.walk("VALARM")) for found in entries] == [1, 1, 0]
    assert gone.state is CommitmentState.OVERTAKEN


TITLES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200)


@given(TITLES)
def test_any_title_is_read_back_and_no_line_is_longer_than_75_octets(title: str) -> None:
    content = session_ics(session(title=title), T, at=NOON)
    assert str(read(content)["SUMMARY"]) == title
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


@pytest.mark.parametrize("title", ["one\r\nATTENDEE:mailto:x@y", "one\nEND:VEVENT", "one\x00two"])
def test_no_title_makes_a_line_of_its_own(title: str) -> None:
    found = read(session_ics(session(title=title), T, at=NOON))
    assert "ATTENDEE" not in found
    assert str(found["SUMMARY"]).replace("\n", " ").startswith("one")
