"""The visits of the simulated city, month by month: what is drawn, what spills over, and what arrives late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np

from bahealth.simulate.draw import NEVER, Numbers, Rates, Wheel, happens, stream
from bahealth.simulate.emergency import NOBODY_YET, Coding, Doors, Recent, Returns, written
from bahealth.simulate.panels import Enrolment
from bahealth.simulate.people import Population
from bahealth.simulate.planned import Planned
from bahealth.simulate.primary import Ambulatory, kinds_by_age, non_residents, primary_use, weights_of_kinds
from bahealth.simulate.rates import Calendar, Person, YearRates, calendar, drawn_spells, own_rates, year_rates
from bahealth.simulate.setting import Setting
from bahealth.simulate.visits import DAY_MINUTES, Visits, by_time, together

_ADULT: Final = 2


@dataclass(frozen=True)
class Delivered:
    """What arrives for one month: its own visits in the order of time, after those of the month before that are late.

    `held_back` are visits of the month that arrive with the next one.
    """

    month: int
    rows: Visits
    late_rows: int
    held_back: int
    returns: Returns
    coding: Coding


@dataclass(frozen=True)
class _Month:
    """One month while it is drawn: its random numbers, number, year's rates, and the spells that reach into it."""

    random: np.random.Generator
    number: int
    rates: YearRates
    living: Numbers


