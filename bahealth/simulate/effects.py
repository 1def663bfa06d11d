"""Works out what is true of a simulated city: the expected sizes of what was planted, and what only luck did."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np

from bahealth.catalog.model import Localized, Schedule
from bahealth.catalog.periods import add_months
from bahealth.simulate.draw import Codes, Shares, day_number
from bahealth.simulate.expected import Tally, expected_share, schedule_of
from bahealth.simulate.months import Months
from bahealth.simulate.plan import Plan
from bahealth.simulate.published import COMUNAS
from bahealth.simulate.setting import Setting
from bahealth.simulate.truth import EffectKind, PlantedEffect

_WINTER: Final = (6, 7, 8)


def effects(setting: Setting, coming: float, months: Months, tally: Tally) -> tuple[PlantedEffect, ...]:
    """Everything that was planted; `coming` is the share of newborn children who come to the city's centres."""
    return (
        _adherence(setting),
        _first_check_up(setting, coming),
        *_schedule(setting),
        _noise(setting, tally),
        *_new_centre(setting, months),
        _season(setting, months),
        _late(setting, tally),
        _coding(setting, tally),
    )


def _adherence(setting: Setting) -> PlantedEffect:
    plan, comuna = setting.plan, setting.plan.planted.adherence_comunas[0]
    born = plan.adherence_born_from
    schedule = schedule_of(setting.schedules, born)
    before = expected_share(setting, schedule, born - 1, comuna)
    after = expected_share(setting, schedule, born, comuna)
    return PlantedEffect(
        name="check_ups_kept_better",
        kind=EffectKind.REAL_CHANGE,
        measure="checkups_six",
        areas=plan.planted.adherence_comunas,
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


def _first_check_up(setting: Setting, coming: float) -> PlantedEffect:
    plan = setting.plan
    before, after = setting.assumed.check_ups.first_by_day_14 * 100, plan.planted.first_check_up_by_day_14 * 100
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
            es="En toda la Ciudad, más primeros controles antes del día 15; quien no usa los centros cuenta sin.",
            en="City-wide, more first check-ups before day 15; who does not use the centres counts as without one.",
        ),
    )


def _schedule(setting: Setting) -> list[PlantedEffect]:
    """What a new schedule alone does to the two shares, where its children turn one within the months."""
    plan = setting.plan
    elsewhere = next(one for one in COMUNAS if one not in plan.planted.adherence_comunas)
    found: list[PlantedEffect] = []
    for new in setting.schedules:
        month = add_months(new.first_born_on, 12)
        if not add_months(plan.first, 12) < month <= plan.last:
            continue
        born = day_number(new.first_born_on)
        both = schedule_of(setting.schedules, born - 1), new
        complete = [expected_share(setting, one, born, elsewhere, required=one.required) for one in both]
        six = [expected_share(setting, one, born, elsewhere) for one in both]
        found += [
            _asked_for("checkups_complete", new, month, complete[0], complete[1]),
            _asked_for("checkups_six", new, month, six[0], six[1]),
        ]
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


def _noise(setting: Setting, tally: Tally) -> PlantedEffect:
    plan, chance = setting.plan, setting.assumed.emergency.return_72_hours
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
        unit="percent of unscheduled visits sent home; drawn for each alike",
        is_change=False,
        note=Localized(
            es=f"Nada se plantó: en el mes indicado solo el azar se apartó {abs(distance):.1f} desvíos.",
            en=f"Nothing was planted: in the month named luck alone was {abs(distance):.1f} standard deviations away.",
        ),
    )


