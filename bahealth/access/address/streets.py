"""The streets with their stretches: where a house number stands, and where two streets meet."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np

from bahealth.access.address.model import Place
from bahealth.access.network import plane

GAP_NUMBERS: Final = 20
"""How far from the numbers of a stretch a house number may lie and still stand at its end."""
APART_METRES: Final = 150.0
"""Places of the same name closer than this are one: the two lanes of an avenue."""
_SMALL: Final = frozenset({"DE", "DEL", "Y"})
_ARTICLES: Final = frozenset({"LA", "LAS", "LOS", "EL"})
_DOTTED: Final = frozenset(
    {"AV", "GRAL", "TTE", "CNEL", "DR", "PRES", "PTE", "PDTE", "ALTE", "ING", "INT", "MCAL", "CAP", "CMTE", "CDRO"}
    | {"SGTO", "BRIG", "PROF", "MIN", "DIP", "PJE", "CTTE", "BO"}
)
_ROMAN: Final = frozenset({"II", "III", "IV", "V", "VI", "VII", "XI", "XII", "XXIII"})

Point = tuple[float, float]


@dataclass(frozen=True)
class Stretch:
    """A street between two corners. Numbers grow from the first corner to the second; 0 to 0 is none."""

    street: int
    nodes: tuple[int, int]
    even: tuple[int, int]
    odd: tuple[int, int]
    barrio_even: str | None
    barrio_odd: str | None
    line: tuple[Point, ...]

    @cached_property
    def steps(self) -> np.ndarray:
        """Metres from the first corner to each point of the line."""
        flat = plane(*np.asarray(self.line).T)
        return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(flat, axis=0).T))])

    def side(self, number: int) -> tuple[int, int]:
        """The numbers of the side on which `number` would stand."""
        return self.odd if number % 2 else self.even

    def off(self, number: int) -> int:
        """How many numbers `number` lies outside of this stretch; 0 inside, the other side counting 1 more."""
        own, other = self.side(number), self.side(number + 1)
        return min(_off(number, own), _off(number, other) + 1)

    def share(self, number: int) -> float:
        """How far along the line `number` stands, from 0 to 1."""
        own, other = self.side(number), self.side(number + 1)
        first, last = own if _off(number, own) <= _off(number, other) + 1 else other
        return min(1.0, max(0.0, (number - first + 1) / (last - first + 2))) if last else 0.5

    def barrio(self, number: int) -> str | None:
        """The barrio of the side on which `number` stands."""
        return self.barrio_odd if number % 2 else self.barrio_even


def _off(number: int, side: tuple[int, int]) -> int:
    first, last = side
    return 10**6 if not last else max(first - number, number - last, 0)


@dataclass(frozen=True)
class Street:
    """A street by its official name; `shown` is how the page writes it."""

    name: str
    map_name: str
    kind: str
    former: tuple[str, ...]
    shown: str


@dataclass(frozen=True)
class Streets:
    """All of them, and the stretches of each."""

    streets: tuple[Street, ...]
    stretches: tuple[tuple[Stretch, ...], ...]
    corners: tuple[Point, ...]

    @cached_property
    def of_edge(self) -> dict[tuple[int, int], Stretch]:
        """The stretch between two corners, the shortest where there are several."""
        found: dict[tuple[int, int], Stretch] = {}
        for one in (stretch for of_street in self.stretches for stretch in of_street):
            pair = (min(one.nodes), max(one.nodes))
            if pair not in found or one.steps[-1] < found[pair].steps[-1]:
                found[pair] = one
        return found

    @cached_property
    def at_corner(self) -> dict[int, tuple[int, ...]]:
        """The streets that meet at each corner."""
        found: dict[int, dict[int, None]] = defaultdict(dict)
        for number, of_street in enumerate(self.stretches):
            for one in of_street:
                for node in one.nodes:
                    found[node][number] = None
        return {node: tuple(streets) for node, streets in found.items()}

    def has_numbers(self, street: int) -> bool:
        """Whether any stretch has house numbers."""
        return any(one.even[1] or one.odd[1] for one in self.stretches[street])

    def ranges(self, street: int) -> tuple[tuple[int, int], ...]:
        """First and last house number of each run of stretches that follow one another."""
        spans = sorted(
            (min(side[0] for side in sides), max(side[1] for side in sides))
            for one in self.stretches[street]
            if (sides := [side for side in (one.even, one.odd) if side[1]])
        )
        joined: list[tuple[int, int]] = []
        for first, last in spans:
            if joined and first <= joined[-1][1] + GAP_NUMBERS:
                joined[-1] = (joined[-1][0], max(joined[-1][1], last))
            else:
                joined.append((first, last))
        return tuple(joined)

    def numbered(self, street: int, number: int, *, most_off: int = GAP_NUMBERS) -> tuple[Place, ...]:
        """Where `number` of a street stands: one place, or one for each part of the city that has it; maybe none."""
        offs = [(one.off(number), position) for position, one in enumerate(self.stretches[street])]
        least = min((off for off, _ in offs), default=10**6)
        if least > most_off:
            return ()
        found = [self._at(self.stretches[street][at], number) for off, at in offs if off == least]
        return distinct(found)

    def nearest_number(self, street: int, number: int) -> int | None:
        """The house number of the street that comes nearest to `number`."""
        ends = [end for span in self.ranges(street) for end in span]
        return min(ends, key=lambda end: abs(end - number), default=None)

    def middle(self, street: int) -> tuple[Place, ...]:
        """The middle of each part of a street, for streets without house numbers."""
        return distinct([self._along(one, 0.5, None, one.barrio_even) for one in self.stretches[street]])

    def crossings(self, one: int, other: int) -> tuple[Place, ...]:
        """The corners of two streets."""
        ends = {node for stretch in self.stretches[one] for node in stretch.nodes}
        shared = ends & {node for stretch in self.stretches[other] for node in stretch.nodes}
        return distinct([self.corner(node, one, other) for node in sorted(shared)])

    def crossed_by(self, street: int) -> tuple[int, ...]:
        """The streets that a street meets, in the order of its house numbers."""
        along = sorted(self.stretches[street], key=lambda one: max(one.even[0], one.odd[0]))
        met = (other for one in along for node in one.nodes for other in self.at_corner[node])
        return tuple(dict.fromkeys(other for other in met if other != street))

    def corner(self, node: int, one: int, other: int | None) -> Place:
        """A corner as a place."""
        stretch = next(part for part in self.stretches[one] if node in part.nodes)
        longitude, latitude = self.corners[node]
        return Place(
            street=self.streets[one].shown,
            crossing=None if other is None else self.streets[other].shown,
            barrio_id=stretch.barrio_even,
            longitude=longitude,
            latitude=latitude,
            from_node=node,
            to_node=node,
            from_metres=0.0,
            to_metres=0.0,
        )

    def _at(self, stretch: Stretch, number: int) -> Place:
        return self._along(stretch, stretch.share(number), number, stretch.barrio(number))

    def _along(self, stretch: Stretch, share: float, number: int | None, barrio_id: str | None) -> Place:
        whole = float(stretch.steps[-1])
        metres = share * whole
        longitude, latitude = (
            float(np.interp(metres, stretch.steps, [point[axis] for point in stretch.line])) for axis in (0, 1)
        )
        return Place(
            street=self.streets[stretch.street].shown,
            number=number,
            barrio_id=barrio_id,
            longitude=longitude,
            latitude=latitude,
            from_node=stretch.nodes[0],
            to_node=stretch.nodes[1],
            from_metres=metres,
            to_metres=whole - metres,
        )


def metres_between(one: Place, other: Place) -> float:
    """Straight metres between two places."""
    (x1, y1), (x2, y2) = plane(
        np.array([one.longitude, other.longitude]), np.array([one.latitude, other.latitude])
    ).tolist()
    return math.hypot(x2 - x1, y2 - y1)


def distinct(places: list[Place]) -> tuple[Place, ...]:
    """One place for each group of places that stand close together."""
    found: list[Place] = []
    for one in places:
        if all(metres_between(one, other) > APART_METRES for other in found):
            found.append(one)
    return tuple(found)


def read_streets(city: Path) -> Streets:
    """The streets of `streets.csv` and `street_stretches.csv` with the corners of `walk_nodes.csv`."""
    corners = tuple((float(one["longitude"]), float(one["latitude"])) for one in _rows(city / "walk_nodes.csv"))
    streets = tuple(
        Street(
            name=one["name"],
            map_name=one["map_name"],
            kind=one["kind"],
            former=tuple(filter(None, one["former_names"].split("|"))),
            shown=shown_name(one["map_name"] or natural_order(one["name"])),
        )
        for one in _rows(city / "streets.csv")
    )
    stretches: list[list[Stretch]] = [[] for _ in streets]
    for one in _rows(city / "street_stretches.csv"):
        stretches[int(one["street_id"])].append(_stretch(one, corners))
    return Streets(streets=streets, stretches=tuple(map(tuple, stretches)), corners=corners)


def _stretch(row: dict[str, str], corners: tuple[Point, ...]) -> Stretch:
    nodes = int(row["from_node"]), int(row["to_node"])
    bends = [(float(pair[0]), float(pair[1])) for one in row["bends"].split(";") if len(pair := one.split()) == 2]
    return Stretch(
        street=int(row["street_id"]),
        nodes=nodes,
        even=(int(row["even_from"]), int(row["even_to"])),
        odd=(int(row["odd_from"]), int(row["odd_to"])),
        barrio_even=row["barrio_even"] or None,
        barrio_odd=row["barrio_odd"] or row["barrio_even"] or None,
        line=(corners[nodes[0]], *bends, corners[nodes[1]]),
    )


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def natural_order(name: str) -> str:
    """`ALVEAR, MARCELO T. De` as `MARCELO T. De ALVEAR`: how the few names are told that the map has none for."""
    head, _, rest = name.partition(",")
    return f"{rest.strip()} {head}".strip()


def shown_name(map_name: str) -> str:
    """`AV.JUAN B. JUSTO` as `Av. Juan B. Justo`; the source has no accents, and none are made up."""
    parts = map_name.upper().replace("(NO OFICIAL)", "").replace(".", ". ").split() or [map_name]
    return " ".join(_cased(one, before) for one, before in zip(parts, ["", *parts], strict=False))


def _cased(word: str, before: str) -> str:
    is_small = word.upper() in _SMALL or (word.upper() in _ARTICLES and before.upper() == "DE")
    if before and is_small and not before.endswith("."):
        return word.lower()
    if word.upper() in _ROMAN or (len(word) == 1 and word.isalpha()):
        return word.upper()
    if word.rstrip(".").upper() in _DOTTED:
        return word.rstrip(".").capitalize() + "."
    return word[:1].upper() + word[1:].lower() if word[:1] != "(" else "(" + word[1:].capitalize()
