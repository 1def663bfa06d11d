"""Charts of the time between rare events (METHODS section 6): near zero a chart of counts sees nothing.

Variants: Nelson's (1994) t chart, individuals of days^(1/3.6), which are nearly normal where events come at random; the
g chart for whole periods without an event, geometric, mean + 3 standard deviations. More events mean fewer days.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bahealth.assess.model import Point, Rule
from bahealth.assess.xmr import Process, Signal, holds_strictly, last_signal, process_of

Numbers: TypeAlias = NDArray[np.float64]

POWER: Final = 1 / 3.6
FEWEST_INTERVALS: Final = 12
LOCKED_AT: Final = 24  # intervals that set the limits
MOST_A_PERIOD: Final = 0.75  # events a period on average: with more of them, several share one period by construction


def event_days(points: Sequence[Point]) -> list[date]:
    """Days of the events of a series of counts, placed evenly within the period in which they were counted."""
    found: list[date] = []
    for one in points:
        count = round(one.numerator if one.numerator is not None else one.value)
        length = (one.period.next_start - one.period_start).days
        found += [one.period_start + timedelta(days=int(length * (place + 0.5) / count)) for place in range(count)]
    return found


def days_between(days: Sequence[date]) -> Numbers:
    """Days from each event to the next; two on one day are half a day apart."""
    return np.array([max((b - a).days, 0.5) for a, b in pairwise(days)])


def t_chart(between: Numbers) -> tuple[Numbers, Process]:
    """Times between events on the scale on which they are charted, and their limits from the first 24."""
    values = between**POWER
    return values, process_of(values[:LOCKED_AT])


def rarer_or_more_often(between: Numbers) -> tuple[Signal, bool] | None:
    """What the t chart says at the last event: +1 fewer events, -1 more, and whether it holds strictly.

    None without a signal or on too few.

    Only a point beyond a limit and seven on one side count: the other two rules more than double the false alarms
    here, where several events share one month (`bench.verdicts`).
    """
    if len(between) < FEWEST_INTERVALS:
        return None
    values, process = t_chart(between)
    if not process.moving_range > 0:
        return None
    signal = last_signal(values, process, frozenset({Rule.BEYOND_LIMIT, Rule.RUN_OF_SEVEN}))
    return (signal, holds_strictly(values, process, signal.sign)) if signal else None


def g_chart(periods_without: Sequence[int]) -> tuple[float, float]:
    """Mean and upper limit of the number of whole periods without an event; there is no lower limit."""
    mean = sum(periods_without) / len(periods_without)
    return mean, mean + 3 * math.sqrt(mean * (mean + 1))
