"""The long form that any department can fill: one row per indicator, area and period.

Columns, in English or Spanish: indicator, area, period, numerator, denominator, value, note; and for sources that state
them lower, upper, sampling_flag, denominator_estimated. A row gives numerator and denominator, or the value, or both.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import zip_longest
from typing import Any, Final

from bahealth.catalog.model import Catalog, Indicator, Kind, Source
from bahealth.catalog.periods import Period
from bahealth.collect.places import PlaceNames
from bahealth.collect.readers.reading import Page, Reading, shown
from bahealth.collect.table import MORE_CELLS, Table, is_blank, plain
from bahealth.collect.upload import Upload
from bahealth.i18n import N_

COLUMNS: Final[dict[str, str]] = {  # Spanish name by English name
    "indicator": "indicador",
    "area": "area",
    "period": "periodo",
    "numerator": "numerador",
    "denominator": "denominador",
    "value": "valor",
    "note": "nota",
    "lower": "limite_inferior",
    "upper": "limite_superior",
    "sampling_flag": "marca_muestral",
    "denominator_estimated": "denominador_estimado",
}
REQUIRED: Final = ("indicator", "area", "period")
MEASURES: Final = ("numerator", "denominator", "value")
_ENGLISH: Final = {spanish: english for english, spanish in COLUMNS.items()} | {name: name for name in COLUMNS}
_POINT: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_COMMA: Final = re.compile(r"[+-]?[0-9]+,[0-9]+")
_THOUSANDS: Final = re.compile(r"[+-]?\d{1,3}([.,]\d{3})+([.,]\d+)?")
_REASONS: Final = {"reasons", "motivos"}  # the column of a refused copy, when it was left in
_TRUE: Final = {"true", "1", "si", "yes", "verdadero"}
_FALSE: Final = {"", "false", "0", "no", "falso"}


@dataclass(frozen=True, slots=True)
class Form:
    """A table whose first row names the columns of the long form."""

    table: Table
    columns: tuple[str, ...]  # English names, or as they stand where unknown
    takes_comma: bool  # decimal comma: Spanish headers, and not separated by commas


@dataclass(frozen=True, slots=True)
class Names:
    """What may stand in the first two columns."""

    catalog: Catalog
    places: PlaceNames


def recognises(upload: Upload) -> bool:
    """Whether one of the tables names indicator, area and period."""
    return any(set(REQUIRED) <= set(_names(table)) for table in upload.tables)


def read(upload: Upload, source: Source, catalog: Catalog) -> Reading:  # noqa: ARG001 - one shape for all readers
    """Every row as an observation, or the reasons why it is none."""
    forms = [table for table in upload.tables if set(REQUIRED) <= set(_names(table))]
    if len(forms) != 1:
        return _not_a_form(upload, len(forms))
    form = _form(forms[0])
    page = Page(form.table.label)
    if not _has_good_header(page, form):
        return page.reading
    names = Names(catalog, PlaceNames(catalog))
    for row, cells in form.table.numbered():
        if row > 1 and not is_blank(cells):
            _read_row(page, form, names, row, cells)
    if not page.found and not page.problems:
        page.problem(N_("The file has no row below the names of its columns."))
    return page.reading


def _names(table: Table) -> tuple[str, ...]:
    return tuple(_ENGLISH.get(plain(name).replace(" ", "_"), name) for name in table.header)


def _form(table: Table) -> Form:
    is_spanish = "indicador" in {plain(name) for name in table.header}
    return Form(table, _names(table), is_spanish and table.separator in {";", "\t"})


def _not_a_form(upload: Upload, forms: int) -> Reading:
    if forms > 1:
        page = Page(upload.name)
        page.problem(N_("%(seen)s sheets or files in it hold the form: leave one."), seen=forms)
        return page.reading
    first = upload.tables[0].header if upload.tables else ()
    page = Page(upload.name)
    page.problem(
        N_(
            "The columns are not those of any form of this source. Expected: %(expected)s, separated by comma,"
            " semicolon or tab. Found: %(seen)s"
        ),
        row=1 if first else None,
        seen=shown(" | ".join(first)),
        expected=", ".join(COLUMNS.values()) + " / " + ", ".join(COLUMNS),
    )
    return page.reading


def _has_good_header(page: Page, form: Form) -> bool:
    for place, name in enumerate(form.columns):
        if name in form.columns[:place] and name:
            page.problem(N_("The column stands twice."), row=1, column=name, seen=name)
        elif name and name not in COLUMNS and plain(name) not in _REASONS:
            page.problem(
                N_("The column %(seen)s is not known; expected: %(expected)s."),
                row=1,
                column=name,
                seen=shown(name),
                expected=", ".join(COLUMNS),
            )
    if not set(MEASURES) & set(form.columns):
        page.problem(N_("None of these columns is there: %(expected)s."), row=1, expected=", ".join(MEASURES))
    return not page.problems


def _read_row(page: Page, form: Form, names: Names, row: int, cells: list[Any]) -> None:
    before = len(page.problems)
    nameless = [cell for name, cell in zip_longest(form.columns, cells) if not name and cell not in ("", None)]
    if nameless:
        page.problem(MORE_CELLS, row=row, seen=shown(nameless[-1]))
        return
    record = {name: cell for name, cell in zip_longest(form.columns, cells) if plain(name) not in _REASONS}
    for column, cell in record.items():
        if isinstance(cell, str):
            _check_text(page, row, column, cell)
    indicator = _indicator(page, names.catalog, row, record["indicator"])
    area_id = _area(page, names.places, row, record.get("area"))
    period = _period(page, row, record.get("period"))
    measures: dict[str, Any] = {
        column: _number(page, form, row, column, record.get(column)) for column in (*MEASURES, "lower", "upper")
    }
    measures["sampling_flag"] = shown(record.get("sampling_flag")) or None
    measures["note"] = _note(record.get("note"))
    measures["is_denominator_estimated"] = _yes_or_no(page, row, record.get("denominator_estimated"))
    if len(page.problems) > before or indicator is None or area_id is None or period is None:
        return
    if indicator.kind is Kind.COUNT and measures["numerator"] is None:
        measures["numerator"], measures["value"] = measures["value"], None
    page.add(indicator.indicator_id, area_id, period, row=row, **measures)


def _note(cell: Any) -> str | None:
    """The text, or a number as a person types it."""
    text = f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else "" if cell is None else str(cell)
    return text.strip() or None


def _check_text(page: Page, row: int, column: str, text: str) -> None:
    hidden = [one for one in text if unicodedata.category(one) in {"Cc", "Cf", "Cs", "Co"}]
    if hidden:
        page.problem(
            N_("The cell holds a character that cannot be seen (%(seen)s): type the text anew."),
            row=row,
            column=column,
            seen=f"U+{ord(hidden[0]):04X}",
        )
    if column == "note" and text.strip()[:1] in {"=", "+", "-", "@"}:
        page.problem(
            N_("A note must not begin with = + - @: a spreadsheet would take it for a formula."),
            row=row,
            column=column,
            seen=shown(text),
        )


def _indicator(page: Page, catalog: Catalog, row: int, cell: Any) -> Indicator | None:
    indicator_id = shown(cell)
    if indicator_id not in catalog.indicator:
        close = difflib.get_close_matches(indicator_id, catalog.indicator, n=1)
        page.problem(
            N_("There is no indicator %(seen)s. The most similar: %(expected)s."),
            row=row,
            column="indicator",
            seen=indicator_id,
            expected=close[0] if close else "–",
        )
    return catalog.indicator.get(indicator_id)


def _area(page: Page, places: PlaceNames, row: int, cell: Any) -> str | None:
    area_id = places.area_id(cell)
    if area_id is None:
        page.problem(
            N_(
                "There is no area %(seen)s. Expected: CABA, Comuna 1 to Comuna 15, or a barrio;"
                " the most similar: %(near)s."
            ),
            row=row,
            column="area",
            seen=shown(cell),
            near=places.nearest(cell) or "–",
        )
    return area_id


def _period(page: Page, row: int, cell: Any) -> Period | None:
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    if isinstance(cell, date) and not isinstance(cell, datetime) and cell.day == 1:
        return Period(cell, 1)  # spreadsheets make a date of 2024-03
    text = shown(cell)
    if isinstance(cell, float) and cell.is_integer():
        text = f"{cell:.0f}"
    try:
        return Period.parse(text)
    except (ValueError, OverflowError):
        page.problem(
            N_("%(seen)s is not a period. Expected: 2024, 2024-Q2, 2024-03 or 2020/2024."),
            row=row,
            column="period",
            seen=text,
        )
        return None


def _number(page: Page, form: Form, row: int, column: str, cell: Any) -> float | None:
    text = cell.strip() if isinstance(cell, str) else cell
    if text is None or text == "":
        return None
    if not isinstance(text, str):
        return page.number(text, row=row, column=column)
    if _THOUSANDS.fullmatch(text) and not _COMMA.fullmatch(text) and (form.takes_comma or not _POINT.fullmatch(text)):
        message = N_("%(seen)s can be read in two ways: write numbers without separators of thousands.")
    elif _POINT.fullmatch(text):
        return page.number(text, row=row, column=column)
    elif not _COMMA.fullmatch(text):
        message = N_("%(seen)s is not a number.")
    elif form.takes_comma:
        return page.number(text.replace(",", "."), row=row, column=column)
    else:
        message = N_("%(seen)s has a decimal comma: write a point, or use the Spanish form separated by semicolons.")
    page.problem(message, row=row, column=column, seen=shown(text))
    return None


def _yes_or_no(page: Page, row: int, cell: Any) -> bool:
    text = plain("" if cell is None else cell).removesuffix(".0")
    if text not in _TRUE | _FALSE:
        page.problem(
            N_("%(seen)s is not known; expected: %(expected)s."),
            row=row,
            column="denominator_estimated",
            seen=shown(cell),
            expected="true, false",
        )
    return text in _TRUE
