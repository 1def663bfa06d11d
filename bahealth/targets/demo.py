"""The targets of the demonstration: data/demo/targets.toml, read strictly."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

from bahealth.frozen import Frozen
from bahealth.targets.model import Basis, Terms


class DemoTarget(Frozen):
    """One [[target]] of data/demo/targets.toml."""

    indicator_id: str
    area_id: str
    baseline: str
    baseline_value: float
    target_value: float
    due_on: date
    basis: Basis = Basis.DEMONSTRATION
    reason_es: str
    reason_en: str

    @property
    def terms(self) -> Terms:
        """What it says; the reason is kept in the app's first language."""
        fields = self.model_dump(exclude={"reason_es", "reason_en"})
        return Terms(**fields, reason=self.reason_es)


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
