"""Visits to primary-care centres and to hospitals outside emergency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from bahealth.collect.records.model import VISIT_KINDS
from bahealth.simulate.assumptions import Assumptions
from bahealth.simulate.draw import Codes, Days, Flags, Numbers, Rates, Table, Wheel, Wheels, happens
from bahealth.simulate.keys import NON_RESIDENTS
from bahealth.simulate.panels import Enrolment
from bahealth.simulate.people import Spells
from bahealth.simulate.places import OTHERS_NEAR, Care
from bahealth.simulate.plan import Plan
from bahealth.simulate.planned import Planned
from bahealth.simulate.setting import Setting
from bahealth.simulate.visits import DAY_MINUTES, NONE, Visits, visits

_OPENS: Final = 8 * 60
_OPEN_MINUTES: Final = 9 * 60


@dataclass(frozen=True)
class Ambulatory:
    """What all months share: the city, and the wheels of kinds and places."""

    setting: Setting
    spells: Spells
    enrolled: Enrolment

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
        """Places and teams."""
        return self.setting.care

    def seen(
        self, random: np.random.Generator, row: Numbers, day: Days, kind: Codes, *, arranged: float = 0.0
    ) -> Visits:
        """Visits of residents to primary care: mostly at the own centre and with the own team.

        `arranged` moves the share at the own centre towards all of them: check-ups are rarely anywhere else.
        """
        of, count = self.assumed.visits, len(row)
        team, is_on_list = self.enrolled.team(self.care, self.spells, row, day)
        is_home = happens(random, of.own_centre + (1 - of.own_centre) * arranged, count)
        elsewhere = self.care.others[self.spells.block[row], random.integers(0, OTHERS_NEAR, count)]
        share = np.where(is_on_list, of.own_team, of.team_named_without_panel).astype(np.float32)
        named = is_home & happens(random, share, count)
        return visits(
            self.spells.person[row],
            self._minute(random, day),
            np.where(is_home, self.care.team_centre[team], elsewhere),
            kind,
            team=np.where(named, team, NONE),
            is_scheduled=self._scheduled(random, kind),
        )

    def planned(self, random: np.random.Generator, due: Planned) -> Visits:
        """The visits that were known beforehand."""
        return self.seen(random, due.spell, due.day, due.kind, arranged=0.5)

    def at_hospital(self, random: np.random.Generator, row: Numbers, day: Days, kind: Codes) -> Visits:
        """Visits of residents to a hospital that are neither emergencies nor primary care."""
        block = self.spells.block[row]
        near = self.care.acute[block, random.integers(0, OTHERS_NEAR, len(row))]
        centre = np.where(happens(random, 0.6, len(row)), near, self._any_hospital(random, len(row)))
        return visits(
            self.spells.person[row], self._minute(random, day), centre, kind, is_scheduled=self._scheduled(random, kind)
        )

    def from_elsewhere(self, random: np.random.Generator, days: Days, kinds: Wheel, *, to_hospital: bool) -> Visits:
        """Visits of people who live outside the city, on `days`."""
        count = len(days)
        kind = kinds.draw(random, count)
        centre = self._any_hospital(random, count)
        if not to_hospital:
            centre = random.integers(0, self.care.first_hospital - 1, count).astype(np.int16)
        return visits(
            non_residents(random, self.setting, count),
            self._minute(random, days),
            centre,
            kind,
            is_scheduled=self._scheduled(random, kind),
        )

    def _any_hospital(self, random: np.random.Generator, count: int) -> Codes:
        return random.integers(self.care.first_hospital, len(self.care.places), count).astype(np.int16)

    def _minute(self, random: np.random.Generator, day: Days) -> Numbers:
        """Some minute of the opening hours."""
        at = random.integers(0, _OPEN_MINUTES, len(day), dtype=np.int32)
        return (day - self.plan.start).astype(np.int32) * DAY_MINUTES + _OPENS + at

    def _scheduled(self, random: np.random.Generator, kind: Codes) -> Flags:
        shares = np.array([self.assumed.scheduled[one] for one in VISIT_KINDS], dtype=np.float32)
        return happens(random, shares[kind], len(kind))


def kinds_by_age(kinds: dict[str, tuple[float, ...]]) -> Wheels:
    """Wheels of kinds, numbered as `VISIT_KINDS`, one for each age group."""
    return Wheels([weights_of_kinds(kinds, group) for group in range(4)])


def weights_of_kinds(kinds: dict[str, tuple[float, ...]], group: int) -> list[float]:
    """Weight of each of `VISIT_KINDS` in an age group."""
    return [kinds[one][group] if one in kinds else 0.0 for one in VISIT_KINDS]


def non_residents(random: np.random.Generator, setting: Setting, count: int) -> Table:
    """Numbers of people who live outside the city; some of them come much oftener than others."""
    people = setting.assumed.visits.non_resident_people * setting.plan.scale
    return NON_RESIDENTS + (random.random(count) ** 2 * people).astype(np.uint64)


def primary_use(setting: Setting, block: Codes, rates: Rates, start: int) -> Rates:
    """Rates of primary care with what is planted: more use in the blocks around the new centre once it is open."""
    around = setting.care.new_team[block] >= 0
    if start < setting.care.opens_on or not around.any():
        return rates
    return np.where(around, rates * np.float32(setting.assumed.planted.new_centre_use), rates)
