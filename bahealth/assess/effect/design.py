"""The shape that an effect is expected to have in time, fixed before anyone looks (METHODS section 17)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

FEWEST: Final = 8  # periods on each side; 12 are better
FEWEST_BEFORE_WITH_SEASON: Final = 24
_YEAR: Final = 12


class Shape(StrEnum):
    """How an effect comes."""

    STEP = "step"  # at once, and it stays
    SLOPE = "slope"  # it grows month by month
    DELAYED = "delayed"  # a step, some months after the change


@dataclass(frozen=True, slots=True)
class Design:
    """Which periods count and how far each is exposed. Places count the periods of the series from 0.

    `changed`: the period in which the change falls. `opening`: periods from then on that are left out, while people
    find their way; `ahead`: periods before it that are left out, because people knew of it. `delay` is of a delayed
    step. `months`: length of a period.
    """

    changed: int
    shape: Shape = Shape.STEP
    opening: int = 0
    ahead: int = 0
    delay: int = 0
    months: int = 1

    @property
    def settled(self) -> int:
        """The first period that counts as after."""
        return self.changed + self.opening + (self.delay if self.shape is Shape.DELAYED else 0)

    def before(self, count: int) -> Flags:
        """Periods that count as before."""
        return np.arange(count) < self.changed - self.ahead

    def after(self, count: int) -> Flags:
        """Periods that count as after."""
        return np.arange(count) >= self.settled

    def kept(self, count: int) -> Flags:
        """Periods that count at all."""
        return self.before(count) | self.after(count)

    def exposure(self, count: int) -> Numbers:
        """0 before; 1 after a step. Of a slope the years since the change settled: its effect is that after a year."""
        after = self.after(count).astype(np.float64)
        if self.shape is not Shape.SLOPE:
            return after
        since = (np.arange(count) - self.settled + 1) * self.months / _YEAR
        return after * since
