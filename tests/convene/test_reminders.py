"""Reminders: who, when, once; sent to a real mail server of the tests."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import date, datetime
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from icalendar import Calendar

from bahealth.config import Settings
from bahealth.convene.mail import Answer, NoMail, Post, opened_post
from bahealth.convene.mail import written as mail_written
from bahealth.convene.model import Commitment, Happening, Session
from bahealth.convene.reminders.commands import Sending, SendReminders, send_reminders
from bahealth.convene.reminders.queries import reminders_due, sent_reminders
from bahealth.convene.reminders.rules import Occasion, Reminder, due_reminders
from bahealth.errors import NotAllowed
from bahealth.i18n import Text
from bahealth.store import Database
from tests.convene.example import (
    CITY_HALL,
    DAY,
    HEAD,
    HOUR,
    NOON,
    NOTES,
    PEOPLE,
    event,
    life,
    planned,
    promise,
    with_commitment,
)

T = Text("es")
DUE = date(2026, 12, 22)


class Inbox:
    """What the server took; `refused` are addresses to which it says no, `breaks_at` the message it dies at."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.recipients: list[str] = []
        self.refused: set[str] = set()

    async def handle_RCPT(self, *given: Any) -> str:  # noqa: N802 - the server's name
        _, _, envelope, address, _ = given
        if address in self.refused:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, *given: Any) -> str:  # noqa: N802 - the server's name
        envelope = given[2]
        self.messages.append(message_from_bytes(envelope.content, policy=default))
        self.recipients += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, Settings]]:
    inbox = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield inbox, Settings(smtp_host="127.0.0.1", smtp_port=port, smtp_from="ba@city.example", smtp_security="none")
    finally:
        controller.stop()


def send(database: Database, settings: Settings, at: datetime) -> Sending:
    with opened_post(settings) as post:
        return send_reminders(database, post, SendReminders(), actor=CITY_HALL, at=at, t=T)


def occasions(*found: Commitment, sessions: tuple[Session, ...] = (), today: date) -> list[tuple[str, date, str]]:
    rows = due_reminders(
        sessions, found, today=today, opened={"s": frozenset({HEAD.name})}, convenors={"s": CITY_HALL.name}
    )
    return [(one.occasion.value, one.on, one.person) for one in rows]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-8, []),
        (-7, [("due_soon", DUE)]),
        (0, [("due_soon", DUE)]),
        (1, [("overdue", date(2026, 12, 23))]),
        (14, [("overdue", date(2026, 12, 23))]),
        (15, [("overdue", date(2027, 1, 6))]),
        (29, [("overdue", date(2027, 1, 20))]),
    ],
)
def test_the_owner_is_reminded_a_week_before_then_the_day_after_then_every_fortnight(
    days: int, expected: list[tuple[str, date]]
) -> None:
    today = DUE + days * DAY
    one = life(promise(due_on=DUE), today=today)
    assert occasions(one, today=today) == [(*pair, HEAD.name) for pair in expected]


def test_the_convenor_is_told_of_what_waits_for_a_decision_or_a_review() -> None:
    today = DUE + 2 * DAY
    carried = life(promise(due_on=DUE), *[event(Happening.CARRIED, NOON)] * 3, today=today)
    claimed = life(promise(due_on=DUE), event(Happening.DONE_CLAIMED, NOON), today=today)
    assert ("needs_decision", DUE, CITY_HALL.name) in occasions(carried, today=today)
    assert occasions(claimed, today=today) == [("needs_review", NOON.date(), CITY_HALL.name)]


@pytest.mark.parametrize(
    ("days", "comes", "waits"), [(8, 0, 0), (7, 3, 0), (4, 3, 0), (3, 3, 2), (0, 3, 2), (-1, 0, 0)]
)
def test_a_session_comes_a_week_before_and_its_pre_read_waits_three_days_before(
    days: int, comes: int, waits: int
) -> None:
    session = Session(session_id="s", title="S", theme="", starts_at=NOON, people=PEOPLE, release_number=1)
    found = occasions(sessions=(session,), today=NOON.date() - days * DAY)
    names = [occasion for occasion, _, _ in found]
    assert (names.count("session_comes"), names.count("preread_waits")) == (comes, waits)
    assert ("preread_waits", NOON.date(), HEAD.name) not in found  # has opened it


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("a@b.example", True),
        ("command line", False),
        ("a@b", False),
        ("a@b.example\nBcc: x@y.example", False),
        ("", False),
    ],
)
def test_only_an_address_is_mailed(person: str, expected: bool) -> None:
    one = Reminder(subject_kind="session", subject_id="s", occasion="overdue", on=DUE, person=person)  # type: ignore[arg-type]
    assert one.has_address is expected


