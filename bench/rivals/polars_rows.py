"""From counts by month and place to rows: area_id, period_start, part, numerator, denominator, lower, upper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import polars as pl

Z: Final = 1.959964
SCHEMA: Final = {
    "area_id": pl.String,
    "period_start": pl.Date,
    "part": pl.String,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
}
_PREFIX: Final = {"comuna": "", "centre": "centre-", "team": "team-"}


def by_area(counts: pl.DataFrame, areas: Sequence[str], keys: Sequence[str], values: Sequence[str]) -> pl.DataFrame:
    """Sums of `values` by area and `keys`; `areas` are columns of `counts`, the city is always there."""
    city = counts.lazy().group_by(*keys).agg(pl.col(*values).sum()).with_columns(area_id=pl.lit("city"))
    found = [city.select("area_id", *keys, *values)]
    for area in areas:
        sums = counts.lazy().drop_nulls(area).group_by(area, *keys).agg(pl.col(*values).sum())
        name = pl.lit(_PREFIX[area]) + pl.col(area).cast(pl.String)
        found.append(sums.select(name.alias("area_id"), *keys, *values))
    return pl.concat(found).collect()


def measure(counts: pl.DataFrame, areas: Sequence[str], months: list[date]) -> pl.DataFrame:
    """A measure from `numerator` and `denominator` by month and place."""
    return finished(by_area(counts, areas, ["month"], ["numerator", "denominator"]), months)


def breakdown(counts: pl.DataFrame, areas: Sequence[str], months: list[date]) -> pl.DataFrame:
    """Parts of a whole from `numerator` by month, place and `part`."""
    rows = by_area(counts, areas, ["month", "part"], ["numerator"])
    whole = pl.col("numerator").sum().over("area_id", "month")
    return finished(rows.with_columns(denominator=whole).filter(pl.col("numerator") > 0), months)


def over_people(visits: pl.LazyFrame, residents: pl.DataFrame, months: list[date]) -> pl.DataFrame:
    """Visits of residents by 1,000, with limits over people. `residents`: how many, by month and comuna."""
    x = pl.col("x").cast(pl.Int64)
    sums = [x.sum().alias("total"), (x * x).sum().alias("squares")]
    people = visits.group_by("month", "resident_key", "comuna").agg(pl.len().alias("x"))
    comunas = people.group_by("month", pl.col("comuna").cast(pl.String).alias("area_id")).agg(sums)
    city = people.group_by("month", "resident_key").agg(pl.col("x").sum()).group_by("month").agg(sums)
    by_comuna, whole = pl.collect_all([comunas, city], engine="streaming")
    found = pl.concat([by_comuna, whole.with_columns(area_id=pl.lit("city"))], how="diagonal")
    rows = by_area(residents, ["comuna"], ["month"], ["residents"]).join(found, on=["area_id", "month"], how="left")
    rows = rows.with_columns(
        pl.col("total", "squares").fill_null(0).cast(pl.Float64), n=pl.col("residents").cast(float)
    )
    n, total = pl.col("n"), pl.col("total")
    variance = pl.when(n > 1).then((pl.col("squares") - total * total / n) / (n - 1)).clip(0)
    half = Z * (variance / n).sqrt()
    limits = {"lower": (1000 * (total / n - half)).clip(0), "upper": 1000 * (total / n + half)}
    return finished(rows.with_columns(numerator=total, denominator=n, **limits), months)


def finished(rows: pl.DataFrame, months: list[date]) -> pl.DataFrame:
    """Rows of the months that are given, with a denominator (a count: a numerator) above 0."""
    rows = rows.filter(pl.coalesce("denominator", "numerator") > 0, pl.col("month").is_in(months))
    missing = [pl.lit(None).alias(name) for name in ("part", "lower", "upper") if name not in rows.columns]
    rows = rows.with_columns(*missing, period_start=pl.col("month"))
    return rows.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())


def residents_on(spells: pl.DataFrame, days: Mapping[date, date], by: Sequence[str]) -> pl.DataFrame:
    """How many spells hold on each month's day, by `by`: columns `by`, month, residents. `days`: day by month."""
    ends = pl.Series(list(days.values()), dtype=pl.Date)
    changes = pl.concat(
        spells.select(*by, place=ends.search_sorted(spells[name]), change=pl.lit(change, pl.Int64))
        for name, change in (("from_on", 1), ("until_on", -1))
    )
    changes = changes.group_by(*by, "place").agg(pl.col("change").sum())
    months = pl.DataFrame({"month": list(days)}, schema={"month": pl.Date}).with_row_index("place")
    grid = changes.select(by).unique().join(months, how="cross").join(changes, on=[*by, "place"], how="left")
    held = pl.col("change").fill_null(0).cum_sum().over(by, order_by="place")
    return grid.select(*by, "month", residents=held)
