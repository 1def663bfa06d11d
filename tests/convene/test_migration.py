"""A store of the version before sessions is taken over as it is, and can be convened on at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bahealth.convene.model import SessionState
from bahealth.convene.sessions.queries import session_numbers, sessions
from bahealth.people.commands import ChangeMember, change_member
from bahealth.people.model import Role
from bahealth.store import Database
from bahealth.store import database as database_module
from bahealth.store.chain import verify
from tests.convene.example import ANALYST, CALM, CATALOG, DAY, FALLEN, NOON, deliver, opened, prepared, release
from tests.convene.test_replay import target

OF_SESSIONS = {"0007", "0008"}
"""Those of sessions; later ones are there, since a release is made with what the program knows today."""


def content(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but the list of migrations."""
    with database.reading() as con:
        names = con.execute(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables "
            "WHERE table_type = 'BASE TABLE' AND table_schema IN ('ops', 'facts') AND table_name <> 'migration'"
        ).fetchall()
        return {name: con.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for (name,) in names}


def test_a_store_without_sessions_keeps_every_row_and_can_be_convened_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store.duckdb"
    every = database_module.migrations()
    monkeypatch.setattr(database_module, "migrations", lambda: [one for one in every if one[0][:4] not in OF_SESSIONS])
    old = Database(path)
    deliver(old, [*CALM, *FALLEN], at=NOON - DAY)
    target(old, 90.0, NOON - DAY)
    release(old, NOON)
    member = ChangeMember(
        email="rita@city.example", display_name="Rita", role=Role.HEAD, department_id="care", is_active=True, reason="n"
    )
    change_member(old, CATALOG, member, actor=ANALYST, at=NOON)
    before = content(old)
    old.close()
    monkeypatch.setattr(database_module, "migrations", lambda: every)
    new = Database(path)
    after = content(new)
    added = after.keys() - before.keys()
    assert {name: after[name] for name in before} == before
    assert len(before["facts.observation"]) == len(CALM) + len(FALLEN)
    assert {"ops.session_version", "ops.captured_version", "ops.commitment_event"} <= added
    assert all(after[name] == [] for name in added)
    session = opened(new, prepared(new))
    with new.reading() as con:
        assert [one.state for one in sessions(con)] == [SessionState.OPEN]
        assert session_numbers(con, session).release.release_number == 1
        assert verify(con).break_count == 0
    new.close()
