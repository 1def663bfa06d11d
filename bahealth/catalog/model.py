"""Definitions: what each indicator, source, department and area means."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from bahealth.frozen import Frozen

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
AreaId = Annotated[str, StringConstraints(pattern=r"^(city|(comuna|barrio|block)-[a-z0-9_-]+)$", max_length=60)]


class Localized(Frozen):
    """The same text in both languages. Names of indicators and areas are data, not interface text."""

    es: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Direction(StrEnum):
    """Which way is good."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


class Kind(StrEnum):
    """What sort of number it is; decides which arithmetic is allowed."""

    PROPORTION = "proportion"  # numerator is part of the denominator
    RATE = "rate"  # events over people or person-time
    RATIO = "ratio"  # one count over another that it is not part of
    COUNT = "count"  # events, no denominator
    MEAN = "mean"


class IntervalMethod(StrEnum):
    """How the 95 % interval is made (METHODS: proportions Wilson, events exact Poisson)."""

    WILSON = "wilson"
    EXACT_POISSON = "exact_poisson"
    STUDENT_T = "student_t"
    PUBLISHED = "published"  # the source gives limits or a sampling error
    PEOPLE = "people"  # events that a person may have many of: limits over people, made where records are measured
    NONE = "none"  # a complete count that is not a sample of any process, such as residents


