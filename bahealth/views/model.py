"""What several views share."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from bahealth.catalog.model import Area, Catalog, Level
from bahealth.errors import NotFound


class Frozen(BaseModel):
    """A value that does not change; unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __hash__(self) -> int:
        """By value; every field of a choice is hashable."""
        return hash(tuple(self.__dict__.values()))


class Kept(Frozen):
    """A view that is kept between reruns: the same choice of the same release gives the same object.

    Compared by identity, which makes it a cheap cache key for what is drawn from it.
    """

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


def scorecard_areas(catalog: Catalog) -> tuple[Area, ...]:
    """The city and its comunas, in their official order: the areas that have a scorecard."""
    chosen = [area for area in catalog.areas if area.level in {Level.CITY, Level.COMUNA}]
    return tuple(sorted(chosen, key=lambda area: area.number or 0))


def area_named(catalog: Catalog, area_id: str) -> Area:
    """The area of an address; NotFound when there is none."""
    if area_id not in catalog.area:
        raise NotFound("There is no area %(area)s", area=area_id)
    return catalog.area[area_id]
