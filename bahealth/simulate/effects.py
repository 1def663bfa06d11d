"""Works out what is true of a simulated city: the expected sizes of what was planted, and what only luck did."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np

from bahealth.catalog.model import Localized, Schedule
from bahealth.catalog.periods import add_months
from bahealth.simulate.draw import Shares, day_number
from bahealth.simulate.expected import Tally, expected_share, schedule_of
from bahealth.simulate.months import Months
from bahealth.simulate.opening import opening_effects
from bahealth.simulate.published import COMUNAS
from bahealth.simulate.setting import Setting
from bahealth.simulate.truth import EffectKind, PlantedEffect

_WINTER: Final = (6, 7, 8)
_MANY: Final = 0.25
"""Share of a comuna's emergency visits from which a hospital's change of coding breaks the comuna's series too."""


def effects(setting: Setting, coming: float, months: Months, tally: Tally) -> tuple[PlantedEffect, ...]:
    """Everything that was planted; `coming` is the share of newborn children who come to the city's centres."""
    return (
        _adherence(setting),
        _first_check_up(setting, coming),
        *_schedule(setting),
        _noise(setting, tally),
        *opening_effects(setting, months),
        _season(setting, months),
        _late(setting, tally),
        *_coding(setting, tally),
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


def _coding(setting: Setting, tally: Tally) -> list[PlantedEffect]:
    """The hospital's own break, and that of the comunas of which it sees many: their series break with it."""
    plan, hospital = setting.plan, setting.plan.planted.coding_hospital
    visits = max(tally.coded, 1)
    before, after = tally.coded_before / visits * 100, tally.coded_after / visits * 100
    shift = round(after - before, 2)
    own = PlantedEffect(
        name="coding_by_complaint",
        kind=EffectKind.CODING,
        measure="ed_solvable_in_primary_care",
        areas=(f"centre-{hospital}",),
        from_month=plan.coding_from,
        before=round(before, 2),
        after=round(after, 2),
        size=shift,
        unit="percent; before: the same visits with their diagnoses as until then",
        is_change=False,
        is_break=True,
        note=Localized(
            es="El hospital pasa a anotar el motivo de consulta en lugar del diagnóstico: es un corte de la serie.",
            en="The hospital begins to write the complaint instead of the diagnosis: a break to be noted.",
        ),
    )
    shares = _near(setting, setting.care.number(hospital))
    nearby = tuple(one for one, share in zip(COMUNAS, shares, strict=True) if share >= _MANY)
    if not nearby:
        return [own]
    around = {
        "name": "coding_by_complaint_nearby",
        "areas": nearby,
        "before": None,
        "after": None,
        "size": round(shift * float(shares.max()), 2),
        "unit": "points, about, in the comuna most of whose people live nearest to the hospital",
    }
    return [own, own.model_copy(update=around)]


def _near(setting: Setting, hospital: int) -> Shares:
    """By comuna, the share of adults' emergency visits that go to a hospital when it is one of the three nearest."""
    blocks, weights = setting.published.blocks, setting.assumed.emergency.nearest
    chance = (setting.care.acute == hospital) @ np.array(weights)
    people = np.bincount(blocks.comuna, blocks.people, len(COMUNAS))
    return np.asarray(np.bincount(blocks.comuna, blocks.people * chance, len(COMUNAS)) / people, dtype=np.float64)
