"""The whole command: the same bytes again, other people from another seed, and what is refused."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from pydantic import ValidationError

from bahealth.catalog.model import Localized
from bahealth.cli import main
from bahealth.errors import Refusal
from bahealth.simulate import EffectKind, PlantedEffect, Truth, read_truth, record_files, simulate
from bahealth.simulate.assumptions import Assumptions, load_assumptions
from bahealth.simulate.plan import Plan
from bahealth.simulate.truth import write_truth
from tests.simulate.written import DATA, UNTIL, Written

SMALL = {"scale": 0.001, "months": 24, "until": UNTIL}


def fingerprints(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.mark.slow
def test_the_same_arguments_give_the_same_bytes_and_another_seed_other_people(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        simulate(DATA, tmp_path / name, seed=seed, **SMALL)
    one, again, other = (fingerprints(tmp_path / name) for name in "abc")
    assert one == again
    assert len(one) == 7 + 24 + 2, "seven lists, one file a month, the truth and the page beside"
    same = {name for name in one if one[name] == other[name]}
    assert same == {"centres.csv", "diagnosis_shares.csv", "teams.csv"}
    keys = [set(pq.read_table(tmp_path / name / "residents.parquet")["resident"].to_pylist()) for name in "ac"]
    assert keys[0] & keys[1] == set()


@pytest.mark.slow
def test_progress_is_told_month_by_month(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    simulate(DATA, tmp_path / "x", seed=1, progress=lambda *step: told.append(step), **SMALL)
    assert [done for _, done, _ in told] == list(range(25))
    assert {total for _, _, total in told} == {25}


def test_files_and_rows_are_told(written: Written) -> None:
    city = written.city
    assert city.files == record_files(city.folder)
    for kind in ("residents", "births", "deaths", "panels", "visits"):
        assert city.rows[kind] == sum(pq.read_metadata(file).num_rows for file in city.files[kind])
    assert city.rows["centres"] == len(written.centres)


def test_the_page_beside_the_files_says_simulated_in_both_languages(written: Written) -> None:
    text = (written.city.folder / "LEAME.md").read_text(encoding="utf-8")
    assert text.startswith("# Ciudad SIMULADA")
    assert "# SIMULATED city" in text
    assert "| semilla / seed | 7 |" in text
    assert "2023-11 – 2026-10" in text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"scale": 0}, "scale"),
        ({"scale": -1}, "scale"),
        ({"scale": 2.01}, "scale"),
        ({"scale": float("nan")}, "scale"),
        ({"months": 23}, "24 to 240"),
        ({"months": 241}, "24 to 240"),
        ({"seed": -1}, "seed"),
        ({"seed": 2**32}, "seed"),
    ],
)
def test_arguments_out_of_range_are_refused_and_write_nothing(tmp_path: Path, change: dict, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        simulate(DATA, tmp_path / "x", **{"seed": 1, **SMALL, **change})
    assert not (tmp_path / "x").exists()


def test_a_folder_with_anything_in_it_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    for into in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(Refusal, match="not an empty folder"):
            simulate(DATA, into, seed=1, **SMALL)
    assert fingerprints(tmp_path).keys() == {"mine.txt"}


def test_short_simulations_have_months_on_both_sides_of_what_is_planted() -> None:
    planted = load_assumptions(DATA).planted
    for months in (24, 36, 48, 240):
        plan = Plan(1, 0.1, months, UNTIL, planted)
        first_cohort = date(plan.first.year + 1, plan.first.month, 1)
        assert first_cohort < plan.adherence_from < UNTIL
        assert plan.starts[0] < plan.adherence_born_from
        assert plan.first < plan.first_check_up_from < UNTIL
        assert all(plan.first <= one < UNTIL for one in plan.late_months)
    assert Plan(1, 0.1, 48, UNTIL, planted).adherence_from == date(2025, 8, 1)


def test_the_truth_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    effect = PlantedEffect(
        name="x",
        kind=EffectKind.NOISE,
        measure="visits",
        areas=("city", "comuna-1"),
        months=(date(2026, 1, 1),),
        size=0.5,
        unit='"quoted" \\ and é',
        is_change=False,
        note=Localized(es="á\n", en="b"),
    )
    truth = Truth(
        seed=3, scale=0.25, months=30, first_month=date(2024, 5, 1), last_month=UNTIL, effects=(effect, effect)
    )
    write_truth(tmp_path, truth)
    assert read_truth(tmp_path) == truth
    assert truth.effect("x") == effect


def test_assumptions_that_contradict_themselves_are_refused() -> None:
    good = load_assumptions(DATA).model_dump()
    codes = list(good["diagnoses"])
    for change in (
        {"kinds": {**good["kinds"], "checkup": (1, 1, 1, 1)}},
        {"kinds": {**good["kinds"], "unknown": (1, 1, 1, 1)}},
        {"scheduled": {"checkup": 1.0}},
        {"diagnoses": [{**codes[0], "complaint": "Q99"}, *codes[1:]]},
        {"diagnoses": [{**codes[0], "complaint": "R69"}, *codes[1:]]},
    ):
        with pytest.raises(ValidationError):
            Assumptions.model_validate({**good, **change})


def test_every_assumption_is_named_in_the_document() -> None:
    text = (DATA.parent / "docs" / "simulated-city.md").read_text(encoding="utf-8")
    for section in Assumptions.model_fields:
        if section != "diagnoses":
            assert f"`[{section}]`" in text, section


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--until", "2026-13"], "not a month"),
        (["--until", "2025"], "not a month"),
        (["--until", "2999-01"], "has to be over"),
        (["--months", "3", "--until", "2026-10"], "24 to 240"),
    ],
)
def test_the_command_refuses_in_one_line(
    words: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", "en", "simulate", "--into", str(tmp_path / "x"), *words]) == 1
    assert told in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_the_command_writes_a_city_that_ends_with_the_month_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["--lang", "en", "simulate", "--into", "here", "--scale", "0.001", "--months", "24"]
    assert main(words) == 0
    truth = read_truth(tmp_path / "here")
    today = datetime.now(UTC).date()
    assert truth.last_month == date(today.year - (today.month == 1), (today.month - 2) % 12 + 1, 1)
    assert "A simulated city stands in" in capsys.readouterr().out
