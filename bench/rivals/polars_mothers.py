"""Maternal health in polars."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property

import polars as pl

from bench.rivals import polars_rows as rows
from bench.rivals.given import DELAY
from bench.rivals.polars_records import SPELL, Records, holding_on, with_own_team

BY_TEAM = ("comuna", "centre", "team")
LONGEST = 315  # days before the month from which prenatal visits must have been observed
DAY = timedelta(days=1)
TERM = 280 * DAY
_ON, _BORN, _BEGIN = pl.col("on"), pl.col("born_on"), pl.col("begin")


class Mothers:
    """Deliveries with their visits, shared by all measures of maternal health."""

    def __init__(self, records: Records) -> None:
        self.records = records

    @cached_property
    def deliveries(self) -> pl.DataFrame:
        """One mother on one day, resident, in a public hospital: weeks, begin, discharged_on, comuna, centre, team."""
        found = (
            self.records.births.lazy()
            .group_by("mother_key", on="born_on")
            .agg(
                weeks=pl.col("gestation_weeks").max(),
                discharged_on=pl.col("discharged_on").max(),
                is_public=pl.col("centre_id").is_not_null().any(),
            )
        )
        homes = self.records.homes.lazy().select(*SPELL, "comuna")
        at_home = holding_on(found.filter("is_public"), homes, "mother_key").collect()
        found = with_own_team(at_home, self.records.own, "mother_key").with_row_index("delivery")
        begin = _ON - pl.duration(days=7 * pl.col("weeks"))
        return found.with_columns(begin=begin, month=_ON.dt.month_start()).rename({"on": "born_on"})

    def _met(self, kind: str, condition: pl.Expr, value: pl.Expr) -> pl.DataFrame:
        """`value` over the different days of visits of one kind that meet `condition`, by delivery."""
        contacts = self.records.contacts.lazy().filter(pl.col("kind") == kind).select("resident_key", "on")
        asked = self.deliveries.lazy().select("delivery", "mother_key", "born_on", "begin", "discharged_on")
        visits = asked.join(contacts, left_on="mother_key", right_on="resident_key").filter(condition)
        return visits.group_by("delivery").agg(value.alias("found")).collect()

    def _measure(self, met: pl.DataFrame, *, delay: int, days_before: int) -> pl.DataFrame:
        is_met = pl.col("found").is_not_null().cast(int)
        counts = self.deliveries.join(met, on="delivery", how="left").with_columns(numerator=is_met, denominator=1)
        return rows.measure(counts, BY_TEAM, self.records.observed.months(delay=delay, days_before=days_before))

    @cached_property
    def prenatal_days(self) -> pl.DataFrame:
        """Different days with a prenatal visit from the beginning to before the birth day, by delivery."""
        return self._met("prenatal", (_ON >= _BEGIN.fill_null(_BORN - TERM)) & (_ON < _BORN), pl.len())

    def prenatal_before_week_13(self) -> pl.DataFrame:
        early = (_ON >= _BEGIN) & (_ON < _BEGIN + 91 * DAY) & (_ON <= _BORN)
        return self._measure(self._met("prenatal", early, pl.len()), delay=DELAY, days_before=LONGEST)

    def prenatal_five_visits(self) -> pl.DataFrame:
        return self._measure(self.prenatal_days.filter(pl.col("found") >= 5), delay=DELAY, days_before=LONGEST)

    def postpartum_visit(self) -> pl.DataFrame:
        since = pl.max_horizontal(_BORN + DAY, "discharged_on")
        met = self._met("postpartum", _ON.is_between(since, _BORN + 42 * DAY), pl.len())
        return self._measure(met, delay=42 + DELAY, days_before=0)

    def _breakdown(self, found: pl.DataFrame, part: pl.Expr) -> pl.DataFrame:
        counts = self.deliveries.join(found, on="delivery", how="left").with_columns(part=part, numerator=1)
        return rows.breakdown(counts, ["comuna"], self.records.observed.months(delay=DELAY, days_before=LONGEST))

    def prenatal_visits(self) -> pl.DataFrame:
        days = pl.col("found").fill_null(0)
        part = pl.when(days < 10).then(days.cast(pl.String)).otherwise(pl.lit("10+"))
        return self._breakdown(self.prenatal_days, part)

    def first_prenatal_week(self) -> pl.DataFrame:
        week = (_ON.min() - _BEGIN.first()).dt.total_days() // 7
        first = self._met("prenatal", _ON.is_between(_BEGIN, _BORN), week)
        known = pl.col("found").cast(pl.String).fill_null("none")
        return self._breakdown(first, pl.when(pl.col("weeks").is_null()).then(pl.lit("unknown")).otherwise(known))
