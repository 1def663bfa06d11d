"""The empty form of a kind of record: its columns, and what stands in each."""

from __future__ import annotations

import io
from typing import Final

import xlsxwriter

from bahealth.catalog.model import Source
from bahealth.cells import inert
from bahealth.collect.records.model import KINDS, Cell, Column
from bahealth.i18n import N_, Text

WITHDRAWN_ABOUT: Final = N_("true when the record was sent by mistake and is taken back")
EXPECTED: Final = {
    Cell.PERSON: N_("16 to 64 letters, digits, - or _, not digits alone"),
    Cell.RECORD: N_("16 to 64 letters, digits, - or _, not digits alone"),
    Cell.NAME_OF_PLACE: N_("text of at most 120 characters"),
    Cell.ID: N_("at most 60 letters without accents, digits, - and _"),
    Cell.DAY: N_("a day such as 2025-07-31"),
    Cell.INSTANT: N_("2025-07-31T14:05, Buenos Aires time, or with an offset such as -03:00"),
    Cell.WHOLE: N_("a whole number"),
    Cell.SHARE: N_("0 to 1 with a decimal point"),
    Cell.CODE: N_("such as J45.9"),
    Cell.FLAG: N_("true or false"),
    Cell.NUMBER: N_("a number with a decimal point"),
    Cell.HOURS: N_("such as mo-fr 08:00-20:00; sa 09:00-13:00"),
    Cell.SERVICES: N_("such as pediatrics dentistry, without accents"),
    Cell.BLOCK: N_("such as block-1_1_1"),
    Cell.COMUNA: N_("comuna-1 to comuna-15"),
    Cell.DEPARTMENT: N_("as the catalogue writes it"),
}
_STEPS: Final = (
    N_(
        "Fill one row for each record, in the first sheet, and save that sheet as CSV UTF-8. Do not rename its columns."
    ),
    N_("Never send names, document numbers, addresses or telephones: a column that looks like one stops the delivery."),
    N_("A record sent again with the same key replaces the earlier one."),
    N_("The delivery is accepted whole or refused whole; each reason names file, row and column."),
)


def record_template(source: Source, t: Text, *, workbook: bool) -> bytes:
    """The form of a source of records: a workbook with instructions, or the header alone as CSV."""
    columns = KINDS[source.records or ""].columns
    if not workbook:
        return (",".join(inert(one.name) for one in columns) + "\r\n").encode()
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    form = book.add_worksheet(t("Data"))
    form.set_column(0, len(columns) - 1, 22, book.add_format({"num_format": "@"}))  # days must stay as they are written
    form.write_row(0, 0, [one.name for one in columns], bold)
    form.freeze_panes(1, 0)
    steps = book.add_worksheet(t("Instructions"))
    steps.set_column(0, 0, 110, wrapped)
    steps.write_string(0, 0, t.pick(source.name), bold)
    for row, step in enumerate(_STEPS, start=1):
        steps.write_string(row, 0, f"{row}. {t(step)}", wrapped)
    told = book.add_worksheet(t("Columns"))
    told.set_column(0, 3, 40, wrapped)
    told.write_row(0, 0, [t("Column"), t("What it means"), t("What to write"), t("Must it be filled?")], bold)
    for row, one in enumerate(columns, start=1):
        must = t("yes") if one.is_required else t("no")
        told.write_row(row, 0, [one.name, t(one.about), expected(one, t), must])
    told.write_row(len(columns) + 1, 0, ["withdrawn", t(WITHDRAWN_ABOUT), t(EXPECTED[Cell.FLAG]), t("no")])
    book.close()
    return content.getvalue()


def expected(column: Column, t: Text) -> str:
    """What may stand in the column."""
    if column.choices:
        return ", ".join(column.choices)
    text = t(EXPECTED[column.cell])
    return text if column.lowest is None else f"{text}, {column.lowest:g} – {column.highest:g}"
