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
    Keys,
    Numbers,
    Shares,
    Wheel,
    happens,
    stream,
)
from bahealth.simulate.keys import MOTHERS_ELSEWHERE
from bahealth.simulate.people import People, Population, Spells, death_days, life_ends
from bahealth.simulate.published import COMUNAS, Place
from bahealth.simulate.setting import Setting

_YOUNGEST: Final = 15
_BAND_YEARS: Final = 5
_WEEKS_EARLY: Final = ((26, 0.03), (28, 0.05), (30, 0.07), (32, 0.12), (33, 0.10), (34, 0.16), (35, 0.20), (36, 0.27))
_WEEKS_FULL: Final = ((37, 0.12), (38, 0.25), (39, 0.34), (40, 0.23), (41, 0.06))
_FIRST_YEAR: Final = 365
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


@dataclass(frozen=True)
class Children:
    """Everybody under one year at some time: person, the birth (-1: born before the first day or elsewhere)."""

    person: Numbers
    birth: Numbers


@dataclass(frozen=True)
class BirthsElsewhere:
    """Births of mothers who lived elsewhere, in public hospitals, of children who moved in afterwards."""

    child: Numbers
    mother: Keys
    born: Days
    centre: Codes


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
    age = np.where(is_early, random.integers(0, 28, count), random.integers(28, _FIRST_YEAR, count))
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


def with_children(setting: Setting, population: Population, born: Births) -> tuple[Population, Children]:
    """The children who are born until the end join: they live with their mother, from the day of birth."""
    plan, assumed, people, spells = setting.plan, setting.assumed, population.people, population.spells
    random = stream(plan.seed, "children")
    rows = np.flatnonzero(born.born < plan.end).astype(np.int32)
    mother, day = born.mother[rows], born.born[rows]
    later = death_days(random, day, day + _FIRST_YEAR, assumed.movement)
    died = np.where(born.died[rows] < NEVER, born.died[rows], np.where(later < plan.horizon, later, NEVER))
    children = People(
        born=day,
        is_woman=random.random(len(rows)) < 0.488,  # 105 boys for 100 girls
        died=died.astype(np.int32),
        out_on=people.out_on[mother],
        lean=people.lean[mother],
    )
    number = len(people) + np.arange(len(rows), dtype=np.int32)
    stays_open = happens(random, assumed.movement.deaths_still_open, len(children))
    own = _with_mothers(children, number, spells, born.spell[rows], stays_open)
    young = np.flatnonzero(people.born >= plan.start - _FIRST_YEAR).astype(np.int32)
    everyone = Children(
        person=np.concatenate([young, number]), birth=np.concatenate([np.full(len(young), -1, dtype=np.int32), rows])
    )
    return Population(_people_together(people, children), spells.joined(own)), everyone


def _with_mothers(children: People, number: Numbers, spells: Spells, first: Numbers, stays_open: Flags) -> Spells:
    """The mother's spells from the one of the day of birth on, as long as the child lives."""
    ends = np.searchsorted(spells.person, spells.person[first], side="right")
    counts = ends - first
    child = np.repeat(np.arange(len(number), dtype=np.int32), counts)
    row = (np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)).astype(
        np.int32
    )
    until, last = life_ends(children, stays_open)
    since = np.maximum(spells.since[row], children.born[child])
    is_last_of_mother = row == ends[child] - 1
    end = np.where(is_last_of_mother, until[child], spells.until[row])
    last_day = np.where(is_last_of_mother, last[child], spells.last[row])
    dies_in_it = children.died[child] <= last_day
    end = np.where(dies_in_it, until[child], end)
    last_day = np.minimum(last_day, children.died[child])
    own = Spells(
        person=number[child],
        block=spells.block[row],
        cover=spells.cover[row],
        since=since.astype(np.int32),
        until=end.astype(np.int32),
        last=last_day.astype(np.int32),
    )
    return own.taken(since <= children.died[child])


def _people_together(first: People, second: People) -> People:
    return People(
        born=np.concatenate([first.born, second.born]),
        is_woman=np.concatenate([first.is_woman, second.is_woman]),
        died=np.concatenate([first.died, second.died]),
        out_on=np.concatenate([first.out_on, second.out_on]),
        lean=np.concatenate([first.lean, second.lean]),
    )


def births_elsewhere(setting: Setting, population: Population) -> BirthsElsewhere:
    """Children who were born to mothers from elsewhere in the city's hospitals and moved in before their birthday."""
    plan, people, spells = setting.plan, population.people, population.spells
    random = stream(plan.seed, "births elsewhere")
    first = np.flatnonzero(np.diff(spells.person, prepend=-1))
    since, child = spells.since[first], spells.person[first]
    born = people.born[child]
    rows = np.flatnonzero((born >= plan.start) & (since > born) & (since < plan.end) & (since < born + _FIRST_YEAR))
    choices = maternities(setting.care.places)
    return BirthsElsewhere(
        child=child[rows],
        mother=MOTHERS_ELSEWHERE + child[rows].astype(np.uint64),
        born=born[rows],
        centre=choices[random.integers(0, len(choices), len(rows))],
    )
