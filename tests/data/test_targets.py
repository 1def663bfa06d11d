"""The demonstration targets: marked as such, right in direction, and true in their baselines."""

from __future__ import annotations

import csv
import gzip
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from bahealth.catalog.model import Catalog, Direction
from bahealth.catalog.periods import Period
from tests.data.real import DATA, real_catalog
from tests.official import OFFICIAL, needs_official

PLAN = tomllib.loads((DATA / "demo" / "targets.toml").read_text(encoding="utf-8"))
TARGETS: list[dict[str, Any]] = PLAN["target"]
FIELDS = {
    "indicator_id",
    "area_id",
    "baseline",
    "baseline_value",
    "target_value",
    "due_on",
    "basis",
    "reason_es",
    "reason_en",
}


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return real_catalog(tmp_path_factory.mktemp("catalog"))


def test_every_target_names_an_indicator_an_area_and_a_period_that_exist(catalog: Catalog) -> None:
    for one in TARGETS:
        assert set(one) == FIELDS
        level = catalog.area[one["area_id"]].level
        assert level in catalog.indicator[one["indicator_id"]].levels
        assert Period.parse(one["baseline"]).end < one["due_on"]


def test_no_indicator_has_two_targets_in_one_area() -> None:
    keys = Counter((one["indicator_id"], one["area_id"]) for one in TARGETS)
    assert max(keys.values()) == 1


def test_every_target_says_that_it_is_a_demonstration() -> None:
    for one in TARGETS:
        assert one["basis"] == "demonstration"
        assert "no es una meta fijada por la Ciudad" in one["reason_es"]
        assert "not a target set by the city" in one["reason_en"]


def test_context_indicators_have_no_target(catalog: Catalog) -> None:
    for one in [*TARGETS, *PLAN["stated_aim"]]:
        assert catalog.indicator[one["indicator_id"]].direction is not Direction.NEUTRAL


def test_a_city_target_asks_for_more_than_the_baseline(catalog: Catalog) -> None:
    for one in TARGETS:
        if one["area_id"] == "city":
            assert catalog.indicator[one["indicator_id"]].direction is Direction.LOWER
            assert one["target_value"] < one["baseline_value"]
            assert one["due_on"] == date(2027, 12, 31)


def test_infant_mortality_has_one_target_for_the_city_and_every_comuna() -> None:
    of_infants = {one["area_id"]: one["target_value"] for one in TARGETS if one["indicator_id"] == "infant_mortality"}
    assert set(of_infants) == {"city", *(f"comuna-{n}" for n in range(1, 16))}
    assert set(of_infants.values()) == {4.5}


def test_stated_aims_cite_where_they_were_stated_and_invent_no_baseline() -> None:
    aims = {one["indicator_id"]: one for one in PLAN["stated_aim"]}
    assert set(aims) == {"within_15_minutes_on_foot", "prenatal_five_visits"}
    for one in aims.values():
        assert set(one) == {
            "indicator_id",
            "area_id",
            "target_value",
            "basis",
            "stated_in",
            "reason_es",
            "reason_en",
        }
        assert (one["basis"], one["target_value"]) == ("decision", 100.0)
        assert ".com" in one["reason_es"]
        assert ".com" in one["reason_en"]


# Baselines, worked out again from the official files with nothing of the program.


def _csv(path: Path, **reading: Any) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream, **reading)


def _sheet_row(path: Path, place: str) -> dict[str, Any]:
    """The first row of the first sheet in which `place` stands, by the names in the header."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return next(dict(zip(rows[0], row, strict=True)) for row in rows[1:] if place in [str(cell) for cell in row])


def _births_2023() -> list[dict[str, str]]:
    rows = _csv(OFFICIAL / "births" / "births-argentina-2023.csv", delimiter=";")
    return [row for row in rows if row["jurisdiccion_de_residencia_id"].lstrip("0") == "2"]


def _sum(rows: list[dict[str, str]], column: str, starts: tuple[str, ...]) -> int:
    return sum(int(row["nacimientos_cantidad"]) for row in rows if row[column].startswith(starts))


def _infant_deaths_2023() -> int:
    with gzip.open(OFFICIAL / "mortality" / "deaths-argentina-2023.csv.gz", "rt", encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    return sum(
        int(row["CUENTA"]) for row in rows if row["PROVRES"].lstrip("0") == "2" and row["GRUPEDAD"].startswith("01")
    )


def _baseline(indicator_id: str, area_id: str = "city") -> tuple[str, float]:
    one = next(one for one in TARGETS if (one["indicator_id"], one["area_id"]) == (indicator_id, area_id))
    return one["baseline"], one["baseline_value"]


@needs_official
@pytest.mark.official
def test_idecba_baselines_are_the_published_rates_of_2023() -> None:
    rows = _csv(OFFICIAL / "transcribed" / "infant-mortality-by-comuna-idecba.csv")
    for row in (row for row in rows if row["year"] == "2023"):
        area = "city" if row["comuna"] == "TOTAL" else f"comuna-{row['comuna']}"
        assert _baseline("infant_mortality", area) == ("2023", float(row["infant_mortality_rate"]))
        if area == "city":
            assert _baseline("infant_mortality_reducible") == ("2023", float(row["reducible_rate"]))


@needs_official
@pytest.mark.official
def test_deis_baselines_of_2023_come_from_its_counts() -> None:
    births = _births_2023()
    everybody = _sum(births, "nacimientos_cantidad", ("",))
    light = _sum(births, "intervalo_peso_al_nacer", ("1.", "2.", "3.", "4.", "5."))
    early = _sum(births, "semana_gestacion", ("1.", "2.", "3.", "4.", "5."))
    deaths = _infant_deaths_2023()
    assert (everybody, light, early, deaths) == (23_988, 1_563, 1_876, 131)
    assert _baseline("infant_mortality_deis") == ("2023", round(1000 * deaths / everybody, 2))
    assert _baseline("low_birth_weight") == ("2023", round(100 * light / everybody, 2))
    assert _baseline("preterm") == ("2023", round(100 * early / everybody, 2))


@needs_official
@pytest.mark.official
def test_maternal_and_adolescent_baselines_are_those_of_the_tables_by_province() -> None:
    window = _sheet_row(
        OFFICIAL / "births" / "maternal-mortality-by-province-2016-2020.xlsx", "Ciudad Autónoma de Buenos Aires"
    )
    assert _baseline("maternal_mortality_ratio") == ("2016/2020", window["RMM_suma_20"])
    assert round(1e5 * window["suma_quinquenio.x"] / window["suma_quinquenio.y"], 1) == window["RMM_suma_20"]
    rows = (
        CalamineWorkbook.from_path(OFFICIAL / "births" / "fertility-by-mother-age-by-province-2020.xlsx")
        .get_sheet_by_index(0)
        .to_python()
    )
    city = next(dict(zip(rows[0], row, strict=True)) for row in rows[1:] if row[0] in (2, "2", "02"))
    assert _baseline("adolescent_births_10_14") == ("2020", round(1000 * city["casos.x"] / city["X10.14"], 2))
    assert _baseline("adolescent_births_15_19") == ("2020", round(1000 * city["casos.y"] / city["X15.19"], 1))
