"""population.csv (projections by comuna) and census_2022.csv (people, ages and cover by comuna)."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

from bahealth.catalog.model import Localized
from bahealth.collect.derive.manifest import write_csv
from bahealth.collect.derive.model import INDEC, LICENCE, Table, official_file, source_files
from bahealth.collect.derive.places import barrio_id

PROJECTIONS = "population/population-by-department-2010-2025.csv"
CENSUS = "population/census-2022-by-comuna.json"
CITY_CODE = "02"
SEX = {"0": "both", "1": "men", "2": "women"}
SHARES = {
    "under_15_percent": "pob014_pct",
    "over_64_percent": "pob65p_pct",
    "insured_percent": "obra_pct",
    "state_plan_percent": "plan_pct",
    "without_cover_percent": "sin_salud_pct",
}


def population_tables(official: Path, city: Path) -> list[Table]:
    """Both tables; the city is the sum of its comunas."""
    return [_projections(official, city), _census(official, city)]


def census_comunas(official: Path) -> dict[str, dict[str, Any]]:
    """What the census of 2022 says of each comuna, by area id."""
    comunas = _census_file(official)["comunas"]
    return {f"comuna-{number}": facts for number, facts in sorted(comunas.items(), key=lambda one: int(one[0]))}


def _census_file(official: Path) -> dict[str, Any]:
    return json.loads(official_file(official, CENSUS).read_text(encoding="utf-8"))["censo"]


def _projections(official: Path, city: Path) -> Table:
    people: dict[tuple[int, int, str], int] = {}
    with official_file(official, PROJECTIONS).open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["juri_codigo"] == CITY_CODE:
                comuna = int(row["departamento_nombre"])
                people[comuna, int(row["ano"]), row["sexo_codigo"]] = int(row["poblacion"])
    whole: Counter[tuple[int, int, str]] = Counter()
    for (_, year, sex), count in people.items():
        whole[0, year, sex] += count
    rows = [
        (f"comuna-{comuna}" if comuna else "city", year, SEX[sex], count)
        for (comuna, year, sex), count in sorted({**whole, **people}.items())
    ]
    return Table(
        file="population.csv",
        title=Localized(
            es="Población proyectada por comuna, 2010–2025", en="Projected population by comuna, 2010–2025"
        ),
        publisher=INDEC,
        licence=LICENCE[INDEC],
        sources=source_files(official, PROJECTIONS),
        changes=Localized(
            es="Filas de la Ciudad; la fila de la Ciudad es la suma de las comunas. Proyección con base en el censo "
            "2010: no coincide con el censo 2022.",
            en="Rows of the City; the city's row is the sum of its comunas. Projected from the census of 2010: "
            "it does not equal the census of 2022.",
        ),
        row_count=write_csv(city / "population.csv", ("area_id", "year", "sex", "people"), rows),
    )


def _census(official: Path, city: Path) -> Table:
    comunas = census_comunas(official)
    census = _census_file(official)
    ages = [f"age_{label.replace('-', '_').replace('+', '_and_over')}_percent" for label in census["age_lbl"]]
    total: dict[str, Any] = {
        name: sum(one[name] for one in comunas.values()) for name in ("pob", "hogares", "fem", "masc")
    }
    # The file gives the city's ages and its share without cover; the other shares are weighted by people.
    total |= {
        name: round(sum(one["pob"] * one[name] for one in comunas.values()) / total["pob"], 1)
        for name in SHARES.values()
    }
    total |= {"age_pct": census["caba_age"], "sin_salud_pct": census["caba"]["sin_salud_pct"]}
    rows = [
        (area_id, *(one[name] for name in ("pob", "hogares", "fem", "masc", *SHARES.values())), *one["age_pct"])
        for area_id, one in {"city": total, **comunas}.items()
    ]
    empty = (None,) * (3 + len(SHARES) + len(ages))
    rows += [
        (barrio, people, *empty)
        for barrio, people in sorted(
            (barrio_id(name), people) for one in comunas.values() for name, people in one["barrios"].items()
        )
    ]
    header = ("area_id", "people", "households", "women", "men", *SHARES, *ages)
    return Table(
        file="census_2022.csv",
        title=Localized(
            es="Censo 2022: personas en viviendas particulares", en="Census 2022: people in private dwellings"
        ),
        publisher=INDEC,
        licence=LICENCE[INDEC],
        sources=source_files(official, CENSUS),
        changes=Localized(
            es="Se dejaron personas, hogares, sexo, edades y cobertura. En la fila de la Ciudad, menores de 15, "
            "mayores de 64, obra social o prepaga y plan estatal son promedios ponderados de las comunas. De los "
            "barrios, solo personas.",
            en="People, households, sex, ages and cover are kept. In the city's row under 15, over 64, insured and "
            "state plan are weighted means of the comunas. Barrios have people only.",
        ),
        row_count=write_csv(city / "census_2022.csv", header, rows),
    )
