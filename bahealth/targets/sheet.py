"""Many targets at once by spreadsheet: what a filled workbook would change, row by row."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path as File
from typing import Any, TypeVar

from bahealth.collect.returned import problem_text
from bahealth.collect.table import Table, UnreadableError, plain
from bahealth.collect.upload import open_upload
from bahealth.errors import Refusal
from bahealth.frozen import Frozen
from bahealth.i18n import LANGUAGES, Text
from bahealth.people.rights import check_may
from bahealth.targets.commands import ProposeTarget, ProposeTargets
from bahealth.targets.model import Milestone, Path, Terms
from bahealth.targets.rules import check_terms
from bahealth.targets.sheet_form import HIDDEN, TITLES, TO_FILL, Key, Known, known, targets_sheet
from bahealth.targets.words import BASIS_WORDS, PATH_WORDS

__all__ = ["Known", "Outcome", "SheetPreview", "SheetRow", "known", "read_targets_sheet", "targets_sheet"]

Kind = TypeVar("Kind", bound=StrEnum)


class Outcome(StrEnum):
    """What a row of a filled sheet would do."""

    UNCHANGED = "unchanged"
    PROPOSED = "proposed"
    CONFLICT = "conflict"  # somebody changed the target after the sheet was made
    REFUSED = "refused"


class SheetRow(Frozen):
    """One row; `row` as a spreadsheet numbers it. `before` is what stands: the open proposal, else what is in force."""

    row: int
    indicator_id: str
    area_id: str
    outcome: Outcome
    before: Terms | None = None
    after: Terms | None = None
    seen: str | None = None
    reason: str = ""  # why it is refused, in the person's language


class SheetPreview(Frozen):
    """What a filled sheet would do; `problem` is why the whole file is refused, in the person's language."""

    rows: tuple[SheetRow, ...] = ()
    problem: str | None = None

    def having(self, outcome: Outcome) -> tuple[SheetRow, ...]:
        """The rows of one outcome, in the order of the file."""
        return tuple(one for one in self.rows if one.outcome is outcome)

    @property
    def command(self) -> ProposeTargets:
        """What would be sent: the rows that may be proposed."""
        return ProposeTargets(
            proposals=tuple(
                ProposeTarget(terms=one.after, seen=one.seen)
                for one in self.having(Outcome.PROPOSED)
                if one.after is not None
            )
        )


def read_targets_sheet(file: File, about: Known, t: Text) -> SheetPreview:
    """What a filled workbook would do; nothing is written. A file that cannot be read safely is refused whole."""
    try:
        upload = open_upload(file)
    except UnreadableError as unreadable:
        return SheetPreview(problem=problem_text(unreadable.problem, t))
    table, names = _table(upload.tables)
    if upload.suffix != ".xlsx" or table is None:
        return SheetPreview(problem=t("This is not the workbook of targets: download it again and fill it."))
    rows: list[SheetRow] = []
    met: set[Key] = set()
    for number, record in table.records():
        cells = {names[title]: cell for title, cell in record.items() if title in names}
        row = row_outcome(number, cells, about, met, t)
        met.add((row.indicator_id, row.area_id))
        rows.append(row)
    return SheetPreview(rows=tuple(rows))


def _table(tables: Sequence[Table]) -> tuple[Table | None, dict[str, str]]:
    """The first sheet with the hidden columns, and the names of its columns by their titles in either language."""
    names = {Text(language)(title): name for language in LANGUAGES for name, title in TITLES.items()}
    return next((one for one in tables if one.has(*HIDDEN)), None), names


