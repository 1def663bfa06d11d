"""What the desk knows: deliveries that are expected, handed in, refused, and values that are contested."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field, Json

from bahealth.catalog.model import Frequency, Level
from bahealth.catalog.periods import Period
from bahealth.collect.model import Preview, Problem
from bahealth.frozen import Frozen

MAX_FILES = 10
MAX_TEXT = 2_000  # characters of a reason or method


class DueStatus(StrEnum):
    """How one expected period of a source stands."""

    ON_TIME = "on_time"
    LATE = "late"  # it came, after its day
    OVERDUE = "overdue"  # its day has passed, and it has not come
    WAITING = "waiting"  # handed in, and not released yet
    DUE = "due"  # its period has ended, its day has not
    AHEAD = "ahead"  # its period has not ended
    BEFORE_WATCH = "before_watch"  # it was due before the source's first delivery, so nobody was waiting


class Line(Frozen):
    """Indicators of one source that are due together: the same frequency and lag."""

    source_id: str
    frequency: Frequency
    lag_months: int
    indicator_ids: tuple[str, ...]


class Received(Frozen):
    """For how many areas of a level a period of an indicator has a value, and since when the first."""

    indicator_id: str
    level: Level
    period_start: date
    period_months: int
    area_count: int
    first_at: datetime
    is_simulated: bool = False

    @property
    def period(self) -> Period:
        """What the values are about."""
        return Period(self.period_start, self.period_months)


class DueCell(Frozen):
    """One expected period of a line. `due_on` is the last day that is on time; days are those of Buenos Aires."""

    period: Period
    due_on: date
    status: DueStatus
    received_on: date | None = None
    days_late: int = Field(default=0, ge=0, description="days after `due_on` until it came, or until today")
    missing: tuple[str, ...] = Field(default=(), description="indicators without a value for the whole city")
    attempt_count: int = Field(default=0, description="files that were refused meanwhile")

    @property
    def is_counted(self) -> bool:
        """Whether it says something about lateness: it was expected, and its day has been watched."""
        return self.status is not DueStatus.BEFORE_WATCH


class CalendarLine(Frozen):
    """What is expected of a line; `watched_from` is the day of its first delivery, None before it."""

    line: Line
    watched_from: date | None
    cells: tuple[DueCell, ...]


class Freshness(Frozen):
    """How far a line reaches: its slowest indicator, which counts for the months behind, and its furthest."""

    newest: Period | None
    furthest: Period | None
    expected: Period
    months_behind: int = Field(ge=0)


class Share(Frozen):
    """So many of so many."""

    part: int = Field(ge=0)
    whole: int = Field(ge=0)

    def __add__(self, other: Share) -> Share:
        """Both together."""
        return Share(part=self.part + other.part, whole=self.whole + other.whole)


class Covered(Frozen):
    """An indicator and the key of a period that a handed-in delivery speaks of."""

    indicator_id: str
    period: str


class Hand(StrEnum):
    """A step on the way of a handed-in delivery."""

    CHECKED = "checked"
    RELEASED = "released"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"


class HandIn(Frozen):
    """A delivery that was handed in. `step` is its newest one, None while it waits to be checked."""

    hand_in_id: str
    source_id: str
    content_hash: str
    row_count: int
    covers: Json[tuple[Covered, ...]]
    file_names: str
    handed_in_at: datetime
    handed_in_by: str
    step: Hand | None
    step_at: datetime | None
    step_by: str | None
    preview_hash: str | None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something with it."""
        return self.step in {None, Hand.CHECKED}


class HandInStep(Frozen):
    """One thing that happened to a handed-in delivery."""

    step_id: str
    hand_in_id: str
    source_id: str
    step: Hand
    delivery_id: str | None
    reason: str
    taken_at: datetime
    taken_by: str


class HandInFile(Frozen):
    """One file of a handed-in delivery, as it was sent."""

    file_name: str
    content: bytes


class HandInPreview(Frozen):
    """What releasing a handed-in delivery would do now; `preview_hash` seals it."""

    preview: Preview
    preview_hash: str


class Attempt(Frozen):
    """A file that was looked at and refused."""

    attempt_id: str
    source_id: str
    file_names: str
    content_hash: str
    problem_count: int
    first_problem: Json[Problem]
    tried_at: datetime
    tried_by: str


class Figures(Frozen):
    """A value as it is stated: counts, or a value in the indicator's unit, or both."""

    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None


class Contest(Frozen):
    """A contested value; the ruling's fields are None while it is open."""

    contest_id: str
    indicator_id: str
    area_id: str
    period_start: date
    period_months: int
    stands_numerator: float | None
    stands_denominator: float | None
    stands_value: float | None
    stands_delivery_id: str
    claimed_numerator: float | None
    claimed_denominator: float | None
    claimed_value: float | None
    method: str
    reason: str
    contested_at: datetime
    contested_by: str
    is_upheld: bool | None
    ruling_delivery_id: str | None
    ruling_reason: str | None
    ruled_at: datetime | None
    ruled_by: str | None

    @property
    def period(self) -> Period:
        """What the value is about."""
        return Period(self.period_start, self.period_months)

    @property
    def is_open(self) -> bool:
        """Whether nobody has ruled yet."""
        return self.ruled_at is None

    @property
    def stands(self) -> Figures:
        """What stood when it was contested."""
        return Figures(numerator=self.stands_numerator, denominator=self.stands_denominator, value=self.stands_value)

    @property
    def claimed(self) -> Figures:
        """What the person says it should be."""
        return Figures(numerator=self.claimed_numerator, denominator=self.claimed_denominator, value=self.claimed_value)
