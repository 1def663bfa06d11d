"""walk_nodes.csv and walk_edges.csv: the streets as a network for people on foot."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapefile
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from shapely import LineString, Point

from bahealth.catalog.model import Localized
from bahealth.collect.derive.geometry import GRID, longitude_latitude
from bahealth.collect.derive.manifest import write_csv
from bahealth.collect.derive.model import BA_DATA, LICENCE, Table, official_file, source_files

STREETS = "transport/street-network-2023.zip"
NOT_ON_FOOT = frozenset({"AUTOPISTA", "ENLACE AUTOPISTA", "SUBIDA AUTOPISTA", "BAJADA AUTOPISTA"})

Node = tuple[float, float]
"""Where streets meet: metres of the source's own plane, rounded to whole ones so that their ends join."""
Edge = tuple[int, int]


def walking_tables(official: Path, city: Path) -> list[Table]:
    """Nodes (a component of 1 is the network that nearly all belong to) and edges, each pair once."""
    streets = [line for _, line in walkable(official)]
    nodes, edges = network(streets)
    component = _components(len(nodes), edges)
    island = sum(one > 1 for one in component)
    node_count = write_csv(
        city / "walk_nodes.csv",
        ("node_id", "longitude", "latitude", "component"),
        (
            (number, *longitude_latitude(Point(place)), part)
            for number, (place, part) in enumerate(zip(to_grid(official, np.array(nodes)), component, strict=True))
        ),
    )
    edge_count = write_csv(
        city / "walk_edges.csv",
        ("from_node", "to_node", "metres"),
        ((*pair, f"{metres:.1f}") for pair, metres in sorted(edges.items())),
    )
    sources = source_files(official, STREETS)
    changes = Localized(
        es="Sin autopistas, enlaces, subidas ni bajadas; extremos redondeados al metro para unirlos; los dos "
        "sentidos; de varios tramos entre dos esquinas, el más corto; sin tramos que vuelven a su esquina; "
        "largo medido sobre el trazado.",
        en="Without motorways, links and ramps; ends rounded to the metre so that they join; both directions; of "
        "several stretches between two corners the shortest; without stretches that return to their corner; "
        "length measured along the line.",
    )
    return [
        Table(
            file="walk_nodes.csv",
            title=Localized(es="Red peatonal: esquinas, 2023", en="Walking network: corners, 2023"),
            publisher=BA_DATA,
            licence=LICENCE[BA_DATA],
            sources=sources,
            changes=changes,
            findings=(
                f"{max(component)} components, of which the largest joins {1 - island / node_count:.1%} of the nodes",
                f"the other {island} are paths inside the cemetery of Chacarita, which the source joins to no street",
                "General Paz, Lugones and Cantilo are avenues in the source, so they stay",
            ),
            row_count=node_count,
        ),
        Table(
            file="walk_edges.csv",
            title=Localized(es="Red peatonal: tramos, 2023", en="Walking network: stretches, 2023"),
            publisher=BA_DATA,
            licence=LICENCE[BA_DATA],
            sources=sources,
            changes=changes,
            findings=(
                f"{edge_count} of the source's {len(streets)} walkable stretches are the shortest of their corners",
            ),
            row_count=edge_count,
        ),
    ]


def network(streets: list[LineString]) -> tuple[list[Node], dict[Edge, float]]:
    """Where walkable lines meet, and the shortest metres between two such nodes; node numbers from west to east."""
    nodes = sorted({node for line in streets for node in _ends(line)})
    edges: dict[Edge, float] = {}
    for line, (first, last) in zip(streets, node_numbers(streets), strict=True):
        pair = (min(first, last), max(first, last))
        if first != last:
            edges[pair] = min(edges.get(pair, math.inf), line.length)
    return nodes, edges


def node_numbers(streets: list[LineString]) -> list[Edge]:
    """For each line the number of the node where it begins and of the one where it ends."""
    ends = [_ends(line) for line in streets]
    number = {node: position for position, node in enumerate(sorted({node for pair in ends for node in pair}))}
    return [(number[first], number[last]) for first, last in ends]


def _ends(line: LineString) -> tuple[Node, Node]:
    return _snapped(line.coords[0]), _snapped(line.coords[-1])


def _snapped(end: tuple[float, ...]) -> Node:
    return float(round(end[0])), float(round(end[1]))


def _components(node_count: int, edges: dict[Edge, float]) -> list[int]:
    """For each node the rank of its component by size, 1 the largest."""
    pairs = np.array(list(edges))
    matrix = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), (node_count, node_count))
    _, label = connected_components(matrix, directed=False)
    rank = np.empty(label.max() + 1, dtype=int)
    rank[np.argsort(-np.bincount(label), kind="stable")] = np.arange(1, label.max() + 2)
    return [int(one) for one in rank[label]]


def walkable(official: Path, *fields: str) -> Iterator[tuple[dict[str, Any], LineString]]:
    """The lines on which people may walk, with the `fields` asked for.

    One text field is broken in the middle of a letter: replaced, not needed.
    """
    with zipfile.ZipFile(official_file(official, STREETS)) as archive:
        parts = {end: io.BytesIO(archive.read(f"callejero.{end}")) for end in ("shp", "shx", "dbf")}
    reader = shapefile.Reader(**parts, encoding="utf-8", encodingErrors="replace")
    wanted = sorted({"tipo_c", *fields})
    for facts, line in zip(reader.iterRecords(fields=wanted), reader.iterShapes(), strict=True):
        if facts is not None and line is not None and facts["tipo_c"] not in NOT_ON_FOOT:
            yield facts.as_dict(), LineString([place[:2] for place in line.points])


def to_grid(official: Path, places: np.ndarray) -> np.ndarray:
    """Places of the source's own plane in metres of the grid.

    The source is in the older datum Campo Inchauspe. Going through POSGAR 2007 its corners meet the vertices
    of the barrios to the centimetre; straight to WGS 84 they would stand 0.6 m off.
    """
    with zipfile.ZipFile(official_file(official, STREETS)) as archive:
        plane = pyproj.CRS.from_wkt(archive.read("callejero.prj").decode())
    to_its_grid = pyproj.Transformer.from_crs(plane, GRID, always_xy=True)
    return np.column_stack(to_its_grid.transform(*places.T))
