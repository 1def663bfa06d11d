"""Visits that follow from a birth or from a child's age: they are known before the months are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bahealth.catalog.model import Schedule
from bahealth.collect.records.model import VISIT_KINDS
from bahealth.simulate.assumptions import Assumptions
from bahealth.simulate.births import Births
from bahealth.simulate.childhood import Ages, Habits, check_up_ages, vaccination_ages
from bahealth.simulate.children import Children
from bahealth.simulate.draw import Codes, Days, Flags, Numbers, happens, stream
from bahealth.simulate.panels import Enrolment
from bahealth.simulate.people import Population
from bahealth.simulate.plan import Plan
from bahealth.simulate.pregnancy import postpartum_days, prenatal_days
from bahealth.simulate.published import COMUNAS
from bahealth.simulate.setting import Setting

_DAYS_IN_HOSPITAL: Final = 2
_DAY: Final = 24 * 60


@dataclass(frozen=True)
class Planned:
    """One visit a row, in the order of days: the row of the person's spell, the day, and the kind."""

    spell: Numbers
    day: Days
    kind: Codes

    def within(self, start: int, end: int) -> Planned:
        """Those from a day to before another."""
        rows = slice(*np.searchsorted(self.day, [start, end]))
        return Planned(self.spell[rows], self.day[rows], self.kind[rows])


def child_habits(plan: Plan, assumed: Assumptions, born: Days, comuna: Codes) -> Habits:
    """How children of a day of birth and a comuna come: what is planted about check-ups is planted here."""
    better = np.isin(comuna, [COMUNAS.index(one) for one in assumed.planted.adherence_comunas])
    better &= born >= plan.adherence_born_from
    early = born >= plan.starts[_month_number(plan)]
    usual, planted = assumed.check_ups, assumed.planted
    return Habits(
        first_by_day_14=np.where(early, planted.first_check_up_by_day_14, usual.first_by_day_14),
        adherence=np.where(better, planted.adherence_mean, usual.adherence_mean),
        dropout=np.where(better, planted.adherence_dropout, usual.dropout),
    )


def _month_number(plan: Plan) -> int:
    at = plan.first_check_up_from
    return (at.year - plan.first.year) * 12 + at.month - plan.first.month


def planned_visits(
    setting: Setting, population: Population, enrolled: Enrolment, born: Births, children: Children
) -> Planned:
    """Check-ups, vaccinations, prenatal and postpartum visits of those who come to the city's centres."""
    plan, spells = setting.plan, population.spells
    random = stream(plan.seed, "planned")
    uses_anyway = _uses_anyway(setting, len(population.people))
    rows: list[tuple[Numbers, Days, str]] = [
        *_of_children(random, setting, population, born, children),
        *_of_mothers(random, setting.assumed, born),
    ]
    person = np.concatenate([one[0] for one in rows])
    day = np.concatenate([one[1] for one in rows])
    kind = np.repeat([VISIT_KINDS.index(one[2]) for one in rows], [len(one[0]) for one in rows]).astype(np.int16)
    spell, is_there = spells.holding(person, day)
    comes = (enrolled.since[spell] < plan.horizon) | uses_anyway[person]
    kept = np.flatnonzero(is_there & comes & (day >= plan.start) & (day < plan.end))
    kept = kept[np.argsort(day[kept], kind="stable")]
    return Planned(spell[kept], day[kept], kind[kept])


def _of_children(
    random: np.random.Generator, setting: Setting, population: Population, born: Births, children: Children
) -> list[tuple[Numbers, Days, str]]:
    plan, assumed, people, spells = setting.plan, setting.assumed, population.people, population.spells
    day = people.born[children.person]
    first_row = np.searchsorted(spells.person, children.person)
    comuna = setting.published.blocks.comuna[spells.block[first_row]]
    in_hospital = np.where(children.birth >= 0, born.days_in_hospital[children.birth], _DAYS_IN_HOSPITAL).astype(
        np.int32
    )
    found: list[tuple[Numbers, Days, str]] = []
    for schedule, own in _by_schedule(setting.schedules, day):
        habits = child_habits(plan, assumed, day[own], comuna[own])
        ages = check_up_ages(random, assumed.check_ups, schedule, in_hospital[own], habits)
        person, on = _flat(children.person[own], day[own], ages)
        again = happens(random, assumed.check_ups.twice_a_day, len(on))
        found += [(person, on, "checkup"), (person[again], on[again], "checkup")]
    ages = vaccination_ages(random, assumed.check_ups, len(day))
    found.append((*_flat(children.person, day, ages), "vaccination"))
    return found


def _by_schedule(schedules: Sequence[Schedule], born: Days) -> list[tuple[Schedule, Flags]]:
    """Each schedule with the children who follow it."""
    ordered = sorted(schedules, key=lambda one: one.first_born_on)
    starts = np.array([one.first_born_on.toordinal() - 719_163 for one in ordered])  # day 719,163 is 1970-01-01
    which = np.searchsorted(starts, born, side="right") - 1
    return [(one, which == number) for number, one in enumerate(ordered)]


def _flat(person: Numbers, since: Days, ages: Ages) -> tuple[Numbers, Days]:
    """One row for each age that is not absent."""
    row, column = np.nonzero(ages >= 0)
    return person[row], (since[row] + ages[row, column]).astype(np.int32)


def _of_mothers(random: np.random.Generator, assumed: Assumptions, born: Births) -> list[tuple[Numbers, Days, str]]:
    once = np.ones(len(born), dtype=bool)  # twins are one delivery
    once[1:] = (born.mother[1:] != born.mother[:-1]) | (born.born[1:] != born.born[:-1])
    mother, day = born.mother[once], born.born[once]
    nothing = np.zeros(len(day), dtype=np.int32)
    before = prenatal_days(random, assumed.pregnancy, day, born.weeks[once])
    after = postpartum_days(random, assumed.pregnancy, day, born.days_in_hospital[once])
    return [
        (*_flat(mother, nothing, before), "prenatal"),
        (*_flat(mother, nothing, after), "postpartum"),
    ]


def _uses_anyway(setting: Setting, count: int) -> Flags:
    """Who comes to the city's centres even without being on a list."""
    return happens(stream(setting.plan.seed, "uses anyway"), setting.assumed.panels.uses_without_panel, count)


def share_coming(setting: Setting, population: Population, enrolled: Enrolment, first_child: int) -> float:
    """Share of the children born in the months who come to the city's centres: those who keep planned visits."""
    count = len(population.people)
    child = np.arange(first_child, count, dtype=np.int32)
    row = np.searchsorted(population.spells.person, child)
    comes = (enrolled.since[row] < setting.plan.horizon) | _uses_anyway(setting, count)[child]
    return float(comes.mean())
