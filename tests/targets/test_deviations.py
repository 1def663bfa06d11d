"""Misses that the mayor's office accepts until a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bahealth.errors import NotAllowed, NotFound, Refusal, Stale
from bahealth.store import Database
from bahealth.targets.commands import AcceptDeviation, EndDeviation, accept_deviation, end_deviation
from bahealth.targets.model import Deviation
from bahealth.targets.queries import deviations
from tests.targets.example import ANALYST, DEFINITIONS, HEAD, MAYOR, NOON, STAFF, audit, put, sizes

TODAY = NOON.date()
UNTIL = date(2027, 5, 31)


def accept(database: Database, *, actor: Any = MAYOR, **changes: Any) -> str:
    given = {
        "indicator_id": "infant",
        "area_id": "city",
        "from_on": TODAY,
        "until_on": UNTIL,
        "reason": "Ward closed for works",
    }
    command = AcceptDeviation.model_validate({**given, **changes})
    return accept_deviation(database, DEFINITIONS, command, actor=actor, at=NOON)


def end(
    database: Database, deviation_id: str, *, actor: Any = MAYOR, reason: str = "Works done", days: int = 10
) -> None:
    command = EndDeviation(deviation_id=deviation_id, reason=reason)
    end_deviation(database, DEFINITIONS, command, actor=actor, at=NOON + timedelta(days=days))


def known(database: Database, *, days: int = 0) -> list[Deviation]:
    with database.reading() as con:
        return deviations(con, cutoff_at=NOON + timedelta(days=days))


def test_an_accepted_deviation_holds_until_its_day_and_no_longer(database: Database) -> None:
    put(database)
    deviation_id = accept(database)
    (one,) = known(database)
    assert one.deviation_id == deviation_id
    assert [one.holds(day) for day in (TODAY - timedelta(days=1), TODAY, UNTIL, UNTIL + timedelta(days=1))] == [
        False,
        True,
        True,
        False,
    ]
    assert audit(database)[-1][:2] == ("accept_deviation", "infant city")


def test_it_can_be_ended_before_and_a_look_back_still_sees_it(database: Database) -> None:
    put(database)
    end(database, accept(database), days=10)
    assert known(database, days=9)[0].holds(TODAY)
    (ended,) = known(database, days=10)
    assert not ended.holds(TODAY + timedelta(days=10))
    assert (ended.ended_by, audit(database)[-1][0]) == ("mayor's office", "end_deviation")
    with pytest.raises(Stale):
        end(database, ended.deviation_id, days=11)
    accept(database, from_on=TODAY, until_on=UNTIL)


@pytest.mark.parametrize(
    ("changes", "error", "said"),
    [
        ({"indicator_id": "unknown"}, NotFound, "no indicator"),
        ({"area_id": "comuna-1"}, Refusal, "no target to deviate from"),
        ({"until_on": TODAY - timedelta(days=1)}, Refusal, "ends after"),
        ({"from_on": date(2026, 1, 1), "until_on": date(2026, 2, 1)}, Refusal, "not before today"),
        ({"until_on": TODAY + timedelta(days=366)}, Refusal, "twelve months"),
        ({"from_on": UNTIL, "until_on": UNTIL}, Refusal, "already"),
        ({"from_on": TODAY - timedelta(days=30), "until_on": TODAY}, Refusal, "already"),
        ({"reason": " "}, Refusal, "reason"),
    ],
)
def test_a_refused_deviation_leaves_nothing(
    database: Database, changes: dict[str, Any], error: type[Refusal], said: str
) -> None:
    put(database)
    accept(database)
    before = sizes(database)
    with pytest.raises(error, match=said):
        accept(database, **changes)
    assert sizes(database) == before


def test_one_may_follow_another_without_a_day_between(database: Database) -> None:
    put(database)
    accept(database)
    accept(database, from_on=UNTIL + timedelta(days=1), until_on=UNTIL + timedelta(days=30))
    assert len(known(database)) == 2


def test_only_the_mayors_office_accepts_and_ends(database: Database) -> None:
    put(database)
    deviation_id = accept(database)
    before = sizes(database)
    for actor in (STAFF, HEAD, ANALYST):
        with pytest.raises(NotAllowed):
            accept(database, actor=actor, from_on=UNTIL + timedelta(days=1), until_on=UNTIL + timedelta(days=9))
        with pytest.raises(NotAllowed):
            end(database, deviation_id, actor=actor)
    with pytest.raises(NotFound):
        end(database, "unknown")
    with pytest.raises(Refusal, match="reason"):
        end(database, deviation_id, reason="")
    with pytest.raises(Stale):
        end(database, deviation_id, days=300)
    assert sizes(database) == before
