"""The targets of the demonstration and their steps: data/demo/targets.toml and target_steps.toml, read strictly."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

from pydantic import Field

from bahealth.frozen import Frozen
from bahealth.targets.model import Basis, Milestone, Terms
from bahealth.targets.model import Path as TargetPath


class DemoTarget(Frozen):
    """One [[target]] of data/demo/targets.toml."""

    indicator_id: str
    area_id: str
    baseline: str
    baseline_value: float
    target_value: float
    due_on: date
    path: TargetPath = TargetPath.STRAIGHT
    milestones: tuple[Milestone, ...] = ()
    basis: Basis = Basis.DEMONSTRATION
    reason_es: str
    reason_en: str

    @property
    def terms(self) -> Terms:
        """What it says; the reason is kept in the app's first language."""
        said = {name: getattr(self, name) for name in Terms.model_fields if name in type(self).model_fields}
        return Terms(**said, reason=self.reason_es)


class DemoProposal(DemoTarget):
    """One [[proposal]] of data/demo/target_steps.toml; with an approval it awaits the mayor's office."""

    approval_es: str | None = None
    approval_en: str | None = None


class DemoConfirmation(Frozen):
    """One [[confirmation]]: an indicator whose targets the mayor's office confirms."""

    indicator_id: str
    reason_es: str
    reason_en: str


class DemoDeviation(Frozen):
    """One [[deviation]], accepted for some months from the day of the installation."""

    indicator_id: str
    area_id: str
    months: int = Field(ge=1, le=12)
    reason_es: str
    reason_en: str


class DemoSteps(Frozen):
    """Everything in data/demo/target_steps.toml."""

    earlier: tuple[DemoTarget, ...] = ()
    confirmation: tuple[DemoConfirmation, ...] = ()
    proposal: tuple[DemoProposal, ...] = ()
    deviation: tuple[DemoDeviation, ...] = ()


def load_demo_steps(path: Path) -> DemoSteps:
    """The steps of the demonstration; none without the file, pydantic's ValidationError when it is wrong."""
    return DemoSteps.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))) if path.is_file() else DemoSteps()


class MeasuredTarget(Frozen):
    """One [[measured_target]] of data/demo/targets.toml: its baseline is what is measured in the simulated city."""

    indicator_id: str
    area_id: str
    change: float  # from the baseline, in the indicator's unit
    due_on: date
    basis: Basis = Basis.DEMONSTRATION
    reason_es: str
    reason_en: str


def load_measured_targets(path: Path) -> list[MeasuredTarget]:
    """Targets of the demonstration for measured indicators; none without the file."""
    if not path.is_file():
        return []
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    return [MeasuredTarget.model_validate(table) for table in document.get("measured_target", [])]


def load_demo_targets(path: Path) -> list[DemoTarget]:
    """Targets of the demonstration; raises pydantic's ValidationError when the file is wrong."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    return [DemoTarget.model_validate(table) for table in document.get("target", [])]
