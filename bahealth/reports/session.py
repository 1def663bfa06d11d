"""What the papers of a session show: plain frozen models; words are made where they are printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cached_property

from pydantic import Field

from bahealth.assess.model import NoteRow, Point, ReleaseRow, Verdict
from bahealth.catalog.model import Area, Department, Frequency, Indicator, Source
from bahealth.convene.model import Agenda, Captured, Commitment, Line, LineKind, Session, Story
from bahealth.frozen import Frozen


class Section(StrEnum):
    """Parts of a pre-read in the order in which it is read (GovEx)."""

    OPEN_ITEMS = "open_items"
    GOALS = "goals"
    OPERATIONS = "operations"
    SUBJECT_DATA = "subject_data"


def section_of(line: Line, verdict: Verdict | None, indicator: Indicator | None) -> Section:
    """Commitments are open items, figures with a target goals.

    Without a target, figures of months and quarters and whatever people added say how services run; yearly figures
    are data of the subject.
    """
    if line.kind is LineKind.COMMITMENT:
        return Section.OPEN_ITEMS
    if verdict is not None and verdict.target is not None:
        return Section.GOALS
    if indicator is not None and indicator.frequency is Frequency.YEAR:
        return Section.SUBJECT_DATA
    return Section.OPERATIONS


class Named(Frozen):
    """Names behind the ids of a paper: definitions as the pinned release has them."""

    indicators: tuple[Indicator, ...] = ()
    areas: tuple[Area, ...] = ()
    departments: tuple[Department, ...] = ()
    sources: tuple[Source, ...] = ()

    @cached_property
    def indicator(self) -> Mapping[str, Indicator]:
        """Definitions by id."""
        return {one.indicator_id: one for one in self.indicators}

    @cached_property
    def area(self) -> Mapping[str, Area]:
        """Places by id."""
        return {one.area_id: one for one in self.areas}

    @cached_property
    def department(self) -> Mapping[str, Department]:
        """Departments by id."""
        return {one.department_id: one for one in self.departments}

    @cached_property
    def source(self) -> Mapping[str, Source]:
        """Sources by id."""
        return {one.source_id: one for one in self.sources}


class PrereadRow(Frozen):
    """One line of the agenda with everything known about it in the pinned release."""

    line: Line
    verdict: Verdict | None = None
    points: tuple[Point, ...] = Field(default=(), description="the whole series, oldest first")
    notes: tuple[NoteRow, ...] = ()
    story: Story | None = None
    commitment: Commitment | None = None


class PrereadView(Frozen):
    """A pre-read: an agenda in order, the release that it is about, and the names of what it speaks of."""

    session: Session
    release: ReleaseRow
    agenda: Agenda
    rows: tuple[PrereadRow, ...] = Field(description="the lines that are not dropped, in the order of the agenda")
    named: Named
    audit_seal: str | None = Field(
        default=None, description="number and seal of the line of the audit that fixed what is printed"
    )
    is_demonstration: bool = Field(default=False, description="the session itself is made up")

    @property
    def is_simulated(self) -> bool:
        """Whether any number in it comes from a simulation."""
        judged = (row.verdict for row in self.rows)
        return any(one is not None and one.is_simulated for one in judged) or any(
            point.is_simulated for row in self.rows for point in row.points
        )

    @property
    def sections(self) -> tuple[tuple[Section, tuple[PrereadRow, ...]], ...]:
        """Rows under their sections, empty ones left out."""
        placed = [(self._section(row), row) for row in self.rows]
        found = ((one, tuple(row for place, row in placed if place is one)) for one in Section)
        return tuple((one, rows) for one, rows in found if rows)

    def _section(self, row: PrereadRow) -> Section:
        return section_of(row.line, row.verdict, self.named.indicator.get(row.line.indicator_id or ""))


class MinutesLine(Frozen):
    """One line as it was talked about."""

    line: Line
    commitment: Commitment | None = None
    seconds_spent: int | None = Field(default=None, ge=0, description="None: never opened")
    captured: tuple[Captured, ...] = Field(default=(), description="in the order of writing")


class MinutesView(Frozen):
    """The record of a session."""

    session: Session
    release: ReleaseRow | None
    lines: tuple[MinutesLine, ...]
    loose: tuple[Captured, ...] = Field(default=(), description="written down under no line")
    named: Named
    audit_seal: str | None = None
    is_demonstration: bool = False
    is_simulated: bool = Field(default=False, description="figures that it was about come from a simulation")

    @property
    def captured(self) -> tuple[Captured, ...]:
        """Everything written down that stands."""
        written = (*(one for line in self.lines for one in line.captured), *self.loose)
        return tuple(one for one in written if not one.is_struck)

    @property
    def struck_count(self) -> int:
        """Lines taken back in the room."""
        return sum(one.is_struck for line in self.lines for one in line.captured) + sum(
            one.is_struck for one in self.loose
        )


class OwnerPart(Frozen):
    """What one person promised: in this session, and what is still open from earlier ones."""

    owner: str
    promised: tuple[Captured, ...] = ()
    earlier: tuple[Commitment, ...] = ()


class MemoView(Frozen):
    """The follow-up memo that goes out with the minutes: who owes what, by when, and how it is proved."""

    session: Session
    owners: tuple[OwnerPart, ...]
    decisions: tuple[Captured, ...] = ()
    open_questions: tuple[Captured, ...] = Field(default=(), description="asked and not answered in the room")
    next_session: Session | None = None
    release: ReleaseRow | None = None
    named: Named
    audit_seal: str | None = None
    is_demonstration: bool = False
    is_simulated: bool = False


def by_rank(captured: Sequence[Captured]) -> tuple[Captured, ...]:
    """The most important first, those without a rank last."""
    return tuple(sorted(captured, key=lambda one: (one.rank is None, one.rank or 0)))


def by_owner(captured: Sequence[Captured], earlier: Sequence[Commitment]) -> tuple[OwnerPart, ...]:
    """Each owner once, in the order of names; commitments by rank, earlier ones by their day."""
    owners = sorted({one.owner for one in captured} | {one.promised.owner for one in earlier}, key=str.casefold)
    return tuple(
        OwnerPart(
            owner=owner,
            promised=by_rank([one for one in captured if one.owner == owner]),
            earlier=tuple(sorted((one for one in earlier if one.promised.owner == owner), key=lambda one: one.due_on)),
        )
        for owner in owners
    )
