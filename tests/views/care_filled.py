"""Thirty months of made-up measurements in a real store: what `bahealth measure` would leave, marked simulated."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache

import pyarrow as pa

from bahealth.catalog.periods import add_months
from bahealth.config import PROJECT
from bahealth.store import Database, new_id
from bahealth.views.breakdowns import ED_CLASSES, PRIMARY_CARE_KINDS, TIMES_A_YEAR
from bahealth.views.care import BREAKDOWNS, INDICATORS

NOON = datetime(2026, 11, 22, 12)
DELIVERED = datetime(2026, 11, 20, 12)
SEEN_FROM, SEEN_UNTIL = date(2023, 1, 1), date(2026, 10, 31)
NEW_SCHEDULE = date(2025, 7, 1)

Key = tuple[str, str, date]
"""Indicator or measure, area, month."""


class Filling:
    """Counts of indicators and parts of breakdowns while they are added up."""

    def __init__(self) -> None:
        self.numerators: Counter[Key] = Counter()
        self.denominators: Counter[Key] = Counter()
        self.parts: dict[Key, Counter[str]] = {}

    def count(self, indicator_id: str, areas: Iterable[str], month: date, part: float, whole: float) -> None:
        for area_id in areas:
            self.numerators[indicator_id, area_id, month] += part
            self.denominators[indicator_id, area_id, month] += whole

    def part(self, measure_id: str, areas: Iterable[str], month: date, name: str, amount: float = 1) -> None:
        for area_id in areas:
            self.parts.setdefault((measure_id, area_id, month), Counter())[name] += amount


def between(first: date, last: date) -> list[date]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [add_months(first, step) for step in range(count)]


@cache
def centres() -> dict[str, list[tuple[str, str]]]:
    """Id and name of the real health centres by comuna."""
    found: dict[str, list[tuple[str, str]]] = {f"comuna-{number}": [] for number in range(1, 16)}
    with (PROJECT / "data" / "city" / "centres.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            found[row["comuna_id"]].append((row["centre_id"], row["name"]))
    return found


@cache
def hospitals() -> list[tuple[str, str, str]]:
    """Id, name and comuna of the hospitals for acute care."""
    with (PROJECT / "data" / "city" / "hospitals.csv").open(encoding="utf-8") as stream:
        return [
            (row["hospital_id"], row["name"], row["comuna_id"])
            for row in csv.DictReader(stream)
            if row["kind"] in {"acute", "children"}
        ]


@cache
def filling(seed: int = 7) -> Filling:
    """The whole city; comunas 4 and 8 do worse than chance explains, comuna 2 does better."""
    dice, found = random.Random(seed), Filling()  # noqa: S311 - made-up figures
    for number in range(1, 16):
        comuna_id = f"comuna-{number}"
        own = [f"centre-{one}" for one, _ in centres()[comuna_id]]
        level = {4: -0.12, 8: -0.15, 2: 0.12}.get(number, 0.0)
        _children(found, dice, comuna_id, own, level)
        _mothers(found, dice, comuna_id, own, level)
        _emergencies(found, dice, comuna_id, level)
        _visits(found, dice, comuna_id, own, level)
    return found


def _children(found: Filling, dice: random.Random, comuna_id: str, own: list[str], level: float) -> None:
    for month in between(date(2023, 5, 1), date(2026, 9, 1)):
        birthday, required = add_months(month, 12), 14 if month >= NEW_SCHEDULE else 10
        rise = 0.004 * ((month.year - 2023) * 12 + month.month)
        for _ in range(dice.randint(18, 30)):
            areas = ["city", comuna_id]
            near = [*areas, dice.choice(own)] if own else areas
            ready = min(max(0.62 + level + rise + (0.25 if required == 14 else 0), 0.05), 0.97)
            made = 0 if dice.random() < 0.07 - level / 4 else sum(dice.random() < ready for _ in range(required + 2))
            first = "none" if made == 0 else str(min(int(dice.expovariate(1 / (2.5 - 8 * level))), 51))
            six = dice.choice(range(5, 13)) if made >= 6 else 99
            for age in range(13):
                if add_months(month, age + 2) <= date(2026, 11, 1):
                    found.part(f"six_reached_by_age {age}", areas, month, "reached", six <= age)
                    found.part(f"six_reached_by_age {age}", areas, month, "children")
            if birthday <= date(2026, 9, 1):
                found.count("checkups_complete", near, birthday, made >= required, 1)
                found.count("checkups_six", near, birthday, made >= 6, 1)
                found.part("checkups_by_birthday", near, birthday, str(made))
                found.part("first_checkup_week", areas, birthday, first)
            found.count("first_checkup_14_days", near, month, first in {"0", "1"}, 1)


def _mothers(found: Filling, dice: random.Random, comuna_id: str, own: list[str], level: float) -> None:
    for month in between(date(2024, 4, 1), date(2026, 9, 1)):
        for _ in range(dice.randint(15, 25)):
            areas = ["city", comuna_id]
            near = [*areas, dice.choice(own)] if own else areas
            visits = 0 if dice.random() < 0.04 else max(1, round(dice.gauss(6.5 + 10 * level, 2.3)))
            week = "unknown" if dice.random() < 0.03 else str(min(40, max(4, round(dice.gauss(12 - 12 * level, 5)))))
            week = "none" if visits == 0 else week
            found.part("prenatal_visits", areas, month, str(visits) if visits < 10 else "10+")
            found.part("first_prenatal_week", areas, month, week)
            found.count("prenatal_five_visits", near, month, visits >= 5, 1)
            found.count("prenatal_before_week_13", near, month, week.isdigit() and int(week) < 13, 1)
            if month <= date(2026, 8, 1):
                found.count("postpartum_visit", near, month, dice.random() < 0.55 + level, 1)


_TRIAGE = {"1": 0.01, "2": 0.06, "3": 0.27, "4": 0.38, "5": 0.2, "none": 0.08}
_CLASSES = dict(zip(ED_CLASSES, (0.21, 0.19, 0.06, 0.11, 0.14, 0.03, 0.02, 0.01, 0.05, 0.18), strict=True))
_PEOPLE = dict(zip(TIMES_A_YEAR, (0.71, 0.17, 0.06, 0.04, 0.015, 0.005), strict=True))
_TIMES = dict(zip(TIMES_A_YEAR, (1, 2, 3, 4.4, 7.2, 14), strict=True))


def _emergencies(found: Filling, dice: random.Random, comuna_id: str, level: float) -> None:
    places = [f"centre-{one}" for one, _, _ in hospitals()]
    for month in between(date(2024, 5, 1), date(2026, 9, 1)):
        areas = ["city", comuna_id]
        visits = dice.randint(4300, 4900) * (1.2 if month.month in (6, 7) else 1)
        found.count("ed_visits_per_1000", areas, month, round(visits), 190_000)
        for measure_id, shares in (("ed_triage", _TRIAGE), ("ed_classes", _CLASSES)):
            for name, share in shares.items():
                found.part(measure_id, areas, month, name, round(visits * share * dice.uniform(0.95, 1.05), 3))
        for rank, place in enumerate(places):
            whole = round(visits / len(places))
            lean = (rank * 7 % 11 - 5) / 400
            near = [*areas, place]
            found.count("ed_low_triage", near, month, round(whole * (0.63 - level / 4 + lean)), whole)
            found.count("ed_solvable_in_primary_care", near, month, whole * (0.52 - level / 4 - lean), whole)
            found.count("ed_return_72_hours", near, month, round(whole * dice.uniform(0.03, 0.06)), whole)
        people = round(visits * 7)
        for times, share in _PEOPLE.items():
            count = round(people * share * (1 - 2 * level if times in {"6-9", "10+"} else 1))
            found.part("ed_people_by_visits", areas, month, times, count)
            found.part("ed_visits_by_visits", areas, month, times, round(count * _TIMES[times]))
        many = [found.parts["ed_people_by_visits", comuna_id, month][one] for one in ("4-5", "6-9", "10+")]
        made = [found.parts["ed_visits_by_visits", comuna_id, month][one] for one in ("4-5", "6-9", "10+")]
        whole = found.parts["ed_people_by_visits", comuna_id, month].total()
        found.count("ed_frequent_users", areas, month, sum(many), whole)
        whole = found.parts["ed_visits_by_visits", comuna_id, month].total()
        found.count("ed_frequent_user_visits", areas, month, sum(made), whole)


def _visits(found: Filling, dice: random.Random, comuna_id: str, own: list[str], level: float) -> None:
    sizes = dict(zip(PRIMARY_CARE_KINDS, (900, 2600, 1900, 420, 90, 700, 380, 300, 240), strict=True))
    for month in between(date(2024, 5, 1), date(2026, 10, 1)):
        areas = ["city", comuna_id]
        for place in own or [f"centre-none-{comuna_id}"]:
            near, total = [*areas, place], 0
            for kind, size in sizes.items():
                winter = 1.35 if kind == "illness" and month.month in (6, 7, 8) else 1.0
                count = round(size * winter * dice.uniform(0.8, 1.2) / 3)
                found.part("visits_by_kind", near, month, kind, count)
                total += count
            found.count("visits", near, month, total, 0)
            found.count("visits_per_1000", areas, month, total, 190_000 / max(len(own), 1))
            found.count("continuity_own_team", near, month, round(total * 0.3 * (0.58 + level)), round(total * 0.3))
        found.count("residents_with_team", areas, month, round(40_000 * (0.8 + level)), 40_000)
        found.count("residents_per_team", areas, month, 32_000, 12)


def observation_rows(found: Filling) -> list[dict[str, object]]:
    return [
        {
            "indicator_id": indicator_id,
            "area_id": area_id,
            "period_start": month,
            "numerator": float(count),
            "denominator": None
            if indicator_id == "visits"
            else float(found.denominators[indicator_id, area_id, month]),
        }
        for (indicator_id, area_id, month), count in found.numerators.items()
    ]


def breakdown_rows(found: Filling) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for (name, area_id, month), parts in found.parts.items():
        measure_id, _, age = name.partition(" ")
        place: dict[str, object] = {"measure_id": measure_id, "area_id": area_id, "period_start": month}
        if age:
            counts = {"numerator": float(parts["reached"]), "denominator": float(parts["children"])}
            rows.append(place | {"part": age} | counts)
            continue
        for part, count in parts.items():
            rows.append(place | {"part": part, "numerator": float(count), "denominator": float(parts.total())})
    return rows


def insert_delivery(
    database: Database, table: str, rows: list[dict[str, object]], *, at: datetime, source_id: str = "form_child_health"
) -> str:
    """Rows of facts.observation or facts.breakdown as one accepted, simulated delivery."""
    delivery_id = new_id()
    names = {
        "observation": "indicator_id, area_id, period_start, 1, numerator, denominator, NULL, NULL, NULL, NULL, "
        "false, NULL",
        "breakdown": "measure_id, area_id, period_start, 1, part, numerator, denominator",
    }
    with database.writing() as con:
        con.register("rows", _typed(rows))
        con.execute(f"INSERT INTO facts.{table} SELECT ?, {names[table]} FROM rows", [delivery_id])
        con.unregister("rows")
        con.execute(
            "INSERT INTO ops.delivery VALUES (?, ?, 'measured', ?, ?, true, ?, 'tests')",
            [delivery_id, source_id, delivery_id, len(rows), at],
        )
    return delivery_id


def _typed(rows: list[dict[str, object]]) -> pa.Table:
    types = {"period_start": pa.date32(), "numerator": pa.float64(), "denominator": pa.float64()}
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, types.get(name, pa.string())) for name in rows[0]]))


def insert_records(database: Database, *, at: datetime = DELIVERED) -> None:
    """Deliveries of records by count, and the names of the places of care; no person."""
    counts = {"births": 32_110, "visits": 4_812_906, "residents": 512_007, "deaths": 3_101, "panels": 401_220}
    counts |= {"teams": 180, "centres": 90, "diagnosis_shares": 890}
    with database.writing() as con:
        for number, (kind, count) in enumerate(counts.items(), start=1):
            delivery_id = new_id()
            con.execute("INSERT INTO ops.record_delivery VALUES (?, ?, ?, ?, ?)", [number, delivery_id, kind, 3, 41])
            con.execute(
                "INSERT INTO ops.delivery VALUES (?, ?, 'records', ?, ?, true, ?, 'tests')",
                [delivery_id, f"records_{kind}", delivery_id, count, at],
            )
        places = [(one, name, "cesac", comuna) for comuna, own in centres().items() for one, name in own]
        places += [(one, name, "hospital", comuna) for one, name, comuna in hospitals()]
        number = list(counts).index("centres") + 1
        con.executemany(
            "INSERT INTO facts.centre VALUES (?, ?, false, ?, ?, ?, ?, ?, NULL)",
            [(number, key, *place, SEEN_FROM) for key, place in enumerate(places)],
        )


def insert_measurement(database: Database, *, read_up_to: datetime = DELIVERED, at: datetime = DELIVERED) -> None:
    run_id = new_id()
    measures = sorted(
        {*(one for found in INDICATORS.values() for one in found)}
        | {one for found in BREAKDOWNS.values() for one in found}
    )
    with database.writing() as con:
        for measure_id in measures:
            con.execute(
                "INSERT INTO ops.measurement VALUES (?, ?, 'hash', '0.1', ?, ?, ?, ?, ?, 12, NULL, ?, 'tests')",
                [run_id, measure_id, read_up_to, SEEN_FROM, SEEN_UNTIL, SEEN_FROM, SEEN_UNTIL, at],
            )


def fill(database: Database, *, at: datetime = DELIVERED) -> Filling:
    """Everything: records by count, one measurement, its observations and its breakdowns."""
    found = filling()
    insert_records(database, at=at)
    insert_delivery(database, "observation", observation_rows(found), at=at)
    insert_delivery(database, "breakdown", breakdown_rows(found), at=at)
    insert_measurement(database, read_up_to=at, at=at)
    return found
