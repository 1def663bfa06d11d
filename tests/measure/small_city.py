"""A small city as plain values, column for column as the store keeps it, and the way into a store."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta

from bahealth.collect.records.model import KINDS
from bahealth.store import Database

ACCEPTED_AT = datetime(2026, 11, 1, 12)


@dataclass(frozen=True, kw_only=True, repr=False)
class Kept:
    """What every kept record begins with. `delivery` is the first, second ... delivery of its kind of record."""

    delivery: int = 1
    record_key: int | None = None  # given when the city is made
    is_withdrawn: bool = False

    def __repr__(self) -> str:
        """Only what is not as usual, so that a city that Hypothesis found can be read."""
        told = {one.name: getattr(self, one.name) for one in fields(self) if getattr(self, one.name) != one.default}
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in told.items())})"


@dataclass(frozen=True, kw_only=True, repr=False)
class Residence(Kept):
    resident_key: int
    born_on: date = date(1990, 1, 1)
    sex: str = "f"
    block_id: str = "block-1"
    comuna_id: str = "comuna-1"
    coverage: str = "public"
    from_on: date = date(2000, 1, 1)
    until_on: date | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class Birth(Kept):
    child_key: int
    mother_key: int = 900
    born_on: date
    discharged_on: date | None = None
    weight_grams: int | None = None
    gestation_weeks: int | None = None
    centre_id: str | None = "hospital-1"


@dataclass(frozen=True, kw_only=True, repr=False)
class Death(Kept):
    resident_key: int
    died_on: date
    cause_code: str | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class Centre(Kept):
    centre_id: str
    name: str = "Centre"
    kind: str = "cesac"
    comuna_id: str = "comuna-1"
    from_on: date = date(2000, 1, 1)
    until_on: date | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class Team(Kept):
    team_id: str = "north"
    centre_id: str = "cesac-1"
    department_id: str = "primary_care"
    from_on: date = date(2000, 1, 1)
    until_on: date | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class Panel(Kept):
    resident_key: int
    team_id: str = "north"
    from_on: date = date(2000, 1, 1)
    until_on: date | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class Visit(Kept):
    resident_key: int
    centre_id: str = "cesac-1"
    team_id: str | None = None
    occurred_at: datetime
    occurred_on: date
    kind: str = "checkup"
    is_scheduled: bool = False
    triage_level: int | None = None
    diagnosis_code: str | None = None
    discharge: str | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class DiagnosisShare(Kept):
    diagnosis_code: str
    non_emergent: float = 0.0
    primary_care_treatable: float = 0.0
    avoidable: float = 0.0
    not_avoidable: float = 0.0
    injury: float = 0.0
    mental_health: float = 0.0
    alcohol: float = 0.0
    drug: float = 0.0


KIND_OF: dict[type[Kept], str] = {
    Residence: "residents",
    Birth: "births",
    Death: "deaths",
    Centre: "centres",
    Team: "teams",
    Panel: "panels",
    Visit: "visits",
    DiagnosisShare: "diagnosis_shares",
}


@dataclass(frozen=True)
class Superseded:
    """A record of an earlier delivery that a later one of the same kind replaces or withdraws."""

    kind: str
    delivery: int
    record_key: int
    by_delivery: int


@dataclass(frozen=True, repr=False)
class City:
    """All that was ever delivered, and the day on which it is measured. Only `accepted` deliveries count."""

    records: tuple[Kept, ...]
    today: date
    accepted: frozenset[int] = frozenset({1})
    superseded: tuple[Superseded, ...] = ()

    def __repr__(self) -> str:
        records = f"{len(self.records)} records" if len(self.records) > 100 else repr(self.records)
        return f"City({records}, today={self.today!r}, superseded={self.superseded!r})"


def city(*records: Kept | Iterable[Kept], today: date = date(2030, 1, 1)) -> City:
    """A city in which every record without a key of its own has one."""
    flat = [one for given in records for one in ([given] if isinstance(given, Kept) else given)]
    return City(
        tuple(one if one.record_key is not None else replace(one, record_key=1000 + n) for n, one in enumerate(flat)),
        today,
    )


def visit_at(local: datetime, resident_key: int, **columns: object) -> Visit:
    """A visit at an instant of Buenos Aires, three hours behind UTC."""
    return Visit(
        resident_key=resident_key,
        occurred_at=local + timedelta(hours=3),
        occurred_on=local.date(),
        **columns,  # type: ignore[arg-type]
    )


def visit_on(day: date, resident_key: int, **columns: object) -> Visit:
    """A visit at nine in the morning."""
    return visit_at(datetime(day.year, day.month, day.day, 9), resident_key, **columns)


# --- into the store ---

STATEMENTS = {
    "residents": "INSERT INTO facts.resident SELECT unnest($delivery_number), unnest($record_key), "
    "unnest($is_withdrawn), unnest($resident_key), unnest($born_on), unnest($sex), unnest($block_id), "
    "unnest($comuna_id), unnest($coverage), unnest($from_on), unnest($until_on)",
    "births": "INSERT INTO facts.birth SELECT unnest($delivery_number), unnest($record_key), unnest($is_withdrawn), "
    "unnest($child_key), unnest($mother_key), unnest($born_on), unnest($discharged_on), unnest($weight_grams), "
    "unnest($gestation_weeks), unnest($centre_id)",
    "deaths": "INSERT INTO facts.death SELECT unnest($delivery_number), unnest($record_key), unnest($is_withdrawn), "
    "unnest($resident_key), unnest($died_on), unnest($cause_code)",
    "centres": "INSERT INTO facts.centre SELECT unnest($delivery_number), unnest($record_key), unnest($is_withdrawn), "
    "unnest($centre_id), unnest($name), unnest($kind), unnest($comuna_id), unnest($from_on), unnest($until_on)",
    "teams": "INSERT INTO facts.team SELECT unnest($delivery_number), unnest($record_key), unnest($is_withdrawn), "
    "unnest($team_id), unnest($centre_id), unnest($department_id), unnest($from_on), unnest($until_on)",
    "panels": "INSERT INTO facts.panel SELECT unnest($delivery_number), unnest($record_key), unnest($is_withdrawn), "
    "unnest($resident_key), unnest($team_id), unnest($from_on), unnest($until_on)",
    "visits": "INSERT INTO facts.visit SELECT unnest($delivery_number), unnest($record_key), unnest($is_withdrawn), "
    "unnest($resident_key), unnest($centre_id), unnest($team_id), unnest($occurred_at), unnest($occurred_on), "
    "unnest($kind), unnest($is_scheduled), unnest($triage_level), unnest($diagnosis_code), unnest($discharge)",
    "diagnosis_shares": "INSERT INTO facts.diagnosis_share SELECT unnest($delivery_number), unnest($record_key), "
    "unnest($is_withdrawn), unnest($diagnosis_code), unnest($non_emergent), unnest($primary_care_treatable), "
    "unnest($avoidable), unnest($not_avoidable), unnest($injury), unnest($mental_health), unnest($alcohol), "
    "unnest($drug)",
}
EMPTY = (
    *(f"facts.{one.table}" for one in KINDS.values()),
    "facts.superseded_record",
    "ops.record_delivery",
    "ops.delivery",
)


def delivery_number(kind: str, delivery: int) -> int:
    """Each kind of record comes in deliveries of its own."""
    return 10 * (1 + list(KINDS).index(kind)) + delivery


def _columns(kind: str, records: list[Kept]) -> dict[str, list[object]]:
    """The columns of a table, in its order: Kept's fields are the first three of each."""
    names = [one.name for one in fields(records[0]) if one.name != "delivery"]
    columns = {name: [getattr(one, name) for one in records] for name in names}
    return {"delivery_number": [delivery_number(kind, one.delivery) for one in records], **columns}


