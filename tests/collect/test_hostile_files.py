"""Whatever is sent, the answer is a reason, never a trace, and the store stays as it was."""

from __future__ import annotations

import gzip
import io
import os
import random
import subprocess
import sys
import zipfile
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bahealth.collect.commands import preview_delivery
from bahealth.collect.delimited import encoding_of
from bahealth.collect.returned import problem_line, refused_copy
from bahealth.i18n import Text
from tests.collect.samples import AT, FORM, GOOD, HEADER, parquet, refused, store_checksum, workbook, write
from tests.running import environment

ROW = "checkups_complete,city,2025-01,70,100,,\n"


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return content.getvalue()


def nameless(members: dict[str, bytes]) -> bytes:
    """An archive whose list gives its last member no name (of one letter before)."""
    content = bytearray(zipped(members))
    at = content.rindex(b"PK\x01\x02")
    content[at + 28], content[at + 30] = 0, 1  # the letter counts as a remark of the system
    return bytes(content)


def book_with(**members: bytes) -> bytes:
    """A workbook in which some members are replaced: `sheet` and `texts` (the shared strings)."""
    paths = {"xl/worksheets/sheet1.xml": "sheet", "xl/sharedStrings.xml": "texts"}
    with zipfile.ZipFile(io.BytesIO(workbook([line.split(",") for line in GOOD.strip().split("\n")]))) as archive:
        return zipped({name: members.get(paths.get(name, ""), archive.read(name)) for name in archive.namelist()})


def sheet(rows: bytes) -> bytes:
    return b'<?xml version="1.0"?><worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (MAIN, rows)


def texts(inner: bytes, before: bytes = b"") -> bytes:
    return b'<?xml version="1.0"?>%s<sst xmlns="%s">%s</sst>' % (before, MAIN, inner)


MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "%s">%s]>' % (
    b"A" * 50,
    b"".join(b'<!ENTITY %c "%s">' % (98 + n, (b"&%c;" % (97 + n)) * 10) for n in range(9)),
)
OUTSIDE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
MANY_CELLS = book_with(sheet=sheet(b'<row r="40000"><c r="GR40000"><v>1</v></c></row>'))
FAR = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
LONG = random.Random(1).randbytes(50_000).hex().encode()  # noqa: S311 - text that does not compress
# Cell XFD1048576 written as XML allows, a row and a column beyond every limit, and one long text in 40,000 cells.
GREEDY_BOOKS = {
    "far cell": book_with(sheet=sheet(FAR[FAR.index(b"</row>") + 6 :])),
    "far cell and the first": book_with(sheet=sheet(FAR)),
    "far cell, other quotes": book_with(sheet=sheet(b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>")),
    "far cell, other blanks": book_with(sheet=sheet(b'<row\nr = "1048576"><c\nr = "XFD1048576"><v>1</v></c></row>')),
    "impossible cell": book_with(sheet=sheet(b'<row r="4294967295"><c r="ZZZZZZZ4294967295"><v>1</v></c></row>')),
    "one text many times": book_with(
        texts=texts(b"<si><t>%s</t></si>" % LONG),
        sheet=sheet(b"".join(b"<row>%s</row>" % (b'<c t="s"><v>0</v></c>' * 100) for _ in range(400))),
    ),
}


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
    "many cells of text": ("a.csv", (b"," * 199 + b"\n") * 60_100, "celdas"),
    "million columns": ("a.csv", "x," * 1_000_000, "columnas"),
    "duplicate column": ("a.csv", "indicator,area,period,value,value\n", "dos veces"),
    "unknown column": ("a.csv", "indicator,area,period,value,sex\n", "sex"),
    "zip bomb": ("a.zip", zipped({"a.csv": b"0" * 60_000_000}), "por seguridad"),
    "gzip bomb": ("a.csv.gz", gzip.compress(b"0" * 60_000_000), "por seguridad"),
    "nested zip": ("a.zip", zipped({"b.zip": zipped({"c.csv": b"x"})}), "solo puede contener"),
    "nameless member": ("a.zip", nameless({"a": GOOD.encode()}), "dañado"),
    "many members": ("a.zip", zipped({f"{n}.csv": b"x" for n in range(300)}), "300"),
    "cut gzip": ("a.csv.gz", gzip.compress(GOOD.encode())[:-9], "cortado"),
    "cut zip": ("a.zip", zipped({"a.csv": GOOD.encode()})[:-30], "dañado"),
    "workbook bomb": ("a.xlsx", zipped({"xl/workbook.xml": b"x", "xl/s.xml": b" " * 60_000_000}), "seguridad"),
    **{name: ("a.xlsx", content, "columnas vacías") for name, content in GREEDY_BOOKS.items()},
    "many cells": ("a.xlsx", MANY_CELLS, "8000000 celdas"),
    "billion laughs": ("a.xlsx", book_with(texts=texts(b"<si><t>&j;</t></si>", LAUGHS)), "dañado"),
    "outside entity": ("a.xlsx", book_with(texts=texts(b"<si><t>&e;</t></si>" * 20, OUTSIDE)), ""),
    "two forms": ("a.zip", zipped({"a.csv": GOOD.encode(), "b.csv": GOOD.encode()}), "deje uno solo"),
    "too many problems": ("a.csv", HEADER + "".join(f"x{n},y{n},z,1,2,,\n" for n in range(100_000)), "Hay más de 1000"),
    "nested parquet": ("a.parquet", parquet({"indicator": [["x"]], "area": ["x"], "period": ["x"]}), "list"),
    "400 digits": ("a.csv", HEADER + f"checkups_complete,city,2025-01,{'1' * 400},100,,\n", "no es un número"),
    "1e308": ("a.csv", HEADER + "checkups_complete,city,2025-01,1e308,100,,\n", "posible"),
    "places in the name of a thing": ("a.csv", HEADER + "%(seen)s %d %%,city,2025-01,1,2,,\n", "%(seen)s %d %%"),
    "broken xls": ("a.xls", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "dañado"),
    "broken parquet": ("a.parquet", b"PAR1" + b"\x00" * 100 + b"PAR1", "dañado"),
    "deep json": ("a.json", "[" * 200_000, "JSON"),
    "json with half a character": ("a.json", '{"censo": {"comunas": {"\\ud800": {"pob": 1}}}}', "JSON"),
    "json with a name twice": ("a.json", '{"censo": 1,\n"censo": 2}', "dos veces"),
    "json in pieces": ("a.json", '{"censo":\n[1,', "cortado"),
    "bzip2 bomb": ("a.zip", zipped({"a.csv": b"0" * 60_000_000}, zipfile.ZIP_BZIP2), "ZIP común"),
    "lzma bomb": ("a.zip", zipped({"a.csv": b"0" * 60_000_000}, zipfile.ZIP_LZMA), "ZIP común"),
    "short row before the indicator": ("a.csv", "value,indicator,area,period\n5\n", "No existe el indicador"),
    "cell under no name": (
        "a.csv",
        "indicator,area,period,value,,\ncheckups_complete,city,2025-01,5,7,\n",
        "separador",
    ),
    "underscore in a number": ("a.csv", HEADER + "checkups_complete,city,2025-01,1_0,100,,\n", "no es un número"),
    "digits of another script": ("a.csv", HEADER + "checkups_complete,city,2025-01,٣,100,,\n", "no es un número"),
    "year of another script": ("a.csv", HEADER + "checkups_complete,city,٢٠٢٥-01,3,100,,\n", "no es un período"),
    "time of day": (
        "a.parquet",
        parquet(
            {"indicator": ["checkups_complete"], "area": ["city"], "period": [datetime(2025, 1, 1, 13)], "value": [5.0]}
        ),
        "no es un período",
    ),
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


def test_reasons_repeat_nothing_that_a_library_said(tmp_path, database, catalog):
    """Its words are English, and often Python's or Rust's."""
    for name, content in (
        ("a.zip", b"PK\x03\x04" + b"x" * 99),
        ("a.csv.gz", b"\x1f\x8b" + b"x" * 99),
        ("a.json", b"[1,"),
        ("a.csv", (HEADER + '"x').encode()),
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"\x00" * 600),
        ("a.parquet", b"PAR1" + b"\x00" * 100 + b"PAR1"),
    ):
        (problem,) = refused(database, catalog, write(tmp_path, name, content))
        assert not problem.seen


@pytest.mark.parametrize("before", range(1_048_573, 1_048_579))
def test_encodings_are_told_apart_also_where_a_character_lies_across_two_pieces(before):
    text = b"x" * before + "ñ".encode()
    assert encoding_of("a.csv", text) == "utf-8"
    assert encoding_of("a.csv", text[:-1]) == "windows-1252"
    assert encoding_of("a.csv", text[:-1] + b"x" * 2_000_000) == "windows-1252"


def test_many_small_members_of_a_gzip_are_read_once_each(tmp_path, database, catalog):
    """Each copied what followed it: a file of 20 MB, all of it empty members, would have taken days."""
    content = gzip.compress(b"") * 5000 + gzip.compress(GOOD.encode())
    path = write(tmp_path, "a.csv.gz", content)
    assert preview_delivery(database, catalog, source_id=FORM, files=[path], at=AT).row_count == 2


@pytest.mark.parametrize("case", FILES)
def test_file_is_refused_with_its_reason_and_nothing_changes(case, tmp_path, database, catalog):
    name, content, reason = FILES[case]
    path = write(tmp_path, name, content)
    problems = refused(database, catalog, path)
    lines = [problem_line(one, Text("es")) for one in problems]
    assert any(reason in line for line in lines), lines
    assert all("%(" not in line or "%(seen)s %d" in line for line in lines)
    assert not any("root:" in line for line in lines)
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
    ("a.zip", zipped({"a.csv": GOOD.encode()})),
    ("a.xlsx", workbook([line.split(",") for line in GOOD.strip().split("\n")])),
    (
        "a.parquet",
        parquet({"indicator": ["checkups_complete"], "area": ["city"], "period": ["2025-01"], "value": [70.0]}),
    ),
]


