"""Control limits that begin again: by a person, with cause and evidence, and undone."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from bahealth.assess.change import change_verdict
from bahealth.assess.model import Change
from bahealth.assess.rebasing.commands import BeginLimitsAgain, UndoRebasing, begin_limits_again, undo_rebasing
from bahealth.assess.rebasing.queries import rebasings_in_force
from bahealth.errors import NotFound, Refusal, Stale
from bahealth.people.model import COMMAND_LINE
from bahealth.store import Database
from tests.assess.example import catalog, monthly, proportion, rate
from tests.assess.standing import let_a_signal_stand
from tests.assess.test_change import NOISE

AT = datetime(2026, 11, 22, 12)
CATALOG = catalog(rate())
COMMAND = BeginLimitsAgain(
    indicator_id="covered",
    area_id="city",
    from_on=date(2025, 10, 1),
    cause="two teams more",
    evidence="decree 12/2025",
)


def lines(database: Database) -> int:
    with database.reading() as con:
        found = con.execute("SELECT count(*) FROM ops.audit").fetchone()
    return found[0] if found else 0


def test_limits_begin_with_the_period_of_the_day_and_the_old_level_is_a_signal_no_more() -> None:
    points = monthly(proportion(), [*(one - 12 for one in NOISE * 2), *NOISE], 150)
    before, marked = change_verdict(proportion(), points)
    assert before.change is Change.IMPROVING
    after, _ = change_verdict(proportion(), points, rebased_on=points[24].period_start + timedelta(days=10))
    assert after.change is Change.NO_SIGNAL
    assert after.limits is not None
    assert (after.limits.first, after.limits.point_count) == (points[24].period_start, 12)
    assert marked


def test_a_yearly_trend_has_no_limits_to_begin_again() -> None:
    with pytest.raises(Refusal, match="yearly"):
        begin_limits_again(
            Database(None), CATALOG, COMMAND.model_copy(update={"indicator_id": "infant"}), actor=COMMAND_LINE, at=AT
        )


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"cause": " "}, Refusal),
        ({"evidence": ""}, Refusal),
        ({"from_on": date(2026, 11, 23)}, Refusal),
        ({"indicator_id": "nothing"}, NotFound),
        ({"area_id": "comuna-99"}, NotFound),
    ],
)
def test_what_is_refused_leaves_no_audit_line(changes: dict[str, object], problem: type[Refusal]) -> None:
    database = Database(None)
    let_a_signal_stand(database)
    before = lines(database)
    with pytest.raises(problem):
        begin_limits_again(database, CATALOG, COMMAND.model_copy(update=changes), actor=COMMAND_LINE, at=AT)
    assert lines(database) == before


def test_before_the_first_release_and_without_a_signal_that_stands_limits_do_not_begin_again() -> None:
    database = Database(None)
    with pytest.raises(Refusal, match="No signal stands"):
        begin_limits_again(database, CATALOG, COMMAND, actor=COMMAND_LINE, at=AT)
    let_a_signal_stand(database)
    let_a_signal_stand(database, change=Change.NO_SIGNAL)  # it stood in a release before, and stands no more
    with pytest.raises(Refusal, match="No signal stands"):
        begin_limits_again(database, CATALOG, COMMAND, actor=COMMAND_LINE, at=AT)
    assert lines(database) == 0


def test_a_decision_is_undone_and_the_one_before_it_holds_again() -> None:
    database = Database(None)
    let_a_signal_stand(database)
    begin_limits_again(database, CATALOG, COMMAND, actor=COMMAND_LINE, at=AT)
    later = COMMAND.model_copy(update={"from_on": date(2026, 1, 1)})
    second = begin_limits_again(database, CATALOG, later, actor=COMMAND_LINE, at=AT + timedelta(hours=1))
    with pytest.raises(Refusal, match="already"):
        begin_limits_again(database, CATALOG, later, actor=COMMAND_LINE, at=AT + timedelta(hours=2))
    undo = UndoRebasing(rebasing_id=second, reason="it was the recording")
    undo_rebasing(database, CATALOG, undo, actor=COMMAND_LINE, at=AT + timedelta(hours=3))
    with database.reading() as con:
        known_then = rebasings_in_force(con, cutoff_at=AT + timedelta(hours=2))["covered", "city"]
        now = rebasings_in_force(con, cutoff_at=AT + timedelta(hours=4))["covered", "city"]
    assert (known_then.from_on, now.from_on) == (date(2026, 1, 1), date(2025, 10, 1))
    with pytest.raises(Stale):
        undo_rebasing(database, CATALOG, undo, actor=COMMAND_LINE, at=AT + timedelta(hours=5))
    assert lines(database) == 3
