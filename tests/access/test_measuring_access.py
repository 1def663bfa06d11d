"""Measuring nearness year by year: what is delivered, from which times, and that nothing new delivers nothing."""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bahealth.access.commands import AccessRun, MeasureAccess, measure_access
from bahealth.access.given import city_of
from bahealth.access.measuring import BY_TRANSPORT, MEDIAN, ON_FOOT
from bahealth.access.model import WalkSettings
from bahealth.access.queries import KnownValue, known_bands, known_values, matrices, newest_measurement
from bahealth.cli import main
from bahealth.collect.records import door as door_module
from bahealth.collect.records.commands import AcceptRecords, accept_records
from bahealth.collect.records.door import Door
from bahealth.collect.records.stage import staged
from bahealth.config import PROJECT
from bahealth.errors import NotAllowed, NotFound
from bahealth.people.model import COMMAND_LINE, Actor, Role
from bahealth.store import Database
from bahealth.store.chain import verify
from bahealth.store.crosscheck import unmatched
from bahealth.views.fifteen import FifteenChoice, FifteenView, fifteen_view
from tests.collect.records.samples import catalog

FOLDER = PROJECT / "data" / "city"
AT = datetime(2026, 11, 22, 12)
PEOPLE = 2_885_041  # of the blocks joined to the streets


@dataclass
class World:
    """A store, and a clock that goes on by an hour with every command."""

    database: Database
    folder: Path
    at: datetime = AT

    def measure(self, **command: object) -> AccessRun:
        self.at += timedelta(hours=1)
        asked = MeasureAccess.model_validate(command)
        return measure_access(self.database, catalog(), asked, city=FOLDER, actor=COMMAND_LINE, at=self.at)

    def deliver(self, kind: str, lines: list[str], *, is_simulated: bool = False) -> str:
        self.at += timedelta(hours=1)
        file = self.folder / f"{kind}-{self.at:%H}.csv"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        door = Door(secret_file=self.folder / "own.secret", blocks_file=FOLDER / "blocks.csv", memory_limit="1GB")
        command = AcceptRecords(source_id=f"records_{kind}", files=(file,), is_simulated=is_simulated)
        return accept_records(self.database, catalog(), command, door=door, actor=COMMAND_LINE, at=self.at)

    def view(self, asked: WalkSettings) -> FifteenView:
        return fifteen_view(
            self.database, catalog(), FifteenChoice(asked=asked), folder=FOLDER, today=date(2026, 11, 22)
        )

    def value(self, indicator_id: str, area_id: str, year: int) -> KnownValue | None:
        with self.database.reading() as con:
            found = known_values(con, [indicator_id])
        return next((one for one in found if (one.area_id, one.period_start) == (area_id, date(year, 1, 1))), None)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[World]:
    monkeypatch.setattr(door_module, "_carried_out", staged)  # in this process
    database = Database(tmp_path / "near.duckdb")
    yield World(database, tmp_path)
    database.close()


def matrix(mode: str, departure: str, minutes: float, *, blocks: int = 3554) -> list[str]:
    """The same minutes from the first blocks to CeSAC 1."""
    ids = city_of(FOLDER).blocks.block_id[:blocks]
    return ["block,centre,minutes,mode,departure", *(f"{one},cesac-1,{minutes},{mode},{departure}" for one in ids)]


def test_the_first_run_delivers_the_year_of_the_list_and_the_next_one_nothing(world: World) -> None:
    run = world.measure()
    assert (run.years, run.delivery_id is not None) == ((2026,), True)
    near, median = world.value(ON_FOOT, "city", 2026), world.value(MEDIAN, "comuna-8", 2026)
    assert near is not None
    assert median is not None
    assert (near.numerator, near.denominator, near.is_simulated) == (1_767_160, PEOPLE, False)
    assert near.note == (
        "A pie por las calles de 2023, a 80 metros por minuto. Hasta 69 centros; sin fecha de apertura informada: "
        "69 centros. Población de los radios: censo 2010."
    )
    assert median.value == pytest.approx(7.3, abs=0.05)
    assert world.value(BY_TRANSPORT, "city", 2026) is None
    with world.database.reading() as con:
        parts = [one for one in known_bands(con, "minutes_on_foot") if one.area_id == "city"]
        kept = newest_measurement(con)
    assert {one.part for one in parts} == {"5", "10", "15", "20", "30", "more"}
    assert sum(one.numerator or 0 for one in parts) == PEOPLE
    assert kept is not None
    assert json.loads(kept.settings)["metres_a_minute"] == 80
    again = world.measure()
    assert (again.changed_count, again.delivery_id) == (0, None)
    with world.database.reading() as con:
        assert unmatched(con) == []
        assert verify(con).is_whole


def test_a_delivered_matrix_on_foot_is_used_instead_of_the_streets_until_the_streets_are_asked_for(
    world: World,
) -> None:
    world.deliver("travel_times", matrix("walk", "2026-03-10T08:00", 15.0))
    world.measure()
    near = world.value(ON_FOOT, "city", 2026)
    assert near is not None
    assert near.numerator == near.denominator == 2_890_151, "everybody within exactly 15 minutes"
    assert near.note is not None
    assert "a pie, salida 10 mar 2026 08:00" in near.note
    world.measure(times="network")
    back = world.value(ON_FOOT, "city", 2026)
    assert back is not None
    assert back.numerator == 1_767_160
    world.measure(times="walk@2026-03-10T08:00")
    named = world.value(ON_FOOT, "city", 2026)
    assert named == near.model_copy(update={"delivery_id": named.delivery_id if named else ""})
    with pytest.raises(NotFound, match="Nobody delivered"):
        world.measure(times="walk@2026-03-10T09:00")


