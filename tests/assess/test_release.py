from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bahealth.assess.commands import MakeRelease, make_release
from bahealth.assess.model import ReleaseRow, Status
from bahealth.assess.queries import (
    latest_release,
    notes_of,
    release_definitions,
    release_points,
    release_row,
    release_verdicts,
    releases,
    value_history,
)
from bahealth.catalog.model import Catalog
from bahealth.errors import NotAllowed, Refusal
from bahealth.people.model import COMMAND_LINE, Actor, Role
from bahealth.store import Cursor, Database
from tests.assess.example import TODAY, catalog, count, rate

NOON = datetime(2026, 11, 22, 12, 0)
HOUR = timedelta(hours=1)


@pytest.fixture
def database() -> Iterator[Database]:
    database = Database(None)
    yield database
    database.close()


def definitions() -> Catalog:
    """Infant mortality with its two counts, a count, and a proportion that nobody sends."""
    deaths, births = (count(indicator_id=name, frequency="year", lag_months=18) for name in ("deaths", "births"))
    return catalog(rate(numerator_from="deaths", denominator_from="births"), deaths, births)


def deliver(
    database: Database, delivery_id: str, at: datetime, *rows: dict[str, Any], is_simulated: bool = False
) -> None:
    """A delivery accepted at an instant; each row is about the city in 2023 unless it says otherwise."""
    with database.writing() as con:
        for row in rows:
            given = {"indicator_id": "infant", "area_id": "city", "start": date(2023, 1, 1), "months": 12, **row}
            con.execute(
                "INSERT INTO facts.observation VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, false, NULL)",
                [
                    delivery_id,
                    *(given[name] for name in ("indicator_id", "area_id", "start", "months")),
                    *(given.get(name) for name in ("numerator", "denominator", "value")),
                ],
            )
        con.execute(
            "INSERT INTO ops.delivery VALUES (?, 'form', 'a.csv', ?, ?, ?, ?, 'somebody')",
            [delivery_id, delivery_id, len(rows), is_simulated, at],
        )


def release(database: Database, at: datetime, definitions_: Catalog | None = None) -> ReleaseRow:
    command = MakeRelease(as_of=TODAY, reason="monthly")
    return make_release(database, definitions_ or definitions(), command, actor=COMMAND_LINE, at=at)


def _frozen(con: Cursor, number: int) -> list[tuple[Any, ...]]:
    """Every stored byte of a release."""
    found: list[tuple[Any, ...]] = []
    for table in ("facts.verdict", "facts.release_point", "ops.release", "ops.release_definition"):
        found += con.execute(f"SELECT * FROM {table} WHERE release_number = ? ORDER BY ALL", [number]).fetchall()
    return found


def test_a_release_takes_deaths_and_births_from_their_own_indicators(database: Database) -> None:
    deliver(
        database,
        "d1",
        NOON,
        {"indicator_id": "deaths", "numerator": 131},
        {"indicator_id": "births", "value": 23988},
        {"start": date(2021, 1, 1), "value": 4.6},
        {"indicator_id": "deaths", "start": date(2021, 1, 1), "numerator": 121},
    )
    row = release(database, NOON + HOUR)
    with database.reading() as con:
        points = release_points(con, release_number=row.release_number, indicator_id="infant", area_id="city")
        (verdict,) = release_verdicts(con, release_number=1, indicator_id="infant", area_id="city")
    assert [(one.period.key, one.numerator, one.denominator) for one in points] == [
        ("2021", 121, None),
        ("2023", 131, 23988),
    ]
    assert points[1].value == pytest.approx(5.4611, abs=1e-4)
    assert points[1].point.value == points[1].value
    assert verdict.value == points[1].value


def test_every_indicator_has_one_verdict_in_the_city_and_in_each_comuna(database: Database) -> None:
    deliver(database, "d1", NOON, {"value": 5.3})
    row = release(database, NOON + HOUR)
    with database.reading() as con:
        verdicts = release_verdicts(con, release_number=1)
    found = {(one.indicator_id, one.area_id): one.status for one in verdicts}
    assert len(found) == len(verdicts) == row.verdict_count == 5 * 3
    assert found["covered", "city"] is Status.NOT_COLLECTED
    assert found["infant", "comuna-1"] is Status.LATE  # the city has sent, the comuna has not
    assert found["infant", "city"] is Status.NO_TARGET


def test_an_earlier_release_prints_the_same_digits_after_corrections(database: Database) -> None:
    deliver(database, "d1", NOON, {"value": 5.3}, {"start": date(2022, 1, 1), "value": 5.9})
    first = release(database, NOON + HOUR)
    with database.reading() as con:
        before = _frozen(con, 1)
    deliver(database, "d2", NOON + 2 * HOUR, {"value": 5.4})
    second = release(database, NOON + 3 * HOUR)
    with database.reading() as con:
        assert _frozen(con, 1) == before
        assert [one.release_number for one in releases(con)] == [2, 1]
        assert latest_release(con) == second
        assert release_row(con, 1) == first
        assert release_row(con, 9) is None
        history = value_history(con, indicator_id="infant", area_id="city")
    assert [(one.period.key, one.release_number, one.value) for one in history] == [
        ("2022", 1, 5.9),
        ("2022", 2, 5.9),
        ("2023", 1, 5.3),
        ("2023", 2, 5.4),
    ]
    assert history[2].released_at == first.released_at


