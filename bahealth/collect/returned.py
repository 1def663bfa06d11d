"""A refused file given back with the reasons beside the rows, so that a person can mend it where it is wrong."""

from __future__ import annotations

import csv
import io
import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import xlsxwriter

from bahealth.cells import inert, is_formula
from bahealth.collect.model import Problem
from bahealth.collect.table import Table, UnreadableError
from bahealth.collect.upload import Upload, open_upload
from bahealth.i18n import Text

_SHEET_NAME_LENGTH = 31


def problem_text(problem: Problem, t: Text) -> str:
    """The reason in the person's language, with what was seen and what was expected."""
    return t(problem.message, **{"seen": inert(problem.seen), **problem.values})


def problem_line(problem: Problem, t: Text) -> str:
    """The reason with its place, in one line."""
    place = problem.file
    if problem.row is not None:
        place += ", " + t("row %(row)s", row=problem.row)
    if problem.column:
        place += ", " + t("column %(column)s", column=problem.column)
    return _visible(f"{place}: {problem_text(problem, t)}".lstrip(": "))


def _visible(line: str) -> str:
    """One line that does nothing to a terminal, whatever a file, a sheet or a cell is called."""
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(one)[0] == "C" else one for one in line)


def refused_copy(path: Path, problems: Iterable[Problem], t: Text) -> tuple[bytes, str]:
    """Content and name of a copy of the file at `path` with one more column, the reasons.

    A text file stays CSV, a workbook becomes XLSX. Of a file that cannot be opened only the reasons are given.
    """
    own = [one for one in problems if one.file.split(" / ")[0] in {path.name, ""}]
    stem = path.name.split(".")[0]
    name = stem + t("-with-reasons")
    try:
        upload = open_upload(path)
    except (UnreadableError, OSError):
        return _only_reasons(own, t), name + ".csv"
    if upload.suffix in {".csv", ".csv.gz"}:
        return _as_csv(upload.tables[0], own, t), name + ".csv"
    if upload.suffix in {".xlsx", ".xls", ".parquet"}:
        return _as_workbook(upload, own, t), name + ".xlsx"
    return _only_reasons(own, t), name + ".csv"


def _whole_and_rows(problems: list[Problem], t: Text) -> tuple[list[str], dict[int, list[str]]]:
    whole: list[str] = []
    by_row: dict[int, list[str]] = defaultdict(list)
    for one in problems:
        if one.row is None:
            whole.append(problem_text(one, t))
        else:
            by_row[one.row].append((f"{one.column}: " if one.column else "") + problem_text(one, t))
    return whole, by_row


def _rows_with_reasons(table: Table, problems: list[Problem], t: Text) -> Iterable[list[Any]]:
    whole, by_row = _whole_and_rows(problems, t)
    width = len(table.header)
    if whole:
        yield [t("About the whole file: %(reasons)s", reasons=" · ".join(whole))]
    for row, cells in table.numbered():
        reasons = ([t("Reasons")] if row == 1 else []) + by_row.get(row, [])
        yield [*cells, *[""] * (width - len(cells)), " · ".join(reasons)]


def _as_csv(table: Table, problems: list[Problem], t: Text) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=table.separator or ",")
    for cells in _rows_with_reasons(table, problems, t):
        writer.writerow([inert(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def _only_reasons(problems: list[Problem], t: Text) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for one in problems:
        writer.writerow([inert(problem_line(one, t))])
    return text.getvalue().encode("utf-8-sig")


def _as_workbook(upload: Upload, problems: list[Problem], t: Text) -> bytes:
    content = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}  # row by row to disk
    book = xlsxwriter.Workbook(content, options)
    reason_format = book.add_format({"text_wrap": True, "bg_color": "#FCE8D5"})
    quoted = book.add_format({"quote_prefix": True})  # stays text when somebody edits the cell
    for place, table in enumerate(upload.tables, start=1):
        sheet_name = table.label.rpartition(" / ")[2] if " / " in table.label else ""
        sheet = book.add_worksheet(_sheet_name(sheet_name, place))
        own = [one for one in problems if one.file == table.label or (place == 1 and one.file in {upload.name, ""})]
        for row, cells in enumerate(_rows_with_reasons(table, own, t)):
            for column, cell in enumerate(cells):
                if isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell):
                    sheet.write_number(row, column, cell)
                elif cell not in ("", None):
                    text = str(cell)[:32_000]
                    own_format = reason_format if column == len(cells) - 1 else quoted if is_formula(text) else None
                    sheet.write_string(row, column, text, own_format)
    book.close()
    return content.getvalue()


def _sheet_name(name: str, place: int) -> str:
    """A name that a workbook accepts; numbered, so that none stands twice."""
    kept = "".join(one for one in name if one not in "[]:*?/\\'" and unicodedata.category(one)[0] != "C")
    return f"{place} {kept}"[:_SHEET_NAME_LENGTH]
