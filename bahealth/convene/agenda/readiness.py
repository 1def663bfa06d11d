"""Go or no-go three days before a session: what is missing, and who to call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bahealth.assess.model import Verdict
from bahealth.catalog.model import Indicator
from bahealth.convene.agenda.rules import in_scope
from bahealth.convene.model import Agenda, Line, LineKind, Part, Session, SessionState, Story
from bahealth.convene.versions import day_of
from bahealth.frozen import Frozen

CHECK_DAYS: Final = 3
_FLAGGED: Final = frozenset({LineKind.SIGNAL, LineKind.DEVIATION})
_NEEDED_PARTS: Final = (Part.CONVENOR, Part.NOTE_TAKER)


class GapKind(StrEnum):
    """What is missing."""

    NO_RELEASE = "no_release"
    NO_AGENDA = "no_agenda"
    LATE_DATA = "late_data"
    NO_STORY = "no_story"
    PREREAD_UNOPENED = "preread_unopened"
    NO_PART = "no_part"  # nobody is convenor, or note-taker
    NO_HEAD = "no_head"  # a department with a flagged row or late data sends nobody


class Answers(Frozen):
    """Who answers for something: a person where one is known, and who stands in."""

    person: str | None = None
    substitute: str | None = None


class Gap(Frozen):
    """One thing that is missing. `call` is a person, `department_id` the department where nobody is known."""

    kind: GapKind
    call: str | None = None
    substitute: str | None = None
    department_id: str | None = None
    indicator_id: str | None = None
    area_id: str | None = None
    part: Part | None = None
    person: str | None = None


class Readiness(Frozen):
    """What is missing for a session."""

    session_id: str
    check_on: date
    gaps: tuple[Gap, ...]

    @property
    def is_ready(self) -> bool:
        """Go: nothing is missing."""
        return not self.gaps


def readiness(
    session: Session,
    agenda: Agenda | None,
    verdicts: Sequence[Verdict],
    definitions: Mapping[str, Indicator],
    *,
    stories: Iterable[Story],
    opened: Iterable[str],
    heads: Mapping[str, str],
    accountable: Mapping[str, Answers],
) -> Readiness:
    """Everything that is missing, in the order in which one would call.

    For an indicator that is who is `accountable` for it, by the confirmed responsibilities; where they name nobody, the
    head of its department: the one who is invited, else its head among the members (`heads`).
    """
    gaps: list[Gap] = []
    convenor = next((one.person for one in session.people if one.part is Part.CONVENOR), None)
    if session.release_number is None:
        gaps.append(Gap(kind=GapKind.NO_RELEASE, call=convenor))
    if agenda is None:
        gaps.append(Gap(kind=GapKind.NO_AGENDA, call=convenor))
    invited = {one.department_id: one.person for one in session.people if one.part is Part.HEAD and one.department_id}
    who = {**heads, **invited}
    calls = {name: accountable.get(name) or Answers(person=who.get(one.owner)) for name, one in definitions.items()}
    late = _late(session, agenda, verdicts, definitions, calls)
    unanswered = _unanswered(agenda, definitions, stories, calls)
    gaps += [*late, *unanswered]
    gaps += [Gap(kind=GapKind.NO_PART, call=convenor, part=part) for part in _NEEDED_PARTS if not _has(session, part)]
    sending = {one.department_id for one in session.people if one.department_id}
    asked = dict.fromkeys(one.department_id for one in (*late, *unanswered) if one.department_id)
    gaps += [Gap(kind=GapKind.NO_HEAD, call=who.get(one), department_id=one) for one in asked if one not in sending]
    gaps += _people(session, frozenset(opened))
    return Readiness(
        session_id=session.session_id, check_on=day_of(session.starts_at) - timedelta(days=CHECK_DAYS), gaps=tuple(gaps)
    )


def is_check_due(session: Session, today: date) -> bool:
    """Whether a session is still planned and three days away or less."""
    day = day_of(session.starts_at)
    return session.state is SessionState.PLANNED and day - timedelta(days=CHECK_DAYS) <= today <= day


def _late(
    session: Session,
    agenda: Agenda | None,
    verdicts: Sequence[Verdict],
    definitions: Mapping[str, Indicator],
    calls: Mapping[str, Answers],
) -> list[Gap]:
    """Late indicators: each once, by the city's row, else by the first of its areas that is late.

    Those on the agenda, and those of the session's own theme or departments; a session about everything asks only for
    what is on its agenda, else it would list half of the official statistics.
    """
    discussed = {one.indicator_id for one in agenda.in_order} if agenda else set[str | None]()
    is_about_all = len(in_scope(session, verdicts, definitions)) == len(
        in_scope(session.model_copy(update={"theme": "", "department_ids": ()}), verdicts, definitions)
    )
    found: dict[str, Verdict] = {}
    for one in sorted(in_scope(session, verdicts, definitions), key=lambda row: row.area_id != "city"):
        if one.is_late and (not is_about_all or one.indicator_id in discussed):
            found.setdefault(one.indicator_id, one)
    return [
        Gap(
            kind=GapKind.LATE_DATA,
            call=calls[one.indicator_id].person,
            substitute=calls[one.indicator_id].substitute,
            department_id=definitions[one.indicator_id].owner,
            indicator_id=one.indicator_id,
            area_id=one.area_id,
        )
        for one in found.values()
    ]


def _unanswered(
    agenda: Agenda | None, definitions: Mapping[str, Indicator], stories: Iterable[Story], calls: Mapping[str, Answers]
) -> list[Gap]:
    told = {(one.indicator_id, one.area_id) for one in stories}
    lines: tuple[Line, ...] = agenda.in_order if agenda else ()
    gaps: list[Gap] = []
    for one in lines:
        indicator = definitions.get(one.indicator_id or "")
        if one.kind in _FLAGGED and indicator and (one.indicator_id, one.area_id) not in told:
            gaps.append(
                Gap(
                    kind=GapKind.NO_STORY,
                    call=calls[indicator.indicator_id].person,
                    substitute=calls[indicator.indicator_id].substitute,
                    department_id=indicator.owner,
                    indicator_id=one.indicator_id,
                    area_id=one.area_id,
                )
            )
    return gaps


def _people(session: Session, opened: frozenset[str]) -> list[Gap]:
    """Who has not opened the pre-read; guests need not."""
    asked = dict.fromkeys(one.person for one in session.people if one.part is not Part.GUEST)
    return [Gap(kind=GapKind.PREREAD_UNOPENED, call=one, person=one) for one in asked if one not in opened]


def _has(session: Session, part: Part) -> bool:
    return any(one.part is part for one in session.people)