class Frequency(StrEnum):
    """How often the source speaks."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """Length of one period in months."""
        return {"month": 1, "quarter": 3, "year": 12}[self.value]


class Group(StrEnum):
    """Theme of the mission under which an indicator stands."""

    INFANT = "infant"
    MATERNAL = "maternal"
    EMERGENCY = "emergency"
    ACCESS = "access"


class Level(StrEnum):
    """Size of an area, from the whole down."""

    CITY = "city"
    COMUNA = "comuna"
    BARRIO = "barrio"
    BLOCK = "block"


class Indicator(Frozen):
    """One line of a scorecard: its meaning, arithmetic, direction, owner and source.

    A value is always `multiplier * numerator / denominator` (a count: the numerator), in `unit`.
    """

    indicator_id: Key
    group: Group
    order: int = Field(ge=0, description="place within its group")
    name: Localized
    short_name: Localized = Field(description="at most 40 characters, for tables and charts")
    description: Localized
    why: Localized = Field(description="why it matters to residents")
    numerator: Localized
    denominator: Localized | None = None
    unit: Localized = Field(description="as written after a value: per 1,000 live births, %")
    multiplier: float = Field(gt=0)
    decimals: int = Field(ge=0, le=4)
    direction: Direction
    kind: Kind
    interval: IntervalMethod
    source: Key
    frequency: Frequency
    lag_months: int = Field(ge=0, le=60, description="months after a period's end until its value is expected")
    levels: tuple[Level, ...] = Field(min_length=1, description="levels at which the source can speak")
    numerator_from: Key | None = Field(default=None, description="count indicator that gives the events")
    denominator_from: Key | None = Field(default=None, description="count indicator that gives the denominator")
    rebound: Key = Field(description="measure that could get worse when this one is pushed")
    owner: Key
    steward: Localized = Field(description="job title, never a person's name")
    reviewed_on: date
    review_on: date
    is_public: bool = True
    is_seasonal: bool = False
    axis: Literal["zero", "data"] = Field(default="data", description="whether the value axis starts at zero")
    note: Localized | None = None

    @model_validator(mode="after")
    def _arithmetic_fits_kind(self) -> Indicator:
        if (self.kind is Kind.COUNT) != (self.denominator is None):
            raise ValueError("a count has no denominator, everything else names one")
        if self.interval is IntervalMethod.WILSON and self.kind is not Kind.PROPORTION:
            raise ValueError("Wilson limits are for proportions")
        if self.review_on <= self.reviewed_on:
            raise ValueError("the next review comes after the last")
        if self.rebound == self.indicator_id:
            raise ValueError("a rebound measure is another indicator")
        return self

    def is_past_review(self, on: date) -> bool:
        """Whether the definition should have been reviewed before `on`."""
        return self.review_on < on


class Source(Frozen):
    """Where deliveries come from and what may be shown of them."""

    source_id: Key
    name: Localized
    publisher: str
    licence: str
    url: str | None = None
    owner: Key = Field(description="department that answers for the delivery")
    readers: tuple[Key, ...] = Field(default=(), description="layouts of official files; the long form is always read")
    records: Key | None = Field(default=None, description="kind of person-level record; absent: sends observations")
    is_published: bool = Field(default=False, description="already public: small counts are not hidden again")
    disclosure_threshold: int = Field(default=5, ge=0, description="public views hide counts from 1 to below this")
    hands: Literal[1, 3] = Field(default=1, description="3: one person fills, another checks, the head releases")
    note: Localized | None = None

    @model_validator(mode="after")
    def _three_hands_are_for_observations(self) -> Source:
        if self.hands > 1 and self.records is not None:
            raise ValueError("records are not kept while they wait: their sources go through one hand")
        return self


class Department(Frozen):
    """A part of the administration that owns indicators or sends data."""

    department_id: Key
    name: Localized
    short_name: Localized


class Area(Frozen):
    """A place. `number` is the official one of a comuna.

    `unmet_needs_percent`: of a comuna, households with unmet basic needs in the census of 2010.
    """

    area_id: AreaId
    level: Level
    name: str
    parent_id: AreaId | None = None
    number: int | None = None
    unmet_needs_percent: float | None = Field(default=None, ge=0, le=100)


class Correction(Frozen):
    """A known error of a source: where it is, what stands there, what should, and why we think so.

    A delivery in which the place no longer shows `expected` is refused with this reason: the
    source may have been repaired and the correction must be looked at again.
    """

    correction_id: Key
    source_id: Key
    indicator_id: Key
    area_id: AreaId
    period: str
    expected: float
    replacement: float | None = Field(default=None, description="absent: the value is left out")
    reason: Localized


class Schedule(Frozen):
    """Which check-ups a child should have had by its first birthday, by day of birth."""

    schedule_id: Key
    name: Localized
    first_born_on: date = Field(description="children born from this day on follow it, until the next one's day")
    due_days: tuple[int, ...] = Field(min_length=1, description="age in days by which each check-up is due, ascending")
    days_apart: int = Field(ge=1, description="days after the last counted check-up from which the next counts")
    newborn_days: int = Field(ge=0, description="up to this age in days `newborn_days_apart` is enough")
    newborn_days_apart: int = Field(ge=1)

    @property
    def required(self) -> int:
        """How many check-ups it asks for in the first year."""
        return len(self.due_days)

    @model_validator(mode="after")
    def _due_days_ascend(self) -> Schedule:
        if list(self.due_days) != sorted(set(self.due_days)) or self.due_days[-1] > 366:
            raise ValueError("due days ascend and end with the first birthday")
        return self


class Catalog(Frozen):
    """Everything in data/catalog, checked as a whole."""

    indicators: tuple[Indicator, ...]
    sources: tuple[Source, ...]
    departments: tuple[Department, ...]
    areas: tuple[Area, ...] = Field(description="city, comunas, barrios; blocks are in data/city")
    corrections: tuple[Correction, ...] = ()
    schedules: tuple[Schedule, ...] = ()

    def __hash__(self) -> int:
        """By identity: a catalogue is loaded once and is part of cache keys."""
        return id(self)

    @cached_property
    def indicator(self) -> dict[str, Indicator]:
        """By id."""
        return {one.indicator_id: one for one in self.indicators}

    @cached_property
    def source(self) -> dict[str, Source]:
        """By id."""
        return {one.source_id: one for one in self.sources}

    @cached_property
    def department(self) -> dict[str, Department]:
        """By id."""
        return {one.department_id: one for one in self.departments}

    @cached_property
    def area(self) -> dict[str, Area]:
        """By id."""
        return {one.area_id: one for one in self.areas}

    @model_validator(mode="after")
    def _everything_named_exists(self) -> Catalog:
        for what, ids in (
            ("indicator", [one.indicator_id for one in self.indicators]),
            ("source", [one.source_id for one in self.sources]),
            ("department", [one.department_id for one in self.departments]),
            ("area", [one.area_id for one in self.areas]),
            ("correction", [one.correction_id for one in self.corrections]),
        ):
            if len(ids) != len(set(ids)):
                raise ValueError(f"an id of {what} stands twice")
        self._check_indicators()
        self._check_places()
        return self

    def _check_indicators(self) -> None:
        for one in self.indicators:
            needed = [one.rebound, *filter(None, (one.numerator_from, one.denominator_from))]
            missing = [name for name in needed if name not in self.indicator]
            missing += [name for name in [one.source] if name not in self.source]
            missing += [name for name in [one.owner] if name not in self.department]
            if missing:
                raise ValueError(f"{one.indicator_id} names what does not exist: {', '.join(missing)}")

    def _check_places(self) -> None:
        for source in self.sources:
            if source.owner not in self.department:
                raise ValueError(f"{source.source_id} names what does not exist: {source.owner}")
        for area in self.areas:
            if (area.parent_id is None) != (area.level is Level.CITY) or (
                area.parent_id is not None and area.parent_id not in self.area
            ):
                raise ValueError(f"{area.area_id} does not hang under an area")
        for correction in self.corrections:
            if (
                correction.source_id not in self.source
                or correction.indicator_id not in self.indicator
                or correction.area_id not in self.area
            ):
                raise ValueError(f"{correction.correction_id} names what does not exist")
