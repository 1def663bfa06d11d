"""Widening a row until it can support a verdict: month, quarter, rolling year, three years, whole city.

METHODS section 5(c): a mark of reliability from the width of the 95 % interval. Wider values are made of
sums of numerators and denominators, never of averages of rates, and end with the newest value: a quarter here
is the last three months.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bahealth.assess.intervals import events_of, point_from_counts
from bahealth.assess.model import Point, Reliability, Step
from bahealth.catalog.model import Indicator, IntervalMethod, Kind
from bahealth.catalog.periods import Period, add_months

FEWEST_EVENTS = 10
FEWEST_PEOPLE = 30
WIDEST_RELATIVE = 1.60  # width / value of a rate or count
WIDEST_SHARE = 0.30  # width of a proportion, as a share of 1

_MONTHS = {Step.QUARTER: 3, Step.ROLLING_YEAR: 12, Step.THREE_YEARS: 36}
SUMMED_MONTHS = tuple(_MONTHS.values())


@dataclass(frozen=True, slots=True)
class Row:
    """The value that a row shows, how far it was widened, and whether that was enough."""

    point: Point
    step: Step
    reliability: Reliability


def reliability(indicator: Indicator, point: Point) -> Reliability:
    """Whether the interval is narrow enough to mean anything.

    A proportion: 30 people and a width of at most 30 points. A rate or count: 10 events and a width of at
    most 160 % of the value (the NCHS rule). A survey value without limits was withheld by its letter. A
    complete count needs no interval.
    """
    if point.lower is None or point.upper is None:
        is_survey = indicator.interval is IntervalMethod.PUBLISHED
        return Reliability.WIDE if is_survey else Reliability.NO_INTERVAL
    width = point.upper - point.lower
    if indicator.kind is Kind.PROPORTION:
        is_few = point.denominator is not None and point.denominator < FEWEST_PEOPLE
        is_wide = width > WIDEST_SHARE * indicator.multiplier
    else:
        events = events_of(indicator, point)
        is_few = events is not None and events < FEWEST_EVENTS
        is_wide = width > WIDEST_RELATIVE * point.value
    return Reliability.WIDE if is_few or is_wide else Reliability.RELIABLE


def own_series(indicator: Indicator, points: Sequence[Point]) -> list[Point]:
    """Points of the indicator's own period length; where there are none, those of the length of the newest."""
    months = indicator.frequency.months
    alike = [one for one in points if one.period_months == months]
    if alike or not points:
        return alike
    newest = max(points, key=lambda one: (one.period.end, -one.period_months))
    return [one for one in points if one.period_months == newest.period_months]


def over(indicator: Indicator, series: Sequence[Point], period: Period) -> Point | None:
    """The value over a period: the point itself, or the sum of the points that fill it without a gap."""
    first, after = period.start, period.next_start
    inside = [one for one in series if first <= one.period_start < after and one.period.next_start <= after]
    if len(inside) == 1 and inside[0].period == period:
        return inside[0]
    if sum(one.period_months for one in inside) != period.months:
        return None
    return point_from_counts(indicator, period, inside)


def steps(indicator: Indicator, series: Sequence[Point]) -> list[tuple[Step, Point]]:
    """As reported, and every wider step that the series can fill; all end with the newest point."""
    if not series:
        return []
    newest = series[-1]
    found = [(Step.AS_REPORTED, newest)]
    for step, months in _MONTHS.items():
        period = Period(add_months(newest.period.next_start, -months), months)
        if months > newest.period_months and (wider := over(indicator, series, period)):
            found.append((step, wider))
    return found


def widened(indicator: Indicator, series: Sequence[Point]) -> Row | None:
    """The narrowest step that is reliable; with none, the widest own value and the step CITY.

    CITY means: this area alone cannot support a verdict, look at the whole city. The value stays
    the area's own. A value without any interval is shown as reported.
    """
    found = steps(indicator, series)
    if not found:
        return None
    for step, point in found:
        if (mark := reliability(indicator, point)) is not Reliability.WIDE:
            return Row(point, step, mark)
    return Row(found[-1][1], Step.CITY, Reliability.WIDE)
