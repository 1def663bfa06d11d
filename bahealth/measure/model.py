"""What is measured: which text, over which months, and how far a record reaches."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from pydantic import Field

from bahealth.frozen import Frozen


class Reach(Frozen):
    """Months of a measure on which a record of one month bears: `before` earlier to `after` later, or to the end."""

    before: int = 0
    after: int | None = None


class Family(StrEnum):
    """Measures that read the same scratch tables and are therefore run together."""

    BIRTHDAY = "birthday"
    BIRTH = "birth"
    DELIVERY = "delivery"
    EMERGENCY = "emergency"
    PRIMARY_CARE = "primary_care"
    TEAM = "team"


class Preparation(Frozen):
    """The scratch tables of a family, in order, and how many months are measured at a time, which bounds memory."""

    tables: tuple[str, ...]
    months_at_a_time: int = 1200


class Measure(Frozen):
    """One SQL file. A measure that is an indicator gives observations; a breakdown gives the parts of a whole.

    Month m is given when its first day lies `before_days` (and `before_months`) after the beginning of what was
    observed, and its last day `after_days` before the end (docs/measures.md).
    """

    measure_id: str
    family: Family
    is_breakdown: bool = False
    before_months: int = Field(default=0, ge=0)
    before_days: int = Field(default=0, ge=0)
    after_days: int = Field(default=0, ge=0)
    reach: dict[str, Reach] = Field(description="by kind of record; a kind that is not named has no bearing")


class MeasuredRow(Frozen):
    """One value of a measure (`part` None) or one part of a breakdown, for an area and a month.

    `lower` and `upper` are 95 % limits in the indicator's unit where the measure makes them itself.
    """

    area_id: str
    period_start: date
    part: str | None = None
    numerator: float | None
    denominator: float | None
    lower: float | None = None
    upper: float | None = None


class Observed(Frozen):
    """From the first day of the month of the first visit to the last day of the last whole month with visits."""

    observed_from: date
    observed_until: date


class RecordDelivery(Frozen):
    """One accepted delivery of records."""

    delivery_number: int
    delivery_id: str
    record_kind: str
    source_id: str
    row_count: int
    withdrawn_count: int
    replaced_count: int
    is_simulated: bool
    accepted_at: datetime
    accepted_by: str


class Touch(Frozen):
    """Months about which a delivery of records said something new; no last month means from the first on."""

    record_kind: str
    first_month: date
    last_month: date | None


class Measurement(Frozen):
    """One run of one measure: by which text, and over which months."""

    run_id: str
    measure_id: str
    definition_hash: str
    program_version: str
    observed_from: date
    observed_until: date
    first_month: date | None
    last_month: date | None
    changed_count: int
    delivery_id: str | None
    measured_at: datetime
    measured_by: str


# A correction of a stretch of time or of a death may bring somebody back into every later month.
_HOME: Final = {"residents": Reach(), "deaths": Reach()}
_LISTED: Final = {"panels": Reach(), "teams": Reach()}
_ONCE: Final = Reach(after=0)
_BIRTHDAY: Final = {**_HOME, **_LISTED, "visits": Reach(after=12), "births": Reach(before=-12, after=12)}
_FOURTEEN_DAYS: Final = {
    "residents": Reach(before=1),
    "deaths": Reach(before=1),
    "panels": Reach(before=1),
    "teams": Reach(before=1),
    "visits": Reach(before=1, after=0),
    "births": _ONCE,
}
_FIRST_YEAR: Final = {
    "residents": Reach(before=12),
    "deaths": Reach(before=12),
    "visits": Reach(before=12, after=0),
    "births": _ONCE,
}
_PRENATAL: Final = {**_HOME, **_LISTED, "visits": Reach(after=11), "births": _ONCE}
_POSTPARTUM: Final = {**_HOME, **_LISTED, "visits": Reach(before=2, after=0), "births": _ONCE}
_EMERGENCY: Final = {**_HOME, "visits": _ONCE}
_CLASSES: Final = {**_EMERGENCY, "diagnosis_shares": Reach()}
_YEAR: Final = {**_HOME, "visits": Reach(after=11)}
_COUNTS: Final = {"visits": _ONCE, "centres": Reach()}
_OF_TEAMS: Final = {**_HOME, **_LISTED}

_ALL: Final = (
    Measure(measure_id="checkups_complete", family=Family.BIRTHDAY, after_days=30, reach=_BIRTHDAY),
    Measure(measure_id="checkups_six", family=Family.BIRTHDAY, after_days=30, reach=_BIRTHDAY),
    Measure(
        measure_id="checkups_by_birthday", family=Family.BIRTHDAY, is_breakdown=True, after_days=30, reach=_BIRTHDAY
    ),
    Measure(measure_id="first_checkup_week", family=Family.BIRTHDAY, is_breakdown=True, after_days=30, reach=_BIRTHDAY),
    Measure(measure_id="first_checkup_14_days", family=Family.BIRTH, after_days=44, reach=_FOURTEEN_DAYS),
    Measure(measure_id="six_reached_by_age", family=Family.BIRTH, is_breakdown=True, after_days=30, reach=_FIRST_YEAR),
    Measure(
        measure_id="prenatal_before_week_13", family=Family.DELIVERY, before_days=315, after_days=30, reach=_PRENATAL
    ),
    Measure(measure_id="prenatal_five_visits", family=Family.DELIVERY, before_days=315, after_days=30, reach=_PRENATAL),
    Measure(measure_id="postpartum_visit", family=Family.DELIVERY, after_days=72, reach=_POSTPARTUM),
    Measure(
        measure_id="prenatal_visits",
        family=Family.DELIVERY,
        is_breakdown=True,
        before_days=315,
        after_days=30,
        reach=_PRENATAL,
    ),
    Measure(
        measure_id="first_prenatal_week",
        family=Family.DELIVERY,
        is_breakdown=True,
        before_days=315,
        after_days=30,
        reach=_PRENATAL,
    ),
    Measure(measure_id="ed_visits_per_1000", family=Family.EMERGENCY, after_days=30, reach=_EMERGENCY),
    Measure(measure_id="ed_low_triage", family=Family.EMERGENCY, after_days=30, reach=_EMERGENCY),
    Measure(measure_id="ed_solvable_in_primary_care", family=Family.EMERGENCY, after_days=30, reach=_CLASSES),
    Measure(measure_id="ed_frequent_users", family=Family.EMERGENCY, before_months=11, after_days=30, reach=_YEAR),
    Measure(
        measure_id="ed_frequent_user_visits", family=Family.EMERGENCY, before_months=11, after_days=30, reach=_YEAR
    ),
    Measure(
        measure_id="ed_return_72_hours",
        family=Family.EMERGENCY,
        after_days=33,
        reach={**_HOME, "visits": Reach(before=1, after=0)},
    ),
    Measure(measure_id="ed_triage", family=Family.EMERGENCY, is_breakdown=True, after_days=30, reach=_EMERGENCY),
    Measure(measure_id="ed_classes", family=Family.EMERGENCY, is_breakdown=True, after_days=30, reach=_CLASSES),
    Measure(
        measure_id="ed_people_by_visits",
        family=Family.EMERGENCY,
        is_breakdown=True,
        before_months=11,
        after_days=30,
        reach=_YEAR,
    ),
    Measure(
        measure_id="ed_visits_by_visits",
        family=Family.EMERGENCY,
        is_breakdown=True,
        before_months=11,
        after_days=30,
        reach=_YEAR,
    ),
    Measure(measure_id="visits", family=Family.PRIMARY_CARE, reach=_COUNTS),
    Measure(measure_id="visits_by_kind", family=Family.PRIMARY_CARE, is_breakdown=True, reach=_COUNTS),
    Measure(measure_id="visits_per_1000", family=Family.PRIMARY_CARE, reach={**_HOME, **_COUNTS}),
    Measure(measure_id="continuity_own_team", family=Family.PRIMARY_CARE, reach={**_OF_TEAMS, **_COUNTS}),
    Measure(measure_id="residents_with_team", family=Family.TEAM, reach=_OF_TEAMS),
    Measure(measure_id="residents_per_team", family=Family.TEAM, reach={**_OF_TEAMS, "centres": Reach()}),
)
MEASURES: Final[dict[str, Measure]] = {one.measure_id: one for one in _ALL}

PREPARATIONS: Final[dict[Family, Preparation]] = {
    Family.BIRTHDAY: Preparation(tables=("residence", "own_team", "checkup_day", "birthday_child")),
    Family.BIRTH: Preparation(tables=("residence", "own_team", "checkup_day")),
    Family.DELIVERY: Preparation(tables=("residence", "own_team", "delivery_of_birth")),
    Family.EMERGENCY: Preparation(
        tables=("residence", "mover", "population", "emergency_visit", "emergency_class", "emergency_year")
    ),
    Family.PRIMARY_CARE: Preparation(
        tables=("residence", "own_team", "home_with_team", "place", "mover", "population", "primary_care_count"),
        months_at_a_time=12,
    ),
    Family.TEAM: Preparation(tables=("residence", "own_team", "home_with_team", "place", "resident_team")),
}
