"""What a target asks on a day between the end of its baseline and the day it is due."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bahealth.catalog.model import Direction
from bahealth.frozen import Frozen

_ROUNDING = 1e-9  # in the unit: less than any value that is shown


class Path(StrEnum):
    """How the target is approached between the end of the baseline and the day it is due."""

    STRAIGHT = "straight"  # the same amount each month
    STEPPED = "stepped"  # each milestone holds from its day until the next one's
    CUSTOM = "custom"  # straight between milestones


class Milestone(Frozen):
    """What the path asks on a day between baseline and due date, in the indicator's unit."""

    on: date
    value: float


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A way from a baseline to a target; `baseline_on` is the last day of the baseline, values in the unit."""

    baseline_on: date
    baseline_value: float
    value: float
    due_on: date
    path: Path = Path.STRAIGHT
    milestones: Sequence[Milestone] = ()

    def asked_on(self, day: date) -> float | None:
        """What is asked at the end of a day: None before the baseline ends, the target itself from its day on."""
        if day < self.baseline_on:
            return None
        if day >= self.due_on:
            return self.value
        corners = self._corners()
        place = max(one for one, corner in enumerate(corners) if corner.on <= day)
        last, following = corners[place], corners[place + 1]
        if self.path is Path.STEPPED:
            return last.value
        share = (_months(day) - _months(last.on)) / (_months(following.on) - _months(last.on))
        return last.value + share * (following.value - last.value)

    def _corners(self) -> list[Milestone]:
        between = () if self.path is Path.STRAIGHT else self.milestones
        first, last = (
            Milestone(on=self.baseline_on, value=self.baseline_value),
            Milestone(on=self.due_on, value=self.value),
        )
        return [first, *between, last]

    @property
    def turns(self) -> list[date]:
        """Days on which the path may turn or step, and those before them: between them it is straight."""
        days = {one.on for one in self._corners()}
        return sorted(days | {one - timedelta(days=1) for one in days if one > self.baseline_on})


def _months(day: date) -> float:
    """Months since year 0 at the end of a day, so that ends of months lie one apart."""
    return 12 * day.year + day.month - 1 + day.day / calendar.monthrange(day.year, day.month)[1]


def is_loosening(old: Trajectory, new: Trajectory, direction: Direction) -> bool:
    """Whether the new one asks less at the end, or no more but later, or less on any day that both speak of."""
    if asks_less(new.value, old.value, direction):
        return True
    if new.due_on > old.due_on and not asks_less(old.value, new.value, direction):
        return True
    return any(asks_less(ours, theirs, direction) for ours, theirs in _together(new, old, [*old.turns, *new.turns]))


def _together(new: Trajectory, old: Trajectory, days: Iterable[date]) -> Iterable[tuple[float, float]]:
    for day in days:
        ours, theirs = new.asked_on(day), old.asked_on(day)
        if ours is not None and theirs is not None:
            yield ours, theirs


def asks_less(value: float, than: float, direction: Direction) -> bool:
    """Whether a value is easier to reach than another one."""
    return value < than - _ROUNDING if direction is Direction.HIGHER else value > than + _ROUNDING


def a_year_before(day: date) -> date:
    """The same day of the year before; of 29 February the 28th."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)
