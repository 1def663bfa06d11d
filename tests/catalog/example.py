"""A small right catalogue as plain values, for tests that break it in one place."""

from __future__ import annotations

from datetime import date
from typing import Any

TEXT = {"es": "Texto", "en": "Text"}


def proportion(**changes: Any) -> dict[str, Any]:
    """The fields of a well-formed proportion, with `changes`; a change to None removes the field."""
    fields: dict[str, Any] = {
        "indicator_id": "covered",
        "group": "access",
        "order": 1,
        "name": TEXT,
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
        "levels": ["city"],
        "rebound": "people",
        "owner": "care",
        "steward": TEXT,
        "reviewed_on": date(2026, 1, 1),
        "review_on": date(2027, 1, 1),
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


def count(**changes: Any) -> dict[str, Any]:
    """The fields of a well-formed count."""
    return proportion(
        **{
            "indicator_id": "people",
            "kind": "count",
            "interval": "none",
            "denominator": None,
            "unit": TEXT,
            "multiplier": 1,
            "rebound": "covered",
            **changes,
        }
    )


def catalog(**changes: Any) -> dict[str, Any]:
    """A catalogue of two indicators, with `changes`."""
    return {
        "indicators": [proportion(), count()],
        "sources": [{"source_id": "form", "name": TEXT, "publisher": "P", "licence": "L", "owner": "care"}],
        "departments": [{"department_id": "care", "name": TEXT, "short_name": TEXT}],
        "areas": [
            {"area_id": "city", "level": "city", "name": "City"},
            {"area_id": "comuna-1", "level": "comuna", "name": "Comuna 1", "parent_id": "city", "number": 1},
        ],
        "corrections": [],
        **changes,
    }
