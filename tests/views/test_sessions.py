"""What the pages of sessions show, from a store with one indicator that falls beyond chance."""

from __future__ import annotations

import io
import zipfile

import pytest

from bahealth.convene.agenda.commands import WriteStory, write_story
from bahealth.convene.agenda.readiness import GapKind
from bahealth.convene.follow_up.commands import ClaimDone, claim_done
from bahealth.convene.model import CommitmentState, Happening, SessionState
from bahealth.convene.sessions.commands import CancelSession, PlanSeries, cancel_session, plan_series
from bahealth.errors import NotFound, Refusal
from bahealth.i18n import LANGUAGES, Language, Text
from bahealth.people.model import Actor, Role
from bahealth.reports.memo_pdf import memo_pdf
from bahealth.reports.minutes_pdf import minutes_pdf
from bahealth.reports.preread_pdf import preread_pdf
from bahealth.reports.preread_sheet import preread_xlsx
from bahealth.store import Database
from bahealth.views.commitments import Shown, commitments_view
from bahealth.views.session import session_view
from bahealth.views.session_papers import memo_view, minutes_view, preread_view
from bahealth.views.sessions import sessions_view
from tests.convene.example import (
    CALM,
    CATALOG,
    CITY_HALL,
    DAY,
    FALLEN,
    HEAD,
    NOON,
    OTHER,
    deliver,
    planned,
    prepared,
    release,
    with_commitment,
)


def a_prepared_session(database: Database) -> str:
    deliver(database, [*CALM, *FALLEN], at=NOON - DAY)
    release(database, NOON)
    return prepared(database).session_id


def test_the_list_begins_with_the_session_that_comes_next(database: Database) -> None:
    later = planned(database, title="Later", starts_at=NOON + 20 * DAY)
    first = planned(database, title="First", starts_at=NOON + 2 * DAY)
    view = sessions_view(database, CATALOG, CITY_HALL, at=NOON)
    assert view.coming is not None
    assert view.coming.session.session_id == first.session_id
    assert view.coming.is_check_due  # two days away
    assert GapKind.NO_RELEASE in {one.kind for one in view.coming.readiness.gaps}
    assert [one.session_id for one in view.ahead] == [first.session_id, later.session_id]


def test_cancelled_sessions_are_counted_and_not_ahead(database: Database) -> None:
    command = PlanSeries(name="Children", theme="access", first_at=NOON + DAY, every_weeks=4)
    plan_series(database, CATALOG, command, actor=CITY_HALL, at=NOON)
    before = sessions_view(database, CATALOG, CITY_HALL, at=NOON)
    one = before.ahead[1]
    cancel = CancelSession(session_id=one.session_id, version=one.version, reason="holiday")
    cancel_session(database, CATALOG, cancel, actor=CITY_HALL, at=NOON)
    (row,) = sessions_view(database, CATALOG, CITY_HALL, at=NOON).series
    assert (len(row.ahead), row.cancelled_count, row.held_count) == (len(before.ahead) - 1, 1, 0)


def test_only_the_convenors_office_may_plan(database: Database) -> None:
    assert sessions_view(database, CATALOG, HEAD, at=NOON).may == frozenset()
    assert "plan_series" in sessions_view(database, CATALOG, CITY_HALL, at=NOON).may


def test_a_head_may_write_on_own_rows_alone(database: Database) -> None:
    session_id = a_prepared_session(database)
    own = session_view(database, CATALOG, session_id, HEAD, at=NOON)
    assert [one.may_write for one in own.rows if one.line.indicator_id == "covered"] == [True]
    assert all(one.may_claim_cause for one in own.rows if one.line.indicator_id == "covered")
    other = session_view(database, CATALOG, session_id, OTHER, at=NOON)
    assert not any(one.may_write for one in other.rows if one.line.indicator_id == "covered")
    assert not session_view(database, CATALOG, session_id, CITY_HALL, at=NOON).rows[0].may_write


def test_a_session_that_does_not_exist_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound):
        session_view(database, CATALOG, "none", CITY_HALL, at=NOON)


