"""A door for tests, and reading in this process where the process is not what is tested."""

from __future__ import annotations

from pathlib import Path

import pytest

from bahealth.collect.records import door as door_module
from bahealth.collect.records.door import Door
from bahealth.collect.records.stage import staged
from tests.collect.records.samples import BLOCKS


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return Door(secret_file=tmp_path / "own.secret", blocks_file=BLOCKS, memory_limit="1GB")


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same program, without the second that its own process takes to start."""
    monkeypatch.setattr(door_module, "_carried_out", staged)
