"""One upload: a file, what it was made to be, and what must come of it."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

Key = tuple[str, str, date, int]  # indicator, area, first day, months
PLAIN_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


class Says(NamedTuple):
    """What is stated for one key. `note` is compared for the long form alone: other readers write their own."""

    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    sampling_flag: str | None = None
    is_denominator_estimated: bool = False
    note: str | None = None


Truth = dict[Key, Says]


class Fate(StrEnum):
    """What must come of an upload. EITHER: a second reading says what an accepted one has to say."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    EITHER = "either"


class Sample(NamedTuple):
    """`label` is its line in the report. `truth` is known where the file was made row by row."""

    label: str
    source_id: str
    name: str
    content: bytes
    fate: Fate = Fate.EITHER
    truth: Truth | None = None
    made_by: str = ""

    @property
    def opens_apart(self) -> bool:
        """Whether the program opens it in a process of its own, which takes a fifth of a second and more."""
        return self.name.lower().endswith((".xlsx", ".xls", ".parquet")) or self.source_id.startswith("records_")


class UnclearError(Exception):
    """A careful person would not take a figure from this file."""
