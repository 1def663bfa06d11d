"""Send records through the door of the app and judge what came of them."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from bahealth.catalog.model import Catalog
from bahealth.collect.records.commands import AcceptRecords, RecordsRefused, accept_records, preview_records
from bahealth.collect.records.door import Door
from bahealth.collect.records.model import KINDS, Cell
from bahealth.collect.returned import problem_line
from bahealth.config import PROJECT
from bahealth.store import Database
from bench.hostile.judge import AT, LANGUAGES, SENDER, Wrong, check_reason, fingerprint
from bench.hostile.records import second_rows
from bench.hostile.sample import Fate, Sample, UnclearError

_EVERY = 10  # refused uploads between two looks at the whole store
_NEW_STORE = 40  # accepted uploads after which an empty store is begun


class RecordJudge:
    """One store; records of every accepted upload are new, so what it brought stands beside what was there."""

    def __init__(self, catalog: Catalog, folder: Path) -> None:
        self.catalog = catalog
        self.folder = folder
        self.door = Door(
            secret_file=folder / "own.secret",
            blocks_file=PROJECT / "data" / "city" / "blocks.csv",
            memory_limit="1GB",
            threads=1,
        )
        self.reasons: Counter[str] = Counter()
        self._accepted = self._refused = 0
        self.begin_again()

    def begin_again(self) -> None:
        """With an empty store."""
        self.database = Database(None, threads=1)
        self._before = fingerprint(self.database)

    def judged(self, sample: Sample) -> bool:
        """Whether the upload was accepted. Raises Wrong, or whatever the program let out."""
        path = self.folder / sample.name
        path.write_bytes(sample.content)
        try:
            return self._judged(sample, path)
        finally:
            path.unlink()

    def _judged(self, sample: Sample, path: Path) -> bool:
        preview = preview_records(
            self.database, self.catalog, door=self.door, source_id=sample.source_id, files=[path], at=AT
        )
        if preview.is_acceptable:
            self._accept(sample, path, preview.content_hash, preview.after_delivery_id)
            return True
        if sample.fate is Fate.ACCEPTED:
            raise Wrong(f"right records were refused: {problem_line(preview.problems[0], LANGUAGES[1])}")
        for one in preview.problems[:20]:
            self.reasons[one.message] += 1
            check_reason(one)
        self._refused += 1
        if self._refused % _EVERY == 0:
            self._send_anyway(sample, path)
            self.check_unchanged()
        return False

    def _accept(self, sample: Sample, path: Path, content_hash: str, after: str | None) -> None:
        if sample.fate is Fate.REFUSED:
            raise Wrong("wrong records were accepted")
        try:
            says = second_rows(sample, self.catalog)
        except UnclearError as unclear:
            raise Wrong(f"unclear records were accepted: {unclear}") from unclear
        self._accepted += 1
        command = AcceptRecords(
            source_id=sample.source_id, files=(path,), content_hash=content_hash, after_delivery_id=after
        )
        at = AT + timedelta(seconds=self._accepted)
        delivery_id = accept_records(self.database, self.catalog, command, door=self.door, actor=SENDER, at=at)
        self._check_rows(sample, delivery_id, says)
        if self._accepted % _NEW_STORE == 0:
            self.begin_again()
        else:
            self._before = fingerprint(self.database)

    def _check_rows(self, sample: Sample, delivery_id: str, says: list[dict[str, Any]]) -> None:
        """The rows of this delivery, cell by cell; keys of people as the secret of this installation hashes them."""
        kind = KINDS[sample.source_id.removeprefix("records_")]
        secret = self.door.secret_file.read_text(encoding="ascii").strip()
        people = {one.kept_as for one in kind.columns if one.cell is Cell.PERSON}
        columns = [one.kept_as for one in kind.columns if one.cell is not Cell.RECORD]
        with self.database.reading() as con:
            rows = con.execute(
                f"SELECT {', '.join(columns)} FROM facts.{kind.table} JOIN ops.record_delivery USING (delivery_number) "
                "WHERE delivery_id = ?",
                [delivery_id],
            ).fetchall()
        told = [tuple(_hashed(secret, one[name]) if name in people else one[name] for name in columns) for one in says]
        if sorted(map(repr, rows)) != sorted(map(repr, told)):
            raise Wrong(f"the file says {told[:2]}, the store {rows[:2]}")

    def _send_anyway(self, sample: Sample, path: Path) -> None:
        command = AcceptRecords(source_id=sample.source_id, files=(path,))
        try:
            accept_records(self.database, self.catalog, command, door=self.door, actor=SENDER, at=AT)
        except RecordsRefused:
            return
        raise Wrong("what the preview refuses was accepted when it was sent all the same")

    def check_unchanged(self) -> None:
        """The store is what it was after the last upload that was accepted."""
        if fingerprint(self.database) != self._before:
            raise Wrong("refused records have changed the store")


def _hashed(secret: str, key: str | None) -> int | None:
    if key is None:
        return None
    return int.from_bytes(hashlib.sha256(f"{secret}:person:{key}".encode()).digest()[:8], "big")
