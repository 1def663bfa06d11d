"""Observations written in the long form, the same bytes each time."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from bahealth.collect.model import Observation
from bahealth.collect.readers.long_form import COLUMNS


def long_form_rows(observations: Iterable[Observation]) -> list[dict[str, str]]:
    """One row per observation in the order of keys; numbers with all their digits, whole ones without a point."""
    return [_row(one) for one in sorted(observations, key=lambda one: one.key)]


def long_form_csv(observations: Iterable[Observation]) -> str:
    """The rows as comma-separated text with Unix line ends and only the optional columns that are used."""
    rows = long_form_rows(observations)
    optional = [name for name in ("lower", "upper", "sampling_flag", "denominator_estimated") if _is_used(rows, name)]
    columns = [name for name in COLUMNS if name in optional or list(COLUMNS).index(name) < 7]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _is_used(rows: list[dict[str, str]], column: str) -> bool:
    return any(row[column] for row in rows)


def _row(one: Observation) -> dict[str, str]:
    return {
        "indicator": one.indicator_id,
        "area": one.area_id,
        "period": one.period.key,
        "numerator": _number(one.numerator),
        "denominator": _number(one.denominator),
        "value": _number(one.value),
        "note": one.note or "",
        "lower": _number(one.lower),
        "upper": _number(one.upper),
        "sampling_flag": one.sampling_flag or "",
        "denominator_estimated": "true" if one.is_denominator_estimated else "",
    }


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
