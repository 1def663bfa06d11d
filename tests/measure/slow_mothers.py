"""Maternal health of docs/measures.md in plain Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from tests.measure.slow_words import Facts, Parts, Rows, Tally, areas_of, days, first_of_month, last_of_month
from tests.measure.small_city import Birth


class Delivery:
    """One mother on one day, with all the births of that day."""

    def __init__(self, births: list[Birth]) -> None:
        weeks = [one.gestation_weeks for one in births if one.gestation_weeks is not None]
        discharges = [one.discharged_on for one in births if one.discharged_on is not None]
        self.mother = births[0].mother_key
        self.day = births[0].born_on
        self.is_public = any(one.centre_id is not None for one in births)
        self.weeks = max(weeks) if weeks else None
        self.begins = None if self.weeks is None else self.day - days(7 * self.weeks)
        self.left = max(discharges) if discharges else None


def deliveries(facts: Facts) -> Iterator[tuple[Delivery, list[str]]]:
    """Those of residents in a public hospital, with city and comuna ... of the mother on the day."""
    together: defaultdict[tuple[int, date], list[Birth]] = defaultdict(list)
    for birth in facts.births:
        together[birth.mother_key, birth.born_on].append(birth)
    for births in together.values():
        one = Delivery(births)
        home = facts.home(one.mother, one.day)
        if home is not None and one.is_public:
            yield one, areas_of(home, facts.own_team(one.mother, one.day))


def whole_pregnancies(facts: Facts) -> Iterator[tuple[Delivery, list[str]]]:
    """Deliveries of months whose pregnancies were observed from the beginning."""
    for one, areas in deliveries(facts):
        is_observed = first_of_month(one.day) - days(315) >= facts.observed_from
        if is_observed and last_of_month(one.day) + days(30) <= facts.observed_until:
            yield one, areas


def prenatal_days(facts: Facts, mother: int) -> list[date]:
    return sorted({one.occurred_on for one in facts.visits_of(mother, "prenatal")})


def prenatal_before_birth(facts: Facts, one: Delivery) -> int:
    """Different days with a prenatal visit in the pregnancy, before the birth day."""
    begins = one.begins if one.begins is not None else one.day - days(280)
    return len([day for day in prenatal_days(facts, one.mother) if begins <= day < one.day])


def prenatal_before_week_13(facts: Facts) -> Rows:
    tally = Tally()
    for one, areas in whole_pregnancies(facts):
        begins = one.begins
        is_early = begins is not None and any(
            begins <= day < begins + days(91) and day <= one.day for day in prenatal_days(facts, one.mother)
        )
        tally.add(areas, one.day, is_early)
    return tally.rows()


def prenatal_five_visits(facts: Facts) -> Rows:
    tally = Tally()
    for one, areas in whole_pregnancies(facts):
        tally.add(areas, one.day, prenatal_before_birth(facts, one) >= 5)
    return tally.rows()


def postpartum_visit(facts: Facts) -> Rows:
    tally = Tally()
    for one, areas in deliveries(facts):
        is_observed = first_of_month(one.day) >= facts.observed_from
        if is_observed and last_of_month(one.day) + days(42 + 30) <= facts.observed_until:
            found = [visit.occurred_on for visit in facts.visits_of(one.mother, "postpartum")]
            has_one = any(
                one.day < day <= one.day + days(42) and (one.left is None or day >= one.left) for day in found
            )
            tally.add(areas, one.day, has_one)
    return tally.rows()


def prenatal_visits(facts: Facts) -> Rows:
    parts = Parts()
    for one, areas in whole_pregnancies(facts):
        count = prenatal_before_birth(facts, one)
        parts.add(areas[:2], one.day, {str(count) if count < 10 else "10+": 1})
    return parts.rows()


def first_prenatal_week(facts: Facts) -> Rows:
    parts = Parts()
    for one, areas in whole_pregnancies(facts):
        if one.begins is None:
            week = "unknown"
        else:
            found = [day for day in prenatal_days(facts, one.mother) if one.begins <= day <= one.day]
            week = str((found[0] - one.begins).days // 7) if found else "none"
        parts.add(areas[:2], one.day, {week: 1})
    return parts.rows()
