"""Chances are kept as they were stated, scored when their period is known, and never made anew."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from bahealth.assess.commands import MakeRelease, make_release
from bahealth.assess.kept import Kept, kept
from bahealth.catalog.periods import add_months
from bahealth.people.model import COMMAND_LINE
from bahealth.store import Database
from tests.assess.example import catalog
from tests.assess.test_change import NOISE
from tests.assess.test_release import deliver

CATALOG = catalog()
FIRST = date(2024, 1, 1)
KNOWN = NOISE * 2  # to December 2025
NOON = datetime(2026, 1, 15, 12)


def send(database: Database, name: str, at: datetime, events: list[int], first: date) -> None:
    rows = [
        {
            "indicator_id": "covered",
            "start": add_months(first, place),
            "months": 1,
            "numerator": float(one),
            "denominator": 150.0,
        }
        for place, one in enumerate(events)
    ]
    deliver(database, name, at, *rows)


def aim(database: Database, value: float, due: date, at: datetime) -> None:
    with database.writing() as con:
        con.execute(
            "INSERT INTO ops.target (target_id, indicator_id, area_id, baseline_start, baseline_months, "
            "baseline_value, target_value, due_on, basis, reason, is_withdrawn, set_at, set_by) "
            "VALUES ('t', 'covered', 'city', ?, 1, 70, ?, ?, 'history', 'r', false, ?, 'somebody')",
            [FIRST, value, due, at],
        )


def freeze(database: Database, at: datetime) -> Kept:
    row = make_release(database, CATALOG, MakeRelease(as_of=at.date()), actor=COMMAND_LINE, at=at)
    with database.reading() as con:
        return kept(con, release_number=row.release_number)


def installation() -> Database:
    """24 months of about 80 % of 150, and a target of 79 % by March 2026."""
    database = Database(None)
    send(database, "d1", NOON, KNOWN, FIRST)
    aim(database, 79.0, date(2026, 3, 31), NOON)
    return database


def test_a_chance_waits_until_its_period_is_known_and_is_then_scored_as_it_was_stated() -> None:
    database = installation()
    before = freeze(database, NOON + timedelta(hours=1))
    assert (before.come, before.waiting_count, before.next_due_on) == ((), 1, date(2026, 3, 31))
    send(database, "d2", datetime(2026, 4, 15), [118, 119, 130], date(2026, 1, 1))
    after = freeze(database, datetime(2026, 4, 16))
    (one,) = after.come
    assert one.stated.release_number == 1
    assert one.stated.probability > 0.5
    assert one.scored.actual == pytest.approx(100 * 130 / 150)
    assert one.scored.is_met
    assert after.calibration.brier == pytest.approx((1 - one.stated.probability) ** 2)
    assert (after.waiting_count, after.calibration.row_count) == (0, 1)


def test_a_release_without_new_figures_repeats_a_chance_and_does_not_count_twice() -> None:
    database = installation()
    freeze(database, NOON + timedelta(hours=1))
    freeze(database, NOON + timedelta(hours=2))
    assert freeze(database, NOON + timedelta(hours=3)).waiting_count == 1


def test_revised_figures_change_what_came_and_never_what_was_said() -> None:
    database = installation()
    freeze(database, NOON + timedelta(hours=1))
    send(database, "d2", datetime(2026, 4, 15), [118, 119, 130], date(2026, 1, 1))
    first = freeze(database, datetime(2026, 4, 16)).come[0]
    send(database, "d3", datetime(2026, 4, 17), [60] * 26 + [100], FIRST)  # the whole past, and March, otherwise
    second = freeze(database, datetime(2026, 4, 18)).come[0]
    assert second.stated == first.stated
    assert not second.scored.is_met
    with database.reading() as con:
        assert kept(con, release_number=2).come[0] == first  # what the release before knew is untouched


def test_a_series_that_broke_in_between_is_not_scored() -> None:
    database = installation()
    freeze(database, NOON + timedelta(hours=1))
    with database.writing() as con:
        con.execute(
            "INSERT INTO ops.note (note_id, indicator_id, area_id, happened_on, is_break, text_es, text_en, "
            "written_at, written_by) VALUES ('n', 'covered', NULL, '2026-02-01', true, 'x', 'x', ?, 'somebody')",
            [NOON],
        )
    send(database, "d2", datetime(2026, 4, 15), [118, 119, 130], date(2026, 1, 1))
    found = freeze(database, datetime(2026, 4, 16))
    assert (found.come, found.waiting_count) == ((), 0)


def test_limits_that_held_too_few_of_fifty_widen_those_of_the_next_release_visibly() -> None:
    """Fifty stated chances of March whose limits all missed what came by twice their reach."""
    database = installation()
    freeze(database, NOON + timedelta(hours=1))
    came = 100 * 130 / 150
    with database.writing() as con:
        for number in range(50):
            con.execute(
                "INSERT INTO facts.forecast VALUES (1, 'covered', 'city', ?, '2026-03-01', 1, '2026-03-31', 79, "
                "'higher', 'local_level', 0.5, ?, ?, 1)",
                [date(2020, 1, 1) + timedelta(days=number), came - 3, came - 1],
            )
    send(database, "d2", datetime(2026, 4, 15), [118, 119, 130], date(2026, 1, 1))
    found = freeze(database, datetime(2026, 4, 16))
    assert found.calibration.limits_count == 51
    assert found.calibration.widening == pytest.approx(2.0)
    with database.writing() as con:
        con.execute("UPDATE ops.target SET due_on = '2026-09-30'")
    freeze(database, datetime(2026, 4, 17))
    with database.reading() as con:
        bodies = con.execute(
            "SELECT widening FROM facts.forecast WHERE release_number = 3 AND indicator_id = 'covered'"
        ).fetchall()
    assert [one[0] for one in bodies] == [pytest.approx(2.0)]
