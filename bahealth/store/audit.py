"""The audit: one line per accepted command, append-only, each line sealed with the one before."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

import duckdb

# By its number the last line is found through the index of the primary key, however many lines stand before it.
_LAST = "SELECT line_number, line_hash FROM ops.audit WHERE line_number = (SELECT max(line_number) FROM ops.audit)"


def audit_hash(previous: str, line: tuple[Any, ...]) -> str:
    """Seal of a line: SHA-256 over the seal before it and the line's own values."""
    text = json.dumps([previous, *line], ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def write_audit(
    con: duckdb.DuckDBPyConnection,
    *,
    command: str,
    subject: str,
    actor: str,
    at: datetime,
    before: str | None = None,
    after: str | None = None,
    reason: str | None = None,
) -> None:
    """Append one line inside the caller's transaction. `at` is UTC without a zone."""
    last = con.execute(_LAST).fetchone()
    number, previous = (last[0] + 1, last[1]) if last else (1, "")
    line = (number, at.isoformat(), actor, command, subject, before, after, reason)
    con.execute(
        "INSERT INTO ops.audit (line_number, written_at, actor, command, subject, before, after, reason, line_hash) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [number, at, actor, command, subject, before, after, reason, audit_hash(previous, line)],
    )
