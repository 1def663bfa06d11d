"""What an accepted file says, read a second time by rules of its own: slow, naive, and strict about what is unclear."""

from __future__ import annotations

import csv
import math
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any, Final

from bahealth.catalog.model import Catalog, Kind
from bahealth.config import PROJECT
from bench.hostile.grids import Grid, Tables, document_of, tables_of
from bench.hostile.sample import PLAIN_NUMBER, Key, Sample, Says, Truth, UnclearError

_CITY_NAMES: Final = {"ciudad autonoma de buenos aires", "2", "02", "2.0"}
_ENGLISH: Final = ("indicator", "area", "period", "numerator", "denominator", "value", "note", "lower", "upper")
_SPANISH: Final = ("indicador", "area", "periodo", "numerador", "denominador", "valor", "nota")
_FORM: Final = (
    dict(zip(_ENGLISH, _ENGLISH, strict=True))
    | dict(zip(_SPANISH, _ENGLISH[:7], strict=True))
    | {"limite_inferior": "lower", "limite_superior": "upper", "reasons": "reasons", "motivos": "reasons"}
    | {"sampling_flag": "sampling_flag", "marca_muestral": "sampling_flag"}
    | {"denominator_estimated": "denominator_estimated", "denominador_estimado": "denominator_estimated"}
)


def second_reading(sample: Sample, catalog: Catalog) -> Truth:
    """What the file says. Raises UnclearError where a careful person would not take it."""
    if sample.name.lower().endswith(".json"):
        return _census(document_of(sample.content))
    tables, separator = tables_of(sample.name, sample.content)
    if sample.source_id.startswith("form_"):
        return _form(tables, separator, catalog)
    for fits, read in _LAYOUTS:
        if fits(sample, tables):
            return _completed(read(sample, tables), sample.source_id, catalog)
    return _completed(_form(tables, separator, catalog), sample.source_id, catalog)


