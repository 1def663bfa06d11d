"""Whatever is sent, the answer is a reason, never a trace, and the store stays as it was."""

from __future__ import annotations

import gzip
import io
import random
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bahealth.collect.commands import preview_delivery
from bahealth.collect.returned import problem_line, refused_copy
from bahealth.i18n import Text
from bahealth.store import Database
from tests.collect.samples import AT, FORM, GOOD, HEADER, parquet, refused, workbook, write

ROW = "checkups_complete,city,2025-01,70,100,,\n"


def zipped(members: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return content.getvalue()


def far_cell() -> bytes:
    """A workbook of a few kilobytes whose last cell is XFD1048576."""
    content = io.BytesIO(workbook([["indicator"]]))
    with zipfile.ZipFile(content) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    members[sheet] = members[sheet].replace(b"</sheetData>", far)
    return zipped(members)


def utf16() -> bytes:
    return GOOD.encode("utf-16")


FILES = {
    "latin-1": ("a.csv", (HEADER + "checkups_complete,Núñez,2025-01,1,2,,\n").encode("latin-1"), "UTF-8"),
    "utf-16": ("a.csv", utf16(), "UTF-16"),
    "wrong separator": ("a.csv", GOOD.replace(",", "|"), "separadas por"),
    "decimal comma": ("a.csv", HEADER + 'checkups_complete,city,2025-01,,,"7,4",\n', "coma decimal"),
    "comma inside a value": ("a.csv", HEADER + "checkups_complete,city,2025-01,70,100,,a note, cut\n", "separador"),
    "thousands": ("a.csv", HEADER + 'checkups_complete,city,2025-01,70,"1,234,567",,\n', "miles"),
    "empty": ("a.csv", b"", "vacío"),
    "blank": ("a.csv", b"\xef\xbb\xbf  \r\n", "vacío"),
    "header only": ("a.csv", HEADER, "no tiene filas"),
    "wrong extension": ("a.pdf", GOOD, "No se leen"),
    "no extension": ("delivery", GOOD, "No se leen"),
    "workbook named csv": ("a.csv", workbook([["indicator"]]), "contenido es ZIP"),
    "text named xlsx": ("a.xlsx", GOOD, "contenido es TEXT"),
    "workbook named zip": ("a.zip", workbook([["indicator"]]), ".xlsx"),
    "archive named xlsx": ("a.xlsx", zipped({"a.csv": GOOD.encode()}), "no es una planilla"),
    "pdf named csv": ("a.csv", b"%PDF-1.7 ...", "PDF"),
    "nul bytes": ("a.csv", GOOD.encode() + b"\x00\x00", "nulos"),
    "unterminated quote": ("a.csv", GOOD + '"checkups_complete,city', "comilla"),
    "million columns": ("a.csv", "x," * 1_000_000, "columnas"),
    "duplicate column": ("a.csv", "indicator,area,period,value,value\n", "dos veces"),
    "unknown column": ("a.csv", "indicator,area,period,value,sex\n", "sex"),
    "zip bomb": ("a.zip", zipped({"a.csv": b"0" * 60_000_000}), "por seguridad"),
    "gzip bomb": ("a.csv.gz", gzip.compress(b"0" * 60_000_000), "por seguridad"),
    "nested zip": ("a.zip", zipped({"b.zip": zipped({"c.csv": b"x"})}), "solo puede contener"),
    "many members": ("a.zip", zipped({f"{n}.csv": b"x" for n in range(300)}), "300"),
    "cut gzip": ("a.csv.gz", gzip.compress(GOOD.encode())[:-9], "cortado"),
    "cut zip": ("a.zip", zipped({"a.csv": GOOD.encode()})[:-30], "dañado"),
    "workbook bomb": ("a.xlsx", zipped({"xl/workbook.xml": b"x", "xl/s.xml": b" " * 60_000_000}), "seguridad"),
    "far cell": ("a.xlsx", far_cell(), "celdas"),
    "broken xls": ("a.xls", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "dañada"),
    "broken parquet": ("a.parquet", b"PAR1" + b"\x00" * 100 + b"PAR1", "Parquet"),
    "deep json": ("a.json", "[" * 200_000, "JSON"),
    "formula in the note": ("a.csv", HEADER + "checkups_complete,city,2025-01,1,2,,=1+1\n", "fórmula"),
    "formula as area": ("a.csv", HEADER + 'checkups_complete,"=cmd|\'/C calc\'!A0",2025-01,1,2,,\n', "lugar '=cmd"),
    "right-to-left mark": ("a.csv", HEADER + "checkups_complete,comuna\u202e-1,2025-01,1,2,,\n", "U+202E"),
    "control character": ("a.csv", HEADER + "checkups_complete,city,2025-01,1,2,,a\x07b\n", "U+0007"),
    "long note": ("a.csv", HEADER + f"checkups_complete,city,2025-01,1,2,,{'x' * 600}\n", "600"),
    "unknown area": ("a.csv", HEADER + "checkups_complete,Villa Lugan,2025-01,1,2,,\n", "villa lugano"),
    "comuna 16": ("a.csv", HEADER + "checkups_complete,16,2025-01,1,2,,\n", "No existe el lugar 16"),
    "unknown indicator": ("a.csv", HEADER + "checkups_complet,city,2025-01,1,2,,\n", "checkups_complete"),
    "indicator of another source": ("a.csv", HEADER + "births,city,2024,1,,,\n", "deis_vital"),
    "year 0": ("a.csv", HEADER + "checkups_complete,city,0000-01,1,2,,\n", "no es un período"),
    "year 9999": ("a.csv", HEADER + "checkups_complete,city,9999-12,1,2,,\n", "todavía no terminó"),
    "year 1": ("a.csv", HEADER + "checkups_complete,city,0001-01,1,2,,\n", "demasiado antiguo"),
    "future": ("a.csv", HEADER + "checkups_complete,city,2026-06,1,2,,\n", "todavía no terminó"),
    "wrong frequency": ("a.csv", HEADER + "checkups_complete,city,2025,1,2,,\n", "no corresponde al indicador"),
    "month 13": ("a.csv", HEADER + "checkups_complete,city,2025-13,1,2,,\n", "no es un período"),
    "duplicate": ("a.csv", HEADER + ROW + ROW, "también en la fila 2"),
    "numerator above": ("a.csv", HEADER + "checkups_complete,city,2025-01,101,100,,\n", "supera al denominador 100"),
    "negative": ("a.csv", HEADER + "checkups_complete,city,2025-01,-1,100,,\n", "negativo"),
    "infinite": ("a.csv", HEADER + "checkups_complete,city,2025-01,1e999,100,,\n", "no es un número"),
    "not a number": ("a.csv", HEADER + "checkups_complete,city,2025-01,NaN,100,,\n", "no es un número"),
    "huge": ("a.csv", HEADER + "checkups_complete,city,2025-01,1e200,1e201,,\n", "posible"),
    "zero denominator": ("a.csv", HEADER + "checkups_complete,city,2025-01,0,0,,\n", "denominador es cero"),
    "half a person": ("a.csv", HEADER + "checkups_complete,city,2025-01,1.5,100,,\n", "entero"),
    "share above 100": ("a.csv", HEADER + "checkups_complete,city,2025-01,,,100.1,\n", "100"),
    "contradiction": ("a.csv", HEADER + "checkups_complete,city,2025-01,70,100,71,\n", "contradice"),
    "nothing stated": ("a.csv", HEADER + "checkups_complete,city,2025-01,,,,\n", "Una celda vacía no es cero"),
    "numerator alone": ("a.csv", HEADER + "checkups_complete,city,2025-01,7,,,\n", "Faltan"),
    "workbook with NaN text": (
        "a.xlsx",
        workbook([HEADER.strip().split(","), ["checkups_complete", "city", "2025-01", "siete", 10]]),
        "siete",
    ),
    "parquet with infinity": (
        "a.parquet",
        parquet({"indicator": ["checkups_complete"], "area": ["city"], "period": ["2025-01"], "value": [float("inf")]}),
        "no es un número",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_file_is_refused_with_its_reason_and_nothing_changes(case, tmp_path, database, catalog):
    name, content, reason = FILES[case]
    path = write(tmp_path, name, content)
    problems = refused(database, catalog, path)
    lines = [problem_line(one, Text("es")) for one in problems]
    assert any(reason in line for line in lines), lines
    assert all("%(" not in line for line in lines)
    copy, copy_name = refused_copy(path, problems, Text("es"))
    assert copy
    assert "con-motivos" in copy_name


def test_200_mb_file_is_refused_without_being_read(tmp_path, database, catalog, monkeypatch):
    path = tmp_path / "large.csv"
    with path.open("wb") as stream:
        stream.truncate(200_000_000)  # sparse: no disk is used
    monkeypatch.setattr(type(path), "read_bytes", lambda _: pytest.fail("read"))
    (problem,) = refused(database, catalog, path)
    assert "200.0 MB" in problem_line(problem, Text("es"))


def test_missing_file_and_folder_are_named(tmp_path, database, catalog):
    (missing,) = refused(database, catalog, tmp_path / "not-there.csv")
    assert missing.file == "not-there.csv"
    (folder,) = refused(database, catalog, tmp_path)
    assert folder.file == tmp_path.name


def test_one_bad_file_refuses_its_good_neighbour(tmp_path, database, catalog):
    good, bad = write(tmp_path, "good.csv", GOOD), write(tmp_path, "bad.csv", HEADER + "x,city,2025-01,1,2,,\n")
    problems = refused(database, catalog, good, bad)
    assert {one.file for one in problems} == {"bad.csv"}


def test_every_problem_is_listed_with_row_and_column(tmp_path, database, catalog):
    rows = "checkups_complete,comuna-99,2025-01,1,2,,\nchekups,city,2025-99,uno,2,,\n"
    problems = refused(database, catalog, write(tmp_path, "a.csv", HEADER + rows))
    places = {(one.row, one.column) for one in problems}
    assert places == {(2, "area"), (3, "indicator"), (3, "period"), (3, "numerator")}


VALID = [
    ("a.csv", GOOD.encode()),
    ("a.csv.gz", gzip.compress(GOOD.encode())),
    ("a.xlsx", workbook([line.split(",") for line in GOOD.strip().split("\n")])),
    (
        "a.parquet",
        parquet({"indicator": ["checkups_complete"], "area": ["city"], "period": ["2025-01"], "value": [70.0]}),
    ),
    ("a.zip", zipped({"a.csv": GOOD.encode()})),
]


@pytest.mark.slow
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(which=st.sampled_from(VALID), seed=st.integers(0, 2**32), count=st.integers(1, 12))
def test_mutated_file_is_read_or_refused_but_never_breaks(which, seed, count, tmp_path, catalog):
    name, content = which
    chance = random.Random(seed)  # noqa: S311 - a mutation, not a secret
    mutated = bytearray(content)
    for _ in range(count):
        place = chance.randrange(len(mutated))
        match chance.randrange(3):
            case 0:
                mutated[place] = chance.randrange(256)
            case 1:
                del mutated[place : place + chance.randrange(1, 20)]
            case _:
                mutated[place:place] = chance.randbytes(3)
        if not mutated:
            mutated = bytearray(b"x")
    path = write(tmp_path, name, bytes(mutated))
    database = Database(None)
    preview = preview_delivery(database, catalog, source_id=FORM, files=[path], at=AT)
    assert preview.problems or preview.row_count
    refused_copy(path, preview.problems, Text("en"))
    database.close()
