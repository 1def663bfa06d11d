"""What several views share."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from bahealth.assess.model import ReleaseRow
from bahealth.assess.queries import latest_release, release_row
from bahealth.catalog.model import Area, Catalog, Level
from bahealth.errors import NotFound
from bahealth.store import Cursor


class Frozen(BaseModel):
    """A value that does not change; unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def scorecard_areas(catalog: Catalog) -> tuple[Area, ...]:
    """The city and its comunas, in their official order: the areas that have a scorecard."""
    chosen = [area for area in catalog.areas if area.level in {Level.CITY, Level.COMUNA}]
    return tuple(sorted(chosen, key=lambda area: area.number or 0))


def area_named(catalog: Catalog, area_id: str) -> Area:
    """The area of an address; NotFound when there is none."""
    if area_id not in catalog.area:
        raise NotFound("There is no area %(area)s", area=area_id)
    return catalog.area[area_id]


def release_named(con: Cursor, number: int) -> ReleaseRow:
    """The release of an address; NotFound when there is none."""
    release = release_row(con, number)
    if release is None:
        raise NotFound("There is no release %(number)s", number=number)
    return release


def chosen_release(con: Cursor, number: int | None) -> ReleaseRow | None:
    """The release of an address, else the newest; None before the first release. Raises NotFound."""
    return latest_release(con) if number is None else release_named(con, number)
