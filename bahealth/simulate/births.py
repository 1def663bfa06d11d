"""Births in the simulated city: mothers among resident women, weeks, weights, hospitals, and the children's lives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from bahealth.simulate.assumptions import Assumptions
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
from bahealth.simulate.people import People, Spells, death_days, life_ends
from bahealth.simulate.plan import Plan
from bahealth.simulate.published import COMUNAS, Place, Published

_YOUNGEST: Final = 15
_BAND_YEARS: Final = 5
_WEEKS_EARLY: Final = ((26, 0.03), (28, 0.05), (30, 0.07), (32, 0.12), (33, 0.10), (34, 0.16), (35, 0.20), (36, 0.27))
_WEEKS_FULL: Final = ((37, 0.12), (38, 0.25), (39, 0.34), (40, 0.23), (41, 0.06))
_FIRST_YEAR: Final = 365


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


def births(
    plan: Plan, published: Published, assumed: Assumptions, people: People, spells: Spells, places: tuple[Place, ...]
) -> Births:
    """Every birth until the horizon, in the order of months and comunas."""
    random = stream(plan.seed, "births")
    spell, born = _mothers(random, plan, published, assumed.births, people, spells)
    is_twin = happens(random, assumed.births.twin_deliveries, len(born))
    spell, born = np.repeat(spell, 1 + is_twin), np.repeat(born, 1 + is_twin)
    is_twin = np.repeat(is_twin, 1 + is_twin)
    count = len(born)
    is_preterm = happens(random, published.preterm / (1 - published.weight_unknown), count)
    is_preterm = is_preterm[_deliveries(spell, born)]  # twins share it
    low = assumed.births.low_weight_of_preterm
    low_at_term = (published.low_weight / (1 - published.weight_unknown) - low * published.preterm) / (1 - published.preterm)
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
        centre=_hospital(random, assumed.births, spells.cover[spell], places)[_deliveries(spell, born)],
    )


def _mothers(
    random: np.random.Generator,
    plan: Plan,
    published: Published,
    assumed: BirthAssumptions,
    people: People,
    spells: Spells,
) -> tuple[Numbers, Days]:
    """Rows of the mothers' spells and the days of the deliveries: women of fertile age who live there on the day."""
    is_woman = people.is_woman[spells.person]
    comuna = published.blocks.comuna[spells.block]
    women = [np.flatnonzero(is_woman & (comuna == number)).astype(np.int32) for number in range(len(COMUNAS))]
    weights = np.array([0.0, *assumed.mother_age_weights, 0.0]) / max(assumed.mother_age_weights)
    delivered = np.full(len(people), -NEVER, dtype=np.int64)
    rows: list[Numbers] = []
    days: list[Days] = []
    gap = int(assumed.months_between * YEAR_DAYS / 12)
    month_starts = [*plan.starts[:-1], *range(plan.end, plan.horizon, 30)]
    for number, start in enumerate(month_starts):
        end = month_starts[number + 1] if number + 1 < len(month_starts) else plan.horizon
        of_year = published.births_of(plan.month(number).year) * plan.scale / (1 + assumed.twin_deliveries)
        expected = of_year * (end - start) / YEAR_DAYS
        for candidates, mean in zip(women, expected, strict=True):
            row, day = _deliver(random, int(random.poisson(mean)), candidates, (start, end), people, spells, weights, delivered, gap)
            rows.append(row)
            days.append(day)
    return np.concatenate(rows), np.concatenate(days)


def _deliver(
    random: np.random.Generator,
    count: int,
    candidates: Numbers,
    within: tuple[int, int],
    people: People,
    spells: Spells,
    weights: Shares,
    delivered: np.ndarray[tuple[int], np.dtype[np.int64]],
    gap: int,
) -> tuple[Numbers, Days]:
    """`count` deliveries of one comuna and month; remembers them in `delivered` by person."""
    rows: list[Numbers] = []
    days: list[Days] = []
    for _ in range(200):
        if count <= 0 or not len(candidates):
            break
        row = candidates[random.integers(0, len(candidates), 6 * count + 20)]
        day = random.integers(*within, len(row), dtype=np.int32)
        person = spells.person[row]
        band = np.clip(((day - people.born[person]) / YEAR_DAYS - _YOUNGEST) // _BAND_YEARS + 1, 0, len(weights) - 1)
        fits = (spells.since[row] <= day) & (day <= spells.last[row]) & (day - delivered[person] > gap)
        found = np.flatnonzero(fits & (random.random(len(row)) < weights[band.astype(np.int64)]))
        found = np.sort(found[np.unique(person[found], return_index=True)[1]])[:count]
        delivered[person[found]] = day[found]
        rows.append(row[found])
        days.append(day[found])
        count -= len(found)
    empty = np.empty(0, dtype=np.int32)
    return np.concatenate([empty, *rows]), np.concatenate([empty, *days])


def _deliveries(spell: Numbers, born: Days) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
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


def _hospital(
    random: np.random.Generator, assumed: BirthAssumptions, cover: Codes, places: tuple[Place, ...]
) -> Codes:
    """Number of the public hospital of the birth; -1 elsewhere."""
    choices = maternities(places)
    at = choices[random.integers(0, len(choices), len(cover))]
    is_public = random.random(len(cover)) < np.array(assumed.at_public_hospital)[cover]
    return np.where(is_public, at, -1).astype(np.int16)


def maternities(places: tuple[Place, ...]) -> Codes:
    """Numbers of the hospitals in which children are born: of acute care, or for mothers and children."""
    wanted = {"acute", "Materno-Infantil"}
    return np.array([number for number, one in enumerate(places) if one.specialty in wanted], dtype=np.int16)


def with_children(
    plan: Plan, assumed: Assumptions, people: People, spells: Spells, born: Births
) -> tuple[People, Spells, Children]:
    """The children who are born until the end join: they live with their mother, from the day of birth."""
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
    own = _with_mothers(random, assumed, children, number, spells, born.spell[rows])
    young = np.flatnonzero((people.born >= plan.start - _FIRST_YEAR)).astype(np.int32)
    everyone = Children(
        person=np.concatenate([young, number]), birth=np.concatenate([np.full(len(young), -1, dtype=np.int32), rows])
    )
    return _people_together(people, children), spells.joined(own), everyone


def _with_mothers(
    random: np.random.Generator, assumed: Assumptions, children: People, number: Numbers, spells: Spells, first: Numbers
) -> Spells:
    """The mother's spells from the one of the day of birth on, as long as the child lives."""
    ends = np.searchsorted(spells.person, spells.person[first], side="right")
    counts = ends - first
    child = np.repeat(np.arange(len(number), dtype=np.int32), counts)
    row = (np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)).astype(np.int32)
    until, last = life_ends(children, happens(random, assumed.movement.deaths_still_open, len(children)))
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


def births_elsewhere(plan: Plan, people: People, spells: Spells, places: tuple[Place, ...]) -> BirthsElsewhere:
    """Children who were born to mothers from elsewhere in the city's hospitals and moved in before their birthday."""
    random = stream(plan.seed, "births elsewhere")
    first = np.flatnonzero(np.diff(spells.person, prepend=-1))
    since, child = spells.since[first], spells.person[first]
    born = people.born[child]
    rows = np.flatnonzero((born >= plan.start) & (since > born) & (since < plan.end) & (since < born + _FIRST_YEAR))
    choices = maternities(places)
    return BirthsElsewhere(
        child=child[rows],
        mother=MOTHERS_ELSEWHERE + child[rows].astype(np.uint64),
        born=born[rows],
        centre=choices[random.integers(0, len(choices), len(rows))],
    )
