"""The centre nearest to somebody: how long on foot and which way, how to reach it, and what is there.

Nothing of what was asked is kept: the answer is made from the place alone, each time anew.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np

from bahealth.access.address.city import city_addresses
from bahealth.access.address.model import Place
from bahealth.access.address.search import Addresses
from bahealth.access.address.streets import Point
from bahealth.access.contacts import Centre, read_centres
from bahealth.access.network import MAIN, Network, Snapped, plane, read_network, snap
from bahealth.access.way import SLOW_METRES_A_MINUTE, Turn, minutes, ways_to_nearest
from bahealth.catalog.model import Catalog
from bahealth.frozen import Frozen
from bahealth.store import Database, fetch

PACKAGE: Final = "bahealth.views"
AROUND_METRES: Final = 200.0
"""How much of the streets around a way the map shows."""


class Teams(Frozen):
    """The health teams at a centre today; `team_id` is any one of them."""

    centre_id: str
    team_count: int
    team_id: str
    is_simulated: bool


class WayStep(Frozen):
    """Along one street; `until` is the street at which the next step begins, None at the centre."""

    turn: Turn
    street: str
    metres: float
    until: str | None


class NearCentre(Frozen):
    """One centre as somebody at a place meets it."""

    centre: Centre
    metres: float
    minutes: int
    slow_minutes: int
    steps: tuple[WayStep, ...]
    line: tuple[Point, ...]
    teams: Teams | None


class CentreView(Frozen):
    """The nearest centre and the next ones, from one place."""

    place: Place
    centres: tuple[NearCentre, ...]
    streets_around: tuple[tuple[Point, Point], ...]


@dataclass(frozen=True, eq=False)
class CityOnFoot:
    """Streets, corners, addresses and centres: read once."""

    net: Network
    addresses: Addresses
    centres: tuple[Centre, ...]
    doors: Snapped
    middles: dict[str, Point]
    """By barrio: where the middle one of its people lives, by the blocks of the census."""

    @cached_property
    def corners_of_barrio(self) -> dict[str, tuple[int, ...]]:
        """The corners of each barrio that the walking network joins."""
        found: dict[str, dict[int, None]] = defaultdict(dict)
        for stretch in (one for of_street in self.addresses.streets.stretches for one in of_street):
            for barrio in {stretch.barrio_even, stretch.barrio_odd} - {None}:
                for node in stretch.nodes:
                    if self.net.component[node] == MAIN:
                        found[str(barrio)][node] = None
        return {barrio: tuple(nodes) for barrio, nodes in found.items()}

    def at_corner(self, node: int) -> Place:
        """The place at a corner that was tapped."""
        streets = self.addresses.streets
        named = streets.at_corner[node]
        return streets.corner(node, named[0], named[1] if len(named) > 1 else None)

    def middle_of(self, barrio_id: str) -> Place:
        """The corner nearest to the middle of a barrio's people."""
        longitude, latitude = self.middles[barrio_id]
        found = snap(self.net, np.array([longitude]), np.array([latitude]), limit_m=np.inf)
        return self.at_corner(int(found.corner[0]))

    def segments(self, nodes: Sequence[int]) -> tuple[tuple[Point, Point], ...]:
        """The streets between corners of which at least one is among `nodes`, as straight pieces."""
        wanted = set(nodes)
        return tuple(
            piece
            for (one, other), stretch in self.addresses.streets.of_edge.items()
            if one in wanted or other in wanted
            for piece in zip(stretch.line, stretch.line[1:], strict=False)
        )

    def corners_within(self, line: Sequence[Point], margin_m: float) -> list[int]:
        """The corners in the box around `line`."""
        flat, here = plane(self.net.longitude, self.net.latitude), plane(*np.asarray(line).T)
        low, high = here.min(axis=0) - margin_m, here.max(axis=0) + margin_m
        return [int(one) for one in np.flatnonzero(((flat >= low) & (flat <= high)).all(axis=1))]


def read_city_on_foot(data: Path, catalog: Catalog) -> CityOnFoot:
    """Reads the tables of `data`/city; takes a second or two."""
    city = data / "city"
    net, centres = read_network(city), read_centres(city)
    return CityOnFoot(
        net=net,
        addresses=city_addresses(city, catalog.areas),
        centres=centres,
        doors=snap(net, np.array([one.longitude for one in centres]), np.array([one.latitude for one in centres])),
        middles=barrio_middles(city),
    )


def barrio_middles(city: Path) -> dict[str, Point]:
    """For each barrio the point of the block nearest to the mean of its people."""
    blocks: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    with (city / "blocks.csv").open(encoding="utf-8", newline="") as stream:
        for one in csv.DictReader(stream):
            blocks[one["barrio_id"]].append((float(one["longitude"]), float(one["latitude"]), int(one["people"])))
    found: dict[str, Point] = {}
    for barrio_id, rows in blocks.items():
        longitude, latitude, people = np.array(rows, dtype=float).T
        flat = plane(longitude, latitude)
        mean = np.average(flat, axis=0, weights=people + 1e-9)
        at = int(np.hypot(*(flat - mean).T).argmin())
        found[barrio_id] = (float(longitude[at]), float(latitude[at]))
    return found


def centre_view(database: Database, city: CityOnFoot, place: Place, *, today: date) -> CentreView:
    """The three centres nearest to `place` on foot. A place on an island of the network has none."""
    ways = ways_to_nearest(city.net, city.addresses.streets, place, city.doors)
    with database.reading() as con:
        teams = {one.centre_id: one for one in fetch(con, Teams, PACKAGE, "teams_of_centres", on=today)}
    near = tuple(
        NearCentre(
            centre=city.centres[way.destination],
            metres=way.metres,
            minutes=minutes(way.metres),
            slow_minutes=minutes(way.metres, SLOW_METRES_A_MINUTE),
            steps=tuple(
                WayStep(
                    turn=turn,
                    street=street,
                    metres=metres,
                    until=way.steps[at + 1][1] if at + 1 < len(way.steps) else None,
                )
                for at, (turn, street, metres) in enumerate(way.steps)
            ),
            line=way.line,
            teams=teams.get(city.centres[way.destination].centre_id),
        )
        for way in ways
    )
    around = city.corners_within([*near[0].line, (place.longitude, place.latitude)], AROUND_METRES) if near else []
    return CentreView(place=place, centres=near, streets_around=city.segments(around))
