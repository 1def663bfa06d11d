"""Maternal health in pandas."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from bench.rivals import pandas_rows as rows
from bench.rivals.given import DELAY
from bench.rivals.pandas_records import Records, holding_on, month_of

BY_TEAM = ("comuna", "centre", "team")
LONGEST = 315  # days before the month from which prenatal visits must have been observed
TERM = 280


class Mothers:
    """Deliveries with their visits, shared by all measures of maternal health."""

    def __init__(self, records: Records) -> None:
        self.records = records

    @cached_property
    def deliveries(self) -> pd.DataFrame:
        """One mother on one day, resident, in a public hospital: weeks, begin, discharged_on, comuna, centre, team."""
        births = self.records.births.assign(is_public=self.records.births["centre_id"].notna())
        found = births.groupby(["mother_key", "born_on"], as_index=False).agg(
            weeks=("gestation_weeks", "max"), discharged_on=("discharged_on", "max"), is_public=("is_public", "any")
        )
        found = found[found.pop("is_public")].rename(columns={"born_on": "on"})
        homes = self.records.homes[["resident_key", "from_on", "until_on", "comuna"]]
        homes = homes[homes["resident_key"].isin(found["mother_key"])]
        found = holding_on(found, homes, "mother_key").drop(columns="resident_key")
        found = holding_on(found, self.records.own, "mother_key", how="left").drop(columns="resident_key")
        begin = found["on"] - 7 * found["weeks"]
        return found.assign(begin=begin, month=month_of(found["on"])).rename(columns={"on": "born_on"})

    def _visits(self, kind: str) -> pd.DataFrame:
        """Days of visits of one kind of the mothers, one a row with its delivery's number and columns."""
        contacts = self.records.contacts
        contacts = contacts.loc[contacts["kind"] == kind, ["resident_key", "on"]]
        deliveries = self.deliveries[["mother_key", "born_on", "begin", "weeks", "discharged_on"]]
        both = deliveries.rename_axis("delivery").reset_index()
        return both.merge(contacts, left_on="mother_key", right_on="resident_key")

    @cached_property
    def prenatal(self) -> pd.DataFrame:
        """Prenatal visits by day with the delivery's columns."""
        return self._visits("prenatal")

    @cached_property
    def prenatal_days(self) -> pd.Series:
        """Different days with a prenatal visit from the beginning to before the birth day, by delivery."""
        visits = self.prenatal
        begin = visits["begin"].fillna(visits["born_on"] - TERM)
        visits = visits[(visits["on"] >= begin) & (visits["on"] < visits["born_on"])]
        return visits.groupby("delivery").size().reindex(self.deliveries.index, fill_value=0)

    def _measure(self, is_met: pd.Series, *, delay: int, days_before: int) -> pd.DataFrame:
        counts = self.deliveries.assign(numerator=is_met.astype(int), denominator=1)
        return rows.measure(counts, BY_TEAM, self.records.observed.months(delay=delay, days_before=days_before))

    def prenatal_before_week_13(self) -> pd.DataFrame:
        visits = self.prenatal
        is_early = (visits["on"] >= visits["begin"]) & (visits["on"] < visits["begin"] + 91)
        early = visits.loc[is_early & (visits["on"] <= visits["born_on"]), "delivery"].unique()
        is_met = self.deliveries.index.to_series().isin(early)
        return self._measure(is_met, delay=DELAY, days_before=LONGEST)

    def prenatal_five_visits(self) -> pd.DataFrame:
        return self._measure(self.prenatal_days >= 5, delay=DELAY, days_before=LONGEST)

    def postpartum_visit(self) -> pd.DataFrame:
        visits = self._visits("postpartum")
        since = np.fmax(visits["born_on"] + 1, visits["discharged_on"])
        seen = visits.loc[(visits["on"] >= since) & (visits["on"] <= visits["born_on"] + 42), "delivery"].unique()
        is_met = self.deliveries.index.to_series().isin(seen)
        return self._measure(is_met, delay=42 + DELAY, days_before=0)

    def _breakdown(self, part: pd.Series) -> pd.DataFrame:
        months = self.records.observed.months(delay=DELAY, days_before=LONGEST)
        return rows.breakdown(self.deliveries.assign(part=part, numerator=1), ["comuna"], months)

    def prenatal_visits(self) -> pd.DataFrame:
        days = self.prenatal_days
        return self._breakdown(days.astype(str).where(days < 10, "10+"))

    def first_prenatal_week(self) -> pd.DataFrame:
        visits = self.prenatal
        visits = visits[(visits["on"] >= visits["begin"]) & (visits["on"] <= visits["born_on"])]
        first = ((visits["on"] - visits["begin"]) // 7).groupby(visits["delivery"]).min()
        weeks = first.astype("int64").astype(str).reindex(self.deliveries.index).fillna("none")
        return self._breakdown(weeks.where(self.deliveries["weeks"].notna(), "unknown"))
