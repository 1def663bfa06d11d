"""Accept a delivery of records whole, or refuse it whole."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Final

from bahealth.catalog.model import Catalog
from bahealth.collect.content import source_of
from bahealth.collect.records.comparison import (
    PACKAGE,
    BoundSecret,
    Day,
    accepted_records,
    days,
    show_staged,
    touched_months,
)
from bahealth.collect.records.door import Door
from bahealth.collect.records.look import StagedRecords, mixed, staged_records
from bahealth.collect.records.model import KINDS, RecordKind
from bahealth.collect.records.plan import FIRST_DAY, LAST_DAY
from bahealth.collect.records.preview import RecordPreview
from bahealth.collect.records.secret import fingerprint, kept_secret
from bahealth.errors import Refusal, Stale
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.people.rights import check_may
from bahealth.store import Cursor, Database, fetch, new_id, write_audit
from bahealth.store.staging import sweep_stagings
from bahealth.store.tables import count, forget, insert, sweep

ROWS_AT_ONCE: Final = 4_000_000  # copied in one transaction; between two of them others may write
_TABLES: Final = tuple((f"facts.{one.table}", "delivery_number") for one in KINDS.values())
_BESIDE: Final = (("facts.superseded_record", "by_number"), ("ops.record_touch", "delivery_number"))


class RecordsRefused(Refusal):
    """The delivery was refused; `preview` says why, nothing was written."""

    def __init__(self, message: str, *, preview: RecordPreview, **values: object) -> None:
        super().__init__(message, **values)
        self.preview = preview


class AcceptRecords(Frozen):
    """Take in what `files` say under `source_id`.

    `content_hash` and `after_delivery_id` are those of the preview that the person looked at; with them a file or a
    store that has changed since is refused. Without a preview both are None.
    """

    source_id: str
    files: tuple[Path, ...]
    is_simulated: bool = False
    content_hash: str | None = None
    after_delivery_id: str | None = None


def preview_records(
    database: Database,
    catalog: Catalog,
    *,
    door: Door,
    source_id: str,
    files: Sequence[Path],
    at: datetime,
    is_simulated: bool = False,
) -> RecordPreview:
    """What accepting `files` would do; writes nothing that lasts."""
    with staged_records(
        database, catalog, door=door, source_id=source_id, files=files, at=at, is_simulated=is_simulated
    ) as staged:
        return staged.preview


def accept_records(
    database: Database, catalog: Catalog, command: AcceptRecords, *, door: Door, actor: Actor, at: datetime
) -> str:
    """Accept and give the id of the delivery; the files are read once.

    Raises RecordsRefused with the preview, NotAllowed, NotFound for the source, or Stale; then nothing has changed.
    """
    check_may(actor, "accept_records", source_of(catalog, command.source_id).owner)
    with staged_records(
        database,
        catalog,
        door=door,
        source_id=command.source_id,
        files=command.files,
        at=at,
        is_simulated=command.is_simulated,
    ) as staged:
        return accept_staged(database, staged, command, actor=actor, at=at)


def accept_staged(
    database: Database, staged: StagedRecords, command: AcceptRecords, *, actor: Actor, at: datetime
) -> str:
    """Accept what was staged, inside its block. Raises as accept_records.

    Rows are written first, in several transactions, under a number that nothing shows yet; then, in one, the line that
    makes them count. A crash between leaves nothing visible, and `sweep_records` removes what it left.
    """
    check_may(actor, "accept_records", staged.source.owner)
    with database.intake:
        _check_acceptable(database, staged, command)
        delivery_id, number = new_id(), _new_number(database)
        try:
            _copy(database, staged, number)
            _make_count(database, staged, number, delivery_id, actor=actor, at=at)
        except BaseException:
            _forget(database, staged.kind, number)
            raise
    return delivery_id


def sweep_records(database: Database) -> int:
    """Delete rows that a crash left without an accepted delivery, and its files; gives how many rows."""
    sweep_stagings(database)
    with database.writing() as con:
        return sum(sweep(con, table, column) for table, column in (*_TABLES, *_BESIDE))


def _check_acceptable(database: Database, staged: StagedRecords, command: AcceptRecords) -> None:
    preview = staged.preview
    if preview.problems:
        raise RecordsRefused(
            "The delivery was refused whole. Problems found: %(count)s", preview=preview, count=len(preview.problems)
        )
    if preview.already_accepted_at is not None:
        raise RecordsRefused(
            "The same content was already accepted on %(day)s.", preview=preview, day=preview.already_accepted_at.date()
        )
    if command.content_hash is not None and preview.content_hash != command.content_hash:
        raise Stale("The files have changed since they were looked at: look at the preview again.")
    with database.reading() as con:
        accepted = accepted_records(con)
    newest = next((one.delivery_id for one in accepted if one.record_kind == preview.kind), None)
    looked_at = preview.after_delivery_id if command.content_hash is None else command.after_delivery_id
    if newest not in {preview.after_delivery_id} & {looked_at} or mixed(preview, accepted):
        raise Stale("Someone accepted another delivery of this source meanwhile: look at the preview again.")


def _new_number(database: Database) -> int:
    with database.reading() as con:
        taken = {one.delivery_number for one in accepted_records(con)}
    return next(one for one in iter(lambda: 1 + secrets.randbelow(2**31 - 1), None) if one not in taken)


def _copy(database: Database, staged: StagedRecords, number: int) -> None:
    """The rows that say something new, by day, some millions at a time."""
    kind = staged.kind
    with database.reading() as con:
        show_staged(con, kind, staged.alias)
        found = days(con)
    for first_on, before_on in chunks(found):
        with database.writing() as con:
            show_staged(con, kind, staged.alias)
            insert(
                con,
                f"facts.{kind.table}",
                PACKAGE,
                "news",
                delivery_number=number,
                first_on=first_on,
                before_on=before_on,
            )
    with database.writing() as con:
        show_staged(con, kind, staged.alias)
        insert(con, "facts.superseded_record", PACKAGE, "superseded", record_kind=kind.kind, by_number=number)


def chunks(found: Sequence[Day]) -> list[tuple[date, date]]:
    """From which day to before which, so that no stretch but a single day has more than ROWS_AT_ONCE rows."""
    starts: list[date] = []
    rows = 0
    for day in found:
        if not starts or rows + day.row_count > ROWS_AT_ONCE:
            starts.append(day.first_on or FIRST_DAY)
            rows = 0
        rows += day.row_count
    return list(pairwise([*starts, LAST_DAY]))


def _forget(database: Database, kind: RecordKind, number: int) -> None:
    with database.writing() as con:
        for table, column in ((f"facts.{kind.table}", "delivery_number"), *_BESIDE):
            forget(con, table, column, number)


def _check_written(con: Cursor, staged: StagedRecords, number: int) -> None:
    preview = staged.preview
    rows = count(con, f"facts.{staged.kind.table}", "delivery_number", number)
    replaced = count(con, "facts.superseded_record", "by_number", number)
    if (rows, replaced) != (preview.new_count + preview.replaced_count, preview.replaced_count):
        raise Stale("The rows of this delivery were swept away while it was accepted: send it again.")


def _bind(con: Cursor, door: Door, *, actor: Actor, at: datetime) -> None:
    """With the first records, write down which secret hashed them; the audit keeps it from being changed unseen."""
    if fetch(con, BoundSecret, PACKAGE, "bound_secret"):
        return
    secret = fingerprint(kept_secret(door.secret_file))
    write_audit(con, command="BindSecret", subject="records", actor=actor.name, at=at, after=secret)


def _make_count(
    database: Database, staged: StagedRecords, number: int, delivery_id: str, *, actor: Actor, at: datetime
) -> None:
    preview, kind = staged.preview, staged.kind
    with database.writing() as con:
        _check_written(con, staged, number)
        show_staged(con, kind, staged.alias)
        for touched in touched_months(con, kind):
            con.execute(
                "INSERT INTO ops.record_touch (delivery_number, record_kind, first_month, last_month) "
                "VALUES (?, ?, ?, ?)",
                [number, kind.kind, touched.first_month, touched.last_month],
            )
        con.execute(
            "INSERT INTO ops.delivery (delivery_id, source_id, file_names, content_hash, row_count, is_simulated, "
            "accepted_at, accepted_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                delivery_id,
                preview.source_id,
                "\n".join(preview.file_names),
                preview.content_hash,
                preview.row_count,
                preview.is_simulated,
                at,
                actor.name,
            ],
        )
        con.execute(
            "INSERT INTO ops.record_delivery (delivery_number, delivery_id, record_kind, withdrawn_count, "
            "replaced_count) VALUES (?, ?, ?, ?, ?)",
            [number, delivery_id, kind.kind, preview.withdrawn_count, preview.replaced_count],
        )
        _bind(con, staged.door, actor=actor, at=at)
        write_audit(
            con,
            command="AcceptRecords",
            subject=delivery_id,
            actor=actor.name,
            at=at,
            after=f"{preview.source_id} {preview.content_hash} {preview.row_count}",
        )
