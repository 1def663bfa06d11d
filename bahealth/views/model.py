"""What several views share."""

from __future__ import annotations

from bahealth.assess.model import ReleaseRow
from bahealth.assess.queries import latest_release, release_row
from bahealth.catalog.model import Area, Catalog, Indicator, Level
from bahealth.errors import NotFound
from bahealth.store import Cursor

SCORECARD_LEVELS = (Level.CITY, Level.COMUNA)


def scorecard_areas(catalog: Catalog) -> tuple[Area, ...]:
    """The city and its comunas, in their official order: the areas that have a scorecard."""
    chosen = [area for area in catalog.areas if area.level in SCORECARD_LEVELS]
    return tuple(sorted(chosen, key=lambda area: area.number or 0))


def area_named(catalog: Catalog, area_id: str) -> Area:
    """The area of an address; NotFound when there is none."""
    if area_id not in catalog.area:
        raise NotFound("There is no area %(area)s", area=area_id)
    return catalog.area[area_id]


def scorecard_area_named(catalog: Catalog, area_id: str) -> Area:
    """The city or comuna of an address; NotFound for every other area."""
    area = area_named(catalog, area_id)
    if area.level not in SCORECARD_LEVELS:
        raise NotFound("There is no area %(area)s", area=area_id)
    return area


def is_open(indicator: Indicator, catalog: Catalog) -> bool:
    """Whether the public may see an indicator of a release: its definition says so, then and now."""
    now = catalog.indicator.get(indicator.indicator_id, indicator)
    return indicator.is_public and now.is_public


def release_named(con: Cursor, number: int) -> ReleaseRow:
    """The release of an address; NotFound when there is none."""
    release = release_row(con, number)
    if release is None:
        raise NotFound("There is no release %(number)s", number=number)
    return release


def chosen_release(con: Cursor, number: int | None) -> ReleaseRow | None:
    """The release of an address, else the newest; None before the first release. Raises NotFound."""
    return latest_release(con) if number is None else release_named(con, number)
