"""The audit: every line sealed with the one before."""

from __future__ import annotations

import hashlib
import json

import pytest

from bahealth.store import Database, write_audit
from tests.store.conftest import HOUR, NOON


def _write(database: Database, count: int) -> None:
    for number in range(count):
        with database.writing() as con:
            write_audit(
                con,
                command="set_target",
                subject=f"preterm/{number}",
                actor="Lucía Ñandú",
                at=NOON + number * HOUR,
                before=None if number == 0 else "7,0",
                after="6,5",
                reason='razón "con comillas"',
            )


def _first_wrong_line(database: Database) -> int | None:
    """Second implementation of the seal: spelled out from the columns; the first line whose seal does not fit."""
    with database.reading() as con:
        lines = con.execute(
            "SELECT line_number, written_at, actor, command, subject, before, after, reason, line_hash "
            "FROM ops.audit ORDER BY line_number"
        ).fetchall()
    previous = ""
    for expected_number, line in enumerate(lines, start=1):
        number, at, *rest, seal = line
        parts = [json.dumps(previous), str(number), json.dumps(f"{at:%Y-%m-%dT%H:%M:%S}")]
        parts += ["null" if one is None else json.dumps(one, ensure_ascii=False) for one in rest]
        text = "[" + ",".join(parts) + "]"
        if number != expected_number or hashlib.sha256(text.encode("utf-8")).hexdigest() != seal:
            return expected_number
        previous = seal
    return None


def test_the_seals_can_be_worked_out_again_from_the_lines(database: Database) -> None:
    _write(database, 5)
    assert _first_wrong_line(database) is None


@pytest.mark.parametrize(
    ("tampering", "first_wrong"),
    [
        ("UPDATE ops.audit SET reason = 'otra' WHERE line_number = 3", 3),
        ("UPDATE ops.audit SET actor = 'nobody' WHERE line_number = 1", 1),
        ("DELETE FROM ops.audit WHERE line_number = 2", 2),
        ("UPDATE ops.audit SET written_at = written_at + INTERVAL 1 DAY WHERE line_number = 5", 5),
    ],
)
def test_a_changed_or_removed_line_breaks_the_chain_there(database: Database, tampering: str, first_wrong: int) -> None:
    _write(database, 5)
    with database.writing() as con:
        con.execute(tampering)
    assert _first_wrong_line(database) == first_wrong


def test_a_line_goes_with_the_change_that_it_records(database: Database) -> None:
    def write_and_fail() -> None:
        with database.writing() as con:
            write_audit(con, command="c", subject="s", actor="a", at=NOON)
            raise KeyError

    with pytest.raises(KeyError):
        write_and_fail()
    _write(database, 1)
    assert _first_wrong_line(database) is None, "numbering starts at 1: the undone line left no gap"
