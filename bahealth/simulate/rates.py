"""How often each resident goes where: by cover, age, and a rate of the person's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from bahealth.simulate.assumptions import Assumptions
from bahealth.simulate.draw import YEAR_DAYS, Codes, Numbers, Rates, Shares, Wheel, poisson_picks, stream
from bahealth.simulate.people import People, Spells
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
    return Person(*(_gamma(random, shape, count) for shape in (
        assumed.visits.person_shape_primary, assumed.visits.person_shape_emergency
    )))


def _gamma(random: np.random.Generator, shape: float, count: int) -> Rates:
    return random.standard_gamma(shape, count, dtype=np.float32) / np.float32(shape)


@dataclass(frozen=True)
class YearRates:
    """Visits a month of each spell, for one calendar year, and the age group of its person."""

    age_group: Codes
    primary: Rates
    outpatient: Rates
    emergency: Rates


def year_rates(
    assumed: Assumptions, people: People, spells: Spells, own: Person, middle: int
) -> YearRates:
    """Rates by the age on day `middle`; those not yet born have that of the youngest."""
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


def drawn_spells(
    random: np.random.Generator, spells: Spells, living: Numbers, rates: Rates, days: Shares, start: int
) -> tuple[Numbers, Codes]:
    """Rows of spells and days of the month (from 0) of visits: Poisson with each one's rate while it holds.

    `rates` belong to the rows `living` and are visits a month; `days` are weights of the month's days with mean 1.
    """
    row = living[poisson_picks(random, rates * np.float32(len(days) / _MONTH_DAYS * days.mean()))]
    day = Wheel(days).draw(random, len(row))
    inside = (spells.since[row] <= start + day) & (start + day <= spells.last[row])
    return row[inside], day[inside]


def day_weights(start: int, end: int, weekday: tuple[float, ...], factor: float) -> Shares:
    """Weight of each day of a month: its weekday's over the week's mean, times the month's factor."""
    weights = np.array(weekday) / np.mean(weekday)
    return weights[(np.arange(start, end) + 3) % 7] * factor  # 1970-01-01 was a Thursday
