"""Who lives within 15 minutes of a centre: the chosen area, its worst places, every block, and what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from bahealth.access.coverage import CITY, Figures, Times, figures_by_area, is_within
from bahealth.access.given import City, Given, given_now, times_to
from bahealth.access.measuring import departure_key
from bahealth.access.model import LIMIT_MINUTES, Matrix, WalkSettings
from bahealth.access.network import UNREACHED
from bahealth.access.queries import known_values
from bahealth.access.sites import Counted, Site, counted, services_told, sites_on
from bahealth.assess.deprivation import DEPRIVATION
from bahealth.catalog.model import Area, Catalog, Level
from bahealth.errors import NotFound
from bahealth.frozen import Frozen
from bahealth.store import Cursor, Database
from bahealth.views.model import scorecard_area_named

WORST: Final = 5
"""How many places are named and numbered on the map."""


@dataclass(frozen=True)
class FifteenChoice:
    """What the reader asked for; every field stands in the address. `times` names a delivered matrix; None: streets."""

    area_id: str = CITY
    asked: WalkSettings = field(default_factory=WalkSettings)
    times: str | None = None


class AreaFigures(Frozen):
    """The figures of one area, and the middle of its people who live beyond 15 minutes."""

    area: Area
    figures: Figures
    longitude: float
    latitude: float


class BlockTime(NamedTuple):
    """One block of the map; `minutes` is None where no centre is reached."""

    block_id: str
    barrio: str
    longitude: float
    latitude: float
    people: int
    minutes: float | None
    centre: str | None
    is_joined: bool


class PublicOnly(Frozen):
    """From which year the shares of residents with public cover only are."""

    year: int
    is_simulated: bool


@dataclass(frozen=True, eq=False)  # kept between reruns; compared by identity, a cheap cache key
class FifteenView:
    """Everything on the page. `worst` and `places` are barrios of the area, those with most people beyond first."""

    choice: FifteenChoice
    area: Area
    day: date
    figures: Figures
    city: Figures
    places: tuple[AreaFigures, ...]
    comunas: tuple[AreaFigures, ...]
    blocks: tuple[BlockTime, ...]
    sites: tuple[Site, ...]
    counted: Counted
    matrix: Matrix | None
    public_only: PublicOnly | None
    is_simulated: bool

    @property
    def worst(self) -> tuple[AreaFigures, ...]:
        """The places with most people beyond 15 minutes, if any."""
        return tuple(one for one in self.places[:WORST] if one.figures.beyond)


class FifteenOptions(Frozen):
    """What may be chosen besides area, walker and kind: nothing where nobody told it."""

    has_hours: bool
    services: tuple[str, ...]
    matrices: tuple[Matrix, ...]


def fifteen_options(database: Database, *, folder: Path, today: date) -> FifteenOptions:
    """What was delivered that can be chosen; `folder` is data/city."""
    with database.reading() as con:
        given = given_now(con, folder)
    sites = sites_on(given.city.centres, given.openings, today)
    return FifteenOptions(
        has_hours=any(one.hours is not None for one in sites),
        services=services_told(sites),
        matrices=tuple(given.matrices),
    )


def fifteen_view(
    database: Database, catalog: Catalog, choice: FifteenChoice, *, folder: Path, today: date
) -> FifteenView:
    """The page for `choice` on `today`; all of it may be public. Raises NotFound for what does not exist."""
    with database.reading() as con:
        given = given_now(con, folder)
        state = tuple(one.delivery_id for one in given.deliveries)
        cover = _public_only(con, catalog)
    return _view(database, catalog, choice, folder, today, state, cover)


@lru_cache(maxsize=16)
def _view(  # noqa: PLR0917 - a cache key
    database: Database,
    catalog: Catalog,
    choice: FifteenChoice,
    folder: Path,
    today: date,
    _state: tuple[str, ...],
    cover: tuple[tuple[tuple[str, float], ...], PublicOnly | None],
) -> FifteenView:
    area = scorecard_area_named(catalog, choice.area_id)
    with database.reading() as con:
        given = given_now(con, folder)
        matrix = _matrix(given, choice.times)
        used = counted(sites_on(given.city.centres, given.openings, today), choice.asked)
        times = times_to(con, given.city, used, choice.asked, matrix)
    city = given.city
    found = figures_by_area(times, city.blocks, public_only=dict(cover[0]) or None)
    middles = _middles(city, times, found)
    places = [
        AreaFigures(area=catalog.area[name], figures=one, longitude=middles[name][0], latitude=middles[name][1])
        for name, one in found.items()
        if name in catalog.area and name in middles
    ]
    barrios = [one for one in places if one.area.level is Level.BARRIO and _is_in(one.area, area)]
    comunas = [one for one in places if one.area.level is Level.COMUNA]
    names = [one.name for one in used.sites]
    return FifteenView(
        choice=choice,
        area=area,
        day=today,
        figures=found[choice.area_id],
        city=found[CITY],
        places=tuple(sorted(barrios, key=_worst_first)),
        comunas=tuple(sorted(comunas, key=lambda one: one.area.number or 0)),
        blocks=tuple(_block(city, catalog, times, names, row) for row in _rows(city, choice.area_id)),
        sites=used.sites,
        counted=used,
        matrix=matrix,
        public_only=cover[1],
        is_simulated=_is_simulated(given, matrix),
    )


def _matrix(given: Given, times: str | None) -> Matrix | None:
    if times is None:
        return None
    found = next((one for one in given.matrices if departure_key(one) == times), None)
    if found is None:
        raise NotFound("The address names what does not exist: %(name)s", name=times)
    return found


def _is_simulated(given: Given, matrix: Matrix | None) -> bool:
    openings = any(one.is_simulated and one.record_kind == "openings" for one in given.deliveries)
    return openings or (matrix is not None and matrix.is_simulated)


def _public_only(con: Cursor, catalog: Catalog) -> tuple[tuple[tuple[str, float], ...], PublicOnly | None]:
    """Shares by comuna from 0 to 1 in the newest year that has all comunas; nothing where no year has."""
    comunas = {one.area_id for one in catalog.areas if one.level is Level.COMUNA}
    by_year: dict[date, dict[str, float]] = {}
    simulated: set[date] = set()
    for one in known_values(con, [DEPRIVATION]):
        value = one.value
        if value is None and one.numerator is not None and one.denominator:
            value = 100 * one.numerator / one.denominator
        if value is not None and one.area_id in comunas:
            by_year.setdefault(one.period_start, {})[one.area_id] = value / 100
            simulated |= {one.period_start} if one.is_simulated else set()
    whole = [year for year, shares in by_year.items() if len(shares) == len(comunas)]
    if not whole:
        return (), None
    newest = max(whole)
    told = PublicOnly(year=newest.year, is_simulated=newest in simulated)
    return tuple(sorted(by_year[newest].items())), told


def _is_in(place: Area, area: Area) -> bool:
    return area.area_id in {CITY, place.parent_id}


def _worst_first(one: AreaFigures) -> tuple[int, str]:
    return (-one.figures.beyond, one.area.name)


def _rows(city: City, area_id: str) -> list[int]:
    return [row for row, comuna_id in enumerate(city.blocks.comuna_id) if area_id in {CITY, comuna_id}]


def _middles(city: City, times: Times, found: Mapping[str, Figures]) -> dict[str, tuple[float, float]]:
    """Where the people beyond 15 minutes live on average, of an area without any where all its people do."""
    blocks = city.blocks
    far = np.where(is_within(times.minutes, LIMIT_MINUTES), 0.0, blocks.people)
    middles: dict[str, tuple[float, float]] = {}
    for names in (blocks.comuna_id, blocks.barrio_id):
        column = np.asarray(names)
        for area_id in {one for one in names if one in found}:
            mine = column == area_id
            weights = far * mine if (far * mine).sum() else blocks.people * mine + 1e-9 * mine
            middles[area_id] = (
                float(np.average(blocks.longitude, weights=weights)),
                float(np.average(blocks.latitude, weights=weights)),
            )
    return middles


def _block(city: City, catalog: Catalog, times: Times, names: list[str], row: int) -> BlockTime:
    blocks, minutes, site = city.blocks, float(times.minutes[row]), int(times.site[row])
    barrio = catalog.area.get(blocks.barrio_id[row])
    return BlockTime(
        block_id=blocks.block_id[row],
        barrio=barrio.name if barrio else blocks.barrio_id[row],
        longitude=float(blocks.longitude[row]),
        latitude=float(blocks.latitude[row]),
        people=round(float(blocks.people[row])),
        minutes=minutes if np.isfinite(minutes) else None,
        centre=names[site] if site != UNREACHED else None,
        is_joined=bool(times.is_joined[row]),
    )
