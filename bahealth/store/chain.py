"""Whether the audit is whole: each line sealed with the one before, none missing, moved or changed."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from bahealth.frozen import Frozen
from bahealth.store.audit import audit_hash
from bahealth.store.crosscheck import Unmatched, unmatched
from bahealth.store.rows import Cursor, sql_text

PACKAGE = "bahealth.store"
SHOWN = 20  # breaks and rows that a report names; it counts all
_PAGE = 20_000  # lines in memory at a time


class BreakKind(StrEnum):
    """What is wrong at a line."""

    CHANGED = "changed"  # its seal does not fit: it was changed, or put in
    MISSING = "missing"  # lines before it were removed
    MOVED = "moved"  # it was sealed under another number


class Break(Frozen):
    """A line that does not follow from the one before. `missing_count` lines are not there before it."""

    line_number: int
    kind: BreakKind
    missing_count: int = 0


class Seal(Frozen):
    """A line by its number and seal, as it is written down outside the store."""

    line_number: int
    line_hash: str


class SealState(StrEnum):
    """What the store says of a seal that was written down outside it."""

    NOT_ASKED = "not_asked"
    HOLDS = "holds"
    LINE_MISSING = "line_missing"  # the end of the audit was cut off
    DIFFERS = "differs"  # the audit was written anew


class AuditReport(Frozen):
    """What a walk along the whole audit found."""

    line_count: int
    last: Seal | None
    breaks: tuple[Break, ...]
    break_count: int
    unmatched: tuple[Unmatched, ...]
    unmatched_count: int
    seal: SealState = SealState.NOT_ASKED

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.break_count and not self.unmatched_count and self.seal in {SealState.NOT_ASKED, SealState.HOLDS}

    @property
    def first_break(self) -> Break | None:
        """Where the chain breaks first."""
        return next(iter(self.breaks), None)


class _Line(NamedTuple):
    number: int
    values: tuple[Any, ...]  # everything that is sealed besides the number
    seal: str


def verify(con: Cursor, *, seal: Seal | None = None) -> AuditReport:
    """Walk the audit in order and compare it with the tables it tells of; some thousand lines are in memory at once.

    A line that was cut off at the end cannot be missed from inside the store: `seal`, a number and a hash written down
    elsewhere, is what shows it.
    """
    breaks: list[Break] = []
    wrong: list[tuple[_Line, str, str]] = []  # lines whose seal does not fit, with the two seals before
    count = break_count = 0
    earlier, previous, last = "", "", None
    state = SealState.NOT_ASKED if seal is None else SealState.LINE_MISSING
    for line in _lines(con):
        count += 1
        missing = line.number - (last.line_number if last else 0) - 1
        kind = BreakKind.MISSING if missing else None if _fits(line, line.number, previous) else BreakKind.CHANGED
        if kind:
            break_count += 1
            if len(breaks) < SHOWN:
                breaks.append(Break(line_number=line.number, kind=kind, missing_count=missing))
                wrong.append((line, previous, earlier))
        if seal and seal.line_number == line.number:
            state = SealState.HOLDS if seal.line_hash == line.seal else SealState.DIFFERS
        earlier, previous, last = previous, line.seal, Seal(line_number=line.number, line_hash=line.seal)
    found = unmatched(con)
    return AuditReport(
        line_count=count,
        last=last,
        breaks=tuple(_named(breaks, wrong)),
        break_count=break_count,
        unmatched=tuple(found[:SHOWN]),
        unmatched_count=len(found),
        seal=state,
    )


def last_seal(con: Cursor) -> Seal | None:
    """Number and seal of the newest line; None while there is none."""
    found = con.execute(sql_text(PACKAGE, "last_line")).fetchone()
    return Seal(line_number=found[0], line_hash=found[1]) if found else None


def seal_of(con: Cursor, *, subject: str, command: str) -> Seal | None:
    """Number and seal of the newest line of a command about a subject; None where there is none."""
    found = con.execute(sql_text(PACKAGE, "line_of"), {"subject": subject, "command": command}).fetchone()
    return Seal(line_number=found[0], line_hash=found[1]) if found else None


def _lines(con: Cursor) -> Iterator[_Line]:
    after = 0
    while True:
        page = con.execute(sql_text(PACKAGE, "audit_page"), {"after": after, "count": _PAGE}).fetchall()
        for number, at, *rest, seal in page:
            yield _Line(number, (at.isoformat(), *rest), seal)
        if len(page) < _PAGE:
            return
        after = page[-1][0]


def _fits(line: _Line, number: int, previous: str) -> bool:
    return audit_hash(previous, (number, *line.values)) == line.seal


def _named(breaks: list[Break], wrong: list[tuple[_Line, str, str]]) -> Iterator[Break]:
    """The breaks, those of lines that were sealed under another number among the broken ones called so."""
    numbers = {line.number + step for line, _, _ in wrong for step in (-1, 0, 1)}
    seals = {seal for line, *before in wrong for seal in (line.seal, *before)}
    for found, (line, *_) in zip(breaks, wrong, strict=True):
        others = numbers - {line.number}
        is_moved = found.kind is BreakKind.CHANGED and any(
            _fits(line, number, seal) for number in others for seal in seals
        )
        yield found.model_copy(update={"kind": BreakKind.MOVED}) if is_moved else found
