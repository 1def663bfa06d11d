"""births_estimated.csv: births by comuna, which no public file gives, as shares of the births of the city.

A comuna's share is its part of the children under five of the 2022 census, the same for every year. So these are
denominators for a rough rate, not counts: the age shares are rounded to 0.1 percent (1 to 3 percent of the
children), and where families lived in 2010 is not where they lived in 2022.
"""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineWorkbook

from bahealth.catalog.model import Localized
from bahealth.collect.derive.manifest import write_csv
from bahealth.collect.derive.model import DEIS, INDEC, LICENCE, Table, official_file, source_files
from bahealth.collect.derive.population import CENSUS, census_comunas

BIRTHS_2023 = "births/births-argentina-2023.csv"
BIRTHS_2020 = "births/births-by-province-2020.xlsx"
BIRTHS_2019 = "births/births-by-province-2019.xlsx"
BIRTHS_2015_2019 = "births/births-by-province-sum-2015-2019.xlsx"
BIRTHS_2016_2020 = "births/maternal-mortality-by-province-2016-2020.xlsx"
PUBLISHED = "transcribed/published-figures.csv"
RATES = "mortality/infant-mortality-rate-by-province-1990-2021.csv"
DEATHS_TO_2014 = "mortality/deaths-argentina-2005-2014.zip"
CITY_NAME = "Ciudad Autónoma de Buenos Aires"
FROM_RATE = (2010, 2011, 2012, 2013, 2014, 2016, 2017, 2021)


def births_table(official: Path, city: Path) -> list[Table]:
    """Births of the city and its comunas, 2010 to 2023; `method` says how the city's births of the year are known."""
    weights = {area_id: one["pob"] * one["age_pct"][0] for area_id, one in census_comunas(official).items()}
    rows: list[tuple[object, ...]] = []
    for year, (births, method) in sorted(city_births(official).items()):
        rows.append(("city", year, births, method))
        rows += [(area_id, year, part, method) for area_id, part in apportioned(births, weights).items()]
    deaths = [DEATHS_TO_2014, *(_deaths_path(year) for year in FROM_RATE if year > 2014)]
    births_files = [BIRTHS_2015_2019, BIRTHS_2016_2020, BIRTHS_2019, BIRTHS_2020, BIRTHS_2023, PUBLISHED]
    return [
        Table(
            file="births_estimated.csv",
            title=Localized(
                es="Nacimientos por comuna, estimados, 2010–2023", en="Births by comuna, estimated, 2010–2023"
            ),
            publisher=f"BA Salud; {DEIS}; {INDEC}",
            licence=LICENCE[INDEC],
            sources=source_files(official, *births_files, RATES, *deaths, CENSUS),
            changes=Localized(
                es="Nacimientos de la Ciudad repartidos según los niños de 0 a 4 años del censo 2022. Año publicado "
                "(published); 2015, de dos sumas quinquenales (published_sums); defunciones de menores de un año "
                "divididas por la tasa, hasta 1,1 % de error por redondeo (implied_by_rate); 2022, punto medio "
                "entre 2021 y 2023 (interpolated). Todo dato por comuna es estimado.",
                en="Births of the city shared out by the children aged 0 to 4 of the 2022 census. Published year "
                "(published); 2015 from two five-year sums (published_sums); deaths under one divided by the rate, "
                "within 1.1% by rounding (implied_by_rate); 2022 midway between 2021 and 2023 (interpolated). "
                "Every figure of a comuna is estimated.",
            ),
            row_count=write_csv(city / "births_estimated.csv", ("area_id", "year", "births_estimated", "method"), rows),
        )
    ]


def apportioned(total: int, weights: dict[str, float]) -> dict[str, int]:
    """`total` shared out by weight in whole births that add up to it (largest remainders)."""
    whole = sum(weights.values())
    exact = {key: total * weight / whole for key, weight in weights.items()}
    parts = {key: int(value) for key, value in exact.items()}
    left = total - sum(parts.values())
    for key in sorted(exact, key=lambda one: parts[one] - exact[one])[:left]:
        parts[key] += 1
    return parts


def city_births(official: Path) -> dict[int, tuple[int, str]]:
    """Births to mothers who live in the city, by year, with the method by which they are known."""
    in_2020 = _province_cell(official, BIRTHS_2020, "sum(nacimientos_cantidad)")
    # The windows 2015-2019 and 2016-2020 share four years: what is left is 2015 against 2020.
    in_2015 = (
        _province_cell(official, BIRTHS_2015_2019, "suma_quinquenio")
        - _province_cell(official, BIRTHS_2016_2020, "suma_quinquenio.y")
        + in_2020
    )
    found = {
        2015: (in_2015, "published_sums"),
        2018: (_published_births(official, 2018), "published"),
        2019: (_province_cell(official, BIRTHS_2019, "sum(nacimientos_cantidad)"), "published"),
        2020: (in_2020, "published"),
        2023: (_births_2023(official), "published"),
    }
    rates = _rates(official)
    for year in FROM_RATE:
        found[year] = (round(1000 * deaths_under_one(official, year) / rates[year]), "implied_by_rate")
    found[2022] = (round((found[2021][0] + found[2023][0]) / 2), "interpolated")
    return found


def deaths_under_one(official: Path, year: int) -> int:
    """Deaths before the first birthday of residents of the city."""
    return sum(
        int(row["CUENTA"])
        for row in _deaths(official, year)
        if row["PROVRES"] == "02" and row["GRUPEDAD"].startswith("01")
    )


def _deaths(official: Path, year: int) -> Iterator[dict[str, str]]:
    """Rows of the death file of a year: latin-1 with commas until 2019, UTF-8 with semicolons from 2020."""
    if year <= 2014:
        with zipfile.ZipFile(official_file(official, DEATHS_TO_2014)) as archive:
            content = archive.read(f"defweb{year % 100}.csv")
    else:
        content = gzip.decompress(official_file(official, _deaths_path(year)).read_bytes())
    is_recent = year >= 2020
    text = content.decode("utf-8-sig" if is_recent else "latin-1")
    return csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if is_recent else ",")


def _deaths_path(year: int) -> str:
    return f"mortality/deaths-argentina-{year}.csv.gz"


def _rates(official: Path) -> dict[int, float]:
    with official_file(official, RATES).open(encoding="utf-8-sig", newline="") as stream:
        return {int(row["indice_tiempo"][:4]): float(row["mortalidad_infantil_caba"]) for row in csv.DictReader(stream)}


def _births_2023(official: Path) -> int:
    with official_file(official, BIRTHS_2023).open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.DictReader(stream, delimiter=";")
        return sum(int(row["nacimientos_cantidad"]) for row in rows if row["jurisdiccion_de_residencia_id"] == "2")


def _published_births(official: Path, year: int) -> int:
    with official_file(official, PUBLISHED).open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            if (row["indicator"], row["territory"], row["year"]) == ("births", "city", str(year)):
                return int(row["value"])
    raise ValueError(f"{PUBLISHED} gives no births of {year}")


def _province_cell(official: Path, path: str, column: str) -> int:
    """The city's value in a small table by province."""
    sheet = CalamineWorkbook.from_path(official_file(official, path)).get_sheet_by_index(0).to_python()
    at, name = sheet[0].index(column), sheet[0].index("jurisdicion_residencia_nombre")
    return next(round(float(str(row[at]))) for row in sheet[1:] if row[name] == CITY_NAME)
