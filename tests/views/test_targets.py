"""The list of targets and one target, on a small city: who has to do what, what is counted, and what is drawn."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from bahealth.assess.trajectory import Path
from bahealth.errors import NotFound, Refusal
from bahealth.people.model import Actor, Role
from bahealth.store import Database
from bahealth.targets.commands import (
    ApproveTarget,
    ProposeTarget,
    ReturnTarget,
    SetTarget,
    approve_target,
    propose_target,
    return_target,
    set_target,
)
from bahealth.targets.deviations.commands import (
    AcceptDeviation,
    RequireConfirmation,
    accept_deviation,
    require_confirmation,
)
from bahealth.targets.model import Milestone, Stage, Terms
from bahealth.targets.queries import target_state
from bahealth.views.indicator import IndicatorChoice, indicator_view
from bahealth.views.target import TargetChoice, TargetView, outlook, target_view
from bahealth.views.targets import Shown, TargetsChoice, TargetsView, Task, sheet_view, targets_view
from tests.views.filled import NOON, OFFICE, VISITOR, a_catalog, counted, definition, deliver, months, release

CATALOG = a_catalog(
    definition("share"),
    counted("cases", owner="figures", order=1),
    definition("only_city", levels=["city"], order=2),
)
STAFF = Actor("staff", Role.STAFF, "care")
HEAD = Actor("head", Role.HEAD, "care")
OTHER_HEAD = Actor("other head", Role.HEAD, "figures")
MAYOR = Actor("mayor", Role.CONVENOR)
LATER = NOON + timedelta(days=1)
SHARES = {f"comuna-{number}": [number + month % 3 for month in range(12)] for number in range(1, 5)}
PEOPLE = dict.fromkeys(SHARES, 100)


@pytest.fixture
def filled(database: Database) -> Database:
    """Twelve months of a share and a count, and one release of them."""
    deliver(database, months("share", SHARES, PEOPLE))
    deliver(database, months("cases", SHARES, None), source_id="yearbook")
    release(database, CATALOG)
    return database


def terms(indicator_id: str = "share", area_id: str = "city", **changes: object) -> Terms:
    given = {
        "indicator_id": indicator_id,
        "area_id": area_id,
        "baseline": "2025-12",
        "baseline_value": 4.0,
        "target_value": 2.0,
        "due_on": date(2027, 12, 31),
        "basis": "decision",
        "reason": "why",
    }
    return Terms.model_validate({**given, **changes})


def settle(database: Database, *, at: datetime = NOON, **changes: object) -> None:
    command = SetTarget(**terms(**changes).model_dump())  # type: ignore[arg-type]
    set_target(database, CATALOG, command, actor=OFFICE, at=at)


def version(database: Database, indicator_id: str = "share", area_id: str = "city") -> str | None:
    with database.reading() as con:
        return target_state(con, indicator_id=indicator_id, area_id=area_id, as_of=LATER.date()).version


def propose(database: Database, *, actor: Actor = STAFF, at: datetime = LATER, **changes: object) -> None:
    wanted = terms(**changes)  # type: ignore[arg-type]
    seen = version(database, wanted.indicator_id, wanted.area_id)
    propose_target(database, CATALOG, ProposeTarget(terms=wanted, seen=seen), actor=actor, at=at)


def approve(database: Database, *, at: datetime = LATER) -> None:
    command = ApproveTarget(indicator_id="share", area_id="city", seen=version(database), reason="good")
    approve_target(database, CATALOG, command, actor=HEAD, at=at)


def give_back(database: Database) -> None:
    command = ReturnTarget(indicator_id="share", area_id="city", seen=version(database), reason="too little")
    return_target(database, CATALOG, command, actor=HEAD, at=LATER)


def confirm_everything(database: Database) -> None:
    rule = RequireConfirmation(indicator_id="*", is_required=True, reason="first year")
    require_confirmation(database, CATALOG, rule, actor=MAYOR, at=NOON)


def listed(database: Database, actor: Actor = HEAD, *, at: datetime = LATER, **choice: object) -> TargetsView:
    return targets_view(database, CATALOG, TargetsChoice(**choice), actor, at=at)  # type: ignore[arg-type]


def one(database: Database, actor: Actor = HEAD, *, at: datetime = LATER, area_id: str = "city") -> TargetView:
    return target_view(database, CATALOG, TargetChoice("share", area_id), actor, at=at)


def waiting(database: Database, actor: Actor) -> list[tuple[Task, str]]:
    return [(one.task, one.line.indicator.indicator_id) for one in listed(database, actor).waiting]


def test_a_proposal_waits_for_the_head_of_its_department_alone(filled: Database) -> None:
    propose(filled)
    assert waiting(filled, HEAD) == [(Task.APPROVE, "share")]
    for actor in (STAFF, OTHER_HEAD, MAYOR, OFFICE):
        assert waiting(filled, actor) == []


def test_who_proposed_is_not_asked_to_approve(filled: Database) -> None:
    propose(filled, actor=HEAD)
    assert waiting(filled, HEAD) == []
    assert "approve_target" not in one(filled, HEAD).may
    assert one(filled, HEAD).is_own_proposal


def test_an_approved_proposal_waits_for_the_mayor_where_the_rule_says_so(filled: Database) -> None:
    confirm_everything(filled)
    propose(filled)
    approve(filled)
    assert waiting(filled, MAYOR) == [(Task.CONFIRM, "share")]
    assert waiting(filled, HEAD) == []
    assert listed(filled).counts.awaits_mayor == 1


def test_a_returned_proposal_waits_for_the_department_until_it_is_proposed_again(filled: Database) -> None:
    propose(filled)
    give_back(filled)
    assert waiting(filled, STAFF) == [(Task.REVISE, "share")]
    assert waiting(filled, OTHER_HEAD) == []
    assert waiting(filled, MAYOR) == []
    propose(filled, target_value=1.5)
    assert waiting(filled, STAFF) == []


def test_above_departments_a_return_waits_for_who_proposed(filled: Database) -> None:
    propose(filled, actor=MAYOR)
    give_back(filled)
    assert waiting(filled, MAYOR) == [(Task.REVISE, "share")]
    assert waiting(filled, OFFICE) == []


def test_the_count_adds_up_and_tells_what_the_comunas_have_besides(filled: Database) -> None:
    settle(filled)
    settle(filled, area_id="comuna-1")
    propose(filled, area_id="comuna-2")
    view = listed(filled)
    assert (view.counts.with_target, view.counts.without) == (1, 2)  # share; cases and only_city
    assert view.comunas is not None
    assert (view.comunas.with_target, view.comunas.awaits_head) == (1, 1)
    every = listed(filled, area_id=None)
    assert every.counts.with_target + every.counts.without == 3 + 2 * 4  # only_city has no comunas
    assert every.comunas is None


def test_neutral_indicators_and_areas_that_the_source_does_not_know_are_no_targets(filled: Database) -> None:
    keys = {
        (line.indicator.indicator_id, line.area.area_id)
        for group in listed(filled, area_id=None).groups
        for line in (*group.lines, *group.bare)
    }
    assert ("rebound", "city") not in keys
    assert ("only_city", "comuna-1") not in keys
    assert ("only_city", "city") in keys


def test_the_own_department_comes_first(filled: Database) -> None:
    groups = listed(filled, OTHER_HEAD).groups
    assert [(group.department.department_id, group.is_own) for group in groups] == [("figures", True), ("care", False)]


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        (Shown.AWAITS_HEAD, {"comuna-2"}),
        (Shown.AWAITS_MAYOR, set()),
        (Shown.LOOSENED, {"comuna-1"}),
        (Shown.DEVIATION, {"city"}),
        (Shown.RETURNED, set()),
    ],
)
def test_a_stage_narrows_the_list_to_what_it_says(filled: Database, shown: Shown, found: set[str]) -> None:
    settle(filled)
    settle(filled, area_id="comuna-1")
    settle(filled, area_id="comuna-1", target_value=3.0, at=LATER)
    propose(filled, area_id="comuna-2")
    miss = AcceptDeviation(
        indicator_id="share", area_id="city", from_on=LATER.date(), until_on=date(2026, 12, 31), reason="flood"
    )
    accept_deviation(filled, CATALOG, miss, actor=MAYOR, at=LATER)
    view = listed(filled, area_id=None, shown=shown)
    assert {line.area.area_id for line in view.lines} == found
    assert view.counts == listed(filled, area_id=None).counts  # the count is about everything


def test_without_a_target_lists_exactly_the_others(filled: Database) -> None:
    settle(filled)
    without = listed(filled, shown=Shown.WITHOUT)
    assert {line.indicator.indicator_id for group in without.groups for line in group.bare} == {"cases", "only_city"}


def test_what_does_not_exist_is_not_found(filled: Database) -> None:
    for choice in ({"department_id": "no"}, {"indicator_id": "no"}, {"area_id": "comuna-99"}):
        with pytest.raises(NotFound):
            listed(filled, **choice)
    with pytest.raises(NotFound):
        target_view(filled, CATALOG, TargetChoice("no"), HEAD, at=LATER)
    with pytest.raises(Refusal, match="context"):
        target_view(filled, CATALOG, TargetChoice("rebound"), HEAD, at=LATER)
    with pytest.raises(Refusal, match="areas of this size"):
        target_view(filled, CATALOG, TargetChoice("only_city", "comuna-1"), HEAD, at=LATER)


def test_the_path_asks_today_what_lies_between_baseline_and_target(filled: Database) -> None:
    settle(filled)
    line = one(filled).line
    # From 4 at the end of December 2025 to 2 at the end of December 2027: 24 months. At the end of June 2026, the
    # period of the newest value, 6 of them are over: 4 - 2 * 6 / 24 = 3.5; on 2 July 2 of its 31 days more.
    assert line.asked_then == pytest.approx(3.5)
    assert line.asked_today == pytest.approx(4 - 2 * (6 + 2 / 31) / 24)


def test_a_loosened_target_is_marked_for_a_year_and_not_longer(filled: Database) -> None:
    settle(filled)
    settle(filled, target_value=3.0, at=LATER)
    assert one(filled).line.loosened_on == LATER.date()
    assert listed(filled).counts.loosened == 1
    a_year_on = LATER.replace(year=2027)
    assert one(filled, at=a_year_on - timedelta(days=1)).line.loosened_on == LATER.date()
    assert one(filled, at=a_year_on).line.loosened_on is None
    assert listed(filled, at=a_year_on).counts.loosened == 0


def test_a_deviation_is_told_until_its_last_day(filled: Database) -> None:
    settle(filled)
    miss = AcceptDeviation(
        indicator_id="share", area_id="city", from_on=LATER.date(), until_on=date(2026, 8, 31), reason="flood"
    )
    accept_deviation(filled, CATALOG, miss, actor=MAYOR, at=LATER)
    last = datetime(2026, 8, 31, 12)
    assert one(filled, MAYOR, at=last).line.deviation is not None
    assert {"end_deviation"} <= one(filled, MAYOR, at=last).may
    assert one(filled, MAYOR, at=last + timedelta(days=1)).line.deviation is None
    assert "accept_deviation" in one(filled, MAYOR, at=last + timedelta(days=1)).may


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        (STAFF, {"propose_target", "withdraw_proposal"}),
        (HEAD, {"propose_target", "approve_target", "return_target"}),
        (OTHER_HEAD, set()),
        (MAYOR, {"propose_target", "return_target", "require_confirmation", "accept_deviation"}),
        (OFFICE, {"propose_target", "withdraw_proposal"}),
    ],
)
def test_each_sees_the_buttons_of_an_open_proposal_that_make_sense(
    filled: Database, actor: Actor, expected: set[str]
) -> None:
    settle(filled)
    propose(filled, target_value=1.0)
    assert one(filled, actor).may == expected


def test_what_was_in_force_stands_before_each_step(filled: Database) -> None:
    settle(filled)
    propose(filled, target_value=1.5)
    give_back(filled)
    propose(filled, target_value=1.0)
    approve(filled)
    propose(filled, target_value=0.5)
    before = [None if found is None else found.target_value for found in one(filled).before]
    # set 2, proposed 1.5, returned, proposed 1, approved: in force; proposed 0.5
    assert before == [None, 2.0, 2.0, 2.0, 2.0, 1.0]


def test_an_approval_that_the_mayor_has_to_confirm_brings_nothing_into_force(filled: Database) -> None:
    confirm_everything(filled)
    propose(filled)
    approve(filled)
    view = one(filled)
    assert view.needs_confirmation
    assert view.line.state.in_force is None
    assert view.line.state.proposal is not None
    assert view.line.state.proposal.stage is Stage.AWAITS_MAYOR
    assert list(view.before) == [None, None]


def test_typed_terms_are_told_the_past_and_whether_the_comunas_add_up(filled: Database) -> None:
    settle(filled)
    for number in range(1, 5):
        settle(filled, area_id=f"comuna-{number}", target_value=float(number))
    found = outlook(one(filled), terms(target_value=2.5), CATALOG)
    assert found.add_up is not None
    # All comunas have 100 people: (1 + 2 + 3 + 4) / 4 = 2.5.
    assert found.add_up.together == pytest.approx(2.5)
    assert found.add_up.is_consistent
    assert found.is_loosening  # 2.5 in place of 2, and less is better
    assert found.feasibility is not None
    assert found.feasibility.horizon_months == 24
    in_a_comuna = outlook(one(filled, area_id="comuna-4"), terms(area_id="comuna-4", target_value=8.0), CATALOG)
    assert in_a_comuna.add_up is not None
    assert in_a_comuna.add_up.together == pytest.approx((1 + 2 + 3 + 8) / 4)


def test_terms_are_looked_at_before_their_reason_is_written_but_not_when_impossible(filled: Database) -> None:
    view = one(filled)
    assert outlook(view, terms(reason=""), CATALOG).feasibility is not None
    with pytest.raises(Refusal):
        outlook(view, terms(target_value=101.0), CATALOG)
    with pytest.raises(Refusal):
        outlook(view, terms(due_on=date(2025, 6, 30)), CATALOG)


def test_before_the_first_release_targets_can_be_proposed_all_the_same(database: Database) -> None:
    propose(database)
    view = one(database)
    assert view.release is None
    assert view.points == ()
    assert outlook(view, terms(), CATALOG).feasibility is None
    assert waiting(database, HEAD) == [(Task.APPROVE, "share")]
    assert sheet_view(database, CATALOG, at=LATER).newest == {}


def test_the_sheet_knows_the_newest_point_of_each_series(filled: Database) -> None:
    view = sheet_view(filled, CATALOG, at=LATER)
    assert {key for key in view.newest if key[0] == "share"} == {("share", area) for area in (*SHARES, "city")}
    assert {point.period.key for point in view.newest.values()} == {"2026-06"}


def test_a_release_draws_the_path_that_was_replaced_for_a_year(filled: Database) -> None:
    settle(filled, path=Path.STEPPED, milestones=(Milestone(on=date(2026, 12, 31), value=3.0),), at=LATER)
    settle(filled, target_value=1.0, at=LATER + timedelta(days=1))
    for at, is_drawn in ((NOON + timedelta(days=3), True), (LATER.replace(year=2027) + timedelta(days=1), False)):
        number = release(filled, CATALOG, at=at).release_number
        for actor in (OFFICE, VISITOR):
            choice = IndicatorChoice("share", "city", release_number=number)
            view = indicator_view(filled, CATALOG, choice, actor)
            assert view is not None
            assert (view.replaced is not None) is is_drawn
            if view.replaced:
                assert (view.replaced.path, view.replaced.value) == (Path.STEPPED, 2.0)
    first = indicator_view(filled, CATALOG, IndicatorChoice("share", "city", release_number=1), OFFICE)
    assert first is not None
    assert first.replaced is None  # that release knew no target at all
