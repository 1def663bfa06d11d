"""Visits of one month, in columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from bahealth.collect.records.model import DISCHARGES, VISIT_KINDS
from bahealth.simulate.draw import Codes, Flags, Keys, Numbers, Table

DAY_MINUTES: Final = 24 * 60
EMERGENCY: Final = VISIT_KINDS.index("emergency")
CHECKUP: Final = VISIT_KINDS.index("checkup")
HOME: Final = DISCHARGES.index("home")
DIED: Final = DISCHARGES.index("died")
NONE: Final = -1


@dataclass(frozen=True)
class Visits:
    """One visit a row. `person` is the number behind the key, `minute` counts from the simulation's first midnight.

    `team`, `triage`, `diagnosis` and `discharge` are NONE where nothing is written.
    """

    person: Keys
    minute: Numbers
    centre: Codes
    team: Codes
    kind: Codes
    is_scheduled: Flags
    triage: Codes
    diagnosis: Codes
    discharge: Codes

    def __len__(self) -> int:
        return len(self.person)

    def taken(self, rows: Table) -> Visits:
        """Only some rows, in that order."""
        return Visits(*(getattr(self, one.name)[rows] for one in fields(self)))


def visits(
    person: Table,
    minute: Table,
    centre: Table,
    kind: Table | int,
    *,
    team: Table | None = None,
    is_scheduled: Flags | None = None,
    triage: Table | None = None,
    diagnosis: Table | None = None,
    discharge: Table | None = None,
) -> Visits:
    """The columns, those that are not given filled with nothing."""
    count = len(person)
    return Visits(
        person=person.astype(np.uint64),
        minute=minute.astype(np.int32),
        centre=centre.astype(np.int16),
        team=_filled(team, count),
        kind=np.full(count, kind, dtype=np.int16) if isinstance(kind, int) else kind.astype(np.int16),
        is_scheduled=np.zeros(count, dtype=bool) if is_scheduled is None else is_scheduled,
        triage=_filled(triage, count),
        diagnosis=_filled(diagnosis, count),
        discharge=_filled(discharge, count),
    )


def _filled(column: Table | None, count: int) -> Codes:
    return np.full(count, NONE, dtype=np.int16) if column is None else column.astype(np.int16)


def together(parts: Iterable[Visits]) -> Visits:
    """The rows of all parts, one after the other."""
    columns = [[getattr(part, one.name) for one in fields(Visits)] for part in parts]
    return Visits(*(np.concatenate(column) for column in zip(*columns, strict=True)))


def by_time(rows: Visits, wanted: Flags, first_minute: int) -> Visits:
    """The wanted rows in the order of time; they lie within 45 days of `first_minute`: 16 bits hold their order."""
    at = np.flatnonzero(wanted)
    return rows.taken(at[np.argsort((rows.minute[at] - first_minute).astype(np.uint16), kind="stable")])
