"""Stored records as pandas frames: days are day numbers and months month numbers since 1970, texts are categories."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from bench.rivals.given import Observed

ALWAYS: Final = 10**6  # a day number after all others: a spell without an end


class Records:
    """The records in `folder`/<table>/*.parquet, prepared once for all measures. `today` is the day of measuring."""

    def __init__(self, folder: Path, today: date) -> None:
        self.folder = folder
        days = self._read("visit", ["occurred_on"])["occurred_on"]
        self.observed = Observed.of_visits(as_date(days.min()), as_date(days.max()), today)
        self.last = day_number(self.observed.last)

    def let_go(self, *names: str) -> None:
        """Free what later measures do not need."""
        for name in names:
            self.__dict__.pop(name, None)

    def _read(self, table: str, columns: list[str], where: list[tuple[str, str, object]] | None = None) -> pd.DataFrame:
        schema = pq.read_schema(next((self.folder / table).glob("*.parquet")))
        texts = [name for name in columns if pa.types.is_string(schema.field(name).type)]
        stored = pq.read_table(self.folder / table, columns=columns, read_dictionary=texts, filters=where)
        for place, name in enumerate(stored.column_names):
            if pa.types.is_date32(stored.schema.field(name).type):
                stored = stored.set_column(place, name, stored[name].cast(pa.int32()))
        return stored.unify_dictionaries().to_pandas(split_blocks=True, self_destruct=True)

    @cached_property
    def died_on(self) -> pd.Series:
        """Day of death by person."""
        deaths = self._read("death", ["resident_key", "died_on"])
        return deaths.groupby("resident_key")["died_on"].min()

    @cached_property
    def homes(self) -> pd.DataFrame:
        """Residence spells without overlap, none after a death: resident_key, from_on, until_on, comuna, coverage."""
        spells = self._read("resident", ["resident_key", "from_on", "until_on", "block_id", "comuna_id", "coverage"])
        spells = _one_at_a_time(spells.rename(columns={"comuna_id": "comuna"}), ["block_id", "coverage"])
        died_on = spells["resident_key"].map(self.died_on)
        spells["until_on"] = np.fmin(spells["until_on"], died_on + 1).astype("int32")
        return _that_hold(spells.drop(columns="block_id"))

    @cached_property
    def own(self) -> pd.DataFrame:
        """Spells of an own team, active: resident_key, from_on, until_on, team, centre."""
        panels = _one_at_a_time(self._read("panel", ["resident_key", "team_id", "from_on", "until_on"]), ["team_id"])
        both = panels.astype({"team_id": "str"}).merge(self.teams, on="team_id", suffixes=("", "_team"))
        both = both.rename(columns={"team_id": "team", "centre_id": "centre"})
        return _that_hold(_overlap(both, "_team")).astype({"team": "category", "centre": "category"})

    @cached_property
    def homes_with_team(self) -> pd.DataFrame:
        """Spells in which a person is resident and has an own team: both spells' columns."""
        both = self.homes.merge(self.own, on="resident_key", suffixes=("", "_own"))
        return _that_hold(_overlap(both, "_own"))

    @cached_property
    def teams(self) -> pd.DataFrame:
        """Team spells: team_id, centre_id, from_on, until_on."""
        spells = self._read("team", ["team_id", "centre_id", "from_on", "until_on"])
        spells["until_on"] = spells["until_on"].fillna(ALWAYS).astype("int32")
        return spells.astype({"team_id": "str"})

    @cached_property
    def centres(self) -> pd.DataFrame:
        """The newest record of each centre: kind and comuna by centre_id."""
        centres = self._read("centre", ["centre_id", "kind", "comuna_id", "from_on"]).sort_values("from_on")
        return centres.astype({"centre_id": "str"}).groupby("centre_id").last()

    @cached_property
    def births(self) -> pd.DataFrame:
        """Births, one a row, numbered."""
        columns = ["child_key", "mother_key", "born_on", "discharged_on", "gestation_weeks", "centre_id"]
        births = self._read("birth", columns)
        return births.assign(month=month_of(births["born_on"]))

    @cached_property
    def contacts(self) -> pd.DataFrame:
        """Days with a check-up, a prenatal or a postpartum visit, each day once: resident_key, kind, on."""
        kinds = ["checkup", "prenatal", "postpartum"]
        visits = self._read("visit", ["resident_key", "kind", "occurred_on"], [("kind", "in", kinds)])
        visits = visits.rename(columns={"occurred_on": "on"}).drop_duplicates()
        return visits[visits["on"] <= self.last]

    @cached_property
    def primary_care(self) -> pd.DataFrame:
        """Primary-care visits of residents or not: resident_key, centre, team, kind, is_scheduled, on, month."""
        columns = ["resident_key", "centre_id", "team_id", "kind", "is_scheduled", "occurred_on"]
        visits = self._read("visit", columns, [("kind", "!=", "emergency")])
        visits = visits.rename(columns={"occurred_on": "on", "centre_id": "centre", "team_id": "team"})
        kinds = visits["centre"].cat.categories.map(self.centres["kind"])
        near = np.flatnonzero(kinds.notna() & (kinds != "hospital"))
        visits = visits[visits["centre"].cat.codes.isin(near) & (visits["on"] <= self.last)]
        return visits.assign(month=month_of(visits["on"]))

    @cached_property
    def primary_care_of_residents(self) -> pd.DataFrame:
        """The same of residents only, with the comuna of their home on the day."""
        return holding_on(self.primary_care.drop(columns=["centre", "kind"]), self.homes[[*_SPELL, "comuna"]])

    @cached_property
    def all_emergency(self) -> pd.DataFrame:
        """Visits of kind emergency, of residents or not: resident_key, centre, at, on, month and how they went."""
        how = ["triage_level", "diagnosis_code", "discharge", "is_scheduled"]
        columns = ["resident_key", "centre_id", "occurred_at", "occurred_on", *how]
        visits = self._read("visit", columns, [("kind", "==", "emergency")])
        visits = visits.rename(columns={"occurred_on": "on", "occurred_at": "at", "centre_id": "centre"})
        visits = visits[visits["on"] <= self.last]
        return visits.assign(month=month_of(visits["on"]))

    @cached_property
    def emergency(self) -> pd.DataFrame:
        """Emergency visits, of residents, with the comuna of their home on the day."""
        return holding_on(self.all_emergency, self.homes[[*_SPELL, "comuna"]])

    @cached_property
    def shares(self) -> pd.DataFrame:
        """The eight shares by diagnosis code."""
        columns = pq.read_schema(next((self.folder / "diagnosis_share").glob("*.parquet"))).names
        classes = columns[columns.index("diagnosis_code") :]
        return self._read("diagnosis_share", classes).astype({"diagnosis_code": "str"}).set_index("diagnosis_code")


_SPELL: Final = ("resident_key", "from_on", "until_on")


def _one_at_a_time(spells: pd.DataFrame, ties: Sequence[str]) -> pd.DataFrame:
    """Of two spells of one person the later `from_on` ends the earlier; at the same, the later by `ties`."""
    for name in ties:
        spells[name] = spells[name].cat.reorder_categories(sorted(spells[name].cat.categories), ordered=True)
    spells = spells.sort_values(["resident_key", "from_on", *ties], ignore_index=True)
    following = spells["from_on"].shift(-1).where(spells["resident_key"].eq(spells["resident_key"].shift(-1)))
    spells["until_on"] = np.fmin(spells["until_on"].fillna(ALWAYS), following.fillna(ALWAYS)).astype("int32")
    return _that_hold(spells)


def _overlap(both: pd.DataFrame, suffix: str) -> pd.DataFrame:
    """What two spells of one row have in common."""
    both["from_on"] = np.maximum(both["from_on"], both.pop(f"from_on{suffix}"))
    both["until_on"] = np.minimum(both["until_on"], both.pop(f"until_on{suffix}"))
    return both


def _that_hold(spells: pd.DataFrame) -> pd.DataFrame:
    return spells[spells["from_on"] < spells["until_on"]]


def holding_on(
    days: pd.DataFrame, spells: pd.DataFrame, person: str = "resident_key", *, how: str = "inner"
) -> pd.DataFrame:
    """`days` with the columns of the person's spell that holds on its day `on`; `left` keeps those without one."""
    days = days if days["on"].is_monotonic_increasing else days.sort_values("on")
    found = pd.merge_asof(
        days.astype({"on": "int64"}),
        spells.astype({"from_on": "int64"}).sort_values("from_on"),
        left_on="on",
        right_on="from_on",
        left_by=person,
        right_by="resident_key",
        suffixes=("", "_spell"),
    )
    holds = found["on"] < found["until_on"]
    if how == "inner":
        return found[holds].drop(columns=["from_on", "until_on"])
    named = [name for name in spells.columns if name not in _SPELL]
    found[named] = found[named].where(holds)
    return found.drop(columns=["from_on", "until_on"])


def month_of(days: pd.Series) -> pd.Series:
    """Month numbers of day numbers."""
    months = days.to_numpy().astype("datetime64[D]").astype("datetime64[M]").astype("int32")
    return pd.Series(months, index=days.index)


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - date(1970, 1, 1)).days


def month_number(day: date) -> int:
    """Months since 1970."""
    return (day.year - 1970) * 12 + day.month - 1


def as_date(number: int) -> date:
    """The day of a day number."""
    return np.datetime64(int(number), "D").astype(date)
