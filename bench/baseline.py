"""The least that a measure can take: DuckDB reads the columns that it needs and groups them once.

No joins, no conditions, nothing worked out. A measure that follows people (did this child, this mother ...) groups by
person, by month where it looks at each month by itself; a measure that only counts groups by month and place.
`occurred_on` stands for its month in keys. Columns that are read but are no keys go through `max`, the cheapest
aggregate; the outer query keeps DuckDB from leaving out what nobody asks for.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Final, NamedTuple

import duckdb


class Reading(NamedTuple):
    """One pass over one stored table. `kinds`: the kinds of visit that it is about, for the stricter figure."""

    table: str
    keys: tuple[str, ...]
    columns: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def statement(self, *, only_its_kinds: bool = False) -> str:
        """The query; with `only_its_kinds` visits of other kinds are left out before grouping."""
        keys = ["date_trunc('month', occurred_on)::DATE" if one == "occurred_on" else one for one in self.keys]
        named = [f"{key} AS key_{number}" for number, key in enumerate(keys)]
        read = [f"max({column}) AS read_{number}" for number, column in enumerate(self.columns)]
        names = [f"key_{number}" for number in range(len(keys))] + [f"read_{number}" for number in range(len(read))]
        kinds = ", ".join(f"'{kind}'" for kind in self.kinds)
        where = f" WHERE kind IN ({kinds})" if only_its_kinds and kinds else ""
        inner = f"SELECT {', '.join([*named, *read])} FROM facts.{self.table}{where} GROUP BY {', '.join(keys)}"
        return f"SELECT count(*), {', '.join(f'max({name})' for name in names)} FROM ({inner})"


_PLACE: Final = ("comuna_id", "from_on", "until_on")
RESIDENTS: Final = Reading("resident", ("resident_key",), _PLACE)
COVERED: Final = Reading("resident", ("resident_key",), (*_PLACE, "coverage"))
DEATHS: Final = Reading("death", ("resident_key",), ("died_on",))
TEAMS: Final = (
    Reading("panel", ("resident_key",), ("team_id", "from_on", "until_on")),
    Reading("team", ("team_id",), ("centre_id", "from_on", "until_on")),
)
CENTRES: Final = Reading("centre", ("centre_id",), ("kind", "comuna_id", "from_on"))
_HOMES: Final = (RESIDENTS, DEATHS)
_CHILDREN: Final = Reading("birth", ("child_key",), ("born_on", "discharged_on"))
_MOTHERS: Final = Reading("birth", ("mother_key", "born_on"), ("discharged_on", "gestation_weeks", "centre_id"))
_SHARES: Final = Reading("diagnosis_share", ("diagnosis_code",), ("non_emergent", "primary_care_treatable"))
_NEAR: Final = (
    "checkup",
    "illness",
    "chronic",
    "prenatal",
    "postpartum",
    "vaccination",
    "procedure",
    "mental_health",
    "other",
)


def _contacts(kind: str) -> Reading:
    return Reading("visit", ("resident_key", "kind"), ("occurred_on",), (kind,))


def _emergency(*keys: str, columns: tuple[str, ...] = ()) -> Reading:
    return Reading("visit", keys, ("kind", *columns), ("emergency",))


def _primary_care(*keys: str, columns: tuple[str, ...] = ()) -> Reading:
    return Reading("visit", keys, columns, _NEAR)


_COHORT: Final = (_contacts("checkup"), _CHILDREN, *_HOMES, *TEAMS)
_PRENATAL: Final = (_contacts("prenatal"), _MOTHERS, *_HOMES)
_BY_TRIAGE: Final = (_emergency("occurred_on", "centre_id", "triage_level", columns=("resident_key",)), *_HOMES)
_BY_CODE: Final = (
    _emergency("occurred_on", "centre_id", "diagnosis_code", columns=("resident_key",)),
    *_HOMES,
    _SHARES,
)
_BY_PERSON: Final = (_emergency("resident_key", "occurred_on", columns=("is_scheduled",)), *_HOMES)
_BY_PLACE: Final = (_primary_care("occurred_on", "centre_id", "team_id", "kind"), CENTRES)

READINGS: Final[dict[str, tuple[Reading, ...]]] = {
    "checkups_complete": _COHORT,
    "checkups_six": _COHORT,
    "first_checkup_14_days": _COHORT,
    "checkups_by_birthday": _COHORT,
    "first_checkup_week": _COHORT,
    "six_reached_by_age": (_contacts("checkup"), _CHILDREN, *_HOMES),
    "prenatal_before_week_13": (*_PRENATAL, *TEAMS),
    "prenatal_five_visits": (*_PRENATAL, *TEAMS),
    "postpartum_visit": (_contacts("postpartum"), _MOTHERS, *_HOMES, *TEAMS),
    "prenatal_visits": _PRENATAL,
    "first_prenatal_week": _PRENATAL,
    "ed_visits_per_1000": (_emergency("resident_key", "occurred_on"), *_HOMES),
    "ed_low_triage": _BY_TRIAGE,
    "ed_solvable_in_primary_care": _BY_CODE,
    "ed_frequent_users": _BY_PERSON,
    "ed_frequent_user_visits": _BY_PERSON,
    "ed_return_72_hours": (
        _emergency("resident_key", columns=("occurred_at", "occurred_on", "centre_id", "is_scheduled", "discharge")),
        *_HOMES,
    ),
    "ed_triage": _BY_TRIAGE,
    "ed_classes": _BY_CODE,
    "ed_people_by_visits": _BY_PERSON,
    "ed_visits_by_visits": _BY_PERSON,
    "visits": _BY_PLACE,
    "visits_by_kind": _BY_PLACE,
    "visits_per_1000": (_primary_care("resident_key", "occurred_on", columns=("centre_id", "kind")), *_HOMES, CENTRES),
    "continuity_own_team": (
        _primary_care("occurred_on", "team_id", columns=("resident_key", "centre_id", "kind", "is_scheduled")),
        *_HOMES,
        *TEAMS,
        CENTRES,
    ),
    "residents_with_team": (COVERED, DEATHS, *TEAMS),
    "residents_per_team": (*_HOMES, *TEAMS, CENTRES),
}


def seconds(con: duckdb.DuckDBPyConnection, readings: Iterable[Reading], *, only_its_kinds: bool = False) -> float:
    """Seconds of the readings, one after the other."""
    started = time.perf_counter()
    for reading in readings:
        con.execute(reading.statement(only_its_kinds=only_its_kinds)).fetchall()
    return time.perf_counter() - started


def once() -> list[Reading]:
    """Every different reading; those of visits that differ in their kinds alone are one."""
    everything = (one._replace(kinds=()) for readings in READINGS.values() for one in readings)
    return list(dict.fromkeys(everything))
