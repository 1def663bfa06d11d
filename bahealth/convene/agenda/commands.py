"""Drafting and changing the agenda, writing the story behind a row, opening the pre-read."""

from __future__ import annotations

import math
from datetime import datetime

from pydantic import Field

from bahealth.assess.queries import release_definitions, release_verdicts
from bahealth.catalog.model import Catalog
from bahealth.convene.agenda.queries import agenda_of, draft_for, opened_preread, story_of
from bahealth.convene.agenda.rules import Draft, after_people, budget_minutes, has_signal
from bahealth.convene.model import Agenda, Line, SessionState, Story
from bahealth.convene.sessions.commands import check_state
from bahealth.convene.sessions.queries import pinned_release, session_of
from bahealth.convene.versions import check_version
from bahealth.errors import NotFound, Refusal
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.people.rights import check_may
from bahealth.store import Cursor, Database, write_audit

_BEFORE = (SessionState.PLANNED, SessionState.OPEN)
LONGEST_STORY = 4_000  # characters of each part


class DraftAgenda(Frozen):
    """Let the agenda draft itself; what people added, dropped or moved in the one that stands is kept."""

    session_id: str
    version: int = Field(description="of the agenda; 0 before the first")


class ChangeAgenda(Frozen):
    """Put the lines into another order, give them other minutes, drop some with a reason, add some.

    `lines` are all lines, also the dropped ones.
    """

    session_id: str
    version: int
    lines: tuple[Line, ...]


class WriteStory(Frozen):
    """Say what is behind a row before the session. `probability` is the author's own, of meeting the target."""

    session_id: str
    indicator_id: str
    area_id: str
    version: int
    happened: str = Field(max_length=LONGEST_STORY)
    why: str = Field(default="", max_length=LONGEST_STORY)
    next_steps: str = Field(max_length=LONGEST_STORY)
    needed: str = Field(default="", max_length=LONGEST_STORY)
    probability: float | None = None


class OpenPreread(Frozen):
    """A person opens the pre-read; the first time counts."""

    session_id: str


class CauseOfNoise(Refusal):
    """A cause was claimed for a row that does not move beyond chance."""


def draft_agenda(database: Database, catalog: Catalog, command: DraftAgenda, *, actor: Actor, at: datetime) -> Draft:
    """Draft the agenda and keep it. Raises NotAllowed, NotFound, SessionConflict, Refusal without a pinned release."""
    del catalog
    check_may(actor, "draft_agenda", None)
    with database.writing() as con:
        session = session_of(con, command.session_id)
        check_state(session, SessionState.PLANNED)
        standing = agenda_of(con, command.session_id)
        check_version(standing, command.version, command)
        draft = draft_for(con, session, at=at)
        lines = after_people(standing, draft.agenda, budget_minutes(session.minutes))
        agenda = _append(con, draft.agenda.model_copy(update={"lines": lines}), actor, at)
        _audit(con, "draft_agenda", actor, at, before=standing, after=agenda)
    return draft.model_copy(update={"agenda": agenda})


def change_agenda(database: Database, catalog: Catalog, command: ChangeAgenda, *, actor: Actor, at: datetime) -> Agenda:
    """Keep the agenda as people want it.

    Raises NotAllowed, NotFound, SessionConflict, and Refusal when a line vanishes or is dropped without a reason, when
    what a line is about is changed, or when the lines take more time than the session has without its read-back.
    """
    check_may(actor, "change_agenda", None)
    with database.writing() as con:
        session = session_of(con, command.session_id)
        check_state(session, *_BEFORE)
        standing = agenda_of(con, command.session_id)
        check_version(standing, command.version, command)
        if standing is None:
            raise NotFound("There is no agenda of this session yet: draft it first.")
        lines = _checked_lines(catalog, standing, command.lines, actor)
        changed = standing.model_copy(update={"lines": lines})
        taken, budget = sum(one.minutes for one in changed.in_order), budget_minutes(session.minutes)
        if taken > budget:
            raise Refusal(
                "The lines take %(taken)s minutes and there are %(budget)s: ten are kept for the read-back.",
                taken=taken,
                budget=budget,
            )
        agenda = _append(con, changed, actor, at)
        _audit(con, "change_agenda", actor, at, before=standing, after=agenda)
    return agenda


