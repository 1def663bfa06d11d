"""The record on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bahealth.store import Database
from tests.cli.conftest import Run


def tamper(folder: Path, statement: str) -> None:
    database = Database(folder / "var" / "app.duckdb")
    with database.writing() as con:
        con.execute(statement)
    database.close()


def test_a_whole_record_is_whole_and_exits_with_0(bahealth: Run) -> None:
    told = bahealth("audit", "verify")
    assert told.exit_code == 0
    assert told.out.startswith("The record is whole: ")
    assert bahealth("audit", "verify", "--lang", "es").out.startswith("El registro está íntegro: ")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE ops.audit SET reason = 'x' WHERE line_number = 2", "Line 2 was changed or put in."),
        ("DELETE FROM ops.audit WHERE line_number = 2", "1 line before line 3 was removed."),
        ("UPDATE ops.target SET target_value = 1", "have no partner"),
    ],
)
def test_a_record_that_is_not_whole_exits_with_1(bahealth: Run, tmp_path: Path, statement: str, said: str) -> None:
    tamper(tmp_path, statement)
    told = bahealth("audit", "verify")
    assert told.exit_code == 1
    assert told.out.startswith("The record is not whole: ")
    assert said in told.out


def test_the_seal_of_the_minutes_shows_a_cut_end(bahealth: Run, tmp_path: Path) -> None:
    number, seal = bahealth("audit", "seal").out.split()
    asked = ("audit", "verify", "--line", number, "--hash", seal)
    assert bahealth(*asked).exit_code == 0
    assert bahealth("release").exit_code == 0
    assert "The seal of the minutes holds." in bahealth(*asked).out
    changed = ("audit", "verify", "--line", number, "--hash", seal[::-1])
    assert (bahealth(*changed).exit_code, "written anew" in bahealth(*changed).out) == (1, True)
    tamper(tmp_path, f"DELETE FROM ops.audit WHERE line_number >= {number}")
    told = bahealth(*asked)
    assert (told.exit_code, "was cut off" in told.out) == (1, True)


def test_half_a_seal_is_refused(bahealth: Run) -> None:
    told = bahealth("audit", "verify", "--line", "3")
    assert (told.exit_code, told.out) == (1, "")
    assert "--hash together" in told.err


def test_lines_are_printed_in_order(bahealth: Run) -> None:
    rows = json.loads(bahealth("audit", "list", "--format", "json").out)
    assert [row["line_number"] for row in rows] == list(range(1, len(rows) + 1))
    assert rows[-1]["command"] == "TakeInData"
    assert json.loads(bahealth("audit", "list", "--person", "nobody", "--format", "json").out) == []
    assert bahealth("audit", "burn").exit_code == 2
