from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bahealth.i18n import LANGUAGES, Language, Text
from bahealth.reports.model import ExportRow
from bahealth.reports.spreadsheet import scorecard_csv, scorecard_xlsx
from tests.reports.samples import a_row


def read_csv(content: bytes, language: Language) -> list[dict[str, str]]:
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text), delimiter=";" if language == "es" else ","))


def test_csv_is_written_in_the_readers_form() -> None:
    spanish = scorecard_csv([a_row("es")], Text("es"))
    assert spanish.startswith(b"\xef\xbb\xbf")
    row = read_csv(spanish, "es")[0]
    assert (row["Valor"], row["Probabilidad"], row["Vence"], row["Simulado"]) == ("5,3", "0,55", "2027-12-31", "sí")
    english = read_csv(scorecard_csv([a_row("en")], Text("en")), "en")[0]
    assert (english["Value"], english["Probability"], english["Simulated"]) == ("5.3", "0.55", "yes")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_heading_stands_twice(language: Language) -> None:
    head = scorecard_csv([], Text(language)).decode("utf-8-sig").strip().split(";" if language == "es" else ",")
    assert len(head) == len(set(head))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_looks_like_a_formula_is_neutralised(start: str) -> None:
    bad = a_row("es").model_copy(update={"indicator": start + 'HYPERLINK("http://x")'})
    row = read_csv(scorecard_csv([bad], Text("es")), "es")[0]
    assert row["Indicador"].startswith("'" + start.strip("\r") if start != "\r" else "'")


def test_negative_number_stays_a_number() -> None:
    row = a_row("en").model_copy(update={"value": -1.25})
    assert read_csv(scorecard_csv([row], Text("en")), "en")[0]["Value"] == "-1.25"


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9))
def test_numbers_survive_the_way_through_csv(value: float) -> None:
    row = a_row("es").model_copy(update={"value": value})
    text = read_csv(scorecard_csv([row], Text("es")), "es")[0]["Valor"]
    assert float(text.replace(",", ".")) == pytest.approx(value, rel=1e-11, abs=1e-11)


def sheet(rows: list[ExportRow], language: Language) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(BytesIO(scorecard_xlsx(rows, Text(language))))
    return book.get_sheet_by_index(0).to_python()


def test_xlsx_holds_numbers_and_days_not_texts() -> None:
    head, row = sheet([a_row("es")], "es")
    cells = dict(zip(head, row, strict=True))
    assert cells["Valor"] == pytest.approx(5.3)
    assert cells["Vence"] == date(2027, 12, 31)
    assert cells["Denominador"] == 20744


def test_xlsx_never_makes_a_formula_of_a_text() -> None:
    _, row = sheet([a_row("es").model_copy(update={"indicator": "=1+1"})], "es")
    assert row[0] == "=1+1"


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_files_say_the_same(language: Language) -> None:
    rows = [a_row(language), a_row(language, has_value=False)]
    in_csv = read_csv(scorecard_csv(rows, Text(language)), language)
    head, *in_xlsx = sheet(rows, language)
    for line, cells in zip(in_csv, in_xlsx, strict=True):
        for name, cell in zip(head, cells, strict=True):
            if isinstance(cell, str):
                assert line[str(name)] == cell
