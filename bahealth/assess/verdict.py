"""One pure function turns a series, a target and a definition into a verdict (DESIGN section 5)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from bahealth.assess.assurance import assurance
from bahealth.assess.change import CANNOT_TELL, change_verdict
from bahealth.assess.comparison import Comparison
from bahealth.assess.deprivation import Deprivation, along
from bahealth.assess.forecast import Method, due_period, forecast, meets
from bahealth.assess.gap import gap_between
from bahealth.assess.model import (
    AcceptedDeviation,
    Change,
    ChangeVerdict,
    ComparedValue,
    Goal,
    Limits,
    Point,
    Reliability,
    Standing,
    Status,
    TargetVerdict,
    Verdict,
)
from bahealth.assess.stepup import Row, over, own_series, widened
from bahealth.catalog.model import Direction, Indicator, IntervalMethod, Kind, Level
from bahealth.catalog.periods import Period, add_months

Points: TypeAlias = Sequence[Point]

ON_TRACK_FROM = 0.60  # "more likely than not"
OFF_TRACK_TO = 0.40  # "unlikely"
_SIGNAL_CERTAINTY = 0.998
_NO_POINTS: Points = ()


@dataclass(frozen=True, slots=True)
class SeriesInput:
    """Everything that a verdict on one indicator in one area may depend on.

    `points` are all points of the area; `compared` holds the comunas side by side. `is_collected` says that a
    value exists anywhere at all; `is_suppressed` that the reader may not see this row.
    """

    indicator: Indicator
    area_id: str
    level: Level
    as_of: date
    points: Points = _NO_POINTS
    goal: Goal | None = None
    compared: Comparison | None = None
    breaks: tuple[date, ...] = ()
    is_collected: bool = True
    is_suppressed: bool = False
    overdispersion: float = 1.0
    screening: bool = False
    deviation: AcceptedDeviation | None = None
    rebased_on: date | None = None
    widening: float = 1.0
    deprivation: Deprivation | None = None
    needs: Deprivation | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """A verdict, and the points of its series with the marks of the control-chart rules."""

    verdict: Verdict
    points: list[Point]


def verdict(series: SeriesInput) -> Verdict:
    """Everything that may be said about the row."""
    return assess(series).verdict


def assess(series: SeriesInput) -> Assessment:
    """The verdict and the marked points. Every row gets exactly one status and one standing."""
    indicator, points = series.indicator, list(series.points)
    if series.is_suppressed:
        return Assessment(_absent(series, Status.SUPPRESSED), [])
    if series.level not in indicator.levels:
        return Assessment(_absent(series, Status.NOT_APPLICABLE), [])
    own = own_series(indicator, points)
    row = widened(indicator, own)
    if row is None:
        return Assessment(_absent(series, Status.LATE if series.is_collected else Status.NOT_COLLECTED), [])
    change, special = change_verdict(
        indicator,
        points,
        breaks=series.breaks,
        rebased_on=series.rebased_on,
        overdispersion=series.overdispersion,
        screening=series.screening,
    )
    months = indicator.frequency.months
    marked = [
        one.model_copy(update={"is_special": True})
        if one.period_months == months and one.period_start in special
        else one
        for one in points
    ]
    return Assessment(_present(series, own, row, change), marked)


def _absent(series: SeriesInput, status: Status) -> Verdict:
    return Verdict(
        indicator_id=series.indicator.indicator_id,
        area_id=series.area_id,
        as_of=series.as_of,
        direction=series.indicator.direction,
        status=status,
        standing=Standing.NO_VERDICT,
        interval_method=series.indicator.interval,
        change=CANNOT_TELL,
        deviation=None if series.is_suppressed else series.deviation,
        is_late=status is Status.LATE,
        is_past_review=series.indicator.is_past_review(series.as_of),
    )


def _present(series: SeriesInput, own: Points, row: Row, change: ChangeVerdict) -> Verdict:
    indicator, point = series.indicator, row.point
    newest = own[-1].period
    target = None
    if row.reliability is Reliability.WIDE:
        status = Status.TOO_FEW
    elif is_too_old(indicator, newest, series.as_of):
        status = Status.LATE
    elif series.goal is None or indicator.direction is Direction.NEUTRAL:
        status = Status.NO_TARGET
    else:
        target, status = _target(series, own, row, series.goal, change.limits)
    if status in {Status.TOO_FEW, Status.LATE}:
        change = CANNOT_TELL.model_copy(update={"point_count": change.point_count, "limits": change.limits})
    compared = _compared(series)
    standing = standing_of(status, change.change)
    return Verdict(
        indicator_id=indicator.indicator_id,
        area_id=series.area_id,
        as_of=series.as_of,
        direction=indicator.direction,
        status=status,
        standing=standing,
        step=row.step,
        period_start=point.period_start,
        period_months=point.period_months,
        value=point.value,
        numerator=point.numerator,
        denominator=point.denominator,
        lower=point.lower,
        upper=point.upper,
        interval_method=indicator.interval,
        reliability=row.reliability,
        change=change,
        target=target,
        deviation=series.deviation,
        gap=gap_between(series.compared) if series.compared and series.level is Level.CITY else None,
        inequality=along(series.deprivation, series.compared) if series.level is Level.CITY else None,
        inequality_by_needs=along(series.needs, series.compared) if series.level is Level.CITY else None,
        compared=compared,
        against_city=compared.against_city if compared else None,
        age_months=age_months(newest, series.as_of),
        is_late=is_late(indicator, newest, series.as_of),
        is_simulated=point.is_simulated,
        is_denominator_estimated=point.is_denominator_estimated,
        is_past_review=indicator.is_past_review(series.as_of),
        attention_order=0.0 if series.deviation else attention_order(indicator, point, standing, change, target),
    )


def _compared(series: SeriesInput) -> ComparedValue | None:
    if series.compared is None:
        return None
    return series.compared.of_city() if series.level is Level.CITY else series.compared.of_comuna(series.area_id)


def age_months(period: Period, as_of: date) -> int:
    """Whole months since the end of a period; 0 while it runs."""
    after = period.next_start
    return max(0, (as_of.year - after.year) * 12 + as_of.month - after.month)


def expected_period(indicator: Indicator, as_of: date) -> Period:
    """The newest period whose value should have arrived: it ended `lag_months` before the day or earlier."""
    months = indicator.frequency.months
    reached = add_months(as_of, -indicator.lag_months)
    running = Period(date(reached.year, (reached.month - 1) // months * months + 1, 1), months)
    return running.shifted(-1)


def is_late(indicator: Indicator, newest: Period, as_of: date) -> bool:
    """Whether at least one value that should have arrived has not. The value is still judged, with its age."""
    return newest.end < expected_period(indicator, as_of).end


def is_too_old(indicator: Indicator, newest: Period, as_of: date) -> bool:
    """Whether the newest value is so old that nothing is said about today: no verdict, status late.

    After the expected lag: four more periods, and never less than six months. So a monthly figure with a
    lag of one month is judged until it is 7 months old, an annual one with a lag of 12 until it is 60: official
    statistics that appear three years after the fact stay on the scorecard with their age in plain words.
    """
    return age_months(newest, as_of) > indicator.lag_months + max(6, 4 * indicator.frequency.months)


def _target(
    series: SeriesInput, own: Points, row: Row, goal: Goal, limits: Limits | None
) -> tuple[TargetVerdict, Status]:
    """The value against the target now, the chance at its date, and the status that follows."""
    indicator, point = series.indicator, row.point
    asked = _asked(indicator, point, goal)
    on_path = goal.trajectory.asked_on(point.period.end)
    chance = forecast(
        indicator,
        series.points,
        goal,
        breaks=series.breaks,
        months=point.period_months,
        widening=series.widening,
    )
    verdict_on_target = TargetVerdict(
        goal=goal,
        is_met_now=meets(indicator.direction, point.value, asked),
        probability=chance.probability,
        method=chance.method.value,
        reason=chance.reason,
        widening=series.widening if chance.method in {Method.LOCAL_LEVEL, Method.DAMPED_TREND} else 1.0,
        assurance=assurance(indicator.direction, limits, goal.value),
        likely_from=chance.likely_from,
        forecast_lower=chance.lower,
        forecast_upper=chance.upper,
        gap=point.value - asked,
        asked_now=None if on_path is None else on_path * _times(indicator, point),
    )
    return verdict_on_target, _status(indicator, own, row, verdict_on_target)


def _asked(indicator: Indicator, point: Point, goal: Goal) -> float:
    """The target for the period of a point: that of a count is per period, so a wider step is asked for more."""
    return goal.value * _times(indicator, point)


def _times(indicator: Indicator, point: Point) -> float:
    """How many of the indicator's own periods a count covers; 1 of everything else."""
    return point.period_months / indicator.frequency.months if indicator.kind is Kind.COUNT else 1.0


