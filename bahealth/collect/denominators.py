"""Births estimated by comuna, for infant mortality rates that were published without their counts."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from bahealth.collect.model import Observation

ESTIMATED: Final = frozenset({"infant_mortality", "infant_mortality_reducible"})

Births = Mapping[tuple[str, int], float]  # live births by area id and year


def load_births(data: Path) -> dict[tuple[str, int], float]:
    """Estimated births of `data`/city/births_estimated.csv; none when that table has not been derived."""
    path = data / "city" / "births_estimated.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as stream:
        return {(row["area_id"], int(row["year"])): float(row["births_estimated"]) for row in csv.DictReader(stream)}


def with_estimated_denominators(observations: Iterable[Observation], births: Births) -> list[Observation]:
    """Rates without counts given the births that they are probably over, and marked so.

    The published value stays, and no deaths are made up: an interval takes value x births / 1,000 as their number.
    """
    return [_with_births(one, births) for one in observations]


def _with_births(one: Observation, births: Births) -> Observation:
    is_bare = one.value is not None and one.numerator is None and one.denominator is None
    if one.indicator_id not in ESTIMATED or not is_bare or one.period_months != 12 or one.period_start.month != 1:
        return one
    number = births.get((one.area_id, one.period_start.year))
    if number is None or number <= 0:
        return one
    return one.model_copy(update={"denominator": number, "is_denominator_estimated": True})
