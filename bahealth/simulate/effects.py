"""Works out what is true of a simulated city: the expected sizes of what was planted, and what only luck did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np

from bahealth.catalog.model import Localized, Schedule
from bahealth.catalog.periods import add_months
from bahealth.simulate.assumptions import Assumptions
from bahealth.simulate.childhood import check_up_ages, counted
from bahealth.simulate.draw import Shares, day_number, stream
from bahealth.simulate.months import Delivered, Months
from bahealth.simulate.places import Care
from bahealth.simulate.plan import Plan
from bahealth.simulate.planned import child_habits
from bahealth.simulate.published import COMUNAS
from bahealth.simulate.truth import EffectKind, PlantedEffect

CHILDREN: Final = 200_000
"""Children with whom the expected share of a schedule is worked out; its standard error is at most 0.12 points."""
_BIRTHDAY: Final = 365
_WINTER: Final = (6, 7, 8)


@dataclass
class Tally:
    """What is counted while the months are drawn."""

    sent_home: list[int] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)
    late_rows: int = 0
    coded: int = 0
    coded_before: float = 0.0
    coded_after: float = 0.0

    def add(self, month: Delivered) -> None:
        """Count one month."""
        self.sent_home.append(month.returns.sent_home)
        self.returned.append(month.returns.returned)
        self.late_rows += month.late_rows
        self.coded += month.coding.visits
        self.coded_before += month.coding.before
        self.coded_after += month.coding.after

    def luck(self, chance: float) -> tuple[int, float]:
        """The month of the second half whose draw lies farthest from what was expected, in standard deviations."""
        sent, back = np.array(self.sent_home), np.array(self.returned)
        distance = (back - sent * chance) / np.sqrt(np.maximum(sent, 1) * chance * (1 - chance))
        distance[: len(distance) // 2] = 0
        number = int(np.argmax(np.abs(distance)))
        return number, float(distance[number])


def effects(
    plan: Plan, assumed: Assumptions, schedules: Sequence[Schedule], coming: float, months: Months, tally: Tally
) -> tuple[PlantedEffect, ...]:
    """Everything that was planted; `coming` is the share of newborn children who come to the city's centres."""
    return (
        _adherence(plan, assumed, schedules),
        _first_check_up(plan, assumed, coming),
        *_schedule(plan, assumed, schedules),
        _noise(plan, assumed, tally),
        *_new_centre(plan, assumed, months),
        _season(months),
        _late(plan, assumed, tally),
        _coding(plan, assumed, tally),
    )


def expected_share(
    plan: Plan, assumed: Assumptions, schedule: Schedule, born: int, comuna: str, required: int | None = None
) -> float:
    """Percent of coming children of a birth day who have six check-ups by the first birthday.

    With `required`, percent who reach that number by the schedule's own count.
    """
    random = stream(plan.seed, "expected")
    days = np.full(CHILDREN, born, dtype=np.int32)
    at = np.full(CHILDREN, COMUNAS.index(comuna), dtype=np.int16)
    ages = check_up_ages(
        random, assumed.check_ups, schedule, np.full(CHILDREN, 2, dtype=np.int32), child_habits(plan, assumed, days, at)
    )
    if required is None:
        return float((counted(ages, _BIRTHDAY, schedule.days_apart) >= 6).mean() * 100)
    count = counted(ages, _BIRTHDAY, schedule.days_apart, schedule.newborn_days, schedule.newborn_days_apart)
    return float((count >= required).mean() * 100)


def schedule_of(schedules: Sequence[Schedule], born: int) -> Schedule:
    """The schedule of children born on a day."""
    return max(
        (one for one in schedules if day_number(one.first_born_on) <= born), key=lambda one: one.first_born_on
    )


def _adherence(plan: Plan, assumed: Assumptions, schedules: Sequence[Schedule]) -> PlantedEffect:
    born, comuna = plan.adherence_born_from, assumed.planted.adherence_comunas[0]
    schedule = schedule_of(schedules, born)
    before = expected_share(plan, assumed, schedule, born - 1, comuna)
    after = expected_share(plan, assumed, schedule, born, comuna)
    return PlantedEffect(
        name="check_ups_kept_better",
        kind=EffectKind.REAL_CHANGE,
        measure="checkups_six",
        areas=assumed.planted.adherence_comunas,
        from_month=plan.adherence_from,
        before=round(before, 2),
        after=round(after, 2),
        size=round(after - before, 2),
        unit="percent of children on a team's list since birth; difference in points",
        is_change=True,
        note=Localized(
            es="Las niñas y niños que nacen allí desde doce meses antes cumplen mejor su esquema.",
            en="Children born there from twelve months earlier on keep their schedule better.",
        ),
    )


