"""Which lines an agenda gets, in which order, with how many minutes, and how many of its signals may be chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, Protocol

from bahealth.assess.many_rows import expected_false_alarms
from bahealth.assess.model import Change, Standing, Status, Verdict
from bahealth.catalog.model import Group, Indicator
from bahealth.convene.model import Agenda, Commitment, CommitmentState, Line, LineKind, Session
from bahealth.frozen import Frozen

READ_BACK_MINUTES: Final = 10  # at the end of every session
FEWEST_MINUTES: Final = 3  # of a line
MOST_MINUTES: Final = 20  # of a line that the draft makes
MOST_LINES: Final = 8  # GovEx: six to eight topics
ENDS_SOON_DAYS: Final = 14  # an accepted deviation that ends so soon after the session comes back
CITY: Final = "city"

_WANTED: Final[Mapping[LineKind, int]] = {
    LineKind.COMMITMENT: 5,
    LineKind.SIGNAL: 12,
    LineKind.DEVIATION: 8,
    LineKind.PRIORITY: 8,
    LineKind.GOOD_NEWS: 4,
    LineKind.NEW: 5,
}
"""Minutes that a line of each kind would like; what there is, is shared in this proportion."""

_DISCUSSED: Final = (
    CommitmentState.OVERDUE,
    CommitmentState.UNDER_REVIEW,
    CommitmentState.DUE_SOON,
)
_OPEN: Final = frozenset({*_DISCUSSED, CommitmentState.NOT_DUE, CommitmentState.ON_HOLD})


class DeviationLike(Protocol):
    """A miss that the mayor's office accepts until a day."""

    @property
    def indicator_id(self) -> str: ...  # noqa: D102 - as everywhere
    @property
    def area_id(self) -> str: ...  # noqa: D102
    @property
    def until_on(self) -> date: ...  # noqa: D102


class WhyLeft(StrEnum):
    """Why something that could have been a line is none."""

    NO_TIME = "no_time"
    SAME_INDICATOR = "same_indicator"  # another area of it stands already
    NOT_DUE = "not_due"
    ON_HOLD = "on_hold"
    ACCEPTED = "accepted"  # its miss is accepted until a later day


class LeftOut(Frozen):
    """A line that the draft did not take, and why."""

    line: Line
    why: WhyLeft


class Draft(Frozen):
    """An agenda, what did not fit, and how many rows were looked at for it."""

    agenda: Agenda
    left_out: tuple[LeftOut, ...]
    rows_looked_at: int


@dataclass(frozen=True, slots=True)
class Material:
    """What a draft is made of: the pinned release with its definitions, commitments, deviations, and the day."""

    verdicts: Sequence[Verdict]
    definitions: Mapping[str, Indicator]
    commitments: Sequence[Commitment]
    deviations: Sequence[DeviationLike]
    today: date


