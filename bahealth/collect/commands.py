"""Accept a delivery whole, or refuse it whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

import pyarrow as pa

from bahealth.catalog.model import Catalog
from bahealth.collect.content import Content, compared, content_of, source_of
from bahealth.collect.denominators import Births
from bahealth.collect.model import Preview
from bahealth.collect.queries import PACKAGE, CurrentObservation, Delivery, WrittenRows
from bahealth.collect.records.commands import sweep_records
from bahealth.errors import NotAllowed, Refusal, Stale
from bahealth.frozen import Frozen
from bahealth.people.model import Actor, Role
from bahealth.people.rights import check_may
from bahealth.store import Cursor, Database, fetch, new_id, write_audit

_SCHEMA: Final = pa.schema(
    [
        ("delivery_id", pa.string()),
        ("indicator_id", pa.string()),
        ("area_id", pa.string()),
        ("period_start", pa.date32()),
        ("period_months", pa.int16()),
        ("numerator", pa.float64()),
        ("denominator", pa.float64()),
        ("value", pa.float64()),
        ("lower", pa.float64()),
        ("upper", pa.float64()),
        ("sampling_flag", pa.string()),
        ("is_denominator_estimated", pa.bool_()),
        ("note", pa.string()),
    ]
)

_SWEEP_VALUES: Final = (
    "DELETE FROM facts.observation AS leftover WHERE NOT EXISTS "
    "(SELECT 1 FROM ops.delivery AS delivery WHERE delivery.delivery_id = leftover.delivery_id)"
)
_SWEEP_PARTS: Final = (
    "DELETE FROM facts.breakdown AS leftover WHERE NOT EXISTS "
    "(SELECT 1 FROM ops.delivery AS delivery WHERE delivery.delivery_id = leftover.delivery_id)"
)


class DeliveryRefused(Refusal):
    """The delivery was refused; `preview` says why, nothing was written."""

    def __init__(self, message: str, *, preview: Preview, **values: object) -> None:
        super().__init__(message, **values)
        self.preview = preview


class AcceptDelivery(Frozen):
    """Take in what `files` say under `source_id`.

    `content_hash` and `after_delivery_id` are those of the preview that the person looked at; with them a file or a
    store that has changed since is refused. Without a preview both are None.
    """

    source_id: str
    files: tuple[Path, ...]
    is_simulated: bool = False
    content_hash: str | None = None
    after_delivery_id: str | None = None


def preview_delivery(
    database: Database,
    catalog: Catalog,
    *,
    source_id: str,
    files: list[Path],
    at: datetime,
    is_simulated: bool = False,
    births: Births | None = None,
) -> Preview:
    """What accepting `files` would do; writes nothing. `births` are the estimates of load_births."""
    content = content_of(
        catalog,
        source_id=source_id,
        files=files,
        today=at.date(),
        births=births or {},
        is_simulated=is_simulated,
    )
    with database.reading() as con:
        return preview_of(con, content)


def accept_delivery(
    database: Database,
    catalog: Catalog,
    command: AcceptDelivery,
    *,
    actor: Actor,
    at: datetime,
    births: Births | None = None,
) -> str:
    """Accept and give the id of the delivery.

    Raises DeliveryRefused with the preview, NotAllowed, NotFound for the source, or Stale; then nothing has changed.
    The rows are written first, then the line that makes them count: a crash between leaves nothing visible.
    """
    source = source_of(catalog, command.source_id)
    check_may(actor, "accept_delivery", source.owner)
    if source.hands > 1 and actor.role is not Role.ADMIN:
        raise NotAllowed("This source goes through three hands: hand the file in for checking.")
    content = content_of(
        catalog,
        source_id=command.source_id,
        files=list(command.files),
        today=at.date(),
        births=births or {},
        is_simulated=command.is_simulated,
    )
    return take_in(database, content, command, actor=actor, at=at)


def _nothing_more(_con: Cursor, _delivery_id: str) -> None:
    """What most deliveries write besides themselves."""


def take_in(
    database: Database,
    content: Content,
    command: AcceptDelivery,
    *,
    actor: Actor,
    at: datetime,
    also: Callable[[Cursor, str], None] = _nothing_more,
) -> str:
    """Make `content` count, and what `also` writes with it, in one transaction; the id of the delivery.

    For commands that have checked who may: raises DeliveryRefused or Stale, and whatever `also` raises.
    """
    with database.reading() as con:
        _check_acceptable(preview_of(con, content), command)
    delivery_id = new_id()
    _write_rows(database, delivery_id, content)
    try:
        with database.writing() as con:
            _make_count(con, delivery_id, content, command, actor=actor, at=at)
            also(con, delivery_id)
    except BaseException:
        _forget_rows(database, delivery_id)
        raise
    return delivery_id


def sweep_unaccepted(database: Database) -> int:
    """Delete rows that a crash left without an accepted delivery; gives how many. For the start of the program."""
    count = 0
    with database.writing() as con:
        for statement in (_SWEEP_VALUES, _SWEEP_PARTS):
            (found,) = con.execute(statement).fetchone() or (0,)
            count += int(found)
    return count + sweep_records(database)


def preview_of(con: Cursor, content: Content) -> Preview:
    """What accepting `content` would do to the values in force now."""
    indicator_ids = sorted({one.indicator_id for one in content.observations})
    current = fetch(con, CurrentObservation, PACKAGE, "comparable_observations", indicator_ids=indicator_ids)
    accepted = fetch(con, Delivery, PACKAGE, "deliveries", source_id=content.source_id)
    return compared(content, current, accepted)


def _check_acceptable(preview: Preview, command: AcceptDelivery) -> None:
    if preview.problems:
        raise DeliveryRefused(
            "The delivery was refused whole. Problems found: %(count)s", preview=preview, count=len(preview.problems)
        )
    if preview.already_accepted_at is not None:
        raise DeliveryRefused(
            "The same content was already accepted on %(day)s.", preview=preview, day=preview.already_accepted_at.date()
        )
    if command.content_hash is None:
        return
    if preview.content_hash != command.content_hash:
        raise Stale("The files have changed since they were looked at: look at the preview again.")
    if preview.after_delivery_id != command.after_delivery_id:
        raise Stale("Someone accepted another delivery of this source meanwhile: look at the preview again.")


def _write_rows(database: Database, delivery_id: str, content: Content) -> None:
    rows = [{"delivery_id": delivery_id, **one.model_dump()} for one in content.observations]
    table = pa.Table.from_pylist(rows, schema=_SCHEMA)
    with database.writing() as con:
        con.register("delivered_row", table)
        con.execute("INSERT INTO facts.observation SELECT * FROM delivered_row")
        con.unregister("delivered_row")


def _forget_rows(database: Database, delivery_id: str) -> None:
    with database.writing() as con:
        con.execute("DELETE FROM facts.observation WHERE delivery_id = $id", {"id": delivery_id})


def _make_count(
    con: Cursor, delivery_id: str, content: Content, command: AcceptDelivery, *, actor: Actor, at: datetime
) -> None:
    _check_acceptable(preview_of(con, content), command)  # again: another delivery may have come in between
    (rows,) = fetch(con, WrittenRows, PACKAGE, "written_rows", delivery_id=delivery_id)
    if rows.row_count != len(content.observations):
        raise Stale("The rows of this delivery were swept away while it was accepted: send it again.")
    con.execute(
        "INSERT INTO ops.delivery (delivery_id, source_id, file_names, content_hash, row_count, is_simulated, "
        "accepted_at, accepted_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            delivery_id,
            content.source_id,
            "\n".join(content.file_names),
            content.content_hash,
            rows.row_count,
            content.is_simulated,
            at,
            actor.name,
        ],
    )
    write_audit(
        con,
        command="AcceptDelivery",
        subject=delivery_id,
        actor=actor.name,
        at=at,
        after=f"{content.source_id} {content.content_hash} {rows.row_count}",
    )