def _first_check_up(plan: Plan, assumed: Assumptions, coming: float) -> PlantedEffect:
    before, after = assumed.check_ups.first_by_day_14 * 100, assumed.planted.first_check_up_by_day_14 * 100
    return PlantedEffect(
        name="first_check_up_sooner",
        kind=EffectKind.REAL_CHANGE,
        measure="first_checkup_14_days",
        areas=("city",),
        from_month=plan.first_check_up_from,
        before=round(before * coming, 2),
        after=round(after * coming, 2),
        size=round((after - before) * coming, 2),
        unit="percent of births; difference in points",
        is_change=True,
        note=Localized(
            es="En toda la Ciudad, más primeros controles antes del día 15; quienes no usan los centros cuentan como sin control.",
            en="City-wide, more first check-ups before day 15; children who do not use the centres count as without one.",
        ),
    )


def _schedule(plan: Plan, assumed: Assumptions, schedules: Sequence[Schedule]) -> list[PlantedEffect]:
    """What a new schedule alone does to the two shares, where its children turn one within the months."""
    found: list[PlantedEffect] = []
    for new in schedules:
        month = add_months(new.first_born_on, 12)
        born = day_number(new.first_born_on)
        if not (add_months(plan.first, 12) < month <= plan.last):
            continue
        old = schedule_of(schedules, born - 1)
        elsewhere = next(one for one in COMUNAS if one not in assumed.planted.adherence_comunas)
        for measure, is_complete in (("checkups_complete", True), ("checkups_six", False)):
            before, after = (
                expected_share(plan, assumed, one, born, elsewhere, one.required if is_complete else None)
                for one in (old, new)
            )
            found.append(_asked_for(measure, new, month, before, after))
    return found


def _asked_for(measure: str, new: Schedule, month: date, before: float, after: float) -> PlantedEffect:
    return PlantedEffect(
        name=f"{new.schedule_id}_{measure}",
        kind=EffectKind.SCHEDULE,
        measure=measure,
        areas=("city",),
        from_month=month,
        before=round(before, 2),
        after=round(after, 2),
        size=round(after - before, 2),
        unit="percent of children on a team's list since birth; difference in points",
        is_change=False,
        is_break=True,
        note=Localized(
            es="Rige otro esquema: cambia lo que se pide, no cómo acuden las familias.",
            en="Another schedule is in force: what is asked for changes, not how families come.",
        ),
    )


def _noise(plan: Plan, assumed: Assumptions, tally: Tally) -> PlantedEffect:
    chance = assumed.emergency.return_72_hours
    number, distance = tally.luck(chance)
    return PlantedEffect(
        name="returns_are_constant",
        kind=EffectKind.NOISE,
        measure="ed_return_72_hours",
        areas=("city", *COMUNAS),
        months=(plan.month(number),),
        before=chance * 100,
        after=chance * 100,
        size=0.0,
        unit="percent of visits sent home, drawn for each alike; people who come often add a little by chance",
        is_change=False,
        note=Localized(
            es=f"Nada se plantó: en el mes indicado solo el azar se apartó {abs(distance):.1f} desvíos.",
            en=f"Nothing was planted: in the month named luck alone was {abs(distance):.1f} standard deviations away.",
        ),
    )


def _new_centre(plan: Plan, assumed: Assumptions, months: Months) -> list[PlantedEffect]:
    care = months.ambulatory.care
    number = plan.starts.index(day_number(plan.new_centre_from))
    living, rates = months.living(number), months.rates(number).primary
    weights = np.bincount(months.spells.block[living], rates[living], len(care.team)).astype(np.float64)
    around = care.new_team >= 0
    before = _by_place(assumed, care, weights, care.team_centre[care.team])
    home = np.where(around, care.new_centre, care.team_centre[care.team])
    after = _by_place(assumed, care, np.where(around, weights * assumed.planted.new_centre_use, weights), home)
    comuna = assumed.planted.new_centre_comuna
    in_comuna = [number for number, one in enumerate(care.places) if COMUNAS[one.comuna] == comuna]
    return [
        _opening(plan, "new_centre", f"centre-{care.places[care.new_centre].centre_id}", 0.0, after[care.new_centre]),
        _opening(plan, "new_centre_in_comuna", comuna, before[in_comuna].sum(), after[in_comuna].sum()),
    ]