def _status(indicator: Indicator, own: Points, row: Row, target: TargetVerdict) -> Status:
    """Met: the value of the target's own last period, or the whole interval on the good side and no doubt ahead.

    The last period is as long as the one that the row shows: three years for a comuna with few deaths. Otherwise the
    chance decides, with the words of METHODS section 18: from 60 % on track, up to 40 % off track, between
    uncertain. Without a chance nothing but the interval is left: met, or no forecast.
    """
    point, goal = row.point, target.goal
    due = due_period(indicator, goal.due_on)
    final = over(indicator, own, Period(add_months(due.next_start, -point.period_months), point.period_months))
    if final:
        return (
            Status.MET if meets(indicator.direction, final.value, _asked(indicator, final, goal)) else Status.OFF_TRACK
        )
    bad_side = point.lower if indicator.direction is Direction.HIGHER else point.upper
    if bad_side is None and indicator.interval in {IntervalMethod.NONE, IntervalMethod.PEOPLE}:
        bad_side = point.value  # a complete count needs no interval; limits over people come with records only
    is_beyond = bad_side is not None and meets(indicator.direction, bad_side, _asked(indicator, point, goal))
    chance = target.probability
    if is_beyond and (chance is None or chance >= ON_TRACK_FROM):
        return Status.MET
    if chance is None:
        return Status.NO_FORECAST
    if chance >= ON_TRACK_FROM:
        return Status.ON_TRACK
    return Status.OFF_TRACK if chance <= OFF_TRACK_TO else Status.UNCERTAIN


