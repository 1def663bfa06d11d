"""What a search for an address answers: a place, several to choose from, or why there is none and what is near."""

from __future__ import annotations

from enum import StrEnum

from bahealth.frozen import Frozen


class Outcome(StrEnum):
    """How a search ended."""

    FOUND = "found"
    SEVERAL = "several"  # the same words mean more than one place: ask which
    ABOUT = "about"  # a street without house numbers: its middle
    AREA = "area"  # a barrio or a comuna and nothing else
    NOTHING_TYPED = "nothing_typed"
    NUMBER_MISSING = "number_missing"
    NUMBER_OUT_OF_RANGE = "number_out_of_range"
    UNKNOWN_STREET = "unknown_street"
    NO_CORNER = "no_corner"
    OTHER_CITY = "other_city"


class Place(Frozen):
    """A point of a street between two corners of the walking network; at a corner both are the same one."""

    street: str
    number: int | None = None
    crossing: str | None = None
    barrio_id: str | None
    longitude: float
    latitude: float
    from_node: int
    to_node: int
    from_metres: float
    to_metres: float
    former_name: str | None = None  # the name that was typed, where the street has changed it


class Answer(Frozen):
    """`places`: what was found, or the nearest possibilities. `ranges`: house numbers that the street has."""

    outcome: Outcome
    places: tuple[Place, ...] = ()
    streets: tuple[str, ...] = ()
    ranges: tuple[tuple[int, int], ...] = ()
    number: int | None = None
    city: str | None = None
    area_id: str | None = None
