"""The way of a delivery through three hands, and the record of files that were refused."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Final

from bahealth.catalog.model import Catalog, Source
from bahealth.collect.commands import AcceptDelivery, DeliveryRefused, preview_of, take_in
from bahealth.collect.content import Content, source_of
from bahealth.collect.denominators import Births
from bahealth.collect.desk.hands import check_step
from bahealth.collect.desk.model import MAX_FILES, MAX_TEXT, Covered, Hand, HandIn, HandInFile, HandInPreview
from bahealth.collect.desk.queries import hand_in_files, hand_in_named, hand_ins, known_attempt
from bahealth.collect.desk.sent_files import clean_name, kept_content, preview_seal, read_bounded, without_content
from bahealth.collect.model import Preview, Problem
from bahealth.errors import Refusal, Stale
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.people.rights import check_may
from bahealth.store import Cursor, Database, new_id, write_audit


class HandInDelivery(Frozen):
    """Hand `files` in for checking; `content_hash` is that of the preview that the person looked at."""

    source_id: str
    files: tuple[Path, ...]
    content_hash: str


class CheckHandIn(Frozen):
    """Say that a handed-in delivery is right; `preview_hash` seals what the checker saw it would change."""

    hand_in_id: str
    preview_hash: str
    reason: str = ""


class ReleaseHandIn(Frozen):
    """Make a checked delivery count; `preview_hash` seals what the head saw it would change."""

    hand_in_id: str
    preview_hash: str
    reason: str = ""


class SendBackHandIn(Frozen):
    """Give a handed-in delivery back to its sender, with the reason."""

    hand_in_id: str
    reason: str


class WithdrawHandIn(Frozen):
    """Take one's own handed-in delivery back."""

    hand_in_id: str
    reason: str = ""


class RecordRefusedAttempt(Frozen):
    """Remember that files were looked at and refused; `content_hash` is that of their bytes, which are not kept."""

    source_id: str
    file_names: tuple[str, ...]
    content_hash: str
    problems: tuple[Problem, ...]


def hand_in_delivery(
    database: Database,
    catalog: Catalog,
    command: HandInDelivery,
    *,
    actor: Actor,
    at: datetime,
    births: Births | None = None,
) -> str:
    """Keep the files until they are released; the id of the hand-in.

    Raises NotAllowed, NotFound for the source, Refusal where it needs no three hands or the files are too large,
    DeliveryRefused with the preview, or Stale when the files have changed or wait already.
    """
    source = source_of(catalog, command.source_id)
    check_may(actor, "hand_in", source.owner)
    if source.hands == 1:
        raise Refusal("This source needs no second and third hand: accept the delivery directly.")
    files = read_bounded(command.files)
    content = kept_content(files, catalog, source_id=source.source_id, at=at, births=births or {})
    hand_in_id = new_id()
    with database.writing() as con:
        _check_acceptable(preview_of(con, content))
        if content.content_hash != command.content_hash:
            raise Stale("The files have changed since they were looked at: look at the preview again.")
        _check_not_waiting(con, content)
        _write_hand_in(con, hand_in_id, content, files, actor=actor, at=at)
    return hand_in_id


def preview_hand_in(
    database: Database, catalog: Catalog, hand_in_id: str, *, at: datetime, births: Births | None = None
) -> HandInPreview:
    """What releasing it would do now; writes nothing. Raises NotFound."""
    with database.reading() as con:
        content = _content(con, catalog, hand_in_named(con, hand_in_id), at=at, births=births)
        preview = preview_of(con, content)
    return HandInPreview(preview=preview, preview_hash=preview_seal(preview))


def check_hand_in(
    database: Database,
    catalog: Catalog,
    command: CheckHandIn,
    *,
    actor: Actor,
    at: datetime,
    births: Births | None = None,
) -> None:
    """Append the check. Another check is possible, and needed when what it would change is no longer the same.

    Raises NotAllowed, NotFound, DeliveryRefused, or Stale when it has gone on or would now change something else.
    """
    with database.reading() as con:
        content = _content(con, catalog, hand_in_named(con, command.hand_in_id), at=at, births=births)
    with database.writing() as con:
        handed = _stepped(con, catalog, command.hand_in_id, Hand.CHECKED, actor)
        preview = preview_of(con, content)
        if preview_seal(preview) != command.preview_hash:
            raise Stale("What this delivery would change is no longer what you saw: look at it again.")
        _check_acceptable(preview)
        _write_step(con, handed, Hand.CHECKED, command.reason, actor=actor, at=at, preview_hash=command.preview_hash)


