"""Births in the simulated city: mothers among resident women, weeks, weights, hospitals, and the children's lives."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from bahealth.simulate.assumptions import Births as BirthAssumptions
from bahealth.simulate.draw import (
    NEVER,
    YEAR_DAYS,
    Codes,
    Days,
    Flags,
    Numbers,
    Shares,
    Wheel,
    happens,
    stream,
)
from bahealth.simulate.people import Population
from bahealth.simulate.published import COMUNAS, Place
from bahealth.simulate.setting import Setting

_YOUNGEST: Final = 15
_BAND_YEARS: Final = 5
_WEEKS_EARLY: Final = ((26, 0.03), (28, 0.05), (30, 0.07), (32, 0.12), (33, 0.10), (34, 0.16), (35, 0.20), (36, 0.27))
_WEEKS_FULL: Final = ((37, 0.12), (38, 0.25), (39, 0.34), (40, 0.23), (41, 0.06))
FIRST_YEAR: Final = 365
_TRIES: Final = 200


@dataclass(frozen=True)
class Births:
    """Live births of resident mothers, until after the end; `spell` is the row of the mother's spell on that day.

    `centre` numbers the hospital (-1: born elsewhere), `discharged` is NEVER where unknown or never.
    `weight` and `weeks` are true values; `weight_known` and `weeks_known` say whether they were written down.
    """

    mother: Numbers
    spell: Numbers
    born: Days
    is_twin: Flags
    weeks: Codes
    weight: Codes
    weeks_known: Flags
    weight_known: Flags
    days_in_hospital: Days
    discharged: Days
    died: Days
    centre: Codes

    def __len__(self) -> int:
        return len(self.mother)


def births(setting: Setting, population: Population) -> Births:
    """Every birth until the horizon, in the order of months and comunas."""
    published, assumed, spells = setting.published, setting.assumed, population.spells
    random = stream(setting.plan.seed, "births")
    spell, born = _mothers(random, setting, population)
    is_twin = happens(random, assumed.births.twin_deliveries, len(born))
    spell, born = np.repeat(spell, 1 + is_twin), np.repeat(born, 1 + is_twin)
    is_twin = np.repeat(is_twin, 1 + is_twin)
    count = len(born)
    is_preterm = happens(random, published.preterm / (1 - published.weight_unknown), count)
    is_preterm = is_preterm[_deliveries(spell, born)]  # twins share it
    low = assumed.births.low_weight_of_preterm
    low_at_term = (published.low_weight / (1 - published.weight_unknown) - low * published.preterm) / (
        1 - published.preterm
    )
    is_low = random.random(count) < np.where(is_preterm, low, low_at_term)
    weeks = np.where(is_preterm, _weeks(random, _WEEKS_EARLY, count), _weeks(random, _WEEKS_FULL, count))
    weeks = weeks[_deliveries(spell, born)].astype(np.int16)
    days_in = np.where(is_preterm, np.maximum((37 - weeks) * 6, 3), random.integers(2, 4, count)).astype(np.int32)
    comuna = published.blocks.comuna[spells.block[spell]]
    died = _infant_deaths(random, born, published.infant_deaths[comuna], assumed.births)
    is_known = ~happens(random, assumed.births.discharge_unknown, count) & (died > born + days_in)
    return Births(
        mother=spells.person[spell],
        spell=spell,
        born=born,
        is_twin=is_twin,
        weeks=weeks,
        weight=_weights(random, is_low),
        weeks_known=~happens(random, published.weight_unknown, count)[_deliveries(spell, born)],
        weight_known=~happens(random, published.weight_unknown, count),
        days_in_hospital=days_in,
        discharged=np.where(is_known, born + days_in, NEVER).astype(np.int32),
        died=died,
        centre=_hospital(random, assumed.births, spells.cover[spell], setting.care.places)[_deliveries(spell, born)],
    )


@dataclass(frozen=True)
class _Women:
    """Who may have a child: spells of women by comuna, weights by age, and when each person last had one."""

    population: Population
    rows: list[Numbers]
    weights: Shares
    delivered: npt.NDArray[np.int64]
    gap: int

    def deliver(
        self, random: np.random.Generator, count: int, comuna: int, within: tuple[int, int]
    ) -> tuple[Numbers, Days]:
        """Rows of the mothers' spells and days of `count` deliveries from a day to before another; remembers them."""
        rows = [np.empty(0, dtype=np.int32)]
        days = [np.empty(0, dtype=np.int32)]
        candidates = self.rows[comuna]
        for _ in range(_TRIES if len(candidates) else 0):
            if count <= 0:
                break
            row = candidates[random.integers(0, len(candidates), 6 * count + 20)]
            day = random.integers(*within, len(row), dtype=np.int32)
            found = self._fitting(random, row, day)[:count]
            self.delivered[self.population.spells.person[row[found]]] = day[found]
            rows.append(row[found])
            days.append(day[found])
            count -= len(found)
        return np.concatenate(rows), np.concatenate(days)

    def _fitting(self, random: np.random.Generator, row: Numbers, day: Days) -> npt.NDArray[np.int64]:
        """Which of them live there on the day, are of the age, and had no child lately; each person once."""
        spells = self.population.spells
        person = spells.person[row]
        years = (day - self.population.people.born[person]) / YEAR_DAYS
        band = np.clip((years - _YOUNGEST) // _BAND_YEARS + 1, 0, len(self.weights) - 1).astype(np.int64)
        fits = (spells.since[row] <= day) & (day <= spells.last[row]) & (day - self.delivered[person] > self.gap)
        found = np.flatnonzero(fits & (random.random(len(row)) < self.weights[band]))
        return np.sort(found[np.unique(person[found], return_index=True)[1]])


def _mothers(random: np.random.Generator, setting: Setting, population: Population) -> tuple[Numbers, Days]:
    """Rows of the mothers' spells and the days of the deliveries, comuna by comuna in each month."""
    plan, assumed = setting.plan, setting.assumed.births
    women = _women(setting, population)
    found: list[tuple[Numbers, Days]] = []
    starts = [*plan.starts[:-1], *range(plan.end, plan.horizon, 30), plan.horizon]
    for number, (start, end) in enumerate(pairwise(starts)):
        of_year = setting.published.births_of(plan.month(number).year) * plan.scale / (1 + assumed.twin_deliveries)
        counts = random.poisson(of_year * (end - start) / YEAR_DAYS)
        found += [women.deliver(random, int(count), comuna, (start, end)) for comuna, count in enumerate(counts)]
    return np.concatenate([rows for rows, _ in found]), np.concatenate([days for _, days in found])


def _women(setting: Setting, population: Population) -> _Women:
    is_woman = population.people.is_woman[population.spells.person]
    comuna = setting.published.blocks.comuna[population.spells.block]
    weights = setting.assumed.births.mother_age_weights
    return _Women(
        population=population,
        rows=[np.flatnonzero(is_woman & (comuna == number)).astype(np.int32) for number in range(len(COMUNAS))],
        weights=np.array([0.0, *weights, 0.0]) / max(weights),
        delivered=np.full(len(population.people), -NEVER, dtype=np.int64),
        gap=int(setting.assumed.births.months_between * YEAR_DAYS / 12),
    )


def _deliveries(spell: Numbers, born: Days) -> npt.NDArray[np.int64]:
    """For each birth the first birth of the same delivery."""
    starts = np.ones(len(born), dtype=bool)
    starts[1:] = (spell[1:] != spell[:-1]) | (born[1:] != born[:-1])
    return np.flatnonzero(starts)[np.cumsum(starts) - 1]


def _weeks(random: np.random.Generator, table: tuple[tuple[int, float], ...], count: int) -> Codes:
    values = np.array([week for week, _ in table], dtype=np.int16)
    return values[Wheel([weight for _, weight in table]).draw(random, count)]


def _weights(random: np.random.Generator, is_low: Flags) -> Codes:
    """Grams at birth, below 2,500 or not."""
    low = 2499 - np.minimum(random.standard_exponential(len(is_low)) * 350, 1999)
    usual = np.clip(3300 + 380 * random.standard_normal(len(is_low)), 2500, 5200)
    return np.where(is_low, low, usual).astype(np.int16)


def _infant_deaths(random: np.random.Generator, born: Days, chance: Shares, assumed: BirthAssumptions) -> Days:
    """Day of death before the first birthday; NEVER for the others."""
    count = len(born)
    is_early = happens(random, assumed.infant_deaths_first_month, count)
    age = np.where(is_early, random.integers(0, 28, count), random.integers(28, FIRST_YEAR, count))
    return np.where(random.random(count) < chance, born + age, NEVER).astype(np.int32)


def _hospital(random: np.random.Generator, assumed: BirthAssumptions, cover: Codes, places: tuple[Place, ...]) -> Codes:
    """Number of the public hospital of the birth; -1 elsewhere."""
    choices = maternities(places)
    at = choices[random.integers(0, len(choices), len(cover))]
    is_public = random.random(len(cover)) < np.array(assumed.at_public_hospital)[cover]
    return np.where(is_public, at, -1).astype(np.int16)


def maternities(places: tuple[Place, ...]) -> Codes:
    """Numbers of the hospitals in which children are born: of acute care, or for mothers and children."""
    wanted = {"acute", "Materno-Infantil"}
    return np.array([number for number, one in enumerate(places) if one.specialty in wanted], dtype=np.int16)