def mutated(content: bytes, seed: int) -> bytes:
    chance = random.Random(seed)  # noqa: S311 - a mutation, not a secret
    changed = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(changed))
        match chance.randrange(3):
            case 0:
                changed[place] = chance.randrange(256)
            case 1:
                del changed[place : place + chance.randrange(1, 20)]
            case _:
                changed[place:place] = chance.choice(
                    [chance.randbytes(3), b"9" * 400, b'"', b",", b";\r", "\u202e".encode()]
                )
        changed = changed or bytearray(b"x")
    return bytes(changed)


@pytest.fixture
def untouched(database):
    """The store's checksum before anything is sent."""
    return store_checksum(database)


@pytest.mark.slow
@settings(
    max_examples=int(os.environ.get("MUTATIONS", "200")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(which=st.sampled_from([*VALID[:3] * 5, *VALID[3:]]), seed=st.integers(0, 2**32))
def test_mutated_file_is_read_or_refused_but_never_breaks(  # noqa: PLR0917 - by name
    which, seed, tmp_path, database, untouched, catalog
):
    """`MUTATIONS=3000` tries more. A workbook or Parquet file takes a process, so that is one in eight."""
    name, content = which
    path = write(tmp_path, name, mutated(content, seed))
    preview = preview_delivery(database, catalog, source_id=FORM, files=[path], at=AT)
    assert preview.problems or preview.row_count
    refused_copy(path, preview.problems, Text("en"))
    assert store_checksum(database) == untouched


READ_WITH_LITTLE = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000,) * 2)
from pathlib import Path
from bahealth.collect.table import UnreadableError
from bahealth.collect.upload import open_upload
for name in sys.argv[1:]:
    try:
        open_upload(Path(name))
    except UnreadableError as unreadable:
        print("refused")
"""


@pytest.mark.slow
def test_a_greedy_file_ends_its_own_process_and_nothing_is_heard_of_it(tmp_path):
    files = [write(tmp_path, f"{place}.xlsx", content) for place, content in enumerate(GREEDY_BOOKS.values())]
    files.append(write(tmp_path, "bomb.csv.gz", gzip.compress(b"0" * 100_000_000)))
    done = subprocess.run(
        [sys.executable, "-c", READ_WITH_LITTLE, *map(str, files)],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["refused"] * len(files)
