"""Child health in polars."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property

import polars as pl

from bahealth.catalog.model import Schedule
from bench.rivals import polars_rows as rows
from bench.rivals.given import DELAY
from bench.rivals.polars_records import Records, with_own_team

BY_TEAM = ("comuna", "centre", "team")
YEAR = 12
DAY = timedelta(days=1)
_BORN = pl.col("born_on")


class Children:
    """Births with their check-ups, homes and teams, shared by all measures of child health."""

    def __init__(self, records: Records, schedules: tuple[Schedule, ...]) -> None:
        self.records = records
        named = ("first_born_on", "required", "days_apart", "newborn_days", "newborn_days_apart")
        asked = pl.DataFrame([{name: getattr(one, name) for name in named} for one in schedules])
        self.schedules = asked.sort("first_born_on")

    @cached_property
    def births(self) -> pl.DataFrame:
        """Births on or after S, with day of death, first birthday and schedule."""
        births = self.records.births.filter(_BORN >= self.records.observed.first).drop("centre_id")
        births = births.join(self.records.died_on, left_on="child_key", right_on="resident_key", how="left")
        births = births.with_columns(birthday=_BORN.dt.offset_by("12mo"), month=_BORN.dt.month_start())
        return births.sort("born_on").join_asof(self.schedules, left_on="born_on", right_on="first_born_on")

    @cached_property
    def homes(self) -> pl.DataFrame:
        """Residence spells of these children, with the number of the birth."""
        children = self.births.select("birth", "child_key", "born_on", "died_on")
        return children.join(self.records.homes, left_on="child_key", right_on="resident_key")

    def living_in(self, since: pl.Expr, until: pl.Expr) -> pl.DataFrame:
        """Births alive on `until` and resident from `since` to it: birth, comuna of the home on `until`."""
        days = pl.min_horizontal("until_on", until + DAY) - pl.max_horizontal("from_on", since)
        is_there = (pl.col("from_on") <= until) & (until < pl.col("until_on"))
        return (
            self.homes.lazy()
            .filter((pl.col("died_on") > until) | pl.col("died_on").is_null())
            .group_by("birth")
            .agg(
                covered=days.clip(timedelta(0)).sum(),
                asked=(until + DAY - since).first(),
                comuna=pl.col("comuna").filter(is_there).first(),
            )
            .filter(pl.col("covered") == pl.col("asked"))
            .select("birth", "comuna")
            .collect()
        )

    @cached_property
    def checkups(self) -> pl.DataFrame:
        """By birth: check-up days from birth to first birthday in order (`days`), count by the schedule, sixth day."""
        checkups = self.records.contacts.filter(pl.col("kind") == "checkup").select("resident_key", "on")
        days = self.births.join(checkups, left_on="child_key", right_on="resident_key")
        days = (
            days.filter(pl.col("on").is_between(_BORN, pl.col("birthday")))
            .group_by("birth")
            .agg(days=pl.col("on").sort())
        )
        found = self.births.select("birth", *self.schedules.columns, "born_on").join(days, on="birth")
        never = pl.lit(None, pl.Date)
        found = found.with_columns(last=never, plain_last=never, sixth_on=never, count=0, plain=0)
        for place in range(found["days"].list.len().max() or 0):
            found = _counted(found, pl.col("days").list.get(place, null_on_oob=True))
        return found.select("birth", "days", "count", "sixth_on")

    @cached_property
    def cohort(self) -> pl.DataFrame:
        """Children of the birthday cohorts: month, comuna, centre and team on the birthday, and their check-ups."""
        there = self.living_in(_BORN + 31 * DAY, _BORN.dt.offset_by("12mo"))
        cohort = self.births.join(there, on="birth").with_columns(on=pl.col("birthday"))
        cohort = with_own_team(cohort, self.records.own, "child_key").drop_nulls("team")
        cohort = cohort.join(self.checkups, on="birth", how="left")
        return cohort.with_columns(pl.col("count").fill_null(0), month=pl.col("birthday").dt.month_start())

    def _of_cohort(self, numerator: pl.Expr) -> pl.DataFrame:
        counts = self.cohort.with_columns(numerator=numerator.cast(int), denominator=1)
        return rows.measure(counts, BY_TEAM, self.records.observed.months(delay=DELAY))

    def checkups_complete(self) -> pl.DataFrame:
        return self._of_cohort(pl.col("count") >= pl.col("required"))

    def checkups_six(self) -> pl.DataFrame:
        return self._of_cohort(pl.col("sixth_on").is_not_null())

    def first_checkup_14_days(self) -> pl.DataFrame:
        day, since = _BORN + 14 * DAY, pl.coalesce("discharged_on", "born_on")
        asked = self.births.join(self.living_in(day, day), on="birth").with_columns(on=day)
        asked = asked.filter(pl.col("discharged_on").is_null() | (pl.col("discharged_on") < day))
        asked = with_own_team(asked, self.records.own, "child_key")
        days = self.checkups.select("birth", on="days").explode("on").join(self.births, on="birth")
        early = days.filter(pl.col("on").is_between(since, day)).select("birth").unique().with_columns(numerator=1)
        counts = asked.join(early, on="birth", how="left").with_columns(pl.col("numerator").fill_null(0), denominator=1)
        return rows.measure(counts, BY_TEAM, self.records.observed.months(delay=14 + DELAY))

    def checkups_by_birthday(self) -> pl.DataFrame:
        counts = self.cohort.with_columns(part=pl.col("count").cast(pl.String), numerator=1)
        return rows.breakdown(counts, BY_TEAM, self.records.observed.months(delay=DELAY))

    def first_checkup_week(self) -> pl.DataFrame:
        week = (pl.col("days").list.first() - _BORN).dt.total_days() // 7
        counts = self.cohort.with_columns(part=week.cast(pl.String).fill_null("none"), numerator=1)
        return rows.breakdown(counts, ["comuna"], self.records.observed.months(delay=DELAY))

    def six_reached_by_age(self) -> pl.DataFrame:
        births = self.births.join(self.checkups.select("birth", "sixth_on"), on="birth", how="left")
        found: list[pl.DataFrame] = []
        for age in range(YEAR + 1):
            day = _BORN.dt.offset_by(f"{age}mo")
            there = self.living_in(pl.min_horizontal(_BORN + 31 * DAY, day), day)
            has_six = (pl.col("sixth_on") <= day).fill_null(value=False).cast(int)
            counts = births.join(there, on="birth").with_columns(numerator=has_six, denominator=1)
            one = rows.measure(counts, ["comuna"], self.records.observed.months_of_age(age))
            found.append(one.with_columns(part=pl.lit(str(age))))
        return pl.concat(found)


def _counted(found: pl.DataFrame, on: pl.Expr) -> pl.DataFrame:
    """One check-up day of each child more, counted when far enough from the last of the child that counted."""
    is_newborn = on - _BORN <= pl.duration(days="newborn_days")
    gap = pl.when(is_newborn).then("newborn_days_apart").otherwise("days_apart")
    is_counted = on.is_not_null() & (on - pl.col("last") >= pl.duration(days=gap)).fill_null(value=True)
    is_plain = on.is_not_null() & (on - pl.col("plain_last") >= timedelta(days=14)).fill_null(value=True)
    return found.with_columns(
        last=pl.when(is_counted).then(on).otherwise("last"),
        count=pl.col("count") + is_counted,
        plain_last=pl.when(is_plain).then(on).otherwise("plain_last"),
        plain=pl.col("plain") + is_plain,
        sixth_on=pl.when(is_plain & (pl.col("plain") == 5)).then(on).otherwise("sixth_on"),
    )
