"""What the past says about terms while they are typed: the chance, and how often any area moved as far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bahealth.assess.forecast import due_period, forecast
from bahealth.assess.model import Goal, Point
from bahealth.assess.queries import BreakRow
from bahealth.catalog.model import Direction, Indicator
from bahealth.catalog.periods import Period
from bahealth.targets.model import Feasibility, Terms

Numbers: TypeAlias = NDArray[np.float64]
_ROUNDING: Final = 1e-9


def feasibility(
    indicator: Indicator,
    terms: Terms,
    points_by_area: Mapping[str, Sequence[Point]],
    breaks: Sequence[BreakRow] = (),
) -> Feasibility:
    """Chance under today's process, and every span as long as the target's in the history of any area.

    A span compares the mean of as many periods as the baseline has with the mean of as many that end
    `horizon_months` later; spans with a missing period, or across a break, do not count. Changes are absolute, in the
    unit. `breaks` may be those of all indicators. Raises ValueError where the baseline of the terms is no period.
    """
    baseline = terms.baseline_period
    horizon = _months_between(baseline, due_period(indicator, terms.due_on))
    asked = terms.target_value - terms.baseline_value
    asked = asked if indicator.direction is Direction.HIGHER else -asked
    moves = {
        area_id: _moves(indicator, points, baseline.months, horizon, _days(breaks, indicator, area_id))
        for area_id, points in points_by_area.items()
    }
    moved = {area_id: int((one >= asked - _ROUNDING).sum()) for area_id, one in moves.items()}
    chance = forecast(
        indicator,
        points_by_area.get(terms.area_id, ()),
        _goal(terms, baseline),
        breaks=_days(breaks, indicator, terms.area_id),
    )
    return Feasibility(
        probability=chance.probability,
        likely_from=chance.likely_from,
        horizon_months=max(horizon, 0),
        asked_change=asked,
        window_count=sum(len(one) for one in moves.values()),
        moved_count=sum(moved.values()),
        areas_moved=tuple(sorted(area_id for area_id, count in moved.items() if count)),
    )


def _months_between(baseline: Period, due: Period) -> int:
    first, last = baseline.next_start, due.next_start
    return 12 * (last.year - first.year) + last.month - first.month


def _goal(terms: Terms, baseline: Period) -> Goal:
    return Goal(
        target_id="",
        value=terms.target_value,
        due_on=terms.due_on,
        baseline_value=terms.baseline_value,
        baseline_on=baseline.end,
        basis=terms.basis.value,
        path=terms.path,
        milestones=terms.milestones,
    )


def _days(breaks: Sequence[BreakRow], indicator: Indicator, area_id: str) -> list[date]:
    return [
        one.happened_on
        for one in breaks
        if one.indicator_id == indicator.indicator_id and one.area_id in {None, area_id}
    ]


def _moves(
    indicator: Indicator, points: Sequence[Point], baseline_months: int, horizon: int, breaks: Sequence[date]
) -> Numbers:
    """How far the series moved the good way in each span, in the unit."""
    months = indicator.frequency.months
    own = [one for one in points if one.period_months == months]
    length, steps = max(1, baseline_months // months), horizon // months
    if not own or steps < 1:
        return np.array([])
    first = min(one.period_start for one in own)
    places = [_place(one.period_start, first, months) for one in own]
    grid = np.full(max(places) + 1, np.nan)
    grid[places] = [one.value for one in own]
    if len(grid) < length + steps:
        return np.array([])
    means = np.convolve(grid, np.full(length, 1 / length), mode="valid")  # of the periods that begin at each place
    change = means[steps:] - means[:-steps]
    starts = np.arange(len(change))
    for day in breaks:  # the period in which it falls is the first of the new series
        place = _place(day, first, months)
        change[(starts < place) & (place < starts + steps + length)] = np.nan
    known = change[np.isfinite(change)]
    return known if indicator.direction is Direction.HIGHER else -known


def _place(day: date, first: date, months: int) -> int:
    """How many periods after the first the period of a day lies."""
    return (12 * (day.year - first.year) + day.month - first.month) // months
