"""What a simulation begins with: the plan, the published figures, the assumptions, and the places of care."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bahealth.catalog.load import load_catalog
from bahealth.catalog.model import Schedule
from bahealth.simulate.assumptions import Assumptions
from bahealth.simulate.places import Care, care
from bahealth.simulate.plan import Plan
from bahealth.simulate.published import Published, load_published


@dataclass(frozen=True)
class Setting:
    """Everything that is known before the first person is drawn."""

    plan: Plan
    published: Published
    assumed: Assumptions
    schedules: tuple[Schedule, ...]
    care: Care


def setting(data: Path, plan: Plan, assumed: Assumptions) -> Setting:
    """The setting of a plan, read from the data folder."""
    published = load_published(data)
    return Setting(plan, published, assumed, load_catalog(data).schedules, care(plan, published, assumed))
