"""The people of the simulated city and where they live: they arrive, move, change cover, leave and die."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from bahealth.simulate.assumptions import Movement
from bahealth.simulate.draw import NEVER, YEAR_DAYS, Codes, Days, Flags, Numbers, Rates, Shares, Table, happens, stream
from bahealth.simulate.published import COMUNAS, Published
from bahealth.simulate.setting import Setting

_BAND_DAYS: Final = 5 * YEAR_DAYS
_REMEMBERED_DAYS: Final = 366
"""Changes of home and cover this long before the first day are drawn, so that lists are then as delayed as ever."""


@dataclass(frozen=True)
class People:
    """Everybody who ever lives in the city, by number. `out_on` is the first day after a move out."""

    born: Days
    is_woman: Flags
    died: Days
    out_on: Days
    lean: Rates
    """0 to 1: those below a cover's share of enrolment are on the list of a team while they have it."""

    def __len__(self) -> int:
        return len(self.born)


@dataclass(frozen=True)
class Spells:
    """Stretches in which a person lived in a block with one cover, in the order of person and time.

    `until` is what the register says (NEVER while it holds), `last` the last day on which the person could go anywhere.
    """

    person: Numbers
    block: Codes
    cover: Codes
    since: Days
    until: Days
    last: Days

    def __len__(self) -> int:
        return len(self.person)

    def taken(self, rows: Table) -> Spells:
        """Only some rows, in that order."""
        return Spells(*(getattr(self, one.name)[rows] for one in fields(self)))

    def joined(self, other: Spells) -> Spells:
        """Those of both, `other` last."""
        return Spells(*(np.concatenate([getattr(self, one.name), getattr(other, one.name)]) for one in fields(self)))

    def holding(self, person: Numbers, day: Days) -> tuple[Numbers, Flags]:
        """Row of each person's spell on a day, and whether there is one on which it still goes anywhere."""
        own = (self.person.astype(np.int64) << 32) + self.since + (1 << 31)
        asked = (person.astype(np.int64) << 32) + day + (1 << 31)
        row = np.maximum(np.searchsorted(own, asked, side="right") - 1, 0).astype(np.int32)
        return row, (self.person[row] == person) & (self.since[row] <= day) & (day <= self.last[row])


@dataclass(frozen=True)
class Population:
    """People and where they live."""

    people: People
    spells: Spells


class Homes:
    """Draws blocks within comunas, and covers by comuna, as the published figures say."""

    def __init__(self, published: Published, movement: Movement) -> None:
        blocks = published.blocks
        self._order = np.argsort(blocks.comuna, kind="stable").astype(np.int16)
        people = blocks.people[self._order]
        per_comuna = np.bincount(blocks.comuna, blocks.people, len(COMUNAS))
        self._sums = np.cumsum(people / per_comuna[blocks.comuna[self._order]])
        self._public = published.public_cover
        self._insured = published.public_cover + (1 - published.public_cover) * movement.insured_of_covered
        self._arrivals = np.cumsum(published.people / published.people.sum())

    def block(self, random: np.random.Generator, comuna: Codes) -> Codes:
        """A block of each comuna, in proportion to its people."""
        at = np.searchsorted(self._sums, comuna + random.random(len(comuna)), side="right")
        return self._order[np.minimum(at, len(self._order) - 1)]

    def cover(self, random: np.random.Generator, comuna: Codes) -> Codes:
        """0 public, 1 insured, 2 private."""
        u = random.random(len(comuna))
        return ((u >= self._public[comuna]).astype(np.int16) + (u >= self._insured[comuna])).astype(np.int16)

    def comuna(self, random: np.random.Generator, count: int) -> Codes:
        """Comunas in proportion to their people."""
        return np.minimum(np.searchsorted(self._arrivals, random.random(count)), len(COMUNAS) - 1).astype(np.int16)


def mortality(ages_days: Days, movement: Movement) -> Shares:
    """Deaths per person and year at an age (Gompertz)."""
    years: Shares = ages_days.astype(np.float64) / YEAR_DAYS
    return np.asarray(movement.mortality_at_zero * np.exp(movement.mortality_growth * years), dtype=np.float64)