def standing_of(status: Status, change: Change) -> Standing:
    """The group of the first five seconds: a bad signal outranks a good status, doubt or no forecast a good signal."""
    if status in {Status.NOT_COLLECTED, Status.LATE, Status.SUPPRESSED, Status.TOO_FEW, Status.NOT_APPLICABLE}:
        return Standing.NO_VERDICT
    if status is Status.OFF_TRACK or change is Change.WORSENING:
        return Standing.ATTENTION
    if status is Status.UNCERTAIN:
        return Standing.UNCERTAIN
    if status is Status.NO_FORECAST:
        return Standing.NO_VERDICT
    if status in {Status.MET, Status.ON_TRACK} or change is Change.IMPROVING:
        return Standing.GOOD
    return Standing.STEADY


def attention_order(
    indicator: Indicator, point: Point, standing: Standing, change: ChangeVerdict, target: TargetVerdict | None
) -> float:
    """Size x certainty x people affected, 0 or more; only rows that need attention or are uncertain have any.

    Size: how far on the bad side of the target, or how far from the mean of its control chart (or five times
    the yearly slope) a worsening row is, as a share of that target or mean, at most 1. Certainty: 1 minus the chance
    of the target, 0.998 for a signal, 0.5 without either. People: log10(10 + denominator), of a count its
    numerator, so that ten times the people weigh one step more. The larger of target and signal counts.
    """
    if standing not in {Standing.ATTENTION, Standing.UNCERTAIN}:
        return 0.0
    worth = [0.0]
    if target is not None:
        bad = target.gap if indicator.direction is Direction.LOWER else -target.gap
        chance = 0.5 if target.probability is None else 1 - target.probability
        worth.append(_share(bad, point.value - target.gap) * chance)
    if change.change is Change.WORSENING:
        if change.limits is not None:
            moved = _share(abs(point.value - change.limits.mean), change.limits.mean)
        else:
            moved = _share(5 * abs(change.slope_per_year or 0.0), point.value)
        worth.append(moved * _SIGNAL_CERTAINTY)
    people = point.numerator if indicator.kind is Kind.COUNT else point.denominator
    return max(worth) * math.log10(10 + (people or 0.0))


def _share(part: float, whole: float) -> float:
    """Part of a whole between 0 and 1; anything of nothing is 1."""
    return 0.0 if part <= 0 else min(part / whole, 1.0) if whole > 0 else 1.0
