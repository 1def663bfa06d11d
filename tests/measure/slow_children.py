"""Child health of docs/measures.md in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from tests.measure.slow_words import (
    Facts,
    Parts,
    Rows,
    Tally,
    areas_of,
    days,
    first_birthday,
    first_of_month,
    last_of_month,
    plus_months,
)
from tests.measure.small_city import Birth

Child = tuple[Birth, date, list[str]]  # a child of a birthday cohort, its first birthday, city and comuna ... there


def checkup_days(facts: Facts, birth: Birth, first: date, last: date) -> list[date]:
    """Different days with a check-up, in order."""
    return sorted(
        {one.occurred_on for one in facts.visits_of(birth.child_key, "checkup") if first <= one.occurred_on <= last}
    )


def counted(found: list[date], days_apart: Callable[[date], int]) -> list[date]:
    """The first counts, and each later one that is far enough from the last that counted."""
    kept: list[date] = []
    for day in found:
        if not kept or (day - kept[-1]).days >= days_apart(day):
            kept.append(day)
    return kept


def schedule_count(facts: Facts, birth: Birth, last: date) -> int:
    """Check-ups from birth to `last` that the child's schedule counts."""
    schedule = facts.schedule(birth.born_on)

    def days_apart(day: date) -> int:
        is_newborn = (day - birth.born_on).days <= schedule.newborn_days
        return schedule.newborn_days_apart if is_newborn else schedule.days_apart

    return len(counted(checkup_days(facts, birth, birth.born_on, last), days_apart))


def plain_count(facts: Facts, birth: Birth, last: date) -> int:
    """Check-ups from birth to `last` at least 14 days apart."""
    return len(counted(checkup_days(facts, birth, birth.born_on, last), lambda _: 14))


def birthday_cohorts(facts: Facts) -> Iterator[Child]:
    for birth in facts.births:
        child, birthday = birth.child_key, first_birthday(birth.born_on)
        home, team = facts.home(child, birthday), facts.own_team(child, birthday)
        is_followed = last_of_month(birthday) + days(30) <= facts.observed_until
        if (
            is_followed
            and birth.born_on >= facts.observed_from
            and facts.is_alive(child, birthday)
            and facts.is_resident_throughout(child, birth.born_on + days(31), birthday)
            and home is not None
            and team is not None
        ):
            yield birth, birthday, areas_of(home, team)


def checkups_complete(facts: Facts) -> Rows:
    tally = Tally()
    for birth, birthday, areas in birthday_cohorts(facts):
        tally.add(areas, birthday, schedule_count(facts, birth, birthday) >= facts.schedule(birth.born_on).required)
    return tally.rows()


def checkups_six(facts: Facts) -> Rows:
    tally = Tally()
    for birth, birthday, areas in birthday_cohorts(facts):
        tally.add(areas, birthday, plain_count(facts, birth, birthday) >= 6)
    return tally.rows()


def first_checkup_14_days(facts: Facts) -> Rows:
    tally = Tally()
    for birth in facts.births:
        child, fourteenth = birth.child_key, birth.born_on + days(14)
        home = facts.home(child, fourteenth)
        if (
            last_of_month(birth.born_on) + days(14 + 30) <= facts.observed_until
            and birth.born_on >= facts.observed_from
            and facts.is_alive(child, fourteenth)
            and home is not None
            and (birth.discharged_on is None or birth.discharged_on < fourteenth)
        ):
            from_on = birth.discharged_on or birth.born_on
            areas = areas_of(home, facts.own_team(child, fourteenth))
            tally.add(areas, birth.born_on, bool(checkup_days(facts, birth, from_on, fourteenth)))
    return tally.rows()


def checkups_by_birthday(facts: Facts) -> Rows:
    parts = Parts()
    for birth, birthday, areas in birthday_cohorts(facts):
        parts.add(areas, birthday, {str(schedule_count(facts, birth, birthday)): 1})
    return parts.rows()


def first_checkup_week(facts: Facts) -> Rows:
    parts = Parts()
    for birth, birthday, areas in birthday_cohorts(facts):
        found = checkup_days(facts, birth, birth.born_on, birthday)
        week = str((found[0] - birth.born_on).days // 7) if found else "none"
        parts.add(areas[:2], birthday, {week: 1})
    return parts.rows()


def six_reached_by_age(facts: Facts) -> Rows:
    """A row for each age that is given: here a part with nobody in it stands with 0."""
    rows: Rows = {}
    for age in range(13):
        tally = Tally()
        for birth in facts.births:
            child, day = birth.child_key, plus_months(birth.born_on, age)
            home = facts.home(child, day)
            if (
                plus_months(last_of_month(birth.born_on), age) + days(30) <= facts.observed_until
                and birth.born_on >= facts.observed_from
                and facts.is_alive(child, day)
                and facts.is_resident_throughout(child, min(birth.born_on + days(31), day), day)
                and home is not None
            ):
                tally.add(areas_of(home), first_of_month(birth.born_on), plain_count(facts, birth, day) >= 6)
        rows |= {(*key, str(age)): row for key, row in tally.rows().items()}
    return rows
