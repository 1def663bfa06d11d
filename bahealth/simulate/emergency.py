"""Emergency visits: diagnoses by age and season, triage, discharge, returns, and one hospital's change of coding."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from bahealth.simulate.assumptions import Assumptions
from bahealth.simulate.draw import Codes, Days, Flags, Keys, Numbers, Shares, Table, Wheel, Wheels, happens
from bahealth.simulate.places import Care
from bahealth.simulate.plan import Plan
from bahealth.simulate.rates import AGE_GROUPS, CHILD
from bahealth.simulate.setting import Setting
from bahealth.simulate.visits import DAY_MINUTES, DIED, EMERGENCY, HOME, NONE, Visits, together, visits

RETURN_MINUTES: Final = 72 * 60
_SOONEST_RETURN: Final = 60
_DRESSING: Final = "Z48.0"
_GRAVITY: Final = ("minor", "moderate", "severe")
_ROUNDS: Final = 8


@dataclass(frozen=True)
class Returns:
    """How many visits sent home had a return drawn, in one month: the constant process that is only noise."""

    sent_home: int
    returned: int


@dataclass(frozen=True)
class Recent:
    """Unscheduled emergency visits that are less than 72 hours old when a month begins, or already known after it."""

    person: Keys
    minute: Numbers


NOBODY_YET: Final = Recent(np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int32))


@dataclass(frozen=True)
class Attended:
    """Unscheduled visits of a month (returns may lie in the next one), arranged ones, and how many returned."""

    unscheduled: Visits
    arranged: Visits
    returns: Returns

    def recent(self, end: int) -> Recent:
        """What still matters from minute `end` on."""
        rows = self.unscheduled.minute >= end - RETURN_MINUTES
        return Recent(self.unscheduled.person[rows], self.unscheduled.minute[rows])


@dataclass(frozen=True)
class Doors:
    """What all months share about emergency departments."""

    setting: Setting

    @property
    def plan(self) -> Plan:
        """What was asked for."""
        return self.setting.plan

    @property
    def assumed(self) -> Assumptions:
        """What is assumed."""
        return self.setting.assumed

    @property
    def care(self) -> Care:
        """Places of care."""
        return self.setting.care

    @cached_property
    def weights(self) -> Shares:
        """Weight of each diagnosis by age group, in an average month."""
        child, adult, elder = (
            np.array([getattr(one, name) for one in self.assumed.diagnoses])
            for name in ("weight_child", "weight_adult", "weight_elder")
        )
        rows = np.stack([child, child, adult, elder])
        return rows / rows.sum(axis=1, keepdims=True)

    def seasonal_weights(self, month: int) -> Shares:
        """The same in a month of the year (1 to 12): respiratory ones rise in winter, the others stay."""
        season = self.assumed.emergency.respiratory_season
        factor = season[month - 1] / np.mean(season)
        respiratory = np.array([one.is_respiratory for one in self.assumed.diagnoses])
        return self.weights * np.where(respiratory, factor, 1.0)

    def season(self, month: int) -> Shares:
        """By age group, visits of a month of the year compared with an average month."""
        return self.seasonal_weights(month).sum(axis=1)

    @cached_property
    def _triage(self) -> Wheels:
        return Wheels([getattr(self.assumed.emergency.triage, name) for name in _GRAVITY])

    @cached_property
    def _discharge(self) -> Wheels:
        return Wheels(self.assumed.emergency.discharge_by_level)

    @cached_property
    def _hours(self) -> Wheel:
        return Wheel(self.assumed.emergency.hours)

    @cached_property
    def gravity(self) -> Codes:
        """How grave each diagnosis is: 0 minor, 1 moderate, 2 severe."""
        return np.array([_GRAVITY.index(one.gravity) for one in self.assumed.diagnoses], dtype=np.int16)

    @cached_property
    def complaint(self) -> Codes:
        """For each diagnosis the number of its complaint."""
        numbers = {one.diagnosis: number for number, one in enumerate(self.assumed.diagnoses)}
        return np.array([numbers[one.complaint] for one in self.assumed.diagnoses], dtype=np.int16)

    def diagnoses(self, random: np.random.Generator, group: Codes, month: int) -> Codes:
        """Diagnoses of people of an age group in a month of the year."""
        return Wheels(list(self.seasonal_weights(month))).draw(random, group)

    def arrivals(
        self, random: np.random.Generator, person: Table, centre: Table, day: Days, diagnosis: Codes
    ) -> Visits:
        """Unscheduled visits on days."""
        hour = self._hours.draw(random, len(day)).astype(np.int32)
        minute = (day - self.plan.start) * DAY_MINUTES + hour * 60 + random.integers(0, 60, len(day), dtype=np.int32)
        return self._attended(random, person, minute, centre, diagnosis)

    def _attended(
        self, random: np.random.Generator, person: Table, minute: Table, centre: Table, diagnosis: Codes
    ) -> Visits:
        count = len(person)
        triage = self._triage.draw(random, self.gravity[diagnosis]) + 1
        triage = np.where(happens(random, self.assumed.emergency.without_triage, count), 0, triage)
        discharge = self._discharge.draw(random, triage)
        triage = np.where(triage == 0, NONE, triage)
        return visits(person, minute, centre, EMERGENCY, triage=triage, diagnosis=diagnosis, discharge=discharge)

    def hospital(self, random: np.random.Generator, block: Codes, group: Codes) -> Codes:
        """The emergency door that residents of a block go to: mostly one of the three nearest."""
        count = len(block)
        nearest = self.assumed.emergency.nearest
        which = Wheel([*nearest, 1 - sum(nearest)]).draw(random, count)
        is_near = which < len(nearest)
        to_childrens = (group <= CHILD) & happens(random, self.assumed.emergency.children_at_childrens, count)
        near = np.where(is_near, which, 0)
        door = np.where(to_childrens, self.care.childrens[block, near], self.care.acute[block, near])
        return np.where(is_near, door, self.any_door(random, count)).astype(np.int16)

    def any_door(self, random: np.random.Generator, count: int) -> Codes:
        """Some emergency door, children's hospitals left out."""
        return self.care.other_doors[random.integers(0, len(self.care.other_doors), count)]

    def groups_elsewhere(self, random: np.random.Generator, count: int) -> Codes:
        """Age groups of people who live outside the city."""
        return Wheel([0.05, 0.2, 0.6, 0.15]).draw(random, count)

    def returns(self, random: np.random.Generator, first: Visits, until: Days, recent: Recent) -> Attended:
        """First visits with the returns that follow them, and arranged ones for dressings.

        `until` is the last day of each person's spell. A first visit within 72 hours of another visit of the person
        (`recent`: of the month before) does not happen, so that every return is one that was drawn, and its share is
        the same in each month, everywhere.
        """
        parts, origins = [first], [np.arange(len(first))]
        visit, last, origin = first, until, origins[0]
        for _ in range(_ROUNDS):
            comes = (visit.discharge == HOME) & happens(random, self.assumed.emergency.return_72_hours, len(visit))
            visit, last, origin = self._again(random, visit.taken(comes), last[comes], origin[comes])
            parts.append(visit)
            origins.append(origin)
        every, of = together(parts), np.concatenate(origins)
        kept = ~_coincides(every, of, len(first), recent)[of]
        returned = Returns(sent_home=int((every.discharge[kept] == HOME).sum()), returned=int(kept[len(first) :].sum()))
        dressings = self._dressings(random, every.taken(kept), until[of][kept])
        return Attended(every.taken(kept), dressings, returned)

    def _again(
        self, random: np.random.Generator, visit: Visits, last: Days, origin: Table
    ) -> tuple[Visits, Days, Table]:
        """The same people at the same door once more, for the same thing."""
        minute = visit.minute + random.integers(_SOONEST_RETURN, RETURN_MINUTES, len(visit), dtype=np.int32)
        kept = self.plan.start + minute // DAY_MINUTES <= last
        found = self._attended(random, visit.person, minute, visit.centre, visit.diagnosis)
        return found.taken(kept), last[kept], origin[kept]

    def _dressings(self, random: np.random.Generator, visit: Visits, last: Days) -> Visits:
        comes = (visit.discharge == HOME) & happens(random, self.assumed.emergency.arranged_return, len(visit))
        minute = visit.minute + random.integers(DAY_MINUTES, 3 * DAY_MINUTES, len(visit), dtype=np.int32)
        comes &= self.plan.start + minute // DAY_MINUTES <= last
        chosen, minute = visit.taken(comes), minute[comes]
        code = next(number for number, one in enumerate(self.assumed.diagnoses) if one.diagnosis == _DRESSING)
        count = len(chosen)
        return visits(
            chosen.person,
            minute,
            chosen.centre,
            EMERGENCY,
            is_scheduled=np.ones(count, dtype=bool),
            triage=np.full(count, 5),
            diagnosis=np.full(count, code),
            discharge=np.full(count, HOME),
        )

    def deaths(self, random: np.random.Generator, person: Numbers, block: Codes, day: Days) -> Visits:
        """Visits of people who died in an emergency department, on the day of death."""
        group = np.full(len(person), AGE_GROUPS - 1, dtype=np.int16)
        severe = np.where(self.gravity == len(_GRAVITY) - 1, self.weights[AGE_GROUPS - 1], 0.0)
        minute = (day - self.plan.start) * DAY_MINUTES + random.integers(0, DAY_MINUTES, len(person), dtype=np.int32)
        count = len(person)
        return visits(
            person,
            minute,
            self.hospital(random, block, group),
            EMERGENCY,
            triage=np.ones(count),
            diagnosis=Wheel(severe).draw(random, count),
            discharge=np.full(count, DIED),
        )


