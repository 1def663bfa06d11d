"""Fill a store from data/: the published series as deliveries, the demonstration's targets, and a release."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from bahealth.access.commands import MeasureAccess, measure_access
from bahealth.access.given import FILES
from bahealth.access.measuring import ON_FOOT
from bahealth.assess.commands import MakeRelease, load_notes, make_release, write_note
from bahealth.catalog.load import load_catalog
from bahealth.catalog.model import Catalog
from bahealth.collect.commands import AcceptDelivery, DeliveryRefused, accept_delivery, preview_delivery
from bahealth.collect.denominators import Births, load_births
from bahealth.collect.queries import deliveries
from bahealth.config import Settings
from bahealth.errors import Refusal
from bahealth.i18n import N_
from bahealth.install.demo_sessions import demo_plan, hold_demo_sessions, make_past_releases
from bahealth.install.demo_targets import set_demo_targets
from bahealth.install.fingerprint import fingerprint, has_news, series_files
from bahealth.install.progress import Progress, stretches
from bahealth.install.simulated import take_in_simulated_city
from bahealth.install.store import put_in_place
from bahealth.people.model import Actor, Role
from bahealth.store import Database, write_audit

INSTALLER: Final = Actor("installation", Role.ADMIN)
DELIVERING: Final = N_("taking in the published series")
SETTING_TARGETS: Final = N_("setting the targets of the demonstration")
RELEASING: Final = N_("computing the verdicts")

_TIMES: Final = (1.2, 2.0, 70, 1.5)  # seconds, about, of the parts of a build; the third is the simulated city's


def build_new(settings: Settings, *, progress: Progress, at: datetime) -> None:
    """Make the store of this installation from its data folder. Raises Refusal where there is one already."""
    catalog = load_catalog(settings.data)
    put_in_place(settings, lambda database: _build_store(database, catalog, settings, progress=progress, at=at))


def _build_store(database: Database, catalog: Catalog, settings: Settings, *, progress: Progress, at: datetime) -> None:
    """Fill the empty `database`: series of data/city/series, simulated city, targets of data/demo, release 1.

    Raises Refusal with the first problem of a file that is refused.
    """
    data = settings.data
    simulating = _TIMES[2] if settings.simulated_scale else 0
    series, targets, city, verdicts = stretches(progress, *_TIMES[:2], simulating, _TIMES[3])
    births, files = load_births(data), series_files(data)
    for done, file in enumerate(files):
        series(DELIVERING, done, len(files))
        _take_in(database, catalog, file, births, at)
    _measure_walks(database, catalog, data, at)
    targets(SETTING_TARGETS, 0, 1)
    _set_targets(database, catalog, data, at)
    if settings.simulated_scale:
        take_in_simulated_city(database, catalog, settings, progress=city, at=at)
    plan = demo_plan(data, at=at)
    released_at = at
    if plan is not None:
        plan, released_at = make_past_releases(database, catalog, plan, actor=INSTALLER, at=at)
    _release(database, catalog, "first release of the installation", verdicts, released_at)
    if plan is not None:
        hold_demo_sessions(database, catalog, plan, at=at)
    _remember(database, data, at)


def _measure_walks(database: Database, catalog: Catalog, data: Path, at: datetime) -> None:
    """Who lives near a centre: real streets, people and centres, so it is no simulation; without them nothing."""
    if ON_FOOT in catalog.indicator and all((data / "city" / name).is_file() for name in FILES):
        measure_access(database, catalog, MeasureAccess(), city=data / "city", actor=INSTALLER, at=at)


def _set_targets(database: Database, catalog: Catalog, data: Path, at: datetime) -> None:
    """Targets of the demonstration and notes of the catalogue, where there are any."""
    set_demo_targets(database, catalog, data, actor=INSTALLER, at=at)
    notes = data / "catalog" / "notes.toml"
    for note in load_notes(notes) if notes.is_file() else []:
        write_note(database, catalog, note, actor=INSTALLER, at=at)


def take_in_changes(database: Database, catalog: Catalog, data: Path, *, progress: Progress, at: datetime) -> int:
    """Deliver what is new in `data`/city/series to a store that was built from data, and release; gives how many files.

    A store that began empty, for production, is left alone. What people delivered stays in force over a series that
    was taken in before.
    """
    if not has_news(database, data):
        return 0
    births, files = load_births(data), series_files(data)
    series, verdicts = stretches(progress, _TIMES[0], _TIMES[3])
    count = 0
    for done, file in enumerate(files):
        series(DELIVERING, done, len(files))
        count += _take_in_unknown(database, catalog, file, births, at)
    _measure_walks(database, catalog, data, at)
    _release(database, catalog, "the data folder has changed", verdicts, at)
    _remember(database, data, at)
    return count


def source_of_series(file: Path) -> str:
    """The source under which a series is delivered."""
    return file.name.partition("__")[0]


def _take_in(database: Database, catalog: Catalog, file: Path, births: Births, at: datetime) -> None:
    command = AcceptDelivery(source_id=source_of_series(file), files=(file,))
    try:
        accept_delivery(database, catalog, command, actor=INSTALLER, at=at, births=births)
    except DeliveryRefused as refused:
        if not refused.preview.problems:
            raise
        first = refused.preview.problems[0]
        raise Refusal(
            "%(file)s was refused, row %(row)s, column %(column)s: “%(seen)s”. `bahealth deliver` tells all reasons",
            file=file,
            row=first.row or "–",
            column=first.column or "–",
            seen=first.seen,
        ) from refused


def _take_in_unknown(database: Database, catalog: Catalog, file: Path, births: Births, at: datetime) -> bool:
    """Deliver `file` unless its content was accepted before, also where people have sent newer values since."""
    source_id = source_of_series(file)
    preview = preview_delivery(database, catalog, source_id=source_id, files=[file], at=at, births=births)
    if preview.content_hash in {one.content_hash for one in deliveries(database, source_id=source_id)}:
        return False
    _take_in(database, catalog, file, births, at)
    return True


def _release(database: Database, catalog: Catalog, reason: str, progress: Progress, at: datetime) -> None:
    def released(done: int, of: int) -> None:
        progress(RELEASING, done, of)

    command = MakeRelease(as_of=at.date(), reason=reason)
    make_release(database, catalog, command, actor=INSTALLER, at=at, progress=released)


def _remember(database: Database, data: Path, at: datetime) -> None:
    with database.writing() as con:
        write_audit(con, command="TakeInData", subject="data", actor=INSTALLER.name, at=at, after=fingerprint(data))
