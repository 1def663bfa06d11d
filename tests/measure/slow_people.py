"""Limits over people of docs/measures.md in plain Python."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from datetime import date

from tests.measure.slow_words import Facts, Rows, areas_of, first_of_month
from tests.measure.small_city import Residence, Visit


def limits_over_people(visits: list[int], people: int) -> tuple[float | None, float | None]:
    """Limits of the visits per 1,000 people; `visits` are those of each person who made any."""
    if people < 2:
        return None, None
    total = sum(visits)
    squares = sum(number * number for number in visits)
    variance = max(0.0, (squares - total * total / people) / (people - 1))
    rate, half = total / people, 1.959964 * math.sqrt(variance / people)
    return max(0.0, 1000 * (rate - half)), max(0.0, 1000 * (rate + half))


def residents_on_the_15th(facts: Facts, month: date) -> Counter[str]:
    """By area."""
    homes = [facts.home(person, month.replace(day=15)) for person in facts.people]
    return Counter(area for home in homes if home is not None for area in areas_of(home))


def per_1000(facts: Facts, visits: list[tuple[Visit, Residence]], months: list[date]) -> Rows:
    """Visits and residents of each month and area, with limits over people."""
    made: defaultdict[tuple[str, date], Counter[int]] = defaultdict(Counter)
    for visit, home in visits:
        for area in areas_of(home):
            made[area, first_of_month(visit.occurred_on)][visit.resident_key] += 1
    rows: Rows = {}
    for month in months:
        for area, people in residents_on_the_15th(facts, month).items():
            numbers = list(made[area, month].values())
            rows[area, month] = (sum(numbers), people, *limits_over_people(numbers, people))
    return rows