def _coincides(every: Visits, of: Table, count: int, recent: Recent) -> Flags:
    """For each first visit (the first `count` rows): whether the person was there within 72 hours before it."""
    person = np.concatenate([every.person, recent.person])
    minute = np.concatenate([every.minute, recent.minute])
    origin = np.concatenate([of, np.full(len(recent.person), -1)])
    order = np.lexsort((minute, person))
    before, after = order[:-1], order[1:]
    near = (person[after] == person[before]) & (minute[after] - minute[before] <= RETURN_MINUTES)
    near &= (after < count) & (origin[after] != origin[before])
    found = np.zeros(count, dtype=bool)
    found[after[near]] = True
    return found


@dataclass(frozen=True)
class Coding:
    """Share of visits that primary care could solve, at the hospital that codes otherwise: as coded, and as before."""

    visits: int
    before: float
    after: float


def written(
    random: np.random.Generator, doors: Doors, rows: Visits, *, changed_at: int | None
) -> tuple[Visits, Coding]:
    """What is written of diagnoses: some nothing; at the hospital `changed_at`, mostly the complaint instead."""
    emergency = rows.diagnosis >= 0
    hidden = emergency & happens(random, doors.assumed.emergency.uncoded, len(rows))
    true = np.where(hidden, NONE, rows.diagnosis).astype(np.int16)
    complains = happens(random, doors.assumed.planted.coding_share, len(rows))
    here = (true >= 0) & (rows.centre == (NONE if changed_at is None else changed_at))
    code = np.where(here & complains, doors.complaint[true], true).astype(np.int16)
    shown = replace(rows, diagnosis=code)
    return shown, _coding(doors, true[here], code[here])


def _coding(doors: Doors, before: Codes, after: Codes) -> Coding:
    solvable = np.array([np.nan if one.solvable is None else one.solvable for one in doors.assumed.diagnoses])
    has_shares = ~np.isnan(solvable[before]) if len(before) else np.zeros(0, dtype=bool)
    return Coding(
        int(has_shares.sum()), float(solvable[before[has_shares]].sum()), float(solvable[after[has_shares]].sum())
    )
