"""A random city of some tens of thousands of records with every trap of docs/measures.md, as the store keeps them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

FIRST: Final = date(2023, 11, 3)
LAST: Final = date(2026, 11, 8)
TODAY: Final = date(2026, 11, 9)
CENTRES: Final = ("cesac-1", "cesac-2", "medical-3", "hospital-4", "hospital-5", "changed-6", "unknown-7")
TEAMS: Final = ("t-1", "t-2", "t-3", "t-4", "t-unknown")
CODES: Final = ("J06", "J069", "R51", "S52", "S5200", "Z999", None)
OTHER: Final = ("illness", "chronic", "vaccination", "procedure", "other")
SHARES: Final = {
    "J06": (0.6, 0.3, 0.0, 0.1, 0.0, 0.0, 0.0, 0.0),
    "R51": (0.25, 0.25, 0.25, 0.25, 0.0, 0.0, 0.0, 0.0),
    "S52": (0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0),
    "S5200": (0.0, 0.0, 0.0, 0.0, 0.5, 0.0, 0.3, 0.2),
}
CLASSES: Final = (
    "non_emergent",
    "primary_care_treatable",
    "avoidable",
    "not_avoidable",
    "injury",
    "mental_health",
    "alcohol",
    "drug",
)
_OFFSET: Final = timedelta(hours=3)  # Buenos Aires lies three hours behind UTC


class City:
    """Rows by table, made from `seed`; `people` lived there at one time or another."""

    def __init__(self, seed: int, people: int = 2500) -> None:
        self.dice = np.random.default_rng(seed)
        self.rows: dict[str, list[tuple[object, ...]]] = {}
        self.spells: set[tuple[object, ...]] = set()
        self.keys = [int(one) for one in self.dice.integers(2**40, 2**63, people + people // 2)]
        self.adults, self.children = self.keys[:people], self.keys[people:]
        self.moves()
        self.places()
        self.births()
        self.everyday_visits()

    def add(self, table: str, *values: object) -> None:
        """One more row."""
        self.rows.setdefault(table, []).append(values)

    def is_new(self, *key: object) -> bool:
        """Whether no spell has been made with this key: two such would be one record."""
        is_new = key not in self.spells
        self.spells.add(key)
        return is_new

    def chance(self, share: float) -> bool:
        return bool(self.dice.random() < share)

    def day(self, first: date = FIRST, last: date = LAST) -> date:
        return first + timedelta(days=int(self.dice.integers(0, max((last - first).days, 0) + 1)))

    def one(self, options: tuple[object, ...]) -> object:
        return options[int(self.dice.integers(len(options)))]

    def home(self, person: int, born: date, since: date) -> None:
        """One to three spells, some of which overlap, begin on one day or leave a gap."""
        for number in range(int(self.dice.choice([1, 1, 1, 2, 2, 3]))):
            since = since if number == 0 else self.day(since, LAST)
            until = None if self.chance(0.6) else since + timedelta(days=int(self.dice.integers(1, 900)))
            comuna = f"comuna-{self.dice.integers(1, 4)}"
            cover = self.one(("public", "public", "insured", "private"))
            block = f"{comuna}-b{self.dice.integers(3)}"
            if self.is_new(person, since, block, cover):
                self.add("resident", person, born, "f", block, comuna, cover, since, until)
            if until and self.chance(0.5):
                since = until
        if self.chance(0.7):
            self.panel(person, since)

    def panel(self, person: int, since: date) -> None:
        """On the list of one team, or of two by turns, some from one day on."""
        for _ in range(int(self.dice.integers(1, 3))):
            until = None if self.chance(0.7) else since + timedelta(days=int(self.dice.integers(1, 700)))
            team = self.one(TEAMS)
            if self.is_new(person, since, team):
                self.add("panel", person, team, since, until)
            since = since if self.chance(0.2) else self.day(since, LAST)

    def moves(self) -> None:
        for person in self.adults:
            self.home(person, date(1990, 1, 1), date(2015, 1, 1) if self.chance(0.7) else self.day())
            if self.chance(0.03):
                self.add("death", person, self.day(), None)

    def places(self) -> None:
        for number, centre in enumerate(CENTRES[:-1]):
            kind = "hospital" if "hospital" in centre else "cesac"
            self.add("centre", centre, centre, kind, f"comuna-{number % 3 + 1}", date(2010, 1, 1), None)
        self.add("centre", "changed-6", "changed", "hospital", "comuna-1", date(2000, 1, 1), date(2010, 1, 1))
        moved = LAST - timedelta(days=200)
        for number, team in enumerate(TEAMS):
            centre = CENTRES[-1] if team == "t-unknown" else CENTRES[number % 3]
            self.add(
                "team", team, centre, "primary_care", date(2012, 1, 1), self.day(FIRST, moved) if number == 1 else None
            )
        self.add("team", "t-2", "changed-6", "primary_care", moved, None)
        for code, shares in SHARES.items():
            self.add("diagnosis_share", code, *shares)

    def births(self) -> None:
        days = [date(2024, 2, 29)] * 12 + [date(2025, 7, 1)] * 6 + [date(2025, 6, 30)] * 6
        for number, child in enumerate(self.children):
            born = days[number] if number < len(days) else self.day(FIRST - timedelta(days=60))
            if number % 40 != 1 or number == 1:  # otherwise the twin of the one before
                mother, day = int(self.one(tuple(self.adults))), born
            self.birth(child, mother, day)

    def birth(self, child: int, mother: int, born: date) -> None:
        discharged = (
            None if self.chance(0.15) else born + timedelta(days=int(self.dice.choice([0, 1, 2, 3, 13, 14, 20, 50])))
        )
        weeks = None if self.chance(0.1) else int(self.dice.integers(28, 43))
        centre = None if self.chance(0.3) else self.one(("hospital-4", "hospital-5"))
        self.add("birth", child, mother, born, discharged, 3000, weeks, centre)
        self.home(child, born, born + timedelta(days=int(self.dice.choice([0, 0, 0, 0, 0, 0, 5, 31, 32, 200]))))
        if self.chance(0.02):
            self.add(
                "death", child, born + timedelta(days=int(self.dice.choice([0, 14, 15, 100, 364, 365, 366]))), None
            )
        begin = born - timedelta(days=7 * (weeks or 40))
        for day in self.course(
            begin, self.dice.choice([0, 5, 40, 90, 91, 120]), 28, int(self.dice.choice([280, 280, 130]))
        ):
            self.visit(mother, day, "prenatal")
        for _ in range(int(self.dice.integers(0, 2))):
            self.visit(mother, born + timedelta(days=int(self.dice.choice([0, 1, 2, 3, 30, 42, 43]))), "postpartum")
        for day in self.course(
            born, self.dice.choice([0, 2, 5, 9, 14, 15, 100]), 24, int(self.dice.choice([400, 400, 120]))
        ):
            self.visit(child, day, "checkup" if self.chance(0.93) else "vaccination")

    def course(self, start: date, after: int, step: int, length: int) -> list[date]:
        """Days of a course of visits: mostly `step` apart, some 2, 3, 13 or 14, some twice on a day."""
        days, age = [], int(after)
        while age <= length:
            days.append(start + timedelta(days=age))
            age += int(self.dice.choice([step, step, step, step + 3, 0, 2, 3, 13, 14]))
        return days

    def visit(self, person: int, day: date, kind: str, hour: float | None = None) -> None:
        if not FIRST <= day <= LAST:
            return
        centre = CENTRES[int(self.dice.integers(len(CENTRES)))] if kind != "emergency" else self.one(CENTRES[3:5])
        team = self.one(TEAMS) if kind != "emergency" and self.chance(0.8) else None
        seconds = round(3600 * (self.dice.random() * 23.9 if hour is None else hour))
        at = datetime.combine(day, time()) + timedelta(seconds=seconds) + _OFFSET
        is_scheduled = self.chance(0.1 if kind == "emergency" else 0.6)
        extra = (None, None, None)
        if kind == "emergency":
            triage = None if self.chance(0.2) else int(self.dice.integers(1, 6))
            extra = (triage, self.one(CODES), self.one(("home", "home", "home", "admitted", None)))
        self.add("visit", person, centre, team, at, day, kind, is_scheduled, *extra)

    def everyday_visits(self) -> None:
        strangers = [int(one) for one in self.dice.integers(1, 2**39, 50)]
        for person in [*self.keys, *strangers]:
            for _ in range(int(self.dice.poisson(4))):
                self.visit(person, self.day(), str(self.one(OTHER)))
            for _ in range(int(self.dice.geometric(0.35)) - 1):
                self.emergency(person)

    def emergency(self, person: int) -> None:
        """A visit to an emergency department, often with another one 0 to 73 hours later."""
        day, hour = self.day(), float(self.dice.integers(0, 24))
        self.visit(person, day, "emergency", hour)
        if self.chance(0.4):
            later = hour + float(self.dice.choice([0, 1 / 3600, 5, 71, 72, 72 + 1 / 3600, 73]))
            self.visit(person, day + timedelta(days=int(later // 24)), "emergency", later % 24)


_DAY, _TEXT, _KEY, _WHOLE = pa.date32(), pa.string(), pa.uint64(), pa.int32()
COLUMNS: Final[dict[str, dict[str, pa.DataType]]] = {
    "resident": {
        "resident_key": _KEY,
        "born_on": _DAY,
        "sex": _TEXT,
        "block_id": _TEXT,
        "comuna_id": _TEXT,
        "coverage": _TEXT,
        "from_on": _DAY,
        "until_on": _DAY,
    },
    "birth": {
        "child_key": _KEY,
        "mother_key": _KEY,
        "born_on": _DAY,
        "discharged_on": _DAY,
        "weight_grams": _WHOLE,
        "gestation_weeks": _WHOLE,
        "centre_id": _TEXT,
    },
    "death": {"resident_key": _KEY, "died_on": _DAY, "cause_code": _TEXT},
    "centre": {
        "centre_id": _TEXT,
        "name": _TEXT,
        "kind": _TEXT,
        "comuna_id": _TEXT,
        "from_on": _DAY,
        "until_on": _DAY,
    },
    "team": {"team_id": _TEXT, "centre_id": _TEXT, "department_id": _TEXT, "from_on": _DAY, "until_on": _DAY},
    "panel": {"resident_key": _KEY, "team_id": _TEXT, "from_on": _DAY, "until_on": _DAY},
    "visit": {
        "resident_key": _KEY,
        "centre_id": _TEXT,
        "team_id": _TEXT,
        "occurred_at": pa.timestamp("us"),
        "occurred_on": _DAY,
        "kind": _TEXT,
        "is_scheduled": pa.bool_(),
        "triage_level": _WHOLE,
        "diagnosis_code": _TEXT,
        "discharge": _TEXT,
    },
    "diagnosis_share": {"diagnosis_code": _TEXT, **dict.fromkeys(CLASSES, pa.float64())},
}


def tables(city: City) -> dict[str, pa.Table]:
    """Its rows as the store keeps them: all of one delivery, each with a key of its own."""
    found: dict[str, pa.Table] = {}
    for table, columns in COLUMNS.items():
        cells = list(zip(*city.rows[table], strict=True))
        count = len(cells[0])
        known = {
            "delivery_number": pa.array([1] * count, pa.int32()),
            "record_key": pa.array(range(count), pa.uint64()),
            "is_withdrawn": pa.array([False] * count),
        }
        named = zip(columns.items(), cells, strict=True)
        found[table] = pa.table({**known, **{name: pa.array(values, kind) for (name, kind), values in named}})
    return found


def written(city: City, folder: Path, files: int = 3) -> Path:
    """The same as `folder`/<table>/<number>.parquet."""
    for name, table in tables(city).items():
        (folder / name).mkdir(parents=True)
        length = -(-table.num_rows // (files if name == "visit" else 1))
        for number, start in enumerate(range(0, table.num_rows, length)):
            pq.write_table(table.slice(start, length), folder / name / f"{number}.parquet")
    return folder