def test_public_transport_is_a_question_of_data(world: World) -> None:
    """100 blocks reach CeSAC 1 in 14 minutes and are all that the matrix knows."""
    world.deliver("travel_times", matrix("transit", "2026-03-10T08:00", 14.0, blocks=100))
    world.measure()
    near, foot = world.value(BY_TRANSPORT, "city", 2026), world.value(ON_FOOT, "city", 2026)
    people = city_of(FOLDER).blocks.people[:100].sum()
    assert near is not None
    assert foot is not None
    assert (near.numerator, near.denominator) == (people, people)
    assert near.note is not None
    assert "en transporte público, salida 10 mar 2026 08:00" in near.note
    assert foot.numerator == 1_767_160, "walks stay on the streets"
    with world.database.reading() as con:
        (known,) = matrices(con)
    assert (known.block_count, known.centre_count, known.pair_count) == (100, 1, 100)


def test_simulated_times_make_simulated_values(world: World) -> None:
    world.deliver("travel_times", matrix("walk", "2026-03-10T08:00", 15.0), is_simulated=True)
    world.measure(times="network")
    real = world.value(ON_FOOT, "city", 2026)
    assert real is not None
    assert not real.is_simulated
    world.measure()
    simulated = world.value(ON_FOOT, "city", 2026)
    assert simulated is not None
    assert simulated.is_simulated


def test_dates_of_all_centres_open_the_years_before(world: World) -> None:
    """All centres since 1990 but CeSAC 24, which closed on 1 July 2025."""
    ids = [one.centre_id for one in city_of(FOLDER).centres]
    ends = {"cesac-24": "2025-07-01"}
    kinds = {one.centre_id: one.kind for one in city_of(FOLDER).centres}
    lines = [f"{one},{one},{kinds[one]},2024-01-01,{ends.get(one, '')}" for one in ids]
    world.deliver("openings", ["centre,name,kind,from,until", *lines])
    run = world.measure()
    assert run.years == (2024, 2025, 2026)
    before, after = (world.value(ON_FOOT, "city", year) for year in (2024, 2025))
    assert before is not None
    assert after is not None
    assert before.numerator == 1_767_160
    assert (after.numerator or 0) < 1_767_160
    assert before.note is not None
    assert "0 centros" in before.note


def test_the_hour_of_the_day_decides_which_centres_the_page_counts(world: World) -> None:
    """All centres are open on weekdays from 8 to 16 but CeSAC 24, whose hours nobody told; only CeSAC 1 does X-rays."""
    lines = [
        f"{one.centre_id},{one.centre_id},{one.kind},1990-01-01,"
        f"{'' if one.centre_id == 'cesac-24' else 'mo-fr 08:00-16:00'},{'x-ray' if one.centre_id == 'cesac-1' else 'x'}"
        for one in city_of(FOLDER).centres
    ]
    before = world.view(WalkSettings())
    world.deliver("openings", ["centre,name,kind,from,hours,services", *lines])
    morning, evening = (world.view(WalkSettings(weekday=0, minute=60 * hour)) for hour in (10, 18))
    x_ray = world.view(WalkSettings(services=("x-ray",)))
    assert before.figures.near == morning.figures.near == 1_767_160
    assert [one.centre_id for one in evening.sites] == ["cesac-24"]
    assert [one.centre_id for one in x_ray.sites] == ["cesac-1"]
    assert 0 < evening.figures.near < 100_000
    assert (evening.counted.closed_count, evening.counted.hours_untold_count) == (68, 1)


def test_only_the_analytics_office_measures(world: World) -> None:
    command = MeasureAccess()
    for role in (Role.PUBLIC, Role.STAFF, Role.HEAD, Role.CONVENOR):
        with pytest.raises(NotAllowed):
            measure_access(
                world.database, catalog(), command, city=FOLDER, actor=Actor("x", role, "primary_care"), at=AT
            )
    with world.database.reading() as con:
        assert newest_measurement(con) is None


def test_the_command_line_measures_and_lists_the_times(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world.deliver("travel_times", matrix("transit", "2026-03-10T08:00", 14.0, blocks=10))
    world.database.close()
    monkeypatch.setenv("BAHEALTH_STORE", str(world.folder / "near.duckdb"))
    monkeypatch.setenv("BAHEALTH_DATA", str(PROJECT / "data"))
    assert main(["access", "times", "--lang", "en"]) == 0
    assert "transit@2026-03-10T08:00  10 blocks, 1 centres" in capsys.readouterr().out
    assert main(["access", "measure", "--times", "network", "--lang", "en"]) == 0
    assert "Accepted as delivery" in capsys.readouterr().out
    assert main(["access", "measure", "--times", "network", "--lang", "en"]) == 0
    assert "Nothing has changed" in capsys.readouterr().out
