"""Reading targets: also those from before there were steps, many at once, and what was loosened."""

from __future__ import annotations

from datetime import date, timedelta

from bahealth.store import Database
from bahealth.targets.commands import approve_target
from bahealth.targets.queries import loosened_since, target_states
from tests.targets.example import HEAD, MINUTE, NOON, TODAY, decide, propose, put, state


def test_a_target_from_before_there_were_steps_has_no_version_and_can_be_followed(database: Database) -> None:
    with database.writing() as con:
        con.execute(
            "INSERT INTO ops.target (target_id, indicator_id, area_id, baseline_start, baseline_months, "
            "baseline_value, target_value, due_on, basis, reason, is_withdrawn, set_at, set_by) "
            "VALUES ('old', 'infant', 'city', '2023-01-01', 12, 5.3, 4.5, '2027-12-31', 'history', 'r', false, ?, 'x')",
            [NOON - timedelta(days=1)],
        )
    old = state(database)
    assert (old.version, old.steps, old.proposal) == (None, (), None)
    assert old.in_force is not None
    assert (old.in_force.path.value, old.in_force.milestones, old.in_force.is_loosened) == ("straight", (), False)
    propose(database, target_value=4.9)
    decide(database, approve_target, actor=HEAD)
    after = state(database)
    assert after.in_force is not None
    assert after.replaced == old.in_force
    assert after.in_force.is_loosened


def test_all_states_are_those_asked_one_by_one(database: Database) -> None:
    put(database)
    put(database, target_value=4.9, at=NOON + MINUTE)
    put(database, area_id="comuna-1")
    propose(database, area_id="comuna-2")
    with database.reading() as con:
        every = target_states(con, as_of=TODAY)
        assert target_states(con, as_of=TODAY, indicator_ids=["infant"]) == every
        assert target_states(con, as_of=TODAY, indicator_ids=["covered"]) == []
        assert target_states(con, as_of=TODAY, indicator_ids=[]) == []
    assert every == [state(database, area_id=one) for one in ("city", "comuna-1", "comuna-2")]


def test_an_unknown_target_has_an_empty_state(database: Database) -> None:
    found = state(database, as_of=date(2026, 1, 1))
    assert (found.version, found.in_force, found.replaced, found.proposal, found.steps) == (None, None, None, None, ())


def test_loosened_targets_are_listed_newest_first_from_an_instant_on(database: Database) -> None:
    put(database)
    put(database, target_value=4.6, at=NOON + MINUTE)
    put(database, target_value=4.4, at=NOON + 2 * MINUTE)
    put(database, target_value=4.7, at=NOON + 3 * MINUTE)
    with database.reading() as con:
        found = [one.target_value for one in loosened_since(con, since=NOON)]
        later = [one.target_value for one in loosened_since(con, since=NOON + 2 * MINUTE)]
    assert (found, later) == ([4.7, 4.6], [4.7])
