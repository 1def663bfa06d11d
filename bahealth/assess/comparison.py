"""Comunas side by side: every value over one common period, coloured only at 99.8 % (METHODS section 9).

A row steps up on its own until it can support a verdict, so that the rows of two comunas may be about different
periods. Where areas stand beside one another, they are compared here instead, over the narrowest period that is
reliable in two thirds of them.

Level: with 15 areas that are all alike, 95 % intervals would set at least one apart in 1 - 0.95^15 = 54 % of
releases. At 99.8 %, the wide level of the English Office for Health Improvement and Disparities, it is
1 - 0.998^15 = 3 % at most. So "beyond chance" is said of a comuna only when its 99.8 % interval leaves the city's value
out; the 95 % interval is shown, but colours nothing. Nothing beyond chance is not the same as equal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bahealth.assess.intervals import events_of
from bahealth.assess.model import ComparedValue, Point, Reliability
from bahealth.assess.stepup import over, own_series, reliability, steps
from bahealth.catalog.model import Indicator, Kind
from bahealth.catalog.periods import Period, add_months

FEWEST_AREAS = 3
_RELIABLE_SHARE = 2 / 3
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Comparison:
    """Values of the comunas over one period, and the city's of the same period if it is known."""

    indicator: Indicator
    comunas: Mapping[str, Point]
    city: Point | None
    before: Mapping[str, Point] = field(default_factory=dict[str, Point])
    """Comunas over the same length of time a year before, or that length before where it is longer; and the city's."""
    city_before: Point | None = None

    def of_comuna(self, area_id: str) -> ComparedValue | None:
        """One comuna beside the others; None when it has no value over the common period."""
        point = self.comunas.get(area_id)
        if point is None:
            return None
        return _value(self.indicator, point, self.city)

    def of_city(self) -> ComparedValue | None:
        """The city over the same period."""
        return None if self.city is None else _value(self.indicator, self.city, None)


def comparison(
    indicator: Indicator, comunas: Mapping[str, Sequence[Point]], city: Sequence[Point]
) -> Comparison | None:
    """The comunas over their newest common period; None for a count and for fewer than three comunas.

    A count is never compared: a part is always smaller than the whole.
    """
    series = {area: own for area, points in comunas.items() if (own := own_series(indicator, points))}
    if len(series) < FEWEST_AREAS or indicator.kind is Kind.COUNT:
        return None
    values = _common(indicator, series)
    period = next(iter(values.values())).period
    earlier = Period(add_months(period.start, -max(_YEAR, period.months)), period.months)
    before = {area: one for area, points in series.items() if (one := over(indicator, points, earlier))}
    whole = own_series(indicator, city)
    return Comparison(indicator, values, over(indicator, whole, period), before, over(indicator, whole, earlier))


def against(point: Point, city: Point) -> int | None:
    """-1 below, 0 crosses, +1 above: the 99.8 % interval against the city value of the same period."""
    if point.lower_998 is None or point.upper_998 is None:
        return None
    return (point.lower_998 > city.value) - (point.upper_998 < city.value)


def _value(indicator: Indicator, point: Point, city: Point | None) -> ComparedValue:
    mark = reliability(indicator, point)
    return ComparedValue(
        period_start=point.period_start,
        period_months=point.period_months,
        value=point.value,
        numerator=events_of(indicator, point),
        denominator=point.denominator,
        lower=point.lower,
        upper=point.upper,
        lower_998=point.lower_998,
        upper_998=point.upper_998,
        reliability=mark,
        against_city=against(point, city) if city is not None and mark is Reliability.RELIABLE else None,
        city_value=city.value if city is not None else None,
    )


def _common(indicator: Indicator, series: Mapping[str, Sequence[Point]]) -> dict[str, Point]:
    """Value of each comuna over the narrowest period that ends with the newest and is reliable in two thirds."""
    newest = max(one[-1].period for one in series.values())
    leading = next(one for one in series.values() if one[-1].period == newest)
    best: dict[str, Point] = {}
    for _, step in steps(indicator, leading):
        found = {area: over(indicator, points, step.period) for area, points in series.items()}
        values = {area: one for area, one in found.items() if one is not None}
        reliable = sum(reliability(indicator, one) is not Reliability.WIDE for one in values.values())
        if len(values) >= len(best):
            best = values
        if values and reliable >= _RELIABLE_SHARE * len(values):
            return values
    return best
