"""XmR control charts and the four rules of Making Data Count (METHODS section 6).

Variant: screening of moving ranges is off unless asked for, as in the NHS England Excel tool; the R
package NHSRplotthedots has it on. Limits are computed unclipped; a chart may clip what it draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bahealth.assess.model import Rule

Numbers: TypeAlias = NDArray[np.float64]
Signs: TypeAlias = NDArray[np.int_]

LIMIT = 2.66  # 3 / 1.128, the mean of a range of two normal values in standard deviations
OUTER_THIRD = LIMIT * 2 / 3  # "near the limit"
SCREEN = 3.267  # upper limit of the moving range
RUN = 7
STRICT_LIMIT = LIMIT * 4 / 3  # four standard deviations
STRICT_RUN = 10


@dataclass(frozen=True, slots=True)
class Process:
    """Mean of a baseline and the mean of its moving ranges, both in the unit of the values."""

    mean: float
    moving_range: float

    @property
    def lower(self) -> float:
        """Lower natural process limit."""
        return self.mean - LIMIT * self.moving_range

    @property
    def upper(self) -> float:
        """Upper natural process limit."""
        return self.mean + LIMIT * self.moving_range


def process_of(values: Numbers, adjacent: NDArray[np.bool_] | None = None, *, screening: bool = False) -> Process:
    """Mean and mean moving range of a baseline of two or more points.

    `adjacent[i]` says that point i+1 follows point i without a gap; ranges over gaps are left out. With
    `screening`, ranges of 3.267 mean ranges or more are dropped and their mean made once more.
    """
    ranges = np.abs(np.diff(values))
    if adjacent is not None:
        ranges = ranges[adjacent]
    if not len(ranges):
        return Process(float(values.mean()), float("nan"))
    mean_range = float(ranges.mean())
    if screening:
        kept = ranges[ranges < SCREEN * mean_range]
        mean_range = float(kept.mean()) if len(kept) else mean_range
    return Process(float(values.mean()), mean_range)


def beyond_limits(values: Numbers, process: Process) -> Signs:
    """+1 above the upper, -1 below the lower limit, else 0. A point on a limit is within."""
    return (values > process.upper).astype(int) - (values < process.lower).astype(int)


def _windows(signs: Signs, size: int) -> Signs:
    """Sum of `size` signs ending at each place; 0 where the window is not full."""
    total = np.concatenate(([0], np.cumsum(signs)))
    sums = np.zeros(len(signs), int)
    if len(signs) >= size:
        sums[size - 1 :] = total[size:] - total[:-size]
    return sums


def runs_of_seven(values: Numbers, process: Process) -> Signs:
    """+1 or -1 where a seventh (or later) point in a row lies on one side; on the mean breaks the run."""
    sums = _windows(np.sign(values - process.mean).astype(int), RUN)
    return (sums == RUN).astype(int) - (sums == -RUN).astype(int)


def trends_of_seven(values: Numbers) -> Signs:
    """+1 or -1 where a seventh (or later) point is above, or below, the one before; a tie breaks it."""
    sums = _windows(np.concatenate(([0], np.sign(np.diff(values)).astype(int))), RUN - 1)
    return (sums == RUN - 1).astype(int) - (sums == 1 - RUN).astype(int)


def outer_third(values: Numbers, process: Process) -> Signs:
    """+1 or -1 where a point is beyond mean +/- 1.773 mean moving ranges."""
    reach = OUTER_THIRD * process.moving_range
    return (values > process.mean + reach).astype(int) - (values < process.mean - reach).astype(int)


def twos_of_three(values: Numbers, process: Process) -> Signs:
    """+1 or -1 at the end of three points on one side of which two or more are in the outer third."""
    side = _windows(np.sign(values - process.mean).astype(int), 3)
    outer = _windows(outer_third(values, process), 3)
    return ((side == 3) & (outer >= 2)).astype(int) - ((side == -3) & (outer <= -2)).astype(int)


def special_points(values: Numbers, process: Process, rules: frozenset[Rule] = frozenset(Rule)) -> NDArray[np.bool_]:
    """Points that a rule marks: all seven of a run or trend, only the outer ones of two of three."""
    marked = np.zeros(len(values), bool)
    if Rule.BEYOND_LIMIT in rules:
        marked |= beyond_limits(values, process) != 0
    for rule, ends in (
        (Rule.RUN_OF_SEVEN, runs_of_seven(values, process)),
        (Rule.TREND_OF_SEVEN, trends_of_seven(values)),
    ):
        for end in np.flatnonzero(ends) if rule in rules else ():
            marked[end - RUN + 1 : end + 1] = True
    outer = outer_third(values, process) != 0
    for end in np.flatnonzero(twos_of_three(values, process)) if Rule.TWO_OF_THREE in rules else ():
        marked[end - 2 : end + 1] |= outer[end - 2 : end + 1]
    return marked


@dataclass(frozen=True, slots=True)
class Signal:
    """Special cause at the last point: which rule names it, which way, and at which place it began."""

    rule: Rule
    sign: int
    start: int


def last_signal(values: Numbers, process: Process, rules: frozenset[Rule] = frozenset(Rule)) -> Signal | None:
    """What the rules say about the last point, or None.

    If several hold, the label follows the order beyond, trend, two of three, run; the signal began at
    the earliest point of all that hold in the same direction. The direction of a trend is its own; that
    of every other rule is the side of the mean. Two of three counts where its three points end with the last one,
    which need not itself be in the outer third: NHSRplotthedots, which names a chart by the mark of its last point,
    says nothing then, and sees a share that rises from 80 to 87 % by month 3 in 64 % of runs instead of 66 %.
    """
    last = len(values) - 1
    side = np.sign(values - process.mean).astype(int)
    beyond = beyond_limits(values, process)
    outer = outer_third(values, process)
    steps = np.sign(np.diff(values)).astype(int)
    found: list[Signal] = []
    if beyond[last]:
        found.append(Signal(Rule.BEYOND_LIMIT, int(beyond[last]), _first_alike(beyond)))
    if sign := int(trends_of_seven(values)[last]):
        found.append(Signal(Rule.TREND_OF_SEVEN, sign, _first_alike(steps)))
    if sign := int(twos_of_three(values, process)[last]):
        start = last - 2 if outer[last - 2] else last - 1
        found.append(Signal(Rule.TWO_OF_THREE, sign, start))
    if sign := int(runs_of_seven(values, process)[last]):
        found.append(Signal(Rule.RUN_OF_SEVEN, sign, _first_alike(side)))
    found = [one for one in found if one.rule in rules]
    if not found:
        return None
    label = found[0]
    return Signal(label.rule, label.sign, min(one.start for one in found if one.sign == label.sign))


def holds_strictly(values: Numbers, process: Process, sign: int) -> bool:
    """Whether the last point is beyond four standard deviations on that side, or the tenth in a row there.

    For signals found among many rows at once (docs/methods.md, section 6).
    """
    away = sign * (values - process.mean)
    is_far = bool(away[-1] > STRICT_LIMIT * process.moving_range)
    return is_far or (len(away) >= STRICT_RUN and bool((away[-STRICT_RUN:] > 0).all()))


def _first_alike(signs: Signs) -> int:
    """Place at which the unbroken stretch of equal signs that ends last began."""
    different = np.flatnonzero(signs != signs[-1])
    return int(different[-1]) + 1 if len(different) else 0


def lag_one_autocorrelation(values: Numbers) -> float:
    """Correlation of each point with the next about the common mean; 0 for a constant series."""
    deviations = values - values.mean()
    spread = float(deviations @ deviations)
    return float(deviations[1:] @ deviations[:-1]) / spread if spread > 0 else 0.0
