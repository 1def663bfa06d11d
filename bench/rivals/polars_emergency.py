"""Emergency departments in polars."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property

import polars as pl

from bahealth.catalog.periods import add_months
from bench.rivals import polars_rows as rows
from bench.rivals.given import DELAY, month_end
from bench.rivals.polars_records import SPELL, Records

BY_HOSPITAL = ("comuna", "centre")
YEAR = 12
MANY = 4  # visits in 12 months
_PEOPLE, _VISITS = pl.col("people"), pl.col("visits")


class Emergency:
    """Emergency visits, shared by all measures of emergency use."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.months = records.observed.months(delay=DELAY)
        self.rolling = records.observed.months(delay=DELAY, months_before=YEAR - 1)

    def ed_visits_per_1000(self) -> pl.DataFrame:
        days = {one: one.replace(day=15) for one in self.months}
        residents = rows.residents_on(self.records.homes, days, ["comuna"])
        return rows.over_people(self.records.emergency.lazy(), residents, self.months)

    @cached_property
    def by_triage(self) -> pl.DataFrame:
        """Emergency visits by month, comuna, hospital and triage level (null: none)."""
        return self.records.emergency.group_by("month", "comuna", "centre", "triage_level").len("numerator")

    def ed_low_triage(self) -> pl.DataFrame:
        triaged = self.by_triage.drop_nulls("triage_level").rename({"numerator": "denominator"})
        low = pl.when(pl.col("triage_level") >= 4).then("denominator").otherwise(0)
        return rows.measure(triaged.with_columns(numerator=low), BY_HOSPITAL, self.months)

    def ed_triage(self) -> pl.DataFrame:
        level = pl.col("triage_level").cast(pl.String).fill_null("none")
        return rows.breakdown(self.by_triage.with_columns(part=level), BY_HOSPITAL, self.months)

    @cached_property
    def by_class(self) -> pl.DataFrame:
        """Sums of shares, `unclassified` and `uncoded` by month, comuna and hospital, and `visits`."""
        counts = self.records.emergency.group_by("month", "comuna", "centre", "diagnosis_code").len("visits")
        code, known = pl.col("diagnosis_code"), self.records.shares["diagnosis_code"].to_list()
        found = pl.when(code.is_in(known)).then(code).otherwise(code.str.head(3))
        counts = counts.with_columns(code=found).join(
            self.records.shares, left_on="code", right_on="diagnosis_code", how="left"
        )
        return counts.with_columns(
            *(pl.col(name).fill_null(0) * _VISITS for name in self.records.shares.columns[1:]),
            unclassified=pl.when(code.is_not_null() & pl.col("injury").is_null()).then("visits").otherwise(0),
            uncoded=pl.when(code.is_null()).then("visits").otherwise(0),
        )

    def ed_solvable_in_primary_care(self) -> pl.DataFrame:
        solvable = pl.col("non_emergent") + pl.col("primary_care_treatable")
        classified = _VISITS.cast(int) - pl.col("unclassified") - pl.col("uncoded")
        counts = self.by_class.with_columns(numerator=solvable, denominator=classified)
        return rows.measure(counts, BY_HOSPITAL, self.months)

    def ed_classes(self) -> pl.DataFrame:
        parts = [*self.records.shares.columns[1:], "unclassified", "uncoded"]
        sums = rows.by_area(self.by_class, BY_HOSPITAL, ["month"], ["visits", *parts])
        sums = sums.with_columns(pl.col(parts).cast(float)).rename({"visits": "denominator"})
        index = ["area_id", "month", "denominator"]
        long = sums.unpivot(parts, index=index, variable_name="part", value_name="numerator")
        return rows.finished(long.filter(pl.col("numerator") > 0), self.months)

    @cached_property
    def people(self) -> pl.DataFrame:
        """Residents on the last day of a month by unscheduled visits in 12 months: month, comuna, visits, people."""
        unscheduled = self.records.emergency.filter(~pl.col("is_scheduled"))
        monthly = unscheduled.group_by("month", "resident_key").len("visits")
        homes = self.records.homes.select(*SPELL, "comuna")
        homes = homes.join(monthly.select("resident_key").unique(), on="resident_key", how="semi").lazy()
        found: list[pl.LazyFrame] = []
        for month in self.rolling:
            day = month_end(month)
            year = monthly.lazy().filter(pl.col("month").is_between(add_months(month, 1 - YEAR), month))
            people = year.group_by("resident_key").agg(_VISITS.sum())
            there = homes.filter(pl.col("from_on") <= day, pl.col("until_on") > day)
            counted = people.join(there, on="resident_key").group_by("comuna", "visits").agg(people=pl.len())
            found.append(counted.with_columns(month=pl.lit(month)))
        counts = pl.concat(pl.collect_all(found, engine="streaming")) if found else self._nobody
        return counts.with_columns(_VISITS.cast(int), _PEOPLE.cast(int))

    @property
    def _nobody(self) -> pl.DataFrame:
        kinds = {"comuna": pl.Categorical, "visits": pl.UInt32, "people": pl.UInt32, "month": pl.Date}
        return pl.DataFrame(schema=kinds)

    def ed_frequent_users(self) -> pl.DataFrame:
        many = pl.when(_VISITS >= MANY).then(_PEOPLE).otherwise(0)
        return rows.measure(self.people.with_columns(numerator=many, denominator=_PEOPLE), ["comuna"], self.rolling)

    def ed_frequent_user_visits(self) -> pl.DataFrame:
        visits = _PEOPLE * _VISITS
        many = pl.when(_VISITS >= MANY).then(visits).otherwise(0)
        return rows.measure(self.people.with_columns(numerator=many, denominator=visits), ["comuna"], self.rolling)

    def _banded(self, numerator: pl.Expr) -> pl.DataFrame:
        part = pl.when(_VISITS < 4).then(_VISITS.cast(pl.String))
        for fewer_than, band in ((6, "4-5"), (10, "6-9")):
            part = part.when(_VISITS < fewer_than).then(pl.lit(band))
        counts = self.people.with_columns(part=part.otherwise(pl.lit("10+")), numerator=numerator)
        return rows.breakdown(counts, ["comuna"], self.rolling)

    def ed_people_by_visits(self) -> pl.DataFrame:
        return self._banded(_PEOPLE)

    def ed_visits_by_visits(self) -> pl.DataFrame:
        return self._banded(_PEOPLE * _VISITS)

    def ed_return_72_hours(self) -> pl.DataFrame:
        visits = self.records.emergency.lazy().filter(~pl.col("is_scheduled"), pl.col("discharge") == "home")
        instants = (
            self.records.all_emergency.lazy().filter(~pl.col("is_scheduled")).select("resident_key", "at").unique()
        )
        is_same = pl.col("resident_key") == pl.col("resident_key").shift(-1)
        following = pl.when(is_same).then(pl.col("at").shift(-1))
        later = instants.sort("resident_key", "at").with_columns(next_at=following)
        both = visits.join(later, on=["resident_key", "at"], how="left")
        is_back = (pl.col("next_at") - pl.col("at") <= timedelta(hours=72)).fill_null(value=False).cast(int)
        counts = both.with_columns(numerator=is_back, denominator=1).collect()
        return rows.measure(counts, BY_HOSPITAL, self.records.observed.months(delay=3 + DELAY))
