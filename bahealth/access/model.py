"""What is asked of a measurement of nearness, and what stands in the store for it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from pydantic import Field

from bahealth.frozen import Frozen

LIMIT_MINUTES: Final = 15
BANDS: Final = (5, 10, 15, 20, 30)
"""Minutes; what takes exactly so long is within."""
CENTRE_KINDS: Final = ("cesac", "cmb")


class Walker(StrEnum):
    """Who walks."""

    ADULT = "adult"
    OLDER = "older"
    CHILD = "child"

    @property
    def metres_a_minute(self) -> float:
        """Speed: 4.8, 3.6 and 3.9 km/h (METHODS section 12)."""
        return {Walker.ADULT: 80.0, Walker.OLDER: 60.0, Walker.CHILD: 65.0}[self]


class Mode(StrEnum):
    """How delivered times were travelled."""

    WALK = "walk"
    TRANSIT = "transit"
    BICYCLE = "bicycle"
    CAR = "car"


class MatrixKey(Frozen):
    """A delivered matrix: how, and leaving when (UTC)."""

    mode: Mode
    departs_at: datetime


class Matrix(Frozen):
    """A delivered matrix with its provenance."""

    mode: Mode
    departs_at: datetime
    pair_count: int
    block_count: int
    centre_count: int
    delivery_id: str
    accepted_at: datetime
    is_simulated: bool

    @property
    def key(self) -> MatrixKey:
        """Its name."""
        return MatrixKey(mode=self.mode, departs_at=self.departs_at)


class WalkSettings(Frozen):
    """Which walk is measured to which centres.

    `weekday` (Monday 0) and `minute` of the day: only centres open then, and those whose hours nobody told. `services`:
    only centres that offer all of them, and those whose services nobody told. `metres_a_minute` is that of `walker`
    unless another speed is asked for.
    """

    walker: Walker = Walker.ADULT
    metres_a_minute: float = Field(default=80.0, gt=0, le=300)
    kinds: tuple[str, ...] = CENTRE_KINDS
    weekday: int | None = Field(default=None, ge=0, le=6)
    minute: int | None = Field(default=None, ge=0, lt=24 * 60)
    services: tuple[str, ...] = ()

    @classmethod
    def of(cls, walker: Walker, **more: object) -> WalkSettings:
        """The settings of a named walker."""
        return cls.model_validate({"walker": walker, "metres_a_minute": walker.metres_a_minute, **more})


class Opening(Frozen):
    """A stretch of time in which a centre was open, as it was delivered; what nobody told is None."""

    centre_id: str
    name: str
    kind: str
    longitude: float | None
    latitude: float | None
    hours: str | None
    services: str | None
    from_on: date
    until_on: date | None
