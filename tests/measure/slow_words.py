"""The words of docs/measures.md a second time, in plain Python: clear before quick."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TypeAlias, TypeVar

from bahealth.catalog.model import Schedule
from tests.measure.small_city import (
    KIND_OF,
    Birth,
    Centre,
    City,
    Death,
    DiagnosisShare,
    Kept,
    Panel,
    Residence,
    Team,
    Visit,
)

Record = TypeVar("Record", bound=Kept)
Key: TypeAlias = tuple[str, date] | tuple[str, date, str]  # area and first day of the month; a breakdown: and the part
Rows: TypeAlias = dict[Key, tuple[float | None, ...]]  # numerator, denominator; limits over people: and both limits


# --- days ---


def days(count: int) -> timedelta:
    return timedelta(days=count)


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def last_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def plus_months(day: date, count: int) -> date:
    """The same day `count` months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def first_birthday(born: date) -> date:
    if (born.month, born.day) == (2, 29):
        return date(born.year + 1, 2, 28)
    return date(born.year + 1, born.month, born.day)


def every_day(first: date, last: date) -> Iterator[date]:
    """From `first` to `last`, both included."""
    for number in range((last - first).days + 1):
        yield first + days(number)


# --- what is in force ---


def in_force(city: City, row_type: type[Record]) -> list[Record]:
    """Records of accepted deliveries that no accepted delivery replaces, without those sent to withdraw one."""
    kind = KIND_OF[row_type]
    replaced = {
        (one.delivery, one.record_key)
        for one in city.superseded
        if one.kind == kind and one.by_delivery in city.accepted
    }
    return [
        one
        for one in city.records
        if isinstance(one, row_type)
        and one.delivery in city.accepted
        and not one.is_withdrawn
        and (one.delivery, one.record_key) not in replaced
    ]


class Facts:
    """A city as it is known on the day of measuring."""

    def __init__(self, city: City, schedules: Iterable[Schedule]) -> None:
        self.schedules = list(schedules)
        visits = in_force(city, Visit)
        self.observed_from, self.observed_until = observed(visits, city.today)
        self.visits = [one for one in visits if one.occurred_on <= self.observed_until]
        self.births = in_force(city, Birth)
        self.deaths = in_force(city, Death)
        self.centres = in_force(city, Centre)
        self.teams = in_force(city, Team)
        self.shares = {one.diagnosis_code: one for one in in_force(city, DiagnosisShare)}
        self.residences = by_person(in_force(city, Residence))
        self.panels = by_person(in_force(city, Panel))
        self.people = sorted(self.residences)
        self._homes: dict[tuple[int, date], Residence | None] = {}

    def months(self) -> list[date]:
        """First days of the months from S to H."""
        found, month = [], self.observed_from
        while month <= self.observed_until:
            found.append(month)
            month = plus_months(month, 1)
        return found

    def is_alive(self, person: int, day: date) -> bool:
        """No death on or before the day."""
        return not any(one.resident_key == person and one.died_on <= day for one in self.deaths)

    def home(self, person: int, day: date) -> Residence | None:
        """The residence spell that holds; nobody lives anywhere from the day after the death."""
        if (person, day) not in self._homes:
            is_dead = any(one.resident_key == person and one.died_on < day for one in self.deaths)
            spell = holding(self.residences[person], day, lambda one: (one.from_on, one.block_id, one.coverage))
            self._homes[person, day] = None if is_dead else spell
        return self._homes[person, day]

    def is_resident_throughout(self, person: int, first: date, last: date) -> bool:
        return all(self.home(person, day) is not None for day in every_day(first, last))

    def own_team(self, person: int, day: date) -> Team | None:
        """The spell of the own team, when the team is active."""
        panel = holding(self.panels[person], day, lambda one: (one.from_on, one.team_id))
        if panel is None:
            return None
        active = [one for one in self.active_teams(day) if one.team_id == panel.team_id]
        return active[0] if active else None

    def active_teams(self, day: date) -> list[Team]:
        return [one for one in self.teams if holds(one, day)]

    def centre(self, centre_id: str) -> Centre | None:
        """The newest record of a centre."""
        records = [one for one in self.centres if one.centre_id == centre_id]
        return max(records, key=lambda one: one.from_on) if records else None

    def visits_of(self, person: int, kind: str) -> list[Visit]:
        return [one for one in self.visits if one.resident_key == person and one.kind == kind]

    def schedule(self, born: date) -> Schedule:
        """The schedule in force on the day of birth."""
        return max((one for one in self.schedules if one.first_born_on <= born), key=lambda one: one.first_born_on)


def by_person(spells: Iterable[Record]) -> defaultdict[int, list[Record]]:
    found: defaultdict[int, list[Record]] = defaultdict(list)
    for one in spells:
        found[one.resident_key].append(one)  # type: ignore[attr-defined]
    return found


def holds(spell: Residence | Panel | Team, day: date) -> bool:
    return spell.from_on <= day and (spell.until_on is None or day < spell.until_on)


def holding(spells: list[Record], day: date, order: object) -> Record | None:
    """Of one person's spells the one that holds on a day: the last that has begun has ended those before it."""
    begun = [one for one in spells if one.from_on <= day]  # type: ignore[attr-defined]
    if not begun:
        return None
    last = max(begun, key=order)  # type: ignore[arg-type, call-overload]
    return last if holds(last, day) else None


def observed(visits: list[Visit], today: date) -> tuple[date, date]:
    """S and H. Without visits nothing is observed."""
    if not visits:
        return date.max, date.min
    first = min(one.occurred_on for one in visits)
    last = max(one.occurred_on for one in visits)
    until = last_of_month(last)
    if today <= until:  # the month is not over
        until = first_of_month(last) - days(1)
    return first_of_month(first), until


# --- areas and sums ---


def areas_of(home: Residence, team: Team | None = None) -> list[str]:
    """City and comuna of residence; by own team: also the own centre and the own team."""
    own = [] if team is None else [f"centre-{team.centre_id}", f"team-{team.team_id}"]
    return ["city", home.comuna_id, *own]


class Tally:
    """Numerators and denominators by area and month; rows where the denominator is above 0."""

    def __init__(self) -> None:
        self.numerator: defaultdict[tuple[str, date], float] = defaultdict(float)
        self.denominator: defaultdict[tuple[str, date], float] = defaultdict(float)

    def add(self, areas: list[str], day: date, numerator: float, denominator: float = 1) -> None:
        """To the month of `day`."""
        for area in areas:
            self.numerator[area, first_of_month(day)] += numerator
            self.denominator[area, first_of_month(day)] += denominator

    def rows(self) -> Rows:
        return {key: (self.numerator[key], whole) for key, whole in self.denominator.items() if whole > 0}


class Parts:
    """Parts of a whole by area and month; rows of parts that occur."""

    def __init__(self) -> None:
        self.part: defaultdict[tuple[str, date, str], float] = defaultdict(float)
        self.whole: defaultdict[tuple[str, date], float] = defaultdict(float)

    def add(self, areas: list[str], day: date, parts: dict[str, float], whole: float = 1) -> None:
        """To the month of `day`."""
        for area in areas:
            self.whole[area, first_of_month(day)] += whole
            for part, number in parts.items():
                self.part[area, first_of_month(day), part] += number

    def rows(self) -> Rows:
        return {key: (number, self.whole[key[0], key[1]]) for key, number in self.part.items() if number > 0}
