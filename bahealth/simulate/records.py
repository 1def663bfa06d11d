"""Write the records as files, with the columns that the doors of the app take."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bahealth.collect.records.model import (
    BIRTHS,
    CENTRES,
    COVERAGES,
    DEATHS,
    DIAGNOSIS_SHARES,
    DISCHARGES,
    PANELS,
    RESIDENTS,
    TEAMS,
    VISIT_KINDS,
    VISITS,
    RecordKind,
)
from bahealth.simulate.assumptions import Assumptions
from bahealth.simulate.births import Births
from bahealth.simulate.children import BirthsElsewhere
from bahealth.simulate.draw import NEVER, Days, Flags, Table, day_of
from bahealth.simulate.emergency import Doors
from bahealth.simulate.keys import key_texts
from bahealth.simulate.panels import PanelRows
from bahealth.simulate.people import Population
from bahealth.simulate.plan import Plan
from bahealth.simulate.published import COMUNAS
from bahealth.simulate.setting import Setting
from bahealth.simulate.visits import Visits

Column = Any
"""An Arrow column."""
PEOPLE: Final = "people"
_DEPARTMENT: Final = "primary_care"
_ROW_GROUP: Final = 262_144
_CHUNK: Final = 1_000_000
_MINUTE_MICROSECONDS: Final = 60_000_000
_DAY_MICROSECONDS: Final = 86_400_000_000
_PLAIN: Final = {"resident", "visit", "birth", "child", "mother"}  # keys: nearly all different, no dictionary


def write_residents(into: Path, setting: Setting, population: Population) -> int:
    """All spells that began until the end; what ends later is not known yet. Gives the rows."""
    plan, people, spells = setting.plan, population.people, population.spells
    rows = np.flatnonzero(spells.since < plan.end)
    sexes = np.where(people.is_woman, 0, 1)

    def chunk(at: Table) -> list[Column]:
        person = spells.person[at]
        return [
            key_texts(person, plan.seed, PEOPLE),
            _days(people.born[person]),
            _choice(sexes[person], ("f", "m")),
            _choice(spells.block[at], setting.published.blocks.ids),
            _choice(spells.cover[at], COVERAGES),
            _days(spells.since[at]),
            _open_days(spells.until[at], plan),
        ]

    return _write_parquet(into / "residents.parquet", RESIDENTS, (chunk(at) for at in _chunks(rows)))


def write_births(into: Path, setting: Setting, born: Births, first_child: int, elsewhere: BirthsElsewhere) -> int:
    """Births of the months, those of mothers from elsewhere last. Gives the rows."""
    plan, care = setting.plan, setting.care
    rows = np.flatnonzero(born.born < plan.end)
    rows = rows[born.born[rows] >= plan.start]
    ids = tuple(one.centre_id for one in care.places)
    child = first_child + np.cumsum(born.born < plan.end) - 1
    discharged = np.where(born.discharged[rows] < plan.end, born.discharged[rows], NEVER)
    own = [
        key_texts(rows, plan.seed, "births"),
        key_texts(child[rows], plan.seed, PEOPLE),
        key_texts(born.mother[rows], plan.seed, PEOPLE),
        _days(born.born[rows]),
        _open_days(discharged, plan),
        _numbers(born.weight[rows], ~born.weight_known[rows]),
        _numbers(born.weeks[rows], ~born.weeks_known[rows]),
        _choice(born.centre[rows], ids),
    ]
    count = len(elsewhere.child)
    unknown = np.full(count, -1, dtype=np.int16)
    others = [
        key_texts((1 << 40) + np.arange(count), plan.seed, "births"),
        key_texts(elsewhere.child, plan.seed, PEOPLE),
        key_texts(elsewhere.mother, plan.seed, PEOPLE),
        _days(elsewhere.born),
        _open_days(np.full(count, NEVER), plan),
        _numbers(unknown, unknown < 0),
        _numbers(unknown, unknown < 0),
        _choice(elsewhere.centre, ids),
    ]
    return _write_parquet(into / "births.parquet", BIRTHS, (own, others))


def write_deaths(into: Path, setting: Setting, population: Population, doors: Doors) -> int:
    """Deaths of residents until the end, a third with a code of the grave diagnoses. Gives the rows."""
    plan, died = setting.plan, population.people.died
    rows = np.flatnonzero((died < plan.end) & (died >= plan.start))
    _, is_there = population.spells.holding(rows.astype(np.int32), died[rows])
    rows = rows[is_there]
    grave = np.flatnonzero(doors.gravity == doors.gravity.max())
    code = np.where(rows % 3 == 0, grave[rows % len(grave)], -1)
    names = tuple(one.diagnosis for one in doors.assumed.diagnoses)
    columns = [key_texts(rows, plan.seed, PEOPLE), _days(died[rows]), _choice(code, names)]
    return _write_parquet(into / "deaths.parquet", DEATHS, (columns,))


def write_centres(into: Path, setting: Setting) -> int:
    """Places of care; real ones are open since the first day that is simulated. Gives the rows."""
    rows = [
        (one.centre_id, one.name[:120], one.kind, COMUNAS[one.comuna], day_of(_open_since(setting, number)), None)
        for number, one in enumerate(setting.care.places)
    ]
    return _write_csv(into / "centres.csv", CENTRES, rows)


def write_teams(into: Path, setting: Setting) -> int:
    """Teams, those of the new centre from its opening. Gives the rows."""
    rows = [
        (
            one.team_id,
            setting.care.places[one.centre].centre_id,
            _DEPARTMENT,
            day_of(_open_since(setting, one.centre)),
            None,
        )
        for one in setting.care.teams
    ]
    return _write_csv(into / "teams.csv", TEAMS, rows)


def _open_since(setting: Setting, centre: int) -> int:
    return setting.care.opens_on if centre == setting.care.new_centre else setting.plan.start


def write_panels(into: Path, setting: Setting, panels: PanelRows) -> int:
    """Who is on which list. Gives the rows."""
    plan = setting.plan
    names = tuple(one.team_id for one in setting.care.teams)

    def chunk(at: Table) -> list[Column]:
        return [
            key_texts(panels.person[at], plan.seed, PEOPLE),
            _choice(panels.team[at], names),
            _days(panels.since[at]),
            _open_days(panels.until[at], plan),
        ]

    rows = np.flatnonzero(panels.since < plan.end)
    return _write_parquet(into / "panels.parquet", PANELS, (chunk(at) for at in _chunks(rows)))


def write_diagnosis_shares(into: Path, assumed: Assumptions) -> int:
    """SIMULATED shares; the diagnoses without any are left out, so that they stay unclassified. Gives the rows."""
    rows = [(one.diagnosis, *one.shares) for one in assumed.diagnoses if one.shares is not None]
    return _write_csv(into / "diagnosis_shares.csv", DIAGNOSIS_SHARES, rows)


def visit_columns(setting: Setting, rows: Visits, first_number: int) -> list[Column]:
    """Columns of visits; their keys are numbered from `first_number` on."""
    plan, care, assumed = setting.plan, setting.care, setting.assumed
    at = plan.start * _DAY_MICROSECONDS + rows.minute.astype(np.int64) * _MINUTE_MICROSECONDS
    return [
        key_texts(np.arange(first_number, first_number + len(rows)), plan.seed, "visits"),
        key_texts(rows.person, plan.seed, PEOPLE),
        _choice(rows.centre, tuple(one.centre_id for one in care.places)),
        _choice(rows.team, tuple(one.team_id for one in care.teams)),
        pa.array(at, pa.timestamp("us")),
        _choice(rows.kind, VISIT_KINDS),
        pa.array(rows.is_scheduled),
        _numbers(rows.triage, rows.triage < 1),
        _choice(rows.diagnosis, tuple(one.diagnosis for one in assumed.diagnoses)),
        _choice(rows.discharge, DISCHARGES),
    ]


def write_visits(file: Path, columns: list[Column]) -> int:
    """One delivery of visits. Gives the rows."""
    return _write_parquet(file, VISITS, (columns,))


def _days(days: Days) -> Column:
    return pa.array(days.astype(np.int32), pa.date32())


def _open_days(days: Days, plan: Plan) -> Column:
    """Days, empty where they lie after the last day: nobody knows them yet."""
    return pa.array(np.minimum(days, plan.end + 1).astype(np.int32), pa.date32(), mask=days > plan.end)


def _numbers(values: Table, is_unknown: Flags) -> Column:
    return pa.array(values.astype(np.int16), pa.int16(), mask=is_unknown)


def _choice(codes: Table, names: Sequence[str]) -> Column:
    """Text by its number; below 0 stands nothing."""
    numbers = pa.array(codes.astype(np.int16), pa.int16(), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(numbers, pa.array(names, pa.string()))


def _chunks(rows: Table) -> Iterable[Table]:
    return (rows[at : at + _CHUNK] for at in range(0, max(len(rows), 1), _CHUNK))


def _write_parquet(file: Path, kind: RecordKind, chunks: Iterable[Sequence[Column]]) -> int:
    names = [one.name for one in kind.columns]
    writer: Any = None
    coded: Any = [name for name in names if name not in _PLAIN]
    count = 0
    try:
        for columns in chunks:
            table = pa.table(dict(zip(names, columns, strict=True)))
            if writer is None:
                writer = pq.ParquetWriter(
                    file,
                    table.schema,
                    compression="zstd",
                    compression_level=1,
                    use_dictionary=coded,
                    store_schema=False,
                )
            writer.write_table(table, row_group_size=_ROW_GROUP)
            count += table.num_rows
    finally:
        if writer is not None:
            writer.close()
    return count


def _write_csv(file: Path, kind: RecordKind, rows: Sequence[Sequence[object]]) -> int:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([one.name for one in kind.columns])
        writer.writerows(rows)
    return len(rows)
