"""What is in force: the newest accepted delivery, and the newest decision on a target."""

from __future__ import annotations

from bahealth.store import Database
from tests.store.conftest import HOUR, NOON, accept, put_observation


def _current(database: Database) -> list[tuple[str, float]]:
    with database.reading() as con:
        return [
            (str(area), float(value))
            for area, value in con.execute(
                "SELECT area_id, value FROM facts.current_observation ORDER BY area_id, period_months"
            ).fetchall()
        ]


def test_rows_of_a_delivery_that_was_not_accepted_are_invisible(database: Database) -> None:
    with database.writing() as con:
        put_observation(con, "never", 7.0)
    assert _current(database) == []
    with database.writing() as con:
        accept(con, "never", NOON)
    assert _current(database) == [("city", 7.0)]


def test_the_newest_accepted_delivery_speaks_whatever_the_order_of_its_rows(database: Database) -> None:
    with database.writing() as con:
        put_observation(con, "b-new", 8.0)
        put_observation(con, "a-old", 7.0)
        accept(con, "b-new", NOON + HOUR)
        accept(con, "a-old", NOON)
    assert _current(database) == [("city", 8.0)]


def test_a_newer_delivery_replaces_only_what_it_speaks_of(database: Database) -> None:
    with database.writing() as con:
        put_observation(con, "old", 7.0)
        put_observation(con, "old", 6.0, area_id="comuna-1")
        put_observation(con, "old", 5.0, period_months=36)
        put_observation(con, "new", 8.0)
        accept(con, "old", NOON)
        accept(con, "new", NOON + HOUR)
    assert _current(database) == [("city", 8.0), ("city", 5.0), ("comuna-1", 6.0)]


def test_deliveries_of_the_same_instant_have_one_winner_by_id(database: Database) -> None:
    with database.writing() as con:
        for delivery_id, value in (("2", 2.0), ("1", 1.0)):
            put_observation(con, delivery_id, value)
            accept(con, delivery_id, NOON)
    assert _current(database) == [("city", 2.0)]


def _set_target(database: Database, target_id: str, value: float, hours: int, *, is_withdrawn: bool = False) -> None:
    with database.writing() as con:
        con.execute(
            "INSERT INTO ops.target (target_id, indicator_id, area_id, baseline_start, baseline_months, "
            "baseline_value, target_value, due_on, basis, reason, is_withdrawn, set_at, set_by) "
            "VALUES ($id, 'preterm', 'city', '2023-01-01', 12, 7.82, $value, '2027-12-31', "
            "'demonstration', 'because', $is_withdrawn, $at, 'somebody')",
            {"id": target_id, "value": value, "is_withdrawn": is_withdrawn, "at": NOON + hours * HOUR},
        )


def _targets(database: Database) -> list[float]:
    with database.reading() as con:
        return [float(row[0]) for row in con.execute("SELECT target_value FROM ops.current_target").fetchall()]


def test_the_newest_decision_on_a_target_is_in_force_and_may_withdraw_it(database: Database) -> None:
    _set_target(database, "1", 7.0, 2)
    _set_target(database, "2", 6.0, 1)
    assert _targets(database) == [7.0]
    _set_target(database, "3", 7.0, 3, is_withdrawn=True)
    assert _targets(database) == []
    _set_target(database, "4", 6.5, 4)
    assert _targets(database) == [6.5]
