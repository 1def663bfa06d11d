"""What the local level says about a period ahead, or about several together of which some are known (METHODS 18).

A target of a year that is made of months is the mean of twelve: those already known stand fixed, only the others are
forecast. The mean of m values ahead of a local level is level + steps + noise, of which the variance is written down
here; simulating paths and adding them up, as METHODS describes it, gives the same, and a test does so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from bahealth.assess.local_level import LocalLevel
from bahealth.assess.season import unlink
from bahealth.catalog.model import Direction, Indicator, Kind

Numbers: TypeAlias = NDArray[np.float64]

_REACH: Final = float(ndtri(0.90))  # 80 % limits
DAMPING: Final = 0.9  # what is left of a trend's step in each further one
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Ahead:
    """A fitted series, and how many of its periods together a target is about.

    `people` are those of the last year's periods; a count has 1 for its people, and where people are unknown each
    period weighs the same and steps of single events are not known. `fixed`: people and value of the newest periods
    in a row without a gap, newest last, in the unit; where a window needs more, none of it is taken as known.
    `effects` are those of the season on the model's scale, by place. `half` is half an event in one period, in the
    unit. `widening` makes every standard deviation larger. `drift` is a trend per period on the model's scale that goes
    on, each step 0.9 of the one before.
    """

    indicator: Indicator
    model: LocalLevel
    last_place: int
    effects: Numbers
    people: Sequence[float]
    has_people: bool
    fixed: Sequence[tuple[float, float]]
    half: float
    span: int
    widening: float
    drift: float = 0.0

    def chance(self, target: float, step: int) -> float:
        """Probability that the mean of the `span` periods that end `step` periods ahead meets the target."""
        count, deviation, shift = self._of(step)
        level = self.model.level + shift
        rest = self._rest(target, count)
        edge = scaled(self.indicator, rest, self.half / count)
        if deviation <= 0:
            is_above = level >= edge if self.indicator.direction is Direction.HIGHER else level <= edge
            return float(is_above)
        chance = float(ndtr((level - edge) / deviation))
        return chance if self.indicator.direction is Direction.HIGHER else 1 - chance

    def limits(self, step: int) -> tuple[float, float]:
        """80 % limits of that mean, in the unit."""
        count, deviation, shift = self._of(step)
        total, known, ahead = self._weights(count)
        middle = self.model.level + shift
        ends = (unlink(self.indicator, middle + sign * _REACH * deviation) for sign in (-1, 1))
        lower, upper = ((known + ahead * one) / total for one in ends)
        return lower, upper

    def _of(self, step: int) -> tuple[int, float, float]:
        """How many periods are still ahead, the standard deviation of their mean, and their season and trend."""
        count = step if 0 < self.span - step <= len(self.fixed) else self.span
        first = step - count + 1
        places = np.arange(first, step + 1)
        # Mean over i, j of min(i, j): the level's steps up to the earlier of two periods are in both.
        shared = first - 1 + (count + 1) * (2 * count + 1) / (6 * count)
        variance = self.model.level_variance + shared * self.model.step_variance + self.model.noise_variance / count
        shift = float(self.effects[(self.last_place + places) % len(self.effects)].mean())
        if self.drift:
            shift += self.drift * float((DAMPING * (1 - DAMPING**places) / (1 - DAMPING)).mean())
        return count, self.widening * math.sqrt(max(variance, 0.0)), shift

    def _weights(self, count: int) -> tuple[float, float, float]:
        """Weight of all periods, the known ones' sum of value x weight, and the weight of those ahead."""
        ahead = count * sum(self.people) / len(self.people)
        fixed = self.fixed[len(self.fixed) - (self.span - count) :] if count < self.span else ()
        return sum(n for n, _ in fixed) + ahead, sum(n * value for n, value in fixed), ahead

    def _rest(self, target: float, count: int) -> float:
        """What the periods ahead must reach so that all together meet the target, in the unit."""
        total, known, ahead = self._weights(count)
        if count < self.span:
            return (self._edge(target, [total]) * total - known) / ahead
        return self._edge(target, [self.span * one for one in self.people])

    def _edge(self, target: float, people: Sequence[float]) -> float:
        """Half way between the last number of events that misses the target and the first that meets it, in the unit.

        A share or rate of n people, or a count over n periods, can only take steps of one event: 80 % of 150 is met
        from 120 on, so the edge is 119.5; 80.5 % of them from 121 on, so it is 120.5. The mean over the `people`.
        """
        if not self.has_people:
            return target
        unit = [(1.0 if self.indicator.kind is Kind.COUNT else self.indicator.multiplier) / n for n in people]
        if self.indicator.direction is Direction.HIGHER:
            steps = [one * (math.ceil(target / one - _ROUNDING) - 0.5) for one in unit]
        else:
            steps = [one * (math.floor(target / one + _ROUNDING) + 0.5) for one in unit]
        return sum(steps) / len(steps)


def scaled(indicator: Indicator, edge: float, half: float) -> float:
    """An edge on the model's scale, on which n people's share is logit((k + .5) / (n + 1)); `half` in the unit."""
    if indicator.kind is Kind.PROPORTION:
        odds = (edge + half, indicator.multiplier - edge + half)
    else:
        odds = (edge + half, 1.0)
    if odds[0] <= 0:
        return -math.inf
    return math.inf if odds[1] <= 0 else math.log(odds[0] / odds[1])
