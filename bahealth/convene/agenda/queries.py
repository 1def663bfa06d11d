"""Agendas, stories, who has opened the pre-read, and what a draft is made of: read only."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Final

from bahealth.assess.queries import release_definitions, release_verdicts
from bahealth.convene.agenda.readiness import Answers, Readiness, readiness
from bahealth.convene.agenda.rules import Draft, Material, agenda_draft
from bahealth.convene.follow_up.queries import commitments_before
from bahealth.convene.model import Agenda, Session, Story
from bahealth.convene.sessions.queries import pinned_release
from bahealth.convene.versions import Body, day_of
from bahealth.errors import NotFound
from bahealth.frozen import Frozen
from bahealth.people.responsibilities.model import AssignmentRow, Holding, Part, SubjectKind
from bahealth.people.responsibilities.queries import assignments, confirmations, members
from bahealth.people.responsibilities.rules import holding, in_force
from bahealth.store import Cursor, fetch
from bahealth.targets.queries import deviations

PACKAGE: Final = "bahealth.convene.agenda"


class DeviationEnd(Frozen):
    """An accepted miss that nobody has ended, and the day until which it holds."""

    indicator_id: str
    area_id: str
    until_on: date


class Opened(Frozen):
    """Who opened the pre-read of a session first when."""

    person: str
    opened_at: datetime


class Head(Frozen):
    """The head of a department, by the e-mail address of the member."""

    person: str
    department_id: str


def agenda_of(con: Cursor, session_id: str) -> Agenda | None:
    """The agenda as it stands; None before the first draft."""
    rows = fetch(con, Body, PACKAGE, "agenda", session_id=session_id, version=None)
    return next((Agenda.model_validate_json(row.body) for row in rows), None)


def agenda_version(con: Cursor, session_id: str, version: int) -> Agenda:
    """The agenda as it stood at a version; raises NotFound."""
    for row in fetch(con, Body, PACKAGE, "agenda", session_id=session_id, version=version):
        return Agenda.model_validate_json(row.body)
    raise NotFound("There is no agenda of this session yet: draft it first.")


def stories(con: Cursor, session_id: str, *, reader: str) -> list[Story]:
    """The stories of a session as `reader` may see them: a probability is shown to who stated it, nobody else."""
    return [
        one if one.author == reader else one.model_copy(update={"probability": None})
        for one in _stories(con, session_id)
    ]


def story_of(con: Cursor, session_id: str, indicator_id: str, area_id: str) -> Story | None:
    """The story behind one row with everything in it, for the command that follows it; pages ask `stories`."""
    found = _stories(con, session_id)
    return next((one for one in found if (one.indicator_id, one.area_id) == (indicator_id, area_id)), None)


def all_stories(con: Cursor) -> list[Story]:
    """Every story with its probability, to be scored: own ones for their author, all only in sums."""
    return _stories(con, None)


def opened_preread(con: Cursor, session_id: str) -> list[Opened]:
    """Who has opened the pre-read, first come first."""
    return fetch(con, Opened, PACKAGE, "opened_preread", session_id=session_id)


def heads(con: Cursor) -> dict[str, str]:
    """The head of each department that has one among the members, by department."""
    return {row.department_id: row.person for row in fetch(con, Head, PACKAGE, "heads")}


def accountable(con: Cursor, *, at: datetime) -> dict[str, Answers]:
    """Who is accountable for each indicator, where the responsibilities name a person and are confirmed at an instant.

    Somebody who is no active member any more is left out: then the substitute is called, or the head.
    """
    active = {one.email for one in members(con) if one.is_active}
    confirmed = {one.subject_id: one for one in confirmations(con, kind=SubjectKind.INDICATOR)}
    rows: dict[str, list[AssignmentRow]] = defaultdict(list)
    for row in assignments(con, kind=SubjectKind.INDICATOR):
        rows[row.subject_id].append(row)
    found: dict[str, Answers] = {}
    for indicator_id, mine in rows.items():
        if holding(mine, confirmed.get(indicator_id), at=at) is Holding.CONFIRMED:
            named = [one for one in in_force((), mine) if one.part is Part.ACCOUNTABLE]
            known = [one for who in named for one in (who.member_email, who.substitute_email) if one in active]
            if known:
                found[indicator_id] = Answers(person=known[0], substitute=next(iter(known[1:]), None))
    return found


def deviation_ends(con: Cursor, *, cutoff_at: datetime, on: date) -> list[DeviationEnd]:
    """The last day of the accepted deviations of each row that nobody had ended at an instant and that begin by a day.

    One that begins later excuses nothing yet.
    """
    ends: dict[tuple[str, str], date] = {}
    for one in deviations(con, cutoff_at=cutoff_at):
        if one.ended_at is None and one.from_on <= on:
            row = one.indicator_id, one.area_id
            ends[row] = max(one.until_on, ends.get(row, one.until_on))
    return [DeviationEnd(indicator_id=name, area_id=area, until_on=until) for (name, area), until in ends.items()]


def material_of(con: Cursor, session: Session, *, at: datetime) -> Material:
    """What the agenda of a session is drafted from; raises Refusal before a release is pinned."""
    release = pinned_release(con, session)
    number = release.release_number
    return Material(
        verdicts=release_verdicts(con, release_number=number),
        definitions=release_definitions(con, release_number=number),
        commitments=commitments_before(con, session, at=at),
        deviations=deviation_ends(con, cutoff_at=at, on=day_of(session.starts_at)),
        today=day_of(session.starts_at),
    )


def draft_for(con: Cursor, session: Session, *, at: datetime) -> Draft:
    """The agenda that would be drafted now, with what it leaves out; nothing is kept."""
    standing = agenda_of(con, session.session_id)
    return agenda_draft(session, material_of(con, session, at=at), version=standing.version if standing else 0)


def _stories(con: Cursor, session_id: str | None) -> list[Story]:
    rows = fetch(con, Body, PACKAGE, "stories", session_id=session_id)
    return [Story.model_validate_json(row.body) for row in rows]


def readiness_of(con: Cursor, session: Session) -> Readiness:
    """What is missing for a session, and who to call."""
    number = session.release_number
    return readiness(
        session,
        agenda_of(con, session.session_id),
        release_verdicts(con, release_number=number) if number else (),
        release_definitions(con, release_number=number) if number else {},
        stories=_stories(con, session.session_id),
        opened=[one.person for one in opened_preread(con, session.session_id)],
        heads=heads(con),
        accountable=accountable(con, at=session.starts_at),
    )
