"""How often each resident goes where: by cover, age, and a rate of the person's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from bahealth.simulate.assumptions import Assumptions
from bahealth.simulate.draw import YEAR_DAYS, Codes, Days, Numbers, Rates, Shares, Wheel, poisson_picks, stream
from bahealth.simulate.people import Population, Spells
from bahealth.simulate.plan import Plan

CHILD: Final = 1
AGE_GROUPS: Final = 4
_GROUP_FROM: Final = (1, 15, 65)
_MONTH_DAYS: Final = YEAR_DAYS / 12


@dataclass(frozen=True)
class Person:
    """A rate of its own for each person, with mean 1: few make most visits."""

    primary: Rates
    emergency: Rates


def own_rates(plan: Plan, assumed: Assumptions, count: int) -> Person:
    """Gamma distributed rates."""
    random = stream(plan.seed, "own rates")
    return Person(
        *(
            _gamma(random, shape, count)
            for shape in (assumed.visits.person_shape_primary, assumed.visits.person_shape_emergency)
        )
    )


def _gamma(random: np.random.Generator, shape: float, count: int) -> Rates:
    return random.standard_gamma(shape, count, dtype=np.float32) / np.float32(shape)


@dataclass(frozen=True)
class YearRates:
    """Visits a month of each spell, for one calendar year, and the age group of its person."""

    age_group: Codes
    primary: Rates
    outpatient: Rates
    emergency: Rates


def year_rates(assumed: Assumptions, population: Population, own: Person, middle: int) -> YearRates:
    """Rates by the age on day `middle`; those not yet born have that of the youngest."""
    people, spells = population.people, population.spells
    age = ((middle - people.born[spells.person]) / np.float32(YEAR_DAYS)).astype(np.float32)
    group = np.digitize(age, _GROUP_FROM).astype(np.int16)
    both = spells.cover * AGE_GROUPS + group
    of = assumed.visits
    return YearRates(
        age_group=group,
        primary=_table(of.primary, of.primary_by_age)[both] * own.primary[spells.person],
        outpatient=_table(of.outpatient, of.outpatient_by_age)[both] * own.primary[spells.person],
        emergency=_table(of.emergency, of.emergency_by_age)[both] * own.emergency[spells.person],
    )


def _table(by_cover: tuple[float, ...], by_age: tuple[float, ...]) -> Rates:
    """Visits a month for one person, by cover and age group."""
    return (np.outer(by_cover, by_age).ravel() / 1000).astype(np.float32)


@dataclass(frozen=True)
class Calendar:
    """One month: its first day, and weights of its days with a mean near 1."""

    start: int
    days: Shares

    def draw(self, random: np.random.Generator, count: int) -> Days:
        """Days of the month by weight."""
        return self.start + Wheel(self.days).draw(random, count).astype(np.int32)


def drawn_spells(
    random: np.random.Generator, spells: Spells, living: Numbers, rates: Rates, calendar: Calendar
) -> tuple[Numbers, Days]:
    """Rows of spells and days of visits: Poisson with each one's rate while it holds.

    `rates` belong to the rows `living` and are visits a month.
    """
    row = living[poisson_picks(random, rates * np.float32(calendar.days.sum() / _MONTH_DAYS))]
    day = calendar.draw(random, len(row))
    inside = (spells.since[row] <= day) & (day <= spells.last[row])
    return row[inside], day[inside]


def calendar(start: int, end: int, weekday: tuple[float, ...], factor: float) -> Calendar:
    """The days of a month weigh as their weekday over the week's mean, times the month's factor."""
    weights = np.array(weekday) / np.mean(weekday)
    return Calendar(start, weights[(np.arange(start, end) + 3) % 7] * factor)  # 1970-01-01 was a Thursday
