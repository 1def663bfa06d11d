"""A session of a year ago prints the same numbers to the last digit; what has come since is listed beside them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bahealth.assess.commands import MakeRelease, make_release
from bahealth.assess.model import Verdict
from bahealth.catalog.model import Catalog
from bahealth.convene.sessions.queries import changes_since, session_numbers, session_of
from bahealth.store import Database
from tests.assess.example import catalog, proportion
from tests.convene.example import (
    CALM,
    CATALOG,
    COMMAND_LINE,
    DAY,
    FALLEN,
    HOUR,
    NOON,
    deliver,
    prepared,
    release,
    with_commitment,
)

YEAR = timedelta(days=365)


def target(database: Database, value: float, at: datetime, due_on: date = date(2027, 12, 31)) -> None:
    with database.writing() as con:
        con.execute(
            "INSERT INTO ops.target (target_id, indicator_id, area_id, baseline_start, baseline_months, "
            "baseline_value, target_value, due_on, basis, reason, is_withdrawn, set_at, set_by) "
            "VALUES (?, 'covered', 'city', '2025-12-01', 1, 80, ?, ?, 'norm', 'Schedule', false, ?, 'x')",
            [f"t{value}", value, due_on, at],
        )


def changed_definition() -> Catalog:
    return catalog(proportion(decimals=3, direction="lower"))


def test_a_session_of_a_year_ago_prints_the_same_digits_after_deliveries_releases_and_targets(
    database: Database,
) -> None:
    target(database, 90.0, NOON - DAY)
    session, _ = with_commitment(database)
    with database.reading() as con:
        before = session_numbers(con, session)
        printed = before.model_dump_json()
    later = NOON + YEAR
    deliver(database, [140.0] * 60, at=later)  # every month says something else now
    target(database, 95.0, later + HOUR)
    release(database, later + 2 * HOUR, date(2027, 11, 22))
    make_release(
        database,
        changed_definition(),
        MakeRelease(as_of=date(2027, 11, 23)),
        actor=COMMAND_LINE,
        at=later + DAY,
    )
    with database.reading() as con:
        again = session_numbers(con, session_of(con, session.session_id))
        newest = con.execute("SELECT max(release_number) FROM ops.release").fetchone()
    assert again.model_dump_json() == printed
    assert again.release.fingerprint == before.release.fingerprint
    assert newest == (3,)
    (row,) = [one for one in again.verdicts if (one.indicator_id, one.area_id) == ("covered", "city")]
    assert isinstance(row, Verdict)
    assert row.target is not None
    assert (row.numerator, row.target.goal.value) == (98.0, 90.0)


def test_what_has_changed_since_the_release_is_listed_value_by_value(database: Database) -> None:
    deliver(database, [*CALM, *FALLEN], at=NOON - DAY)
    release(database, NOON)
    session = prepared(database)
    with database.reading() as con:
        assert changes_since(con, CATALOG, session, at=NOON + HOUR).is_nothing
    # August 2026 corrected from 100 to 105, September the same as before, October is new
    deliver(database, [105, 98, 99], at=NOON + DAY, last=date(2026, 10, 1))
    target(database, 95.0, NOON + 2 * DAY)
    release(database, NOON + 3 * DAY)
    with database.reading() as con:
        found = changes_since(con, CATALOG, session, at=NOON + 4 * DAY)
        before_it_came = changes_since(con, CATALOG, session, at=NOON + HOUR)
    assert [(one.row_count, one.accepted_at) for one in found.deliveries] == [(3, NOON + DAY)]
    assert [(one.period.key, one.before, one.after, one.is_new) for one in found.revised] == [
        ("2026-08", 100 * 100 / 150, 70.0, False),
        ("2026-10", None, 66.0, True),
    ]
    assert [(one.indicator_id, one.target_value) for one in found.targets] == [("covered", 95.0)]
    assert (found.release.release_number, found.newest_release_number) == (1, 2)
    assert before_it_came.is_nothing
