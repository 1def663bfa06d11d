from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bahealth.catalog.load import load_catalog
from bahealth.config import Settings
from bahealth.convene.model import Invited, Part
from bahealth.convene.sessions.commands import PlanSession, plan_session
from bahealth.people.model import COMMAND_LINE
from bahealth.store import Database
from tests.cli.conftest import Run

NOW = datetime.now(UTC).replace(tzinfo=None)


@pytest.fixture
def with_session(bahealth: Run, built: Settings, tmp_path: Path) -> Callable[..., None]:
    """Plan a session three days from now, with one person who has an address and one who has none."""

    def plan() -> None:
        database = Database(tmp_path / "var" / "app.duckdb")
        people = tuple(Invited(person=one, part=Part.GUEST) for one in ("ana@city.example", "command line"))
        command = PlanSession(title="Children", theme="", starts_at=NOW + timedelta(days=3), people=people)
        plan_session(database, load_catalog(built.data), command, actor=COMMAND_LINE, at=NOW)
        database.close()

    return plan


def test_reminders_are_listed_without_a_mail_server(bahealth: Run, with_session: Callable[..., None]) -> None:
    assert bahealth("remind", "--list").out == ""
    with_session()
    listed = json.loads(bahealth("remind", "--list", "--format", "json").out)
    assert [(one["person"], one["sent_at"]) for one in listed] == [("ana@city.example", None), ("command line", None)]
    assert all(one["reminder"].startswith("Session on ") and "Children" in one["reminder"] for one in listed)


def test_without_a_mail_server_remind_says_how_to_name_one(bahealth: Run, with_session: Callable[..., None]) -> None:
    with_session()
    told = bahealth("remind")
    assert told.exit_code == 1
    assert "BAHEALTH_SMTP_HOST" in told.err
    assert json.loads(bahealth("remind", "--list", "--format", "json").out)[0]["sent_at"] is None


def test_judge_says_when_nothing_is_due_and_a_release_judges_too(bahealth: Run) -> None:
    assert "Nothing has reached its effect date." in bahealth("judge").out
    assert bahealth("release").exit_code == 0
    assert bahealth("judge", "--release", "99").exit_code == 1
