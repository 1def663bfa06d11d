"""The pre-read as a spreadsheet: the agenda with all texts, the newest figures as numbers, and the people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO

import xlsxwriter

from bahealth.assess.words import change_word, reading, status_word
from bahealth.convene.questions import questions, topic_of
from bahealth.convene.words import line_reason, part_word
from bahealth.i18n import Text
from bahealth.reports.session import PrereadRow, PrereadView
from bahealth.reports.session_head import ABSENT, department, topic_name

Cell = str | float | date | None

_CELL_LIMIT = 32_767  # of the format: a longer text would be left out
_WIDTHS = (6, 34, 34, 9, 60, 16, 18, 12, 60, 60, 60, 60, 16, 60, 40, 11)


def preread_xlsx(view: PrereadView, t: Text) -> bytes:
    """Three sheets. A text is never a formula or a link, whatever it begins with."""
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, options)
    _sheet(book, t("Agenda"), _agenda_heads(t), [_agenda_row(row, view, t) for row in view.rows], _WIDTHS)
    _sheet(
        book, t("Figures"), _figure_heads(t), [one for row in view.rows for one in _figure_rows(row, view, t)], (34,)
    )
    _sheet(book, t("Invited"), [t("Person"), t("Part in the session"), t("Department")], _people(view, t), (34, 24, 40))
    book.set_properties({"title": t("Pre-read: %(session)s", session=_cleaned(view.session.title))})
    book.close()
    return file.getvalue()


def _sheet(
    book: xlsxwriter.Workbook,
    name: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[int],
) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    number = book.add_format({"num_format": "#,##0.####", "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    for place, title in enumerate(heads):
        sheet.set_column(place, place, widths[place] if place < len(widths) else 14)
        sheet.write_string(0, place, title, bold)
    for line, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(line, place, _cleaned(cell), text)
            elif isinstance(cell, date):
                sheet.write_datetime(line, place, datetime.combine(cell, time()), day)
            elif cell is not None:
                sheet.write_number(line, place, cell, number)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)
    sheet.set_landscape()


def _cleaned(text: str) -> str:
    """Text that the format can hold: no halves of signs, no control characters, not too long."""
    kept = "".join(one for one in text if one in "\n\t" or (one >= " " and not "\ud800" <= one <= "\udfff"))
    return kept[:_CELL_LIMIT]


def _agenda_heads(t: Text) -> list[str]:
    return [
        t("No."),
        t("Item"),
        t("Why it is here"),
        t("Minutes"),
        t("In words"),
        t("Status"),
        t("Change"),
        t("Simulated"),
        t("What happened"),
        t("Why it happened"),
        t("What comes next"),
        t("What is needed from others"),
        t("Author"),
        t("Questions to ask"),
        t("Source"),
        t("Release"),
    ]


def _agenda_row(row: PrereadRow, view: PrereadView, t: Text) -> list[Cell]:
    verdict, story = row.verdict, row.story
    indicator = view.named.indicator.get(row.line.indicator_id or "")
    source = view.named.source.get(indicator.source) if indicator else None
    is_judged = verdict is not None and indicator is not None
    return [
        float(view.rows.index(row) + 1),
        topic_name(row.line, row.commitment.promised.text if row.commitment else "", view.named, t),
        line_reason(row.line, t),
        float(row.line.minutes),
        reading(verdict, indicator, t) if verdict and indicator else "",
        status_word(verdict.status, t) if is_judged and verdict else "",
        change_word(verdict.change.change, t) if is_judged and verdict else "",
        (t("yes") if verdict.is_simulated else t("no")) if verdict else "",
        story.happened if story else "",
        story.why if story else "",
        story.next_steps if story else "",
        story.needed if story else "",
        story.author if story else "",
        "\n".join(questions(topic_of(row.line, verdict, row.commitment), t)),
        f"{t.pick(source.name)}. {source.publisher}. {source.licence}." if source else "",
        float(view.release.release_number),
    ]


def _figure_heads(t: Text) -> list[str]:
    return [
        t("Item"),
        t("Period"),
        t("From"),
        t("Value"),
        t("Unit"),
        t("Lower limit (95 %)"),
        t("Upper limit (95 %)"),
        t("Numerator"),
        t("Denominator"),
        t("Simulated"),
    ]


def _figure_rows(row: PrereadRow, view: PrereadView, t: Text) -> list[list[Cell]]:
    indicator = view.named.indicator.get(row.line.indicator_id or "")
    if indicator is None:
        return []
    name = topic_name(row.line, row.commitment.promised.text if row.commitment else "", view.named, t)
    return [
        [
            name,
            t.period(point.period),
            point.period_start,
            point.value,
            t.pick(indicator.unit),
            point.lower,
            point.upper,
            point.numerator,
            point.denominator,
            t("yes") if point.is_simulated else t("no"),
        ]
        for point in row.points
    ]


def _people(view: PrereadView, t: Text) -> list[list[Cell]]:
    return [
        [
            one.person,
            part_word(one.part, t),
            department(one.department_id, view.named, t) if one.department_id else ABSENT,
        ]
        for one in view.session.people
    ]