def death_days(random: np.random.Generator, born: Days, alive_on: Days, movement: Movement) -> Days:
    """Day of death of people who are alive on a day, by inverting the Gompertz survival curve."""
    hazard = mortality(np.maximum(alive_on - born, 0), movement)
    growth = movement.mortality_growth
    years = np.log1p(growth / hazard * random.standard_exponential(len(born))) / growth
    return (alive_on + 1 + np.minimum(years, 130) * YEAR_DAYS).astype(np.int32)


def adults(setting: Setting) -> Population:
    """Everybody but the children born meanwhile: residents of the first day, and those who move in."""
    plan, published = setting.plan, setting.published
    random = stream(plan.seed, "people")
    first = np.round(published.people * plan.scale).astype(np.int64)
    comuna = np.repeat(np.arange(len(COMUNAS), dtype=np.int16), first)
    born = plan.start - 1 - _ages(random, comuna, published)
    stays = np.maximum(born, plan.start - 1 - _wait(random, setting.assumed.movement.leave_city, len(comuna)))

    came = random.poisson(np.maximum(_arrivals(setting, comuna, born), 0))
    came_comuna = np.repeat(np.arange(len(COMUNAS), dtype=np.int16), came)
    came_on = random.integers(plan.start, plan.horizon, len(came_comuna), dtype=np.int32)
    came_born = came_on - 1 - _ages(random, came_comuna, published)

    comuna = np.concatenate([comuna, came_comuna])
    since = np.concatenate([stays, came_on])
    people = _people(random, setting, comuna, np.concatenate([born, came_born]), since)
    return Population(people, _moves(random, setting, people, comuna, since))


def _ages(random: np.random.Generator, comuna: Codes, published: Published) -> Days:
    """Ages in days by the census's bands of five years."""
    sums = np.cumsum(published.age_bands, axis=1)
    shares = (sums / sums[:, -1:] + np.arange(len(COMUNAS))[:, None]).ravel()
    band = (
        np.searchsorted(shares, comuna + random.random(len(comuna)), side="right")
        - comuna * published.age_bands.shape[1]
    )
    band = np.clip(band, 0, published.age_bands.shape[1] - 1)
    return ((band + random.random(len(comuna))) * _BAND_DAYS).astype(np.int32)


def _arrivals(setting: Setting, comuna: Codes, born: Days) -> Shares:
    """How many move into each comuna until the horizon, so that its population stays as it is."""
    plan, movement = setting.plan, setting.assumed.movement
    years = (plan.horizon - plan.start) / YEAR_DAYS
    people = np.bincount(comuna, minlength=len(COMUNAS))
    deaths = np.bincount(comuna, mortality(plan.start - born, movement), len(COMUNAS))
    births = np.mean([setting.published.births_of(plan.month(number).year) for number in range(plan.months)], axis=0)
    return np.asarray((people * movement.leave_city + deaths - births * plan.scale) * years, dtype=np.float64)


def _people(random: np.random.Generator, setting: Setting, comuna: Codes, born: Days, since: Days) -> People:
    """Sex, death and move out of people who are there from a day on."""
    count, plan, movement = len(born), setting.plan, setting.assumed.movement
    clock = np.maximum(since, plan.start)
    women = (setting.published.women / setting.published.people)[comuna]
    return People(
        born=born,
        is_woman=random.random(count) < women,
        died=_within(death_days(random, born, clock, movement), plan.horizon),
        out_on=_within(clock + 1 + _wait(random, movement.leave_city, count), plan.horizon),
        lean=random.random(count, dtype=np.float32),
    )


def _wait(random: np.random.Generator, per_year: float, count: int) -> Days:
    """Days until something that happens `per_year` times a year."""
    return np.minimum(random.standard_exponential(count) * (YEAR_DAYS / per_year), 1e6).astype(np.int32)