def test_reminders_are_mailed_once_with_a_calendar_file(database: Database, inbox: tuple[Inbox, Settings]) -> None:
    server, settings = inbox
    with_commitment(database, text="Llamar a cada familia")
    at = datetime(2026, 12, 23, 12)  # due on 29 December
    assert send(database, settings, at) == Sending(sent=1)
    assert send(database, settings, at + HOUR) == Sending()
    (message,) = server.messages
    assert server.recipients == [HEAD.name]
    assert message["To"] == HEAD.name
    assert message["From"] == "ba@city.example"
    assert "Llamar a cada familia" in message["Subject"]
    (attached,) = list(message.iter_attachments())  # type: ignore[attr-defined]
    (entry,) = Calendar.from_ical(attached.get_content()).walk("VEVENT")
    assert entry["DTSTART"].dt == date(2026, 12, 29)
    with database.reading() as con:
        (due,) = reminders_due(con, at=at)
        audit = con.execute("SELECT subject FROM ops.audit WHERE command = 'send_reminder'").fetchall()
    assert due.sent_at == at
    assert audit == [("c1",)]


def test_what_the_server_refuses_may_be_tried_again_and_holds_nobody_else_up(
    database: Database, inbox: tuple[Inbox, Settings]
) -> None:
    server, settings = inbox
    planned(database)
    server.refused = {HEAD.name}
    assert send(database, settings, NOON) == Sending(sent=2, refused=1)
    server.refused = set()
    assert send(database, settings, NOON + HOUR) == Sending(sent=1)
    assert sorted(server.recipients) == sorted([CITY_HALL.name, HEAD.name, NOTES.name])


class Broken:
    """A connection that breaks at the second message, after the server may have taken it."""

    def __init__(self, post: Post) -> None:
        self.post, self.count = post, 0

    def send(self, message: Any) -> Answer:
        self.count += 1
        answer = self.post.send(message)
        return answer if self.count < 2 else Answer.UNKNOWN


def test_in_doubt_nothing_is_sent_twice_and_the_rest_goes_later(
    database: Database, inbox: tuple[Inbox, Settings]
) -> None:
    server, settings = inbox
    planned(database)
    with opened_post(settings) as post:
        broken: Any = Broken(post)
        done = send_reminders(database, broken, SendReminders(), actor=CITY_HALL, at=NOON, t=T)
    assert done == Sending(sent=1, unknown=1)
    assert send(database, settings, NOON + HOUR) == Sending(sent=1)
    assert len(server.recipients) == len(set(server.recipients)) == 3


def test_a_crash_between_writing_down_and_sending_loses_one_and_doubles_none(
    database: Database, inbox: tuple[Inbox, Settings]
) -> None:
    class Dies:
        def send(self, _message: Any) -> Answer:
            raise KeyboardInterrupt

    server, settings = inbox
    planned(database)
    dies: Any = Dies()
    with pytest.raises(KeyboardInterrupt):
        send_reminders(database, dies, SendReminders(), actor=CITY_HALL, at=NOON, t=T)
    assert send(database, settings, NOON + HOUR) == Sending(sent=2)
    with database.reading() as con:
        assert len(sent_reminders(con)) == 3
        assert all(one.sent_at is not None for one in reminders_due(con, at=NOON + HOUR))
    assert len(server.recipients) == 2


def test_two_runs_at_once_send_each_reminder_once(database: Database, inbox: tuple[Inbox, Settings]) -> None:
    server, settings = inbox
    planned(database)
    threads = [threading.Thread(target=send, args=(database, settings, NOON)) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(server.recipients) == sorted([CITY_HALL.name, HEAD.name, NOTES.name])


def test_a_moved_session_is_announced_again(database: Database) -> None:
    session = planned(database)
    rows = [
        due_reminders([one], [], today=NOON.date(), opened={}, convenors={})
        for one in (session, session.model_copy(update={"starts_at": session.starts_at - DAY}))
    ]
    assert not {one.key for one in rows[0]} & {one.key for one in rows[1]}
    assert {one.occasion for one in rows[0]} == {Occasion.SESSION_COMES}


def test_without_a_mail_server_one_line_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoMail, match="BAHEALTH_SMTP_HOST"), opened_post(Settings()):
        pass
    nobody = Settings(smtp_host="127.0.0.1", smtp_port=1, smtp_from="a@b.example", smtp_security="none")
    with pytest.raises(NoMail, match="does not answer"), opened_post(nobody):
        pass
    no_password = nobody.model_copy(update={"smtp_user": "a", "smtp_password": tmp_path / "missing"})
    with pytest.raises(NoMail), opened_post(no_password):
        pass


def test_a_server_that_cannot_be_protected_gets_no_mail(inbox: tuple[Inbox, Settings]) -> None:
    _, settings = inbox
    with pytest.raises(NoMail), opened_post(settings.model_copy(update={"smtp_security": "starttls"})):
        pass


def test_no_text_makes_a_header_of_its_own() -> None:
    message = mail_written("a@b.example", "one\r\nBcc: x@y.example", "body")
    assert message["Subject"] == "one Bcc: x@y.example"
    assert message["Bcc"] is None


def test_staff_send_no_reminders(database: Database) -> None:
    post: Any = None
    with pytest.raises(NotAllowed):
        send_reminders(database, post, SendReminders(), actor=HEAD, at=NOON, t=T)
