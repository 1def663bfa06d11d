"""What a delivery of records would do, before anybody accepts it."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from bahealth.collect.model import Problem
from bahealth.frozen import Frozen


class RecordPreview(Frozen):
    """What a delivery of records would do, in counts; nothing of a person.

    `unchanged_count` also counts withdrawals of records that are not in force.
    """

    source_id: str
    kind: str
    file_names: tuple[str, ...]
    content_hash: str = ""
    row_count: int = 0
    new_count: int = 0
    changed_count: int = 0
    unchanged_count: int = 0
    withdrawn_count: int = 0
    first_on: date | None = None
    last_on: date | None = None
    is_simulated: bool = False
    problems: tuple[Problem, ...] = ()
    already_accepted_at: datetime | None = None
    after_delivery_id: str | None = Field(default=None, description="newest accepted delivery of this kind of record")

    @property
    def is_acceptable(self) -> bool:
        """Whether the delivery may be accepted: whole, or not at all."""
        return not self.problems and self.already_accepted_at is None

    @property
    def replaced_count(self) -> int:
        """Records in force that would no longer be."""
        return self.changed_count + self.withdrawn_count
