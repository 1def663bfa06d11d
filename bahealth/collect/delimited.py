"""Text tables: encoding and separator are found, not guessed from the machine's settings."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import partial
from typing import Final, TextIO

from bahealth.collect.model import Problem
from bahealth.collect.table import (
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TEXT_CELLS,
    TOO_MANY_CELLS,
    Cells,
    Table,
    UnreadableError,
    header_of,
)
from bahealth.i18n import N_

_CHUNK: Final = 1 << 20
_WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


def encoding_of(label: str, content: bytes) -> str:
    """`utf-8`, or `windows-1252` for what is not UTF-8; refuses UTF-16 and binary content."""
    if content.startswith(_WIDE_MARKS):
        message = N_("The text is written in %(seen)s; save the file as CSV UTF-8.")
        raise UnreadableError(Problem(file=label, seen="UTF-16", message=message))
    if b"\x00" in content:
        row = content[: content.index(b"\x00")].count(b"\n") + 1
        message = N_("The file contains NUL bytes: it is damaged or not a text file.")
        raise UnreadableError(Problem(file=label, row=row, message=message))
    try:
        for _ in iter(partial(_text(content, "utf-8").read, _CHUNK), ""):
            pass
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def _text(content: bytes, encoding: str) -> TextIO:
    """The characters one after the other: all at once they may take four bytes each."""
    codec = "utf-8-sig" if encoding == "utf-8" else "latin-1"
    return io.TextIOWrapper(io.BytesIO(content), encoding=codec, newline="")


def separator_of(text: str) -> str:
    """The separator that stands most often in the first line, outside quotes; comma when none does."""
    line = text.lstrip("\r\n").partition("\n")[0]
    outside = "".join(line.split('"')[::2])
    return max((",", ";", "\t"), key=outside.count)


def delimited_table(label: str, member: str, content: bytes) -> Table:
    """The table in `content`; refuses what a spreadsheet could not open either."""
    encoding = encoding_of(label, content)
    first = next((line for line in _text(content, encoding) if line.strip()), None)
    if first is None:
        raise UnreadableError(Problem(file=label, message=N_("The file is empty.")))
    separator = separator_of(first)

    def rows() -> Iterator[Cells]:
        yield from csv.reader(_text(content, encoding), delimiter=separator, strict=True)

    header = _checked(label, rows())
    return Table(label, member, header, rows, encoding, separator)


def _checked(label: str, rows: Iterator[Cells]) -> tuple[str, ...]:
    header: tuple[str, ...] = ()
    number = count = 0
    try:
        for cells in rows:
            number += 1
            count += len(cells)
            if number == 1:
                header = header_of(cells)
            if len(cells) > MAX_COLUMNS:
                message = N_("The row has %(seen)s columns; at most %(limit)s are read.")
                values = {"limit": str(MAX_COLUMNS)}
                raise UnreadableError(
                    Problem(file=label, row=number, seen=str(len(cells)), message=message, values=values)
                )
            if number > MAX_ROWS:
                message = N_("The file has more than %(limit)s rows. Send it in parts.")
                raise UnreadableError(Problem(file=label, row=number, message=message, values={"limit": str(MAX_ROWS)}))
            if count > MAX_TEXT_CELLS:
                values = {"limit": str(MAX_TEXT_CELLS)}
                problem = Problem(file=label, row=number, seen=str(count), message=TOO_MANY_CELLS, values=values)
                raise UnreadableError(problem)
    except csv.Error as problem:
        message = N_("The row cannot be read, often because a quotation mark is not closed, or a cell is very long.")
        raise UnreadableError(Problem(file=label, row=number + 1, message=message)) from problem
    return header
