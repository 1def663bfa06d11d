"""A demonstration store holds a small simulated city, measured and marked."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime

import pytest

from bahealth.assess.effect.queries import expectations
from bahealth.assess.queries import notes_of, release_verdicts
from bahealth.collect.queries import current_observations, deliveries
from bahealth.config import PROJECT, Settings
from bahealth.install.build import build_new
from bahealth.measure.model import MEASURES
from bahealth.store import Database
from bahealth.targets.demo import load_measured_targets
from bahealth.targets.queries import target_state

pytestmark = [pytest.mark.slow]
AT = datetime(2026, 11, 22, 12)
FOLDER_HOLDS = {"app.duckdb", "app.making", "app.secret"}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("simulated")
    made = Settings(data=PROJECT / "data", store=folder / "app.duckdb", simulated_scale=0.01)
    build_new(made, progress=lambda *_: None, at=AT)
    return made


@pytest.fixture(scope="module")
def database(settings: Settings) -> Generator[Database]:
    database = Database(settings.store)
    yield database
    database.close()


def test_every_indicator_that_is_measured_has_simulated_values_and_says_so(database: Database) -> None:
    for measure_id in (name for name, one in MEASURES.items() if not one.is_breakdown):
        found = current_observations(database, indicator_id=measure_id, area_id="city")
        assert found, measure_id
        assert all(one.is_simulated for one in found), measure_id


def test_the_centre_that_opens_has_an_expectation_stated_late_and_marked(database: Database) -> None:
    with database.reading() as con:
        (found,) = expectations(con)
    assert found.terms.areas == ("comuna-3",)
    assert found.terms.is_demonstration
    assert found.is_late


def test_published_series_are_not_called_simulated(database: Database) -> None:
    published = [one for one in deliveries(database) if not one.source_id.startswith(("records_", "form_"))]
    assert published
    assert not any(one.is_simulated for one in published)
    assert all(one.is_simulated for one in deliveries(database) if one.source_id.startswith(("records_", "form_")))


def test_the_first_release_judges_what_was_measured(database: Database) -> None:
    with database.reading() as con:
        verdicts = {one.indicator_id: one for one in release_verdicts(con, release_number=1, area_id="city")}
    for measure_id in (name for name, one in MEASURES.items() if not one.is_breakdown):
        assert verdicts[measure_id].value is not None, measure_id
        assert verdicts[measure_id].is_simulated, measure_id
    assert not verdicts["infant_mortality"].is_simulated


def test_targets_of_the_demonstration_start_from_what_was_measured(database: Database) -> None:
    """The baseline is the sum of twelve months over the sum of their denominators, as the hand would do it."""
    for target in load_measured_targets(PROJECT / "data" / "demo" / "targets.toml"):
        with database.reading() as con:
            found = target_state(
                con, indicator_id=target.indicator_id, area_id=target.area_id, as_of=AT.date()
            ).in_force
        assert found is not None, target.indicator_id
        rows = current_observations(database, indicator_id=target.indicator_id, area_id=target.area_id)
        last = [one for one in rows if one.period_start >= found.baseline_start]
        assert len(last) == 12
        multiplier = 1000 if target.indicator_id == "ed_visits_per_1000" else 100
        value = multiplier * sum(one.numerator or 0 for one in last) / sum(one.denominator or 0 for one in last)
        assert found.baseline_value == pytest.approx(value, abs=0.051)
        assert found.target_value - found.baseline_value == pytest.approx(target.change, abs=0.051)


def test_breaks_that_were_planted_are_noted_once(database: Database) -> None:
    """That of the schedule stands in the catalogue too and is not written a second time."""
    with database.reading() as con:
        for measure_id in ("checkups_complete", "checkups_six"):
            assert len([one for one in notes_of(con, measure_id, "city") if one.is_break]) == 1, measure_id


def test_nothing_stays_of_the_files(settings: Settings) -> None:
    assert {one.name for one in settings.store.parent.iterdir()} - {"app.duckdb.wal", "app.copies"} == FOLDER_HOLDS
