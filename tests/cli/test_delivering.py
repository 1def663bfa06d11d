"""Sending data by command: shown first, accepted whole or refused whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.cli.conftest import Run

RIGHT = "indicator,area,period,value\ninfant_mortality_deis,city,2021,4.65\ninfant_mortality_deis,city,2022,5.1\n"
WRONG = "indicator,area,period,value\ninfant_mortality_deis,atlantis,2022,5.1\ninfant_mortality_deis,city,2022,-3\n"


@pytest.fixture
def right(tmp_path: Path) -> str:
    (tmp_path / "right.csv").write_text(RIGHT, encoding="utf-8")
    return "right.csv"


def value_of(bahealth: Run, year: str) -> float | None:
    rows = json.loads(bahealth("observations", "--indicator", "infant_mortality_deis").out)
    return next((row["value"] for row in rows if row["period"] == year), None)


def test_a_delivery_is_shown_and_then_accepted_with_a_yes(bahealth: Run, right: str) -> None:
    told = bahealth("deliver", "deis_vital", right, typed="y\n")
    assert told.exit_code == 0, told.err
    assert "1 new, 1 changed, 0 unchanged" in told.out
    assert "infant_mortality_deis  city  2021  4.6 → 4.65" in told.out
    assert "infant_mortality_deis  city  2022  5.1" in told.out
    assert told.out.count("1 new") == 1, "what was shown is not shown again"
    assert (value_of(bahealth, "2021"), value_of(bahealth, "2022")) == (4.65, 5.1)


@pytest.mark.parametrize("typed", ["n\n", "\n", "", "perhaps\n"])
def test_anything_but_a_yes_changes_nothing(bahealth: Run, right: str, typed: str) -> None:
    told = bahealth("deliver", "deis_vital", right, typed=typed)
    assert told.exit_code == 1
    assert "Nothing was changed." in told.err
    assert (value_of(bahealth, "2021"), value_of(bahealth, "2022")) == (4.6, None)


def test_accept_does_not_ask_and_the_same_file_twice_is_recognised(bahealth: Run, right: str) -> None:
    assert bahealth("deliver", "deis_vital", right, "--accept").exit_code == 0
    again = bahealth("deliver", "deis_vital", right, "--accept")
    assert again.exit_code == 0
    assert "already accepted" in again.out


def test_what_has_changed_since_it_was_shown_is_refused(bahealth: Run, right: str) -> None:
    told = bahealth("deliver", "deis_vital", right, "--accept", "--seen", "another preview")
    assert told.exit_code == 1
    assert value_of(bahealth, "2022") is None


def test_a_refused_delivery_gives_every_reason_and_a_copy_with_them(bahealth: Run, tmp_path: Path) -> None:
    (tmp_path / "wrong.csv").write_text(WRONG, encoding="utf-8")
    told = bahealth("deliver", "deis_vital", "wrong.csv", "--accept")
    assert (told.exit_code, told.out) == (1, "")
    assert "row 2" in told.err
    assert "atlantis" in told.err
    assert "row 3" in told.err
    assert "-3" in told.err
    assert "Traceback" not in told.err
    (copy,) = [one for one in tmp_path.glob("wrong*.csv") if one.name != "wrong.csv"]
    assert str(copy) in told.err
    lines = copy.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "atlantis" in lines[1]
    assert len(lines[1]) > len(WRONG.splitlines()[1])
    assert (tmp_path / "wrong.csv").read_text(encoding="utf-8") == WRONG, "the file itself stays as it was"
    assert value_of(bahealth, "2022") is None


def test_a_file_that_is_not_there_is_a_reason_like_any_other(bahealth: Run) -> None:
    told = bahealth("deliver", "deis_vital", "missing.csv")
    assert (told.exit_code, told.out) == (1, "")
    assert "missing.csv" in told.err
    assert "Traceback" not in told.err


def test_an_unknown_source_is_refused_with_those_that_exist(bahealth: Run, right: str) -> None:
    told = bahealth("deliver", "nobody", right)
    assert told.exit_code == 1
    assert "deis_vital" in told.err


def test_a_form_is_written_once_and_never_over_a_file(bahealth: Run, tmp_path: Path) -> None:
    told = bahealth("template", "form_child_health")
    assert (told.exit_code, told.out.strip()) == (0, str(tmp_path / "form_child_health.xlsx"))
    assert CalamineWorkbook.from_path(tmp_path / "form_child_health.xlsx").sheet_names
    assert bahealth("template", "form_child_health").exit_code == 1
    assert bahealth("template", "form_child_health", "--format", "csv").exit_code == 0
    assert bahealth("template", "form_child_health", "--format", "pdf").exit_code == 1


def test_a_copy_that_somebody_may_be_mending_is_never_replaced(bahealth: Run, tmp_path: Path) -> None:
    (tmp_path / "wrong.csv").write_text(WRONG, encoding="utf-8")
    (tmp_path / "elsewhere.csv").write_text("not to be touched", encoding="utf-8")
    (tmp_path / "wrong-with-reasons.csv").symlink_to(tmp_path / "elsewhere.csv")
    for name in ("wrong-with-reasons-2.csv", "wrong-with-reasons-3.csv"):
        assert str(tmp_path / name) in bahealth("deliver", "deis_vital", "wrong.csv").err
    assert (tmp_path / "elsewhere.csv").read_text(encoding="utf-8") == "not to be touched"


def test_large_counts_are_shown_with_every_digit(bahealth: Run, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("indicator,area,period,numerator\npopulation,city,2022,3095454\n")
    assert "population  city  2022  3095454" in bahealth("deliver", "indec_population", "people.csv").out
