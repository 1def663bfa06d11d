"""The targets on their way that the demonstration shows: marked as such, and about what exists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bahealth.catalog.load import load_catalog
from bahealth.config import Settings
from bahealth.install.build import build_new
from bahealth.install.store import existing_store
from bahealth.store import Database
from bahealth.targets.demo import load_demo_steps, load_demo_targets
from bahealth.targets.model import Stage
from bahealth.targets.queries import deviations, loosened_since, target_states
from tests.data.real import DATA
from tests.installation import small_data

AT = datetime(2026, 11, 22, 12)
STEPS = load_demo_steps(DATA / "demo" / "target_steps.toml")


def quiet(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder: Path = tmp_path_factory.mktemp("built")
    settings = Settings(data=small_data(folder), store=folder / "app.duckdb", simulated_scale=0)
    build_new(settings, progress=quiet, at=AT)
    database = existing_store(settings)
    yield database
    database.close()


def test_every_step_says_in_both_languages_that_it_is_a_demonstration() -> None:
    every = [*STEPS.earlier, *STEPS.confirmation, *STEPS.proposal, *STEPS.deviation]
    assert len(every) >= 4
    for one in every:
        assert "demostración" in one.reason_es
        assert "demonstration" in one.reason_en.casefold()
    for one in STEPS.proposal:
        assert (one.approval_es is None) == (one.approval_en is None)
        assert one.approval_es is None or "demostración" in one.approval_es


def test_they_are_about_targets_of_the_demonstration_with_the_same_baseline() -> None:
    targets = {(one.indicator_id, one.area_id): one for one in load_demo_targets(DATA / "demo" / "targets.toml")}
    for one in [*STEPS.earlier, *STEPS.proposal]:
        known = targets[one.indicator_id, one.area_id]
        assert (one.baseline, one.baseline_value) == (known.baseline, known.baseline_value)
    assert {(one.indicator_id, one.area_id) for one in STEPS.deviation} <= set(targets)
    assert {one.indicator_id for one in STEPS.confirmation} <= set(load_catalog(DATA).indicator)


def test_a_built_store_shows_each_stage_a_loosened_target_and_an_accepted_deviation(built: Database) -> None:
    with built.reading() as con:
        states = target_states(con, as_of=AT.date())
        loosened = loosened_since(con, since=AT)
        accepted = deviations(con, cutoff_at=AT)
    assert {one.proposal.stage for one in states if one.proposal} == {Stage.AWAITS_HEAD, Stage.AWAITS_MAYOR}
    assert {(one.indicator_id, one.area_id) for one in loosened} == {
        (one.indicator_id, one.area_id) for one in STEPS.earlier
    }
    assert [one.holds(AT.date()) for one in accepted] == [True]
