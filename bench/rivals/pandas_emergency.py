"""Emergency departments in pandas."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from bench.rivals import pandas_rows as rows
from bench.rivals.given import DELAY, month_end
from bench.rivals.pandas_records import Records, day_number, month_number

BY_HOSPITAL = ("comuna", "centre")
YEAR = 12
MANY = 4  # visits in 12 months
BANDS = {1: "1", 2: "2", 3: "3", 4: "4-5", 6: "6-9", 10: "10+"}  # by the fewest visits of a band


class Emergency:
    """Emergency visits, shared by all measures of emergency use."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.months = records.observed.months(delay=DELAY)

    def ed_visits_per_1000(self) -> pd.DataFrame:
        days = {month_number(one): day_number(one.replace(day=15)) for one in self.months}
        residents = rows.residents_on(self.records.homes, days, ["comuna"])
        return rows.over_people(self.records.emergency, residents, self.months)

    @cached_property
    def by_triage(self) -> pd.DataFrame:
        """Emergency visits by month, comuna, hospital and triage level (NaN: none)."""
        keys = ["month", "comuna", "centre", "triage_level"]
        return (
            self.records.emergency.groupby(keys, observed=True, dropna=False).size().rename("numerator").reset_index()
        )

    def ed_low_triage(self) -> pd.DataFrame:
        triaged = self.by_triage.dropna(subset="triage_level").rename(columns={"numerator": "denominator"})
        low = triaged["denominator"].where(triaged["triage_level"] >= 4, 0)
        return rows.measure(triaged.assign(numerator=low), BY_HOSPITAL, self.months)

    def ed_triage(self) -> pd.DataFrame:
        level = (
            self.by_triage["triage_level"].astype("Int64").astype("str").where(self.by_triage["triage_level"].notna())
        )
        return rows.breakdown(self.by_triage.assign(part=level.fillna("none")), BY_HOSPITAL, self.months)

    @cached_property
    def by_class(self) -> pd.DataFrame:
        """Sums of shares, `unclassified` and `uncoded` by month, comuna and hospital, and `visits`."""
        keys, shares = ["month", "comuna", "centre"], self.records.shares
        visits = self.records.emergency
        counts = (
            visits.groupby([*keys, "diagnosis_code"], observed=True, dropna=False).size().rename("visits").reset_index()
        )
        code = counts["diagnosis_code"].astype("str")
        code = code.where(code.isin(shares.index), code.str[:3])
        parts = shares.reindex(code).set_axis(counts.index).mul(counts["visits"], axis=0)
        is_uncoded = counts["diagnosis_code"].isna()
        parts["unclassified"] = counts["visits"].where(parts["injury"].isna() & ~is_uncoded, 0)
        parts["uncoded"] = counts["visits"].where(is_uncoded, 0)
        return counts.join(parts.fillna(0))

    def ed_solvable_in_primary_care(self) -> pd.DataFrame:
        counts = self.by_class
        solvable = counts["non_emergent"] + counts["primary_care_treatable"]
        classified = counts["visits"] - counts["unclassified"] - counts["uncoded"]
        return rows.measure(counts.assign(numerator=solvable, denominator=classified), BY_HOSPITAL, self.months)

    def ed_classes(self) -> pd.DataFrame:
        parts = [*self.records.shares.columns, "unclassified", "uncoded"]
        sums = rows.by_area(self.by_class, BY_HOSPITAL, ["month"], ["visits", *parts])
        sums = sums.rename(columns={"visits": "denominator"})
        long = sums.melt(["area_id", "month", "denominator"], parts, "part", "numerator")
        return rows.finished(long[long["numerator"] > 0], self.months)

    @cached_property
    def people(self) -> pd.DataFrame:
        """Residents on the last day of a month by unscheduled visits in 12 months: month, comuna, visits, people."""
        visits = self.records.emergency
        monthly = (
            visits[~visits["is_scheduled"]].groupby(["month", "resident_key"]).size().rename("visits").reset_index()
        )
        homes = self.records.homes[["resident_key", "from_on", "until_on", "comuna"]]
        homes = homes[homes["resident_key"].isin(monthly["resident_key"])]
        found: list[pd.DataFrame] = []
        for month in self._rolling:
            last, day = month_number(month), day_number(month_end(month))
            year = monthly[monthly["month"].between(last - YEAR + 1, last)]
            visits = year.groupby("resident_key")["visits"].sum().reset_index()
            there = homes.loc[(homes["from_on"] <= day) & (homes["until_on"] > day), ["resident_key", "comuna"]]
            both = visits.merge(there, on="resident_key")
            found.append(both.groupby(["comuna", "visits"], observed=True).size().rename("people").reset_index())
        months = [month_number(one) for one in self._rolling]
        return pd.concat(found, keys=months, names=["month", None]).reset_index("month").reset_index(drop=True)

    @property
    def _rolling(self) -> list:
        return self.records.observed.months(delay=DELAY, months_before=YEAR - 1)

    def ed_frequent_users(self) -> pd.DataFrame:
        many = self.people["people"].where(self.people["visits"] >= MANY, 0)
        counts = self.people.assign(numerator=many, denominator=self.people["people"])
        return rows.measure(counts, ["comuna"], self._rolling)

    def ed_frequent_user_visits(self) -> pd.DataFrame:
        visits = self.people["people"] * self.people["visits"]
        counts = self.people.assign(numerator=visits.where(self.people["visits"] >= MANY, 0), denominator=visits)
        return rows.measure(counts, ["comuna"], self._rolling)

    def ed_people_by_visits(self) -> pd.DataFrame:
        return rows.breakdown(self._banded(self.people["people"]), ["comuna"], self._rolling)

    def ed_visits_by_visits(self) -> pd.DataFrame:
        return rows.breakdown(self._banded(self.people["people"] * self.people["visits"]), ["comuna"], self._rolling)

    def _banded(self, numerator: pd.Series) -> pd.DataFrame:
        part = pd.cut(self.people["visits"], [*BANDS, np.inf], right=False, labels=list(BANDS.values()))
        return self.people.assign(part=part, numerator=numerator)

    def ed_return_72_hours(self) -> pd.DataFrame:
        visits, everyone = self.records.emergency, self.records.all_emergency
        home = visits[~visits["is_scheduled"] & (visits["discharge"] == "home")].sort_values("at")
        later = everyone.loc[~everyone["is_scheduled"], ["resident_key", "at"]].sort_values("at")
        found = pd.merge_asof(
            home,
            later.assign(returned_at=later["at"]),
            on="at",
            by="resident_key",
            direction="forward",
            allow_exact_matches=False,
            tolerance=pd.Timedelta(hours=72),
        )
        counts = found.assign(numerator=found["returned_at"].notna().astype(int), denominator=1)
        return rows.measure(counts, BY_HOSPITAL, self.records.observed.months(delay=3 + DELAY))
