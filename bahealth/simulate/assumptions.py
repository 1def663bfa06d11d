"""What the simulated city assumes where nothing is published: data/demo/simulation.toml and its diagnoses."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from bahealth.catalog.model import Key
from bahealth.collect.records.model import DISCHARGES, SHARES, VISIT_KINDS
from bahealth.frozen import Frozen

Share = Annotated[float, Field(ge=0, le=1)]
Weight = Annotated[float, Field(ge=0)]
ByCover = tuple[Share, Share, Share]
ByAge = tuple[Weight, Weight, Weight, Weight]
ByMonth = Annotated[tuple[Weight, ...], Field(min_length=12, max_length=12)]
ByWeekday = Annotated[tuple[Weight, ...], Field(min_length=7, max_length=7)]


class Changes(Frozen):
    """What a change of home or cover is; the shares add to 1."""

    another_comuna: Share
    same_comuna: Share
    cover_alone: Share


class Movement(Frozen):
    """How people come, go and die; shares a year."""

    leave_city: Share
    change_home_or_cover: Share
    of_changes: Changes
    deaths_still_open: Share
    mortality_at_zero: Share
    mortality_growth: float = Field(gt=0, lt=1)
    insured_of_covered: Share


class Births(Frozen):
    """Mothers, twins and hospitals."""

    mother_age_weights: Annotated[tuple[Weight, ...], Field(min_length=6, max_length=6)]
    months_between: int = Field(ge=10, le=60)
    twin_deliveries: Share
    low_weight_of_preterm: Share
    at_public_hospital: ByCover
    discharge_unknown: Share
    infant_deaths_first_month: Share


class Panels(Frozen):
    """Who is on the list of a team."""

    residents_per_team: int = Field(gt=0)
    enrolled: ByCover
    days_until_enrolled: float = Field(gt=0)
    days_until_child_enrolled: float = Field(gt=0)
    left_open: Share
    uses_without_panel: Share


class CheckUps(Frozen):
    """How children keep their schedule."""

    first_by_day_14: Share
    second_newborn: Share
    adherence_mean: Share
    adherence_spread: float = Field(gt=0)
    attendance_2025: float = Field(ge=1)
    dropout: Share
    within_14_days: Share
    twice_a_day: Share
    vaccination_alone: Share


class Pregnancy(Frozen):
    """Prenatal and postpartum care."""

    without_prenatal_care: Share
    first_before_week_13: Share
    attended: Share
    postpartum: Share


class VisitRates(Frozen):
    """Visits a month for each 1,000 residents, and how they spread."""

    primary: tuple[Weight, Weight, Weight]
    outpatient: tuple[Weight, Weight, Weight]
    emergency: tuple[Weight, Weight, Weight]
    primary_by_age: ByAge
    outpatient_by_age: ByAge
    emergency_by_age: ByAge
    person_shape_primary: float = Field(gt=0)
    person_shape_emergency: float = Field(gt=0)
    non_residents: ByCover
    non_resident_people: int = Field(gt=0)
    primary_season: ByMonth
    primary_weekday: ByWeekday
    emergency_weekday: ByWeekday
    own_centre: Share
    own_team: Share
    team_named_without_panel: Share


class Triage(Frozen):
    """Levels 1 to 5 by how grave a diagnosis is."""

    minor: tuple[Share, Share, Share, Share, Share]
    moderate: tuple[Share, Share, Share, Share, Share]
    severe: tuple[Share, Share, Share, Share, Share]


class Emergency(Frozen):
    """Emergency visits."""

    respiratory_season: ByMonth
    hours: Annotated[tuple[Weight, ...], Field(min_length=24, max_length=24)]
    without_triage: Share
    uncoded: Share
    return_72_hours: Share
    arranged_return: Share
    died_there: Share
    nearest: tuple[Share, Share, Share]
    children_at_childrens: Share
    triage: Triage
    discharge: dict[Key, tuple[Share, Share, Share, Share]]

    @property
    def discharge_by_level(self) -> list[tuple[float, ...]]:
        """Weights of `DISCHARGES` without died: no triage level first, then levels 1 to 5."""
        return [self.discharge[name] for name in ("none", *(f"level_{level}" for level in range(1, 6)))]


class Planted(Frozen):
    """What changes in the city, and when, counted back from the last month."""

    adherence_comunas: tuple[str, ...]
    adherence_mean: Share
    adherence_dropout: Share
    adherence_months: int = Field(ge=1)
    first_check_up_by_day_14: Share
    first_check_up_months: int = Field(ge=1)
    new_centre_comuna: str
    new_centre_months: int = Field(ge=1)
    new_centre_use: float = Field(gt=1)
    late_hospital: str
    late_share: Share
    late_months: tuple[int, ...]
    coding_hospital: str
    coding_months: int = Field(ge=1)
    coding_share: Share


class Diagnosis(Frozen):
    """One ICD-10 code: how often it is by age, how grave, and the complaint that a hospital may write instead.

    `shares` are SIMULATED shares of the eight classes of emergency use, in the order of `SHARES`; none: unclassified.
    """

    diagnosis: str = Field(pattern=r"^[A-Z]\d\d(\.\d)?$")
    gravity: Literal["minor", "moderate", "severe"]
    is_respiratory: bool
    weight_child: Weight
    weight_adult: Weight
    weight_elder: Weight
    complaint: str
    shares: tuple[Share, ...] | None

    @property
    def solvable(self) -> float | None:
        """Share that primary care could solve; None when unclassified."""
        return None if self.shares is None else self.shares[0] + self.shares[1]


class Assumptions(Frozen):
    """Everything that is assumed."""

    movement: Movement
    births: Births
    panels: Panels
    check_ups: CheckUps
    pregnancy: Pregnancy
    visits: VisitRates
    kinds: dict[Key, ByAge]
    outpatient_kinds: dict[Key, ByAge]
    scheduled: dict[Key, Share]
    emergency: Emergency
    planted: Planted
    diagnoses: tuple[Diagnosis, ...]

    @model_validator(mode="after")
    def _names_are_known(self) -> Assumptions:
        if set(self.scheduled) != set(VISIT_KINDS) or not {*self.kinds, *self.outpatient_kinds} <= set(VISIT_KINDS):
            raise ValueError("a kind of visit is missing or unknown")
        if self.kinds["checkup"][0]:
            raise ValueError("check-ups under one year come from the schedule")
        if len(DISCHARGES) - 1 != len(self.emergency.discharge["none"]):
            raise ValueError("a way of discharge is missing")
        known = {one.diagnosis: one for one in self.diagnoses}
        for one in self.diagnoses:
            complaint = known.get(one.complaint)
            if complaint is None or (one.shares is None) != (complaint.shares is None):
                raise ValueError(f"{one.diagnosis}: its complaint has to be known, and classified when it is")
        return self


def load_assumptions(data: Path) -> Assumptions:
    """The assumptions under `data`/demo; raises pydantic's ValidationError when a file is wrong."""
    values = tomllib.loads((data / "demo" / "simulation.toml").read_text(encoding="utf-8"))
    with (data / "demo" / "simulated_diagnoses.csv").open(encoding="utf-8", newline="") as stream:
        diagnoses = [_diagnosis(row) for row in csv.DictReader(stream)]
    return Assumptions.model_validate({**values, "diagnoses": diagnoses})


def _diagnosis(row: dict[str, str]) -> dict[str, Any]:
    shares = [row.pop(name) for name in SHARES]
    return {**row, "shares": tuple(map(float, shares)) if shares[0] else None}
