"""Building the store from data/, and bringing it up to a data folder that has changed."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Generator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bahealth.assess.queries import release_verdicts, releases
from bahealth.catalog.load import load_catalog
from bahealth.collect.queries import deliveries
from bahealth.config import Settings
from bahealth.errors import NotFound, Refusal
from bahealth.install.build import build_new, take_in_changes
from bahealth.install.fingerprint import data_taken_in, fingerprint, series_files
from bahealth.install.store import existing_store, init_store, put_in_place
from bahealth.people.model import COMMAND_LINE
from bahealth.store import Database
from tests.installation import SERIES, small_data
from tests.running import environment

AT = datetime(2026, 6, 1, 12)
LATER = AT + timedelta(days=1)


def quiet(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=small_data(tmp_path), store=tmp_path / "var" / "app.duckdb", simulated_scale=0)


@pytest.fixture
def built(settings: Settings) -> Generator[Database]:
    build_new(settings, progress=quiet, at=AT)
    database = existing_store(settings)
    yield database
    database.close()


def test_every_series_is_delivered_targets_are_set_and_a_release_is_made(settings: Settings, built: Database) -> None:
    assert sorted(one.file_names for one in deliveries(built)) == sorted(SERIES)
    with built.reading() as con:
        (release,) = releases(con)
        verdicts = release_verdicts(con, release_number=1, area_id="city", indicator_id="infant_mortality_deis")
        targets = con.execute("SELECT count(*), count(DISTINCT basis) FROM ops.target").fetchone()
    assert (release.release_number, release.as_of) == (1, AT.date())
    # DEIS, infant mortality of the city, last published year 2021: 4.6 per 1,000 live births.
    assert [(one.value, one.period_start) for one in verdicts] == [(4.6, datetime(2021, 1, 1).date())]
    assert targets is not None
    assert targets[0] > 0
    assert targets[1] == 1
    assert data_taken_in(built) == fingerprint(settings.data)


def test_progress_rises_to_its_end(settings: Settings) -> None:
    seen: list[tuple[int, int]] = []
    build_new(settings, progress=lambda *step: seen.append(step[1:]), at=AT)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[0][0] == 0
    assert seen[-1][0] == seen[-1][1]
    assert len({total for _, total in seen}) == 1


def test_a_store_that_is_there_is_never_overwritten(settings: Settings, built: Database) -> None:
    before = settings.store.stat()
    for make in (
        lambda: build_new(settings, progress=quiet, at=LATER),
        lambda: init_store(settings, actor=COMMAND_LINE, at=LATER),
    ):
        with pytest.raises(Refusal, match="never overwritten"):
            make()
    after = settings.store.stat()
    assert (after.st_ino, after.st_size) == (before.st_ino, before.st_size)


def test_a_build_that_fails_leaves_no_store_and_names_the_place(settings: Settings) -> None:
    broken = settings.data / "city" / "series" / "deis_vital__infant_rates.csv"
    lines = broken.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace("city", "atlantis", 1)
    broken.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(Refusal, match=r"deis_vital__infant_rates\.csv was refused, row 2.*atlantis"):
        build_new(settings, progress=quiet, at=AT)
    assert not settings.store.exists()
    assert list(settings.store.parent.glob("*.duckdb*")) == []


@pytest.mark.slow
def test_a_build_that_is_killed_leaves_no_store_and_the_next_one_builds(settings: Settings) -> None:
    build = [sys.executable, "-m", "bahealth.cli", "build"]
    own = environment(data=settings.data, store=settings.store, simulated_scale=0)
    draft = settings.store.with_suffix(".draft.duckdb")
    with subprocess.Popen(build, env=own, stderr=subprocess.PIPE, text=True) as process:
        until = time.monotonic() + 60
        while not draft.exists() and time.monotonic() < until:
            time.sleep(0.005)
        assert draft.exists()
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert draft.exists(), "killed in the middle"
    assert not settings.store.exists()
    done = subprocess.run(build, env=own, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert not draft.exists()
    database = existing_store(settings)
    with database.reading() as con:
        assert len(releases(con)) == 1
    database.close()


def test_two_processes_do_not_build_at_the_same_time(settings: Settings) -> None:
    def second_maker(database: Database) -> None:
        with pytest.raises(Refusal, match="right now"):
            put_in_place(settings, lambda _: None)

    put_in_place(settings, second_maker)
    assert settings.store.exists()


def test_where_there_is_no_store_a_person_is_told_how_to_get_one(settings: Settings) -> None:
    with pytest.raises(NotFound, match="bahealth init"):
        existing_store(settings)


def test_an_unchanged_data_folder_changes_nothing(settings: Settings, built: Database) -> None:
    assert take_in_changes(built, load_catalog(settings.data), settings.data, progress=quiet, at=LATER) == 0
    with built.reading() as con:
        assert len(releases(con)) == 1


def test_a_new_value_of_a_series_is_delivered_and_released(settings: Settings, built: Database) -> None:
    changed = settings.data / "city" / "series" / "deis_vital__infant_rates.csv"
    before = changed.read_text(encoding="utf-8")
    changed.write_text(before.replace("4.6", "4.7"), encoding="utf-8")
    assert before != changed.read_text(encoding="utf-8")
    catalog = load_catalog(settings.data)
    assert take_in_changes(built, catalog, settings.data, progress=quiet, at=LATER) == 1
    assert take_in_changes(built, catalog, settings.data, progress=quiet, at=LATER) == 0
    with built.reading() as con:
        assert [one.release_number for one in releases(con)] == [2, 1]
        values = [
            release_verdicts(con, release_number=number, area_id="city", indicator_id="infant_mortality_deis")[0].value
            for number in (1, 2)
        ]
    assert values == [4.6, 4.7], "the first release stays as it was"


def test_what_people_delivered_stays_in_force_over_an_older_series(settings: Settings, built: Database) -> None:
    from bahealth.collect.commands import AcceptDelivery, accept_delivery

    series = settings.data / "city" / "series" / "deis_vital__infant_rates.csv"
    own = settings.data.parent / "own.csv"
    own.write_text(series.read_text(encoding="utf-8").replace("4.6", "4.8"), encoding="utf-8")
    catalog = load_catalog(settings.data)
    command = AcceptDelivery(source_id="deis_vital", files=(own,))
    accept_delivery(built, catalog, command, actor=COMMAND_LINE, at=AT + timedelta(hours=1))
    other = settings.data / "city" / "series" / "deis_vital__deaths.csv"
    other.unlink()  # the folder has changed, this series has not
    assert take_in_changes(built, catalog, settings.data, progress=quiet, at=LATER) == 0
    with built.reading() as con:
        (verdict,) = release_verdicts(con, release_number=2, area_id="city", indicator_id="infant_mortality_deis")
    assert verdict.value == 4.8


def test_a_production_store_takes_nothing_from_the_data_folder(settings: Settings) -> None:
    init_store(settings, actor=COMMAND_LINE, at=AT)
    database = existing_store(settings)
    try:
        catalog = load_catalog(settings.data)
        assert take_in_changes(database, catalog, settings.data, progress=quiet, at=LATER) == 0
        assert deliveries(database) == []
        with database.reading() as con:
            assert releases(con) == []
            assert con.execute("SELECT command FROM ops.audit").fetchall() == [("InitStore",)]
    finally:
        database.close()


def test_every_series_of_the_project_names_a_source_that_exists() -> None:
    from bahealth.config import PROJECT
    from bahealth.install.build import source_of_series

    catalog = load_catalog(PROJECT / "data")
    files = series_files(PROJECT / "data")
    assert files
    assert [file.name for file in files if source_of_series(file) not in catalog.source] == []
