"""A small city in a real store: teams, children and check-ups, written as accepted records."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bahealth.catalog.load import load_catalog
from bahealth.config import PROJECT
from bahealth.people.model import Actor, Role
from bahealth.store import Cursor, Database, new_id

CATALOG = load_catalog(PROJECT / "data")
TODAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 15)  # 12:00 in Buenos Aires
OFFICE = Actor("office", Role.ADMIN)
MAYOR = Actor("mayor's office", Role.CONVENOR)
STAFF = Actor("ana", Role.STAFF, "primary_care")
HEAD = Actor("berta", Role.HEAD, "primary_care")
OTHER_STAFF = Actor("carla", Role.STAFF, "hospitals")
OTHER_HEAD = Actor("delia", Role.HEAD, "hospitals")
VISITOR = Actor("visitor", Role.PUBLIC, "primary_care")
NOT_ALLOWED = (OFFICE, MAYOR, OTHER_STAFF, OTHER_HEAD, VISITOR)

_KINDS = {
    "resident": "residents",
    "birth": "births",
    "death": "deaths",
    "centre": "centres",
    "team": "teams",
    "panel": "panels",
    "visit": "visits",
}


class City:
    """Writes records inside one transaction; every row is a record of its own."""

    def __init__(self, con: Cursor, *, is_simulated: bool = False) -> None:
        self.con = con
        self.is_simulated = is_simulated
        last = con.execute("SELECT coalesce(max(delivery_number), 0) FROM ops.record_delivery").fetchone()
        self.number = last[0] if last else 0
        self.next_key = 1000 * (self.number + 1)

    def delivery(self, kind: str) -> int:
        self.number += 1
        delivery_id = new_id()
        self.con.execute(
            "INSERT INTO ops.delivery VALUES (?, 'records', '[]', ?, 1, ?, ?, 'test')",
            [delivery_id, delivery_id, self.is_simulated, NOON],
        )
        self.con.execute("INSERT INTO ops.record_delivery VALUES (?, ?, ?, 0, 0)", [self.number, delivery_id, kind])
        return self.number

    def record(self, table: str, *values: Any) -> tuple[int, int]:
        number = self.delivery(_KINDS[table])
        self.next_key += 1
        places = ", ".join("?" * (len(values) + 3))
        self.con.execute(f"INSERT INTO facts.{table} VALUES ({places})", [number, self.next_key, False, *values])
        return number, self.next_key

    def centre(self, centre_id: str, name: str, from_on: date = date(2020, 1, 1)) -> None:
        self.record("centre", centre_id, name, "cesac", "comuna-4", from_on, None)

    def team(
        self,
        team_id: str,
        department_id: str = "primary_care",
        from_on: date = date(2020, 1, 1),
        until_on: date | None = None,
        centre_id: str = "cesac-1",
    ) -> None:
        self.record("team", team_id, centre_id, department_id, from_on, until_on)

    def resident(
        self, key: int, born_on: date, from_on: date | None = None, until_on: date | None = None, block_id: str = "b1"
    ) -> None:
        self.record("resident", key, born_on, "f", block_id, "comuna-4", "public", from_on or born_on, until_on)

    def panel(self, key: int, team_id: str, from_on: date, until_on: date | None = None) -> None:
        self.record("panel", key, team_id, from_on, until_on)

    def death(self, key: int, died_on: date) -> None:
        self.record("death", key, died_on, None)

    def visit(self, key: int, day: date, kind: str = "checkup", centre_id: str = "cesac-1") -> tuple[int, int]:
        at = datetime(day.year, day.month, day.day, 14)
        return self.record("visit", key, centre_id, None, at, day, kind, True, None, None, None)

    def replace(self, record: tuple[int, int]) -> None:
        """A later delivery takes the record back."""
        self.con.execute(
            "INSERT INTO facts.superseded_record VALUES ('visits', ?, ?, ?)", [*record, self.delivery("visits")]
        )

    def child(self, key: int, born_on: date, *checkups: date, team_id: str = "team-1") -> None:
        """A child who has lived here and been on the team's panel since birth."""
        self.resident(key, born_on)
        self.panel(key, team_id, born_on)
        for day in checkups:
            self.visit(key, day)


def small_city(database: Database, *, is_simulated: bool = False) -> None:
    """Two departments; team-1 of primary care has three children, each standing otherwise.

    By the schedule of 14, on 10 March 2026:
    * 1, born 1 December 2025, is 99 days old, so 5 are due (6, 14, 31, 61, 92 days). Five are done: up to date.
    * 2, born 1 October 2025, is 160 days old; 7 are due, 1 done on 10 October. From 11 March to 1 October there are
      204 days: 1 + 204 // 14 = 15 more can count, and 1 + 15 >= 14: can still make it, with 7 - 1 overdue.
    * 3, born 1 August 2025, is 221 days old; 9 are due, none done. From 11 March to 1 August there are 143 days:
      1 + 143 // 14 = 11 more can count, fewer than 14: can no longer make it.
    """
    with database.writing() as con:
        city = City(con, is_simulated=is_simulated)
        city.centre("cesac-1", "CeSAC 1")
        city.team("team-1")
        city.team("team-2")
        city.team("team-closed", until_on=TODAY)
        city.team("guard-1", "hospitals")
        born = date(2025, 12, 1)
        city.child(
            1, born, *(date(2025, 12, 5), date(2025, 12, 10), date(2025, 12, 30), date(2026, 1, 29), date(2026, 3, 2))
        )
        city.child(2, date(2025, 10, 1), date(2025, 10, 10))
        city.child(3, date(2025, 8, 1))
        city.child(4, date(2025, 9, 1), team_id="guard-1")
