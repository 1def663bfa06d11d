"""What is asked for, and in which months what is planted happens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from bahealth.catalog.periods import add_months
from bahealth.errors import Refusal
from bahealth.simulate.assumptions import Planted
from bahealth.simulate.draw import day_number

_PREGNANCY_DAYS: Final = 286
_LARGEST: Final = 2.0
_SHORTEST: Final = 24
_LONGEST: Final = 240


@dataclass(frozen=True)
class Plan:
    """One simulation: `scale` x the city's people for `months` months, the last of which is that of `last`."""

    seed: int
    scale: float
    months: int
    last: date
    planted: Planted

    def __post_init__(self) -> None:
        if not 0 < self.scale <= _LARGEST:
            raise Refusal("The scale lies above 0 and is 2 at most: 1 is the whole city")
        if not _SHORTEST <= self.months <= _LONGEST:
            raise Refusal("A simulation has 24 to 240 months")
        if not 0 <= self.seed < 1 << 32:
            raise Refusal("The seed is a whole number from 0 to 4,294,967,295")

    @cached_property
    def first(self) -> date:
        """First day of the first month."""
        return add_months(self.last, 1 - self.months)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Day number of the first day of each month, and of the day after the last."""
        return tuple(day_number(add_months(self.first, number)) for number in range(self.months + 1))

    @property
    def start(self) -> int:
        """Number of the first day."""
        return self.starts[0]

    @property
    def end(self) -> int:
        """Number of the day after the last one."""
        return self.starts[-1]

    @property
    def horizon(self) -> int:
        """People live on until here, so that pregnancies under way at the end are known."""
        return self.end + _PREGNANCY_DAYS

    def month(self, number: int) -> date:
        """First day of a month, counted from 0."""
        return add_months(self.first, number)

    def months_back(self, count: int) -> date:
        """The month `count` before the last; in a short simulation not before the middle of what can be measured."""
        return add_months(self.last, -min(count, (self.months - 12) // 2))

    @cached_property
    def adherence_from(self) -> date:
        """Month of first birthday from which children of the planted comunas keep their schedule better."""
        return self.months_back(self.planted.adherence_months)

    @cached_property
    def adherence_born_from(self) -> int:
        """Number of the day of birth from which they do."""
        return day_number(add_months(self.adherence_from, -12))

    @cached_property
    def first_check_up_from(self) -> date:
        """Month of birth from which more children have their first check-up by the 14th day."""
        return self.months_back(self.planted.first_check_up_months)

    @cached_property
    def new_centre_from(self) -> date:
        """Month in which the new centre opens."""
        return self.months_back(self.planted.new_centre_months)

    @cached_property
    def late_months(self) -> tuple[date, ...]:
        """Months of which a share of one hospital's visits arrives a month late."""
        return tuple(sorted({self.months_back(count) for count in self.planted.late_months}))

    @cached_property
    def coding_from(self) -> date:
        """Month from which one hospital codes otherwise."""
        return self.months_back(self.planted.coding_months)
