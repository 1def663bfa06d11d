"""The long form, read a second time."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from typing import Any, Final

from bahealth.catalog.model import Catalog, Kind
from bench.hostile.grids import Tables
from bench.hostile.plain_cells import is_blank, number, once, simple
from bench.hostile.sample import Key, Says, Truth, UnclearError

_ENGLISH: Final = ("indicator", "area", "period", "numerator", "denominator", "value", "note", "lower", "upper")
_SPANISH: Final = ("indicador", "area", "periodo", "numerador", "denominador", "valor", "nota")
_FORM: Final = (
    dict(zip(_ENGLISH, _ENGLISH, strict=True))
    | dict(zip(_SPANISH, _ENGLISH[:7], strict=True))
    | {"limite_inferior": "lower", "limite_superior": "upper", "reasons": "reasons", "motivos": "reasons"}
    | {"sampling_flag": "sampling_flag", "marca_muestral": "sampling_flag"}
    | {"denominator_estimated": "denominator_estimated", "denominador_estimado": "denominator_estimated"}
)


def form_truth(tables: Tables, separator: str, catalog: Catalog) -> Truth:
    forms = [grid for _, grid in tables if grid and {"indicator", "area", "period"} <= set(form_names(grid[0]))]
    if len(forms) != 1:
        raise UnclearError(f"{len(forms)} forms")
    (grid,) = forms
    names = form_names(grid[0])
    known = [one for one in names if one]
    if len(set(known)) < len(known) or not set(known) <= set(_FORM.values()):
        raise UnclearError("columns twice or unknown")
    comma = "indicador" in {simple(one) for one in grid[0]} and separator in {";", "\t"}
    truth: Truth = {}
    for cells in grid[1:]:
        if not all(is_blank(one) for one in cells):
            once(truth, *_form_row(names, cells, catalog, comma=comma))
    if not truth:
        raise UnclearError("no row")
    return truth


def form_names(header: list[Any]) -> list[str]:
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
