"""The whole measurement at a small size: every step is called as it will be at full size."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import records
from bench.record_steps import visit_files


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_step_runs_and_the_rivals_agree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for needed in ("bahealth.simulate", "bahealth.measure.commands", "bahealth.collect.records.commands"):
        pytest.importorskip(needed)
    monkeypatch.setattr(records, "RESULT", tmp_path / "records.json")
    monkeypatch.setenv("BENCH_FOLDER", str(tmp_path))
    records.main(["--scale", "0.002", "--months", "26", "--fractions", "0.5,1"])
    found = json.loads((tmp_path / "records.json").read_text())
    assert [one["fraction"] for one in found["sizes"]] == [0.5, 1.0]
    said = [one for one in found["goals"] if "says the same" in one["what"]]
    assert [one["reached"] for one in said] == ["yes"] * 4
    assert [path.name for path in tmp_path.iterdir()] == ["records.json"]


def test_months_of_visits_are_delivered_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "visits").mkdir()
    for name in ("2026-10", "2025-12", "2026-01"):
        (tmp_path / "visits" / f"{name}.parquet").touch()
    assert [path.stem for path in visit_files(tmp_path)] == ["2025-12", "2026-01", "2026-10"]


def test_without_words_the_whole_city_of_five_years_is_measured() -> None:
    options = records._options(None)
    assert (options.scale, options.months, max(options.fractions)) == (1.0, 60, 1.0)
    assert options.until.day == 1
