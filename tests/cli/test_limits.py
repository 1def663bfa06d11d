"""What became of stated chances, and limits that begin again, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

from bahealth.store import Database
from tests.assess.standing import let_a_signal_stand
from tests.cli.conftest import Run


def test_calibration_tells_what_waits_and_five_bins(bahealth: Run) -> None:
    (row,) = json.loads(bahealth("calibration").out)
    assert row["forecast_count"] == 0
    assert row["waiting_count"] >= 1
    assert len(row["bins"]) == 5
    assert row["widening"] == 1.0


def test_limits_begin_again_with_cause_and_evidence_and_that_is_taken_back(bahealth: Run, tmp_path: Path) -> None:
    terms = ("--indicator", "checkups_complete", "--from", "2025-01-01", "--cause", "two teams more")
    assert bahealth("rebase", *terms).exit_code == 1
    refused = bahealth("rebase", *terms, "--evidence", "decree 12")
    assert "No signal stands" in refused.err
    database = Database(tmp_path / "var" / "app.duckdb")
    let_a_signal_stand(database, "checkups_complete")
    database.close()
    made = bahealth("rebase", *terms, "--evidence", "decree 12")
    assert made.exit_code == 0
    undo = ("rebase", "--undo", made.out.split()[-1], "--cause", "it was the recording")
    assert bahealth(*undo).exit_code == 0
    assert bahealth(*undo).exit_code == 1
