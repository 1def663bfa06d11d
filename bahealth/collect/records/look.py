"""A look at a delivery of records: read once, apart, and compared with what is in force. Nothing of it lasts."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from bahealth.catalog.model import Catalog, Source
from bahealth.collect.checks import listed
from bahealth.collect.content import source_of
from bahealth.collect.model import Problem
from bahealth.collect.records.comparison import (
    PACKAGE,
    AcceptedRecords,
    BoundSecret,
    accepted_records,
    differences,
    meet,
    show_staged,
)
from bahealth.collect.records.door import Door, read_apart
from bahealth.collect.records.model import KINDS, OF_PLACES, RecordKind
from bahealth.collect.records.plan import Outcome
from bahealth.collect.records.preview import RecordPreview
from bahealth.collect.records.secret import fingerprint, kept_secret
from bahealth.errors import Refusal
from bahealth.i18n import N_
from bahealth.store import Database, fetch
from bahealth.store.staging import attached, staging_folder

_MIXED: Final = N_(
    "The store holds simulated records, and these are not: they are never mixed. Real ones begin in an empty store "
    "(bahealth init)."
)
_MIXED_THE_OTHER_WAY: Final = N_("The store holds real records, and these are simulated: they are never mixed.")


@dataclass(frozen=True)
class StagedRecords:
    """A delivery that was read and compared; `alias` names its file in the store, "" when it was refused."""

    source: Source
    preview: RecordPreview
    door: Door
    alias: str = ""

    @property
    def kind(self) -> RecordKind:
        """What the records are."""
        return KINDS[self.preview.kind]


@contextmanager
def staged_records(
    database: Database,
    catalog: Catalog,
    *,
    door: Door,
    source_id: str,
    files: Sequence[Path],
    at: datetime,
    is_simulated: bool = False,
) -> Generator[StagedRecords]:
    """Read the files once and compare them with what is in force; both can be seen and accepted inside the block.

    Raises NotFound for an unknown source, Refusal for one without records or for another secret than before.
    """
    source = source_of(catalog, source_id)
    if source.records is None:
        raise Refusal("The source %(source)s takes no records of people", source=source_id)
    _check_secret(database, door)
    with staging_folder(database) as folder:
        outcome = read_apart(door, catalog, source, files, folder, at=at)
        names = tuple(path.name for path in files)
        preview = _described(source, names, outcome, is_simulated=is_simulated)
        if preview.problems:
            yield StagedRecords(source, preview, door)
            return
        with attached(database, folder) as alias:
            yield StagedRecords(source, _compared(database, preview, alias), door, alias)


def _check_secret(database: Database, door: Door) -> None:
    """Keys of another secret would link to nothing that is there."""
    with database.reading() as con:
        bound = fetch(con, BoundSecret, PACKAGE, "bound_secret")
    if bound and (not door.secret_file.exists() or bound[0].fingerprint != fingerprint(kept_secret(door.secret_file))):
        raise Refusal(
            "%(path)s is not the secret with which the records in this store were hashed: bring back its copy",
            path=door.secret_file,
        )


def _described(source: Source, names: tuple[str, ...], outcome: Outcome, *, is_simulated: bool) -> RecordPreview:
    content = hashlib.sha256(f"{source.source_id} {is_simulated} {outcome.content}".encode()).hexdigest()
    return RecordPreview(
        source_id=source.source_id,
        kind=source.records or "",
        file_names=names,
        content_hash=content,
        row_count=outcome.row_count,
        first_on=outcome.first_on,
        last_on=outcome.last_on,
        is_simulated=is_simulated,
        problems=listed(outcome.problems),
    )


def _compared(database: Database, preview: RecordPreview, alias: str) -> RecordPreview:
    """The preview with what the delivery would change now."""
    kind = KINDS[preview.kind]
    with database.reading() as con:
        meet(con, kind, alias)
        show_staged(con, kind, alias)
        found, accepted = differences(con), accepted_records(con)
    of_kind = [one for one in accepted if one.record_kind == kind.kind]
    same = next((one for one in of_kind if one.content_hash == preview.content_hash), None)
    changes = found.new_count + found.changed_count + found.withdrawn_count
    return preview.model_copy(
        update={
            "new_count": found.new_count,
            "changed_count": found.changed_count,
            "withdrawn_count": found.withdrawn_count,
            "unchanged_count": found.row_count - changes,
            "problems": mixed(preview, accepted),
            "already_accepted_at": same.accepted_at if same and not changes else None,
            "after_delivery_id": of_kind[0].delivery_id if of_kind else None,
        }
    )


def mixed(preview: RecordPreview, accepted: list[AcceptedRecords]) -> tuple[Problem, ...]:
    """Why records that are simulated cannot stand beside real ones; nothing when they do not.

    What tells of places alone is only compared with its own kind.
    """
    is_of_places = preview.kind in OF_PLACES
    beside = [one for one in accepted if is_of_places == (one.record_kind in OF_PLACES)]
    if is_of_places:
        beside = [one for one in beside if one.record_kind == preview.kind]
    if not beside or beside[0].is_simulated == preview.is_simulated:
        return ()
    return (Problem(file="", message=_MIXED if beside[0].is_simulated else _MIXED_THE_OTHER_WAY),)
