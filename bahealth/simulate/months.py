"""The visits of the simulated city, month by month: what is drawn, what spills over, and what arrives late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from bahealth.simulate.assumptions import Assumptions
from bahealth.simulate.draw import NEVER, Numbers, Wheel, happens, stream
from bahealth.simulate.emergency import Coding, Doors, Returns, written
from bahealth.simulate.people import People, Spells
from bahealth.simulate.plan import Plan
from bahealth.simulate.planned import Planned
from bahealth.simulate.primary import Ambulatory, kinds_by_age, non_residents, primary_use, weights_of_kinds
from bahealth.simulate.rates import Person, YearRates, day_weights, drawn_spells, own_rates, year_rates
from bahealth.simulate.visits import DAY_MINUTES, Visits, by_time, together

_ADULT = 2


@dataclass(frozen=True)
class Delivered:
    """What arrives for one month: its own visits in time, and those of the month before that come late."""

    month: int
    rows: Visits
    late_rows: int
    returns: Returns
    coding: Coding


@dataclass
class Months:
    """Draws one month after the other. What spills into the next month, or arrives with it, waits here."""

    plan: Plan
    assumed: Assumptions
    people: People
    ambulatory: Ambulatory
    doors: Doors
    planned: Planned
    own: Person = field(init=False)
    _year: tuple[int, YearRates] | None = None
    _spilled: list[Visits] = field(default_factory=list)
    _late: Visits | None = None

    def __post_init__(self) -> None:
        self.own = own_rates(self.plan, self.assumed, len(self.people))

    @property
    def spells(self) -> Spells:
        """Where people live."""
        return self.ambulatory.spells

    def delivered(self) -> Iterator[Delivered]:
        """Each month's delivery, in order."""
        for number in range(self.plan.months):
            yield self._deliver(number)

    def rates(self, number: int) -> YearRates:
        """Rates of the calendar year of a month; worked out once a year."""
        year = self.plan.month(number).year
        if self._year is None or self._year[0] != year:
            months = [one for one in range(self.plan.months) if self.plan.month(one).year == year]
            middle = (self.plan.starts[months[0]] + self.plan.starts[months[-1] + 1]) // 2
            self._year = year, year_rates(self.assumed, self.people, self.spells, self.own, middle)
        return self._year[1]

    def living(self, number: int) -> Numbers:
        """Rows of the spells on which somebody goes anywhere in a month."""
        start, end = self.plan.starts[number], self.plan.starts[number + 1]
        return np.flatnonzero((self.spells.since < end) & (self.spells.last >= start)).astype(np.int32)

    def _deliver(self, number: int) -> Delivered:
        random = stream(self.plan.seed, "visits", number)
        start, end = self.plan.starts[number], self.plan.starts[number + 1]
        emergency, returns = self._emergency(random, number)
        parts = [self._primary(random, number), self._outpatient(random, number), emergency, *self._spilled]
        parts.append(self.ambulatory.planned(random, self.planned.within(start, end)))
        rows = together(parts)
        first, after = (start - self.plan.start) * DAY_MINUTES, (end - self.plan.start) * DAY_MINUTES
        is_later = rows.minute >= after
        self._spilled = [rows.taken(is_later)]
        rows = by_time(rows.taken(~is_later), first)
        changed = self.plan.month(number) >= self.plan.coding_from
        hospital = self.ambulatory.care.number(self.assumed.planted.coding_hospital)
        rows, coding = written(random, self.doors, rows, changed_at=hospital if changed else None)
        rows, late_rows = self._with_late(random, number, rows)
        return Delivered(number, rows, late_rows, returns, coding)

    def _with_late(self, random: np.random.Generator, number: int, rows: Visits) -> tuple[Visits, int]:
        """Hold back what one hospital sends late; add what it held back last month."""
        late, self._late = self._late, None
        if self.plan.month(number) in self.plan.late_months:
            hospital = self.ambulatory.care.number(self.assumed.planted.late_hospital)
            is_late = (rows.centre == hospital) & happens(random, self.assumed.planted.late_share, len(rows))
            self._late, rows = rows.taken(is_late), rows.taken(~is_late)
        return (rows, 0) if late is None else (together([late, rows]), len(late))

    def _primary(self, random: np.random.Generator, number: int) -> Visits:
        of, start, end = self.assumed.visits, self.plan.starts[number], self.plan.starts[number + 1]
        season = of.primary_season[self.plan.month(number).month - 1] / float(np.mean(of.primary_season))
        days = day_weights(start, end, of.primary_weekday, season)
        living, rates = self.living(number), self.rates(number)
        use = primary_use(self.plan, self.assumed, self.ambulatory.care, self.spells, living, rates.primary[living], start)
        row, day = drawn_spells(random, self.spells, living, use, days, start)
        kind = kinds_by_age(dict(self.assumed.kinds)).draw(random, rates.age_group[row])
        residents = self.ambulatory.seen(random, row, start + day.astype(np.int32), kind)
        kinds = Wheel(weights_of_kinds(dict(self.assumed.kinds), _ADULT))
        count = self._from_elsewhere(random, len(row), of.non_residents[0])
        others = self.ambulatory.from_elsewhere(random, count, days, start, kinds, to_hospital=False)
        return together([residents, others])

    def _outpatient(self, random: np.random.Generator, number: int) -> Visits:
        of, start, end = self.assumed.visits, self.plan.starts[number], self.plan.starts[number + 1]
        season = of.primary_season[self.plan.month(number).month - 1] / float(np.mean(of.primary_season))
        days = day_weights(start, end, of.primary_weekday, season)
        living, rates = self.living(number), self.rates(number)
        row, day = drawn_spells(random, self.spells, living, rates.outpatient[living], days, start)
        kind = kinds_by_age(dict(self.assumed.outpatient_kinds)).draw(random, rates.age_group[row])
        residents = self.ambulatory.at_hospital(random, row, start + day.astype(np.int32), kind)
        kinds = Wheel(weights_of_kinds(dict(self.assumed.outpatient_kinds), _ADULT))
        count = self._from_elsewhere(random, len(row), of.non_residents[1])
        others = self.ambulatory.from_elsewhere(random, count, days, start, kinds, to_hospital=True)
        return together([residents, others])

    def _emergency(self, random: np.random.Generator, number: int) -> tuple[Visits, Returns]:
        start, end = self.plan.starts[number], self.plan.starts[number + 1]
        days = day_weights(start, end, self.assumed.visits.emergency_weekday, 1.0)
        month, living, rates = self.plan.month(number).month, self.living(number), self.rates(number)
        season = self.doors.season(month).astype(np.float32)
        use = rates.emergency[living] * season[rates.age_group[living]]
        row, day = drawn_spells(random, self.spells, living, use, days, start)
        group = rates.age_group[row]
        first_day = start - self.plan.start
        centre = self.doors.hospital(random, self.spells.block[row], group)
        residents = self.doors.arrivals(random, self.spells.person[row], centre, first_day + day, group, month)
        count = self._from_elsewhere(random, len(row), self.assumed.visits.non_residents[2])
        groups = self.doors.groups_elsewhere(random, count)
        others = self.doors.arrivals(
            random,
            non_residents(random, self.plan, self.assumed, count),
            self.doors.any_door(random, count),
            first_day + Wheel(days).draw(random, count),
            groups,
            month,
        )
        first = together([residents, others])
        last = np.concatenate([self.spells.last[row], np.full(count, NEVER, dtype=np.int32)])
        again, returns = self.doors.returns(random, first, last)
        return together([first, again, self._deaths(random, start, end)]), returns

    def _deaths(self, random: np.random.Generator, start: int, end: int) -> Visits:
        """Some who die this month die in an emergency department."""
        died = self.people.died
        person = np.flatnonzero((died >= start) & (died < end)).astype(np.int32)
        person = person[happens(random, self.assumed.emergency.died_there, len(person))]
        row, is_there = self.spells.holding(person, died[person])
        return self.doors.deaths(random, person[is_there], self.spells.block[row[is_there]], died[person[is_there]])

    def _from_elsewhere(self, random: np.random.Generator, residents: int, share: float) -> int:
        return int(random.poisson(residents * share / (1 - share)))


