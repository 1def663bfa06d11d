"""Pieces of hand-made cities."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from tests.measure.small_city import Birth, Centre, Kept, Panel, Residence, Team, Visit, visit_on

PLACES: list[Kept] = [
    Centre(centre_id="cesac-1", kind="cesac", comuna_id="comuna-1"),
    Centre(centre_id="medical-2", kind="medical_centre", comuna_id="comuna-2"),
    Centre(centre_id="hospital-1", kind="hospital", comuna_id="comuna-1"),
    Centre(centre_id="hospital-2", kind="hospital", comuna_id="comuna-2"),
    Team(team_id="north", centre_id="cesac-1"),
    Team(team_id="south", centre_id="medical-2"),
]
MONTHLY = (31, 61, 92, 122, 153, 183)  # six check-ups, 28 days or more apart
TEN = (10, *MONTHLY, 244, 305, 365)  # those of the earlier schedule, on the days when they are due
FOURTEEN = (6, 14, 31, 61, 92, 122, 153, 183, 214, 244, 275, 305, 336, 365)  # those of July 2025


def seen(first: date, last: date) -> list[Kept]:
    """Visits of somebody from elsewhere on the two days between which everything was observed."""
    return [visit_on(day, 999, kind="illness", centre_id="hospital-1") for day in (first, last)]


def days(count: int) -> timedelta:
    return timedelta(days=count)


def lives(person: int, from_on: date = date(2000, 1, 1), until_on: date | None = None, comuna: int = 1) -> Residence:
    """A public-cover resident of a comuna."""
    block, area = f"block-{comuna}", f"comuna-{comuna}"
    return Residence(resident_key=person, from_on=from_on, until_on=until_on, block_id=block, comuna_id=area)


def with_team(person: int, team_id: str = "north", from_on: date = date(2000, 1, 1)) -> Panel:
    return Panel(resident_key=person, team_id=team_id, from_on=from_on)


def checkups(child: int, born: date, ages: Iterable[int], kind: str = "checkup") -> list[Visit]:
    """Visits at ages in days."""
    return [visit_on(born + days(age), child, kind=kind) for age in ages]


def child(key: int, born: date, ages: Iterable[int] = (), **birth: object) -> list[Kept]:
    """Born, resident and on the list of the north team from birth, with check-ups at ages in days."""
    return [
        Birth(child_key=key, born_on=born, **birth),  # type: ignore[arg-type]
        lives(key, born),
        with_team(key, from_on=born),
        *checkups(key, born, ages),
    ]
