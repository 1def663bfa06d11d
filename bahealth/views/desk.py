"""The desk of deliveries: what waits for the person, what is expected when, how fresh and how complete it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import reduce
from typing import Final

from bahealth.assess.intervals import LEVEL, wilson
from bahealth.catalog.model import Catalog, Department, Source
from bahealth.catalog.periods import Period, add_months
from bahealth.collect.desk.hands import may_step
from bahealth.collect.desk.model import (
    Attempt,
    CalendarLine,
    DueCell,
    DueStatus,
    Freshness,
    Hand,
    HandIn,
    HandInStep,
    Received,
    Share,
)
from bahealth.collect.desk.queries import contests, hand_in_steps, hand_ins, received, refused_attempts
from bahealth.collect.desk.rules import (
    calendar_line,
    completeness,
    freshness,
    known,
    lines_of,
    local_day,
    on_time,
)
from bahealth.collect.queries import Delivery, deliveries
from bahealth.errors import NotFound
from bahealth.frozen import Frozen
from bahealth.people.model import Actor, Role
from bahealth.people.rights import check_may_open_page, may
from bahealth.store import Cursor, Database
from bahealth.views.contests import ContestRow, contest_rows

MONTHS_BACK: Final = 12
MONTHS_AHEAD: Final = 12
_LAST_EVENTS: Final = 20


class EventKind(StrEnum):
    """What happened to what a source sent."""

    DELIVERED = "delivered"
    REFUSED = "refused"
    HANDED_IN = "handed_in"
    CHECKED = "checked"
    RELEASED = "released"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"


class Event(Frozen):
    """One line of the history of a source; `count` are rows that came, or reasons of a refusal."""

    at: datetime
    kind: EventKind
    who: str
    count: int | None = None
    file_names: str = ""
    reason: str = ""
    is_simulated: bool = False


class LineRow(Frozen):
    """What is expected of one line, how far it reaches and how much of it is there."""

    calendar: CalendarLine
    freshness: Freshness
    complete: Share
    never_came: tuple[str, ...]
    is_simulated: bool


class SourceDesk(Frozen):
    """One source: its lines (none of records), the newest delivery and its history, newest first."""

    source: Source
    lines: tuple[LineRow, ...]
    last: Delivery | None
    events: tuple[Event, ...]


class HandInRow(Frozen):
    """A delivery that waits, and what the person may do with it now."""

    handed: HandIn
    source: Source
    may: tuple[Hand, ...]
    steps: tuple[HandInStep, ...]


class Lateness(Frozen):
    """How many deliveries of a department came on time, with 95 % Wilson limits as shares of 1.

    Over the deliveries whose day has passed in the last twelve months. Without one, the limits are None, and
    `next_due_on` is the first day that will count; None where nothing has come yet, or nothing that has a day is sent.
    """

    department: Department
    share: Share
    lower: float | None
    upper: float | None
    next_due_on: date | None
    has_lines: bool
    is_simulated: bool


class Overdue(Frozen):
    """A period of a source that should have come."""

    source: Source
    cell: DueCell


@dataclass(frozen=True)
class DeskChoice:
    """What the reader asked for; None: every department that the reader may see."""

    department_id: str | None = None


class DeskView(Frozen):
    """Everything that the desk shows."""

    today: date
    departments: tuple[Department, ...]
    department: Department | None
    may_send: bool
    hand_ins: tuple[HandInRow, ...]
    overdue: tuple[Overdue, ...]
    sources: tuple[SourceDesk, ...]
    lateness: tuple[Lateness, ...]
    open_contests: tuple[ContestRow, ...]
    ruled_contests: tuple[ContestRow, ...]
    attempts: tuple[Attempt, ...]

    @property
    def to_do(self) -> tuple[HandInRow, ...]:
        """Deliveries with which this person may go on: check or release."""
        return tuple(one for one in self.hand_ins if {Hand.CHECKED, Hand.RELEASED} & set(one.may))

    @property
    def to_rule(self) -> tuple[ContestRow, ...]:
        """Contests on which this person may rule."""
        return tuple(one for one in self.open_contests if one.may_rule)


def desk_departments(catalog: Catalog, actor: Actor) -> tuple[Department, ...]:
    """Departments whose deliveries the person sees: the own one, above departments all that send something."""
    senders = {one.owner for one in catalog.sources}
    sees_all = actor.role >= Role.CONVENOR
    return tuple(
        one
        for one in catalog.departments
        if one.department_id in senders and (sees_all or one.department_id == actor.department_id)
    )


def desk_view(database: Database, catalog: Catalog, choice: DeskChoice, actor: Actor, *, at: datetime) -> DeskView:
    """The desk as `actor` may see it at an instant. Raises NotAllowed, and NotFound for a department not shown."""
    check_may_open_page(actor, "desk")
    departments = desk_departments(catalog, actor)
    by_id = {one.department_id: one for one in departments}
    if choice.department_id is not None and choice.department_id not in by_id:
        raise NotFound("There is no department %(department)s", department=choice.department_id)
    shown = set(by_id) if choice.department_id is None else {choice.department_id}
    sources = [one for one in catalog.sources if one.owner in shown]
    sent = deliveries(database)
    today = local_day(at)
    with database.reading() as con:
        facts = _Facts.read(con, sent, since=at - timedelta(days=366))
        rows = contest_rows(con, catalog, contests(con), actor)
    desks = [_source_desk(one, catalog, facts, today) for one in sources]
    mine = [one for one in rows if _is_about(one, catalog, shown, actor)]
    source_ids = {one.source_id for one in sources}
    overdue = (
        Overdue(source=desk.source, cell=cell)
        for desk in desks
        for row in desk.lines
        for cell in row.calendar.cells
        if cell.status is DueStatus.OVERDUE
    )
    return DeskView(
        today=today,
        departments=departments,
        department=by_id.get(choice.department_id or ""),
        may_send=any(may(actor, "hand_in", one.owner) for one in sources),
        hand_ins=tuple(_hand_in_rows(facts, catalog, source_ids, actor)),
        overdue=tuple(sorted(overdue, key=lambda one: one.cell.due_on)),
        sources=tuple(desks),
        lateness=tuple(_lateness(one, desks, today) for one in departments if one.department_id in shown),
        open_contests=tuple(one for one in mine if one.contest.is_open),
        ruled_contests=tuple(one for one in mine if not one.contest.is_open),
        attempts=tuple(one for one in facts.attempts if one.source_id in source_ids),
    )


def lateness_view(database: Database, catalog: Catalog, department_id: str, *, at: datetime) -> Lateness:
    """The own row of a department on its scorecard. Raises NotFound."""
    department = catalog.department.get(department_id)
    if department is None:
        raise NotFound("There is no department %(department)s", department=department_id)
    with database.reading() as con:
        facts = _Facts.read(con, (), since=at - timedelta(days=366))
    today = local_day(at)
    own = [one for one in catalog.sources if one.owner == department_id]
    return _lateness(department, [_source_desk(one, catalog, facts, today) for one in own], today)


@dataclass(frozen=True)
class _Facts:
    """What the store says, read once."""

    received: Mapping[str, Sequence[Received]]
    hand_ins: Sequence[HandIn]
    steps: Sequence[HandInStep]
    attempts: Sequence[Attempt]
    sent: Sequence[Delivery]

    @classmethod
    def read(cls, con: Cursor, sent: Sequence[Delivery], *, since: datetime) -> _Facts:
        by_indicator: dict[str, list[Received]] = {}
        for one in received(con):
            by_indicator.setdefault(one.indicator_id, []).append(one)
        return cls(by_indicator, hand_ins(con), hand_in_steps(con), refused_attempts(con, since=since), sent)


def _source_desk(source: Source, catalog: Catalog, facts: _Facts, today: date) -> SourceDesk:
    source_id = source.source_id
    own_attempts = [one for one in facts.attempts if one.source_id == source_id]
    own_sent = [one for one in facts.sent if one.source_id == source_id]
    waiting = {
        (covered.indicator_id, Period.parse(covered.period))
        for one in facts.hand_ins
        if one.source_id == source_id and one.is_open
        for covered in one.covers
    }
    lines: list[LineRow] = []
    for line in lines_of(source, catalog):
        came = [one for indicator_id in line.indicator_ids for one in facts.received.get(indicator_id, ())]
        at_hand = known(came, catalog, waiting=waiting, attempts=[local_day(one.tried_at) for one in own_attempts])
        calendar = calendar_line(
            line, at_hand, today=today, after=_first_day(today) - timedelta(days=1), until=_last_day(today)
        )
        watched = at_hand.watched_from
        lines.append(
            LineRow(
                calendar=calendar,
                freshness=freshness(line, at_hand, today=today),
                complete=completeness(line, came, catalog, watched=watched, today=today),
                never_came=tuple(one for one in line.indicator_ids if one not in watched),
                is_simulated=any(one.is_simulated for one in came),
            )
        )
    events = sorted(_events(source_id, facts, own_sent, own_attempts), key=lambda one: one.at, reverse=True)
    return SourceDesk(
        source=source,
        lines=tuple(lines),
        last=own_sent[0] if own_sent else None,
        events=tuple(events[:_LAST_EVENTS]),
    )


def _first_day(today: date) -> date:
    return add_months(today, -MONTHS_BACK)


def _last_day(today: date) -> date:
    return add_months(today, MONTHS_AHEAD + 1) - timedelta(days=1)


def shown_months(today: date) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """First days of the months of the calendar: the last twelve with this one, and the next twelve."""
    months = [add_months(today, step) for step in range(1 - MONTHS_BACK, MONTHS_AHEAD + 1)]
    return tuple(months[:MONTHS_BACK]), tuple(months[MONTHS_BACK:])


def _events(source_id: str, facts: _Facts, sent: Iterable[Delivery], attempts: Iterable[Attempt]) -> Iterable[Event]:
    released = {one.delivery_id for one in facts.steps if one.step is Hand.RELEASED}
    for one in sent:
        if one.delivery_id not in released:
            yield Event(
                at=one.accepted_at,
                kind=EventKind.DELIVERED,
                who=one.accepted_by,
                count=one.row_count,
                file_names=one.file_names,
                is_simulated=one.is_simulated,
            )
    for attempt in attempts:
        yield Event(
            at=attempt.tried_at,
            kind=EventKind.REFUSED,
            who=attempt.tried_by,
            count=attempt.problem_count,
            file_names=attempt.file_names,
        )
    for handed in facts.hand_ins:
        if handed.source_id == source_id:
            yield Event(
                at=handed.handed_in_at,
                kind=EventKind.HANDED_IN,
                who=handed.handed_in_by,
                count=handed.row_count,
                file_names=handed.file_names,
            )
    for step in facts.steps:
        if step.source_id == source_id:
            yield Event(at=step.taken_at, kind=EventKind(step.step.value), who=step.taken_by, reason=step.reason)


def _hand_in_rows(facts: _Facts, catalog: Catalog, source_ids: set[str], actor: Actor) -> Iterable[HandInRow]:
    for one in facts.hand_ins:
        if one.is_open and one.source_id in source_ids:
            source = catalog.source[one.source_id]
            yield HandInRow(
                handed=one,
                source=source,
                may=tuple(step for step in Hand if may_step(one, step, source, actor)),
                steps=tuple(step for step in facts.steps if step.hand_in_id == one.hand_in_id),
            )


def _is_about(row: ContestRow, catalog: Catalog, departments: set[str], actor: Actor) -> bool:
    """Whether the indicator or its source belongs to a department that is shown, or the person contests it."""
    source = catalog.source[row.indicator.source]
    return bool({row.indicator.owner, source.owner} & departments) or row.contest.contested_by == actor.name


def _lateness(department: Department, desks: Iterable[SourceDesk], today: date) -> Lateness:
    rows = [row for desk in desks if desk.source.owner == department.department_id for row in desk.lines]
    own = [row.calendar for row in rows]
    nothing = Share(part=0, whole=0)
    shares = (on_time(one.cells, watched_from=one.watched_from, today=today) for one in own)
    share = reduce(Share.__add__, shares, nothing)
    ahead = [cell.due_on for one in own for cell in one.cells if cell.due_on >= today and cell.is_counted]
    lower = upper = None
    if share.whole:
        low, high = wilson([share.part], [share.whole], LEVEL)
        lower, upper = float(low[0]), float(high[0])
    return Lateness(
        department=department,
        share=share,
        lower=lower,
        upper=upper,
        next_due_on=min(ahead, default=None),
        has_lines=bool(own),
        is_simulated=any(row.is_simulated for row in rows),
    )
