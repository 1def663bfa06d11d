"""comunas.geojson and barrios.geojson: borders light enough to draw, which still meet exactly."""

from __future__ import annotations

import json
from pathlib import Path

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from bahealth.catalog.model import Level, Localized
from bahealth.collect.derive.geometry import BARRIOS, clean_barrios, features, in_degrees, in_metres, raw_barrios
from bahealth.collect.derive.model import BA_DATA, LICENCE, Table, source_files
from bahealth.collect.derive.places import comuna_of, read_areas

COMUNAS = "boundaries/comunas.geojson"
FIRST_TOLERANCE_METRES = 2.0  # before rounding, so that no two vertices fall on one place
TOLERANCE_METRES = 10.0  # root of the area that a vertex may give up; a pixel of a 900 px map is 20 m
DIFFERENCE_WORTH_SAYING = 0.5  # percent of a comuna's area

CHANGES_ES = (
    "Dos superposiciones y un hueco mínimo reparados; simplificación conjunta de todos los límites (10 m), sin huecos "
    "ni superposiciones; coordenadas con cinco decimales; los cuatro diques de Puerto Madero quedan abiertos. El "
    "anillo exterior gira en sentido horario, como lo pide d3-geo (Vega), al revés de la RFC 7946."
)
CHANGES_EN = (
    "Two overlaps and one tiny gap repaired; all borders simplified together (10 m), without gaps or overlaps; "
    "five decimals; the four docks of Puerto Madero stay open. Outer rings run clockwise, as d3-geo (Vega) needs "
    "them, the opposite of RFC 7946."
)


def boundary_tables(official: Path, city: Path) -> list[Table]:
    """Comunas (the union of their barrios) and barrios, both in degrees."""
    areas = read_areas(city)
    parent = comuna_of(areas)
    barrios = simplified(clean_barrios(official))
    comunas = {
        one.area_id: shapely.coverage_union_all(
            [barrios[key] for key, comuna in parent.items() if comuna == one.area_id]
        )
        for one in areas.values()
        if one.level is Level.COMUNA
    }
    write_features(
        city / "comunas.geojson",
        [({"id": key, "number": areas[key].number, "name": areas[key].name}, place) for key, place in comunas.items()],
    )
    write_features(
        city / "barrios.geojson",
        [({"id": key, "name": areas[key].name, "comuna": parent[key]}, barrios[key]) for key in parent],
    )
    return [
        Table(
            file="comunas.geojson",
            title=Localized(es="Límites de las 15 comunas", en="Boundaries of the 15 comunas"),
            publisher=BA_DATA,
            licence=LICENCE[BA_DATA],
            sources=source_files(official, BARRIOS, COMUNAS),
            changes=Localized(
                es="Cada comuna es la unión de sus barrios. " + CHANGES_ES,
                en="Each comuna is the union of its barrios. " + CHANGES_EN,
            ),
            findings=_older_comunas(official, parent),
            row_count=len(comunas),
        ),
        Table(
            file="barrios.geojson",
            title=Localized(es="Límites de los 48 barrios", en="Boundaries of the 48 barrios"),
            publisher=BA_DATA,
            licence=LICENCE[BA_DATA],
            sources=source_files(official, BARRIOS),
            changes=Localized(
                es="Nombres con sus acentos. " + CHANGES_ES, en="Names written with their accents. " + CHANGES_EN
            ),
            row_count=len(barrios),
        ),
    ]


def simplified(clean: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Areas in metres as light areas in degrees. Rounded before the second pass, which only drops vertices.

    So the rounding cannot make a border cross itself. Raises `ValueError` if the result is no coverage.
    """
    rounded = [
        in_metres(in_degrees(one)) for one in shapely.coverage_simplify(list(clean.values()), FIRST_TOLERANCE_METRES)
    ]
    light = [in_degrees(one) for one in shapely.coverage_simplify(rounded, TOLERANCE_METRES)]
    if not (shapely.coverage_is_valid(light) and all(one.is_valid for one in light)):
        raise ValueError("the simplified borders overlap or leave gaps")
    return dict(zip(clean, light, strict=True))


def write_features(path: Path, rows: list[tuple[dict[str, object], BaseGeometry]]) -> None:
    """One feature a line, outer rings clockwise: d3 takes what lies to the right as the inside."""
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "properties": properties,
                "geometry": mapping(shapely.orient_polygons(shapely.normalize(place), exterior_cw=True)),
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for properties, place in rows
    ]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def _older_comunas(official: Path, parent: dict[str, str]) -> tuple[str, ...]:
    """Where the city's older file of comunas differs from the union of today's barrios."""
    barrios = raw_barrios(official)
    findings: list[str] = []
    for one in sorted(features(official, COMUNAS), key=lambda one: int(one["properties"]["comunas"])):
        area_id = f"comuna-{one['properties']['comunas']}"
        older = in_metres(shape(one["geometry"])).area / 1e6
        today = sum(barrios[key].area for key, comuna in parent.items() if comuna == area_id) / 1e6
        if abs(today / older - 1) * 100 > DIFFERENCE_WORTH_SAYING:
            findings.append(f"{area_id}: {today:.2f} km2 as the union of its barrios, {older:.2f} km2 in {COMUNAS}")
    return tuple(findings)
