"""The layouts of official files, read a second time: each as its publisher describes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final

from bahealth.collect.readers.idecba_coverage_sheets import WOMEN_SHARE  # figures, not a method
from bench.hostile.grids import Grid, Tables
from bench.hostile.plain_cells import is_blank, named_rows, number, once, simple, whole, year
from bench.hostile.sample import Sample, Says, Truth, UnclearError

_CITY_NAMES: Final = {"ciudad autonoma de buenos aires", "2", "02", "2.0"}


def _deaths(_: Sample, tables: Tables) -> Truth:
    truth: Truth = {}
    for name, grid in tables:
        short = re.search(r"defweb([0-9]{2})(?![0-9])", name, re.IGNORECASE)
        start = date(int(short[1]) + (1900 if int(short[1]) >= 80 else 2000), 1, 1) if short else _year_in(name)
        infant = maternal = rows = 0.0
        for cells in grid[1:]:
            if cells == [""]:
                continue
            if len(cells) != 6:
                raise UnclearError("not six cells")
            if cells[0].strip() not in {"2", "02"}:
                continue
            rows += 1
            if cells[3].strip() not in {"", "M", "T", "S", "NULL"} or not re.match("[0-9]{2}", cells[4]):
                raise UnclearError("an unknown group")
            infant += whole(cells[5]) * cells[4].startswith("01")
            maternal += whole(cells[5]) * (cells[3].strip() == "M")
        if not rows:
            raise UnclearError("no row about the city")
        for indicator_id, count in (("infant_deaths_deis", infant), ("maternal_deaths", maternal)):
            once(truth, (indicator_id, "city", start, 12), Says(count))
    return truth


def _births(_: Sample, tables: Tables) -> Truth:
    years: dict[date, list[float]] = {}
    for row in named_rows(tables[0][1]):
        if simple(row["jurisdiccion_de_residencia_id"]) not in {"2", "02"}:
            continue
        births = whole(row["nacimientos_cantidad"])
        groups: list[int] = []
        for name, last in (("intervalo_peso_al_nacer", 9), ("semana_gestacion", 8)):
            text = str(row[name]).strip().split(".")[0]
            if not re.fullmatch("[0-9]+", text) or not 1 <= int(text) <= last:
                raise UnclearError("an unknown group")
            groups.append(int(text))
        sums = years.setdefault(year(row["anio"]), [0.0, 0.0, 0.0])
        sums[0] += births
        sums[1] += births if groups[0] <= 5 else 0
        sums[2] += births if groups[1] <= 5 else 0
    truth: Truth = {}
    for start, (births, low, early) in years.items():
        truth["births", "city", start, 12] = Says(births)
        truth["low_birth_weight", "city", start, 12] = Says(low, births)
        truth["preterm", "city", start, 12] = Says(early, births)
    return truth


def _city_rows(tables: Tables, column: str) -> Iterator[dict[str, Any]]:
    for row in named_rows(tables[0][1]):
        if simple(row[column]) in _CITY_NAMES:
            yield row


def _birth_totals(sample: Sample, tables: Tables) -> Truth:
    truth: Truth = {}
    for row in _city_rows(tables, "jurisdicion_residencia_nombre"):
        key = ("births", "city", _year_in(sample.name), 12)
        once(truth, key, Says(whole(row["sum(nacimientos_cantidad)"])))
    return truth


def _window(cell: Any) -> tuple[date, int]:
    match = re.fullmatch(r"((?:19|20)[0-9]{2})\s*-\s*((?:19|20)[0-9]{2})", str(cell).strip())
    if not match or int(match[2]) < int(match[1]):
        raise UnclearError("no window")
    return date(int(match[1]), 1, 1), 12 * (int(match[2]) - int(match[1]) + 1)


def _birth_sums(_: Sample, tables: Tables) -> Truth:
    truth: Truth = {}
    for row in _city_rows(tables, "jurisdicion_residencia_nombre"):
        once(truth, ("births", "city", *_window(row["quinquenio"])), Says(whole(row["suma_quinquenio"])))
    return truth


def _maternal_windows(_: Sample, tables: Tables) -> Truth:
    truth: Truth = {}
    for row in _city_rows(tables, "jurisdicion_residencia_nombre"):
        says = Says(whole(row["suma_quinquenio.x"]), whole(row["suma_quinquenio.y"]))
        once(truth, ("maternal_mortality_ratio", "city", *_window(row["quinquenio"])), says)
    return truth


def _low_weight(_: Sample, tables: Tables) -> Truth:
    truth: Truth = {}
    for row in _city_rows(tables, "jurisdicion_residencia_nombre"):
        says = Says(whole(row["si"]), whole(row["si"]) + whole(row["no"]))
        once(truth, ("low_birth_weight", "city", year(row["anio"]), 12), says)
    return truth


def _fertility(sample: Sample, tables: Tables) -> Truth:
    years = {
        one for name in tables[0][1][0] for one in re.findall(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])", str(name))
    }
    if len(years) != 1:
        raise UnclearError("no one year")
    start = date(int(years.pop()), 1, 1)
    if re.search(r"(?<![0-9])(19|20)[0-9]{2}(?![0-9])", sample.name) and _year_in_or_none(sample.name) not in {
        None,
        start,
    }:
        raise UnclearError("another year in the name")
    truth: Truth = {}
    for row in _city_rows(tables, "jurisdiccion_de_residencia_id"):
        for ages, births, women in (("10_14", "casos.x", "X10.14"), ("15_19", "casos.y", "X15.19")):
            once(truth, (f"adolescent_births_{ages}", "city", start, 12), Says(whole(row[births]), whole(row[women])))
    return truth


def _infant_rates(_: Sample, tables: Tables) -> Truth:
    truth: Truth = {}
    for row in named_rows(tables[0][1]):
        if not re.match(r"[0-9]{4}-01-01", str(row["indice_tiempo"]).strip()):
            raise UnclearError("no first of January")
        start = year(str(row["indice_tiempo"]).strip()[:4])
        if not is_blank(row["mortalidad_infantil_caba"]):
            says = Says(value=number(row["mortalidad_infantil_caba"]))
            once(truth, ("infant_mortality_deis", "city", start, 12), says)
    return truth


def _comuna(cell: Any) -> str:
    text = simple(cell).removeprefix("comuna ")
    if not re.fullmatch("[0-9]+", text) or not 1 <= int(text) <= 15:
        raise UnclearError(f"no comuna: {text}")
    return f"comuna-{int(text)}"


def _infant_wide(_: Sample, tables: Tables) -> Truth:
    truth: Truth = {}
    for row in named_rows(tables[0][1]):
        for name, cell in row.items():
            if name not in {"Comuna", "vs_Rivadavia"} and not is_blank(cell):
                says = Says(value=number(cell))
                once(truth, ("infant_mortality", _comuna(row["Comuna"]), year(name), 12), says)
    return truth


def _avoidability(_: Sample, tables: Tables) -> Truth:
    truth: Truth = {}
    for row in named_rows(tables[0][1]):
        area_id = "city" if str(row["comuna"]).strip().upper() == "TOTAL" else _comuna(row["comuna"])
        pairs = (("infant_mortality_rate", "infant_mortality"), ("reducible_rate", "infant_mortality_reducible"))
        for name, indicator_id in pairs:
            if not is_blank(row[name]):
                once(truth, (indicator_id, area_id, year(row["year"]), 12), Says(value=number(row[name])))
    return truth


def _departments(_: Sample, tables: Tables) -> Truth:
    truth: Truth = {}
    by_year: dict[date, dict[str, float]] = {}
    for row in named_rows(tables[0][1]):
        if simple(row["juri_codigo"]) in {"2", "02"} and simple(row["sexo_codigo"]) == "0":
            start, area_id = year(row["ano"]), _comuna(row["departamento_nombre"])
            once(truth, ("population", area_id, start, 12), Says(whole(row["poblacion"])))
            by_year.setdefault(start, {})[area_id] = whole(row["poblacion"])
    for start, people in by_year.items():
        if len(people) != 15:
            raise UnclearError("not fifteen comunas")
        truth["population", "city", start, 12] = Says(sum(people.values()))
    return truth


def _projection_sheet(_: Sample, tables: Tables) -> Truth:
    truth: Truth = {}
    years: dict[int, date] = {}
    block = ""
    for cells in tables[0][1]:
        first = simple(cells[0])
        if first in {"ambos sexos", "varones", "mujeres"}:
            block = first
        if block != "ambos sexos":
            continue
        if first == "comuna":
            years = {place: year(cell) for place, cell in enumerate(cells) if place and not is_blank(cell)}
        elif first == "total" or (isinstance(cells[0], float | int) and years):
            area_id = "city" if first == "total" else _comuna(cells[0])
            for place, cell in enumerate(cells[1:], start=1):
                if place in years:
                    once(truth, ("population", area_id, years[place], 12), Says(whole(cell)))
                elif not is_blank(cell):
                    raise UnclearError("a figure under no year")
    return truth


def _coverage(_: Sample, tables: Tables) -> Truth:
    truth: Truth = {}
    for name, grid in tables:
        if re.fullmatch("20[0-9]{2}", name) and grid and _is_coverage(grid):
            _coverage_sheet(truth, grid, date(int(name), 1, 1))
    return truth


def _is_coverage(grid: Grid) -> bool:
    return simple(grid[0][0]).startswith("distribucion porcentual de la poblacion por tipo de cobertura medica")


def _coverage_sheet(truth: Truth, grid: Grid, start: date) -> None:
    blocks: dict[str, dict[str, tuple[float, str | None]]] = {"total": {}, "varon": {}, "mujer": {}}
    column, block = 0, ""
    for cells in grid:
        names = [simple(one) for one in cells]
        if not column:
            column = names.index("solo sistema publico") if "solo sistema publico" in names else 0
            continue
        if names[0] in blocks:
            block, area_id = names[0], "city"
        elif isinstance(cells[0], float | int) and block:
            area_id = _comuna(cells[0])
        else:
            continue
        if str(cells[column]).strip(" -") == "":
            continue
        if area_id in blocks[block]:
            raise UnclearError("a place stands twice")
        letter = str(cells[column + 1]).strip() if column + 1 < len(cells) else ""
        blocks[block][area_id] = (number(cells[column]), letter if letter in {"a", "b"} else None)
    if blocks["total"]:
        for area_id, (value, flag) in blocks["total"].items():
            once(truth, ("public_only_coverage", area_id, start, 12), Says(value=value, sampling_flag=flag))
        return
    for area_id in blocks["varon"].keys() & blocks["mujer"].keys():
        (men, first), (women, second) = blocks["varon"][area_id], blocks["mujer"][area_id]
        flag = "b" if "b" in {first, second} else "a" if "a" in {first, second} else None
        says = Says(value=_weighted(men, women, area_id, start.year), sampling_flag=flag)
        once(truth, ("public_only_coverage", area_id, start, 12), says)


def _weighted(men: float, women: float, area_id: str, of_year: int) -> float:
    in_2010, in_2022 = WOMEN_SHARE[area_id]
    share = in_2010 if of_year < 2010 else in_2010 + (in_2022 - in_2010) * (of_year - 2010) / 12
    return round((1 - share) * men + share * women, 1)


def census_truth(document: Any) -> Truth:
    truth: Truth = {}
    start = date(2022, 1, 1)
    for name, facts in document["censo"]["comunas"].items():
        once(truth, ("population", _comuna(name), start, 12), Says(whole(facts["pob"])))
    if len(truth) != 15:
        raise UnclearError("not fifteen comunas")
    truth["population", "city", start, 12] = Says(sum(one.numerator or 0 for one in truth.values()))
    return truth


_OWN: Final = {  # source: name of the row, words of its publisher, indicator
    "deis_vital": ("births", "(DEIS)", "births"),
    "idecba_infant": ("infant_mortality_rate", "IDECBA, Sistema de indicadores", "infant_mortality"),
    "city_facilities": ("cesac_count", "(BA Data)", "primary_care_centres"),
}


def _published(sample: Sample, tables: Tables) -> Truth:
    name, words, indicator_id = _OWN[sample.source_id]
    is_count = name != "infant_mortality_rate"
    truth: Truth = {}
    for row in named_rows(tables[0][1]):
        said = str(row["source"])
        is_own = words in said and not said.strip().startswith("births/")
        is_checked = is_count and str(row["note"]).strip().startswith("agrees with health-facilities/")
        if str(row["indicator"]).strip() == name and row["territory"] == "city" and (is_own or is_checked):
            says = Says(whole(row["value"])) if is_count else Says(value=number(row["value"]))
            once(truth, (indicator_id, "city", year(row["year"]), 12), says)
    return truth


def _year_in_or_none(name: str) -> date | None:
    found = set(re.findall(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])", name))
    return date(int(found.pop()), 1, 1) if len(found) == 1 else None


def _year_in(name: str) -> date:
    found = _year_in_or_none(name)
    if found is None:
        raise UnclearError("no one year in the name")
    return found


def _has(*names: str) -> Callable[[Sample, Tables], bool]:
    def fits(_: Sample, tables: Tables) -> bool:
        return len(tables) == 1 and set(names) <= {str(one).strip() for one in tables[0][1][0]}

    return fits


_PROVINCE: Final = "jurisdicion_residencia_nombre"
LAYOUTS: Final[tuple[tuple[Callable[[Sample, Tables], bool], Callable[[Sample, Tables], Truth]], ...]] = (
    (lambda _, tables: tables[0][1][0] == ["PROVRES", "SEXO", "CAUSA", "MAT", "GRUPEDAD", "CUENTA"], _deaths),
    (_has("semana_gestacion", "intervalo_peso_al_nacer", "nacimientos_cantidad", "anio"), _births),
    (_has(_PROVINCE, "sum(nacimientos_cantidad)"), _birth_totals),
    (_has(_PROVINCE, "quinquenio", "suma_quinquenio"), _birth_sums),
    (_has(_PROVINCE, "quinquenio", "suma_quinquenio.x", "suma_quinquenio.y"), _maternal_windows),
    (_has(_PROVINCE, "anio", "no", "si", "indicador"), _low_weight),
    (_has("casos.x", "X10.14", "casos.y", "X15.19"), _fertility),
    (_has("indice_tiempo", "mortalidad_infantil_caba"), _infant_rates),
    (_has("year", "comuna", "infant_mortality_rate", "reducible_rate"), _avoidability),
    (_has("Comuna", "vs_Rivadavia"), _infant_wide),
    (_has("juri_codigo", "departamento_nombre", "sexo_codigo", "ano", "poblacion"), _departments),
    (lambda _, tables: simple(tables[0][1][0][0]).startswith("poblacion estimada al 1 de julio"), _projection_sheet),
    (lambda _, tables: any(grid and _is_coverage(grid) for _, grid in tables), _coverage),
    (_has("indicator", "territory", "year", "value", "unit", "source", "note"), _published),
)
