"""The way of a target: proposed, approved, confirmed, returned, withdrawn; nothing overwritten, nothing alone."""

from __future__ import annotations

import json
import threading
from datetime import date, timedelta
from typing import Any

import pytest

from bahealth.errors import NotAllowed, NotFound, Refusal, Stale
from bahealth.people.model import Actor, Role
from bahealth.store import Database
from bahealth.targets.commands import (
    ProposeTarget,
    ProposeTargets,
    RequireConfirmation,
    TargetConflict,
    approve_target,
    confirm_target,
    propose_target,
    propose_targets,
    require_confirmation,
    return_target,
    withdraw_proposal,
)
from bahealth.targets.model import Stage, Step
from tests.targets.example import (
    ANALYST,
    DEFINITIONS,
    HEAD,
    MAYOR,
    MINUTE,
    NOON,
    STAFF,
    STRANGERS,
    audit,
    decide,
    propose,
    put,
    sizes,
    state,
    terms,
)


def require(database: Database, indicator_id: str = "infant", *, is_required: bool = True) -> None:
    command = RequireConfirmation(indicator_id=indicator_id, is_required=is_required, reason="A promise of the city")
    require_confirmation(database, DEFINITIONS, command, actor=MAYOR, at=NOON)


def test_what_staff_propose_is_in_force_when_the_head_approves_it(database: Database) -> None:
    put(database)
    proposal_id = propose(database, target_value=4.2, reason="Two good years", at=NOON + MINUTE)
    waiting = state(database)
    assert waiting.version == proposal_id
    assert waiting.in_force is not None
    assert waiting.in_force.target_value == 4.5, "what is in force stays while a proposal waits"
    assert waiting.proposal is not None
    assert (waiting.proposal.stage, waiting.proposal.proposed_by) == (Stage.AWAITS_HEAD, "staff")
    decide(database, approve_target, actor=HEAD, at=NOON + 2 * MINUTE)
    after = state(database)
    assert after.proposal is None
    assert after.in_force is not None
    assert (after.in_force.target_value, after.in_force.set_by, after.in_force.is_loosened) == (4.2, "head", False)
    assert after.in_force.terms == terms(target_value=4.2, reason="Two good years")
    assert after.replaced is not None
    assert after.replaced.target_value == 4.5
    assert [one.step for one in after.steps] == [Step.SET, Step.PROPOSED, Step.APPROVED]
    assert {one.proposal_id for one in after.steps} == {None, proposal_id}


def test_each_step_has_one_line_that_says_what_was_and_what_is(database: Database) -> None:
    put(database)
    propose(database, target_value=4.2, reason="Two good years")
    decide(database, return_target, actor=HEAD, reason="Too far")
    lines = audit(database)
    assert [(line[0], line[1], line[2], line[5]) for line in lines] == [
        ("set_target", "infant city", "analyst", "Near the lowest published value"),
        ("propose_target", "infant city", "staff", "Two good years"),
        ("return_target", "infant city", "head", "Too far"),
    ]
    told = [[json.loads(one)["target_value"] if one else None for one in line[3:5]] for line in lines]
    assert told == [[None, 4.5], [4.5, 4.2], [4.2, 4.2]]
    assert [json.loads(line[4])["is_in_force"] for line in lines] == [True, False, False]


def test_with_a_rule_the_mayors_office_confirms_after_the_head(database: Database) -> None:
    require(database)
    propose(database)
    with pytest.raises(Refusal, match="approves this proposal first"):
        decide(database, confirm_target, actor=MAYOR)
    decide(database, approve_target, actor=HEAD)
    waiting = state(database)
    assert waiting.in_force is None
    assert waiting.proposal is not None
    assert (waiting.proposal.stage, waiting.proposal.approved_by) == (Stage.AWAITS_MAYOR, "head")
    with pytest.raises(Refusal, match="waits for the mayor's office"):
        decide(database, approve_target, actor=HEAD)
    decide(database, confirm_target, actor=MAYOR)
    after = state(database)
    assert after.proposal is None
    assert after.in_force is not None
    assert after.in_force.set_by == "mayor's office"


def test_the_rule_of_an_indicator_outranks_the_rule_for_all(database: Database) -> None:
    require(database, "*")
    propose(database)
    decide(database, approve_target, actor=HEAD)
    assert state(database).in_force is None
    decide(database, return_target, actor=MAYOR)
    require(database, is_required=False)
    propose(database)
    decide(database, approve_target, actor=HEAD)
    assert state(database).in_force is not None


def test_a_rule_that_changes_later_does_not_bring_an_approved_proposal_into_force(database: Database) -> None:
    require(database)
    propose(database)
    decide(database, approve_target, actor=HEAD)
    require(database, is_required=False)
    waiting = state(database)
    assert waiting.in_force is None
    assert waiting.proposal is not None
    assert waiting.proposal.stage is Stage.AWAITS_MAYOR


