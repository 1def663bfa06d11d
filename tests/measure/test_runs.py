"""What a run of the measures leaves, what it refuses, and what has months measured again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bahealth import __version__
from bahealth.catalog.model import Catalog
from bahealth.collect.commands import sweep_unaccepted
from bahealth.errors import NotAllowed, Refusal
from bahealth.measure import queries
from bahealth.measure.commands import RunMeasures, run_measures
from bahealth.measure.ledger import commands as ledger
from bahealth.measure.ledger.queries import newest_measurements
from bahealth.measure.model import MEASURES
from bahealth.people.model import Actor, Role
from tests.collect.samples import store_checksum
from tests.measure.example import PLACES, child, lives, seen, with_team
from tests.measure.sent import Sent, delivered_once, door_for
from tests.measure.small_city import city, visit_on

pytestmark = pytest.mark.usefixtures("here")
RECORDS = city(
    PLACES,
    seen(date(2024, 1, 10), date(2025, 12, 20)),
    lives(1),
    with_team(1),
    child(10, date(2024, 6, 15), (31, 61, 92)),
    visit_on(date(2025, 5, 5), 1, kind="chronic"),
    visit_on(date(2025, 5, 6), 1, kind="emergency", triage_level=4),
).records
LATE = visit_on(date(2025, 3, 10), 1, kind="illness", record_key=1)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Sent:
    """A small city with its records delivered."""
    return delivered_once(tmp_path_factory.mktemp("before"), catalog, RECORDS, is_measured=False)


@pytest.fixture
def sent(before: Sent, tmp_path: Path) -> Iterator[Sent]:
    """A copy of it."""
    sent = before.copied(tmp_path)
    yield sent
    sent.database.close()


def told(sent: Sent, question: str) -> list[Any]:
    with sent.database.reading() as con:
        return con.execute(question).fetchall()


def test_a_run_without_news_delivers_nothing_and_is_kept_all_the_same(sent: Sent) -> None:
    first = sent.measure()
    before, said = told(sent, "SELECT * FROM ops.delivery ORDER BY ALL"), sent.said()
    for run in (sent.measure(), sent.measure(is_full=True)):
        assert (run.delivery_ids, run.changed_counts) == ((), {})
    assert told(sent, "SELECT * FROM ops.delivery ORDER BY ALL") == before
    assert sent.said() == said
    runs = told(sent, "SELECT count(*), count(DISTINCT run_id), count(DISTINCT measure_id) FROM ops.measurement")
    assert runs == [(3 * len(MEASURES), 3, len(MEASURES))]
    nothing = sent.measure()
    assert set(nothing.month_counts.values()) == {0}
    assert first.month_counts["visits"] == 24
    with sent.database.reading() as con:
        newest = newest_measurements(con)
    assert {(one.run_id, one.changed_count, one.delivery_id, one.first_month) for one in newest.values()} == {
        (nothing.run_id, 0, None, None)
    }


def test_a_run_says_what_it_read_by_which_text_and_what_it_changed(sent: Sent, catalog: Catalog) -> None:
    first = sent.measure()
    sent.deliver([LATE])
    run = sent.measure()
    with sent.database.reading() as con:
        newest = newest_measurements(con)
    visits = newest["visits"]
    assert (visits.run_id, visits.measured_at, visits.measured_by) == (run.run_id, sent.clock, "command line")
    assert visits.definition_hash == queries.definition_hash(MEASURES["visits"], catalog)
    assert visits.program_version == __version__
    assert (visits.observed_from, visits.observed_until) == (date(2024, 1, 1), date(2025, 12, 31))
    assert (visits.first_month, visits.last_month) == (date(2025, 3, 1), date(2025, 3, 1))
    assert visits.changed_count == run.changed_counts["visits"] == 3  # the city, the comuna, the centre
    assert visits.delivery_id in run.delivery_ids
    assert newest["ed_triage"].delivery_id is None
    known = told(sent, "SELECT delivery_number FROM ops.record_delivery ORDER BY ALL")
    read = "SELECT delivery_number FROM ops.measured_delivery WHERE run_id = '{}' ORDER BY ALL"
    assert told(sent, read.format(run.run_id)) == known
    assert len(told(sent, read.format(first.run_id))) == len(known) - 1
    ids = {one for (one,) in told(sent, "SELECT delivery_id FROM ops.delivery WHERE file_names = 'bahealth measure'")}
    assert ids == {*first.delivery_ids, *run.delivery_ids}


def test_a_run_leaves_an_audit_line_for_itself_and_for_each_delivery(sent: Sent) -> None:
    sent.measure()
    before = len(told(sent, "SELECT * FROM ops.audit"))
    sent.deliver([LATE])
    run = sent.measure()
    lines = told(sent, "SELECT command, subject, actor, written_at, after FROM ops.audit ORDER BY line_number")[
        before + 1 :
    ]
    count = len(told(sent, "SELECT * FROM ops.record_delivery"))
    summary = f"{count} deliveries, {sum(run.changed_counts.values())} values changed"
    assert [one[:4] for one in lines] == [
        *(("AcceptDelivery", one, "command line", sent.clock) for one in run.delivery_ids),
        ("RunMeasures", run.run_id, "command line", sent.clock),
    ]
    assert lines[-1][4] == summary


@pytest.mark.parametrize("is_simulated", [True, False])
def test_what_is_measured_of_a_simulation_is_marked_simulated(
    tmp_path: Path, catalog: Catalog, is_simulated: bool
) -> None:
    sent = Sent(tmp_path, door_for(tmp_path), catalog)
    sent.deliver(RECORDS, is_simulated=is_simulated)
    run = sent.measure()
    marks = told(sent, "SELECT delivery_id, is_simulated FROM ops.delivery WHERE file_names = 'bahealth measure'")
    assert dict(marks) == dict.fromkeys(run.delivery_ids, is_simulated)
    assert told(sent, "SELECT DISTINCT is_simulated FROM facts.current_observation") == [(is_simulated,)]
    assert told(sent, "SELECT DISTINCT is_simulated FROM facts.current_breakdown") == [(is_simulated,)]
    sent.database.close()


@pytest.mark.parametrize("role", [one for one in Role if one < Role.ADMIN])
def test_only_the_analytics_office_measures(sent: Sent, role: Role) -> None:
    before = store_checksum(sent.database)
    with pytest.raises(NotAllowed):
        run_measures(sent.database, sent.catalog, RunMeasures(), actor=Actor("somebody", role), at=sent.tick())
    assert store_checksum(sent.database) == before


def test_without_visits_there_is_nothing_to_measure(tmp_path: Path, catalog: Catalog) -> None:
    sent = Sent(tmp_path, door_for(tmp_path), catalog)
    sent.deliver([lives(1)])
    with pytest.raises(Refusal, match="no records of visits yet"):
        sent.measure()
    sent.database.close()


def test_a_second_run_at_once_is_refused_and_the_next_is_not(sent: Sent) -> None:
    begun, may_go_on = threading.Event(), threading.Event()
    results: list[object] = []

    def wait(_done: int, _of: int) -> None:
        begun.set()
        assert may_go_on.wait(60)

    def first() -> None:
        at = sent.clock + timedelta(hours=1)
        actor = Actor("first", Role.ADMIN)
        results.append(run_measures(sent.database, sent.catalog, RunMeasures(), actor=actor, at=at, progress=wait))

    running = threading.Thread(target=first)
    running.start()
    assert begun.wait(60)
    with pytest.raises(Refusal, match="computed already"):
        sent.measure()
    may_go_on.set()
    running.join()
    assert len(results) == 1
    assert told(sent, "SELECT DISTINCT measured_by FROM ops.measurement") == [("first",)]
    sent.clock += timedelta(hours=2)
    assert sent.measure().delivery_ids == ()


# --- crashes and changes of what is measured ---


class Crash(BaseException):
    """The process ends here."""


def test_a_run_that_fails_before_its_rows_count_leaves_nothing(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    before = store_checksum(sent.database)
    with monkeypatch.context() as patch:
        patch.setattr(ledger, "_write_run", crash)
        with pytest.raises(Crash):
            sent.measure()
    assert store_checksum(sent.database) == before
    assert len(sent.measure().delivery_ids) > 0


def test_rows_that_a_crash_left_are_not_seen_and_are_swept(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    before, said = store_checksum(sent.database), sent.said()
    with monkeypatch.context() as patch:
        patch.setattr(ledger, "_write_run", crash)
        patch.setattr(ledger, "_forget_rows", lambda *_: None)  # nobody is left to clean up
        with pytest.raises(Crash):
            sent.measure()
    left = told(sent, "SELECT count(*) FROM facts.observation") + told(sent, "SELECT count(*) FROM facts.breakdown")
    assert all(count > 0 for (count,) in left), "rows of both had been written"
    assert sent.said() == said == {}
    assert sweep_unaccepted(sent.database) == sum(count for (count,) in left)
    assert store_checksum(sent.database) == before


def crash(*_: object, **__: object) -> None:
    raise Crash


def test_another_text_of_a_measure_has_all_its_months_measured_again(
    sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent.measure()
    original = queries.sql_text

    def edited(package: str, name: str) -> str:
        text = original(package, name)
        return text.replace("count(*) AS visit_count", "2 * count(*) AS visit_count") if name == TWICE else text

    monkeypatch.setattr(queries, "sql_text", edited)
    run = sent.measure()
    due = {name for name, count in run.month_counts.items() if count}
    assert due == {name for name, one in MEASURES.items() if one.family is MEASURES["visits"].family}
    assert run.month_counts["visits"] == 24
    assert set(run.changed_counts) == {"visits", "visits_by_kind"}
    assert sent.said()["visits"]["city", date(2025, 5, 1)][0] == 2


TWICE = "primary_care_count"


def test_another_schedule_has_all_months_measured_again(sent: Sent) -> None:
    sent.measure()
    fewer = tuple(one.model_copy(update={"due_days": (10, 31, 61)}) for one in sent.catalog.schedules)
    other = replace(sent, catalog=sent.catalog.model_copy(update={"schedules": fewer}))
    run = other.measure()
    assert set(run.changed_counts) == {"checkups_complete"}
    assert run.month_counts["checkups_complete"] == 11  # birthdays from January 2025 on, with 30 days after the month
    assert other.said()["checkups_complete"]["city", date(2025, 6, 1)][:2] == (1, 1)


# --- what was observed becomes more, or less ---


def test_a_month_that_can_no_longer_be_given_is_withdrawn(sent: Sent) -> None:
    more = visit_on(date(2026, 1, 20), 999, kind="illness", centre_id="hospital-1", record_key=2)
    sent.deliver([more])
    sent.measure()
    assert ("city", date(2026, 1, 1)) in sent.said()["residents_with_team"]
    sent.deliver([replace(more, is_withdrawn=True)])
    sent.measure()
    assert max(key[1] for key in sent.said()["residents_with_team"]) == date(2025, 12, 1)
    assert sent.measure().delivery_ids == ()


def test_totals_that_nobody_measured_are_not_withdrawn(sent: Sent) -> None:
    month = date(2025, 12, 1)  # not given yet: 31 December + 30
    with sent.database.writing() as con:
        con.execute(
            "INSERT INTO facts.observation (delivery_id, indicator_id, area_id, period_start, period_months, "
            "numerator, denominator, is_denominator_estimated) "
            "VALUES ('sums', 'ed_low_triage', 'city', $month, 1, 3, 4, false)",
            {"month": month},
        )
        con.execute(
            "INSERT INTO ops.delivery VALUES ('sums', 'form_emergency', 'sums.csv', 'sums', 1, false, $at, 'somebody')",
            {"at": datetime(2026, 2, 1, 12)},
        )
    sent.measure()
    assert ("city", date(2025, 5, 1)) in sent.said()["ed_low_triage"]
    sent.measure(is_full=True)
    assert sent.said()["ed_low_triage"]["city", month] == (3, 4, None, None)


def test_children_in_follow_up_are_measured_at_their_later_ages_when_only_time_has_passed(sent: Sent) -> None:
    # Born in June 2024. On 20 July 2025 June is the last month that is over: 30 May + 30 is in it, 30 June + 30 is not.
    last = [one for one in RECORDS if getattr(one, "occurred_on", None) == date(2025, 12, 20)]
    sent.deliver(replace(one, is_withdrawn=True) for one in last)
    sent.deliver([visit_on(date(2025, 7, 15), 999, kind="illness", centre_id="hospital-1", record_key=3)])
    sent.measure(today=date(2025, 7, 20))
    assert _ages(sent) == list(range(12))
    sent.measure(today=date(2025, 8, 1))  # July is over, and 30 July in it
    assert _ages(sent) == list(range(13))


def _ages(sent: Sent) -> list[int]:
    rows = sent.said()["six_reached_by_age"]
    return sorted(int(key[2]) for key in rows if key[:2] == ("city", date(2024, 6, 1)))
