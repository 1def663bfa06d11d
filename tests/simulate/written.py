"""A simulated city read back from its files, and the people behind one without its visits."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bahealth.config import PROJECT
from bahealth.simulate import SimulatedCity, Truth
from bahealth.simulate.assumptions import load_assumptions
from bahealth.simulate.births import Births, births
from bahealth.simulate.children import Children, with_children
from bahealth.simulate.panels import Enrolment, enrolment
from bahealth.simulate.people import Population, adults
from bahealth.simulate.plan import Plan
from bahealth.simulate.planned import Planned, planned_visits, share_coming
from bahealth.simulate.setting import Setting, setting

DATA = PROJECT / "data"
UNTIL = date(2026, 10, 1)
EPOCH = date(1970, 1, 1)

Columns = dict[str, Any]
"""Columns by name as numpy arrays: days as days since 1970, None as the smallest number or an empty text."""


def number_of(day: date) -> int:
    return (day - EPOCH).days


def columns(table: pa.Table) -> Columns:
    return {name: _array(table[name]) for name in table.column_names}


def _array(column: Any) -> Any:
    if pa.types.is_date(column.type):
        return column.cast(pa.int32()).fill_null(-1).to_numpy()
    if pa.types.is_timestamp(column.type):
        return column.cast(pa.int64()).to_numpy()
    if pa.types.is_integer(column.type):
        return column.fill_null(-1).to_numpy()
    if pa.types.is_boolean(column.type):
        return column.to_numpy()
    return np.asarray(column.fill_null("").to_pylist(), dtype=np.str_)


@dataclass(frozen=True)
class Written:
    """What stands in the files of a city."""

    city: SimulatedCity
    residents: Columns
    births: Columns
    deaths: Columns
    panels: Columns
    visits: Columns
    centres: list[dict[str, str]]
    teams: list[dict[str, str]]
    shares: list[dict[str, str]]

    @property
    def truth(self) -> Truth:
        return self.city.truth


def read(city: SimulatedCity) -> Written:
    tables = {
        kind: columns(pa.concat_tables([pq.read_table(file) for file in city.files[kind]]))
        for kind in ("residents", "births", "deaths", "panels")
    }
    parts = [pq.read_table(file) for file in city.files["visits"]]
    file_of = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    visits = columns(pa.concat_tables(parts)) | {"file": file_of}
    rest = {kind: _rows(city.files[kind][0]) for kind in ("centres", "teams", "diagnosis_shares")}
    return Written(
        city=city,
        **tables,
        visits=visits,
        centres=rest["centres"],
        teams=rest["teams"],
        shares=rest["diagnosis_shares"],
    )


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@dataclass(frozen=True)
class Families:
    """People, births and planned visits of a larger city, without the months."""

    setting: Setting
    population: Population
    born: Births
    children: Children
    enrolled: Enrolment
    planned: Planned
    first_child: int

    @property
    def plan(self) -> Plan:
        return self.setting.plan

    @property
    def coming(self) -> float:
        return share_coming(self.setting, self.population, self.enrolled, self.first_child)


def families(scale: float, months: int, seed: int) -> Families:
    assumed = load_assumptions(DATA)
    whole = setting(DATA, Plan(seed, scale, months, UNTIL, assumed.planted), assumed)
    grown = adults(whole)
    born = births(whole, grown)
    population, children = with_children(whole, grown, born)
    enrolled = enrolment(whole, population)
    planned = planned_visits(whole, population, enrolled, born, children)
    return Families(whole, population, born, children, enrolled, planned, len(grown.people))
