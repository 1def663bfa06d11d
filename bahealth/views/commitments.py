"""Commitments: those of the reader first, by state, each with its history and what the reader may do about it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from bahealth.assess.effect.queries import expectations
from bahealth.catalog.model import Catalog
from bahealth.convene.follow_up.queries import Mark, commitments, judgements, marks_on
from bahealth.convene.follow_up.rules import ALLOWED, OPEN, claimed_by
from bahealth.convene.judging.rules import Judgement
from bahealth.convene.model import Commitment, CommitmentState, Happening, Session
from bahealth.convene.reminders.queries import DueReminder, reminders_due
from bahealth.convene.sessions.queries import sessions
from bahealth.convene.versions import day_of
from bahealth.errors import NotFound
from bahealth.frozen import Frozen
from bahealth.people.model import Actor, Role
from bahealth.people.queries import members
from bahealth.people.rights import may
from bahealth.people.sign_in import MemberRow
from bahealth.reports.session import Named
from bahealth.store import Database
from bahealth.views.sessions import allowed, names

IN_ORDER = (
    *(CommitmentState.OVERDUE, CommitmentState.UNDER_REVIEW, CommitmentState.DUE_SOON, CommitmentState.NOT_DUE),
    *(CommitmentState.ON_HOLD, CommitmentState.DONE_LATE, CommitmentState.DONE_ON_TIME, CommitmentState.OVERTAKEN),
)
_STEPS = {
    "report_progress": Happening.REPORTED,
    "claim_done": Happening.DONE_CLAIMED,
    "accept_done": Happening.ACCEPTED,
    "refuse_done": Happening.REFUSED,
    "move_due": Happening.DUE_MOVED,
    "put_on_hold": Happening.PUT_ON_HOLD,
    "take_up": Happening.TAKEN_UP,
    "overtake": Happening.OVERTAKEN,
}


class Shown(StrEnum):
    """What the list may be narrowed to, by the word that stands in the address."""

    OPEN = "abiertos"
    MINE = "propios"
    ALL = "todos"


class CommitmentRow(Frozen):
    """A commitment with its session; `may` names the commands that the reader may send about it.

    `expectation_id`: what its site is expected to do was stated under this id.
    """

    commitment: Commitment
    session: Session | None
    judgement: Judgement | None
    is_own: bool
    may: tuple[str, ...]
    expectation_id: str | None = None


class CommitmentsView(Frozen):
    """The list. `counts` over all that there are, by state."""

    today: date
    rows: tuple[CommitmentRow, ...]
    counts: dict[CommitmentState, int]
    chosen: CommitmentRow | None
    reminders: tuple[DueReminder, ...]
    may_remind: bool
    named: Named
    members: tuple[MemberRow, ...]


def commitments_view(
    database: Database, catalog: Catalog, shown: Shown, commitment_id: str | None, actor: Actor, *, at: datetime
) -> CommitmentsView:
    """The page for `actor` at an instant in UTC. Raises NotFound for a commitment that does not exist."""
    with database.reading() as con:
        all_sessions = {one.session_id: one for one in sessions(con)}
        known = tuple(members(con))
        stated = {one.terms.capture_id: one.expectation_id for one in expectations(con) if one.withdrawn_at is None}
        judged = {one.commitment_id: one.judgement for one in judgements(con)}
        rows = [
            CommitmentRow(
                commitment=one,
                session=all_sessions.get(one.promised.session_id),
                judgement=judged.get(one.promised.capture_id),
                is_own=is_own(one, actor),
                may=steps(one, actor),
                expectation_id=stated.get(one.promised.capture_id),
            )
            for one in commitments(con, at=at)
        ]
        may_remind = bool(allowed(actor, "send_reminders"))
        reminders = [one for one in reminders_due(con, at=at) if may_remind or one.reminder.person == actor.name]
    rows.sort(key=lambda row: (not row.is_own, not row.commitment.needs_decision, _place(row), row.commitment.due_on))
    return CommitmentsView(
        today=day_of(at),
        rows=tuple(row for row in rows if _is_shown(row, shown)),
        counts={state: sum(row.commitment.state is state for row in rows) for state in IN_ORDER},
        chosen=_chosen(rows, commitment_id),
        reminders=tuple(reminders),
        may_remind=may_remind,
        named=names(catalog),
        members=known,
    )


def is_own(one: Commitment, actor: Actor) -> bool:
    """Whether the person promised it, or the person's department."""
    promised = one.promised
    has_department = promised.department_id is not None and promised.department_id == actor.department_id
    return promised.owner == actor.name or has_department


def steps(one: Commitment, actor: Actor) -> tuple[str, ...]:
    """The commands that a person may send about a commitment where it stands, in the order of `_STEPS`."""
    reviewers_not = {one.promised.owner, claimed_by(one)}
    found: list[str] = []
    for name, kind in _STEPS.items():
        is_review = kind in {Happening.ACCEPTED, Happening.REFUSED}
        speaks = name in {"report_progress", "claim_done"}
        has_right = (speaks and actor.name == one.promised.owner) or may(
            actor, name, one.promised.department_id if speaks else None
        )
        if kind in ALLOWED[one.state] and has_right and not (is_review and actor.name in reviewers_not):
            found.append(name)
    return tuple(found)


def _chosen(rows: list[CommitmentRow], commitment_id: str | None) -> CommitmentRow | None:
    if commitment_id is None:
        return None
    for row in rows:
        if row.commitment.promised.capture_id == commitment_id:
            return row
    raise NotFound("There is no commitment %(commitment)s", commitment=commitment_id)


def _is_shown(row: CommitmentRow, shown: Shown) -> bool:
    if shown is Shown.ALL:
        return True
    return row.commitment.state in OPEN and (shown is Shown.OPEN or row.is_own)


def _place(row: CommitmentRow) -> int:
    return IN_ORDER.index(row.commitment.state)


def series_marks(
    database: Database, actor: Actor, *, indicator_id: str, area_id: str, at: datetime
) -> tuple[Mark, ...]:
    """What was promised about a series and done, oldest first; nothing for residents."""
    if actor.role is Role.PUBLIC:
        return ()
    with database.reading() as con:
        return tuple(marks_on(con, indicator_id, area_id, at=at))
