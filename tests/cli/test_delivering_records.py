"""Records from the command line: counts, reasons, a yes, and what a killed command leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from bahealth.collect.commands import sweep_unaccepted
from bahealth.config import Settings
from bahealth.store import Database
from tests.cli.conftest import Run
from tests.cli.test_killed import killed, rows

HEAD = "resident,died,cause\n"
GOOD = HEAD + "person-0000000001,2025-07-31,I21.9\nperson-0000000002,2025-08-01,\n"
BAD = HEAD + "12345678,2025-07-31,I21.9\nperson-0000000002,yesterday,\n"


@pytest.fixture
def right(tmp_path: Path) -> str:
    (tmp_path / "right.csv").write_text(GOOD)
    return "right.csv"


def test_counts_are_told_and_a_yes_takes_records_in(bahealth: Run, right: str) -> None:
    told = bahealth("deliver", "records_deaths", right, typed="y\n")
    assert told.exit_code == 0, told.err
    assert "records_deaths: 2 new, 0 changed, 0 withdrawn, 0 unchanged" in told.out
    assert "From 2025-07-31 to 2025-08-01" in told.out
    assert "person-" not in told.out + told.err
    again = bahealth("deliver", "records_deaths", right, "--accept")
    assert (again.exit_code, "already accepted" in again.out) == (0, True)


def test_without_a_yes_nothing_is_changed(bahealth: Run, right: str, tmp_path: Path) -> None:
    assert bahealth("deliver", "records_deaths", right, typed="n\n").exit_code == 1
    database = Database(tmp_path / "var" / "app.duckdb")
    assert rows(database, "facts.death") == 0
    database.close()
    assert sorted(one.name for one in (tmp_path / "var").iterdir()) == ["app.duckdb", "app.secret"]


def test_a_refused_delivery_of_records_gives_reasons_and_no_copy(bahealth: Run, tmp_path: Path) -> None:
    (tmp_path / "wrong.csv").write_text(BAD)
    told = bahealth("deliver", "records_deaths", "wrong.csv", "--accept")
    assert (told.exit_code, told.out) == (1, "")
    assert "wrong.csv, row 2, column resident" in told.err
    assert "12345678" not in told.err
    assert "row 3, column died: yesterday is no day" in told.err
    assert "2 problems; nothing was changed" in told.err
    assert [one.name for one in tmp_path.glob("*.csv")] == ["wrong.csv"]


def test_records_that_have_changed_since_they_were_shown_are_refused(bahealth: Run, right: str) -> None:
    assert bahealth("deliver", "records_deaths", right, "--accept", "--seen", "another preview").exit_code == 1


def test_simulated_records_are_marked(bahealth: Run, right: str, tmp_path: Path) -> None:
    assert bahealth("deliver", "records_deaths", right, "--accept", "--simulated").exit_code == 0
    (tmp_path / "more.csv").write_text(HEAD + "person-0000000003,2025-07-31,\n")
    assert "never mixed" in bahealth("deliver", "records_deaths", "more.csv", "--accept").err
    database = Database(tmp_path / "var" / "app.duckdb")
    assert rows(database, "ops.delivery WHERE is_simulated") == 1
    database.close()


@pytest.mark.slow
def test_a_delivery_of_records_killed_before_it_counts_is_never_seen(
    bahealth: Run, built: Settings, right: str, tmp_path: Path
) -> None:
    words = ("deliver", "records_deaths", right, "--accept")
    killed(built, tmp_path, ("bahealth.collect.records.commands", "_make_count"), *words)
    database = Database(tmp_path / "var" / "app.duckdb")
    assert rows(database, "facts.current_death") == 0
    assert list(database.copies.iterdir()), "its staged file is left"
    assert sweep_unaccepted(database) == 2, "its rows had been written"
    assert list(database.copies.iterdir()) == []
    database.close()
    assert bahealth(*words).exit_code == 0


def test_a_form_of_records_has_their_columns(bahealth: Run, tmp_path: Path) -> None:
    assert bahealth("template", "records_deaths", "--format", "csv").exit_code == 0
    assert (tmp_path / "records_deaths.csv").read_text() == HEAD