def release_hand_in(
    database: Database,
    catalog: Catalog,
    command: ReleaseHandIn,
    *,
    actor: Actor,
    at: datetime,
    births: Births | None = None,
) -> str:
    """Accept what was handed in and checked; the id of the delivery.

    Raises NotAllowed, NotFound, DeliveryRefused, or Stale when it has gone on, or would change something else than
    what the checker or this person saw.
    """
    with database.reading() as con:
        handed = hand_in_named(con, command.hand_in_id)
        check_step(handed, Hand.RELEASED, source_of(catalog, handed.source_id), actor)
        content = _content(con, catalog, handed, at=at, births=births)
        preview = preview_of(con, content)
    _check_as_seen(handed, preview, command)
    accepting = AcceptDelivery(
        source_id=handed.source_id,
        files=(),
        content_hash=content.content_hash,
        after_delivery_id=preview.after_delivery_id,
    )

    def also(con: Cursor, delivery_id: str) -> None:
        newest = _stepped(con, catalog, command.hand_in_id, Hand.RELEASED, actor)
        _write_step(con, newest, Hand.RELEASED, command.reason, actor=actor, at=at, delivery_id=delivery_id)

    try:
        return take_in(database, content, accepting, actor=actor, at=at, also=also)
    except DeliveryRefused:  # somebody else released it in between: that is what is said then
        with database.reading() as con:
            _stepped(con, catalog, command.hand_in_id, Hand.RELEASED, actor)
        raise


def send_back_hand_in(
    database: Database, catalog: Catalog, command: SendBackHandIn, *, actor: Actor, at: datetime
) -> None:
    """Append that it was sent back. Raises NotAllowed, NotFound, Stale, or Refusal without a reason."""
    if not command.reason.strip():
        raise Refusal("Write why it is sent back, so that the sender can mend it.")
    with database.writing() as con:
        handed = _stepped(con, catalog, command.hand_in_id, Hand.SENT_BACK, actor)
        _write_step(con, handed, Hand.SENT_BACK, command.reason, actor=actor, at=at)


def withdraw_hand_in(
    database: Database, catalog: Catalog, command: WithdrawHandIn, *, actor: Actor, at: datetime
) -> None:
    """Append that its sender took it back. Raises NotAllowed, NotFound or Stale."""
    with database.writing() as con:
        handed = _stepped(con, catalog, command.hand_in_id, Hand.WITHDRAWN, actor)
        _write_step(con, handed, Hand.WITHDRAWN, command.reason, actor=actor, at=at)


def record_refused_attempt(
    database: Database, catalog: Catalog, command: RecordRefusedAttempt, *, actor: Actor, at: datetime
) -> str:
    """Append the attempt, once for each content of a source; its id. Observations and records stay as they are.

    Raises NotAllowed, NotFound for the source, and ValueError when nothing was refused.
    """
    source = source_of(catalog, command.source_id)
    check_may(actor, "hand_in", source.owner)
    if not command.problems:
        message = "a refused attempt has a reason"
        raise ValueError(message)
    attempt_id = new_id()
    first = without_content(command.problems[0], of_people=source.records is not None)
    with database.writing() as con:
        before = known_attempt(con, source_id=source.source_id, content_hash=command.content_hash)
        if before is not None:
            return before.attempt_id
        con.execute(
            "INSERT INTO ops.refused_attempt (attempt_id, source_id, file_names, content_hash, problem_count, "
            "first_problem, tried_at, tried_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                attempt_id,
                source.source_id,
                "\n".join(clean_name(name) for name in command.file_names[:MAX_FILES]),
                command.content_hash,
                len(command.problems),
                first.model_dump_json(),
                at,
                actor.name,
            ],
        )
        after = json.dumps({"attempt_id": attempt_id, "problem_count": len(command.problems)})
        write_audit(con, command="RecordRefusedAttempt", subject=source.source_id, actor=actor.name, at=at, after=after)
    return attempt_id


