"""For which months a measure is given: the same for every rival."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bahealth.catalog.periods import add_months

DELAY = 30  # reporting delay D in days
SAME_DAY = 0


@dataclass(frozen=True)
class Observed:
    """From the first day of the first month (S) to the last day of the last month (H) that has visits and is over."""

    first: date
    last: date

    @classmethod
    def of_visits(cls, first: date, last: date, today: date) -> Observed:
        """What visits from `first` to `last` show on the day `today`."""
        end = add_months(last, 1) - timedelta(days=1)
        return cls(first.replace(day=1), end if end < today else last.replace(day=1) - timedelta(days=1))

    def months(self, *, delay: int = SAME_DAY, days_before: int = 0, months_before: int = 0) -> list[date]:
        """Months whose last day lies `delay` days before H or earlier, and which look no further back than S."""
        month, found = self.first, []
        while month_end(month) + timedelta(days=delay) <= self.last:
            if month - timedelta(days=days_before) >= self.first <= add_months(month, -months_before):
                found.append(month)
            month = add_months(month, 1)
        return found

    def months_of_age(self, age: int) -> list[date]:
        """Months of birth whose youngest child has been followed to `age` months, and D days more."""
        ages = ((month, day_of_age(month_end(month), age)) for month in self.months())
        return [month for month, day in ages if day + timedelta(days=DELAY) <= self.last]


def month_end(month: date) -> date:
    """The last day of the month."""
    return add_months(month, 1) - timedelta(days=1)


def day_of_age(born: date, age: int) -> date:
    """The day on which a child is `age` months old; the last day of a shorter month."""
    month = add_months(born, age)
    return month.replace(day=min(born.day, month_end(month).day))