def _within(days: Days, horizon: int) -> Days:
    return np.where(days < horizon, days, NEVER).astype(np.int32)


def _moves(random: np.random.Generator, setting: Setting, people: People, comuna: Codes, since: Days) -> Spells:
    """The spells of everybody: each change of home or cover ends one and begins the next."""
    plan, movement = setting.plan, setting.assumed.movement
    homes = Homes(setting.published, movement)
    until, last = life_ends(people, happens(random, movement.deaths_still_open, len(people)))
    person = np.arange(len(people), dtype=np.int32)
    block, cover = homes.block(random, comuna), homes.cover(random, comuna)
    since, parts = _earlier(random, setting, homes, (comuna, block, cover), since)
    while len(person):
        clock = np.maximum(since, plan.start)
        changed = clock + 1 + _wait(random, movement.change_home_or_cover, len(person))
        goes_on = (changed <= last[person]) & (changed < plan.horizon)
        own_until = np.where(goes_on, changed, until[person])
        own_last = np.where(goes_on, changed - 1, last[person])
        parts.append(Spells(person, block, cover, since, own_until.astype(np.int32), own_last.astype(np.int32)))
        person, since = person[goes_on], changed[goes_on]
        comuna, block, cover = _next_home(random, homes, movement, comuna[goes_on], block[goes_on])
    spells = parts[0]
    for part in parts[1:]:
        spells = spells.joined(part)
    return spells.taken(np.argsort(spells.person, kind="stable"))


def _earlier(
    random: np.random.Generator, setting: Setting, homes: Homes, now: tuple[Codes, Codes, Codes], since: Days
) -> tuple[Days, list[Spells]]:
    """From when on each person holds the first of the spells to come, and the spells before it, the oldest first.

    `now` is comuna, block and cover; `since` the day of birth or of moving in. Who moves in later has nothing before.
    Each change draws from shares that stay as they are, so that homes follow one another backwards as they do forwards.
    """
    plan, movement = setting.plan, setting.assumed.movement
    parts: list[Spells] = []
    person = np.flatnonzero(since < plan.start).astype(np.int32)
    until = np.full(len(person), plan.start, dtype=np.int32)
    comuna, block, cover = (one[person] for one in now)
    while len(person):
        changed = until - 1 - _wait(random, movement.change_home_or_cover, len(person))
        is_change = (changed > since[person]) & (changed >= plan.start - _REMEMBERED_DAYS)
        began = np.where(is_change, changed, since[person]).astype(np.int32)
        parts.append(Spells(person, block, cover, began, until, until - 1))
        person, until = person[is_change], changed[is_change]
        comuna, block, cover = _next_home(random, homes, movement, comuna[is_change], block[is_change])
    held = since.copy()
    if parts:
        held[parts[0].person] = parts[0].since
    return held, parts[:0:-1]


def life_ends(people: People, leaves_open: Flags) -> tuple[Days, Days]:
    """For each person: when the register closes the last spell, and the last day in the city.

    After some deaths (`leaves_open`) the register closes nothing.
    """
    dies_here = people.died < people.out_on
    until = np.where(dies_here, np.where(leaves_open, NEVER, np.minimum(people.died, NEVER - 1) + 1), people.out_on)
    last = np.minimum(people.died, people.out_on - 1)
    return until.astype(np.int32), last.astype(np.int32)


def _next_home(
    random: np.random.Generator, homes: Homes, movement: Movement, comuna: Codes, block: Codes
) -> tuple[Codes, Codes, Codes]:
    """Comuna, block and cover after a change. The cover follows the place, so that shares by comuna stay."""
    kind = random.random(len(comuna))
    is_far = kind < movement.of_changes.another_comuna
    is_move = kind < movement.of_changes.another_comuna + movement.of_changes.same_comuna
    comuna = np.where(is_far, homes.comuna(random, len(comuna)), comuna).astype(np.int16)
    block = np.where(is_move, homes.block(random, comuna), block).astype(np.int16)
    return comuna, block, homes.cover(random, comuna)
