"""A small city in a real store: one indicator of each kind that views must tell apart, and their observations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from bahealth.assess.commands import MakeRelease, make_release
from bahealth.assess.model import ReleaseRow
from bahealth.catalog.model import Catalog
from bahealth.catalog.periods import add_months
from bahealth.people.model import COMMAND_LINE, Actor, Role
from bahealth.store import Database, new_id

VISITOR = Actor("visitor", Role.PUBLIC)
OFFICE = Actor("office", Role.ADMIN)
NOON = datetime(2026, 7, 1, 12)
LAST = date(2026, 6, 1)

Row = tuple[str, str, date, int, float | None, float | None, float | None]
"""Indicator, area, start, months, numerator, denominator, value."""


def both(text: str) -> dict[str, str]:
    return {"es": f"{text} (es)", "en": f"{text} (en)"}


def definition(indicator_id: str, **changes: Any) -> dict[str, Any]:
    """A monthly proportion of a department's own form, where less is better, with `changes`."""
    return {
        "indicator_id": indicator_id,
        "group": "infant",
        "order": 0,
        "name": both(f"name of {indicator_id}"),
        "short_name": both(indicator_id),
        "description": both("what"),
        "why": both("why"),
        "numerator": both("cases"),
        "denominator": both("people"),
        "unit": {"es": "%", "en": "%"},
        "multiplier": 100,
        "decimals": 1,
        "direction": "lower",
        "kind": "proportion",
        "interval": "wilson",
        "source": "form",
        "frequency": "month",
        "lag_months": 1,
        "levels": ["city", "comuna"],
        "rebound": "rebound",
        "owner": "care",
        "steward": both("head"),
        "reviewed_on": date(2026, 1, 1),
        "review_on": date(2027, 1, 1),
        **changes,
    }


def counted(indicator_id: str, **changes: Any) -> dict[str, Any]:
    """The same as a monthly count."""
    count = {"kind": "count", "denominator": None, "interval": "exact_poisson", "multiplier": 1, "decimals": 0}
    return definition(indicator_id, **{"unit": both("cases"), **count, **changes})


def a_catalog(*definitions: dict[str, Any], comunas: int = 4) -> Catalog:
    """The given indicators and `rebound`, a neutral count that nobody collects, in a city of some comunas."""
    return Catalog.model_validate(
        {
            "indicators": [
                *definitions,
                counted("rebound", direction="neutral", rebound=definitions[0]["indicator_id"], group="access"),
            ],
            "sources": [
                {"source_id": "form", "name": both("form"), "publisher": "P", "licence": "L", "owner": "care"},
                {
                    "source_id": "yearbook",
                    "name": both("yearbook"),
                    "publisher": "Q",
                    "licence": "L",
                    "owner": "figures",
                    "is_published": True,
                    "disclosure_threshold": 0,
                },
            ],
            "departments": [
                {"department_id": "care", "name": both("Care"), "short_name": both("Care")},
                {"department_id": "figures", "name": both("Figures"), "short_name": both("Figures")},
            ],
            "areas": [
                {"area_id": "city", "level": "city", "name": "City"},
                *(
                    {
                        "area_id": f"comuna-{number}",
                        "level": "comuna",
                        "name": f"Comuna {number}",
                        "parent_id": "city",
                        "number": number,
                    }
                    for number in range(1, comunas + 1)
                ),
                {"area_id": "barrio-x", "level": "barrio", "name": "X", "parent_id": "comuna-1"},
            ],
        }
    )


def deliver(database: Database, rows: Iterable[Row], *, at: datetime = NOON, source_id: str = "form") -> None:
    """Observations in force from `at`, as an accepted delivery leaves them."""
    names = ("indicator_id", "area_id", "period_start", "period_months", "numerator", "denominator", "value")
    found = [dict(zip(names, row, strict=True)) for row in rows]
    types = [pa.string(), pa.string(), pa.date32(), pa.int16(), pa.float64(), pa.float64(), pa.float64()]
    delivery_id = new_id()
    with database.writing() as con:
        con.register("rows", pa.Table.from_pylist(found, schema=pa.schema(list(zip(names, types, strict=True)))))
        con.execute(
            "INSERT INTO facts.observation SELECT ?, indicator_id, area_id, period_start, period_months, numerator, "
            "denominator, value, NULL, NULL, NULL, false, NULL FROM rows",
            [delivery_id],
        )
        con.unregister("rows")
        con.execute(
            "INSERT INTO ops.delivery VALUES (?, ?, 'file', ?, ?, false, ?, 'tests')",
            [delivery_id, source_id, delivery_id, len(found), at],
        )


def release(database: Database, catalog: Catalog, *, at: datetime = NOON) -> ReleaseRow:
    return make_release(database, catalog, MakeRelease(as_of=at.date()), actor=COMMAND_LINE, at=at)


def aim(database: Database, indicator_id: str, area_id: str, value: float, due_on: date, *, at: datetime) -> None:
    """A target in force, whatever its side."""
    with database.writing() as con:
        con.execute(
            "INSERT INTO ops.target (target_id, indicator_id, area_id, baseline_start, baseline_months, "
            "baseline_value, target_value, due_on, basis, reason, is_withdrawn, set_at, set_by) "
            "VALUES (?, ?, ?, ?, 1, 10, ?, ?, 'decision', 'tests', false, ?, 'tests')",
            [new_id(), indicator_id, area_id, date(2024, 1, 1), value, due_on, at],
        )


def months(
    indicator_id: str, counts: dict[str, list[int]], people: dict[str, int] | None, *, last: date = LAST
) -> list[Row]:
    """Consecutive months up to `last` for each comuna, and their sums for the city; without `people` counts alone."""
    length = len(next(iter(counts.values())))
    whole = {**counts, "city": [sum(month) for month in zip(*counts.values(), strict=True)]}
    size = {**people, "city": sum(people.values())} if people else {}
    return [
        (indicator_id, area_id, add_months(last, place + 1 - length), 1, float(count), size.get(area_id), None)
        for area_id, found in whole.items()
        for place, count in enumerate(found)
    ]
