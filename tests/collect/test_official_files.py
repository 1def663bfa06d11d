"""Official files give the figures that their publishers state (SOURCES.md of the sample data; issue 2)."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from bahealth.collect.commands import AcceptDelivery, accept_delivery, preview_delivery
from bahealth.collect.queries import current_observations
from bahealth.collect.readers.idecba_coverage_sheets import WOMEN_SHARE, combined, women_share
from bahealth.store import Database
from tests.collect.samples import ANALYST, AT
from tests.official import OFFICIAL, PROJECT, needs_official

pytestmark = [needs_official, pytest.mark.official]

DELIVERIES = {
    "deis_vital": [
        "mortality/deaths-argentina-2005-2014.zip",
        *(f"mortality/deaths-argentina-{year}.csv.gz" for year in range(2015, 2024)),
        "births/births-argentina-2023.csv",
        "births/births-by-province-2019.xlsx",
        "births/births-by-province-2020.xlsx",
        "births/births-by-province-sum-2015-2019.xlsx",
        "births/maternal-mortality-by-province-2015-2019.xlsx",
        "births/maternal-mortality-by-province-2016-2020.xlsx",
        "births/low-birth-weight-by-province-2019-2020.xlsx",
        "births/fertility-by-mother-age-by-province-2019.xlsx",
        "births/fertility-by-mother-age-by-province-2020.xlsx",
        "mortality/infant-mortality-rate-by-province-1990-2021.csv",
        "transcribed/published-figures.csv",
    ],
    "idecba_infant": [
        "mortality/infant-mortality-by-comuna-2010-2016.csv",
        "transcribed/infant-mortality-by-comuna-idecba.csv",
        "transcribed/published-figures.csv",
    ],
    "idecba_coverage": ["coverage/health-coverage-by-comuna-2008-2022.xlsx"],
    "indec_population": [
        "population/population-by-department-2010-2025.csv",
        "population/population-by-comuna-2010-2025.xls",
    ],
    "city_facilities": ["transcribed/published-figures.csv"],
}


def paths(source_id: str) -> list[Path]:
    return [OFFICIAL / name for name in DELIVERIES[source_id]]


@pytest.fixture(scope="module")
def filled(catalog):
    database = Database(None)
    for source_id in DELIVERIES:
        command = AcceptDelivery(source_id=source_id, files=tuple(paths(source_id)))
        accept_delivery(database, catalog, command, actor=ANALYST, at=AT)
    yield database
    database.close()


def series(database, indicator_id, area_id="city"):
    return {one.period.key: one for one in current_observations(database, indicator_id=indicator_id, area_id=area_id)}


def test_deaths_under_one_and_maternal_deaths_are_those_of_deis(filled):
    infant = [one.numerator for one in series(filled, "infant_deaths_deis").values()]
    maternal = [one.numerator for one in series(filled, "maternal_deaths").values()]
    assert infant == [
        351, 366, 359, 354, 377, 320, 400, 365, 390, 355, 267, 302, 248, 212, 248, 138, 121, 148, 131,
    ]  # fmt: skip
    assert maternal == [3, 8, 14, 4, 8, 4, 6, 7, 7, 8, 8, 6, 1, 8, 9, 12, 7, 3, 2]
    assert list(series(filled, "infant_deaths_deis")) == [str(year) for year in range(2005, 2024)]


def test_deis_infant_rate_is_that_of_the_province_table(filled):
    rates = series(filled, "infant_mortality_deis")
    assert len(rates) == 32
    assert [rates[str(year)].value for year in range(2010, 2022)] == [
        7.0, 8.8, 8.3, 8.9, 8.1, 6.4, 7.5, 6.9, 6.0, 7.3, 4.9, 4.6,
    ]  # fmt: skip


def test_births_low_weight_and_preterm(filled):
    births = series(filled, "births")
    assert {key: one.numerator for key, one in births.items()} == {
        "2015/2019": 187_290,
        "2018": 35_467,
        "2019": 33_981,
        "2020": 28_103,
        "2023": 23_988,
    }
    low = series(filled, "low_birth_weight")
    assert (low["2023"].numerator, low["2023"].denominator) == (1563, 23_988)
    assert [round(100 * low[year].numerator / low[year].denominator, 2) for year in ("2019", "2020")] == [8.15, 7.15]
    preterm = series(filled, "preterm")["2023"]
    assert (preterm.numerator, preterm.denominator) == (1876, 23_988)
    assert "66" in preterm.note


def test_maternal_windows_and_adolescent_births_come_as_counts(filled):
    windows = series(filled, "maternal_mortality_ratio")
    assert [(one.numerator, one.denominator) for one in windows.values()] == [(34, 187_290), (39, 173_527)]
    assert [round(1e5 * one.numerator / one.denominator, 1) for one in windows.values()] == [18.2, 22.5]
    assert all("tardías" in one.note for one in windows.values())
    older = series(filled, "adolescent_births_15_19")
    # 1,152 of 93,172 women are 12.4 per 1,000: the 123.6 of the file is per 10,000
    assert [(one.numerator, one.denominator) for one in older.values()] == [(1152, 93_172), (882, 94_528)]


def test_late_and_counted_maternal_deaths_together_are_those_of_the_window(filled):
    deaths = series(filled, "maternal_deaths")
    late = {key: int(one.note.split(".")[0].split()[-1]) if one.note else 0 for key, one in deaths.items()}
    assert sum(deaths[str(year)].numerator + late[str(year)] for year in range(2015, 2020)) == 34


def test_idecba_infant_rates_and_the_corrected_total_of_2021(filled):
    assert series(filled, "infant_mortality")["2023"].value == 5.3
    assert series(filled, "infant_mortality", "comuna-3")["2023"].value == 9.4
    assert series(filled, "infant_mortality", "comuna-3")["2012"].value == 7.2
    corrected = series(filled, "infant_mortality_reducible")["2021"]
    assert corrected.value == 2.3
    assert "0.9" in corrected.note


def test_empty_cell_of_the_avoidable_part_is_not_zero(filled):
    with (OFFICIAL / "transcribed/infant-mortality-by-comuna-idecba.csv").open(encoding="utf-8") as stream:
        given = sum(bool(row["reducible_rate"]) for row in csv.DictReader(stream))
    assert len(current_observations(filled, indicator_id="infant_mortality_reducible")) == given


def test_survey_says_a_fifth_has_public_cover_only_and_comuna_8_nearly_half(filled):
    city, south = series(filled, "public_only_coverage"), series(filled, "public_only_coverage", "comuna-8")
    assert city["2022"].value == 20.0
    assert south["2022"].value == 48.6
    assert list(city) == [str(year) for year in range(2008, 2023)]
    assert "2020" not in south, "2020 was published by zone only"
    assert series(filled, "public_only_coverage", "comuna-13")["2012"].sampling_flag == "a"
    # 2014: the workbook's own sheet base_util is wrong for comuna 15, the yearly sheet says men 18.1, women 17.8
    assert series(filled, "public_only_coverage", "comuna-15")["2014"].value == 17.9


def test_weighting_men_and_women_gives_back_every_published_total(filled):
    book = CalamineWorkbook.from_path(OFFICIAL / DELIVERIES["idecba_coverage"][0])
    areas = ["city", *(f"comuna-{number}" for number in range(1, 16))]
    for year in (2021, 2022):
        rows = book.get_sheet_by_name(str(year)).to_python(skip_empty_area=False)
        for place, area_id in enumerate(areas):
            total, men, women = (rows[start + place][2] for start in (3, 19, 35))
            assert abs(combined(men, women, women_share(area_id, year)) - total) < 0.101, (year, area_id)
    rows = book.get_sheet_by_name("2020").to_python(skip_empty_area=False)
    assert rows[3][2] == 18.0
    assert abs(combined(rows[7][2], rows[11][2], women_share("city", 2020)) - 18.0) < 0.101


def test_shares_of_women_are_those_of_the_projections():
    people: dict[tuple[str, int, str], int] = {}
    with (OFFICIAL / "population/population-by-department-2010-2025.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["juri_codigo"] == "02":
                for area_id in ("city", f"comuna-{row['departamento_nombre']}"):
                    key = (area_id, int(row["ano"]), row["sexo_codigo"])
                    people[key] = people.get(key, 0) + int(row["poblacion"])
    for area_id in WOMEN_SHARE:
        for year in range(2010, 2023):
            exact = people[area_id, year, "2"] / people[area_id, year, "0"]
            assert abs(women_share(area_id, year) - exact) < 0.001, (area_id, year)


def test_both_forms_of_the_projections_agree(filled, catalog):
    people = series(filled, "population")
    assert people["2022"].numerator == 3_081_550
    assert len(current_observations(filled, indicator_id="population")) == 16 * 16
    sheet = [OFFICIAL / DELIVERIES["indec_population"][1]]
    again = preview_delivery(filled, catalog, source_id="indec_population", files=sheet, at=AT)
    assert (again.unchanged_count, again.added, again.changed) == (256, (), ())


def test_census_counts_other_people_than_the_projection(filled, catalog):
    census = [OFFICIAL / "population/census-2022-by-comuna.json"]
    preview = preview_delivery(filled, catalog, source_id="indec_population", files=census, at=AT)
    assert preview.is_acceptable
    assert len(preview.changed) == 16
    city = next(one for one in preview.changed if one.observation.area_id == "city")
    assert (city.previous.numerator, city.observation.numerator) == (3_081_550, 3_095_454)
    both = [*census, OFFICIAL / DELIVERIES["indec_population"][0]]
    together = preview_delivery(filled, catalog, source_id="indec_population", files=both, at=AT)
    assert len(together.problems) == 16, "two different figures for one place and year are never mixed"


def test_press_figures_are_passed_over(filled):
    assert {key: one.numerator for key, one in series(filled, "primary_care_centres").items()} == {
        "2020": 45,
        "2025": 50,
    }
    assert "2016" not in series(filled, "infant_mortality"), "7.2 is known from the press only"


def test_sources_that_disagree_stay_separate_series(filled):
    assert series(filled, "infant_mortality_deis")["2017"].value == 6.9
    assert series(filled, "infant_mortality")["2017"].value == 6.7


@pytest.mark.parametrize("source_id", DELIVERIES)
def test_derived_series_say_what_the_official_files_say(filled, catalog, source_id):
    files = sorted((PROJECT / "data" / "city" / "series").glob(f"{source_id}__*.csv"))
    assert files
    database = Database(None)
    command = AcceptDelivery(source_id=source_id, files=tuple(files))
    accept_delivery(database, catalog, command, actor=ANALYST, at=AT)
    bare = {"denominator": None, "is_denominator_estimated": False}  # births are estimated on the way
    derived = [
        one.observation.model_copy(update=bare) if one.is_denominator_estimated else one.observation
        for one in current_observations(database)
    ]
    assert derived == [one.observation for one in current_observations(filled, source_id=source_id)]
    database.close()
