"""A plan as it is kept: what was asked, which sites it opens and closes, and what it did on the day it was saved."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from bahealth.access.siting.plans import Aim
from bahealth.frozen import Frozen


class NewSite(Frozen):
    """A corner where a plan opens a centre."""

    longitude: float
    latitude: float
    barrio_id: str
    comuna_id: str
    node: int | None = Field(default=None, description="the corner in the walking network of that day")


class SitePlan(Frozen):
    """A plan with its figures. People are those of the census blocks; walks are minutes, one way; `gap` is proven."""

    aim: Aim
    minutes: int = Field(gt=0, description="the limit of the walk")
    kinds: tuple[str, ...] = Field(description="of the centres that stand")
    candidate_count: int
    opened: tuple[NewSite, ...]
    closed: tuple[str, ...] = Field(default=(), description="ids of centres that stand and close")
    people: float
    within: float
    gained: float
    lost: float
    median_minutes: float
    worst_tenth_minutes: float
    needs_share: float
    rest_share: float
    gap: float
    by_comuna: tuple[tuple[str, float, float], ...] = ()
    cost: float | None = Field(default=None, ge=0, description="of all new sites together, in pesos; None: not given")

    @property
    def share(self) -> float:
        """Share of all people within the limit."""
        return self.within / self.people if self.people else 0.0


class SavedPlan(Frozen):
    """A plan with its name, and who saved it when."""

    plan_id: str
    name: str
    plan: SitePlan
    made_at: datetime
    made_by: str