def write_story(database: Database, catalog: Catalog, command: WriteStory, *, actor: Actor, at: datetime) -> Story:
    """Keep the story of a row of the pinned release.

    Raises NotAllowed but for the indicator's own department, NotFound, SessionConflict, CauseOfNoise when `why` claims
    a cause of what is no signal, Refusal when a part is missing or the session is over.
    """
    if command.indicator_id not in catalog.indicator:
        raise NotFound("There is no indicator %(indicator)s", indicator=command.indicator_id)
    with database.writing() as con:
        session = session_of(con, command.session_id)
        number = pinned_release(con, session).release_number
        definitions = release_definitions(con, release_number=number)
        owner = definitions.get(command.indicator_id, catalog.indicator[command.indicator_id]).owner
        check_may(actor, "write_story", owner)
        check_state(session, *_BEFORE)
        before = story_of(con, command.session_id, command.indicator_id, command.area_id)
        check_version(_seen_by(before, actor), command.version, command)
        _check_story(con, command, number)
        given = command.model_dump(exclude={"version"})
        story = Story(**given, author=actor.name, version=command.version + 1)
        con.execute(
            "INSERT INTO ops.story_version (session_id, indicator_id, area_id, version, body, made_at, made_by) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                *(story.session_id, story.indicator_id, story.area_id, story.version),
                *(story.model_dump_json(), at, actor.name),
            ],
        )
        write_audit(
            con,
            command="write_story",
            subject=f"{story.indicator_id} {story.area_id}",
            actor=actor.name,
            at=at,
            before=_public_json(before),
            after=_public_json(story),
        )
    return story


def open_preread(database: Database, catalog: Catalog, command: OpenPreread, *, actor: Actor, at: datetime) -> bool:
    """Keep that the person has opened the pre-read; whether it was for the first time. Raises NotAllowed, NotFound."""
    del catalog
    check_may(actor, "open_preread", None)
    with database.writing() as con:
        session_of(con, command.session_id)
        if any(one.person == actor.name for one in opened_preread(con, command.session_id)):
            return False
        con.execute(
            "INSERT INTO ops.preread_opened (session_id, person, opened_at) VALUES (?, ?, ?)",
            [command.session_id, actor.name, at],
        )
        write_audit(con, command="open_preread", subject=command.session_id, actor=actor.name, at=at)
    return True


def _append(con: Cursor, agenda: Agenda, actor: Actor, at: datetime) -> Agenda:
    after = agenda.model_copy(update={"version": agenda.version + 1})
    con.execute(
        "INSERT INTO ops.agenda_version (session_id, version, body, made_at, made_by) VALUES (?, ?, ?, ?, ?)",
        [after.session_id, after.version, after.model_dump_json(), at, actor.name],
    )
    return after


def _audit(con: Cursor, command: str, actor: Actor, at: datetime, *, before: Agenda | None, after: Agenda) -> None:
    write_audit(
        con,
        command=command,
        subject=after.session_id,
        actor=actor.name,
        at=at,
        before=before.model_dump_json() if before else None,
        after=after.model_dump_json(),
    )


def _public_json(story: Story | None) -> str | None:
    """A story for the audit, which many read: without the probability, which is its author's own."""
    return story.model_dump_json(exclude={"probability"}) if story else None


def _seen_by(story: Story | None, actor: Actor) -> Story | None:
    """A story as somebody else may see it who was too late: the probability is its author's own."""
    if story is None or story.author == actor.name:
        return story
    return story.model_copy(update={"probability": None})


def _checked_lines(catalog: Catalog, standing: Agenda, lines: tuple[Line, ...], actor: Actor) -> tuple[Line, ...]:
    """The lines that were sent, new ones signed by who adds them."""
    known = {one.line_id: one for one in standing.lines}
    sent = [one.line_id for one in lines]
    if len(sent) != len(set(sent)) or not known.keys() <= set(sent):
        raise Refusal("A line vanished from the agenda: drop it with a reason, so that it stays on the record.")
    return tuple(_checked_line(catalog, known.get(one.line_id), one, actor) for one in lines)


def _checked_line(catalog: Catalog, before: Line | None, line: Line, actor: Actor) -> Line:
    if line.dropped_reason is not None and not line.dropped_reason.strip():
        raise Refusal("Say why the line is dropped: the reason stays on the record.")
    if before is not None:
        kept = {"minutes": line.minutes, "dropped_reason": line.dropped_reason}
        if before.model_copy(update=kept) != line:
            raise Refusal("What a line is about cannot be changed: drop it and add another.")
        return line
    if line.indicator_id is None and line.commitment_id is None and not line.title.strip():
        raise Refusal("Say what the new line is about.")
    if line.indicator_id is not None and line.indicator_id not in catalog.indicator:
        raise NotFound("There is no indicator %(indicator)s", indicator=line.indicator_id)
    if line.area_id is not None and line.area_id not in catalog.area:
        raise NotFound("There is no area %(area)s", area=line.area_id)
    return line.model_copy(update={"added_by": actor.name})


def _check_story(con: Cursor, command: WriteStory, release_number: int) -> None:
    found = release_verdicts(
        con, release_number=release_number, indicator_id=command.indicator_id, area_id=command.area_id
    )
    if not found:
        raise NotFound("There is no area %(area)s", area=command.area_id)
    if not command.happened.strip() or not command.next_steps.strip():
        raise Refusal("Say what happened and what comes next.")
    if command.why.strip() and not has_signal(found[0]):
        raise CauseOfNoise(
            "This row does not move beyond chance, so there is no change to explain: leave the cause out, and say "
            "what in the process itself has to change."
        )
    if command.probability is not None and not (math.isfinite(command.probability) and 0 <= command.probability <= 1):
        raise Refusal("A probability lies between 0 and 100 %.")
