"""The children of the simulated city: they live with their mothers; some were born elsewhere and moved in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from bahealth.simulate.births import FIRST_YEAR, Births, maternities
from bahealth.simulate.draw import NEVER, Codes, Days, Flags, Keys, Numbers, happens, stream
from bahealth.simulate.keys import MOTHERS_ELSEWHERE
from bahealth.simulate.people import People, Population, Spells, death_days, life_ends
from bahealth.simulate.setting import Setting

_GIRLS: Final = 0.488  # assumed: 105 boys for 100 girls


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


def with_children(setting: Setting, population: Population, born: Births) -> tuple[Population, Children]:
    """The children who are born until the end join: they live with their mother, from the day of birth."""
    plan, assumed, people, spells = setting.plan, setting.assumed, population.people, population.spells
    random = stream(plan.seed, "children")
    rows = np.flatnonzero(born.born < plan.end).astype(np.int32)
    mother, day = born.mother[rows], born.born[rows]
    later = death_days(random, day, day + FIRST_YEAR, assumed.movement)
    died = np.where(born.died[rows] < NEVER, born.died[rows], np.where(later < plan.horizon, later, NEVER))
    children = People(
        born=day,
        is_woman=random.random(len(rows)) < _GIRLS,
        died=died.astype(np.int32),
        out_on=people.out_on[mother],
        lean=people.lean[mother],
    )
    number = len(people) + np.arange(len(rows), dtype=np.int32)
    stays_open = happens(random, assumed.movement.deaths_still_open, len(children))
    own = _with_mothers(children, number, spells, born.spell[rows], stays_open)
    young = np.flatnonzero(people.born >= plan.start - FIRST_YEAR).astype(np.int32)
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
    rows = np.flatnonzero((born >= plan.start) & (since > born) & (since < plan.end) & (since < born + FIRST_YEAR))
    choices = maternities(setting.care.places)
    return BirthsElsewhere(
        child=child[rows],
        mother=MOTHERS_ELSEWHERE + child[rows].astype(np.uint64),
        born=born[rows],
        centre=choices[random.integers(0, len(choices), len(rows))],
    )
