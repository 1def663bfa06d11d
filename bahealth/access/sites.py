"""Which centres count on a day, at an hour and for a service; what nobody told never closes a centre."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from bahealth.access.city import Centre
from bahealth.access.hours import Stretch, is_open, opening_hours
from bahealth.access.model import Opening, WalkSettings
from bahealth.access.network import Metres
from bahealth.frozen import Frozen


class Site(Frozen):
    """A centre that exists on a day. Hours and services are None, and `has_dates` false, where nobody told them."""

    centre_id: str
    name: str
    kind: str
    longitude: float
    latitude: float
    comuna_id: str | None = None
    has_dates: bool = False
    hours: tuple[Stretch, ...] | None = None
    services: frozenset[str] | None = None


class Counted(Frozen):
    """The centres that count, and how many do not for which reason; of those that count, what nobody told."""

    sites: tuple[Site, ...]
    other_kind_count: int = 0
    closed_count: int = 0
    without_service_count: int = 0
    undated_count: int = 0
    hours_untold_count: int = 0
    services_untold_count: int = 0


def sites_on(centres: Iterable[Centre], openings: Iterable[Opening], day: date) -> tuple[Site, ...]:
    """Centres that exist on `day`: those of the list without delivered dates, and those whose delivered dates say so.

    A delivered centre without a position of its own stands where the list has it; one that has neither is left out.
    """
    listed = {one.centre_id: one for one in centres}
    told = list(openings)
    dated = {one.centre_id for one in told}
    found = [_undated(one) for one in listed.values() if one.centre_id not in dated]
    for one in told:
        if one.from_on <= day and (one.until_on is None or day < one.until_on):
            site = _dated(one, listed.get(one.centre_id))
            found += [site] if site else []
    return tuple(sorted(found, key=lambda one: one.centre_id))


def counted(sites: Sequence[Site], asked: WalkSettings) -> Counted:
    """Those of `sites` that count for `asked`."""
    of_kind = [one for one in sites if one.kind in asked.kinds]
    at_hour = [one for one in of_kind if _is_open(one, asked)]
    serving = [one for one in at_hour if one.services is None or one.services >= set(asked.services)]
    return Counted(
        sites=tuple(serving),
        other_kind_count=len(sites) - len(of_kind),
        closed_count=len(of_kind) - len(at_hour),
        without_service_count=len(at_hour) - len(serving),
        undated_count=sum(not one.has_dates for one in serving),
        hours_untold_count=sum(one.hours is None for one in serving),
        services_untold_count=sum(one.services is None for one in serving),
    )


def services_told(sites: Iterable[Site]) -> tuple[str, ...]:
    """Every service that some centre says to offer."""
    return tuple(sorted(set[str]().union(*(one.services or () for one in sites))))


def positions(sites: Sequence[Site]) -> tuple[Metres, Metres]:
    """Longitudes and latitudes."""
    return (
        np.asarray([one.longitude for one in sites], dtype=np.float64),
        np.asarray([one.latitude for one in sites], dtype=np.float64),
    )


def _is_open(site: Site, asked: WalkSettings) -> bool:
    if asked.weekday is None or asked.minute is None or site.hours is None:
        return True
    return is_open(site.hours, asked.weekday, asked.minute)


def _undated(centre: Centre) -> Site:
    return Site(
        centre_id=centre.centre_id,
        name=centre.name,
        kind=centre.kind,
        longitude=centre.longitude,
        latitude=centre.latitude,
        comuna_id=centre.comuna_id,
    )


def _dated(one: Opening, listed: Centre | None) -> Site | None:
    longitude, latitude = one.longitude, one.latitude
    if longitude is None or latitude is None:
        if listed is None:
            return None
        longitude, latitude = listed.longitude, listed.latitude
    return Site(
        centre_id=one.centre_id,
        name=one.name,
        kind=one.kind,
        longitude=longitude,
        latitude=latitude,
        comuna_id=listed.comuna_id if listed else None,
        has_dates=True,
        hours=None if one.hours is None else opening_hours(one.hours),
        services=None if one.services is None else frozenset(one.services.split()),
    )
