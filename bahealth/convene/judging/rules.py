"""Whether an indicator moved after a commitment was done: by the rules of every verdict, never as proof of cause."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bahealth.assess.change import LOCKED_AT, TRIAL_BELOW, change_after, change_verdict
from bahealth.assess.model import Change, Point, Verdict
from bahealth.assess.season import YEARS_NEEDED
from bahealth.catalog.model import Direction, Frequency, Indicator
from bahealth.catalog.periods import add_months
from bahealth.convene.model import Outcome
from bahealth.frozen import Frozen

_OUTCOME: Final = {Change.IMPROVING: Outcome.MOVED, Change.WORSENING: Outcome.WORSE}
_SIGNALS: Final = frozenset(_OUTCOME)


class Judgement(Frozen):
    """What was said of a commitment at its effect date, and on what. Values in the indicator's unit.

    `expected` is the size that was promised, the good way positive; `seen` the difference of the means after and
    before, likewise.
    """

    outcome: Outcome
    done_on: date
    effect_on: date
    before_count: int
    after_count: int
    before_mean: float | None = None
    after_mean: float | None = None
    expected: float | None = None
    seen: float | None = None


def judge(
    indicator: Indicator,
    points: Sequence[Point],
    *,
    done_on: date,
    effect_on: date,
    verdict_then: Verdict | None = None,
    verdict_now: Verdict | None = None,
    expected: float | None = None,
) -> Judgement:
    """Whether the series moved beyond chance between the day on which it was done and its effect date.

    Periods that ended before that day are the reference; those that began after it, up to the first that ends on the
    effect date or later, are held against it. Months and quarters: the control chart of every verdict, with limits
    from the reference alone (the last 24 points, of a seasonal series three years; fewer than 12 cannot tell). The
    signal must stand at the last point and come from the periods after the deed alone; what was moving that way already
    when it was done cannot be told apart.
    Years: the five-point trend of the verdict then and now; only a trend that was not there then counts.
    """
    own = [one for one in points if one.period_months == indicator.frequency.months]
    before = [one for one in own if one.period.end < done_on]
    after = _until(effect_on, [one for one in own if one.period_start > done_on])
    if indicator.direction is Direction.NEUTRAL or not after:
        outcome = Outcome.CANNOT_TELL
    elif indicator.frequency is Frequency.YEAR:
        outcome = _annual(verdict_then, verdict_now)
    else:
        outcome = _charted(indicator, before, after)
    means = _mean(before[-_reference_count(indicator) :]), _mean(after)
    sign = -1 if indicator.direction is Direction.LOWER else 1
    return Judgement(
        outcome=outcome,
        done_on=done_on,
        effect_on=effect_on,
        before_count=len(before),
        after_count=len(after),
        before_mean=means[0],
        after_mean=means[1],
        expected=expected,
        seen=None if means[0] is None or means[1] is None else sign * (means[1] - means[0]),
    )


def is_judgeable(indicator: Indicator, points: Sequence[Point], effect_on: date, *, as_of: date) -> bool:
    """Whether a release knows the effect date: a period that ends on it or later, or none came in time.

    In time is until the lag of the indicator and two more periods have passed since the month of the effect date; then
    it is judged with what is there.
    """
    own = [one for one in points if one.period_months == indicator.frequency.months]
    if any(one.period.end >= effect_on for one in own):
        return as_of >= effect_on
    return as_of >= add_months(effect_on, indicator.lag_months + 2 * indicator.frequency.months)


def _until(effect_on: date, after: Sequence[Point]) -> list[Point]:
    reached = [place for place, one in enumerate(after) if one.period.end >= effect_on]
    return list(after[: reached[0] + 1] if reached else after)


def _fewest(indicator: Indicator) -> int:
    return 12 // indicator.frequency.months * YEARS_NEEDED if indicator.is_seasonal else TRIAL_BELOW


def _reference_count(indicator: Indicator) -> int:
    season = 12 // indicator.frequency.months
    return max(LOCKED_AT, season * YEARS_NEEDED) if indicator.is_seasonal else LOCKED_AT


def _charted(indicator: Indicator, before: Sequence[Point], after: Sequence[Point]) -> Outcome:
    reference = before[-_reference_count(indicator) :]
    if len(reference) < _fewest(indicator):
        return Outcome.CANNOT_TELL
    change = change_after(indicator, reference, after)
    if change not in _SIGNALS:
        return Outcome.NO_SIGNAL if change is Change.NO_SIGNAL else Outcome.CANNOT_TELL
    was_moving = change_verdict(indicator, reference)[0].change is change
    return Outcome.CANNOT_TELL if was_moving else _OUTCOME[change]


def _annual(then: Verdict | None, now: Verdict | None) -> Outcome:
    if now is None or now.change.change is Change.CANNOT_TELL:
        return Outcome.CANNOT_TELL
    if now.change.change not in _SIGNALS:
        return Outcome.NO_SIGNAL
    if then is None or then.change.change in {now.change.change, Change.CANNOT_TELL}:
        return Outcome.CANNOT_TELL
    return _OUTCOME[now.change.change]


def _mean(points: Sequence[Point]) -> float | None:
    return sum(one.value for one in points) / len(points) if points else None
