"""What is to be expected of a simulated city: shares of a schedule, and what luck did in a month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from bahealth.catalog.model import Schedule
from bahealth.simulate.childhood import check_up_ages, counted
from bahealth.simulate.draw import day_number, stream
from bahealth.simulate.months import Delivered
from bahealth.simulate.planned import child_habits
from bahealth.simulate.published import COMUNAS
from bahealth.simulate.setting import Setting

CHILDREN: Final = 100_000
"""Children with whom the expected share of a schedule is worked out; its standard error is at most 0.16 points."""
_BIRTHDAY: Final = 365
_SIX: Final = 6


@dataclass
class Tally:
    """What is counted while the months are drawn."""

    sent_home: list[int] = field(default_factory=list[int])
    returned: list[int] = field(default_factory=list[int])
    held_back: int = 0
    coded: int = 0
    coded_before: float = 0.0
    coded_after: float = 0.0

    def add(self, month: Delivered) -> None:
        """Count one month."""
        self.sent_home.append(month.returns.sent_home)
        self.returned.append(month.returns.returned)
        self.held_back += month.held_back
        self.coded += month.coding.visits
        self.coded_before += month.coding.before
        self.coded_after += month.coding.after

    def luck(self, chance: float) -> tuple[int, float]:
        """The month of the second half whose draw lies farthest from what was expected, in standard deviations."""
        sent, back = np.array(self.sent_home), np.array(self.returned)
        distance = (back - sent * chance) / np.sqrt(np.maximum(sent, 1) * chance * (1 - chance))
        distance[: len(distance) // 2] = 0
        number = int(np.argmax(np.abs(distance)))
        return number, float(distance[number])


def expected_share(
    setting: Setting, schedule: Schedule, born: int, comuna: str, *, required: int | None = None
) -> float:
    """Percent of coming children of a birth day who have six check-ups by the first birthday.

    With `required`, percent who reach that number by the schedule's own count. Worked out with `CHILDREN` children.
    """
    days = np.full(CHILDREN, born, dtype=np.int32)
    habits = child_habits(setting.plan, setting.assumed, days, np.full(CHILDREN, COMUNAS.index(comuna), dtype=np.int16))
    in_hospital = np.full(CHILDREN, 2, dtype=np.int32)
    random = stream(setting.plan.seed, "expected")
    ages = check_up_ages(random, setting.assumed.check_ups, schedule, in_hospital, habits)
    if required is None:
        return float((counted(ages, _BIRTHDAY, schedule.days_apart) >= _SIX).mean() * 100)
    count = counted(ages, _BIRTHDAY, schedule.days_apart, schedule.newborn_days, schedule.newborn_days_apart)
    return float((count >= required).mean() * 100)


def schedule_of(schedules: Sequence[Schedule], born: int) -> Schedule:
    """The schedule of children born on a day."""
    return max((one for one in schedules if day_number(one.first_born_on) <= born), key=lambda one: one.first_born_on)
