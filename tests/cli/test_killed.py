"""A command that is killed at its worst moment: what was there stays, and nothing half done is seen."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bahealth.collect.commands import sweep_unaccepted
from bahealth.config import Settings
from bahealth.store import Database
from tests.cli.conftest import Run
from tests.running import environment

pytestmark = [pytest.mark.slow]
KILLED = """
import os, signal, sys
from importlib import import_module
module = import_module(sys.argv[1])
setattr(module, sys.argv[2], lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
from bahealth.cli import main
main(sys.argv[3:])
"""


def killed(built: Settings, folder: Path, before: tuple[str, str], *words: str) -> None:
    """Carry out `words` in a process that dies just before the function `before` would run."""
    own = environment(data=built.data, store=folder / "var" / "app.duckdb")
    done = subprocess.run(
        [sys.executable, "-c", KILLED, *before, *words], cwd=folder, env=own, check=False, timeout=120
    )
    assert done.returncode == -signal.SIGKILL


def rows(database: Database, table: str) -> int:
    with database.reading() as con:
        found = con.execute("SELECT count(*) FROM " + table).fetchone()
    assert found
    return found[0]


def test_a_delivery_killed_before_it_counts_is_never_seen(bahealth: Run, built: Settings, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("indicator,area,period,value\ninfant_mortality_deis,city,2022,5.1\n")
    asked = ("observations", "--indicator", "infant_mortality_deis")
    before = bahealth(*asked).out
    words = ("deliver", "deis_vital", "own.csv", "--accept")
    killed(built, tmp_path, ("bahealth.collect.commands", "_make_count"), *words)
    assert bahealth(*asked).out == before
    database = Database(tmp_path / "var" / "app.duckdb")
    assert sweep_unaccepted(database) == 1, "its row had been written"
    database.close()
    assert bahealth(*words).exit_code == 0
    assert [row["value"] for row in json.loads(bahealth(*asked).out) if row["period"] == "2022"] == [5.1]


def test_a_release_killed_before_it_counts_leaves_nothing(bahealth: Run, built: Settings, tmp_path: Path) -> None:
    before = bahealth("verdicts").out
    killed(built, tmp_path, ("bahealth.assess.commands", "_record"), "release")
    assert bahealth("verdicts").out == before
    database = Database(tmp_path / "var" / "app.duckdb")
    assert rows(database, "facts.verdict WHERE release_number > 1") == 0
    assert rows(database, "facts.release_point WHERE release_number > 1") == 0
    database.close()
    assert bahealth("release").exit_code == 0
    assert bahealth("verdicts", "--release", "1").out == before
