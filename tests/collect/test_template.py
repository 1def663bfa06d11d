"""The empty form can be filled and delivered as it is."""

from __future__ import annotations

import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from bahealth.collect.commands import preview_delivery
from bahealth.collect.template import template
from bahealth.i18n import Text
from tests.collect.samples import AT, FORM, refused, workbook, write


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("fmt", ["xlsx", "csv"])
def test_untouched_form_has_only_one_problem_it_is_empty(language, fmt, tmp_path, database, catalog):
    path = write(tmp_path, f"form.{fmt}", template(catalog.source[FORM], catalog, Text(language), fmt))
    (problem,) = refused(database, catalog, path)
    assert problem.message == "The file has no row below the names of its columns."


@pytest.mark.parametrize("language", ["es", "en"])
def test_filled_columns_of_the_form_are_read(language, tmp_path, database, catalog):
    content = template(catalog.source[FORM], catalog, Text(language), "xlsx")
    header = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[0]
    filled = workbook([header, ["checkups_complete", "Comuna 4", "2025-01", 7, 10]])
    seen = preview_delivery(database, catalog, source_id=FORM, files=[write(tmp_path, "a.xlsx", filled)], at=AT)
    assert seen.is_acceptable
    assert seen.added[0].observation.numerator == 7


def test_filled_csv_form_in_spanish_is_read(tmp_path, database, catalog):
    content = (
        template(catalog.source[FORM], catalog, Text("es"), "csv").decode() + "checkups_complete;4;2025-01;;;7,5;\r\n"
    )
    seen = preview_delivery(database, catalog, source_id=FORM, files=[write(tmp_path, "a.csv", content)], at=AT)
    assert seen.added[0].observation.value == 7.5


def test_workbook_offers_the_indicators_and_areas_of_its_source(catalog):
    content = template(catalog.source[FORM], catalog, Text("es"), "xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["Datos", "Instrucciones", "Indicadores", "Lugares"]
    assert [row[0] for row in book.get_sheet_by_name("Indicadores").to_python()] == ["Indicador", "checkups_complete"]
    assert len(book.get_sheet_by_name("Lugares").to_python()) == 1 + len(catalog.areas)
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<dataValidation ") == 3
