"""Periods: a first day and a number of whole months."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

_YEAR = re.compile(r"^(\d{4})$", re.ASCII)
_QUARTER = re.compile(r"^(\d{4})-Q([1-4])$", re.ASCII)
_MONTH = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$", re.ASCII)
_YEARS = re.compile(r"^(\d{4})/(\d{4})$", re.ASCII)
_MONTHS = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])/(\d{4})-(0[1-9]|1[0-2])$", re.ASCII)


def add_months(day: date, months: int) -> date:
    """First day of the month that lies `months` after the month of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """What a value is about: `months` whole months from `start` (always the first of a month)."""

    start: date
    months: int

    def __post_init__(self) -> None:
        if self.start.day != 1 or self.months < 1:
            message = f"not a period: {self.start} + {self.months} months"
            raise ValueError(message)

    @classmethod
    def parse(cls, key: str) -> Self:
        """Read `2023`, `2023-Q2`, `2023-04`, `2021/2023` (years) or `2022-05/2023-04` (months)."""
        key = key.strip()
        if match := _YEAR.match(key):
            return cls(date(int(match[1]), 1, 1), 12)
        if match := _QUARTER.match(key):
            return cls(date(int(match[1]), int(match[2]) * 3 - 2, 1), 3)
        if match := _MONTH.match(key):
            return cls(date(int(match[1]), int(match[2]), 1), 1)
        if match := _YEARS.match(key):
            return cls(date(int(match[1]), 1, 1), 12 * (int(match[2]) - int(match[1]) + 1))
        if match := _MONTHS.match(key):
            first, last = date(int(match[1]), int(match[2]), 1), date(int(match[3]), int(match[4]), 1)
            return cls(first, (last.year - first.year) * 12 + last.month - first.month + 1)
        message = f"not a period: {key!r}"
        raise ValueError(message)

    @property
    def next_start(self) -> date:
        """The first day after the period."""
        return add_months(self.start, self.months)

    @property
    def end(self) -> date:
        """The last day of the period."""
        return self.next_start - timedelta(days=1)

    @property
    def key(self) -> str:
        """The text that `parse` reads back."""
        last = add_months(self.start, self.months - 1)
        if self.start.month == 1 and self.months % 12 == 0:
            return f"{self.start.year}" if self.months == 12 else f"{self.start.year}/{last.year}"
        if self.months == 1:
            return f"{self.start:%Y-%m}"
        if self.months == 3 and self.start.month % 3 == 1:
            return f"{self.start.year}-Q{self.start.month // 3 + 1}"
        return f"{self.start:%Y-%m}/{last:%Y-%m}"

    def shifted(self, count: int) -> Period:
        """The period `count` periods later (earlier when negative)."""
        return Period(add_months(self.start, count * self.months), self.months)
