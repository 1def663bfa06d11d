"""Judging what is done and has reached its effect date: once, and for ever."""

from __future__ import annotations

from datetime import date, datetime

from bahealth.assess.model import Point, Verdict
from bahealth.assess.queries import (
    latest_release,
    release_definitions,
    release_points,
    release_row,
    release_verdicts,
    releases,
)
from bahealth.catalog.model import Catalog
from bahealth.convene.follow_up.queries import commitments, judgements
from bahealth.convene.follow_up.rules import done_on
from bahealth.convene.judging.rules import Judgement, is_judgeable, judge
from bahealth.convene.model import Commitment
from bahealth.errors import NotFound
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.people.rights import check_may
from bahealth.store import Cursor, Database, write_audit


class JudgeDue(Frozen):
    """Judge what is done and has reached its effect date; `release_number` None: on the newest release."""

    release_number: int | None = None


class Judged(Frozen):
    """A commitment with what was said of it."""

    commitment_id: str
    text: str
    judgement: Judgement


def judge_due(
    database: Database, catalog: Catalog, command: JudgeDue, *, actor: Actor, at: datetime
) -> tuple[Judged, ...]:
    """Judge once and for ever what is done, names an indicator, and whose effect date the release has reached.

    Raises NotAllowed, and NotFound without a release. Nothing due writes nothing.
    """
    del catalog
    check_may(actor, "judge_due", None)
    with database.writing() as con:
        newest = latest_release(con)
        release = newest if command.release_number is None else release_row(con, command.release_number)
        if release is None:
            raise NotFound("There is no release %(number)s", number=command.release_number or "–")
        number = release.release_number
        judged_before = {one.commitment_id for one in judgements(con)}
        found = tuple(
            Judged(commitment_id=one.promised.capture_id, text=one.promised.text, judgement=said)
            for one in commitments(con, at=at)
            if one.promised.capture_id not in judged_before
            and (said := _judge(con, one, number, release.as_of)) is not None
        )
        for one in found:
            con.execute(
                "INSERT INTO ops.judgement (commitment_id, outcome, release_number, body, judged_at) "
                "VALUES (?, ?, ?, ?, ?)",
                [
                    *(one.commitment_id, one.judgement.outcome.value, number),
                    *(one.judgement.model_dump_json(), at),
                ],
            )
        if found:
            outcomes = ", ".join(f"{one.commitment_id}: {one.judgement.outcome.value}" for one in found)
            write_audit(con, command="judge_due", subject=f"release {number}", actor=actor.name, at=at, after=outcomes)
    return found


def _judge(con: Cursor, one: Commitment, number: int, as_of: date) -> Judgement | None:
    """None while it is not due: not done, without indicator or effect date, or the release does not reach it yet."""
    promised, day = one.promised, done_on(one)
    if day is None or promised.effect is None or promised.indicator_id is None or promised.area_id is None:
        return None
    place = {"indicator_id": promised.indicator_id, "area_id": promised.area_id}
    definition = release_definitions(con, release_number=number).get(promised.indicator_id)
    points: list[Point] = [row.point for row in release_points(con, release_number=number, **place)]
    if definition is None or not is_judgeable(definition, points, promised.effect.on, as_of=as_of):
        return None
    return judge(
        definition,
        points,
        done_on=day,
        effect_on=promised.effect.on,
        verdict_then=_verdict_on(con, day, **place),
        verdict_now=next(iter(release_verdicts(con, release_number=number, **place)), None),
        expected=promised.effect.size,
    )


def _verdict_on(con: Cursor, day: date, *, indicator_id: str, area_id: str) -> Verdict | None:
    """The verdict of the newest release up to a day; None before the first."""
    for row in releases(con):
        if row.as_of <= day:
            found = release_verdicts(con, release_number=row.release_number, indicator_id=indicator_id, area_id=area_id)
            return next(iter(found), None)
    return None