@dataclass
class Months:
    """Draws one month after the other. What spills into the next month, or arrives with it, waits here."""

    setting: Setting
    population: Population
    enrolled: Enrolment
    planned: Planned
    _year: tuple[int, YearRates] | None = None
    _spilled: list[Visits] = field(default_factory=list[Visits])
    _late: Visits | None = None
    _recent: Recent = NOBODY_YET

    @cached_property
    def _own(self) -> Person:
        return own_rates(self.setting.plan, self.setting.assumed, len(self.population.people))

    @cached_property
    def _ambulatory(self) -> Ambulatory:
        return Ambulatory(self.setting, self.population.spells, self.enrolled)

    @cached_property
    def doors(self) -> Doors:
        """Emergency departments."""
        return Doors(self.setting)

    def delivered(self) -> Iterator[Delivered]:
        """Each month's delivery, in order."""
        for number in range(self.setting.plan.months):
            random = stream(self.setting.plan.seed, "visits", number)
            yield self._deliver(_Month(random, number, self.rates(number), self.living(number)))

    def rates(self, number: int) -> YearRates:
        """Rates of the calendar year of a month; worked out once a year."""
        plan = self.setting.plan
        year = plan.month(number).year
        if self._year is None or self._year[0] != year:
            months = [one for one in range(plan.months) if plan.month(one).year == year]
            middle = (plan.starts[months[0]] + plan.starts[months[-1] + 1]) // 2
            self._year = year, year_rates(self.setting.assumed, self.population, self._own, middle)
        return self._year[1]

    def living(self, number: int) -> Numbers:
        """Rows of the spells on which somebody goes anywhere in a month."""
        start, end = self._bounds(number)
        spells = self.population.spells
        return np.flatnonzero((spells.since < end) & (spells.last >= start)).astype(np.int32)

    def _bounds(self, number: int) -> tuple[int, int]:
        return self.setting.plan.starts[number], self.setting.plan.starts[number + 1]

    def _deliver(self, month: _Month) -> Delivered:
        plan = self.setting.plan
        start, end = self._bounds(month.number)
        emergency, returns = self._emergency(month)
        due = self._ambulatory.planned(month.random, self.planned.within(start, end))
        rows = together([self._primary(month), self._outpatient(month), emergency, *self._spilled, due])
        is_later = rows.minute >= (end - plan.start) * DAY_MINUTES
        self._spilled = [rows.taken(is_later)]
        rows = by_time(rows, ~is_later, (start - plan.start) * DAY_MINUTES)
        has_changed = plan.month(month.number) >= plan.coding_from
        hospital = self.setting.care.number(plan.planted.coding_hospital)
        rows, coding = written(month.random, self.doors, rows, changed_at=hospital if has_changed else None)
        before, self._late, rows = self._late, *self._held_back(month, rows)
        held_back = 0 if self._late is None else len(self._late)
        late_rows = 0 if before is None else len(before)
        rows = rows if before is None else together([before, rows])
        return Delivered(month.number, rows, late_rows, held_back, returns, coding)

    def _held_back(self, month: _Month, rows: Visits) -> tuple[Visits | None, Visits]:
        """What one hospital sends with the next month, and what arrives in time."""
        plan = self.setting.plan
        if plan.month(month.number) not in plan.late_months:
            return None, rows
        hospital = self.setting.care.number(plan.planted.late_hospital)
        is_late = (rows.centre == hospital) & happens(month.random, plan.planted.late_share, len(rows))
        return rows.taken(is_late), rows.taken(~is_late)

    def _office_days(self, month: _Month) -> Calendar:
        of = self.setting.assumed.visits
        factor = of.primary_season[self.setting.plan.month(month.number).month - 1] / float(np.mean(of.primary_season))
        return calendar(*self._bounds(month.number), of.primary_weekday, factor)

    def _primary(self, month: _Month) -> Visits:
        random, spells, days = month.random, self.population.spells, self._office_days(month)
        kinds = dict(self.setting.assumed.kinds)
        use = primary_use(self.setting, spells.block[month.living], month.rates.primary[month.living], days.start)
        row, day = drawn_spells(random, spells, month.living, use, days)
        kind = kinds_by_age(kinds).draw(random, month.rates.age_group[row])
        residents = self._ambulatory.seen(random, row, day, kind)
        when = days.draw(random, self._from_elsewhere(random, len(row), 0))
        wheel = Wheel(weights_of_kinds(kinds, _ADULT))
        return together([residents, self._ambulatory.from_elsewhere(random, when, wheel, to_hospital=False)])

    def _outpatient(self, month: _Month) -> Visits:
        random, days = month.random, self._office_days(month)
        kinds = dict(self.setting.assumed.outpatient_kinds)
        use = month.rates.outpatient[month.living]
        row, day = drawn_spells(random, self.population.spells, month.living, use, days)
        kind = kinds_by_age(kinds).draw(random, month.rates.age_group[row])
        residents = self._ambulatory.at_hospital(random, row, day, kind)
        when = days.draw(random, self._from_elsewhere(random, len(row), 1))
        wheel = Wheel(weights_of_kinds(kinds, _ADULT))
        return together([residents, self._ambulatory.from_elsewhere(random, when, wheel, to_hospital=True)])

    def _emergency(self, month: _Month) -> tuple[Visits, Returns]:
        random, spells = month.random, self.population.spells
        of_year = self.setting.plan.month(month.number).month
        days = calendar(*self._bounds(month.number), self.setting.assumed.visits.emergency_weekday, 1.0)
        row, day = drawn_spells(random, spells, month.living, self._emergency_use(month), days)
        group = month.rates.age_group[row]
        centre = self.doors.hospital(random, spells.block[row], group)
        diagnosis = self.doors.diagnoses(random, group, of_year)
        residents = self.doors.arrivals(random, spells.person[row], centre, day, diagnosis)
        others = self._emergency_from_elsewhere(random, len(row), of_year, days)
        last = np.concatenate([spells.last[row], np.full(len(others), NEVER, dtype=np.int32)])
        first = together([residents, others])
        attended = self.doors.returns(random, first, last, self._recent)
        end = self._bounds(month.number)[1] - self.setting.plan.start
        self._recent = attended.recent(end * DAY_MINUTES)
        deaths = self._deaths(random, month.number)
        return together([attended.unscheduled, attended.arranged, deaths]), attended.returns

    def _emergency_use(self, month: _Month) -> Rates:
        season = self.doors.season(self.setting.plan.month(month.number).month).astype(np.float32)
        return month.rates.emergency[month.living] * season[month.rates.age_group[month.living]]

    def _emergency_from_elsewhere(
        self, random: np.random.Generator, residents: int, of_year: int, days: Calendar
    ) -> Visits:
        count = self._from_elsewhere(random, residents, 2)
        diagnosis = self.doors.diagnoses(random, self.doors.groups_elsewhere(random, count), of_year)
        person = non_residents(random, self.setting, count)
        return self.doors.arrivals(
            random, person, self.doors.any_door(random, count), days.draw(random, count), diagnosis
        )

    def _deaths(self, random: np.random.Generator, number: int) -> Visits:
        """Some who die this month die in an emergency department."""
        start, end = self._bounds(number)
        died = self.population.people.died
        person = np.flatnonzero((died >= start) & (died < end)).astype(np.int32)
        person = person[happens(random, self.setting.assumed.emergency.died_there, len(person))]
        row, is_there = self.population.spells.holding(person, died[person])
        block = self.population.spells.block[row[is_there]]
        return self.doors.deaths(random, person[is_there], block, died[person[is_there]])

    def _from_elsewhere(self, random: np.random.Generator, residents: int, which: int) -> int:
        """How many visits people from outside the city make, beside so many of residents."""
        share = self.setting.assumed.visits.non_residents[which]
        return int(random.poisson(residents * share / (1 - share)))
