"""From counts by month and place to rows: area_id, period_start, part, numerator, denominator, lower, upper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from bench.rivals.pandas_records import month_number

COLUMNS: Final = ["area_id", "period_start", "part", "numerator", "denominator", "lower", "upper"]
Z: Final = 1.959964
_PREFIX: Final = {"city": "", "comuna": "", "centre": "centre-", "team": "team-"}


def by_area(counts: pd.DataFrame, areas: Sequence[str], keys: Sequence[str], values: Sequence[str]) -> pd.DataFrame:
    """Sums of `values` by area and `keys`; `areas` are columns of `counts`, the city is always there."""
    found: list[pd.DataFrame] = []
    for area in ("city", *areas):
        named = [] if area == "city" else [area]
        sums = counts.groupby([*named, *keys], observed=True, sort=False)[list(values)].sum().reset_index()
        sums["area_id"] = _PREFIX[area] + sums[area].astype(str) if named else "city"
        found.append(sums[["area_id", *keys, *values]])
    return pd.concat(found, ignore_index=True)


def measure(counts: pd.DataFrame, areas: Sequence[str], months: list[date]) -> pd.DataFrame:
    """A measure from `numerator` and `denominator` by month and place."""
    return finished(by_area(counts, areas, ["month"], ["numerator", "denominator"]), months)


def breakdown(counts: pd.DataFrame, areas: Sequence[str], months: list[date]) -> pd.DataFrame:
    """Parts of a whole from `numerator` by month, place and `part`."""
    rows = by_area(counts, areas, ["month", "part"], ["numerator"])
    rows["denominator"] = rows.groupby(["area_id", "month"])["numerator"].transform("sum")
    return finished(rows[rows["numerator"] > 0], months)


def over_people(visits: pd.DataFrame, residents: pd.DataFrame, months: list[date]) -> pd.DataFrame:
    """Visits of residents by 1,000, with limits over people. `residents`: how many, by month and comuna."""
    people = visits.groupby(["month", "resident_key", "comuna"], observed=True, sort=False).size().rename("x")
    comunas = people.reset_index()
    city = comunas.groupby(["month", "resident_key"], sort=False)["x"].sum().reset_index().assign(comuna="city")
    sums = [
        one.assign(squares=one["x"].astype("int64") ** 2)
        .groupby(["comuna", "month"], observed=True)[["x", "squares"]]
        .sum()
        .reset_index()
        .astype({"comuna": "str"})
        for one in (comunas, city)
    ]
    sums = pd.concat(sums).rename(columns={"comuna": "area_id"})
    whole = by_area(residents, ["comuna"], ["month"], ["residents"])
    rows = whole.merge(sums, on=["area_id", "month"], how="left").fillna({"x": 0, "squares": 0})
    n, x = rows["residents"], rows["x"]
    variance = ((rows["squares"] - x * x / n) / (n - 1).where(n > 1)).clip(lower=0)
    half = Z * np.sqrt(variance / n)
    limits = {"lower": (1000 * (x / n - half)).clip(lower=0), "upper": 1000 * (x / n + half)}
    return finished(rows.assign(numerator=x, denominator=n, **limits), months)


def finished(rows: pd.DataFrame, months: list[date]) -> pd.DataFrame:
    """Rows of the months that are given, with a denominator (a count: a numerator) above 0."""
    is_there = rows["denominator"].where(rows["denominator"].notna(), rows["numerator"]) > 0
    rows = rows[is_there & rows["month"].isin([month_number(one) for one in months])]
    start = rows["month"].to_numpy().astype("datetime64[M]").astype("datetime64[s]")
    rows = rows.assign(period_start=start)
    if "part" in rows:
        rows["part"] = rows["part"].astype(str)
    return rows.reindex(columns=COLUMNS).reset_index(drop=True)


def residents_on(spells: pd.DataFrame, days: dict[int, int], by: Sequence[str]) -> pd.DataFrame:
    """How many spells hold on each month's day, by `by`: columns `by`, month, residents. `days` by month number."""
    months, ends = np.array(list(days)), np.array(list(days.values()))
    first = np.searchsorted(ends, spells["from_on"])
    until = np.searchsorted(ends, spells["until_on"])
    places = spells[list(by)]
    changes = pd.concat([places.assign(place=first, change=1), places.assign(place=until, change=-1)])
    table = changes.pivot_table("change", list(by), "place", aggfunc="sum", fill_value=0, observed=True)
    held = table.reindex(columns=range(len(ends)), fill_value=0).cumsum(axis=1).set_axis(months, axis=1)
    return held.melt(var_name="month", value_name="residents", ignore_index=False).reset_index()
