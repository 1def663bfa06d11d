"""The files of a delivery as tables of DuckDB, in the order of their rows where that is asked for."""

from __future__ import annotations

import secrets
from typing import Any, Final

import duckdb
from duckdb import ColumnExpression, ConstantExpression, DuckDBPyRelation

from bahealth.collect.model import Problem
from bahealth.collect.records.cells import is_readable
from bahealth.collect.records.headers import header_problems
from bahealth.collect.records.model import Cell, RecordKind
from bahealth.collect.records.plan import SentFile
from bahealth.collect.table import UnreadableError
from bahealth.i18n import N_
from bahealth.store import Cursor

ROW: Final = "row_of_the_file"
_MOST_REJECTED: Final = 101
_LONGEST_ROW: Final = 1_000_000  # bytes of a CSV
_STRUCTURE: Final = {
    "TOO MANY COLUMNS": N_("The row has more cells than the first row."),
    "MISSING COLUMNS": N_("The row has fewer cells than the first row."),
    "UNQUOTED VALUE": N_("A quotation mark is not closed, or stands inside a cell."),
    "LINE SIZE OVER MAXIMUM": N_("The row is longer than any record; often a quotation mark is not closed."),
    "INVALID ENCODING": N_("The text is not UTF-8: save the file as CSV UTF-8."),
}
_OTHER_STRUCTURE: Final = N_("The row cannot be read.")
_DAMAGED: Final = N_("The file is damaged: it was cut off, or is not what its name says. Save it again.")


class RefusedColumns(Exception):  # noqa: N818 - reasons for the person who sent the file
    """The columns of a file are not those of its records."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems[0].message)
        self.problems = problems


class OpenFile:
    """One file of a delivery, its columns checked. `types` are those in which it holds them, by name."""

    def __init__(self, con: Cursor, file: SentFile, kind: RecordKind) -> None:
        """Raises UnreadableError where the file cannot be opened, or its columns cannot be those of `kind`."""
        self._con, self._kind = con, kind
        self.file = file
        self._rejects = f"rejects_{secrets.token_hex(4)}"
        try:
            first = self._read()
        except duckdb.Error as problem:
            raise damaged(file) from problem
        header, stored = first.columns, [str(one) for one in first.types]
        if problems := list(header_problems(file.name, file.header or header, kind)):
            raise RefusedColumns(problems)
        for name, kept in zip(header, stored, strict=True):
            if not is_readable(kept):
                message = N_("A column holds what cannot be read as numbers, texts or dates: %(seen)s.")
                raise RefusedColumns(
                    [Problem(file=file.name, column=name, seen=f"{name}: {kept}"[:100], message=message)]
                )
        self.types = dict(zip(header, stored, strict=True))

    def rows(self) -> DuckDBPyRelation:
        """Every row, in any order; rows whose cells cannot be told apart are left out and kept for `rejected`."""
        if self.file.separator is None:
            return self._with_comunas(self._read())
        rejects = {"rejects_table": self._rejects, "rejects_scan": f"{self._rejects}_scan"}
        return self._with_comunas(self._read(store_rejects=True, rejects_limit=_MOST_REJECTED, **rejects))

    def numbered_rows(self) -> DuckDBPyRelation:
        """Every row with its number in ROW, blank ones not counted; 1 is a CSV's header, in Parquet the first row."""
        if self.file.separator is None:
            rows, number = self._read(file_row_number=True), ColumnExpression("file_row_number") + ConstantExpression(1)
        else:
            rows = self._read().row_number("OVER ()", "*")
            number = ColumnExpression(rows.columns[-1]) + ConstantExpression(1)  # the header is row 1
        columns = [ColumnExpression(one) for one in self.types]
        return self._with_comunas(rows.select(*columns, number.alias(ROW)))

    def rejected(self) -> list[Problem]:
        """After `rows` was read to its end: the first rows of a CSV whose cells could not even be told apart."""
        if self.file.separator is None:
            return []
        found = self._con.table(self._rejects).select("line", "error_type").order("line").fetchall()
        reasons = {line: _STRUCTURE.get(error, _OTHER_STRUCTURE) for line, error in found}
        return [Problem(file=self.file.name, row=line, message=message) for line, message in reasons.items()]

    def _read(self, **more: Any) -> DuckDBPyRelation:
        if self.file.separator is None:
            return self._con.read_parquet(str(self.file.path), **more)
        return self._con.read_csv(
            str(self.file.path),
            columns=dict.fromkeys(self.file.header, "VARCHAR"),
            auto_detect=False,
            header=True,
            delimiter=self.file.separator,
            quotechar='"',
            escapechar='"',
            max_line_size=_LONGEST_ROW,
            **more,
        )

    def _with_comunas(self, rows: DuckDBPyRelation) -> DuckDBPyRelation:
        """For a kind that names blocks, the known block and its comuna beside each row."""
        block = next((one.name for one in self._kind.columns if one.cell is Cell.BLOCK), None)
        if block is None:
            return rows
        is_same = ColumnExpression(block).cast("VARCHAR") == ColumnExpression("block_id")
        return rows.join(self._con.table("block"), is_same, how="left")


def damaged(file: SentFile) -> UnreadableError:
    """The reason for a file that its library cannot read; what the library says may repeat what stands in it."""
    return UnreadableError(Problem(file=file.name, message=_DAMAGED))