def _content(con: Cursor, catalog: Catalog, handed: HandIn, *, at: datetime, births: Births | None) -> Content:
    files = hand_in_files(con, handed.hand_in_id)
    return kept_content(files, catalog, source_id=handed.source_id, at=at, births=births or {})


def _check_acceptable(preview: Preview) -> None:
    if preview.problems:
        raise DeliveryRefused(
            "The delivery was refused whole. Problems found: %(count)s", preview=preview, count=len(preview.problems)
        )
    if preview.already_accepted_at is not None:
        raise DeliveryRefused(
            "The same content was already accepted on %(day)s.", preview=preview, day=preview.already_accepted_at.date()
        )


def _check_as_seen(handed: HandIn, preview: Preview, command: ReleaseHandIn) -> None:
    seal = preview_seal(preview)
    if seal != command.preview_hash:
        raise Stale("What this delivery would change is no longer what you saw: look at it again.")
    if seal != handed.preview_hash:
        raise Stale("The values in force have changed since it was checked: it must be checked again.")


def _check_not_waiting(con: Cursor, content: Content) -> None:
    for one in hand_ins(con):
        if one.is_open and (one.source_id, one.content_hash) == (content.source_id, content.content_hash):
            raise Stale("The same content waits already, handed in on %(day)s.", day=one.handed_in_at.date())


def _stepped(con: Cursor, catalog: Catalog, hand_in_id: str, step: Hand, actor: Actor) -> HandIn:
    """The hand-in as it stands inside this transaction, after the check that the person may take the step."""
    handed = hand_in_named(con, hand_in_id)
    source: Source = source_of(catalog, handed.source_id)
    check_step(handed, step, source, actor)
    return handed


def _write_hand_in(
    con: Cursor, hand_in_id: str, content: Content, files: list[HandInFile], *, actor: Actor, at: datetime
) -> None:
    covers = sorted({(one.indicator_id, one.period.key) for one in content.observations})
    named = [Covered(indicator_id=indicator_id, period=period).model_dump() for indicator_id, period in covers]
    con.execute(
        "INSERT INTO ops.hand_in (hand_in_id, source_id, content_hash, row_count, covers, handed_in_at, handed_in_by) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            hand_in_id,
            content.source_id,
            content.content_hash,
            len(content.observations),
            json.dumps(named),
            at,
            actor.name,
        ],
    )
    for place, file in enumerate(files):
        con.execute(
            "INSERT INTO ops.hand_in_file (hand_in_id, place, file_name, content) VALUES (?, ?, ?, ?)",
            [hand_in_id, place, file.file_name, file.content],
        )
    after = json.dumps({"hand_in_id": hand_in_id, "content_hash": content.content_hash})
    write_audit(con, command="hand_in", subject=content.source_id, actor=actor.name, at=at, after=after)


def _write_step(
    con: Cursor,
    handed: HandIn,
    step: Hand,
    reason: str,
    *,
    actor: Actor,
    at: datetime,
    preview_hash: str | None = None,
    delivery_id: str | None = None,
) -> None:
    said = reason.strip()
    if len(said) > MAX_TEXT:
        raise Refusal("The text is too long: at most %(limit)s characters are kept.", limit=MAX_TEXT)
    con.execute(
        "INSERT INTO ops.hand_in_step (step_id, hand_in_id, step, preview_hash, delivery_id, reason, taken_at, "
        "taken_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [new_id(), handed.hand_in_id, step.value, preview_hash, delivery_id, said, at, actor.name],
    )
    write_audit(
        con,
        command=_COMMAND_OF[step],
        subject=handed.source_id,
        actor=actor.name,
        at=at,
        before=json.dumps({"hand_in_id": handed.hand_in_id, "step": handed.step}),
        after=json.dumps({"hand_in_id": handed.hand_in_id, "step": step, "delivery_id": delivery_id}),
        reason=said or None,
    )


_COMMAND_OF: Final = {
    Hand.CHECKED: "CheckHandIn",
    Hand.RELEASED: "ReleaseHandIn",
    Hand.SENT_BACK: "SendBackHandIn",
    Hand.WITHDRAWN: "WithdrawHandIn",
}
