"""Targets: what was promised, from which baseline, by when, along which path, and on what it is based."""

from __future__ import annotations

import json
from datetime import date, datetime
from enum import StrEnum

from pydantic import Field, field_validator

from bahealth.assess.trajectory import Milestone, Path, Trajectory
from bahealth.catalog.periods import Period
from bahealth.frozen import Frozen

__all__ = [
    "AddUp",
    "Basis",
    "Deviation",
    "Feasibility",
    "Milestone",
    "Path",
    "Proposal",
    "Stage",
    "Step",
    "StepRow",
    "TargetRow",
    "TargetState",
    "Terms",
    "Trajectory",
]


class Basis(StrEnum):
    """Why this number: without a basis nobody can discuss it."""

    HISTORY = "history"
    COMPARISON = "comparison"
    NORM = "norm"
    DECISION = "decision"
    DEMONSTRATION = "demonstration"


class Terms(Frozen):
    """What a target says of an indicator in an area; values in the indicator's unit.

    `baseline` is a period key, such as 2023 or 2021/2023; its limits are those of its own 95 % interval, where one is
    known. Milestones ascend and lie between the baseline's end and `due_on`; a straight path has none.
    """

    indicator_id: str
    area_id: str
    baseline: str
    baseline_value: float
    baseline_lower: float | None = None
    baseline_upper: float | None = None
    target_value: float
    due_on: date
    path: Path = Path.STRAIGHT
    milestones: tuple[Milestone, ...] = ()
    basis: Basis
    reason: str

    @property
    def baseline_period(self) -> Period:
        """The period that the target starts from; raises ValueError where the key is none."""
        return Period.parse(self.baseline)

    @property
    def trajectory(self) -> Trajectory:
        """What is asked when. Raises ValueError where the baseline is not a period."""
        return Trajectory(
            baseline_on=self.baseline_period.end,
            baseline_value=self.baseline_value,
            value=self.target_value,
            due_on=self.due_on,
            path=self.path,
            milestones=self.milestones,
        )


class TargetRow(Frozen):
    """A target that was decided for an indicator in an area, in the indicator's unit."""

    target_id: str
    indicator_id: str
    area_id: str
    baseline_start: date
    baseline_months: int
    baseline_value: float
    baseline_lower: float | None
    baseline_upper: float | None
    target_value: float
    due_on: date
    path: Path
    milestones: tuple[Milestone, ...]
    basis: Basis
    reason: str
    is_loosened: bool = Field(description="asks less, or later, than the target that it replaced")
    set_at: datetime
    set_by: str

    @field_validator("milestones", mode="before")
    @classmethod
    def _from_json(cls, value: object) -> object:
        return json.loads(value) if isinstance(value, str) else value

    @property
    def terms(self) -> Terms:
        """What it says, as somebody would propose it."""
        same = {name: getattr(self, name) for name in Terms.model_fields if name != "baseline"}
        return Terms(baseline=Period(self.baseline_start, self.baseline_months).key, **same)

    @property
    def trajectory(self) -> Trajectory:
        """What is asked when."""
        return self.terms.trajectory


class Step(StrEnum):
    """What happened to a target; the newest step of an indicator in an area is its version."""

    PROPOSED = "proposed"
    APPROVED = "approved"  # by the head; in force unless the mayor's office has to confirm it
    CONFIRMED = "confirmed"  # by the mayor's office; in force
    RETURNED = "returned"  # to who proposed it, with the reason
    WITHDRAWN = "withdrawn"  # by the department, before it was decided
    SET = "set"  # without a proposal, by the analytics office


class Stage(StrEnum):
    """Where an open proposal stands."""

    AWAITS_HEAD = "awaits_head"
    AWAITS_MAYOR = "awaits_mayor"


class StepRow(Frozen):
    """One step, with the terms that it was about."""

    step_id: str
    indicator_id: str
    area_id: str
    proposal_id: str | None
    step: Step
    terms: Terms
    reason: str
    by: str
    by_role: int
    at: datetime
    is_loosening: bool = Field(default=False, description="whether it asks less than what was in force then")

    @field_validator("terms", mode="before")
    @classmethod
    def _from_json(cls, value: object) -> object:
        return json.loads(value) if isinstance(value, str) else value


class Proposal(Frozen):
    """Terms that somebody proposed and that are not decided yet."""

    proposal_id: str
    terms: Terms
    stage: Stage
    proposed_by: str
    proposed_at: datetime
    approved_by: str | None
    is_loosening: bool


class TargetState(Frozen):
    """Everything about the target of an indicator in an area; `version` is what a command must have seen.

    `version` is the id of the newest step, None before the first.
    """

    indicator_id: str
    area_id: str
    version: str | None
    in_force: TargetRow | None
    replaced: TargetRow | None = Field(description="the one before, drawn beside it for a year after the change")
    proposal: Proposal | None
    steps: tuple[StepRow, ...] = Field(description="oldest first")


class Deviation(Frozen):
    """A miss that the mayor's office accepts until a day, and why; it ends by itself the day after."""

    deviation_id: str
    indicator_id: str
    area_id: str
    from_on: date
    until_on: date
    reason: str
    accepted_by: str
    accepted_at: datetime
    ended_at: datetime | None
    ended_by: str | None

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day, as far as nobody has ended it."""
        return self.ended_at is None and self.from_on <= on <= self.until_on


class Feasibility(Frozen):
    """What the past says about terms: an aid while proposing, never a promise.

    `probability` is the chance under today's process (rounded to 5 %), None where too little is known. Of
    `window_count` spans as long as this target's in any area's history, `moved_count` moved as far the good way.
    """

    probability: float | None
    likely_from: date | None
    horizon_months: int
    asked_change: float = Field(description="from baseline to target, in the unit, positive is the good way")
    window_count: int
    moved_count: int
    areas_moved: tuple[str, ...]


class AddUp(Frozen):
    """Whether the targets of the comunas come to the city's: sums of counts, else means weighted by denominators."""

    city_target: float | None
    comunas_with_target: int
    comuna_count: int
    together: float | None = Field(description="None unless every comuna has a target (and a known denominator)")
    is_consistent: bool | None = Field(description="within half of the last decimal shown; None when it cannot be said")
