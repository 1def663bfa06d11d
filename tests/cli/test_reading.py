"""What the command line prints of releases, verdicts, observations and definitions."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

from bahealth.catalog.load import load_catalog
from bahealth.config import Settings
from bahealth.store import Database
from tests.cli.conftest import Run


def test_releases_are_printed_newest_first(bahealth: Run) -> None:
    assert bahealth("release", "--reason", "second").exit_code == 0
    rows = json.loads(bahealth("releases", "--format", "json").out)
    assert [row["release_number"] for row in rows] == [2, 1]
    assert len(bahealth("releases").out.splitlines()) == 3


def test_an_earlier_release_prints_the_same_digits_again(bahealth: Run) -> None:
    before = bahealth("verdicts", "--release", "1", "--format", "json").out
    assert bahealth("release").exit_code == 0
    assert bahealth("verdicts", "--release", "1", "--format", "json").out == before
    assert json.loads(bahealth("verdicts").out)[0]["release_number"] == 2


def test_verdicts_carry_full_precision_and_every_indicator(bahealth: Run, built: Settings) -> None:
    rows = json.loads(bahealth("verdicts", "--area", "city").out)
    assert sorted(row["indicator_id"] for row in rows) == sorted(load_catalog(built.data).indicator)
    (row,) = json.loads(bahealth("verdicts", "--area", "city", "--indicator", "infant_mortality_deis").out)
    assert row["value"] == 4.6  # DEIS, city, 2021
    as_csv = list(csv.DictReader(io.StringIO(bahealth("verdicts", "--area", "city", "--format", "csv").out)))
    (same,) = [one for one in as_csv if one["indicator_id"] == "infant_mortality_deis"]
    for name in ("value", "lower", "upper"):
        assert (None if same[name] == "" else float(same[name])) == row[name]
    assert same["change.change"] == row["change"]["change"]


def test_observations_say_which_delivery_brought_them(bahealth: Run) -> None:
    rows = json.loads(bahealth("observations", "--indicator", "infant_mortality", "--area", "comuna-3").out)
    (row,) = [one for one in rows if one["period"] == "2021"]
    assert row["source_id"] == "idecba_infant"
    assert row["delivery_id"]
    assert row["area_id"] == "comuna-3"


def test_unknown_names_are_refused_and_not_answered_with_nothing(bahealth: Run) -> None:
    for words in (
        ("observations", "--indicator", "happiness"),
        ("observations", "--indicator", "births", "--area", "comuna-16"),
        ("verdicts", "--area", "comuna-16"),
        ("verdicts", "--indicator", "happiness"),
        ("template", "nobody"),
    ):
        told = bahealth(*words)
        assert (told.exit_code, told.out) == (1, ""), words
        assert len(told.err.strip().splitlines()) == 1


def test_the_catalogue_is_printed_in_the_language_of_the_person(bahealth: Run, built: Settings) -> None:
    catalog = load_catalog(built.data)
    for language in ("es", "en"):
        rows = json.loads(bahealth("--lang", language, "indicators", "--format", "json").out)
        names = {row["indicator_id"]: row["name"] for row in rows}
        assert names == {one.indicator_id: getattr(one.name, language) for one in catalog.indicators}
        sources = json.loads(bahealth("--lang", language, "sources", "--format", "json").out)
        assert {row["source_id"] for row in sources} == set(catalog.source)


def test_a_backup_is_a_store_that_prints_the_same(bahealth: Run, tmp_path: Path) -> None:
    before = bahealth("verdicts").out
    assert bahealth("backup", "copy.duckdb").exit_code == 0
    store = tmp_path / "var" / "app.duckdb"
    shutil.move(tmp_path / "copy.duckdb", store)
    assert bahealth("verdicts").out == before
    assert bahealth("release").exit_code == 0, "and it can be written"
    assert bahealth("backup", "nowhere/copy.duckdb").exit_code == 1
    with Database(store).reading() as con:
        assert con.execute("SELECT count(*) FROM ops.release").fetchone() == (2,)
