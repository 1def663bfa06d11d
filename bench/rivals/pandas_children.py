"""Child health in pandas."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd

from bahealth.catalog.model import Schedule
from bench.rivals import pandas_rows as rows
from bench.rivals.given import DELAY
from bench.rivals.pandas_records import Records, day_number, holding_on, month_of

BY_TEAM = ("comuna", "centre", "team")
YEAR = 12


class Children:
    """Births with their check-ups, homes and teams, shared by all measures of child health."""

    def __init__(self, records: Records, schedules: tuple[Schedule, ...]) -> None:
        self.records = records
        self.schedules = sorted(schedules, key=lambda one: one.first_born_on)

    @cached_property
    def births(self) -> pd.DataFrame:
        """Births on or after S, with day of death and first birthday."""
        births = self.records.births
        births = births[births["born_on"] >= day_number(self.records.observed.first)].reset_index(drop=True)
        births["died_on"] = births["child_key"].map(self.records.died_on)
        return births.assign(birthday=day_of_age(births["born_on"], YEAR))

    @cached_property
    def homes(self) -> pd.DataFrame:
        """Residence spells of these children, with the number of the birth."""
        children = self.births["child_key"].rename_axis("birth").reset_index()
        return children.merge(self.records.homes, left_on="child_key", right_on="resident_key")

    def comuna(self, since: pd.Series, until: pd.Series) -> pd.Series:
        """Comuna of the home on the day `until` of births alive on it and resident from `since` to it."""
        homes, births = self.homes, self.births
        first, last = since.loc[homes["birth"]].to_numpy(), until.loc[homes["birth"]].to_numpy()
        days = (np.minimum(homes["until_on"], last + 1) - np.maximum(homes["from_on"], first)).clip(lower=0)
        covered = days.groupby(homes["birth"]).sum().reindex(births.index, fill_value=0)
        there = homes[(homes["from_on"] <= last) & (last < homes["until_on"])].set_index("birth")["comuna"]
        is_in = (covered == until - since + 1) & ~(births["died_on"] <= until)
        return there.reindex(births.index).where(is_in)

    @cached_property
    def checkups(self) -> pd.DataFrame:
        """Check-up days from birth to first birthday, in order: birth, on, age in days, rank."""
        contacts = self.records.contacts
        checkups = contacts.loc[contacts["kind"] == "checkup", ["resident_key", "on"]]
        children = self.births[["child_key", "born_on", "birthday"]].rename_axis("birth").reset_index()
        days = children.merge(checkups, left_on="child_key", right_on="resident_key")
        days = days[days["on"].between(days["born_on"], days["birthday"])].sort_values(["birth", "on"])
        return days.assign(age=days["on"] - days["born_on"], rank=days.groupby("birth").cumcount())

    def spaced(self, gap: pd.Series) -> pd.Series:
        """Which check-up days count: each at least `gap` days after the last of the child that counted."""
        days = self.checkups
        last = np.full(len(self.births), -ALWAYS_BEFORE)
        counts = pd.Series(data=False, index=days.index)
        for _, one in days.assign(gap=gap).groupby("rank"):  # the first of every child, then the second ...
            child, on = one["birth"].to_numpy(), one["on"].to_numpy()
            is_counted = on - last[child] >= one["gap"].to_numpy()
            last[child[is_counted]] = on[is_counted]
            counts.loc[one.index[is_counted]] = True
        return counts

    @cached_property
    def sixth_on(self) -> pd.Series:
        """Day of the sixth check-up, at least 14 days apart, by birth."""
        days = self.checkups[self.spaced(pd.Series(14, index=self.checkups.index))]
        return days[days.groupby("birth").cumcount() == 5].set_index("birth")["on"].reindex(self.births.index)

    @cached_property
    def cohort(self) -> pd.DataFrame:
        """Children of the birthday cohorts: month, comuna, centre and team on the birthday, and their check-ups."""
        births = self.births
        comuna = self.comuna(births["born_on"] + 31, births["birthday"])
        cohort = births.assign(comuna=comuna, birth=births.index, on=births["birthday"])[comuna.notna()]
        cohort = holding_on(cohort, self.records.own, "child_key").drop(columns="centre_id").set_index("birth")
        newborn = self.checkups["born_on"].map(self._scheduled("newborn_days"))
        gap = self.checkups["born_on"].map(self._scheduled("days_apart"))
        gap = gap.where(
            self.checkups["age"] > newborn, self.checkups["born_on"].map(self._scheduled("newborn_days_apart"))
        )
        counted = self.checkups[self.spaced(gap)].groupby("birth").size().reindex(cohort.index, fill_value=0)
        return cohort.assign(
            month=month_of(cohort["birthday"]),
            count=counted,
            is_complete=counted >= cohort["born_on"].map(self._scheduled("required")),
            has_six=self.sixth_on.reindex(cohort.index).notna(),
            first_age=self.checkups.groupby("birth")["age"].first().reindex(cohort.index),
        )

    def _scheduled(self, name: str) -> pd.Series:
        """What the schedule in force says under `name`, by day of birth."""
        starts = [day_number(one.first_born_on) for one in self.schedules] + [self.records.last + 1]
        spans = (range(first, after) for first, after in pairwise(starts))
        return pd.concat(
            pd.Series(getattr(one, name), index=span) for one, span in zip(self.schedules, spans, strict=True)
        )

    def checkups_complete(self) -> pd.DataFrame:
        return self._of_cohort(self.cohort["is_complete"])

    def checkups_six(self) -> pd.DataFrame:
        return self._of_cohort(self.cohort["has_six"])

    def _of_cohort(self, numerator: pd.Series) -> pd.DataFrame:
        counts = self.cohort.assign(numerator=numerator.astype(int), denominator=1)
        return rows.measure(counts, BY_TEAM, self.records.observed.months(delay=DELAY))

    def first_checkup_14_days(self) -> pd.DataFrame:
        births = self.births
        day = births["born_on"] + 14
        comuna = self.comuna(day, day)
        is_in = comuna.notna() & ~(births["discharged_on"] >= day)
        asked = births.assign(comuna=comuna, on=day, birth=births.index)[is_in].drop(columns="centre_id")
        asked = holding_on(asked, self.records.own, "child_key", how="left")
        since = births["discharged_on"].fillna(births["born_on"])
        days = self.checkups[self.checkups["age"] <= 14]
        early = days.loc[days["on"] >= since.loc[days["birth"]].to_numpy(), "birth"].unique()
        counts = asked.assign(numerator=asked["birth"].isin(early).astype(int), denominator=1)
        return rows.measure(counts, BY_TEAM, self.records.observed.months(delay=14 + DELAY))

    def checkups_by_birthday(self) -> pd.DataFrame:
        counts = self.cohort.assign(part=self.cohort["count"], numerator=1)
        return rows.breakdown(counts, BY_TEAM, self.records.observed.months(delay=DELAY))

    def first_checkup_week(self) -> pd.DataFrame:
        weeks = (self.cohort["first_age"] // 7).astype("Int64").astype("str").where(self.cohort["first_age"].notna())
        counts = self.cohort.assign(part=weeks.fillna("none"), numerator=1)
        return rows.breakdown(counts, ["comuna"], self.records.observed.months(delay=DELAY))

    def six_reached_by_age(self) -> pd.DataFrame:
        births, found = self.births, []
        for age in range(YEAR + 1):
            day = day_of_age(births["born_on"], age)
            comuna = self.comuna(np.minimum(births["born_on"] + 31, day), day)
            has_six = (self.sixth_on <= day).astype(int)
            counts = births.assign(comuna=comuna, numerator=has_six, denominator=1)[comuna.notna()]
            one = rows.measure(counts, ["comuna"], self.records.observed.months_of_age(age))
            found.append(one.assign(part=str(age)))
        return pd.concat(found, ignore_index=True)


ALWAYS_BEFORE = 10**6


def day_of_age(born_on: pd.Series, months: int) -> pd.Series:
    """The day on which a child is so many months old; the last day of a shorter month."""
    day = born_on.to_numpy().astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    first = (month + months).astype("datetime64[D]")
    length = (month + months + 1).astype("datetime64[D]") - first
    found = first + np.minimum(day - month.astype("datetime64[D]"), length - 1)
    return pd.Series(found.astype("int32"), index=born_on.index)
