"""Primary care in pandas."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from bench.rivals import pandas_rows as rows
from bench.rivals.given import month_end
from bench.rivals.pandas_records import Records, day_number, holding_on, month_number


class PrimaryCare:
    """Primary-care visits and residents, shared by all measures of primary care."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.months = records.observed.months()

    @cached_property
    def by_place(self) -> pd.DataFrame:
        """Visits by month, centre, its comuna, team and kind."""
        keys = ["month", "centre", "team", "kind"]
        counts = (
            self.records.primary_care.groupby(keys, observed=True, dropna=False)
            .size()
            .rename("numerator")
            .reset_index()
        )
        return counts.assign(comuna=counts["centre"].astype("str").map(self.records.centres["comuna_id"]))

    def visits(self) -> pd.DataFrame:
        counts = self.by_place.assign(denominator=np.nan)
        sums = rows.by_area(counts, ["comuna", "centre", "team"], ["month"], ["numerator"])
        return rows.finished(sums.assign(denominator=np.nan), self.months)

    def visits_by_kind(self) -> pd.DataFrame:
        return rows.breakdown(self.by_place.rename(columns={"kind": "part"}), ["comuna", "centre"], self.months)

    def visits_per_1000(self) -> pd.DataFrame:
        days = {month_number(one): day_number(one.replace(day=15)) for one in self.months}
        residents = rows.residents_on(self.records.homes, days, ["comuna"])
        return rows.over_people(self.records.primary_care_of_residents, residents, self.months)

    def continuity_own_team(self) -> pd.DataFrame:
        visits = self.records.primary_care_of_residents
        visits = visits.loc[visits["is_scheduled"], ["resident_key", "team", "on", "month", "comuna"]]
        visits = holding_on(visits.rename(columns={"team": "attended"}), self.records.own)
        is_own = visits["attended"].astype(visits["team"].dtype) == visits["team"]
        counts = visits.assign(numerator=is_own).groupby(["month", "comuna", "centre", "team"], observed=True)[
            "numerator"
        ]
        counts = counts.agg(numerator="sum", denominator="size").reset_index()
        return rows.measure(counts, ["comuna", "centre", "team"], self.months)

    @property
    def _last_days(self) -> dict[int, int]:
        return {month_number(one): day_number(month_end(one)) for one in self.months}

    def residents_with_team(self) -> pd.DataFrame:
        homes, own = self.records.homes, self.records.homes_with_team
        everyone = rows.residents_on(homes[homes["coverage"] == "public"], self._last_days, ["comuna"])
        assigned = rows.residents_on(own[own["coverage"] == "public"], self._last_days, ["comuna"])
        both = everyone.merge(assigned, on=["comuna", "month"], how="left", suffixes=("", "_own")).fillna(
            {"residents_own": 0}
        )
        counts = both.rename(columns={"residents": "denominator", "residents_own": "numerator"})
        return rows.measure(counts, ["comuna"], self.months)

    def residents_per_team(self) -> pd.DataFrame:
        keys = ["team", "centre"]
        teams = self.records.teams.rename(columns={"team_id": "team", "centre_id": "centre"})
        assigned = rows.residents_on(self.records.homes_with_team, self._last_days, keys)
        assigned = assigned.astype(dict.fromkeys(keys, "str")).rename(columns={"residents": "numerator"})
        active = rows.residents_on(teams, self._last_days, keys).rename(columns={"residents": "denominator"})
        counts = active.merge(assigned, on=[*keys, "month"], how="left").fillna({"numerator": 0})
        counts["comuna"] = counts["centre"].map(self.records.centres["comuna_id"])
        return rows.measure(counts, ["comuna", "team"], self.months)