def agenda_draft(session: Session, material: Material, *, version: int = 0) -> Draft:
    """Lines in the order commitments, signals, returning deviations, priorities, good news, with their minutes.

    There are at most eight, each with three minutes or more, and all together leave ten minutes for the read-back.
    Of an indicator only the area that weighs most is taken. `version` is that of the agenda that stands.
    """
    rows = in_scope(session, material.verdicts, material.definitions)
    candidates, left = _candidates(rows, material)
    capacity = min(MOST_LINES, budget_minutes(session.minutes) // FEWEST_MINUTES)
    chosen = _chosen(candidates, capacity)
    left += [LeftOut(line=one, why=WhyLeft.NO_TIME) for one in candidates if one not in chosen]
    agenda = Agenda(
        session_id=session.session_id,
        lines=with_minutes(chosen, budget_minutes(session.minutes)),
        expected_false_alarms=expected_false_alarms(rows),
        version=version,
    )
    return Draft(agenda=agenda, left_out=tuple(left), rows_looked_at=len(rows))


def budget_minutes(session_minutes: int) -> int:
    """Minutes of a session that its lines may take: ten are kept for the read-back."""
    return max(0, session_minutes - READ_BACK_MINUTES)


def in_scope(
    session: Session, verdicts: Sequence[Verdict], definitions: Mapping[str, Indicator]
) -> tuple[Verdict, ...]:
    """Rows that a session is about: of its departments (none: all) and of its theme, where that is one of ours."""
    groups = {session.theme} if session.theme in {one.value for one in Group} else {one.value for one in Group}
    return tuple(
        one
        for one in verdicts
        if (indicator := definitions.get(one.indicator_id))
        and indicator.group.value in groups
        and (not session.department_ids or indicator.owner in session.department_ids)
        and one.status is not Status.NOT_APPLICABLE
    )


def with_minutes(lines: Sequence[Line], budget: int) -> tuple[Line, ...]:
    """The lines with their share of `budget` minutes: three each, the rest by kind, at most twenty."""
    spare = budget - FEWEST_MINUTES * len(lines)
    wanted = sum(_WANTED[one.kind] - FEWEST_MINUTES for one in lines)
    return tuple(
        one.model_copy(
            update={
                "minutes": min(
                    MOST_MINUTES, FEWEST_MINUTES + max(0, spare) * (_WANTED[one.kind] - FEWEST_MINUTES) // wanted
                )
            }
        )
        for one in lines
    )


def line_id(kind: LineKind, subject: str) -> str:
    """The same subject has the same line in every draft, so that drafting again finds what people changed."""
    return f"{kind.value}:{subject}"


# --- candidates ---


def _candidates(rows: Sequence[Verdict], material: Material) -> tuple[list[Line], list[LeftOut]]:
    """Every possible line in order, one per indicator, and what is left out besides for want of time."""
    lines, left = _commitments(material.commitments, material.today)
    until = {(one.indicator_id, one.area_id): one.until_on for one in material.deviations}
    back_by = material.today + timedelta(days=ENDS_SOON_DAYS)
    by_kind = {
        LineKind.SIGNAL: [one for one in _ordered(rows, material) if one.standing is Standing.ATTENTION],
        LineKind.DEVIATION: [one for one in _ordered(rows, material) if (one.indicator_id, one.area_id) in until],
        LineKind.PRIORITY: [one for one in _ordered(rows, material) if one.area_id == CITY and one.target is not None],
        LineKind.GOOD_NEWS: [one for one in _ordered(rows, material) if is_good_news(one)],
    }
    taken: set[str] = set()
    for kind, found in by_kind.items():
        for one in found:
            line, end = _line(kind, one), until.get((one.indicator_id, one.area_id))
            if kind is LineKind.SIGNAL and end is not None:
                if end > back_by:
                    left.append(LeftOut(line=line, why=WhyLeft.ACCEPTED))
                continue  # else it comes as a returning deviation
            if kind is LineKind.DEVIATION and end is not None and end > back_by:
                continue
            if one.indicator_id in taken:
                if kind in {LineKind.SIGNAL, LineKind.DEVIATION}:
                    left.append(LeftOut(line=line, why=WhyLeft.SAME_INDICATOR))
                continue
            taken.add(one.indicator_id)
            lines.append(line)
    return lines, left


def _ordered(rows: Sequence[Verdict], material: Material) -> list[Verdict]:
    """Heaviest first, then the city before its parts, then as on the scorecard."""
    return sorted(
        rows,
        key=lambda one: (
            -one.attention_order,
            one.area_id != CITY,
            not _is_better(one),
            material.definitions[one.indicator_id].group,
            material.definitions[one.indicator_id].order,
            one.area_id,
        ),
    )


def _is_better(one: Verdict) -> bool:
    return one.change.change is Change.IMPROVING


def is_good_news(one: Verdict) -> bool:
    """Whether a row improves beyond chance or, the city's, meets its target; never one that needs attention."""
    return one.standing is Standing.GOOD and (_is_better(one) or (one.status is Status.MET and one.area_id == CITY))


def _line(kind: LineKind, one: Verdict) -> Line:
    return Line(
        line_id=line_id(kind, f"{one.indicator_id}:{one.area_id}"),
        kind=kind,
        indicator_id=one.indicator_id,
        area_id=one.area_id,
        minutes=FEWEST_MINUTES,
        weight=one.attention_order,
    )


def _commitments(commitments: Sequence[Commitment], today: date) -> tuple[list[Line], list[LeftOut]]:
    """Those that wait for a decision first, then the longest overdue; not due yet or on hold: left out."""
    mine = [one for one in commitments if one.state in _OPEN]
    mine.sort(key=lambda one: (not one.needs_decision, one.due_on, one.promised.rank or 99, one.promised.capture_id))
    lines: list[Line] = []
    left: list[LeftOut] = []
    for one in mine:
        line = Line(
            line_id=line_id(LineKind.COMMITMENT, one.promised.capture_id),
            kind=LineKind.COMMITMENT,
            indicator_id=one.promised.indicator_id,
            area_id=one.promised.area_id,
            commitment_id=one.promised.capture_id,
            minutes=FEWEST_MINUTES,
            days_overdue=max(0, (today - one.due_on).days) if one.state is CommitmentState.OVERDUE else None,
            times_carried=one.times_carried,
        )
        if one.state in _DISCUSSED or one.needs_decision:
            lines.append(line)
        else:
            why = WhyLeft.ON_HOLD if one.state is CommitmentState.ON_HOLD else WhyLeft.NOT_DUE
            left.append(LeftOut(line=line, why=why))
    return lines, left


def _chosen(candidates: Sequence[Line], capacity: int) -> list[Line]:
    """The first of each kind: commitments take half of the places where others wait, one is kept for good news."""
    promised = [one for one in candidates if one.kind is LineKind.COMMITMENT]
    good = [one for one in candidates if one.kind is LineKind.GOOD_NEWS]
    rest = [one for one in candidates if one.kind not in {LineKind.COMMITMENT, LineKind.GOOD_NEWS}]
    kept_for_good = 1 if good and capacity >= 4 else 0
    others = min(len(rest) + kept_for_good, capacity - capacity // 2)
    first = promised[: max(0, capacity - others)]
    second = rest[: max(0, capacity - len(first) - kept_for_good)]
    third = good[: max(0, capacity - len(first) - len(second))]
    return [*first, *second, *third]


# --- stories ---


def has_signal(verdict: Verdict) -> bool:
    """Whether a cause may be claimed: the series moves beyond chance."""
    return verdict.change.change not in {Change.NO_SIGNAL, Change.CANNOT_TELL}


# --- what people made of it ---


def after_people(standing: Agenda | None, draft: Agenda, budget: int) -> tuple[Line, ...]:
    """A new draft with what people had done to the agenda that stands.

    What they dropped stays dropped, what they added stays, at the end, as far as its minutes still fit; then the
    lines of the draft share what is left.
    """
    if standing is None:
        return draft.lines
    dropped = {one.line_id: one for one in standing.lines if one.dropped_reason is not None}
    added = [one for one in standing.in_order if one.added_by is not None]
    drafted = [one for one in draft.lines if one.line_id not in {*dropped, *(one.line_id for one in added)}]
    left = budget - sum(one.minutes for one in added)
    room = max(0, left // FEWEST_MINUTES)
    return (*with_minutes(drafted[:room], left), *added, *dropped.values())