def test_a_newer_delivery_stands_under_what_changed_since(database: Database) -> None:
    session_id = a_prepared_session(database)
    before = session_view(database, CATALOG, session_id, CITY_HALL, at=NOON + DAY)
    assert before.changes is not None
    assert before.changes.is_nothing
    deliver(database, [*CALM, *FALLEN[:-1], 140], at=NOON + DAY)
    after = session_view(database, CATALOG, session_id, CITY_HALL, at=NOON + 2 * DAY)
    assert after.changes is not None
    ((changed),) = [one for one in after.changes.revised if not one.is_new]
    assert (changed.before, changed.after) == (100 * 98 / 150, 100 * 140 / 150)
    assert after.rows[0].verdict == before.rows[0].verdict  # the pinned numbers stay


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_preread_holds_the_story_without_the_probability_of_another(database: Database, language: Language) -> None:
    session_id = a_prepared_session(database)
    story = WriteStory(
        session_id=session_id,
        indicator_id="covered",
        area_id="city",
        version=0,
        happened="Two centres closed",
        next_steps="Open them again",
        probability=0.4,
    )
    write_story(database, CATALOG, story, actor=HEAD, at=NOON)
    view = preread_view(database, CATALOG, session_id, CITY_HALL, at=NOON)
    (row,) = [one for one in view.rows if one.line.indicator_id == "covered"]
    assert row.story is not None
    assert (row.story.happened, row.story.probability) == ("Two centres closed", None)
    assert len(row.points) == len(CALM) + len(FALLEN)
    assert preread_pdf(view, Text(language)).startswith(b"%PDF")
    assert zipfile.ZipFile(io.BytesIO(preread_xlsx(view, Text(language)))).testzip() is None


def test_there_is_no_record_before_the_session_is_closed(database: Database) -> None:
    session_id = a_prepared_session(database)
    with pytest.raises(Refusal, match="still open"):
        minutes_view(database, CATALOG, session_id, CITY_HALL, at=NOON)


@pytest.mark.parametrize("language", LANGUAGES)
def test_record_and_memo_hold_what_was_promised(database: Database, language: Language) -> None:
    session, line = with_commitment(database)
    at = NOON + 8 * DAY
    record = minutes_view(database, CATALOG, session.session_id, CITY_HALL, at=at)
    assert record.session.state is SessionState.CLOSED
    assert [one.capture_id for one in record.captured] == [line.capture_id]
    memo = memo_view(database, CATALOG, session.session_id, CITY_HALL, at=at)
    assert [(one.owner, len(one.promised), len(one.earlier)) for one in memo.owners] == [(HEAD.name, 1, 0)]
    assert minutes_pdf(record, Text(language)).startswith(b"%PDF")
    assert memo_pdf(memo, Text(language)).startswith(b"%PDF")


def test_each_finds_own_commitments_first_and_only_the_steps_that_may_be_taken(database: Database) -> None:
    _, line = with_commitment(database)
    at = NOON + 9 * DAY
    (own,) = commitments_view(database, CATALOG, Shown.OPEN, None, HEAD, at=at).rows
    assert (own.is_own, own.may) == (True, ("report_progress", "claim_done"))
    (other,) = commitments_view(database, CATALOG, Shown.OPEN, None, OTHER, at=at).rows
    assert (other.is_own, other.may) == (False, ())
    assert commitments_view(database, CATALOG, Shown.MINE, None, OTHER, at=at).rows == ()
    claim = ClaimDone(commitment_id=line.capture_id, version=0, evidence="https://example.org/list")
    claim_done(database, CATALOG, claim, actor=CITY_HALL, at=at)
    view = commitments_view(database, CATALOG, Shown.OPEN, line.capture_id, CITY_HALL, at=at)
    assert view.counts[CommitmentState.UNDER_REVIEW] == 1
    assert view.chosen is not None
    assert [one.kind for one in view.chosen.commitment.events] == [Happening.DONE_CLAIMED]
    assert view.chosen.may == ("overtake",)  # who claimed it cannot review it
    second = Actor("second@city.example", Role.CONVENOR)
    (seen,) = commitments_view(database, CATALOG, Shown.OPEN, None, second, at=at).rows
    assert seen.may == ("accept_done", "refuse_done", "overtake")


def test_a_commitment_that_does_not_exist_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound):
        commitments_view(database, CATALOG, Shown.ALL, "none", HEAD, at=NOON)
