"""What is true in a simulated city: each planted effect with its area, measure, month and size."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from enum import StrEnum
from pathlib import Path

from pydantic import Field

from bahealth.catalog.model import Localized
from bahealth.frozen import Frozen

FILE = "truth.toml"


class EffectKind(StrEnum):
    """What sort of thing was planted."""

    REAL_CHANGE = "real_change"  # the process itself changed: to be flagged
    NOISE = "noise"  # the process is constant: not to be flagged
    NEW_CENTRE = "new_centre"  # a change with a known cause
    SEASON = "season"  # comes back each year: not to be flagged
    LATE_REPORTING = "late_reporting"  # some of the month arrives with the next one: provisional, not a change
    CODING = "coding"  # only what is written changed: a break to be noted
    SCHEDULE = "schedule"  # only what is asked for changed: a break to be noted


class PlantedEffect(Frozen):
    """One effect. `before` and `after` are expected values in `unit`; `size` is what lies between them."""

    name: str
    kind: EffectKind
    measure: str
    areas: tuple[str, ...] = Field(min_length=1)
    from_month: date | None = Field(default=None, description="first month, as the measure counts its periods")
    months: tuple[date, ...] = Field(default=(), description="single months, where it is not from a month on")
    before: float | None = None
    after: float | None = None
    size: float
    unit: str
    is_change: bool = Field(description="whether a verdict should call it a change of the process")
    is_break: bool = Field(default=False, description="whether it is a break in the series that has to be noted")
    note: Localized


class Truth(Frozen):
    """Everything that was planted, and what was asked for."""

    seed: int
    scale: float
    months: int
    first_month: date
    last_month: date
    effects: tuple[PlantedEffect, ...]

    def effect(self, name: str) -> PlantedEffect:
        """By name; raises KeyError."""
        return {one.name: one for one in self.effects}[name]


def planted_effects(folder: Path) -> tuple[PlantedEffect, ...]:
    """The effects planted in the simulated city of a folder."""
    return read_truth(folder).effects


def read_truth(folder: Path) -> Truth:
    """The truth of a folder; raises pydantic's ValidationError when the file was changed badly."""
    values = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    return Truth.model_validate({"effects": values.pop("effect"), **values})


def write_truth(folder: Path, truth: Truth) -> None:
    """Write the truth as TOML, always the same way."""
    head = ["# SIMULATED. What was planted in these records, so that verdicts can be checked against it."]
    head += [_line(name, value) for name, value in truth.model_dump(mode="json", exclude={"effects"}).items()]
    for one in truth.effects:
        head += ["", "[[effect]]"]
        head += [_line(name, value) for name, value in one.model_dump(mode="json", exclude_none=True).items()]
    (folder / FILE).write_text("\n".join(head) + "\n", encoding="utf-8", newline="\n")


def _line(name: str, value: object) -> str:
    if isinstance(value, dict):
        inside = ", ".join(_line(str(key), one) for key, one in value.items())
        return f"{name} = {{ {inside} }}"
    return f"{name} = {json.dumps(value, ensure_ascii=False)}"  # JSON's escapes, numbers and lists are TOML's too
