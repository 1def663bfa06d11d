"""Parts that departments and people have in an indicator or a source."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import Field

from bahealth.frozen import Frozen

MAYORS_OFFICE: Final = "mayors_office"  # informed of everything; no department of the catalogue


class SubjectKind(StrEnum):
    """What somebody has a part in."""

    INDICATOR = "indicator"
    SOURCE = "source"


class Part(StrEnum):
    """The four parts; exactly one department is accountable."""

    ACCOUNTABLE = "accountable"  # answers for the result
    RESPONSIBLE = "responsible"  # does the work
    CONSULTED = "consulted"  # is asked before
    INFORMED = "informed"  # is told after


class AssignmentRow(Frozen):
    """One assignment as somebody made it; a withdrawn one says that the department no longer has the part."""

    row_id: str
    subject_kind: SubjectKind
    subject_id: str
    part: Part
    department_id: str
    member_email: str | None
    substitute_email: str | None
    is_withdrawn: bool
    reason: str
    assigned_at: datetime
    assigned_by: str


class ConfirmationRow(Frozen):
    """Somebody looked at the assignments of a subject and confirmed them."""

    row_id: str
    subject_kind: SubjectKind
    subject_id: str
    confirmed_at: datetime
    confirmed_by: str


class Assignment(Frozen):
    """A part that a department has; from the catalogue as long as nobody has assigned it."""

    part: Part
    department_id: str
    member_email: str | None = None
    substitute_email: str | None = None
    is_from_catalog: bool = True
    is_phantom: bool = Field(default=False, description="department or person has never entered anything")
    is_member_phantom: bool = False


class Holding(StrEnum):
    """Whether the assignments of a subject can be relied on."""

    UNCONFIRMED = "unconfirmed"  # nobody has ever confirmed them
    CHANGED = "changed"  # assigned anew since they were last confirmed
    OLD = "old"  # confirmed longer than twelve months ago
    CONFIRMED = "confirmed"


class Responsibility(Frozen):
    """All parts in one indicator or source. `version` is what a command must have seen; None before the first."""

    kind: SubjectKind
    subject_id: str
    owner_id: str = Field(description="department that answers for it by the catalogue; rights go by it")
    assignments: tuple[Assignment, ...] = Field(description="accountable first")
    version: str | None
    holding: Holding
    confirmed_at: datetime | None
    confirmed_by: str | None

    @property
    def accountable(self) -> Assignment:
        """The one that answers for the result."""
        return next(one for one in self.assignments if one.part is Part.ACCOUNTABLE)

    @property
    def has_phantom(self) -> bool:
        """Whether an accountable or responsible department or person never entered anything."""
        return any(one.is_phantom or one.is_member_phantom for one in self.assignments)


class Entry(Frozen):
    """Somebody has entered something: who, about what (the words of the subject), by which commands."""

    actor: str
    subject: str
    after_word: str


class MemberRow(Frozen):
    """A member as far as responsibilities ask: the address, the name that stands in the record, the department."""

    email: str
    display_name: str
    department_id: str | None
    is_active: bool