def simple(cell: Any) -> str:
    """Lower case, no accents, single blanks; whole numbers without a point."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = unicodedata.normalize("NFKD", "" if cell is None else str(cell))
    return " ".join("".join(one for one in text if not unicodedata.combining(one)).casefold().split())


def number(cell: Any, *, comma: bool = False) -> float:
    """A finite number not below zero."""
    if isinstance(cell, bool):
        raise UnclearError(f"{cell} is no number")
    if isinstance(cell, str):
        text = cell.strip()
        if comma and re.fullmatch(r"[+-]?[0-9]+,[0-9]+", text):
            text = text.replace(",", ".")
        elif comma and re.fullmatch(r"[0-9]{1,3}\.[0-9]{3}", text):
            raise UnclearError(f"{text} can be read in two ways")
        if not PLAIN_NUMBER.fullmatch(text):
            raise UnclearError(f"{text} is no number")
        cell = float(text)
    try:
        found = float(cell)
    except (TypeError, ValueError, OverflowError) as problem:
        raise UnclearError(f"{cell!r:.60} is no number") from problem
    if not math.isfinite(found) or not 0 <= found <= 1e12:
        raise UnclearError(f"{found} is not possible")
    return found


def whole(cell: Any) -> float:
    """A count."""
    found = number(cell)
    if found != int(found):
        raise UnclearError(f"{found} is no count")
    return found


def year(cell: Any) -> date:
    """The first of January."""
    text = simple(cell)
    if not re.fullmatch(r"(19|20)[0-9]{2}", text):
        raise UnclearError(f"{text} is no year")
    return date(int(text), 1, 1)


def is_blank(cell: Any) -> bool:
    return cell is None or cell == ""


def _once(truth: Truth, key: Key, says: Says) -> None:
    if key in truth:
        raise UnclearError(f"{key} stands twice")
    truth[key] = says


def _records(grid: Grid) -> Iterator[dict[str, Any]]:
    """Rows by the names in the first; names that stand twice, and cells without a name, are unclear."""
    header = ["" if one is None else str(one).strip() for one in grid[0]]
    for cells in grid[1:]:
        if all(is_blank(one) for one in cells):
            continue
        if any(not is_blank(one) for one in cells[len(header) :]):
            raise UnclearError("more cells than names of columns")
        row: dict[str, Any] = {}
        for place, name in enumerate(header):
            cell = cells[place] if place < len(cells) else ""
            if name in row and name and not (is_blank(cell) and is_blank(row[name])):
                row[name] = _Twice()
            else:
                row[name] = cell
        yield row


class _Twice:
    """Stands for a cell of a column that is there twice: whoever looks at it is confused."""

    def __str__(self) -> str:
        raise UnclearError("a column stands twice")

    def __float__(self) -> float:
        raise UnclearError("a column stands twice")

    def __eq__(self, other: object) -> bool:
        raise UnclearError("a column stands twice")

    __hash__ = None  # type: ignore[assignment]


# The long form


def _form(tables: Tables, separator: str, catalog: Catalog) -> Truth:
    forms = [grid for _, grid in tables if grid and {"indicator", "area", "period"} <= set(_form_names(grid[0]))]
    if len(forms) != 1:
        raise UnclearError(f"{len(forms)} forms")
    (grid,) = forms
    names = _form_names(grid[0])
    known = [one for one in names if one]
    if len(set(known)) < len(known) or not set(known) <= set(_FORM.values()):
        raise UnclearError("columns twice or unknown")
    comma = "indicador" in {simple(one) for one in grid[0]} and separator in {";", "\t"}
    truth: Truth = {}
    for cells in grid[1:]:
        if not all(is_blank(one) for one in cells):
            _once(truth, *_form_row(names, cells, catalog, comma=comma))
    if not truth:
        raise UnclearError("no row")
    return truth


def _form_names(header: list[Any]) -> list[str]:
    return [_FORM.get(simple(one).replace(" ", "_"), simple(one)) for one in header]


def _form_row(names: list[str], cells: list[Any], catalog: Catalog, *, comma: bool) -> tuple[Key, Says]:
    row: dict[str, Any] = {}
    for place, cell in enumerate(cells):
        name = names[place] if place < len(names) else ""
        if name:
            row[name] = cell
        elif not is_blank(cell):
            raise UnclearError("a cell without a name of its column")
    for name, cell in row.items():
        if name != "reasons" and any(unicodedata.category(one) in {"Cc", "Cf", "Cs", "Co"} for one in str(cell)):
            raise UnclearError("a character that cannot be seen")
    indicator = catalog.indicator.get(str(row["indicator"]).strip())
    if indicator is None:
        raise UnclearError("no such indicator")
    numbers = {
        name: None if is_blank(one := row.get(name, "")) or str(one).strip() == "" else number(one, comma=comma)
        for name in ("numerator", "denominator", "value", "lower", "upper")
    }
    if indicator.kind is Kind.COUNT and numbers["numerator"] is None:
        numbers["numerator"], numbers["value"] = numbers["value"], None
    start, months = form_period(row["period"])
    note, flag = row.get("note"), row.get("sampling_flag")
    if isinstance(note, float) and note.is_integer():
        note = int(note)
    says = Says(
        **numbers,
        sampling_flag=str(flag).strip() if not is_blank(flag) else None,
        is_denominator_estimated=simple(row.get("denominator_estimated")) in {"true", "1", "si", "yes", "verdadero"},
        note=(str(note).strip() or None) if not is_blank(note) else None,
    )
    return (indicator.indicator_id, _area(row["area"], catalog), start, months), says


def _area(cell: Any, catalog: Catalog) -> str:
    text = simple(cell)
    for area in catalog.areas:
        short = area.area_id.removeprefix("barrio-").replace("-", " ") if area.level == "barrio" else area.area_id
        if text in {area.area_id, simple(area.name), short}:
            return area.area_id
        if area.number is not None and text in {str(area.number), f"{area.number:02}", f"comuna {area.number:02}"}:
            return area.area_id
    if text in {"caba", "ciudad", "ciudad de buenos aires"}:
        return "city"
    raise UnclearError(f"no such area: {text}")


def form_period(cell: Any) -> tuple[date, int]:
    """First day and months."""
    if isinstance(cell, datetime):
        if cell.time() != time():
            raise UnclearError("a time of day is no period")
        cell = cell.date()
    if isinstance(cell, date):
        if cell.day != 1:
            raise UnclearError("a day is no period")
        return cell, 1
    text = simple(cell)
    if match := re.fullmatch(r"([0-9]{4})", text):
        return date(int(match[1]), 1, 1), 12
    if match := re.fullmatch(r"([0-9]{4})-q([1-4])", text):
        return date(int(match[1]), 3 * int(match[2]) - 2, 1), 3
    if match := re.fullmatch(r"([0-9]{4})-([0-9]{2})", text):
        return date(int(match[1]), int(match[2]), 1), 1
    if match := re.fullmatch(r"([0-9]{4})/([0-9]{4})", text):
        return date(int(match[1]), 1, 1), 12 * (int(match[2]) - int(match[1]) + 1)
    if match := re.fullmatch(r"([0-9]{4})-([0-9]{2})/([0-9]{4})-([0-9]{2})", text):
        first, last = date(int(match[1]), int(match[2]), 1), date(int(match[3]), int(match[4]), 1)
        return first, 12 * (last.year - first.year) + last.month - first.month + 1
    raise UnclearError(f"no period: {text}")


# The layouts of official files


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
            _once(truth, (indicator_id, "city", start, 12), Says(count))
    return truth


def _births(_: Sample, tables: Tables) -> Truth:
    years: dict[date, list[float]] = {}
    for row in _records(tables[0][1]):
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
    for row in _records(tables[0][1]):
        if simple(row[column]) in _CITY_NAMES:
            yield row


def _birth_totals(sample: Sample, tables: Tables) -> Truth:
    truth: Truth = {}
    for row in _city_rows(tables, "jurisdicion_residencia_nombre"):
        key = ("births", "city", _year_in(sample.name), 12)
        _once(truth, key, Says(whole(row["sum(nacimientos_cantidad)"])))
    return truth


def _window(cell: Any) -> tuple[date, int]:
    match = re.fullmatch(r"((?:19|20)[0-9]{2})\s*-\s*((?:19|20)[0-9]{2})", str(cell).strip())
    if not match or int(match[2]) < int(match[1]):
        raise UnclearError("no window")
    return date(int(match[1]), 1, 1), 12 * (int(match[2]) - int(match[1]) + 1)


def _birth_sums(_: Sample, tables: Tables) -> Truth:
    truth: Truth = {}
    for row in _city_rows(tables, "jurisdicion_residencia_nombre"):
        _once(truth, ("births", "city", *_window(row["quinquenio"])), Says(whole(row["suma_quinquenio"])))
    return truth


def _maternal_windows(_: Sample, tables: Tables) -> Truth:
    truth: Truth = {}
    for row in _city_rows(tables, "jurisdicion_residencia_nombre"):
        says = Says(whole(row["suma_quinquenio.x"]), whole(row["suma_quinquenio.y"]))
        _once(truth, ("maternal_mortality_ratio", "city", *_window(row["quinquenio"])), says)
    return truth


def _low_weight(_: Sample, tables: Tables) -> Truth:
    truth: Truth = {}
    for row in _city_rows(tables, "jurisdicion_residencia_nombre"):
        says = Says(whole(row["si"]), whole(row["si"]) + whole(row["no"]))
        _once(truth, ("low_birth_weight", "city", year(row["anio"]), 12), says)
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
            _once(truth, (f"adolescent_births_{ages}", "city", start, 12), Says(whole(row[births]), whole(row[women])))
    return truth


def _infant_rates(_: Sample, tables: Tables) -> Truth:
    truth: Truth = {}
    for row in _records(tables[0][1]):
        if not re.match(r"[0-9]{4}-01-01", str(row["indice_tiempo"]).strip()):
            raise UnclearError("no first of January")
        start = year(str(row["indice_tiempo"]).strip()[:4])
        if not is_blank(row["mortalidad_infantil_caba"]):
            says = Says(value=number(row["mortalidad_infantil_caba"]))
            _once(truth, ("infant_mortality_deis", "city", start, 12), says)
    return truth


def _comuna(cell: Any) -> str:
    text = simple(cell).removeprefix("comuna ")
    if not re.fullmatch("[0-9]+", text) or not 1 <= int(text) <= 15:
        raise UnclearError(f"no comuna: {text}")
    return f"comuna-{int(text)}"


def _infant_wide(_: Sample, tables: Tables) -> Truth:
    truth: Truth = {}
    for row in _records(tables[0][1]):
        for name, cell in row.items():
            if name not in {"Comuna", "vs_Rivadavia"} and not is_blank(cell):
                says = Says(value=number(cell))
                _once(truth, ("infant_mortality", _comuna(row["Comuna"]), year(name), 12), says)
    return truth


def _avoidability(_: Sample, tables: Tables) -> Truth:
    truth: Truth = {}
    for row in _records(tables[0][1]):
        area_id = "city" if str(row["comuna"]).strip().upper() == "TOTAL" else _comuna(row["comuna"])
        pairs = (("infant_mortality_rate", "infant_mortality"), ("reducible_rate", "infant_mortality_reducible"))
        for name, indicator_id in pairs:
            if not is_blank(row[name]):
                _once(truth, (indicator_id, area_id, year(row["year"]), 12), Says(value=number(row[name])))
    return truth


def _departments(_: Sample, tables: Tables) -> Truth:
    truth: Truth = {}
    by_year: dict[date, dict[str, float]] = {}
    for row in _records(tables[0][1]):
        if simple(row["juri_codigo"]) in {"2", "02"} and simple(row["sexo_codigo"]) == "0":
            start, area_id = year(row["ano"]), _comuna(row["departamento_nombre"])
            _once(truth, ("population", area_id, start, 12), Says(whole(row["poblacion"])))
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
                    _once(truth, ("population", area_id, years[place], 12), Says(whole(cell)))
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
            _once(truth, ("public_only_coverage", area_id, start, 12), Says(value=value, sampling_flag=flag))
        return
    for area_id in blocks["varon"].keys() & blocks["mujer"].keys():
        (men, first), (women, second) = blocks["varon"][area_id], blocks["mujer"][area_id]
        flag = "b" if "b" in {first, second} else "a" if "a" in {first, second} else None
        says = Says(value=_weighted(men, women, area_id, start.year), sampling_flag=flag)
        _once(truth, ("public_only_coverage", area_id, start, 12), says)


def _weighted(men: float, women: float, area_id: str, of_year: int) -> float:
    from bahealth.collect.readers.idecba_coverage_sheets import WOMEN_SHARE  # noqa: PLC0415 - figures, not a method

    in_2010, in_2022 = WOMEN_SHARE[area_id]
    share = in_2010 if of_year < 2010 else in_2010 + (in_2022 - in_2010) * (of_year - 2010) / 12
    return round((1 - share) * men + share * women, 1)


def _census(document: Any) -> Truth:
    truth: Truth = {}
    start = date(2022, 1, 1)
    for name, facts in document["censo"]["comunas"].items():
        _once(truth, ("population", _comuna(name), start, 12), Says(whole(facts["pob"])))
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
    for row in _records(tables[0][1]):
        said = str(row["source"])
        is_own = words in said and not said.strip().startswith("births/")
        is_checked = is_count and str(row["note"]).strip().startswith("agrees with health-facilities/")
        if str(row["indicator"]).strip() == name and row["territory"] == "city" and (is_own or is_checked):
            says = Says(whole(row["value"])) if is_count else Says(value=number(row["value"]))
            _once(truth, (indicator_id, "city", year(row["year"]), 12), says)
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
_LAYOUTS: Final[tuple[tuple[Callable[[Sample, Tables], bool], Callable[[Sample, Tables], Truth]], ...]] = (
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


# What the program adds to what a file says


def _completed(truth: Truth, source_id: str, catalog: Catalog) -> Truth:
    """With births estimated for bare rates, and known errors mended."""
    with (PROJECT / "data" / "catalog" / "corrections.toml").open("rb") as stream:
        corrections = [one for one in tomllib.load(stream).values() if one["source_id"] == source_id]
    with (PROJECT / "data" / "city" / "births_estimated.csv").open(encoding="utf-8") as stream:
        births = {(row["area_id"], row["year"]): float(row["births_estimated"]) for row in csv.DictReader(stream)}
    done: Truth = {}
    for key, one in truth.items():
        says = one
        found = births.get((key[1], str(key[2].year)))
        is_bare = one.value is not None and one.numerator is None and one.denominator is None
        if source_id == "idecba_infant" and is_bare and key[3] == 12 and key[2].month == 1 and found:
            says = one._replace(denominator=found, is_denominator_estimated=True)
        for each in corrections:
            start, months = form_period(each["period"])
            if (each["indicator_id"], each["area_id"], start, months) == key:
                says = _mended(says, each, catalog)
        if says is not None:
            done[key] = says
    return done


def _mended(says: Says, correction: dict[str, Any], catalog: Catalog) -> Says | None:
    stated = says.value if says.value is not None else says.numerator
    if says.value is None and says.numerator is not None and says.denominator:
        multiplier = catalog.indicator[correction["indicator_id"]].multiplier
        stated = multiplier * says.numerator / says.denominator
    if stated != correction["expected"]:
        raise UnclearError("the source has mended its error, or another stands there")
    if "replacement" not in correction:
        return None
    if says.value is None and says.denominator is None:
        return says._replace(numerator=correction["replacement"])
    return says._replace(value=correction["replacement"], numerator=None)
