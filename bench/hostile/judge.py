"""Send an upload through the door of the app and judge what came of it."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from bahealth.catalog.model import Catalog
from bahealth.collect.commands import AcceptDelivery, DeliveryRefused, accept_delivery, preview_delivery
from bahealth.collect.denominators import load_births
from bahealth.collect.model import Preview, Problem
from bahealth.collect.returned import problem_line, problem_text, refused_copy
from bahealth.config import PROJECT
from bahealth.i18n import Text
from bahealth.people.model import Actor, Role
from bahealth.store import Database
from bench.hostile.sample import PLAIN_NUMBER, Fate, Sample, Says, Truth, UnclearError
from bench.hostile.second_reading import second_reading

AT: Final = datetime(2026, 6, 1, 12, 0)  # noqa: DTZ001 - UTC without a zone
SENDER: Final = Actor("ana", Role.ADMIN)
LANGUAGES: Final = (Text("es"), Text("en"))
_EVERY: Final = 25  # refused uploads between two looks at the whole store
_READ: Final = 20  # reasons of one upload that are read in both languages
_NEW_STORE: Final = 60  # accepted uploads after which an empty store is begun
# What no person should read: traces, names of Python, places that were not filled.
_NOT_FOR_PEOPLE: Final = re.compile(
    r"Traceback|\b[A-Za-z_.]*(Error|Exception)\b|<class|object at 0x|\bNoneType\b|\bNone\b(?! of)|\bcodec\b"
    r"|%\([a-z_]+\)[sd]|\\x[0-9a-f]{2}|\bb'"
)
_STARTS: Final = ("=", "+", "-", "@")


class Wrong(Exception):  # noqa: N818 - what the judge says
    """The program did with an upload what it must never do."""


class Judge:
    """One store, and an account of its own of what must be in force there."""

    def __init__(self, catalog: Catalog, folder: Path) -> None:
        self.catalog = catalog
        self.folder = folder
        self.births = load_births(PROJECT / "data")
        self.reasons: Counter[str] = Counter()
        self._refused = self._accepted = 0
        self.begin_again()

    def begin_again(self) -> None:
        """With an empty store."""
        self.database = Database(None, threads=1)
        self.in_force: Truth = {}
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
        preview = preview_delivery(
            self.database, self.catalog, source_id=sample.source_id, files=[path], at=AT, births=self.births
        )
        if preview.is_acceptable:
            self._accept(sample, path, preview)
            return True
        if preview.problems:
            self._check_reasons(preview.problems)
            if sample.fate is Fate.ACCEPTED:
                raise Wrong(f"a right file was refused: {problem_line(preview.problems[0], LANGUAGES[1])}")
        elif sample.fate is Fate.REFUSED:
            raise Wrong("a wrong file says the same as another that was accepted")
        self._look_at_refused(sample, path, preview)
        return False

    def _accept(self, sample: Sample, path: Path, preview: Preview) -> None:
        if sample.fate is Fate.REFUSED:
            raise Wrong("a wrong file was accepted")
        try:
            truth = second_reading(sample, self.catalog)
        except UnclearError as unclear:
            raise Wrong(f"an unclear file was accepted: {unclear}") from unclear
        if sample.truth is not None and sample.truth != truth:
            raise Wrong("the judge cannot read: its second reading is not what the file was made from")
        self._accepted += 1
        at = AT + timedelta(seconds=self._accepted)
        command = AcceptDelivery(
            source_id=sample.source_id,
            files=(path,),
            content_hash=preview.content_hash,
            after_delivery_id=preview.after_delivery_id,
        )
        accept_delivery(self.database, self.catalog, command, actor=SENDER, at=at, births=self.births)
        self.in_force |= truth
        self._check_in_force(is_form=sample.source_id.startswith("form_"), new=truth)
        if self._accepted % _NEW_STORE == 0:
            self.begin_again()
        else:
            self._before = fingerprint(self.database)

    def _check_in_force(self, *, is_form: bool, new: Truth) -> None:
        with self.database.reading() as con:
            rows = con.execute(
                "SELECT indicator_id, area_id, period_start, period_months, numerator, denominator, value, lower, "
                "upper, sampling_flag, is_denominator_estimated, note FROM facts.current_observation"
            ).fetchall()
        found = {(one[0], one[1], one[2], one[3]): Says(*one[4:]) for one in rows}
        if found.keys() != self.in_force.keys():
            raise Wrong(f"other keys are in force: {sorted(found.keys() ^ self.in_force.keys())[:5]}")
        for key, says in found.items():
            told = self.in_force[key]
            has_own_note = key in new and not is_form
            if says._replace(note=None) != told._replace(note=None):
                raise Wrong(f"{key}: the file says {told}, the store {says}")
            if has_own_note:
                self.in_force[key] = told._replace(note=says.note)
            elif says.note != told.note:
                raise Wrong(f"{key}: the note is {told.note!r}, in the store {says.note!r}")

    def _look_at_refused(self, sample: Sample, path: Path, preview: Preview) -> None:
        self._refused += 1
        if preview.problems and (not sample.opens_apart or self._refused % 5 == 0):
            check_copy(*refused_copy(path, preview.problems, LANGUAGES[self._refused % 2]))
        if self._refused % 10 == 0:
            self._send_anyway(sample, path)
        if self._refused % _EVERY == 0:
            self.check_unchanged()

    def _send_anyway(self, sample: Sample, path: Path) -> None:
        command = AcceptDelivery(source_id=sample.source_id, files=(path,))
        try:
            accept_delivery(self.database, self.catalog, command, actor=SENDER, at=AT, births=self.births)
        except DeliveryRefused:
            return
        raise Wrong("what the preview refuses was accepted when it was sent all the same")

    def check_unchanged(self) -> None:
        """The store is what it was after the last upload that was accepted."""
        if fingerprint(self.database) != self._before:
            raise Wrong("a refused upload has changed the store")

    def _check_reasons(self, problems: Iterable[Problem]) -> None:
        for one in list(problems)[:_READ]:
            self.reasons[one.message] += 1
            check_reason(one)


def check_reason(problem: Problem) -> None:
    """Raises Wrong when the reason says nothing to a person, in either language."""
    without = problem.model_copy(update={"seen": "…", "values": dict.fromkeys(problem.values, "…")})
    texts = [problem_text(without, t) for t in LANGUAGES]
    if not all(texts) or texts[0] == texts[1]:
        raise Wrong(f"a reason is not translated: {texts[1]}")
    for text in (*texts, *(problem_line(without.model_copy(update={"file": "a"}), t) for t in LANGUAGES)):
        if _NOT_FOR_PEOPLE.search(text):
            raise Wrong(f"a reason is not for people: {text}")
    for t in LANGUAGES:
        problem_line(problem, t).encode()


def check_copy(content: bytes, name: str) -> None:
    """Raises Wrong when a refused copy would be run by a spreadsheet."""
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheets = [archive.read(one) for one in archive.namelist() if one.startswith("xl/worksheets/")]
        if any(re.search(rb"<f[ >]", one) for one in sheets):
            raise Wrong("a formula stands in the copy of a refused file")
        return
    text = content.decode("utf-8-sig")[:200_000]
    for cell in re.split(r'[,;\t\r\n]"?', text):
        if cell.startswith(_STARTS) and not PLAIN_NUMBER.fullmatch(cell):
            raise Wrong(f"a formula stands in the copy of a refused file: {cell[:60]!r}")


def fingerprint(database: Database) -> str:
    """Of every row of every table; the order of rows plays no part."""
    digest = hashlib.sha256()
    with database.reading() as con:
        names = con.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables() ORDER BY 1").fetchall()
        for (name,) in names:
            said: Any = con.execute(
                f"SELECT count(*), bit_xor(md5_number(CAST(one AS VARCHAR))) FROM {name} AS one"
            ).fetchone()
            digest.update(f"{name} {said}\n".encode())
    return digest.hexdigest()