def store_city(database: Database, stored: City) -> None:
    """The store holds this city and nothing else: records, replacements, and the deliveries that were accepted."""
    for table in EMPTY:  # each in a transaction of its own: a primary key is free again only after it
        with database.writing() as con:
            con.execute(f"DELETE FROM {table}")
    with database.writing() as con:
        for row_type, kind in KIND_OF.items():
            records = [one for one in stored.records if isinstance(one, row_type)]
            if records:
                con.execute(STATEMENTS[kind], _columns(kind, records))
            for delivery in sorted(stored.accepted):
                number = delivery_number(kind, delivery)
                con.execute(
                    "INSERT INTO ops.delivery VALUES ($id, $source, 'small.csv', $id, 1, true, $at, 'somebody')",
                    {"id": f"{kind}-{delivery}", "source": f"records_{kind}", "at": ACCEPTED_AT},
                )
                con.execute(
                    "INSERT INTO ops.record_delivery VALUES ($number, $id, $kind, 0, 0)",
                    {"number": number, "id": f"{kind}-{delivery}", "kind": kind},
                )
        for one in stored.superseded:
            con.execute(
                "INSERT INTO facts.superseded_record VALUES ($kind, $number, $key, $by)",
                {
                    "kind": one.kind,
                    "number": delivery_number(one.kind, one.delivery),
                    "key": one.record_key,
                    "by": delivery_number(one.kind, one.by_delivery),
                },
            )
