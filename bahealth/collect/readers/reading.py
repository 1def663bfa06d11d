"""What a reader gives back: observations with the place where each stands, and problems with theirs."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from bahealth.catalog.periods import Period
from bahealth.cells import is_number
from bahealth.collect.model import Observation, Problem
from bahealth.collect.rules import LARGEST
from bahealth.collect.table import plain
from bahealth.i18n import N_

CABA: Final = "ciudad autonoma de buenos aires"
CITY: Final = "city"
MAX_LISTED: Final = 1000  # problems that a person is shown; nothing is looked at after one more
_COMUNA: Final = re.compile(r"0*([1-9]|1[0-5])")
_FOUR_DIGITS: Final = re.compile(r"(?<!\d)((?:19|20)[0-9]{2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Found:
    """An observation and where it stands; `row` is None when it sums many rows."""

    observation: Observation
    file: str
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything in one or more files."""

    found: tuple[Found, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def observations(self) -> tuple[Observation, ...]:
        """Without their places."""
        return tuple(one.observation for one in self.found)

    def __add__(self, other: Reading) -> Reading:
        return Reading(self.found + other.found, self.problems + other.problems)


class TooManyProblemsError(Exception):
    """More than a person can mend one by one; carries what was gathered until then."""

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self.reading = reading


@dataclass
class Page:
    """One table while it is read: what was found so far and what is wrong with it."""

    file: str
    found: list[Found] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def reading(self) -> Reading:
        """What was gathered."""
        return Reading(tuple(self.found), tuple(self.problems))

    def problem(self, message: str, *, row: int | None = None, column: str | None = None, **values: object) -> None:
        """Note a problem; `values` fill the places of `message`, `seen` is what stands in the file.

        Raises TooManyProblemsError, which ends the reading of the file.
        """
        texts = {name: str(value) for name, value in values.items()}
        seen = texts.pop("seen", "")
        self.problems.append(Problem(file=self.file, row=row, column=column, seen=seen, message=message, values=texts))
        if len(self.problems) > MAX_LISTED:
            raise TooManyProblemsError(self.reading)

    def add(self, indicator_id: str, area_id: str, period: Period, *, row: int | None = None, **measures: Any) -> None:
        """Note an observation of row `row`."""
        observation = Observation(
            indicator_id=indicator_id,
            area_id=area_id,
            period_start=period.start,
            period_months=period.months,
            **measures,
        )
        self.found.append(Found(observation, self.file, row))

    def number(self, cell: Any, *, row: int, column: str) -> float | None:
        """A finite number up to LARGEST; anything else is a problem."""
        value = _number(cell)
        if math.isfinite(value) and abs(value) <= LARGEST:
            return value
        message = N_("%(seen)s is not a possible number.") if math.isfinite(value) else N_("%(seen)s is not a number.")
        self.problem(message, row=row, column=column, seen=shown(cell))
        return None

    def count(self, cell: Any, *, row: int, column: str) -> float | None:
        """A whole number from 0 up; anything else is a problem."""
        value = self.number(cell, row=row, column=column)
        if value is None:
            return None
        if value < 0 or value != int(value):
            self.problem(
                N_("%(seen)s is not a count: a whole number from 0 up is expected."),
                row=row,
                column=column,
                seen=shown(cell),
            )
            return None
        return value

    def year(self, cell: Any, *, row: int, column: str) -> Period | None:
        """A calendar year; anything else is a problem."""
        text = shown(cell).removesuffix(".0")
        if _FOUR_DIGITS.fullmatch(text):
            return calendar_year(int(text))
        self.problem(N_("%(seen)s is not a year."), row=row, column=column, seen=shown(cell))
        return None

    def comuna(self, cell: Any, *, row: int, column: str) -> str | None:
        """Id of the comuna with that number; anything else is a problem."""
        text = plain(shown(cell)).removeprefix("comuna ").removesuffix(".0")
        if _COMUNA.fullmatch(text):
            return f"comuna-{int(text)}"
        self.problem(
            N_("%(seen)s is not a comuna: a number from 1 to 15 is expected."), row=row, column=column, seen=shown(cell)
        )
        return None


def _number(cell: Any) -> float:
    """What stands in the cell; not a number (NaN) where it is none: Python would also take 1_000, ٣ and infinity."""
    if isinstance(cell, bool) or (isinstance(cell, str) and not is_number(cell.strip())):
        return math.nan
    try:
        return float(cell)
    except (TypeError, ValueError, OverflowError):
        return math.nan


def shown(cell: Any) -> str:
    """A cell as a person sees it, cut where it is very long."""
    text = "" if cell is None else str(cell).strip()
    return text if len(text) <= 80 else text[:79] + "…"


def calendar_year(year: int) -> Period:
    """January to December."""
    return Period(date(year, 1, 1), 12)


def year_in_name(name: str) -> Period | None:
    """The one year that a file name carries; None when there is none or more than one."""
    years = set(_FOUR_DIGITS.findall(name))
    return calendar_year(int(years.pop())) if len(years) == 1 else None


def year_window(cell: Any) -> Period | None:
    """`2015 - 2019` as five years; None when it is not such a window."""
    match = re.fullmatch(r"((?:19|20)[0-9]{2})\s*-\s*((?:19|20)[0-9]{2})", shown(cell))
    if match is None or int(match[2]) < int(match[1]):
        return None
    return Period(date(int(match[1]), 1, 1), 12 * (int(match[2]) - int(match[1]) + 1))


NO_CITY_ROW: Final = N_("No row is about the city (jurisdiction 02): the file seems incomplete.")
NO_YEAR_IN_NAME: Final = N_("The file has no column for the year: its name must carry one year, such as 2023.")
NO_WINDOW: Final = N_("%(seen)s is not a window of years such as 2015 - 2019.")