def test_the_fingerprint_is_that_of_the_stored_verdicts_and_the_same_facts_give_it_again(database: Database) -> None:
    deliver(database, "d1", NOON, {"value": 5.3})
    first, again = release(database, NOON + HOUR), release(database, NOON + 2 * HOUR)
    with database.reading() as con:
        verdicts = release_verdicts(con, release_number=1)
    text = "".join(one.model_dump_json() for one in verdicts)
    assert first.fingerprint == hashlib.sha256(text.encode()).hexdigest() == again.fingerprint
    deliver(database, "d2", NOON + 3 * HOUR, {"value": 5.4})
    assert release(database, NOON + 4 * HOUR).fingerprint != first.fingerprint


def test_what_arrives_after_the_cut_off_is_not_in_the_release(database: Database) -> None:
    deliver(database, "d1", NOON, {"value": 5.3})
    deliver(database, "later", NOON + 2 * HOUR, {"value": 9.9})
    release(database, NOON + HOUR)
    with database.reading() as con:
        (point,) = release_points(con, release_number=1, indicator_id="infant")
    assert (point.value, point.delivery_id) == (5.3, "d1")


def test_targets_and_breaks_known_at_the_cut_off_count(database: Database) -> None:
    deliver(database, "d1", NOON, {"value": 5.3, "numerator": 127})
    with database.writing() as con:
        for target_id, value, at in (("a", 4.0, NOON), ("b", 4.5, NOON + HOUR), ("c", 1.0, NOON + 3 * HOUR)):
            con.execute(
                "INSERT INTO ops.target (target_id, indicator_id, area_id, baseline_start, baseline_months, "
                "baseline_value, target_value, due_on, basis, reason, is_withdrawn, set_at, set_by) "
                "VALUES (?, 'infant', 'city', '2021-01-01', 12, 4.6, ?, '2027-12-31', "
                "'demonstration', 'because', false, ?, 'somebody')",
                [target_id, value, at],
            )
        con.execute(
            "INSERT INTO ops.note VALUES ('n', 'infant', NULL, '2020-05-01', true, 'es', 'en', ?, 'somebody')", [NOON]
        )
    release(database, NOON + 2 * HOUR)
    with database.reading() as con:
        (verdict,) = release_verdicts(con, release_number=1, indicator_id="infant", area_id="city")
        (note,) = notes_of(con, indicator_id="infant", area_id="comuna-1")
        definition = release_definitions(con, release_number=1)["infant"]
    assert verdict.target is not None
    goal = verdict.target.goal
    assert (goal.target_id, goal.value, goal.is_demonstration, goal.baseline_on) == ("b", 4.5, True, date(2021, 12, 31))
    assert (note.text.es, note.is_break) == ("es", True)
    assert definition == definitions().indicator["infant"]


def test_simulated_deliveries_mark_what_is_made_of_them(database: Database) -> None:
    deliver(database, "d1", NOON, {"indicator_id": "births", "value": 23988})
    deliver(database, "d2", NOON, {"indicator_id": "deaths", "numerator": 131}, is_simulated=True)
    release(database, NOON + HOUR)
    with database.reading() as con:
        (verdict,) = release_verdicts(con, release_number=1, indicator_id="infant", area_id="city")
    assert verdict.is_simulated


def test_an_impossible_value_stops_the_release_and_leaves_nothing(database: Database) -> None:
    deliver(database, "d1", NOON, {"indicator_id": "covered", "months": 1, "numerator": 11, "denominator": 10})
    with pytest.raises(Refusal, match="covered, city, 2023-01: impossible value"):
        release(database, NOON + HOUR)
    with database.reading() as con:
        assert latest_release(con) is None
        for table in ("facts.verdict", "facts.release_point", "ops.release_definition", "ops.audit"):
            assert con.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_only_an_administrator_makes_a_release_and_never_before_the_last(database: Database) -> None:
    convenor = Actor("convenor", Role.CONVENOR)
    with pytest.raises(NotAllowed):
        make_release(database, definitions(), MakeRelease(as_of=TODAY), actor=convenor, at=NOON)
    release(database, NOON)
    with pytest.raises(Refusal, match="later than the one before"):
        release(database, NOON)


def test_a_release_leaves_one_audit_line_and_tells_its_progress(database: Database) -> None:
    seen: list[tuple[int, int]] = []
    make_release(
        database,
        definitions(),
        MakeRelease(as_of=TODAY, reason="monthly"),
        actor=COMMAND_LINE,
        at=NOON,
        progress=lambda done, of: seen.append((done, of)),
    )
    assert seen == [(0, 5), (1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]
    with database.reading() as con:
        rows = con.execute("SELECT command, subject, actor, reason FROM ops.audit").fetchall()
    assert rows == [("make_release", "release 1", "command line", "monthly")]
