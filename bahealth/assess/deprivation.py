"""Inequality between comunas along deprivation: public-only coverage and unmet basic needs (METHODS section 11).

Public-only coverage is an indicator, measured every year. Unmet basic needs are known by comuna of the census of 2010
only; they stand in the catalog beside each comuna, and whatever is ranked by them says the year.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bahealth.assess.comparison import Comparison
from bahealth.assess.inequality import FEWEST_GROUPS, Group, inequality
from bahealth.assess.model import InequalityVerdict, Point
from bahealth.catalog.model import Area

DEPRIVATION: Final = "public_only_coverage"
UNMET_NEEDS: Final = "unmet_basic_needs"
CENSUS: Final = date(2010, 1, 1)


@dataclass(frozen=True, slots=True)
class Deprivation:
    """Percent of residents with public cover only, or of households with unmet basic needs, by comuna, in one year."""

    by_area: Mapping[str, float]
    year_start: date
    deprivation_id: str = DEPRIVATION


def unmet_needs(areas: Iterable[Area]) -> Deprivation | None:
    """What the census says of the comunas; None where fewer than five have a figure."""
    known = {one.area_id: one.unmet_needs_percent for one in areas if one.unmet_needs_percent is not None}
    return Deprivation(known, CENSUS, UNMET_NEEDS) if len(known) >= FEWEST_GROUPS else None


def newest_deprivation(points: Mapping[str, Sequence[Point]]) -> Deprivation | None:
    """The newest period in which the most comunas have a value; None below five."""
    by_start: dict[date, dict[str, float]] = {}
    for area_id, series in points.items():
        for one in series:
            by_start.setdefault(one.period_start, {})[area_id] = one.value
    if not by_start:
        return None
    start = max(by_start, key=lambda one: (len(by_start[one]), one))
    return Deprivation(by_start[start], start) if len(by_start[start]) >= FEWEST_GROUPS else None


def along(deprivation: Deprivation | None, compared: Comparison | None) -> InequalityVerdict | None:
    """Slope and relative index of the values compared; None where people or intervals are unknown, or under five."""
    if deprivation is None or compared is None or compared.indicator.indicator_id == DEPRIVATION:
        return None
    groups = [
        Group(deprivation.by_area[area_id], one.denominator, one.value, one.lower, one.upper)
        for area_id, one in compared.comunas.items()
        if area_id in deprivation.by_area and one.denominator and one.lower is not None and one.upper is not None
    ]
    found = inequality(groups) if len(groups) >= FEWEST_GROUPS else None
    if found is None or not math.isfinite(found.ratio.value) or found.ratio.value <= 0:
        return None
    return InequalityVerdict(
        slope=found.slope.value,
        slope_lower=found.slope.lower,
        slope_upper=found.slope.upper,
        ratio=found.ratio.value,
        ratio_lower=found.ratio.lower,
        ratio_upper=found.ratio.upper,
        area_count=len(groups),
        deprivation_id=deprivation.deprivation_id,
        deprivation_on=deprivation.year_start,
    )
