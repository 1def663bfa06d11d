"""Rows of the long form with nothing wrong in them, and files of them: what they say is known without reading them."""

from __future__ import annotations

import re
from datetime import date
from random import Random
from typing import Any, Final

from bahealth.catalog.model import Area, Catalog, Indicator, Kind
from bench.hostile.packing import TEXT_FORMS, Grid, as_csv, as_parquet, as_workbook, packed
from bench.hostile.sample import Key, Says

SOURCES: Final = ("form_child_health", "form_maternal", "form_emergency", "form_primary_care")
ENGLISH: Final = ("indicator", "area", "period", "numerator", "denominator", "value", "note")
SPANISH: Final = ("indicador", "area", "periodo", "numerador", "denominador", "valor", "nota")
_LAST_MONTH: Final = 2026 * 12 + 3  # April 2026: over on the day on which uploads are judged
GOOD_NOTES: Final = (
    *("", "", "", "siete de diez", "año nuevo: ñandú €", 'dijo "sí"', "a;b,c", "%(seen)s %d %", "{x} 100 %", "0"),
    *("שלום", "<b>x</b>", "1.5", "línea\u2028otra", "😀", "NULL", "true", "'=1+1"),
)


class Row:
    """Cells of one row, and what they state."""

    def __init__(self, cells: list[Any], key: Key, says: Says) -> None:
        self.cells, self.key, self.says = cells, key, says


def good_rows(catalog: Catalog, source_id: str, chance: Random, count: int) -> list[Row]:
    """Rows of different keys, each of them right."""
    indicators = [one for one in catalog.indicators if one.source == source_id]
    rows: dict[Key, Row] = {}
    while len(rows) < count:
        indicator = chance.choice(indicators)
        area = chance.choice([one for one in catalog.areas if one.level in indicator.levels])
        month = chance.randrange(1990 * 12, _LAST_MONTH + 1)
        one = _row(indicator, area, date(month // 12, month % 12 + 1, 1), chance)
        rows.setdefault(one.key, one)
    return list(rows.values())


def _row(indicator: Indicator, area: Area, start: date, chance: Random) -> Row:
    numerator, denominator, value = _measures(indicator, chance)
    note = chance.choice(GOOD_NOTES)
    names = [area.area_id, area.name, area.name.upper(), f" {area.area_id} "]
    if area.number is not None:
        names += [str(area.number), f"{area.number:02}", f"COMUNA {area.number}"]
    cells = [indicator.indicator_id, chance.choice(names), f"{start:%Y-%m}", numerator, denominator, value, note]
    if indicator.kind is Kind.COUNT and numerator is None:
        numerator, value = value, None
    key = (indicator.indicator_id, area.area_id, start, 1)
    return Row(cells, key, Says(numerator, denominator, value, note=note.strip() or None))


def _measures(indicator: Indicator, chance: Random) -> tuple[float | None, float | None, float | None]:
    """Numerator, denominator and value that the definition allows."""
    largest = chance.choice((10, 1000, 999_999_999))
    denominator = chance.randint(1, largest)
    if indicator.kind is Kind.COUNT:
        return (float(denominator), None, None) if chance.random() < 0.8 else (None, None, float(denominator))
    if chance.random() < 0.25:
        return None, None, round(chance.uniform(0, indicator.multiplier), chance.randrange(3))
    numerator = chance.randint(0, denominator)
    return float(numerator), float(denominator), None


def grid_of(rows: list[Row], chance: Random, *, is_spanish: bool) -> tuple[Grid, list[int]]:
    """Header and rows with the columns in any order; where each usual column stands."""
    order = list(range(len(ENGLISH)))
    if chance.random() < 0.4:
        chance.shuffle(order)
    names = SPANISH if is_spanish else ENGLISH
    header = [chance.choice((names[one], names[one].upper(), f" {names[one]} ")) for one in order]
    return [header, *([row.cells[one] for one in order] for row in rows)], order


def as_texts(grid: Grid, *, comma: bool) -> Grid:
    """Numbers as text, with a decimal comma where the form has one."""
    return [[_number_text(cell, comma=comma) if isinstance(cell, float) else cell for cell in row] for row in grid]


def _number_text(number: float, *, comma: bool) -> str:
    text = f"{number:.0f}" if number.is_integer() else repr(number)
    return text.replace(".", ",") if comma else text


def packed_form(grid: Grid, chance: Random, *, is_spanish: bool, form: str) -> tuple[str, bytes]:
    if form in {"xlsx", "parquet"} and chance.random() < 0.4:
        grid = _as_spreadsheets_do(grid)
    stem = chance.choice(("entrega", "Entrega de junio (2)", "ñandú", "=1+1", "a%(seen)s", "x" * 120))
    if form == "xlsx":
        return f"{stem}.xlsx", as_workbook({chance.choice(("Datos", "2021", "x" * 31)): grid})
    if form == "parquet":
        return f"{stem}.parquet", as_parquet(grid)
    separator = chance.choice(";\t") if is_spanish else chance.choice(",;\t")
    text = as_csv(
        as_texts(grid, comma=is_spanish and chance.random() < 0.5),
        separator,
        ends=chance.choice(("\n", "\r\n")),
        encoding=chance.choice(("utf-8", "utf-8-sig")),
    )
    return packed(text, form, stem)


def _as_spreadsheets_do(grid: Grid) -> Grid:
    """Periods as days and numbers of comunas as numbers, where all of a column can be."""
    columns = [list(one) for one in zip(*grid, strict=True)]
    for column in columns:
        name = str(column[0]).strip().lower()
        if name in {"period", "periodo"} and all(
            re.fullmatch(r"[12]\d{3}-(0[1-9]|1[0-2])", str(one)) for one in column[1:]
        ):
            column[1:] = [date(int(one[:4]), int(one[5:]), 1) for one in column[1:]]
        if name == "area" and all(re.fullmatch(r"[0-9]{1,2}", str(one)) for one in column[1:]):
            column[1:] = [float(one) for one in column[1:]]
    return [list(one) for one in zip(*columns, strict=True)]


def any_form(chance: Random, text_share: float = 0.85) -> str:
    return chance.choice(TEXT_FORMS) if chance.random() < text_share else chance.choice(("xlsx", "parquet"))
