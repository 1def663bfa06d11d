"""Small cities on their way through the real door: records as rows of files, delivered, measured, and read back."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

import pytest

from bahealth.catalog.model import Catalog
from bahealth.collect.records import door as door_module
from bahealth.collect.records.commands import AcceptRecords, RecordsRefused, accept_records
from bahealth.collect.records.door import Door
from bahealth.collect.records.model import KINDS, Cell, Column
from bahealth.collect.records.stage import staged
from bahealth.measure.commands import MeasuresRun, RunMeasures, run_measures
from bahealth.people.model import COMMAND_LINE
from bahealth.store import Database
from tests.measure.lives import COMUNA_OF
from tests.measure.slow_words import Rows
from tests.measure.small_city import KIND_OF, City, Kept

STORE = "store.duckdb"
DELIVERED_AT = datetime(2030, 1, 1, 12)
MINUTE = timedelta(minutes=1)
Said: TypeAlias = dict[str, Rows]
"""Rows by measure or breakdown."""
InForce: TypeAlias = dict[tuple[object, ...], Kept]
"""The newest version of each record, by its kind and what identifies it."""


def door_for(folder: Path) -> Door:
    """A door with its own secret, to a city of four blocks."""
    blocks = folder / "blocks.csv"
    lines = ["block_id,comuna_id", *(f"{block},{comuna}" for block, comuna in COMUNA_OF.items())]
    blocks.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Door(secret_file=folder / "own.secret", blocks_file=blocks, memory_limit="1GB")


# --- rows of files ---


_WRITTEN: dict[Cell, Callable[[object], str]] = {
    Cell.PERSON: lambda key: f"person-{key:012}",
    Cell.RECORD: lambda key: f"record-{key:012}",
    Cell.FLAG: lambda flag: str(flag).lower(),
    Cell.INSTANT: lambda at: (at - timedelta(hours=3)).isoformat(),  # type: ignore[operator] # Buenos Aires
}


def sent_row(record: Kept) -> dict[str, str]:
    """The record as its sender writes it."""
    kind = KINDS[KIND_OF[type(record)]]
    return {one.name: _cell(one, record) for one in kind.columns} | {"withdrawn": str(record.is_withdrawn).lower()}


def identity(record: Kept) -> tuple[object, ...]:
    """Its kind and what identifies it within its kind."""
    kind = KINDS[KIND_OF[type(record)]]
    return (kind.kind, *(getattr(record, one.kept_as) for one in kind.columns if one.name in kind.key))


def _cell(column: Column, record: Kept) -> str:
    value = getattr(record, column.kept_as)
    return "" if value is None else _WRITTEN.get(column.cell, str)(value)


def files_of(records: Iterable[Kept]) -> list[tuple[str, list[Kept]]]:
    """Kind and records of each file: as few as there can be without stretches of one person that overlap in a file."""
    found: list[tuple[str, list[Kept]]] = []
    for row_type, kind in KIND_OF.items():
        files: list[list[Kept]] = []
        for one in (one for one in records if isinstance(one, row_type)):
            fitting = next((file for file in files if not any(_clash(one, other) for other in file)), None)
            if fitting is None:
                files.append([one])
            else:
                fitting.append(one)
        found += [(kind, file) for file in files]
    return found


def _clash(one: Kept, other: Kept) -> bool:
    """The door refuses both in one file."""
    if identity(one) == identity(other):
        return True
    kind = KINDS[KIND_OF[type(one)]]
    if not kind.is_spell or one.is_withdrawn or other.is_withdrawn or identity(one)[1] != identity(other)[1]:
        return False
    first, second = sorted((one, other), key=lambda spell: spell.from_on)  # type: ignore[attr-defined]
    return first.until_on is None or second.from_on < first.until_on  # type: ignore[attr-defined]


# --- a store with a door ---


@dataclass
class Sent:
    """A store that gets its records through a door, and beside it what should be in force."""

    folder: Path
    door: Door
    catalog: Catalog
    database: Database = field(default_factory=lambda: Database(None))
    in_force: InForce = field(default_factory=dict)
    clock: datetime = DELIVERED_AT

    def copied(self, folder: Path) -> Sent:
        """The same in another folder; the store, in a file, is closed."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return replace(
            self,
            folder=folder,
            door=door_for(folder),
            database=Database(folder / STORE),
            in_force=dict(self.in_force),
        )

    def tick(self) -> datetime:
        """Later than anything before."""
        self.clock += MINUTE
        return self.clock

    def deliver(self, records: Iterable[Kept], *, is_simulated: bool = True) -> list[str]:
        """Send the records, each kind in as few files as the door takes; gives the ids of the deliveries."""
        return [
            delivery_id
            for kind, rows in files_of(records)
            for delivery_id in self.deliver_file(kind, rows, is_simulated=is_simulated)
        ]

    def deliver_file(self, kind: str, rows: list[Kept], *, is_simulated: bool = True) -> list[str]:
        """Send one file; what the door has already is no delivery."""
        file = self.folder / f"{kind}.csv"
        with file.open("w", encoding="utf-8", newline="") as stream:
            written = [sent_row(one) for one in rows]
            writer = csv.DictWriter(stream, list(written[0]))
            writer.writeheader()
            writer.writerows(written)
        command = AcceptRecords(source_id=f"records_{kind}", files=(file,), is_simulated=is_simulated)
        for one in rows:
            self.in_force[identity(one)] = one
        try:
            delivery = accept_records(
                self.database, self.catalog, command, door=self.door, actor=COMMAND_LINE, at=self.tick()
            )
        except RecordsRefused as refused:
            if refused.preview.already_accepted_at is None:
                raise AssertionError([(one.row, one.column, one.message) for one in refused.preview.problems]) from None
            return []
        return [delivery]

    def measure(self, *, is_full: bool = False, today: date | None = None) -> MeasuresRun:
        """Run the measures, now or at noon of a day."""
        at = self.tick() if today is None else datetime(today.year, today.month, today.day, 12)
        return run_measures(self.database, self.catalog, RunMeasures(is_full=is_full), actor=COMMAND_LINE, at=at)

    def city(self, today: date | None = None) -> City:
        """What is in force, as plain values."""
        records = (one for one in self.in_force.values() if not one.is_withdrawn)
        return City(tuple(records), today or self.clock.date())

    def said(self) -> Said:
        """Every value and part in force; what was withdrawn is left out."""
        found: Said = {}
        with self.database.reading() as con:
            values = con.execute(
                "SELECT indicator_id, area_id, period_start, numerator, denominator, lower, upper "
                "FROM facts.current_observation WHERE numerator IS NOT NULL OR denominator IS NOT NULL"
            ).fetchall()
            parts = con.execute(
                "SELECT measure_id, area_id, period_start, part, numerator, denominator "
                "FROM facts.current_breakdown WHERE numerator IS NOT NULL OR denominator IS NOT NULL"
            ).fetchall()
        for name, area, month, *numbers in values:
            found.setdefault(name, {})[area, month] = tuple(numbers)
        for name, area, month, part, *numbers in parts:
            found.setdefault(name, {})[area, month, part] = tuple(numbers)
        return found


def delivered_once(folder: Path, catalog: Catalog, records: Iterable[Kept], *, is_measured: bool) -> Sent:
    """A store in a file, filled by the door in this process and closed: each test takes a copy."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(door_module, "_carried_out", staged)
        sent = Sent(folder, door_for(folder), catalog, Database(folder / STORE))
        sent.deliver(records)
    if is_measured:
        sent.measure()
    sent.database.close()
    return sent


def changed(before: Said, after: Said) -> Iterator[tuple[str, str, date]]:
    """Measure, area and month of everything that is another, each once."""
    found: set[tuple[str, str, date]] = set()
    for name in before.keys() | after.keys():
        old, new = before.get(name, {}), after.get(name, {})
        found |= {(name, key[0], key[1]) for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    return iter(sorted(found))