def _new_centre(setting: Setting, months: Months) -> list[PlantedEffect]:
    plan, care = setting.plan, setting.care
    number = plan.starts.index(day_number(plan.new_centre_from))
    living, rates = months.living(number), months.rates(number).primary
    weights = np.bincount(months.population.spells.block[living], rates[living], len(care.team)).astype(np.float64)
    around, old = care.new_team >= 0, care.team_centre[care.team]
    before = _by_place(setting, weights, old)
    more = np.where(around, weights * plan.planted.new_centre_use, weights)
    after = _by_place(setting, more, np.where(around, care.new_centre, old).astype(np.int16))
    comuna = plan.planted.new_centre_comuna
    in_comuna = [number for number, one in enumerate(care.places) if COMUNAS[one.comuna] == comuna]
    return [
        _opening(plan, "new_centre", f"centre-{care.places[care.new_centre].centre_id}", 0.0, after[care.new_centre]),
        _opening(plan, "new_centre_in_comuna", comuna, before[in_comuna].sum(), after[in_comuna].sum()),
        _team_more(setting, months, day_number(plan.new_centre_from)),
    ]


def _by_place(setting: Setting, weights: Shares, home: Codes) -> Shares:
    """Expected primary-care visits of residents in an average month, by place."""
    share, others = setting.assumed.visits.own_centre, setting.care.others
    found: Shares = np.bincount(home, weights * share, len(setting.care.places)).astype(np.float64)
    for other in others.T:
        found = found + np.bincount(other, weights * (1 - share) / others.shape[1], len(setting.care.places))
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
        size=round(round(float(after), 1) - round(float(before), 1), 1),
        unit="visits of residents in an average month, before season, check-ups and prenatal visits",
        is_change=True,
        note=Localized(
            es="Abre un centro que no existe; sus vecinos consultan más y en dos meses pasan a su equipo.",
            en="A centre that does not exist opens; people around it come more and soon change to its team.",
        ),
    )


def _team_more(setting: Setting, months: Months, opens_on: int) -> PlantedEffect:
    """The same people on the lists of more teams, city-wide."""
    spells = months.population.spells
    is_listed = (spells.since <= opens_on) & (opens_on <= spells.last) & (months.enrolled.since <= opens_on)
    people, teams = int(is_listed.sum()), setting.care.team_centre
    new = int((teams == setting.care.new_centre).sum())
    before, after = round(people / (len(teams) - new), 1), round(people / len(teams), 1)
    return PlantedEffect(
        name="new_centre_teams",
        kind=EffectKind.NEW_CENTRE,
        measure="residents_per_team",
        areas=("city",),
        from_month=setting.plan.new_centre_from,
        before=before,
        after=after,
        size=round(after - before, 1),
        unit="residents on the list of where they live, per team",
        is_change=True,
        note=Localized(
            es="Con el centro que abre hay más equipos para las mismas personas.",
            en="With the centre that opens there are more teams for the same people.",
        ),
    )


def _season(setting: Setting, months: Months) -> PlantedEffect:
    number = setting.plan.months // 2
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


def _late(setting: Setting, tally: Tally) -> PlantedEffect:
    plan = setting.plan
    return PlantedEffect(
        name="late_reporting",
        kind=EffectKind.LATE_REPORTING,
        measure="ed_visits_per_1000",
        areas=(f"centre-{plan.planted.late_hospital}",),
        months=plan.late_months,
        size=plan.planted.late_share,
        unit=f"share of the hospital's visits of those months that arrives with the next: {tally.held_back} rows",
        is_change=False,
        note=Localized(
            es="Parte de las consultas de un hospital llega un mes tarde: el mes está incompleto hasta entonces.",
            en="Some visits of one hospital arrive a month late: until then the month is incomplete.",
        ),
    )


def _coding(setting: Setting, tally: Tally) -> PlantedEffect:
    plan = setting.plan
    visits = max(tally.coded, 1)
    before, after = tally.coded_before / visits * 100, tally.coded_after / visits * 100
    return PlantedEffect(
        name="coding_by_complaint",
        kind=EffectKind.CODING,
        measure="ed_solvable_in_primary_care",
        areas=(f"centre-{plan.planted.coding_hospital}",),
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
