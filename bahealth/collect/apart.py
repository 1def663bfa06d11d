"""The program of the process in which workbooks and Parquet files are opened: `python -I apart.py SUFFIX LIMITS`.

The libraries that open them are not Python: a hostile file can make them panic, abort or ask for all the memory there
is. Here that ends this process alone. It knows nothing of BA Salud: bytes come in on stdin, and lines of JSON go out:
`{"table": name}` before each table, one list of cells for each row, `{"problem": name, "seen": text}` at the first
reason to stop, and `{"end": true}` last. A date is `{"day": "2024-03-01"}`, an instant `{"at": "2024-03-01T00:00:00"}`.
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any


class _Stop(Exception):  # noqa: N818 - a reason for the person who sent the file
    """Why the file is not read further."""

    def __init__(self, problem: str, seen: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.seen = seen


def main(suffix: str, limits: dict[str, int]) -> None:
    """Read the file on stdin within `limits`: bytes, seconds, cells, rows, columns, characters, unpacked."""
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, limits["bytes"]),
        (resource.RLIMIT_CPU, limits["seconds"]),
    ):
        with contextlib.suppress(ValueError, OSError):  # not every system has every limit
            resource.setrlimit(kind, (most, most))
    content = sys.stdin.buffer.read()
    try:
        _say_all(_parquet(content, limits) if suffix == ".parquet" else _workbook(content, limits), limits["unpacked"])
    except _Stop as stop:
        _say({"problem": stop.problem, "seen": stop.seen})
    except Exception:  # noqa: BLE001 - what the library says is not for the person who sent the file
        _say({"problem": "unreadable", "seen": ""})
    _say({"end": True})


def _say_all(lines: Iterator[dict[str, Any] | list[Any]], most_characters: int) -> None:
    told = 0
    for line in lines:
        told += _say(line)
        if told > most_characters:
            raise _Stop("unpacked", f"{told / 1e6:.0f} MB")


def _as_json(cell: Any) -> dict[str, str] | str:
    if isinstance(cell, datetime):
        return {"at": cell.replace(tzinfo=None).isoformat()}
    return {"day": cell.isoformat()} if isinstance(cell, date) else str(cell)


_written = json.JSONEncoder(default=_as_json).encode


def _say(line: dict[str, Any] | list[Any]) -> int:
    """Write a line; its length."""
    return sys.stdout.write(_written(line) + "\n")


def _workbook(content: bytes, limits: dict[str, int]) -> Iterator[dict[str, Any] | list[Any]]:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - only one of the two libraries is needed

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    cells = 0
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        cells += (sheet.total_height + 1) * (sheet.total_width + 1)  # from A1 to the last one
        if cells > limits["cells"]:
            raise _Stop("cells", str(cells))
        yield {"table": name}
        yield from sheet.to_python(skip_empty_area=False)


def _parquet(content: bytes, limits: dict[str, int]) -> Iterator[dict[str, Any] | list[Any]]:
    import pyarrow as pa  # noqa: PLC0415 - see above
    import pyarrow.parquet as pq  # noqa: PLC0415

    described = pq.ParquetFile(io.BytesIO(content)).schema_arrow
    texts = [field.name for field in described if pa.types.is_string(field.type)]  # measured in their dictionary
    file = pq.ParquetFile(io.BytesIO(content), read_dictionary=texts)
    _check_size(file.metadata, limits)
    yield {"table": ""}
    yield list(described.names)
    for column in file.schema_arrow:
        if pa.types.is_nested(column.type) or pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
            raise _Stop("type", f"{column.name}: {column.type}")
    columns = [_values(column, limits["characters"]) for column in file.read().columns]
    for row in zip(*columns, strict=True):
        yield list(row)


def _check_size(metadata: Any, limits: dict[str, int]) -> None:
    unpacked = sum(metadata.row_group(one).total_byte_size for one in range(metadata.num_row_groups))
    if metadata.num_rows > limits["rows"]:
        raise _Stop("rows")
    if metadata.num_columns > limits["columns"]:
        raise _Stop("columns", str(metadata.num_columns))
    if metadata.num_rows * metadata.num_columns > limits["cells"]:
        raise _Stop("cells", str(metadata.num_rows * metadata.num_columns))
    if unpacked > limits["unpacked"]:
        raise _Stop("unpacked", f"{unpacked / 1e6:.0f} MB")


def _values(column: Any, most_characters: int) -> list[Any]:
    values: list[Any] = []
    for chunk in column.chunks:
        words = chunk.dictionary.to_pylist() if hasattr(chunk, "dictionary") else None
        found = chunk.to_pylist() if words is None else words
        if any(isinstance(word, str) and len(word) > most_characters for word in found):
            raise _Stop("characters")
        values += found if words is None else [None if one is None else words[one] for one in chunk.indices.to_pylist()]
    return values


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