def _by_place(assumed: Assumptions, care: Care, weights: Shares, home: np.ndarray[tuple[int], np.dtype[np.int16]]) -> Shares:
    """Expected primary-care visits of residents in an average month, by place."""
    share = assumed.visits.own_centre
    found = np.bincount(home, weights * share, len(care.places))
    for other in care.others.T:
        found = found + np.bincount(other, weights * (1 - share) / care.others.shape[1], len(care.places))
    return found


def _opening(plan: Plan, name: str, area: str, before: float, after: float) -> PlantedEffect:
    return PlantedEffect(
        name=name,
        kind=EffectKind.NEW_CENTRE,
        measure="visits",
        areas=(area,),
        from_month=plan.new_centre_from,
        before=round(float(before), 1),
        after=round(float(after), 1),
        size=round(float(after - before), 1),
        unit="visits of residents in an average month, before season, check-ups and prenatal visits",
        is_change=True,
        note=Localized(
            es="Abre un centro que no existe; sus vecinos consultan más y en dos meses pasan a su equipo.",
            en="A centre that does not exist opens; people around it come more and within two months change to its team.",
        ),
    )


def _season(months: Months) -> PlantedEffect:
    number = months.plan.months // 2
    living, rates = months.living(number), months.rates(number)
    group = np.bincount(rates.age_group[living], rates.emergency[living], 4)
    of_month = np.array([float(group @ months.doors.season(month)) for month in range(1, 13)])
    winter = of_month[[month - 1 for month in _WINTER]].mean()
    return PlantedEffect(
        name="winter",
        kind=EffectKind.SEASON,
        measure="ed_visits_per_1000",
        areas=("city", *COMUNAS),
        before=1.0,
        after=round(float(winter / of_month.mean()), 4),
        size=round(float(of_month.max() / of_month.min()), 4),
        unit="June to August over the year's mean; size: highest month over lowest, before returns",
        is_change=False,
        note=Localized(
            es="Cada invierno suben las consultas respiratorias en las guardias.",
            en="Each winter respiratory visits to emergency departments rise.",
        ),
    )


def _late(plan: Plan, assumed: Assumptions, tally: Tally) -> PlantedEffect:
    return PlantedEffect(
        name="late_reporting",
        kind=EffectKind.LATE_REPORTING,
        measure="ed_visits_per_1000",
        areas=(f"centre-{assumed.planted.late_hospital}",),
        months=plan.late_months,
        size=assumed.planted.late_share,
        unit=f"share of the hospital's visits of those months that arrives with the next; {tally.late_rows} rows in all",
        is_change=False,
        note=Localized(
            es="Parte de las consultas de un hospital llega un mes tarde: el mes está incompleto hasta entonces.",
            en="Some visits of one hospital arrive a month late: until then the month is incomplete.",
        ),
    )


def _coding(plan: Plan, assumed: Assumptions, tally: Tally) -> PlantedEffect:
    visits = max(tally.coded, 1)
    before, after = tally.coded_before / visits * 100, tally.coded_after / visits * 100
    return PlantedEffect(
        name="coding_by_complaint",
        kind=EffectKind.CODING,
        measure="ed_solvable_in_primary_care",
        areas=(f"centre-{assumed.planted.coding_hospital}",),
        from_month=plan.coding_from,
        before=round(before, 2),
        after=round(after, 2),
        size=round(after - before, 2),
        unit="percent; before: the same visits with their diagnoses as until then",
        is_change=False,
        is_break=True,
        note=Localized(
            es="El hospital pasa a anotar el motivo de consulta en lugar del diagnóstico: es un corte de la serie.",
            en="The hospital begins to write the complaint instead of the diagnosis: a break to be noted.",
        ),
    )


