"""Targets: what was promised, from which baseline, by when, and on what it is based."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from bahealth.frozen import Frozen


class Basis(StrEnum):
    """Why this number: without a basis nobody can discuss it."""

    HISTORY = "history"
    COMPARISON = "comparison"
    NORM = "norm"
    DECISION = "decision"
    DEMONSTRATION = "demonstration"


class TargetRow(Frozen):
    """The target in force for an indicator in an area, in the indicator's unit."""

    target_id: str
    indicator_id: str
    area_id: str
    baseline_start: date
    baseline_months: int
    baseline_value: float
    target_value: float
    due_on: date
    basis: Basis
    reason: str
    set_at: datetime
    set_by: str
