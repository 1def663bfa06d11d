"""Who is on the list of which team, and from when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from bahealth.simulate.draw import NEVER, Codes, Days, Flags, Numbers, Table, happens, stream
from bahealth.simulate.people import Population, Spells
from bahealth.simulate.places import Care
from bahealth.simulate.setting import Setting

_LINGERS_DAYS: Final = 120


@dataclass(frozen=True)
class Enrolment:
    """For each spell of residence: the first day on the list of its block's team (NEVER: never).

    `switch` is the day from which the new centre's team takes over.
    """

    since: Days
    switch: Days

    def team(self, care: Care, spells: Spells, row: Numbers, day: Days) -> tuple[Codes, Flags]:
        """The team of the block on a day, and whether the person is on its list then."""
        block = spells.block[row]
        team = np.where(day >= self.switch[row], care.new_team[block], care.team[block])
        return team.astype(np.int16), self.since[row] <= day


@dataclass(frozen=True)
class PanelRows:
    """Stretches on the list of one team, in the order of person and time."""

    person: Numbers
    team: Codes
    since: Days
    until: Days

    def __len__(self) -> int:
        return len(self.person)

    def taken(self, rows: Flags) -> PanelRows:
        """Only some rows."""
        return PanelRows(self.person[rows], self.team[rows], self.since[rows], self.until[rows])


def enrolment(setting: Setting, population: Population) -> Enrolment:
    """Most people on public cover and few others join, some time after they came; who is born here soon after birth."""
    plan, assumed, people, spells = setting.plan, setting.assumed.panels, population.people, population.spells
    random = stream(plan.seed, "enrolment")
    share = np.array(assumed.enrolled, dtype=np.float32)[spells.cover]
    wants = people.lean[spells.person] < share
    is_born_here = spells.since == people.born[spells.person]
    mean = np.where(is_born_here, assumed.days_until_child_enrolled, assumed.days_until_enrolled)
    delay = (random.standard_exponential(len(spells), dtype=np.float32) * mean).astype(np.int32)
    since = spells.since + delay
    stays = np.zeros(len(spells), dtype=bool)  # the cover changed, the block did not: the list goes on
    stays[1:] = (spells.person[1:] == spells.person[:-1]) & (spells.block[1:] == spells.block[:-1]) & wants[:-1]
    stays[1:] &= since[:-1] <= spells.last[:-1]
    since = np.where(stays, spells.since, since)
    since = np.where(wants & (since <= spells.last), since, NEVER).astype(np.int32)
    return Enrolment(since=since, switch=setting.care.switches(spells.block, plan))


def panel_rows(setting: Setting, spells: Spells, enrolled: Enrolment) -> PanelRows:
    """The lists as the teams send them: one row for each person and team, of those that begin before the end.

    Later ones are looked at too: who waits for a new team at the end is on the old one's list meanwhile, as ever.
    """
    plan, assumed = setting.plan, setting.assumed.panels
    random = stream(plan.seed, "panels")
    rows = np.flatnonzero(enrolled.since < NEVER)
    found = _by_team(spells, enrolled, setting.care, rows)
    gone = spells.last[np.searchsorted(spells.person, found.person, side="right") - 1] + 1
    leaves = (found.until < NEVER) & (found.until == gone)  # not who stays in the city on another cover
    stays_open = leaves & happens(random, assumed.left_open, len(found))
    until = np.where(stays_open, NEVER, found.until).astype(np.int32)
    is_next = np.zeros(len(found), dtype=bool)
    is_next[:-1] = (found.person[1:] == found.person[:-1]) & (found.since[1:] - found.until[:-1] <= _LINGERS_DAYS)
    until[:-1] = np.where(is_next[:-1], found.since[1:], until[:-1])  # the old team keeps them until the new one begins
    merged = _merged(PanelRows(found.person, found.team, found.since, until))
    return merged.taken(merged.since < plan.end)


def _by_team(spells: Spells, enrolled: Enrolment, care: Care, rows: Table) -> PanelRows:
    """One row for each spell and team: two where the new centre takes over in the middle."""
    since, switch = enrolled.since[rows], enrolled.switch[rows]
    until = np.where(spells.last[rows] >= NEVER - 1, NEVER - 1, spells.last[rows]) + 1
    before, after = since < switch, until > switch
    old = PanelRows(
        spells.person[rows], care.team[spells.block[rows]], since, np.minimum(until, switch).astype(np.int32)
    ).taken(before)
    new = PanelRows(
        spells.person[rows],
        care.new_team[spells.block[rows]],
        np.maximum(since, switch).astype(np.int32),
        until.astype(np.int32),
    ).taken(after)
    order = np.lexsort((np.concatenate([old.since, new.since]), np.concatenate([old.person, new.person])))
    return PanelRows(
        np.concatenate([old.person, new.person])[order],
        np.concatenate([old.team, new.team])[order],
        np.concatenate([old.since, new.since])[order],
        np.concatenate([old.until, new.until])[order],
    )


def _merged(rows: PanelRows) -> PanelRows:
    """Rows of one person and team that touch become one."""
    starts = np.ones(len(rows), dtype=bool)
    starts[1:] = (
        (rows.person[1:] != rows.person[:-1]) | (rows.team[1:] != rows.team[:-1]) | (rows.since[1:] != rows.until[:-1])
    )
    ends = np.ones(len(rows), dtype=bool)
    ends[:-1] = starts[1:]
    return PanelRows(rows.person[starts], rows.team[starts], rows.since[starts], rows.until[ends])
