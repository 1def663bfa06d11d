"""A list of children who are about to miss their schedule, and the record of who opened one."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from bahealth.frozen import Frozen


class ChildStanding(StrEnum):
    """Where a child stands before its first birthday."""

    CAN_CATCH_UP = "can_catch_up"  # about to miss, and enough check-ups can still count
    TOO_LATE = "too_late"  # the schedule can no longer be completed by the birthday
    UP_TO_DATE = "up_to_date"


class Order(StrEnum):
    """In which order a list is read."""

    URGENCY = "urgency"
    BIRTHDAY = "birthday"
    LAST_CHECKUP = "last_checkup"


class Team(Frozen):
    """A health team with an active spell today. `centre_name` is absent when no record of the centre has arrived."""

    team_id: str
    centre_id: str
    centre_name: str | None
    department_id: str


class PanelChild(Frozen):
    """A child under one year on a team's panel today, resident today and alive.

    `resident_since` is the first day of the unbroken residence that holds today; `checkup_days` are the days with a
    visit of kind `checkup` from birth to today, each once, ascending.
    """

    resident_key: int
    born_on: date
    resident_since: date
    checkup_days: tuple[date, ...]


class KnownVisits(Frozen):
    """Days of the visits of the last 13 months that have been delivered, up to today; None when there is none.

    No child under one year is older, so earlier visits say nothing about them.
    """

    from_on: date | None
    until_on: date | None
    at_centre_until_on: date | None


class Child(Frozen):
    """One row of a list. Counts are check-ups as the schedule counts them; `age_months` are completed months.

    `due` have fallen due by today, `due_soon` fall due in the 30 days from tomorrow, `possible` could still count from
    tomorrow to the birthday. `last_on` is the last check-up, whether it counts or not; `next_on` the first day on
    which one would count, None when none can.
    """

    resident_key: int
    born_on: date
    birthday: date
    age_days: int
    age_months: int
    done: int
    due: int
    due_soon: int
    required: int
    possible: int
    last_on: date | None
    next_on: date | None
    standing: ChildStanding
    arrived_on: date | None = None  # resident only since this day, after the age of 31 days
    is_before_records: bool = False  # born before the first month of which visits are known

    @property
    def pseudonym(self) -> str:
        """The first 8 of the 16 hexadecimal digits of the key."""
        return f"{self.resident_key:016x}"[:8]

    @property
    def days_left(self) -> int:
        """Days from today to the first birthday."""
        return (self.birthday - self.born_on).days - self.age_days

    @property
    def missing(self) -> int:
        """Check-ups that the schedule still asks for by the birthday."""
        return max(self.required - self.done, 0)

    @property
    def days_per_missing(self) -> float:
        """Days until the birthday for each missing check-up: the fewer, the more urgent."""
        return self.days_left / max(self.missing, 1)


class CatchUpList(Frozen):
    """A team's children under one year as they stood on a day."""

    team: Team
    on: date
    known: KnownVisits
    is_simulated: bool
    children: tuple[Child, ...]

    def standing(self, standing: ChildStanding) -> tuple[Child, ...]:
        """The children who stand so."""
        return tuple(one for one in self.children if one.standing is standing)


class Opening(Frozen):
    """One line of the record: who opened the list of a team, or tried to."""

    opened_at: datetime
    actor: str
    department_id: str
    team_id: str
    is_refused: bool
    child_count: int | None


class FoundKey(Frozen):
    """One key that a team pasted: its place in the text, and its child.

    `sent` is None when the text at that place is no key: it may be a name or a document number and is not shown again.
    """

    place: int
    sent: str | None
    child: Child | None
