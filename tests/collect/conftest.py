"""A small catalogue with the ids of the real one, so that these tests do not depend on its texts."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from pathlib import Path

import pytest

from bahealth.catalog.model import Catalog
from bahealth.collect.readers import READERS
from bahealth.people.model import Actor, Role
from bahealth.store import Database

PROJECT = Path(__file__).resolve().parents[2]
AT = datetime(2026, 6, 1, 12, 0)
ANALYST = Actor("ana", Role.ADMIN)

BARRIOS = {"Retiro": 1, "Agronomía": 15, "Villa Lugano": 8, "La Boca": 4, "Núñez": 13}
SOURCES = {
    "deis_vital": [name for name in READERS if name.startswith("deis_")] + ["published_figures"],
    "idecba_infant": ["idecba_infant_wide", "idecba_infant_avoidability", "published_figures"],
    "idecba_coverage": ["idecba_coverage_sheets"],
    "indec_population": ["indec_projections", "indec_census_2022"],
    "city_facilities": ["published_figures"],
    "form_child_health": [],
    "form_emergency": [],
}
# id: source, kind, interval, multiplier, frequency, levels
INDICATORS = {
    "births": ("deis_vital", "count", "exact_poisson", 1, "year", ["city"]),
    "infant_deaths_deis": ("deis_vital", "count", "exact_poisson", 1, "year", ["city"]),
    "maternal_deaths": ("deis_vital", "count", "exact_poisson", 1, "year", ["city"]),
    "infant_mortality_deis": ("deis_vital", "rate", "exact_poisson", 1000, "year", ["city"]),
    "maternal_mortality_ratio": ("deis_vital", "ratio", "exact_poisson", 100_000, "year", ["city"]),
    "low_birth_weight": ("deis_vital", "proportion", "wilson", 100, "year", ["city"]),
    "preterm": ("deis_vital", "proportion", "wilson", 100, "year", ["city"]),
    "adolescent_births_10_14": ("deis_vital", "rate", "exact_poisson", 1000, "year", ["city"]),
    "adolescent_births_15_19": ("deis_vital", "rate", "exact_poisson", 1000, "year", ["city"]),
    "infant_mortality": ("idecba_infant", "rate", "exact_poisson", 1000, "year", ["city", "comuna"]),
    "infant_mortality_reducible": ("idecba_infant", "rate", "exact_poisson", 1000, "year", ["city", "comuna"]),
    "public_only_coverage": ("idecba_coverage", "proportion", "published", 100, "year", ["city", "comuna"]),
    "population": ("indec_population", "count", "none", 1, "year", ["city", "comuna"]),
    "primary_care_centres": ("city_facilities", "count", "none", 1, "year", ["city"]),
    "checkups_complete": ("form_child_health", "proportion", "wilson", 100, "month", ["city", "comuna", "barrio"]),
    "ed_visits_per_1000": ("form_emergency", "rate", "exact_poisson", 1000, "quarter", ["city", "comuna"]),
}


def both(text: str) -> dict[str, str]:
    return {"es": text, "en": text}


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    indicators = [
        {
            "indicator_id": name,
            "group": "infant",
            "order": order,
            "name": both(name),
            "short_name": both(name),
            "description": both(name),
            "why": both(name),
            "numerator": both("events"),
            "denominator": None if kind == "count" else both("people"),
            "unit": both("unit"),
            "multiplier": multiplier,
            "decimals": 1,
            "direction": "neutral",
            "kind": kind,
            "interval": interval,
            "source": source,
            "frequency": frequency,
            "lag_months": 12,
            "levels": levels,
            "rebound": "population" if name != "population" else "births",
            "owner": "statistics",
            "steward": both("steward"),
            "reviewed_on": date(2026, 1, 1),
            "review_on": date(2027, 1, 1),
        }
        for order, (name, (source, kind, interval, multiplier, frequency, levels)) in enumerate(INDICATORS.items())
    ]
    sources = [
        {
            "source_id": name,
            "name": both(name),
            "publisher": "publisher",
            "licence": "CC-BY",
            "owner": "statistics",
            "readers": readers,
        }
        for name, readers in SOURCES.items()
    ]
    areas = [{"area_id": "city", "level": "city", "name": "Ciudad Autónoma de Buenos Aires"}]
    areas += [
        {"area_id": f"comuna-{n}", "level": "comuna", "name": f"Comuna {n}", "parent_id": "city", "number": n}
        for n in range(1, 16)
    ]
    slugs = {"Agronomía": "agronomia", "Villa Lugano": "villa-lugano", "La Boca": "la-boca", "Núñez": "nunez"}
    areas += [
        {
            "area_id": f"barrio-{slugs.get(name, name.lower())}",
            "level": "barrio",
            "name": name,
            "parent_id": f"comuna-{comuna}",
        }
        for name, comuna in BARRIOS.items()
    ]
    corrections = tomllib.loads((PROJECT / "data" / "catalog" / "corrections.toml").read_text(encoding="utf-8"))
    return Catalog.model_validate(
        {
            "indicators": indicators,
            "sources": sources,
            "departments": [
                {"department_id": "statistics", "name": both("Statistics"), "short_name": both("Statistics")}
            ],
            "areas": areas,
            "corrections": [{"correction_id": key, **table} for key, table in corrections.items()],
        }
    )


@pytest.fixture
def database():
    opened = Database(None)
    yield opened
    opened.close()
