"""The simulated city of a demonstration: its records through the door, what is measured from them, and what to note."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Final

from bahealth.assess.commands import WriteNote, write_note
from bahealth.assess.queries import notes_of
from bahealth.catalog.model import Catalog
from bahealth.catalog.periods import Period, add_months
from bahealth.collect.queries import CurrentObservation, current_observations
from bahealth.collect.records.commands import AcceptRecords, accept_records
from bahealth.collect.records.door import door_of
from bahealth.config import Settings
from bahealth.i18n import N_
from bahealth.install.demo_effect import state_demo_opening
from bahealth.install.progress import Progress, stretches
from bahealth.measure.commands import RunMeasures, run_measures
from bahealth.people.model import Actor, Role
from bahealth.simulate import PlantedEffect, SimulatedCity, Truth, simulate
from bahealth.store import Database
from bahealth.targets.commands import SetTarget, set_target
from bahealth.targets.demo import MeasuredTarget, load_measured_targets

MONTHS: Final = 48
SEED: Final = 1
TAKING_IN: Final = N_("taking in the simulated records")
MEASURING: Final = N_("measuring")
_SIMULATOR: Final = Actor("simulated city", Role.ADMIN)
# What others name comes before what names it.
_ORDER: Final = ("centres", "teams", "residents", "births", "deaths", "panels", "diagnosis_shares", "visits")
_TIMES: Final = (11, 50, 9)  # seconds, about: simulating, taking in, measuring


def take_in_simulated_city(
    database: Database, catalog: Catalog, settings: Settings, *, progress: Progress, at: datetime
) -> None:
    """Simulate `settings.simulated_scale` of the city until last month, deliver it as simulated, and measure it.

    Breaks that were planted are noted on their series; the demonstration's targets for measured indicators are set from
    what was measured. Nothing is kept of the files.
    """
    simulating, delivering, measuring = stretches(progress, *_TIMES)
    settings.store.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=settings.store.parent, prefix="simulated-") as folder:
        made = simulate(
            settings.data,
            Path(folder) / "city",
            scale=settings.simulated_scale,
            months=MONTHS,
            seed=SEED,
            until=add_months(at.date(), -1),
            progress=simulating,
        )
        _deliver(database, catalog, settings, made, progress=delivering, at=at)
    measuring(MEASURING, 0, 1)
    run_measures(
        database,
        catalog,
        RunMeasures(),
        actor=_SIMULATOR,
        at=at,
        progress=lambda done, total: measuring(MEASURING, done, total),
    )
    note_breaks(database, catalog, made.truth, at=at)
    for target in load_measured_targets(settings.data / "demo" / "targets.toml"):
        _set(database, catalog, target, at=at)
    state_demo_opening(database, catalog, made.truth, actor=_SIMULATOR, at=at)


def _deliver(
    database: Database, catalog: Catalog, settings: Settings, made: SimulatedCity, *, progress: Progress, at: datetime
) -> None:
    sizes = {kind: sum(file.stat().st_size for file in made.files[kind]) for kind in _ORDER}
    opening = sum(sizes.values()) // 20  # what it costs to begin with a kind, in bytes that are read meanwhile
    for part, kind in zip(stretches(progress, *(opening + size for size in sizes.values())), _ORDER, strict=True):
        part(TAKING_IN, 0, 1)
        command = AcceptRecords(source_id=f"records_{kind}", files=made.files[kind], is_simulated=True)
        accept_records(database, catalog, command, door=door_of(settings), actor=_SIMULATOR, at=at)


def note_breaks(database: Database, catalog: Catalog, truth: Truth, *, at: datetime) -> None:
    """Note the breaks that were planted, on the series that are judged; what is noted already is not noted again."""
    for effect in truth.effects:
        if effect.is_break and effect.from_month is not None:
            _note(database, catalog, effect, effect.from_month, at=at)


def _note(database: Database, catalog: Catalog, effect: PlantedEffect, on: date, *, at: datetime) -> None:
    for area_id in effect.areas:
        with database.reading() as con:
            known = {one.happened_on for one in notes_of(con, effect.measure, area_id) if one.is_break}
        if area_id in catalog.area and on not in known:
            note = WriteNote(
                indicator_id=effect.measure, area_id=area_id, happened_on=on, is_break=True, text=effect.note
            )
            write_note(database, catalog, note, actor=_SIMULATOR, at=at)


def _set(database: Database, catalog: Catalog, target: MeasuredTarget, *, at: datetime) -> None:
    """The target of a measured indicator, from its newest twelve months; without twelve there is none."""
    rows = current_observations(database, indicator_id=target.indicator_id, area_id=target.area_id)
    newest = sorted((one for one in rows if one.period_months == 1), key=lambda one: one.period_start)[-12:]
    if len(newest) < 12:
        return
    value = round(catalog.indicator[target.indicator_id].multiplier * _pooled(newest), 1)
    command = SetTarget(
        indicator_id=target.indicator_id,
        area_id=target.area_id,
        baseline=Period(newest[0].period_start, 12).key,
        baseline_value=value,
        target_value=round(value + target.change, 1),
        due_on=target.due_on,
        basis=target.basis,
        reason=target.reason_es,
    )
    set_target(database, catalog, command, actor=_SIMULATOR, at=at)


def _pooled(rows: list[CurrentObservation]) -> float:
    return sum(one.numerator or 0 for one in rows) / sum(one.denominator or 0 for one in rows)
