"""Whatever the program writes for a spreadsheet, nothing in it is a formula: read again without the program's code."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest

from bahealth.catalog.model import Catalog
from bahealth.cells import is_number
from bahealth.collect.records.model import KINDS
from bahealth.collect.returned import refused_copy
from bahealth.collect.template import template
from bahealth.i18n import Text
from bahealth.reports.spreadsheet import scorecard_csv, scorecard_xlsx
from tests.collect.records.samples import catalog as real_catalog
from tests.collect.samples import FORM, HEADER, parquet, refused, workbook, write
from tests.reports.samples import a_row

EVIL = ("=1+1", "+1+1", "-1-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|'/C calc'!A0", "x;=1+1", 'x,"=1+1"')
SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LANGUAGES = (Text("es"), Text("en"))


def parsed(text: bytes) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - written by the program


def texts_of(book: bytes) -> list[str]:
    """Every text of a workbook; fails where a cell is a formula, an error or anything else but text or a number."""
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        shared = [name for name in archive.namelist() if name == "xl/sharedStrings.xml"]
        for name in shared:
            found += ["".join(one.itertext()) for one in parsed(archive.read(name))]
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                for cell in parsed(archive.read(name)).iter(f"{SPACE}c"):
                    assert cell.find(f"{SPACE}f") is None
                    assert cell.get("t", "n") in {"n", "s", "inlineStr"}
                    found += ["".join(one.itertext()) for one in cell.iter(f"{SPACE}is")]
    return [one.replace("_x000D_", "\r") for one in found]


def check_csv(content: bytes) -> list[str]:
    """Every cell, with whichever separator it is opened; fails where one would be run."""
    text = content.decode("utf-8-sig")
    for separator in ",;\t":
        cells = [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) for cell in row]
        for cell in cells:
            assert cell[:1] not in {"=", "+", "-", "@", "\t", "\r"} or is_number(cell.replace(",", ".")), cell
    return cells


def evil_catalog(catalog: Catalog) -> Catalog:
    """The catalogue with formulas where people wrote names."""
    changed = catalog.model_dump()
    for one in changed["indicators"]:
        one["name"] = one["numerator"] = one["unit"] = {"es": "=1+1", "en": "@SUM(A1)"}
    for one in changed["sources"]:
        one["name"] = {"es": "-1-1", "en": "+1+1"}
    changed["areas"][-1]["name"] = "=HYPERLINK(1)"
    return Catalog.model_validate(changed)


@pytest.mark.parametrize("t", LANGUAGES, ids=["es", "en"])
def test_the_form_of_a_source_holds_no_formula(t, catalog):
    evil = evil_catalog(catalog)
    assert "=HYPERLINK(1)" in texts_of(template(evil.source[FORM], evil, t, "xlsx")), "text stays readable"
    check_csv(template(evil.source[FORM], evil, t, "csv"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_form_of_records_holds_no_formula(kind):
    source = real_catalog().source[f"records_{kind}"]
    evil = source.model_copy(update={"name": source.name.model_copy(update={"es": "=1+1"})})
    assert "=1+1" in texts_of(template(evil, real_catalog(), Text("es"), "xlsx"))
    check_csv(template(evil, real_catalog(), Text("es"), "csv"))


@pytest.mark.parametrize("evil", EVIL)
def test_the_scorecard_holds_no_formula(evil):
    row = a_row("es").model_copy(update={"indicator": evil, "sentence": evil, "source": evil, "value": -1.5})
    check_csv(scorecard_csv([row], Text("es")))
    check_csv(scorecard_csv([row], Text("en")))
    book = scorecard_xlsx([row], Text("es"))
    assert any(one.strip() == evil.strip() for one in texts_of(book))


def test_a_formula_stays_text_when_its_cell_is_edited():
    """The style of such a cell has Excel's mark for a text that begins with an apostrophe."""
    row = a_row("es").model_copy(update={"indicator": "=1+1"})
    book = scorecard_xlsx([row], Text("es"))
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = parsed(archive.read("xl/styles.xml")).find(f"{SPACE}cellXfs")
    style = int(re.search(r'<c r="A2" s="(\d+)"', sheet)[1])
    assert styles[style].get("quotePrefix") == "1"


@pytest.mark.parametrize("evil", EVIL)
def test_a_refused_csv_comes_back_without_a_formula(evil, tmp_path, database, catalog):
    quoted = evil.replace('"', '""')
    text = HEADER + f'checkups_complete,"{quoted}",2025-01,1,-5,,"{quoted}"\n'
    path = write(tmp_path, "a.csv", text)
    for t in LANGUAGES:
        content, _ = refused_copy(path, refused(database, catalog, path), t)
        check_csv(content)
        assert ",-5," in content.decode("utf-8-sig"), "a number stays a number"


@pytest.mark.parametrize("evil", EVIL)
def test_reasons_alone_hold_no_formula(evil, tmp_path, database, catalog):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr(f"{evil.replace('/', '')}.csv", HEADER + "x,y,z,1,2,,\n")
    path = write(tmp_path, "=1+1.zip", archive.getvalue())
    content, _ = refused_copy(path, refused(database, catalog, path), Text("es"))
    check_csv(content)


@pytest.mark.parametrize("evil", EVIL)
def test_a_refused_workbook_comes_back_without_a_formula(evil, tmp_path, database, catalog):
    rows = [[*HEADER.strip().split(",")], ["checkups_complete", evil, "2025-01", 1, -5, None, evil]]
    for path in (
        write(tmp_path, "a.xlsx", workbook(rows, sheet="=1+1")),
        write(tmp_path, "a.parquet", parquet({name: [cell] for name, cell in zip(*rows, strict=True)})),
    ):
        content, _ = refused_copy(path, refused(database, catalog, path), Text("es"))
        assert any(one.strip() == evil.strip() for one in texts_of(content)), "text stays readable"
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert b"<v>-5</v>" in archive.read("xl/worksheets/sheet1.xml"), "a number stays a number"
