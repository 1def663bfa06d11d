"""Whether what stands in the tables is what the audit tells, and the other way round.

A row and its line were written in one transaction: they carry the same instant and the same person, and the line names
what the row is about. So a row that was put in, changed or deleted behind the program's back has no partner.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bahealth.frozen import Frozen
from bahealth.store.rows import Cursor, sql_text

PACKAGE = "bahealth.store"


class Side(StrEnum):
    """What has no partner."""

    ROW = "row"
    LINE = "line"


class Unmatched(Frozen):
    """A row of a table without its line, or a line without its row; `found` is the row's id or the line's number."""

    table: str
    side: Side
    found: str


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """A table of ops and the commands that write it, by their names without underscores and capitals.

    `names`: columns whose values stand as words in the line's subject or in what it says comes after. `same`: columns
    that the line repeats as JSON. `lines` are the commands of which each line has its row; most do.
    """

    table: str
    commands: tuple[str, ...]
    names: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


def _both(table: str, *commands: str, names: tuple[str, ...] = (), same: tuple[str, ...] = ()) -> CrossCheck:
    return CrossCheck(table, commands, names, same, lines=commands)


_STEPS = ("proposetarget", "approvetarget", "confirmtarget", "returntarget", "withdrawproposal")
_OF_SESSIONS = (
    *("plansession", "movesession", "cancelsession", "invitepeople", "pinrelease", "opensession"),
    *("takeattendance", "closesession", "signminutes"),
)
_OF_COMMITMENTS = (
    *("reportprogress", "claimdone", "acceptdone", "refusedone", "overtake", "putonhold", "takeup"),
    *("movedue", "carryover"),
)
CROSS_CHECKS: Final = (
    _both("delivery", "acceptdelivery", "acceptrecords", "releasehandin", names=("source_id", "content_hash")),
    _both("release", "makerelease", same=("release_number", "as_of", "verdict_count", "fingerprint")),
    CrossCheck(
        "target",
        ("settarget", "approvetarget", "confirmtarget"),
        names=("indicator_id", "area_id"),
        same=("target_value", "due_on", "baseline_value"),
        lines=("settarget",),
    ),
    CrossCheck("target_step", (*_STEPS, "settarget"), names=("indicator_id", "area_id"), lines=_STEPS),
    _both("confirmation_rule", "requireconfirmation"),
    _both("deviation", "acceptdeviation", names=("indicator_id", "area_id")),
    _both("deviation_end", "enddeviation"),
    _both("expectation", "stateexpectation", names=("indicator_id",)),
    _both("expectation_end", "withdrawexpectation"),
    _both("note", "writenote", names=("indicator_id",), same=("happened_on", "is_break")),
    _both("measurement", "runmeasures", names=("run_id",)),
    _both("access_measurement", "measureaccess", names=("run_id",)),
    CrossCheck("member", (), names=("email",), lines=("changemember",)),
    _both("group_role", "mapgroup"),
    _both("hand_in", "handin", names=("source_id",)),
    CrossCheck("hand_in_step", (), lines=("checkhandin", "sendbackhandin", "releasehandin")),
    _both("contest", "contestvalue", names=("indicator_id", "area_id")),
    _both("contest_ruling", "ruleoncontest"),
    CrossCheck(
        "responsibility",
        ("assignresponsibility",),
        names=("subject_id",),
        same=("part", "department_id"),
        lines=("assignresponsibility",),
    ),
    _both("responsibility_confirmation", "confirmresponsibility", names=("subject_id",)),
    _both("series_version", "planseries", "extendseries", "endseries", names=("series_id",)),
    CrossCheck("session_version", (), lines=_OF_SESSIONS),  # a series plans and ends many sessions with one line
    _both("agenda_version", "draftagenda", "changeagenda", names=("session_id",), same=("version",)),
    _both("story_version", "writestory", names=("indicator_id", "area_id"), same=("version",)),
    _both("captured_version", "capture", names=("capture_id",), same=("version",)),
    _both("presented", "presentline", names=("session_id",), same=("place",)),
    _both("plan", "saveplan", names=("plan_id",)),
    _both("commitment_event", *_OF_COMMITMENTS, names=("event_id", "commitment_id")),
)
_WORDS = "string_split_regex(line.subject || ' ' || coalesce(line.after, ''), '[^0-9A-Za-z_@.+-]+')"


def unmatched(con: Cursor) -> list[Unmatched]:
    """Every row without its line and every line without its row, in the tables that this store has."""
    columns: dict[str, list[str]] = {}
    for table, name in con.execute(sql_text(PACKAGE, "ops_columns")).fetchall():
        columns.setdefault(table, []).append(name)
    return [one for check in CROSS_CHECKS if check.table in columns for one in _of(con, check, columns[check.table])]


def _of(con: Cursor, check: CrossCheck, columns: list[str]) -> Iterator[Unmatched]:
    """Names of tables and columns are those of the store itself; values stay parameters."""
    key = _quoted(columns[0])
    source, where = "ops." + check.table + " AS here", " AND ".join(_partner(check, columns))
    rows = "SELECT CAST(here." + key + " AS VARCHAR) FROM " + source
    rows += " WHERE NOT EXISTS (SELECT 1 FROM ops.audit AS line WHERE " + where
    rows += " AND (len($commands) = 0 OR lower(replace(line.command, '_', '')) IN (SELECT unnest($commands))))"
    lines = "SELECT CAST(line_number AS VARCHAR) FROM ops.audit AS line"
    lines += " WHERE lower(replace(line.command, '_', '')) IN (SELECT unnest($commands))"
    lines += " AND NOT EXISTS (SELECT 1 FROM " + source + " WHERE " + where + ")"
    for side, text, commands in ((Side.ROW, rows, check.commands), (Side.LINE, lines, check.lines)):
        for (found,) in con.execute(text + " ORDER BY 1", {"commands": list(commands)}).fetchall():
            yield Unmatched(table=check.table, side=side, found=found)


def _partner(check: CrossCheck, columns: list[str]) -> Iterator[str]:
    """The conditions under which a row `here` and a `line` belong together."""
    person = next(name for name in columns if name == "by" or name.endswith("_by"))
    yield "line.actor = here." + _quoted(person)
    yield "line.written_at = here." + _quoted(person.removesuffix("by") + "at")
    for name in check.names:
        if name in columns:
            yield "list_contains(" + _WORDS + ", CAST(here." + _quoted(name) + " AS VARCHAR))"
    for name in check.same:
        if name in columns:
            yield _is_same(name)


def _is_same(name: str) -> str:
    """The line repeats the value, as a number or as text; a line that does not speak of it leaves it open."""
    said = "CASE WHEN json_valid(line.after) THEN json_extract_string(line.after, '$." + name + "') END"
    column = "CAST(here." + _quoted(name) + " AS VARCHAR)"
    numbers = "try_cast(" + said + " AS DOUBLE) = try_cast(" + column + " AS DOUBLE)"
    return "coalesce(" + numbers + ", " + said + " = " + column + ", true)"


def _quoted(name: str) -> str:
    return '"' + name + '"'
