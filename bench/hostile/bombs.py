"""Small files that ask for very much: memory, time, or an answer about a file that is not theirs."""

from __future__ import annotations

import bz2
import functools
import gzip
import io
import struct
import zipfile
import zlib
from typing import Final

from bench.hostile.packing import as_workbook, zipped

_MAIN: Final = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ZEROS: Final = 300_000_000


@functools.cache
def small() -> tuple[tuple[str, bytes], ...]:
    """Name and content of each; none is above 2 MB."""
    zeros = b"0" * 60_000_000
    return (
        ("deflated.zip", zipped({"a.csv": zeros})),
        ("bz2.zip", zipped({"a.csv": zeros}, zipfile.ZIP_BZIP2)),
        ("lzma.zip", zipped({"a.csv": zeros}, zipfile.ZIP_LZMA)),
        ("says-little-bz2.zip", _says_little(bz2.compress(b"0" * _ZEROS), method=12, size=100)),
        ("says-little.zip", _says_little(_deflated(_ZEROS), method=8, size=100)),
        ("gzip.csv.gz", gzip.compress(zeros)),
        ("gzip-many-members.csv.gz", gzip.compress(b"0" * 1_000_000) * 60),
        ("gzip-empty-members.csv.gz", gzip.compress(b"") * 20_000),
        ("nested.zip", zipped({"a.zip": zipped({"a.csv": zeros})})),
        ("same-place.zip", _same_place(150)),
        ("zeros.xlsx", _book(sheet=b" " * 60_000_000)),
        ("far-cell.xlsx", _book(sheet=_sheet(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))),
        ("laughs.xlsx", _book(texts=_laughs())),
        ("outside.xlsx", _book(texts=b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + _texts(b"&e;"))),
        ("impossible.xlsx", _book(sheet=_sheet(b'<row r="4294967295"><c r="ZZZZZZZ4294967295"><v>1</v></c></row>'))),
        ("quotes.csv", b"indicator,area,period,value\n" + b'"' * 1_000_001),
        ("one-cell.csv", b"indicator,area,period,value\n" + b"x" * 2_000_000),
        ("blank-rows.csv", b"indicator,area,period,value\n" + b"\n" * 2_000_000),
        ("separators.csv.gz", gzip.compress((b"," * 190 + b"\n") * 9000)),
    )


def _deflated(size: int) -> bytes:
    squeeze = zlib.compressobj(wbits=-15)
    return squeeze.compress(b"0" * size) + squeeze.flush()


def _says_little(packed: bytes, *, method: int, size: int) -> bytes:
    """An archive whose member is far larger than its headers say."""
    name = b"a.csv"
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, method, 0, 33, 0, len(packed), size, len(name), 0)
    central = struct.pack(
        "<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, method, 0, 33, 0, len(packed), size, len(name), 0, 0, 0, 0, 0, 0
    )
    start = len(local) + len(name) + len(packed)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, len(central) + len(name), start, 0)
    return local + name + packed + central + name + end


def _same_place(members: int) -> bytes:
    """An archive of which all members are the same bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.csv", b"a,b\n" * 500_000)
        first = archive.infolist()[0]
        for place in range(1, members):
            other = zipfile.ZipInfo(f"{place}.csv")
            for field in ("header_offset", "compress_size", "file_size", "CRC", "compress_type"):
                setattr(other, field, getattr(first, field))
            archive.filelist.append(other)
            archive.NameToInfo[other.filename] = other
    return content.getvalue()


def _book(**members: bytes) -> bytes:
    """A workbook in which the sheet or the shared texts are others."""
    paths = {"xl/worksheets/sheet1.xml": "sheet", "xl/sharedStrings.xml": "texts"}
    good = as_workbook({"Data": [["indicator", "area", "period", "value"], ["checkups_six", "city", "2025-01", 5.0]]})
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        return zipped({name: members.get(paths.get(name, ""), archive.read(name)) for name in archive.namelist()})


def _sheet(rows: bytes) -> bytes:
    return b'<?xml version="1.0"?><worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (_MAIN, rows)


def _texts(inner: bytes) -> bytes:
    return b'<sst xmlns="%s">%s</sst>' % (_MAIN, b"<si><t>%s</t></si>" % inner * 10)


def _laughs() -> bytes:
    entities = b"".join(b'<!ENTITY %c "%s">' % (98 + n, (b"&%c;" % (97 + n)) * 10) for n in range(9))
    return b'<!DOCTYPE x [<!ENTITY a "%s">%s]>' % (b"A" * 50, entities) + _texts(b"&j;")
