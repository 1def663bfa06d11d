"""Workbooks (XLSX, XLS) and Parquet files as tables."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, XmlError, ZipError

from bahealth.collect.model import Problem
from bahealth.collect.table import MAX_COLUMNS, MAX_ROWS, Cells, Table, UnreadableError, header_of
from bahealth.collect.unpack import MAX_CELLS, MAX_UNPACKED
from bahealth.i18n import N_

_BOOK_ERRORS: Final = (CalamineError, PasswordError, XmlError, ZipError, OSError, ValueError, OverflowError)
MAX_TEXT: Final = 10_000  # characters of one cell


def book_tables(name: str, content: bytes) -> tuple[Table, ...]:
    """One table per sheet that is not empty."""
    tables: list[Table] = []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for sheet_name in book.sheet_names:
            sheet = book.get_sheet_by_name(sheet_name)
            _check_extent(name, sheet.height * sheet.width)
            rows = sheet.to_python(skip_empty_area=False)
            if any(cell != "" for row in rows for cell in row):
                tables.append(_table(f"{name} / {sheet_name}", name, rows))
    except _BOOK_ERRORS as problem:
        raise _unreadable(name, problem) from problem
    except BaseException as problem:
        # The library is Rust; its panics arrive as a BaseException that it does not export.
        if type(problem).__name__ == "PanicException":
            raise _unreadable(name, problem) from problem
        raise
    if not tables:
        raise UnreadableError(Problem(file=name, message=N_("The file is empty.")))
    return tuple(tables)


def _check_extent(name: str, cells: int) -> None:
    if cells > MAX_CELLS:
        message = N_("A sheet reaches over %(seen)s cells; at most %(limit)s are read. Delete empty rows.")
        raise UnreadableError(Problem(file=name, seen=str(cells), message=message, values={"limit": str(MAX_CELLS)}))


def _unreadable(name: str, problem: BaseException) -> UnreadableError:
    message = N_("The workbook is damaged or protected by a password: %(seen)s")
    return UnreadableError(Problem(file=name, seen=str(problem)[:200], message=message))


def _table(label: str, member: str, rows: list[Cells]) -> Table:
    def each() -> Iterator[Cells]:
        return iter(rows)

    return Table(label, member, header_of(rows[0]), each)


def parquet_table(name: str, content: bytes) -> Table:
    """The one table of a Parquet file; text stays in its dictionary while it is measured."""
    try:
        described = pq.ParquetFile(io.BytesIO(content)).schema_arrow
        texts = [field.name for field in described if pa.types.is_string(field.type)]
        file = pq.ParquetFile(io.BytesIO(content), read_dictionary=texts)
        _check_size(name, file.metadata)
        columns = [_values(name, column) for column in file.read().columns]
    except (pa.ArrowException, OSError, ValueError, OverflowError, NotImplementedError) as problem:
        message = N_("The Parquet file cannot be read: %(seen)s")
        raise UnreadableError(Problem(file=name, seen=str(problem)[:200], message=message)) from problem
    header = header_of(described.names)

    def rows() -> Iterator[Cells]:
        yield list(header)
        for row in zip(*columns, strict=True):
            yield list(row)

    return Table(name, name, header, rows)


def _check_size(name: str, metadata: Any) -> None:
    unpacked = sum(metadata.row_group(one).total_byte_size for one in range(metadata.num_row_groups))
    if metadata.num_rows > MAX_ROWS:
        message = N_("The file has more than %(limit)s rows. Send it in parts.")
        raise UnreadableError(Problem(file=name, message=message, values={"limit": str(MAX_ROWS)}))
    if metadata.num_columns > MAX_COLUMNS:
        message = N_("The row has %(seen)s columns; at most %(limit)s are read.")
        values = {"limit": str(MAX_COLUMNS)}
        raise UnreadableError(Problem(file=name, seen=str(metadata.num_columns), message=message, values=values))
    if unpacked > MAX_UNPACKED:
        message = N_("The file grows to %(seen)s or more when it is opened: it is refused for safety.")
        raise UnreadableError(Problem(file=name, seen=f"{unpacked / 1e6:.0f} MB", message=message))


def _values(name: str, column: Any) -> list[Any]:
    values: list[Any] = []
    for chunk in column.chunks:
        if not isinstance(chunk, pa.DictionaryArray):
            values += chunk.to_pylist()
            continue
        words: list[Any] = chunk.dictionary.to_pylist()
        if any(word is not None and len(word) > MAX_TEXT for word in words):
            message = N_("A text has more than %(limit)s characters.")
            raise UnreadableError(Problem(file=name, message=message, values={"limit": str(MAX_TEXT)}))
        values += [None if index is None else words[index] for index in chunk.indices.to_pylist()]
    return values
