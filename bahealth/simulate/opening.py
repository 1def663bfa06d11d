"""What is true where a new centre opens: the visits of the place and its comuna, and residents per team."""

from __future__ import annotations

import numpy as np

from bahealth.catalog.model import Localized
from bahealth.simulate.draw import Codes, Shares, day_number
from bahealth.simulate.months import Months
from bahealth.simulate.plan import Plan
from bahealth.simulate.published import COMUNAS
from bahealth.simulate.setting import Setting
from bahealth.simulate.truth import EffectKind, PlantedEffect


def opening_effects(setting: Setting, months: Months) -> list[PlantedEffect]:
    """The effects of kind NEW_CENTRE."""
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
