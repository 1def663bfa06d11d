"""What the desk shows to whom, and the lateness of a department against a hand calculation."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from statsmodels.stats.proportion import proportion_confint

from bahealth.assess.commands import MakeRelease, make_release
from bahealth.catalog.model import Catalog
from bahealth.collect.commands import AcceptDelivery, accept_delivery
from bahealth.collect.desk.contest.commands import ContestValue, RuleOnContest, contest_value, rule_on_contest
from bahealth.collect.desk.model import DueStatus, Figures, Share
from bahealth.errors import NotAllowed, NotFound
from bahealth.people.model import Actor, Role
from bahealth.store import Database
from bahealth.views.contests import contested_periods, contests_view, overlaps
from bahealth.views.desk import DeskChoice, EventKind, desk_view, lateness_view, shown_months
from bahealth.views.indicator import IndicatorChoice, indicator_view
from tests.views.filled import OFFICE, VISITOR, a_catalog, definition, deliver

STAFF = Actor("flor", Role.STAFF, "care")
OTHER = Actor("otto", Role.STAFF, "figures")
MAYOR = Actor("mara", Role.CONVENOR)
START = datetime(2025, 7, 1, 15)  # the first delivery
TODAY = datetime(2026, 7, 10, 15)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return a_catalog(definition("checks"), definition("figures_line", source="yearbook", owner="figures"))


def month(step: int) -> date:
    """The first of the month `step` months after January 2025."""
    return date(2025 + step // 12, step % 12 + 1, 1)


@pytest.fixture
def sent(database: Database) -> Database:
    """Monthly, one month to deliver: history up to May 2025 at once; then each on the last day, but two late, one not.

    June 2025 (due 31 July) to May 2026 (due 30 June 2026) are twelve deliveries whose day has passed on 10 July 2026.
    August came 3 days late, November 1 day late, May 2026 has not come: nine of twelve are on time.
    """
    deliver(database, [("checks", "city", month(step), 1, 50, 100, None) for step in range(5)], at=START)
    for step in range(5, 16):
        due = datetime.combine(month(step + 2), datetime.min.time()) - timedelta(hours=9)  # 15:00 UTC of the last day
        late = {7: 3, 10: 1}.get(step, 0)
        rows = [("checks", "city", month(step), 1, 50.0, 100.0, None)]
        deliver(database, rows, at=due + timedelta(days=late))
    return database


def test_the_lateness_of_a_department_is_a_share_with_its_wilson_interval(sent, catalog):
    row = lateness_view(sent, catalog, "care", at=TODAY)
    assert row.share == Share(part=9, whole=12)
    lower, upper = proportion_confint(9, 12, method="wilson")
    assert (row.lower, row.upper) == pytest.approx((lower, upper))
    assert desk_view(sent, catalog, DeskChoice("care"), OFFICE, at=TODAY).lateness == (row,)
    with sent.writing() as con:
        con.execute("UPDATE ops.delivery SET is_simulated = true")
    assert (row.is_simulated, lateness_view(sent, catalog, "care", at=TODAY).is_simulated) == (False, True)


def test_a_department_of_which_nothing_has_come_has_no_share(sent, catalog):
    row = lateness_view(sent, catalog, "figures", at=TODAY)
    assert (row.share.whole, row.lower, row.upper, row.next_due_on, row.has_lines) == (0, None, None, None, True)


def test_before_the_first_day_that_counts_the_day_is_named(database, catalog):
    deliver(database, [("checks", "city", month(step), 1, 50, 100, None) for step in range(5)], at=START)
    row = lateness_view(database, catalog, "care", at=START + timedelta(days=1))
    assert (row.share.whole, row.next_due_on) == (0, date(2025, 7, 31))


def test_the_calendar_tells_each_of_the_last_and_the_next_months(sent, catalog):
    view = desk_view(sent, catalog, DeskChoice("care"), OFFICE, at=TODAY)
    (row,) = view.sources[0].lines
    found = {one.due_on: one.status for one in row.calendar.cells}
    assert found[date(2025, 9, 30)] is DueStatus.LATE
    assert found[date(2026, 6, 30)] is DueStatus.OVERDUE
    assert found[date(2026, 7, 31)] is DueStatus.DUE
    assert found[date(2026, 8, 31)] is DueStatus.AHEAD
    assert max(found) == date(2027, 7, 31)
    assert [(one.source.source_id, one.cell.period.key) for one in view.overdue] == [("form", "2026-05")]
    back, ahead = shown_months(view.today)
    assert (back[0], back[-1], ahead[0], ahead[-1]) == (
        date(2025, 8, 1),
        date(2026, 7, 1),
        date(2026, 8, 1),
        date(2027, 7, 1),
    )


def test_freshness_completeness_and_history_of_a_source(sent, catalog):
    view = desk_view(sent, catalog, DeskChoice("care"), OFFICE, at=TODAY)
    (row,) = view.sources[0].lines
    assert (row.freshness.newest.key, row.freshness.expected.key, row.freshness.months_behind) == (
        "2026-04",
        "2026-05",
        1,
    )
    assert row.complete == Share(part=0, whole=4 * 12)  # no comuna has a value
    events = view.sources[0].events
    assert len(events) == 12
    assert {one.kind for one in events} == {EventKind.DELIVERED}
    assert list(events) == sorted(events, key=lambda one: one.at, reverse=True)


def test_who_belongs_to_a_department_sees_that_one(sent, catalog):
    assert [one.department_id for one in desk_view(sent, catalog, DeskChoice(), STAFF, at=TODAY).departments] == [
        "care"
    ]
    assert {one.source.owner for one in desk_view(sent, catalog, DeskChoice(), OTHER, at=TODAY).sources} == {"figures"}
    assert len(desk_view(sent, catalog, DeskChoice(), MAYOR, at=TODAY).departments) == 2
    with pytest.raises(NotFound):
        desk_view(sent, catalog, DeskChoice("figures"), STAFF, at=TODAY)
    with pytest.raises(NotAllowed):
        desk_view(sent, catalog, DeskChoice(), VISITOR, at=TODAY)


def test_a_department_that_does_not_exist_is_not_found(sent, catalog):
    with pytest.raises(NotFound):
        lateness_view(sent, catalog, "nothing", at=TODAY)


# --- contested values ---


def contested(database: Database, catalog: Catalog) -> str:
    view = contests_view(database, catalog, indicator_id="checks", area_id="city", actor=STAFF)
    command = ContestValue(
        indicator_id="checks",
        area_id="city",
        period="2026-04",
        claimed=Figures(numerator=40, denominator=100),
        method="recuento",
        reason="un centro sumó dos veces",
        stands_delivery_id=view.values[0].delivery_id,
    )
    return contest_value(database, catalog, command, actor=STAFF, at=TODAY)


def test_the_office_sees_both_values_and_the_public_only_that_it_is_contested(sent, catalog):
    contested(sent, catalog)
    office = contests_view(sent, catalog, indicator_id="checks", area_id="city", actor=OTHER)
    ((row),) = office.open
    assert (row.contest.stands.numerator, row.contest.claimed.numerator, row.may_rule) == (50, 40, False)
    public = contests_view(sent, catalog, indicator_id="checks", area_id="city", actor=VISITOR)
    assert [one.key for one in public.open_periods] == ["2026-04"]
    assert (public.open, public.ruled, public.values, public.may_contest) == ((), (), (), False)
    assert "sumó" not in public.model_dump_json()
    assert contested_periods(sent, "city") == {"checks": public.open_periods}
    assert contested_periods(sent, "comuna-1") == {}


def test_the_desk_shows_a_contest_to_its_department_and_lets_the_analytics_office_rule(sent, catalog):
    contest_id = contested(sent, catalog)
    office = desk_view(sent, catalog, DeskChoice(), OFFICE, at=TODAY)
    assert [one.contest.contest_id for one in office.to_rule] == [contest_id]
    own = desk_view(sent, catalog, DeskChoice(), STAFF, at=TODAY)
    assert (len(own.open_contests), own.to_rule) == (1, ())
    assert desk_view(sent, catalog, DeskChoice(), OTHER, at=TODAY).open_contests == ()


def test_an_upheld_claim_is_in_the_next_release_and_the_one_before_stays(sent, catalog):
    make_release(sent, catalog, MakeRelease(as_of=TODAY.date()), actor=OFFICE, at=TODAY)
    contest_id = contested(sent, catalog)
    values = contests_view(sent, catalog, indicator_id="checks", area_id="city", actor=OFFICE).values
    command = RuleOnContest(
        contest_id=contest_id, is_upheld=True, reason="se verificó", stands_delivery_id=values[0].delivery_id
    )
    rule_on_contest(sent, catalog, command, actor=OFFICE, at=TODAY + timedelta(hours=1))
    make_release(sent, catalog, MakeRelease(as_of=TODAY.date()), actor=OFFICE, at=TODAY + timedelta(hours=2))
    shown = {
        number: indicator_view(sent, catalog, IndicatorChoice("checks", release_number=number), OFFICE)
        for number in (1, 2)
    }
    assert {number: view.points[-1].value for number, view in shown.items() if view} == {1: 50, 2: 40}


def test_periods_overlap_when_they_share_a_month():
    from bahealth.catalog.periods import Period

    assert overlaps(Period.parse("2026"), Period.parse("2026-12"))
    assert not overlaps(Period.parse("2026-01"), Period.parse("2026-02"))


def test_a_delivery_through_the_command_is_on_the_desk(database, tmp_path, catalog):
    path = tmp_path / "a.csv"
    path.write_text("indicator,area,period,numerator,denominator,value,note\nchecks,city,2026-05,50,100,,\n")
    accept_delivery(
        database, catalog, AcceptDelivery(source_id="form", files=(path,)), actor=STAFF, at=datetime(2026, 6, 30, 15)
    )
    view = desk_view(database, catalog, DeskChoice(), STAFF, at=TODAY)
    assert [(one.kind, one.who, one.file_names) for one in view.sources[0].events] == [
        (EventKind.DELIVERED, "flor", "a.csv")
    ]
    assert view.lateness[0].share == Share(part=1, whole=1)
