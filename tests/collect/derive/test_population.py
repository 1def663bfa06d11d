"""Projections, the census of 2022 and the estimated births."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bahealth.collect.derive.births import apportioned, deaths_under_one
from tests.collect.derive.city_tables import areas, rows
from tests.official import OFFICIAL, needs_official

COMUNAS = [f"comuna-{number}" for number in range(1, 16)]


def people() -> dict[tuple[str, int, str], int]:
    return {(one["area_id"], int(one["year"]), one["sex"]): int(one["people"]) for one in rows("population.csv")}


def births() -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for one in rows("births_estimated.csv"):
        found[int(one["year"])][one["area_id"]] = int(one["births_estimated"])
    return found


def test_projections_cover_every_comuna_year_and_sex_once():
    found = people()
    assert len(found) == len(rows("population.csv")) == 16 * 16 * 3
    assert {year for _, year, _ in found} == set(range(2010, 2026))


def test_men_and_women_and_comunas_add_up():
    found = people()
    for year in range(2010, 2026):
        for area_id in ("city", *COMUNAS):
            assert found[area_id, year, "men"] + found[area_id, year, "women"] == found[area_id, year, "both"]
        for sex in ("both", "men", "women"):
            assert sum(found[area_id, year, sex] for area_id in COMUNAS) == found["city", year, sex]
    assert found["city", 2022, "both"] == 3_081_550  # as the printed projection says


def test_the_census_of_2022_counts_3_095_454_people_in_comunas_and_in_barrios():
    found = {one["area_id"]: one for one in rows("census_2022.csv")}
    assert set(found) == set(areas())
    assert int(found["city"]["people"]) == 3_095_454
    for level in ("comuna-", "barrio-"):
        assert sum(int(one["people"]) for key, one in found.items() if key.startswith(level)) == 3_095_454
    for key in COMUNAS:
        parts = [one for area_id, one in found.items() if areas()[area_id].get("parent_id") == key]
        assert sum(int(one["people"]) for one in parts) == int(found[key]["people"])
        assert int(found[key]["women"]) + int(found[key]["men"]) == int(found[key]["people"])


def test_shares_of_the_census_add_up_to_a_hundred():
    for one in rows("census_2022.csv"):
        if one["area_id"].startswith("barrio-"):
            assert {value for name, value in one.items() if name not in {"area_id", "people"}} == {""}
            continue
        ages = [float(value) for name, value in one.items() if name.startswith("age_")]
        assert len(ages) == 21
        assert sum(ages) == pytest.approx(100, abs=0.6)  # each rounded to 0.1
        assert sum(ages[:3]) == pytest.approx(float(one["under_15_percent"]), abs=0.2)
        cover = ("insured_percent", "state_plan_percent", "without_cover_percent")
        assert sum(float(one[name]) for name in cover) == pytest.approx(100, abs=0.2)


def test_births_of_the_comunas_add_up_to_the_city_each_year():
    found = births()
    assert sorted(found) == list(range(2010, 2024))
    for year, by_area in found.items():
        assert sum(by_area[area_id] for area_id in COMUNAS) == by_area["city"], year


def test_births_of_the_city_are_the_published_ones_where_they_are_published():
    city = {year: by_area["city"] for year, by_area in births().items()}
    method = {int(one["year"]): one["method"] for one in rows("births_estimated.csv") if one["area_id"] == "city"}
    published = {2018: 35_467, 2019: 33_981, 2020: 28_103, 2023: 23_988}
    assert {year: city[year] for year, how in method.items() if how == "published"} == published
    assert city[2015] == 187_290 - 173_527 + 28_103  # five years to 2019, less five to 2020, plus 2020
    assert {year for year, how in method.items() if how == "published_sums"} == {2015}
    assert {year for year, how in method.items() if how == "interpolated"} == {2022}


def test_births_implied_by_rates_agree_with_the_published_five_year_sum():
    city = {year: by_area["city"] for year, by_area in births().items()}
    # 2015-2019 is published; 2016 and 2017 are implied by rates of one decimal (0.05 of 6.9 is 0.7 %).
    assert sum(city[year] for year in range(2015, 2020)) == pytest.approx(187_290, rel=0.007)


def test_births_of_2022_agree_with_the_rate_that_the_city_published():
    assert births()[2022]["city"] == pytest.approx(1000 * 148 / 5.9, rel=0.01)  # DEIS deaths, IDECBA rate


def test_a_poor_comuna_with_many_children_has_more_births_than_a_rich_one_of_like_size():
    # 203,888 people with 5.7 % under five against 201,764 with 3.6 %.
    assert births()[2023]["comuna-8"] / births()[2023]["comuna-6"] == pytest.approx(
        203_888 * 5.7 / (201_764 * 3.6), rel=0.002
    )


@given(
    total=st.integers(0, 100_000),
    weights=st.lists(st.floats(0.001, 1e6), min_size=1, max_size=20),
)
def test_shared_out_births_add_up_and_none_is_more_than_one_off_its_share(total, weights):
    parts = apportioned(total, {str(number): weight for number, weight in enumerate(weights)})
    assert sum(parts.values()) == total
    for number, weight in enumerate(weights):
        assert abs(parts[str(number)] - total * weight / sum(weights)) < 1.000001


@needs_official
@pytest.mark.official
@pytest.mark.parametrize(
    ("year", "deaths"), [(2010, 320), (2011, 400), (2014, 355), (2016, 302), (2017, 248), (2021, 121)]
)
def test_deaths_under_one_are_those_of_the_official_files(year, deaths):
    assert deaths_under_one(OFFICIAL, year) == deaths


@needs_official
@pytest.mark.official
def test_projections_equal_the_printed_table():
    path = OFFICIAL / "population/population-by-comuna-2010-2025.xls"
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    titles = {"Ambos sexos": "both", "Varones": "men", "Mujeres": "women"}
    printed: dict[tuple[str, int, str], int] = {}
    sex = ""
    for first, *cells in sheet:
        sex = titles.get(str(first).strip(), sex)
        area_id = "city" if first == "Total" else f"comuna-{first:.0f}" if isinstance(first, float) else ""
        if area_id:
            printed |= {(area_id, 2010 + column, sex): round(cell) for column, cell in enumerate(cells)}
    assert printed == people()
