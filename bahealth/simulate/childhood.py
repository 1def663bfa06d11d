"""Check-ups and vaccinations of children under one year, as each child's schedule asks and its family keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from bahealth.catalog.model import Schedule
from bahealth.simulate.assumptions import CheckUps
from bahealth.simulate.draw import NEVER, Days, Flags, Shares, happens

NEWBORN_DAYS: Final = 14
ABSENT: Final = -1
_VACCINATIONS: Final = (61, 122, 183, 365)
_FIRST_DROPOUT: Final = 60
_YEAR: Final = 365

Ages = npt.NDArray[np.int32]
"""Ages in days by child (rows), ABSENT where nothing happened."""


@dataclass(frozen=True)
class Habits:
    """How children come: chance of a first check-up by the 14th day, mean share of later ones, chance of stopping."""

    first_by_day_14: Shares
    adherence: Shares
    dropout: Shares


def check_up_ages(
    random: np.random.Generator, assumed: CheckUps, schedule: Schedule, days_in_hospital: Days, own: Habits
) -> Ages:
    """Ages in days at the check-ups of children who follow one schedule, all of whom come to the city's centres."""
    count = len(days_in_hospital)
    newborn_dues = sum(due <= NEWBORN_DAYS for due in schedule.due_days)
    attends = _attendance(random, assumed, own.adherence, is_dense=newborn_dues > 1)
    stops = np.where(random.random(count) < own.dropout, random.integers(_FIRST_DROPOUT, _YEAR, count), NEVER)
    first = _first(random, days_in_hospital, happens(random, own.first_by_day_14, count))
    columns = [first]
    if newborn_dues > 1:
        columns.append(_second(random, first, happens(random, assumed.second_newborn, count)))
    for due in schedule.due_days[newborn_dues:]:
        spread = random.integers(-5, 11, count) if due < _YEAR - 14 else random.integers(-14, 4, count)
        age = due + spread
        columns.append(np.where((random.random(count) < attends) & (age < stops), age, ABSENT))
    soon = [_soon_after(random, column, assumed.within_14_days) for column in columns]
    return np.stack([*columns, *soon], axis=1).astype(np.int32)


def _attendance(random: np.random.Generator, assumed: CheckUps, mean: Shares, *, is_dense: bool) -> Shares:
    """Share of the later check-ups that each child attends: beta around `mean`, less of a denser schedule.

    The power leaves those who come always as they are, and takes most from those who come now and then.
    """
    spread = assumed.adherence_spread
    drawn = random.beta(mean * spread, (1 - mean) * spread)
    return drawn**assumed.attendance_2025 if is_dense else drawn


def _first(random: np.random.Generator, days_in_hospital: Days, comes: Flags) -> Ages:
    """From the day after discharge to the 14th day; a few days after discharge for those who left later."""
    count = len(days_in_hospital)
    room = np.maximum(NEWBORN_DAYS - days_in_hospital, 5)
    age = days_in_hospital + 1 + np.floor(random.random(count) ** 1.5 * room).astype(np.int32)
    return np.where(comes, np.where(days_in_hospital < NEWBORN_DAYS, np.minimum(age, NEWBORN_DAYS), age), ABSENT)


def _second(random: np.random.Generator, first: Ages, comes: Flags) -> Ages:
    age = first + 4 + random.integers(0, 4, len(first))
    return np.where(comes & (first >= 0) & (age <= NEWBORN_DAYS), age, ABSENT)


def _soon_after(random: np.random.Generator, ages: Ages, chance: float) -> Ages:
    """A further one 4 to 10 days later: recorded as a check-up, too near to count in a spacing of 14 days."""
    again = happens(random, chance, len(ages)) & (ages > NEWBORN_DAYS)
    return np.where(again, ages + random.integers(4, 11, len(ages)), ABSENT)


def vaccination_ages(random: np.random.Generator, assumed: CheckUps, count: int) -> Ages:
    """Contacts for vaccination alone, which are no check-ups."""
    due = np.array(_VACCINATIONS, dtype=np.int32) + random.integers(0, 16, (count, len(_VACCINATIONS)), dtype=np.int32)
    return np.where(random.random((count, len(_VACCINATIONS))) < assumed.vaccination_alone, due, ABSENT)


def counted(ages: Ages, until: int, days_apart: int, newborn_days: int = 0, newborn_days_apart: int = 0) -> Days:
    """How many check-ups count up to an age in days: each at least `days_apart` after the last one that counted.

    Up to the age of `newborn_days`, `newborn_days_apart` is enough.
    """
    inside = np.where((ages >= 0) & (ages <= until), ages, NEVER)
    total = np.zeros(len(ages), dtype=np.int32)
    last = np.full(len(ages), -_YEAR, dtype=np.int64)
    for age in np.sort(inside, axis=1).T:
        apart = np.where(age <= newborn_days, newborn_days_apart, days_apart) if newborn_days else days_apart
        counts = (age < NEVER) & (age - last >= apart)
        total += counts
        last = np.where(counts, age, last)
    return total
