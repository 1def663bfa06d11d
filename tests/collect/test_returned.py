"""A refused file comes back with its reasons, in the person's language, safe to open."""

from __future__ import annotations

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from bahealth.collect.commands import preview_delivery
from bahealth.collect.readers.reading import MAX_LISTED
from bahealth.collect.returned import problem_line, refused_copy
from bahealth.i18n import Text
from tests.collect.samples import AT, FORM, GOOD, HEADER, refused, workbook, write

BAD = HEADER + "checkups_complete,Comuna 99,2025-01,1,2,,\nchekups,city,2025-01,1,2,,=HYPERLINK(1)\n"
ES, EN = Text("es"), Text("en")


def test_csv_stays_csv_with_one_more_column(tmp_path, database, catalog):
    path = write(tmp_path, "a.csv", BAD)
    content, name = refused_copy(path, refused(database, catalog, path), ES)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert name == "a-con-motivos.csv"
    assert [len(row) for row in rows] == [8, 8, 8]
    assert rows[0][-1] == "Motivos"
    assert "area: No existe el lugar Comuna 99" in rows[1][-1]
    assert rows[2][6] == "'=HYPERLINK(1)", "a spreadsheet must not run it"


def test_mended_copy_is_accepted_with_its_column_of_reasons(tmp_path, database, catalog):
    path = write(tmp_path, "a.csv", HEADER + "checkups_complete,Comuna 99,2025-01,1,2,,\n")
    content, name = refused_copy(path, refused(database, catalog, path), ES)
    mended = write(tmp_path, name, content.decode("utf-8-sig").replace("Comuna 99,", "Comuna 9,"))
    assert preview_delivery(database, catalog, source_id=FORM, files=[mended], at=AT).is_acceptable


def test_copy_in_english_keeps_the_semicolons(tmp_path, database, catalog):
    path = write(tmp_path, "a.csv", BAD.replace(",", ";"))
    content, name = refused_copy(path, refused(database, catalog, path), EN)
    assert name == "a-with-reasons.csv"
    assert "Reasons" in content.decode("utf-8-sig").splitlines()[0].split(";")[-1]


def test_negative_number_stays_a_number(tmp_path, database, catalog):
    path = write(tmp_path, "a.csv", HEADER + "checkups_complete,city,2025-01,-5,10,,\n")
    content, _ = refused_copy(path, refused(database, catalog, path), ES)
    assert ",-5,10," in content.decode("utf-8-sig")


def test_workbook_becomes_a_workbook_without_formulas(tmp_path, database, catalog):
    path = write(tmp_path, "a.xlsx", workbook([line.split(",") for line in BAD.strip().split("\n")]))
    content, name = refused_copy(path, refused(database, catalog, path), ES)
    assert name == "a-con-motivos.xlsx"
    assert b"<f>" not in content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0][-1] == "Motivos"
    assert rows[2][6] == "=HYPERLINK(1)"
    assert "No existe el indicador chekups" in rows[2][-1]


def test_problem_of_the_whole_file_stands_in_a_first_line(tmp_path, database, catalog):
    path = write(tmp_path, "a.csv", HEADER)
    content, _ = refused_copy(path, refused(database, catalog, path), ES)
    assert content.decode("utf-8-sig").splitlines()[0].startswith("Sobre todo el archivo: El archivo no tiene filas")


def test_file_that_cannot_be_opened_gives_its_reasons_alone(tmp_path, database, catalog):
    path = write(tmp_path, "a.csv", b"\x00\x00")
    content, name = refused_copy(path, refused(database, catalog, path), ES)
    assert name == "a-con-motivos.csv"
    assert "bytes nulos" in content.decode("utf-8-sig")


def test_reasons_of_other_files_of_the_delivery_stay_out(tmp_path, database, catalog):
    first, second = write(tmp_path, "a.csv", BAD), write(tmp_path, "b.csv", GOOD)
    problems = refused(database, catalog, first, second)
    content, _ = refused_copy(second, problems, ES)
    assert "Comuna 99" not in content.decode("utf-8-sig")


def test_flood_of_problems_is_cut(tmp_path, database, catalog):
    rows = "".join(f"checkups_complete,nowhere {n},2025-01,1,2,,\n" for n in range(MAX_LISTED + 25))
    problems = refused(database, catalog, write(tmp_path, "a.csv", HEADER + rows))
    assert len(problems) == MAX_LISTED + 1
    assert problem_line(problems[-1], ES) == "Hay más de 1000 problemas: no se revisó el resto."


@pytest.mark.parametrize("t", [ES, EN])
def test_place_and_reason_fit_in_one_line(t, tmp_path, database, catalog):
    problem = refused(database, catalog, write(tmp_path, "a.csv", BAD))[0]
    line = problem_line(problem, t)
    assert line.startswith("a.csv, fila 2, columna area: " if t is ES else "a.csv, row 2, column area: ")
    assert "\n" not in line


def test_names_do_nothing_to_a_terminal(tmp_path, database, catalog):
    path = write(tmp_path, "a\x1b[2J\n\u202eb.csv", HEADER + "checkups_complete,city,2025-01,x,2,,\n")
    (problem,) = refused(database, catalog, path)
    assert problem_line(problem, ES) == "a\ufffd[2J\ufffd\ufffdb.csv, fila 2, columna numerator: x no es un número."
