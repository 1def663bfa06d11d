"""streets.csv and street_stretches.csv: names and house numbers of the streets, so that an address can be found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from shapely import LineString

from bahealth.catalog.model import Localized
from bahealth.collect.derive.geometry import in_degrees
from bahealth.collect.derive.manifest import write_csv
from bahealth.collect.derive.model import BA_DATA, LICENCE, Table, source_files
from bahealth.collect.derive.places import barrio_id, comuna_of, read_areas
from bahealth.collect.derive.walking import STREETS, node_numbers, to_grid, walkable

BEND_METRES = 3.0  # how far a line may lie from the straight one and still be told by its ends alone
_SIDES = (("alt_izqini", "alt_izqfin"), ("alt_derini", "alt_derfin"))
_NUMBERS = ("even_from", "even_to", "odd_from", "odd_to")


def street_tables(official: Path, city: Path) -> list[Table]:
    """Every named street on foot, and its stretches from corner to corner with the house numbers of both sides."""
    found = list(walkable(official, "nomoficial", "nom_mapa", "nomanter", "tipo_c", "BARRIO_PAR", "BARRIO_IMP",
                          *(name for side in _SIDES for name in side)))  # fmt: skip
    facts, lines = [one for one, _ in found], [line for _, line in found]
    number = {name: position for position, name in enumerate(sorted({_name(one) for one in facts}))}
    street_count = write_csv(
        city / "streets.csv", ("street_id", "name", "map_name", "kind", "former_names"), _streets(facts, number)
    )
    known = set(comuna_of(read_areas(city)))
    corners = node_numbers(lines)
    bends = _bends(official, lines)
    rows = sorted(
        (number[_name(one)], *ends, *house, *_barrios(one, known), bend)
        for one, ends, house, bend in zip(facts, corners, map(house_numbers, facts), bends, strict=True)
    )
    stretch_count = write_csv(
        city / "street_stretches.csv",
        ("street_id", "from_node", "to_node", *_NUMBERS, "barrio_even", "barrio_odd", "bends"),
        rows,
    )
    without = sum(not any(row[3:7]) for row in rows)
    sources = source_files(official, STREETS)
    return [
        Table(
            file="streets.csv",
            title=Localized(es="Calles: nombres, 2023", en="Streets: names, 2023"),
            publisher=BA_DATA,
            licence=LICENCE[BA_DATA],
            sources=sources,
            changes=Localized(
                es="Una fila por nombre oficial de las calles transitables a pie; el nombre del mapa y el tipo son "
                "los más frecuentes de sus tramos; los nombres anteriores, todos.",
                en="One row per official name of the streets on foot; map name and kind are those of most of its "
                "stretches; former names are all kept.",
            ),
            findings=("names are in capitals and without most accents, as in the source",),
            row_count=street_count,
        ),
        Table(
            file="street_stretches.csv",
            title=Localized(es="Calles: tramos y numeración, 2023", en="Streets: stretches and house numbers, 2023"),
            publisher=BA_DATA,
            licence=LICENCE[BA_DATA],
            sources=sources,
            changes=Localized(
                es="Extremos con el número de su esquina en walk_nodes.csv; los números de cada mano, por pares e "
                "impares, crecen de la primera esquina a la segunda; el trazado queda solo donde se aparta más de "
                "3 m de la recta.",
                en="Ends are numbers of corners in walk_nodes.csv; numbers of each side, by even and odd, grow from "
                "the first corner to the second; the line is kept only where it leaves the straight one by over 3 m.",
            ),
            findings=(
                f"{without} of {stretch_count} stretches have no house numbers",
                "a side whose numbers are all 0, or whose last is below its first, is taken to have none",
            ),
            row_count=stretch_count,
        ),
    ]


def house_numbers(facts: dict[str, Any]) -> tuple[int, int, int, int]:
    """First and last even, first and last odd number; zeros on a side without any.

    The first number decides which side it is: nine stretches have the odd side on the left.
    """
    sides = {"even": (0, 0), "odd": (0, 0)}
    for first, last in _SIDES:
        start, end = int(facts[first]), int(facts[last])
        if 0 < start <= end:
            sides["odd" if start % 2 else "even"] = (start, end)
    return *sides["even"], *sides["odd"]


def _name(facts: dict[str, Any]) -> str:
    return " ".join(str(facts["nomoficial"]).split())


def _streets(facts: list[dict[str, Any]], number: dict[str, int]) -> Iterable[tuple[object, ...]]:
    by_name: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in facts:
        by_name[_name(one)].append(one)
    for name, position in number.items():
        of_map = Counter(" ".join(str(one["nom_mapa"]).split()) for one in by_name[name])
        kinds = Counter(str(one["tipo_c"]) for one in by_name[name])
        former = sorted({former for one in by_name[name] if (former := " ".join(str(one["nomanter"]).split()))})
        yield position, name, _most(of_map), _most(kinds), "|".join(former)


def _most(counted: Counter[str]) -> str:
    """The most frequent; of equal ones the first in the alphabet."""
    return min(counted, key=lambda one: (-counted[one], one))


def _barrios(facts: dict[str, Any], known: set[str]) -> tuple[str, str]:
    """Barrio of the even side, and of the odd side where that is another; empty where the source has none."""
    even, odd = (
        found if (found := barrio_id(str(facts[name]))) in known else "" for name in ("BARRIO_PAR", "BARRIO_IMP")
    )
    return even or odd, "" if odd in {even, ""} else odd


def _bends(official: Path, lines: list[LineString]) -> list[str]:
    """For each line its inner points as `longitude latitude;...`, where the straight one would be too far off."""
    simple = [line.simplify(BEND_METRES).coords[1:-1] for line in lines]
    flat = np.array([place[:2] for inner in simple for place in inner])
    degrees = in_degrees(LineString(to_grid(official, flat))).coords
    texts = [f"{longitude:.5f} {latitude:.5f}" for longitude, latitude in degrees]
    found: list[str] = []
    for inner in simple:
        found.append(";".join(texts[: len(inner)]))
        del texts[: len(inner)]
    return found
