"""The year of sessions that a demonstration store comes with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bahealth.assess.queries import release_points, release_verdicts, releases
from bahealth.catalog.load import load_catalog
from bahealth.catalog.periods import add_months
from bahealth.config import PROJECT, Settings
from bahealth.convene.agenda.queries import agenda_of, all_stories
from bahealth.convene.agenda.rules import has_signal
from bahealth.convene.demo import load_demo_sessions
from bahealth.convene.follow_up.queries import commitments
from bahealth.convene.model import CommitmentState, SessionState
from bahealth.convene.sessions.queries import sessions
from bahealth.convene.versions import day_of, instant_of
from bahealth.install.demo_sessions import RECALCULATED, demo_plan
from bahealth.install.store import existing_store
from bahealth.store import Database
from tests.installation import without_sessions

AT = datetime(2026, 11, 22, 12)  # when the store of these tests is built
DATA = PROJECT / "data"


@pytest.fixture(scope="module")
def database(demo_store: Path) -> Generator[Database]:
    """Only to read."""
    opened = existing_store(Settings(data=DATA, store=demo_store))
    yield opened
    opened.close()


def test_a_year_was_held_one_was_cancelled_one_moved_and_the_next_is_prepared(database: Database) -> None:
    with database.reading() as con:
        found = sessions(con)
        coming = next(one for one in found if one.starts_at > AT)
        agenda = agenda_of(con, coming.session_id)
    past = Counter(one.state for one in found if one.starts_at <= AT)
    assert past == {SessionState.SIGNED: 11, SessionState.CANCELLED: 1}
    assert [one.starts_at - AT < timedelta(days=10) for one in (coming,)] == [True]
    assert coming.release_number is not None
    assert agenda is not None
    assert all(one.is_demonstration and "demostración" in one.title for one in found)
    assert all(person.person.startswith("demostración: ") for one in found for person in one.people)


def test_commitments_are_in_every_state_and_some_are_judged(database: Database) -> None:
    with database.reading() as con:
        found = commitments(con, at=AT)
    assert {one.state for one in found} == set(CommitmentState)
    assert len(found) == 26
    assert max(one.times_carried for one in found) == 2
    assert sum(one.times_refused for one in found) == 2
    assert any(one.outcome for one in found)
    assert not any(one.needs_decision for one in found), "else no session could close"


def test_nothing_was_done_after_the_installation(database: Database) -> None:
    with database.reading() as con:
        late = con.execute("SELECT command FROM ops.audit WHERE written_at > ? + INTERVAL 1 SECOND", [AT]).fetchall()
    assert late == []


def test_releases_of_the_past_say_that_they_are_recalculated_and_the_newest_is_of_today(database: Database) -> None:
    with database.reading() as con:
        newest, *before = releases(con)
        reasons = con.execute("SELECT reason FROM ops.audit WHERE command = 'make_release' ORDER BY 1").fetchall()
        pinned = {one.release_number for one in sessions(con) if one.release_number}
    assert newest.as_of == AT.date()
    assert [one.as_of for one in before] == sorted((one.as_of for one in before), reverse=True)
    assert reasons.count((RECALCULATED,)) == len(before)
    assert pinned == {newest.release_number, *(one.release_number for one in before)}


def test_a_release_of_the_past_knows_nothing_that_its_calendar_did_not_expect_yet(database: Database) -> None:
    catalog = load_catalog(DATA)
    with database.reading() as con:
        newest, *before = releases(con)
        for one in before:
            points = release_points(con, release_number=one.release_number)
            assert points
            for row in points:
                lag = catalog.indicator[row.indicator_id].lag_months
                assert add_months(row.point.period.end, lag) <= one.as_of + timedelta(days=1)
        assert len(release_points(con, release_number=newest.release_number)) >= len(points)


def test_no_story_claims_a_cause_of_what_fits_chance(database: Database) -> None:
    with database.reading() as con:
        pinned = {one.session_id: one.release_number for one in sessions(con)}
        told = all_stories(con)
        assert told
        for one in told:
            number = pinned[one.session_id]
            assert number is not None
            (verdict,) = release_verdicts(
                con, release_number=number, indicator_id=one.indicator_id, area_id=one.area_id
            )
            assert not one.why or has_signal(verdict)


@given(st.dates(date(2026, 1, 1), date(2029, 12, 31)))
def test_on_whatever_day_it_is_installed_there_are_twelve_sessions_behind_and_one_ahead(day: date) -> None:
    plan = demo_plan(DATA, at=instant_of(day, datetime(2026, 1, 1, 15).time()))
    assert plan is not None
    *past, coming = [day_of(one) for one in plan.starts]
    assert len(past) == 12
    assert past == sorted(past)
    assert past[-1] < day < coming
    assert day + timedelta(days=3) <= coming
    assert not [one for one in (*past, coming) if (one.month, one.day) in {(12, 24), (12, 25), (12, 31), (1, 1)}]


def test_without_the_file_there_are_no_sessions(tmp_path: Path) -> None:
    assert demo_plan(without_sessions(tmp_path), at=AT) is None


def test_a_file_that_names_nobody_is_refused(tmp_path: Path) -> None:
    said = (DATA / "demo" / "sessions.toml").read_text(encoding="utf-8")
    wrong = tmp_path / "sessions.toml"
    wrong.write_text(said.replace('owner = "ninez"', 'owner = "nadie"', 1), encoding="utf-8")
    with pytest.raises(ValidationError, match="nobody is called nadie"):
        load_demo_sessions(wrong)
