"""One random life: where somebody lives, with which team, and the visits, close to the edges of the definitions.

All take a `Random`; one of Hypothesis makes what it drew smaller when a test fails.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import product
from random import Random
from typing import TypeVar

from bahealth.collect.records.model import VISIT_KINDS
from tests.measure.small_city import Death, Kept, Panel, Residence, Visit, visit_at

Choice = TypeVar("Choice")

COMUNA_OF = {"block-1": "comuna-1", "block-2": "comuna-1", "block-3": "comuna-2", "block-4": "comuna-3"}
HOMES = [(block, cover) for cover in ("public", "public", "insured", "private") for block in COMUNA_OF]
UNKNOWN = "centre-without-record"
CENTRE_IDS = ("cesac-1", "medical-1", "hospital-1", "hospital-2", UNKNOWN)
TEAM_IDS = ("north", "south", "west")
CODES = (None, "J069", "J06", "J060", "A099", "A09", "R101", "Z000")  # shares: J069, J06, A09 and R101


@dataclass(frozen=True)
class Window:
    """The months that are looked at; events may lie a little outside."""

    first: date
    last: date

    def day(self, offset: int) -> date:
        """So many days after the first."""
        return self.first + timedelta(days=offset)


WINDOWS = {
    "leap": Window(date(2024, 2, 1), date(2025, 5, 31)),  # 29 February 2024
    "common": Window(date(2024, 9, 1), date(2025, 12, 31)),
    "switch": Window(date(2025, 6, 1), date(2026, 9, 30)),  # children born on both sides of 1 July 2025
}


def pick(chance: Random, *choices: Choice) -> Choice:
    return chance.choice(choices)


def often(chance: Random, times_in_ten: int) -> bool:
    return chance.randint(1, 10) <= times_in_ten


def days(count: int) -> timedelta:
    return timedelta(days=count)


def first_birthday(born: date) -> date:
    year = born.year + 1
    return date(year, born.month, min(born.day, calendar.monthrange(year, born.month)[1]))


def up_to(chance: Random, most: int) -> int:
    """Mostly as many as there may be: an empty city shows little."""
    return max(0, most - pick(chance, 0, 0, 0, 1, 2, most))


def edge_of_month(chance: Random, first: date, months: int) -> date:
    """A day near the end or the middle of one of the `months` from `first`."""
    year, month = divmod(first.year * 12 + first.month - 1 + chance.randint(0, months - 1), 12)
    length = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, pick(chance, 1, 2, 14, 15, 16, length - 1, length, chance.randint(1, length)))


# --- where people live, and with which team ---


def residence(chance: Random, person: int, edges: list[date], first: date) -> list[Kept]:
    """Mostly one spell; sometimes moves, gaps and overlaps at the `edges`."""

    def spell(from_on: date, until_on: date | None = None) -> Residence:
        block, cover = pick(chance, *HOMES)
        return Residence(
            resident_key=person,
            block_id=block,
            comuna_id=COMUNA_OF[block],
            coverage=cover,
            from_on=from_on,
            until_on=until_on,
        )

    style = pick(chance, *10 * ["stays"], "comes", "leaves", "moves", "gap", "overlap", "together")
    edge = max(pick(chance, *edges), first + days(1))
    later = edge + days(pick(chance, 1, 2, 20, 60))
    spells = {
        "stays": [(first, None)],
        "comes": [(edge, None)],
        "leaves": [(first, edge)],
        "moves": [(first, edge), (edge, None)],
        "gap": [(first, edge), (later, None)],
        "overlap": [
            (first, pick(chance, None, later)),
            (edge, later),
        ],  # the later one ends the earlier, and then itself
        "together": [(first, None), (first, pick(chance, None, edge))],  # two from the same day
    }[style]
    found = {(one.from_on, one.block_id, one.coverage): one for one in (spell(*each) for each in spells)}
    return list(found.values())


def panel(chance: Random, person: int, edges: list[date], first: date) -> list[Kept]:
    style = pick(chance, *16 * ["stays"], "none", "late", "leaves", "changes", "together")
    edge = max(pick(chance, *edges), first + days(1))
    until = pick(chance, None, edge)
    one, other = pick(chance, *3 * [("north", "south")], ("south", "north"), ("west", "south"))
    spells = {
        "stays": [(one, first, None)],
        "none": [],
        "late": [(one, edge, None)],
        "leaves": [(one, first, edge)],
        "changes": [(one, first, until), (other, edge, None)],  # the earlier one may never have been ended
        "together": [(one, first, None), (other, first, until)],
    }[style]
    return [Panel(resident_key=person, team_id=team, from_on=begin, until_on=end) for team, begin, end in spells]


def death(chance: Random, person: int, edges: list[date]) -> list[Kept]:
    is_dead = chance.randint(1, 20) == 20
    return [Death(resident_key=person, died_on=pick(chance, *edges))] if is_dead else []


# --- visits ---


# At any hour: the last three of a day lie on the next day in UTC.
HOWS = list(product(((9, 0), (0, 0), (23, 59), (20, 59), (21, 0)), CENTRE_IDS, (None, *TEAM_IDS), (True, False)))


def visit(chance: Random, day: date, person: int, kind: str) -> Visit:
    (hour, minute), centre, team, is_scheduled = pick(chance, *HOWS)
    at = datetime(day.year, day.month, day.day, hour, minute)
    return visit_at(at, person, centre_id=centre, team_id=team, kind=kind, is_scheduled=is_scheduled)


def checkups(chance: Random, child: int, born: date) -> list[Kept]:
    """Monthly with some unrest, or at gaps around the spacings that matter; a few at the edges of the year."""
    style = pick(chance, "monthly", "monthly", "dense", "dense", "gaps", "few")
    offsets: list[int] = []
    if style == "monthly":
        due = [6, 14, 31, 61, 92, 122, 153, 183, 214, 244, 275, 305, 336, 365]
        offsets = [day + chance.randint(-3, 1) for day in due if often(chance, 8)]
    elif style == "dense":  # the whole schedule, so that ten and fourteen are reached
        offsets = [2, *range(6, 366, pick(chance, 14, 21, 24, 25, 26, 27))]
    elif style == "gaps":
        day = pick(chance, 0, 1, 3, 13, 14)
        for _ in range(chance.randint(4, 14)):
            offsets.append(day)
            day += pick(chance, 0, 2, 3, 4, 12, 13, 14, 15, 28)
    offsets += [pick(chance, -1, 0, 13, 14, 15, 28, 29, 364, 365, 366) for _ in range(chance.randint(0, 2))]
    kind = "checkup" if often(chance, 9) else pick(chance, "vaccination", "emergency", "illness")
    return [
        visit(chance, born + days(one), child, kind if often(chance, 8) else pick(chance, "vaccination", "checkup"))
        for one in offsets
    ]


def prenatal(chance: Random, mother: int, born: date, weeks: int | None) -> list[Kept]:
    begins = 7 * weeks if weeks is not None else 280
    edges = [begins + 1, begins, begins - 1, begins - 84, begins - 90, begins - 91, begins - 92, 2, 1, 0, -1]
    before = [pick(chance, *edges) for _ in range(chance.randint(0, 4))]
    before += [chance.randint(1, begins) for _ in range(pick(chance, 0, 1, 3, 4, 8, 11))]
    return [visit(chance, born - days(one), mother, "prenatal" if often(chance, 9) else "illness") for one in before]


def postpartum(chance: Random, mother: int, born: date) -> list[Kept]:
    after = [pick(chance, 0, 1, 2, 3, 4, 20, 41, 42, 43) for _ in range(chance.randint(0, 2))]
    return [visit(chance, born + days(one), mother, "postpartum" if often(chance, 9) else "checkup") for one in after]


HOUR = 3600
GAPS = (0, 1, HOUR, 24 * HOUR, 72 * HOUR - 1, 72 * HOUR, 72 * HOUR + 1, 10 * 24 * HOUR, 30 * 24 * HOUR, 70 * 24 * HOUR)


def emergencies(chance: Random, person: int, window: Window) -> list[Visit]:
    """A row of visits with gaps around 72 hours and of weeks: some people come often."""
    day = edge_of_month(chance, window.first, 10)
    at = datetime(day.year, day.month, day.day, pick(chance, 0, 9, 23), 30)
    visits: list[Visit] = []
    for _ in range(pick(chance, 1, 2, 3, 4, 5, 7, 12, 18)):
        code = pick(chance, *CODES)
        visits.append(
            visit_at(
                at,
                person,
                centre_id=pick(chance, "hospital-1", "hospital-1", "hospital-2", "cesac-1", UNKNOWN),
                kind="emergency" if often(chance, 9) else "illness",
                is_scheduled=often(chance, 2),
                triage_level=pick(chance, None, 1, 2, 3, 4, 5),
                diagnosis_code=code,
                discharge=pick(chance, "home", "home", "home", "admitted", "left", None),
            )
        )
        at += timedelta(seconds=pick(chance, *GAPS))
    return visits


def care(chance: Random, person: int, window: Window) -> list[Visit]:
    return [
        visit(chance, edge_of_month(chance, window.first, 16), person, pick(chance, *VISIT_KINDS))
        for _ in range(chance.randint(1, 8))
    ]
