from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bahealth.collect.records import door as door_module
from bahealth.collect.records.stage import staged
from bahealth.store import Database
from tests.people.commands import World, new_world


@pytest.fixture
def database() -> Iterator[Database]:
    opened = Database(None)
    yield opened
    opened.close()


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A small city; records are read in this process, without the second that a process of their own takes."""
    monkeypatch.setattr(door_module, "_carried_out", staged)
    made = new_world(tmp_path)
    yield made
    made.database.close()
