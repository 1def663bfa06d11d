"""What the process that reads a delivery of records is given, and what it answers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from pydantic import Field

from bahealth.collect.model import Problem
from bahealth.frozen import Frozen

# Buenos Aires has been three hours behind UTC all year since 15 March 2009 (decree 1705/2008 set the end of the last
# summer time); earlier instants are not taken.
BEHIND_UTC: Final = timedelta(hours=3)
FIRST_INSTANT: Final = datetime(2009, 3, 15, 3)  # noqa: DTZ001 - UTC without a zone
FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(9999, 12, 31)


class SentFile(Frozen):
    """One file of a delivery. `separator` is None for Parquet, `header` the columns of a CSV."""

    name: str
    path: Path
    separator: str | None = None
    header: tuple[str, ...] = ()


class Plan(Frozen):
    """Everything that the process needs. `secret` goes through a pipe, never through arguments or the environment."""

    kind: str
    files: tuple[SentFile, ...]
    folder: Path
    blocks_file: Path
    comunas: tuple[str, ...]
    departments: tuple[str, ...]
    secret: str = Field(repr=False)
    at: datetime = Field(description="now, UTC")
    memory_limit: str
    threads: int
    most_bytes: int = Field(description="address space of the process")
    most_seconds: int = Field(description="of processor")

    @property
    def today(self) -> date:
        """The day in Buenos Aires."""
        return (self.at - BEHIND_UTC).date()


class Outcome(Frozen):
    """What was staged, or why nothing was. `content` does not depend on the order of rows or files."""

    problems: tuple[Problem, ...] = ()
    row_count: int = 0
    content: str = ""
    first_on: date | None = None
    last_on: date | None = None
