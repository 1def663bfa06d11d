"""Members and groups from the command line, whose person is the analytics office."""

from __future__ import annotations

import json
from pathlib import Path

from bahealth.store import Database
from tests.cli.conftest import Run


def test_a_member_is_set_and_listed(bahealth: Run, tmp_path: Path) -> None:
    words = ("member", "set", "Luis@BA.gob.ar", "--role", "head", "--department", "hospitals", "--name", "Luis Paz")
    assert bahealth(*words, "--reason", "named by decree").exit_code == 0
    (row,) = json.loads(bahealth("member", "list", "--format", "json").out)
    assert row == {
        "email": "luis@ba.gob.ar",
        "name": "Luis Paz",
        "role": "head",
        "department_id": "hospitals",
        "is_active": True,
        "origin": "person",
        "has_signed_in": False,
    }
    assert bahealth(*words, "--inactive", "--reason", "left").exit_code == 0
    assert json.loads(bahealth("member", "list", "--format", "json").out)[0]["is_active"] is False
    database = Database(tmp_path / "var" / "app.duckdb")
    with database.reading() as con:
        lines = con.execute(
            "SELECT subject, actor, reason FROM ops.audit WHERE command = 'change_member' ORDER BY line_number"
        ).fetchall()
    database.close()
    assert lines == [
        ("luis@ba.gob.ar", "command line", "named by decree"),
        ("luis@ba.gob.ar", "command line", "left"),
    ]


def test_a_group_is_set_and_listed(bahealth: Run) -> None:
    words = ("group", "set", "ba-salud", "--role", "convenor", "--reason", "agreed")
    assert bahealth(*words).exit_code == 0
    (row,) = json.loads(bahealth("group", "list", "--format", "json").out)
    assert row == {"group": "ba-salud", "role": "convenor", "department_id": None}


def test_what_is_missing_is_said_in_one_line_and_nothing_is_kept(bahealth: Run) -> None:
    for words in (
        ("member", "set", "luis@ba.gob.ar", "--reason", "x"),
        ("member", "set", "--role", "admin", "--reason", "x"),
        ("member", "set", "luis@ba.gob.ar", "--role", "admin"),
        ("member", "set", "luis", "--role", "admin", "--reason", "x"),
        ("member", "set", "luis@ba.gob.ar", "--role", "head", "--reason", "x"),
        ("member", "set", "luis@ba.gob.ar", "--role", "head", "--department", "gardens", "--reason", "x"),
        ("group", "set", "ba-salud", "--role", "staff", "--reason", "x"),
        ("group", "set", " ", "--role", "admin", "--reason", "x"),
    ):
        told = bahealth(*words)
        assert (told.exit_code, told.out, told.err.count("\n")) == (1, "", 1), words
    assert json.loads(bahealth("member", "list", "--format", "json").out) == []
    assert json.loads(bahealth("group", "list", "--format", "json").out) == []


def test_the_last_who_may_change_members_stays(bahealth: Run) -> None:
    assert bahealth("member", "set", "ana@ba.gob.ar", "--role", "admin", "--reason", "first").exit_code == 0
    told = bahealth("member", "set", "ana@ba.gob.ar", "--role", "staff", "--department", "hospitals", "--reason", "x")
    assert told.exit_code == 1
    assert "name another one first" in told.err
