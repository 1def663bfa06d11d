"""Primary care in polars."""

from __future__ import annotations

from datetime import date
from functools import cached_property

import polars as pl

from bench.rivals import polars_rows as rows
from bench.rivals.given import month_end
from bench.rivals.polars_records import Records, holding_on, streamed


class PrimaryCare:
    """Primary-care visits and residents, shared by all measures of primary care."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.months = records.observed.months()

    @cached_property
    def by_place(self) -> pl.DataFrame:
        """Visits by month, centre, its comuna, team and kind."""
        keys = ["month", "centre", "team", "kind"]
        counts = streamed(self.records.primary_care.select(keys).group_by(keys).agg(numerator=pl.len()))
        return counts.join(self.records.centres, on="centre")

    def visits(self) -> pl.DataFrame:
        sums = rows.by_area(self.by_place, ["comuna", "centre", "team"], ["month"], ["numerator"])
        return rows.finished(sums.with_columns(denominator=pl.lit(None, float)), self.months)

    def visits_by_kind(self) -> pl.DataFrame:
        return rows.breakdown(self.by_place.rename({"kind": "part"}), ["comuna", "centre"], self.months)

    def visits_per_1000(self) -> pl.DataFrame:
        days = {one: one.replace(day=15) for one in self.months}
        residents = rows.residents_on(self.records.homes, days, ["comuna"])
        return rows.over_people(self.records.primary_care_of_residents, residents, self.months)

    def continuity_own_team(self) -> pl.DataFrame:
        visits = self.records.primary_care_of_residents.filter("is_scheduled").drop("is_scheduled")
        visits = holding_on(visits.rename({"team": "attended"}), self.records.own.lazy())
        is_own = (pl.col("attended") == pl.col("team").cast(pl.String)).fill_null(value=False)
        counts = visits.group_by("month", "comuna", "centre", "team").agg(numerator=is_own.sum(), denominator=pl.len())
        return rows.measure(streamed(counts), ["comuna", "centre", "team"], self.months)

    @property
    def _last_days(self) -> dict[date, date]:
        return {one: month_end(one) for one in self.months}

    def residents_with_team(self) -> pl.DataFrame:
        is_public = pl.col("coverage") == "public"
        everyone = rows.residents_on(self.records.homes.filter(is_public), self._last_days, ["comuna"])
        assigned = rows.residents_on(self.records.homes_with_team.filter(is_public), self._last_days, ["comuna"])
        both = everyone.rename({"residents": "denominator"}).join(
            assigned.rename({"residents": "numerator"}), on=["comuna", "month"], how="left"
        )
        return rows.measure(both.with_columns(pl.col("numerator").fill_null(0)), ["comuna"], self.months)

    def residents_per_team(self) -> pl.DataFrame:
        keys = ["team", "centre"]
        assigned = rows.residents_on(self.records.homes_with_team, self._last_days, keys)
        assigned = assigned.with_columns(pl.col(keys).cast(pl.String)).rename({"residents": "numerator"})
        active = rows.residents_on(self.records.teams, self._last_days, keys).rename({"residents": "denominator"})
        counts = active.join(assigned, on=[*keys, "month"], how="left").with_columns(pl.col("numerator").fill_null(0))
        counts = counts.join(self.records.centres, on="centre", how="left")
        return rows.measure(counts, ["comuna", "team"], self.months)
