"""Definitions and series for the tests of the assess stage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from bahealth.assess.intervals import points_with_limits
from bahealth.assess.model import Goal, Observed, Point
from bahealth.catalog.model import Catalog, Indicator
from bahealth.catalog.periods import add_months

TEXT = {"es": "Texto", "en": "Text"}
TODAY = date(2026, 11, 22)


def fields(**changes: Any) -> dict[str, Any]:
    """A monthly proportion, with `changes`; a change to None removes the field."""
    found = {
        "indicator_id": "covered",
        "group": "access",
        "order": 1,
        "name": {"es": "Controles completos", "en": "Complete check-ups"},
        "short_name": TEXT,
        "description": TEXT,
        "why": TEXT,
        "numerator": TEXT,
        "denominator": TEXT,
        "unit": {"es": "%", "en": "%"},
        "multiplier": 100,
        "decimals": 1,
        "direction": "higher",
        "kind": "proportion",
        "interval": "wilson",
        "source": "form",
        "frequency": "month",
        "lag_months": 1,
        "levels": ["city", "comuna"],
        "rebound": "people",
        "owner": "care",
        "steward": TEXT,
        "reviewed_on": date(2026, 1, 1),
        "review_on": date(2027, 1, 1),
        **changes,
    }
    return {name: value for name, value in found.items() if value is not None}


def proportion(**changes: Any) -> Indicator:
    return Indicator.model_validate(fields(**changes))


def rate(**changes: Any) -> Indicator:
    """Deaths under one per 1,000 live births, every year."""
    return proportion(
        **{
            "indicator_id": "infant",
            "name": {"es": "Mortalidad infantil", "en": "Infant mortality"},
            "unit": {"es": "por 1.000 nacidos vivos", "en": "per 1,000 live births"},
            "multiplier": 1000,
            "direction": "lower",
            "kind": "rate",
            "interval": "exact_poisson",
            "frequency": "year",
            "lag_months": 18,
            **changes,
        }
    )


def count(**changes: Any) -> Indicator:
    return proportion(
        **{
            "indicator_id": "people",
            "kind": "count",
            "interval": "exact_poisson",
            "denominator": None,
            "unit": TEXT,
            "multiplier": 1,
            "decimals": 0,
            "direction": "lower",
            "rebound": "covered",
            **changes,
        }
    )


def catalog(*indicators: Indicator) -> Catalog:
    """The given indicators with the count `people` as rebound, in a city of two comunas."""
    chosen = {one.indicator_id: one for one in (count(), proportion(), *indicators)}
    return Catalog.model_validate(
        {
            "indicators": list(chosen.values()),
            "sources": [{"source_id": "form", "name": TEXT, "publisher": "P", "licence": "L", "owner": "care"}],
            "departments": [{"department_id": "care", "name": TEXT, "short_name": TEXT}],
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
                    for number in (1, 2)
                ),
            ],
        }
    )


def observed(start: date, months: int = 1, **changes: Any) -> Observed:
    return Observed(**{"area_id": "city", "period_start": start, "period_months": months, **changes})


def monthly(
    indicator: Indicator, events: Sequence[float | None], people: float | None, *, last: date = date(2026, 9, 1)
) -> list[Point]:
    """Points of consecutive months that end with `last`; None is a missing month."""
    first = add_months(last, 1 - len(events))
    rows = [
        observed(add_months(first, place), numerator=one, denominator=people)
        for place, one in enumerate(events)
        if one is not None
    ]
    return points_with_limits(indicator, rows, {}, {})


def goal(value: float, due_on: date = date(2027, 6, 30)) -> Goal:
    return Goal(
        target_id="t", value=value, due_on=due_on, baseline_value=0, baseline_on=date(2025, 12, 31), basis="history"
    )
