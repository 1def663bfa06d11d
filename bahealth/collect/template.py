"""The empty form of a source, to be filled and delivered: a workbook with lists to choose from, or a CSV."""

from __future__ import annotations

import io
from typing import Any, Final, Literal

import xlsxwriter

from bahealth.catalog.model import Catalog, Frequency, Indicator, Level, Source
from bahealth.cells import inert
from bahealth.collect.readers.long_form import COLUMNS
from bahealth.collect.records.template import record_template
from bahealth.i18n import N_, Text

TemplateFormat = Literal["xlsx", "csv"]
_ROWS: Final = 5000  # rows below the header that carry lists and checks
_FORM: Final = ("indicator", "area", "period", "numerator", "denominator", "value", "note")
_EXAMPLES: Final = {Frequency.YEAR: "2024", Frequency.QUARTER: "2024-Q2", Frequency.MONTH: "2024-03"}
_STEPS: Final = (
    N_("Fill one row for each indicator, area and period, in the first sheet. Do not rename its columns."),
    N_("Choose the indicator and the area from their lists; the other sheets explain them."),
    N_("The period is a year (2024), a quarter (2024-Q2), a month (2024-03) or several years (2020/2024)."),
    N_("Give numerator and denominator. Give the value only when the counts are not known."),
    N_("An empty cell is not zero. Write 0 when nobody was counted, and leave the row out when nothing is known."),
    N_("Never write names, document numbers or addresses of people, not in the note either."),
    N_("The file is accepted whole or refused whole; a refused one comes back with the reason beside each row."),
)


def template(source: Source, catalog: Catalog, t: Text, fmt: TemplateFormat) -> bytes:
    """The form of `source` in the person's language."""
    if source.records is not None:
        return record_template(source, t, workbook=fmt == "xlsx")
    columns = [COLUMNS[name] if t.language == "es" else name for name in _FORM]
    if fmt == "csv":
        return ((";" if t.language == "es" else ",").join(inert(one) for one in columns) + "\r\n").encode("utf-8-sig")
    return _workbook(columns, source, catalog, t)


def _workbook(columns: list[str], source: Source, catalog: Catalog, t: Text) -> bytes:
    indicators = [one for one in catalog.indicators if one.source == source.source_id]
    levels = {level for one in indicators for level in one.levels}
    areas = [one for one in catalog.areas if one.level in levels and one.level is not Level.BLOCK]
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    form = book.add_worksheet(t("Data"))
    form.write_row(0, 0, columns, bold)
    form.freeze_panes(1, 0)
    form.set_column(0, 2, 24)
    form.set_column(3, 6, 16)
    form.set_column(2, 2, 12, book.add_format({"num_format": "@"}))  # text: 2024-03 must not become a date
    steps = book.add_worksheet(t("Instructions"))
    steps.set_column(0, 0, 110, wrapped)
    steps.write_string(0, 0, t.pick(source.name), bold)
    for row, step in enumerate(_STEPS, start=1):
        steps.write_string(row, 0, f"{row}. {t(step)}", wrapped)
    _indicator_sheet(book.add_worksheet(t("Indicators")), indicators, t, bold)
    places = book.add_worksheet(t("Areas"))
    places.set_column(0, 1, 30)
    places.write_row(0, 0, [t("Area"), t("Name")], bold)
    for row, area in enumerate(areas, start=1):
        places.write_row(row, 0, [area.area_id, area.name])
    if indicators:
        _choose(form, 0, f"='{t('Indicators')}'!$A$2:$A${len(indicators) + 1}", t)
    if areas:
        _choose(form, 1, f"='{t('Areas')}'!$A$2:$A${len(areas) + 1}", t)
    wrong = t("A number from 0 up is expected.")
    rule = {"validate": "decimal", "criteria": ">=", "value": 0, "error_title": t("Data"), "error_message": wrong}
    form.data_validation(1, 3, _ROWS, 5, rule)
    book.close()
    return content.getvalue()


def _indicator_sheet(sheet: Any, indicators: list[Indicator], t: Text, bold: Any) -> None:
    sheet.set_column(0, 5, 28)
    names = [t("Indicator"), t("Name"), t("Numerator"), t("Denominator"), t("Unit"), t("Period")]
    sheet.write_row(0, 0, names, bold)
    for row, one in enumerate(indicators, start=1):
        denominator = "" if one.denominator is None else t.pick(one.denominator)
        texts = [t.pick(one.name), t.pick(one.numerator), denominator, t.pick(one.unit), _EXAMPLES[one.frequency]]
        sheet.write_row(row, 0, [one.indicator_id, *texts])


def _choose(form: Any, column: int, choices: str, t: Text) -> None:
    rule = {
        "validate": "list",
        "source": choices,
        "error_title": t("Data"),
        "error_message": t("Choose from the list."),
    }
    form.data_validation(1, column, _ROWS, column, rule)