@pytest.mark.parametrize("proposer", [HEAD, Actor("head", Role.CONVENOR), Actor("head", Role.ADMIN)])
def test_nobody_approves_what_he_proposed_himself_whatever_his_role_was(database: Database, proposer: Actor) -> None:
    propose(database, actor=proposer)
    before = sizes(database)
    with pytest.raises(Refusal, match="does not approve it"):
        decide(database, approve_target, actor=HEAD)
    assert sizes(database) == before
    decide(database, approve_target, actor=Actor("second head", Role.HEAD, "care"))
    assert state(database).in_force is not None


def test_nobody_confirms_what_he_approved_himself(database: Database) -> None:
    require(database)
    propose(database)
    decide(database, approve_target, actor=HEAD)
    with pytest.raises(Refusal, match="does not confirm it"):
        decide(database, confirm_target, actor=Actor("head", Role.CONVENOR))


@pytest.mark.parametrize(("way", "actor"), [(return_target, HEAD), (return_target, MAYOR), (withdraw_proposal, STAFF)])
def test_a_returned_or_withdrawn_proposal_leaves_what_was_in_force(database: Database, way: Any, actor: Actor) -> None:
    put(database)
    propose(database, target_value=4.0)
    decide(database, way, actor=actor)
    after = state(database)
    assert after.proposal is None
    assert after.in_force is not None
    assert after.in_force.target_value == 4.5
    assert after.replaced is None
    propose(database, target_value=4.1)
    assert state(database).proposal is not None


def test_a_new_proposal_on_top_of_an_open_one_replaces_it_and_the_old_steps_stay(database: Database) -> None:
    first = propose(database, target_value=4.0)
    second = propose(database, target_value=4.1, actor=MAYOR)
    after = state(database)
    assert after.proposal is not None
    assert (after.proposal.proposal_id, after.proposal.terms.target_value) == (second, 4.1)
    assert [one.proposal_id for one in after.steps] == [first, second]


def test_a_target_that_is_set_closes_what_was_proposed(database: Database) -> None:
    propose(database, target_value=4.0)
    put(database)
    after = state(database)
    assert after.proposal is None
    with pytest.raises(Refusal, match="Nothing is proposed"):
        decide(database, approve_target, actor=HEAD)


def test_who_saw_an_older_state_is_told_both_texts_and_writes_nothing(database: Database) -> None:
    seen = put(database)
    propose(database, target_value=4.2, reason="Theirs")
    before = sizes(database)
    mine = terms(target_value=4.4, reason="Mine")
    with pytest.raises(TargetConflict) as conflict:
        propose_target(database, DEFINITIONS, ProposeTarget(terms=mine, seen=seen), actor=MAYOR, at=NOON)
    assert conflict.value.mine == mine
    assert conflict.value.state.proposal is not None
    assert conflict.value.state.proposal.terms.reason == "Theirs"
    assert isinstance(conflict.value, Stale)
    with pytest.raises(TargetConflict) as late:
        decide(database, approve_target, actor=HEAD, seen=seen)
    assert late.value.mine == terms(), "what the head had looked at"
    with pytest.raises(TargetConflict) as forged:
        decide(database, approve_target, actor=HEAD, seen="no such step")
    assert forged.value.mine is None
    assert sizes(database) == before


def test_of_people_who_propose_at_once_one_wins_and_the_others_are_told(tmp_path: Any) -> None:
    database = Database(tmp_path / "store.duckdb")
    seen = put(database)
    people = 8
    at_once = threading.Barrier(people)
    told: list[TargetConflict] = []
    won: list[str] = []

    def send(number: int) -> None:
        mine = terms(target_value=4.0 + number / 100, reason=f"Text {number}")
        at_once.wait()
        try:
            command = ProposeTarget(terms=mine, seen=seen)
            won.append(propose_target(database, DEFINITIONS, command, actor=STAFF, at=NOON))
        except TargetConflict as conflict:
            told.append(conflict)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(people)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    after = state(database)
    database.close()
    assert after.proposal is not None
    assert won == [after.version]
    assert {one.mine.reason for one in told if one.mine} | {after.proposal.terms.reason} == {
        f"Text {number}" for number in range(people)
    }
    assert {one.state.proposal.terms.reason for one in told if one.state.proposal} == {after.proposal.terms.reason}


