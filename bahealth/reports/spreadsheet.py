"""A scorecard as a table for other programs: CSV in the reader's form, XLSX with real numbers and days."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO, StringIO

import xlsxwriter

from bahealth.cells import inert, is_formula
from bahealth.i18n import Text
from bahealth.reports.model import ExportRow

Cell = str | float | date | None

_SIGNIFICANT_DIGITS = 12
_WIDE_COLUMNS = {"indicator": 38, "sentence": 80, "source": 40, "publisher": 30, "licence": 24}


def _columns(t: Text) -> dict[str, str]:
    """Fields of `ExportRow` in the order of the file, with their headings."""
    return {
        "indicator": t("Indicator"),
        "area": t("Area"),
        "period": t("Period"),
        "value": t("Value"),
        "unit": t("Unit"),
        "lower": t("Lower limit (95 %)"),
        "upper": t("Upper limit (95 %)"),
        "numerator": t("Numerator"),
        "denominator": t("Denominator"),
        "interval_method": t("Interval method"),
        "status_word": t("Status"),
        "standing_word": t("Standing"),
        "change_word": t("Change"),
        "change_since": t("Since"),
        "change_until": t("Until"),
        "target": t("Target"),
        "due_on": t("Due"),
        "probability": t("Probability"),
        "probability_word": t("Probability in words"),
        "step_word": t("Periods together"),
        "department": t("Department"),
        "source": t("Source"),
        "publisher": t("Publisher"),
        "licence": t("Licence"),
        "is_simulated": t("Simulated"),
        "is_demonstration_target": t("Demonstration target"),
        "sentence": t("In words"),
        "release_number": t("Release"),
        "indicator_id": t("Indicator id"),
        "area_id": t("Area id"),
        "period_key": t("Period id"),
    }


def scorecard_csv(rows: Sequence[ExportRow], t: Text) -> bytes:
    """UTF-8 with a byte-order mark, so that spreadsheets read it: `;` and decimal comma in Spanish, `,` and point in
    English. A text that a spreadsheet would take for a formula starts with an apostrophe.
    """  # noqa: D205 - one sentence
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=";" if t.language == "es" else ",", lineterminator="\r\n")
    columns = _columns(t)
    writer.writerow(inert(one) for one in columns.values())
    for row in rows:
        writer.writerow(_plain(_cell(row, field, t), t) for field in columns)
    return ("\ufeff" + file.getvalue()).encode("utf-8")


def scorecard_xlsx(rows: Sequence[ExportRow], t: Text) -> bytes:
    """One sheet with a filter and frozen headings. Texts are never formulas, numbers show the indicator's decimals."""
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet(t("Scorecard"))
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    share = book.add_format({"num_format": "0%", "valign": "top"})
    count = book.add_format({"num_format": "#,##0", "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    quoted = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    measured = {
        decimals: book.add_format({"num_format": "#,##0" + ("." + "0" * decimals if decimals else ""), "valign": "top"})
        for decimals in range(5)
    }
    columns = _columns(t)
    for place, (field, title) in enumerate(columns.items()):
        sheet.set_column(place, place, _WIDE_COLUMNS.get(field, 15))
        sheet.write_string(0, place, title, head)
    for line, row in enumerate(rows, start=1):
        for place, field in enumerate(columns):
            cell = _cell(row, field, t)
            if cell is None:
                continue
            if isinstance(cell, str):
                sheet.write_string(line, place, cell, quoted if is_formula(cell) else text)
            elif isinstance(cell, date):
                sheet.write_datetime(line, place, datetime.combine(cell, time()), day)
            elif field == "probability":
                sheet.write_number(line, place, cell, share)
            elif field in ("numerator", "denominator", "release_number"):
                sheet.write_number(line, place, cell, count)
            else:
                sheet.write_number(line, place, cell, measured[row.decimals])
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    book.set_properties({"title": t("Scorecard")})
    book.close()
    return file.getvalue()


def _cell(row: ExportRow, field: str, t: Text) -> Cell:
    value: Cell | bool = getattr(row, field)
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    return value


def _plain(cell: Cell, t: Text) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return inert(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    digits = f"{cell:.{_SIGNIFICANT_DIGITS}g}" if abs(cell) < 10**_SIGNIFICANT_DIGITS else f"{cell:.0f}"
    if "e" in digits:
        digits = f"{cell:.{_SIGNIFICANT_DIGITS}f}".rstrip("0")
    return digits.replace(".", ",") if t.language == "es" else digits
