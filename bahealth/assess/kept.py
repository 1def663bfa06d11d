"""Chances that were stated, kept as they were, and scored when their period is known (METHODS section 18).

What came is read from the release that is asked for; what was said is never made anew. A series that broke between the
newest figure that a chance was made of and the period it was about is not scored: both speak of different things.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bahealth.assess.calibration import Calibration, Scored, calibration
from bahealth.assess.forecast import due_period, meets
from bahealth.assess.model import Point, Verdict
from bahealth.assess.queries import PACKAGE, BreakRow, breaks, release_definitions, release_points, release_row
from bahealth.assess.stepup import over, own_series
from bahealth.catalog.model import Direction, Indicator, Kind
from bahealth.catalog.periods import Period, add_months
from bahealth.frozen import Frozen
from bahealth.store import Cursor, fetch


class Stated(Frozen):
    """A chance as a release stated it. The target is per period of the indicator; `due_on` ends the judged period."""

    release_number: int
    indicator_id: str
    area_id: str
    newest_on: date
    period_start: date
    period_months: int
    due_on: date
    target_value: float
    direction: Direction
    method: str
    probability: float
    lower: float | None
    upper: float | None
    widening: float

    @property
    def period(self) -> Period:
        """What the chance is about."""
        return Period(self.period_start, self.period_months)


class Come(Frozen):
    """A chance and what came."""

    stated: Stated
    scored: Scored


class Kept(Frozen):
    """Everything that was stated up to a release: what has come, what waits, and the scores."""

    come: tuple[Come, ...]
    waiting_count: int
    next_due_on: date | None
    calibration: Calibration


def stated_now(indicator: Indicator, verdict: Verdict, newest: Period) -> dict[str, object] | None:
    """The row that a verdict leaves behind; None where it states no chance."""
    target = verdict.target
    if target is None or target.probability is None or verdict.period_months is None:
        return None
    due = due_period(indicator, target.goal.due_on)
    period = Period(add_months(due.next_start, -verdict.period_months), verdict.period_months)
    return {
        "area_id": verdict.area_id,
        "newest_on": newest.end,
        "period_start": period.start,
        "period_months": period.months,
        "due_on": period.end,
        "target_value": target.goal.value,
        "direction": verdict.direction.value,
        "method": target.method,
        "probability": target.probability,
        "lower": target.forecast_lower,
        "upper": target.forecast_upper,
        "widening": target.widening,
    }


def kept(con: Cursor, *, release_number: int) -> Kept:
    """What became, by a release, of the chances that were stated up to it."""
    found = fetch(con, Stated, PACKAGE, "stated_forecasts", release_number=release_number)
    release = release_row(con, release_number)
    due = [one for one in found if release is not None and one.due_on <= release.as_of]
    broken = breaks(con, cutoff_at=release.cutoff_at if release else datetime.max)  # noqa: DTZ901 - no zone anywhere
    definitions = release_definitions(con, release_number=release_number)
    come: list[Come] = []
    for indicator_id in sorted({one.indicator_id for one in due} & set(definitions)):
        own = [one for one in due if one.indicator_id == indicator_id]
        points: dict[str, list[Point]] = {}
        for row in release_points(con, release_number=release_number, indicator_id=indicator_id):
            points.setdefault(row.area_id, []).append(row.point)
        come += _come(definitions[indicator_id], own, points, broken)
    scored = {(one.stated.release_number, one.stated.indicator_id, one.stated.area_id) for one in come}
    waiting = [one for one in found if release is None or one.due_on > release.as_of]
    return Kept(
        come=tuple(come),
        waiting_count=len(waiting),
        next_due_on=min((one.due_on for one in waiting), default=None),
        calibration=calibration([one.scored for one in come], row_count=len({one[1:] for one in scored})),
    )


def _come(
    indicator: Indicator, stated: Sequence[Stated], points: Mapping[str, Sequence[Point]], broken: Sequence[BreakRow]
) -> list[Come]:
    found: list[Come] = []
    for one in stated:
        value = over(indicator, own_series(indicator, points.get(one.area_id, ())), one.period)
        if value is None or _is_broken(one, broken):
            continue
        times = one.period_months / indicator.frequency.months if indicator.kind is Kind.COUNT else 1.0
        actual = value.value / times
        scored = Scored(
            probability=one.probability,
            is_met=meets(one.direction, actual, one.target_value),
            lower=one.lower,
            upper=one.upper,
            actual=actual,
            widening=one.widening,
        )
        found.append(Come(stated=one, scored=scored))
    return found


def _is_broken(one: Stated, broken: Sequence[BreakRow]) -> bool:
    return any(
        at.indicator_id == one.indicator_id
        and at.area_id in {None, one.area_id}
        and one.newest_on < at.happened_on <= one.due_on
        for at in broken
    )