def test_an_approval_and_a_new_proposal_at_once_give_one_of_them(tmp_path: Any) -> None:
    database = Database(tmp_path / "store.duckdb")
    at_once = threading.Barrier(2)
    for round_number in range(10):
        seen = propose(database, target_value=4.0 + round_number / 100)
        refused: list[str] = []

        def approve(seen: str = seen, refused: list[str] = refused) -> None:
            at_once.wait()
            try:
                decide(database, approve_target, actor=HEAD, seen=seen)
            except TargetConflict:
                refused.append("approve")

        def replace(seen: str = seen, refused: list[str] = refused, value: float = round_number / 100) -> None:
            at_once.wait()
            try:
                command = ProposeTarget(terms=terms(target_value=3.0 + value), seen=seen)
                propose_target(database, DEFINITIONS, command, actor=STAFF, at=NOON)
            except TargetConflict:
                refused.append("propose")

        both = [threading.Thread(target=approve), threading.Thread(target=replace)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        newest = state(database).steps[-1].step
        assert (newest, refused) in [(Step.APPROVED, ["propose"]), (Step.PROPOSED, ["approve"])]
    database.close()


@pytest.mark.parametrize(
    ("changes", "error", "said"),
    [
        ({"indicator_id": "unknown"}, NotFound, "no indicator"),
        ({"area_id": "comuna-99"}, NotFound, "no area"),
        ({"indicator_id": "context"}, Refusal, "context"),
        ({"reason": " "}, Refusal, "based"),
        ({"target_value": float("nan")}, Refusal, "possible values"),
        ({}, Refusal, "in force already"),
    ],
)
def test_a_refused_proposal_leaves_no_step_and_no_line(
    database: Database, changes: dict[str, Any], error: type[Refusal], said: str
) -> None:
    seen = put(database)
    before = sizes(database)
    with pytest.raises(error, match=said):
        propose_target(database, DEFINITIONS, ProposeTarget(terms=terms(**changes), seen=seen), actor=STAFF, at=NOON)
    assert sizes(database) == before


@pytest.mark.parametrize(
    ("way", "wrong"),
    [
        (approve_target, (STAFF, MAYOR, ANALYST, *STRANGERS)),
        (confirm_target, (STAFF, HEAD, ANALYST, *STRANGERS)),
        (return_target, (STAFF, ANALYST, *STRANGERS)),
        (withdraw_proposal, STRANGERS),
    ],
)
def test_a_decision_by_a_wrong_role_leaves_nothing(database: Database, way: Any, wrong: tuple[Actor, ...]) -> None:
    propose(database)
    before = sizes(database)
    for actor in wrong:
        with pytest.raises(NotAllowed):
            decide(database, way, actor=actor)
    with pytest.raises(Refusal, match="reason"):
        decide(database, way, actor=MAYOR if way is confirm_target else HEAD, reason="  ")
    assert sizes(database) == before


def test_a_proposal_or_rule_by_a_wrong_role_leaves_nothing(database: Database) -> None:
    before = sizes(database)
    for actor in STRANGERS:
        with pytest.raises(NotAllowed):
            propose(database, actor=actor)
    command = RequireConfirmation(indicator_id="*", is_required=True, reason="All")
    for actor in (STAFF, HEAD, ANALYST):
        with pytest.raises(NotAllowed):
            require_confirmation(database, DEFINITIONS, command, actor=actor, at=NOON)
    assert sizes(database) == before


def test_a_rule_is_refused_for_what_is_unknown_or_said_already(database: Database) -> None:
    require(database)
    before = sizes(database)
    with pytest.raises(Refusal, match="already"):
        require(database)
    with pytest.raises(NotFound):
        require(database, "unknown")
    assert sizes(database) == before


def test_many_are_proposed_together_or_not_at_all(database: Database) -> None:
    good = [ProposeTarget(terms=terms(area_id=one), seen=None) for one in ("city", "comuna-1", "comuna-2")]
    before = sizes(database)
    late = ProposeTarget(terms=terms(area_id="comuna-2"), seen="an older step")
    wrong = ProposeTarget(terms=terms(area_id="comuna-2", due_on=date(2020, 1, 1)), seen=None)
    for last, error in ((late, TargetConflict), (wrong, Refusal), (good[0], Refusal)):
        with pytest.raises(error):
            propose_targets(database, DEFINITIONS, ProposeTargets(proposals=(*good[:2], last)), actor=STAFF, at=NOON)
        assert sizes(database) == before
    ids = propose_targets(database, DEFINITIONS, ProposeTargets(proposals=tuple(good)), actor=STAFF, at=NOON)
    assert [state(database, area_id=one.terms.area_id).version for one in good] == ids
    assert [line[1] for line in audit(database)] == ["infant city", "infant comuna-1", "infant comuna-2"]


def test_a_loosened_target_is_marked_and_the_one_before_is_kept_for_a_year(database: Database) -> None:
    put(database)
    propose(database, target_value=4.9, reason="We overreached", at=NOON + MINUTE)
    waiting = state(database)
    assert waiting.proposal is not None
    assert waiting.proposal.is_loosening
    decide(database, approve_target, actor=HEAD, at=NOON + 2 * MINUTE)
    after = state(database)
    assert after.in_force is not None
    assert after.in_force.is_loosened
    assert after.replaced is not None
    assert state(database, as_of=date(2027, 11, 21)).replaced is not None
    assert state(database, as_of=date(2027, 11, 22)).replaced is None


def test_what_replaces_a_target_is_newer_even_when_two_clocks_disagree(database: Database) -> None:
    put(database)
    newer = put(database, target_value=4.0, at=NOON - timedelta(hours=1))
    after = state(database)
    assert after.in_force is not None
    assert (after.in_force.target_id, after.in_force.set_at) == (newer, NOON + timedelta(microseconds=1))