def row_outcome(number: int, cells: dict[str, Any], about: Known, met: set[Key], t: Text) -> SheetRow:
    """What one row would do; `cells` by name, `met` the targets of the rows above."""
    key = (_text(cells.get("indicator_id")), _text(cells.get("area_id")))
    seen = _text(cells.get("version")) or None
    row = SheetRow(row=number, indicator_id=key[0], area_id=key[1], outcome=Outcome.UNCHANGED, seen=seen)
    if not any(_text(cells.get(name)) for name in TO_FILL):
        return row
    before = about.standing(key)
    try:
        after = _terms(key, cells, about, is_second=key in met)
    except Refusal as problem:
        return row.model_copy(update={"outcome": Outcome.REFUSED, "before": before, "reason": t.refusal(problem)})
    if before is not None and after == before.model_copy(update={"reason": after.reason}):
        return row
    outcome = Outcome.PROPOSED if seen == about.version(key) else Outcome.CONFLICT
    return row.model_copy(update={"outcome": outcome, "before": before, "after": after})


def _terms(key: Key, cells: dict[str, Any], about: Known, *, is_second: bool) -> Terms:
    """The terms of a filled row; raises Refusal with the reason."""
    if is_second:
        raise Refusal("The same target stands twice: propose it once.")
    indicator = about.catalog.indicator.get(key[0])
    if indicator is None or key[1] not in about.catalog.area:
        raise Refusal("The hidden columns of this row were changed: download the workbook again.")
    check_may(about.actor, "propose_target", indicator.owner)
    before = about.standing(key)
    target, due_on = _number(cells.get("target")), _day(cells.get("due_on"))
    if before is None and (target is None or due_on is None):
        raise Refusal("A new target needs a value and a date.")
    path = _choice(PATH_WORDS, cells.get("path")) or (before.path if before else Path.STRAIGHT)
    milestones = _milestones(cells.get("milestones"))
    if milestones is None:
        milestones = before.milestones if before and path is not Path.STRAIGHT else ()
    basis = _choice(BASIS_WORDS, cells.get("basis")) or (before.basis if before else None)
    if basis is None:
        raise Refusal("Choose the basis of the target from the list.")
    terms = Terms(
        indicator_id=key[0],
        area_id=key[1],
        **about.beginning(key),
        target_value=before.target_value if target is None and before else target or 0.0,
        due_on=due_on or (before.due_on if before else date.max),
        path=path,
        milestones=milestones,
        basis=basis,
        reason=_text(cells.get("reason")),
    )
    check_terms(about.catalog, terms)
    return terms


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _number(cell: Any) -> float | None:
    """A number, with a point or a comma; None where the cell is empty."""
    text = _text(cell)
    if not text:
        return None
    try:
        value = (
            float(text.replace(",", "."))
            if isinstance(cell, (str, float, int)) and not isinstance(cell, bool)
            else math.nan
        )
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise Refusal("%(seen)s is not a number.", seen=text[:40])
    return value


def _day(cell: Any) -> date | None:
    """A day, as a date of the spreadsheet, 2027-12-31 or 31/12/2027; None where the cell is empty."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _text(cell)
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise Refusal("%(seen)s is not a day. Expected: 2027-12-31 or 31/12/2027.", seen=text[:40])


def _milestones(cell: Any) -> tuple[Milestone, ...] | None:
    """Days with their values, separated by semicolons; None where the cell is empty."""
    text = _text(cell)
    if not text:
        return None
    found: list[Milestone] = []
    for part in text.split(";"):
        day, _, value = part.strip().partition(" ")
        on, asked = _day(day), _number(value.strip())
        if on is None or asked is None:
            raise Refusal("Milestones are written as day and value: 2026-12-31 4.8; 2027-06-30 4.6", seen=text[:40])
        found.append(Milestone(on=on, value=asked))
    return tuple(found)


def _choice(words: Mapping[Kind, str], cell: Any) -> Kind | None:
    """The one of a list that the cell names in either language; None where it is empty."""
    text = plain(_text(cell))
    if not text:
        return None
    for kind, word in words.items():
        if text in {plain(Text(language)(word)) for language in LANGUAGES}:
            return kind
    raise Refusal("%(seen)s is not in the list. Choose from it.", seen=_text(cell)[:40])
