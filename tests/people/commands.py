"""One call for each command of the table of rights: it would succeed, if the person may send it.

To add a command: write a function that takes a `World` and an actor, and register it with the department that it is
about (None where it is about no department's). What has to be there before is made by `prepare`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from bahealth.access.commands import MeasureAccess, measure_access
from bahealth.access.saved.commands import SavePlan, save_plan
from bahealth.assess.commands import MakeRelease, WriteNote, make_release, write_note
from bahealth.assess.effect.commands import (
    StateExpectation,
    WithdrawExpectation,
    state_expectation,
    withdraw_expectation,
)
from bahealth.assess.effect.model import Opening, SiteChange
from bahealth.assess.effect.model import Terms as EffectTerms
from bahealth.assess.effect.queries import expectations
from bahealth.assess.rebasing.commands import BeginLimitsAgain, UndoRebasing, begin_limits_again, undo_rebasing
from bahealth.assess.rebasing.queries import rebasings_in_force
from bahealth.catalog.load import load_catalog
from bahealth.catalog.model import Catalog, Localized
from bahealth.collect.commands import AcceptDelivery, accept_delivery, preview_delivery
from bahealth.collect.desk.commands import (
    CheckHandIn,
    HandInDelivery,
    ReleaseHandIn,
    SendBackHandIn,
    check_hand_in,
    hand_in_delivery,
    preview_hand_in,
    release_hand_in,
    send_back_hand_in,
)
from bahealth.collect.desk.contest.commands import ContestValue, RuleOnContest, contest_value, rule_on_contest
from bahealth.collect.desk.model import Figures
from bahealth.collect.desk.queries import contests, hand_ins
from bahealth.collect.records.commands import AcceptRecords, accept_records
from bahealth.collect.records.door import Door
from bahealth.config import PROJECT
from bahealth.convene.model import Invited, SessionState
from bahealth.convene.model import Part as SessionPart
from bahealth.convene.sessions.commands import PlanSession, append_session, plan_session
from bahealth.convene.sessions.queries import sessions
from bahealth.convene.worth.commands import AnswerWorth, answer_worth
from bahealth.measure.catch_up.commands import OpenCatchUpList, open_catch_up_list
from bahealth.measure.commands import RunMeasures, run_measures
from bahealth.people.commands import ChangeMember, MapGroup, change_member, map_group
from bahealth.people.model import COMMAND_LINE, Actor, Role
from bahealth.people.responsibilities.commands import (
    AssignResponsibility,
    ConfirmResponsibility,
    assign_responsibility,
    confirm_responsibility,
)
from bahealth.people.responsibilities.model import Part, SubjectKind
from bahealth.store import Database
from bahealth.targets.commands import (
    AcceptDeviation,
    ApproveTarget,
    ConfirmTarget,
    EndDeviation,
    ProposeTarget,
    RequireConfirmation,
    ReturnTarget,
    SetTarget,
    WithdrawProposal,
    accept_deviation,
    approve_target,
    confirm_target,
    end_deviation,
    propose_target,
    require_confirmation,
    return_target,
    set_target,
    withdraw_proposal,
)
from bahealth.targets.model import Basis, Terms
from bahealth.targets.queries import deviations, target_state
from tests.access.saved.example import PLAN
from tests.assess.example import catalog as small_catalog
from tests.assess.example import count
from tests.assess.standing import let_a_signal_stand
from tests.collect.records.samples import BLOCKS, csv_of, row
from tests.measure_catch_up.city import small_city
from tests.people.convening import CONVENING, Prepare
from tests.people.convening import Call as Convene

AT = datetime(2026, 3, 10, 15)
CATALOG: Catalog = load_catalog(PROJECT / "data")
GROUP = "checkups_complete,city,2025-01,70,100,,\n"
HEADER = "indicator,area,period,numerator,denominator,value,note\n"


@dataclass(frozen=True)
class World:
    """A store of its own with a small city in it, and a folder for files."""

    database: Database
    folder: Path

    def file(self, name: str, content: str) -> Path:
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        return path


Call = Callable[[World, Actor], object]


@dataclass(frozen=True)
class Registered:
    """A call, the department that it is about, and what makes the store ready for it."""

    department_id: str | None
    call: Call
    prepare: Callable[[World], object] = lambda _world: None


def new_world(folder: Path) -> World:
    database = Database(None)
    small_city(database)
    return World(database, folder)


def _accept_delivery(world: World, actor: Actor) -> object:
    file = world.file("form.csv", HEADER + GROUP)
    command = AcceptDelivery(source_id="form_child_health", files=(file,))
    return accept_delivery(world.database, ONE_HAND, command, actor=actor, at=AT)


def _accept_records(world: World, actor: Actor) -> object:
    file = world.file("centres.csv", csv_of([row("centres")]))
    door = Door(secret_file=world.folder / "own.secret", blocks_file=BLOCKS, memory_limit="1GB")
    command = AcceptRecords(source_id="records_centres", files=(file,))
    return accept_records(world.database, CATALOG, command, door=door, actor=actor, at=AT)


def _write_note(world: World, actor: Actor) -> object:
    command = WriteNote(
        indicator_id="checkups_complete", happened_on=date(2025, 3, 20), text=Localized(es="Pasó", en="It happened")
    )
    return write_note(world.database, CATALOG, command, actor=actor, at=AT)


def _run_measures(world: World, actor: Actor) -> object:
    return run_measures(world.database, CATALOG, RunMeasures(), actor=actor, at=AT)


def _measure_access(world: World, actor: Actor) -> object:
    return measure_access(world.database, CATALOG, MeasureAccess(), city=PROJECT / "data" / "city", actor=actor, at=AT)


def _make_release(world: World, actor: Actor) -> object:
    one = small_catalog(count(indicator_id="births"))
    return make_release(world.database, one, MakeRelease(as_of=AT.date(), reason="monthly"), actor=actor, at=AT)


def _open_catch_up_list(world: World, actor: Actor) -> object:
    return open_catch_up_list(world.database, CATALOG, OpenCatchUpList(team_id="team-1"), actor=actor, at=AT)


def _change_member(world: World, actor: Actor) -> object:
    command = ChangeMember(email="eva@example.org", role=Role.CONVENOR, reason="new")
    return change_member(world.database, CATALOG, command, actor=actor, at=AT)


def _map_group(world: World, actor: Actor) -> object:
    command = MapGroup(group_name="heads", role=Role.CONVENOR, reason="new")
    return map_group(world.database, CATALOG, command, actor=actor, at=AT)


def _source_owner(source_id: str) -> str:
    return CATALOG.source[source_id].owner


def _prepare_hand_in(world: World) -> None:
    _hand_in(world, FILLER)


def _hand_in(world: World, actor: Actor) -> object:
    file = world.file("form.csv", HEADER + GROUP)
    preview = preview_delivery(world.database, CATALOG, source_id="form_child_health", files=[file], at=AT)
    command = HandInDelivery(source_id="form_child_health", files=(file,), content_hash=preview.content_hash)
    return hand_in_delivery(world.database, CATALOG, command, actor=actor, at=AT)


def _waiting(world: World) -> tuple[str, str]:
    """Id of the one hand-in, and the seal of what releasing it would change."""
    with world.database.reading() as con:
        (handed,) = hand_ins(con)
    seen = preview_hand_in(world.database, CATALOG, handed.hand_in_id, at=AT)
    return handed.hand_in_id, seen.preview_hash


def _check_hand_in(world: World, actor: Actor) -> object:
    hand_in_id, preview_hash = _waiting(world)
    command = CheckHandIn(hand_in_id=hand_in_id, preview_hash=preview_hash)
    return check_hand_in(world.database, CATALOG, command, actor=actor, at=AT)


def _prepare_checked(world: World) -> None:
    _prepare_hand_in(world)
    _check_hand_in(world, CHECKER)


def _release_hand_in(world: World, actor: Actor) -> object:
    hand_in_id, preview_hash = _waiting(world)
    command = ReleaseHandIn(hand_in_id=hand_in_id, preview_hash=preview_hash)
    return release_hand_in(world.database, CATALOG, command, actor=actor, at=AT)


def _send_back_hand_in(world: World, actor: Actor) -> object:
    command = SendBackHandIn(hand_in_id=_waiting(world)[0], reason="two months are missing")
    return send_back_hand_in(world.database, CATALOG, command, actor=actor, at=AT)


def _prepare_value(world: World) -> None:
    _accept_delivery(world, COMMAND_LINE)


def _contest_value(world: World, actor: Actor) -> object:
    command = ContestValue(
        indicator_id="checkups_complete",
        area_id="city",
        period="2025-01",
        claimed=Figures(numerator=71, denominator=100),
        method="counted again",
        reason="one child was left out",
        stands_delivery_id=_delivery(world),
    )
    return contest_value(world.database, CATALOG, command, actor=actor, at=AT)


def _delivery(world: World) -> str:
    with world.database.reading() as con:
        found = con.execute("SELECT delivery_id FROM ops.delivery WHERE source_id = 'form_child_health'").fetchall()
    return str(found[-1][0])


def _prepare_contest(world: World) -> None:
    _prepare_value(world)
    _contest_value(world, FILLER)


def _rule_on_contest(world: World, actor: Actor) -> object:
    with world.database.reading() as con:
        (contest,) = contests(con)
    command = RuleOnContest(
        contest_id=contest.contest_id, is_upheld=True, reason="right", stands_delivery_id=_delivery(world)
    )
    return rule_on_contest(world.database, CATALOG, command, actor=actor, at=AT)


TERMS = Terms(
    indicator_id="checkups_complete",
    area_id="city",
    baseline="2025-01",
    baseline_value=60.0,
    target_value=75.0,
    due_on=date(2027, 12, 31),
    basis=Basis.DECISION,
    reason="every child",
)
ABOUT = {"indicator_id": TERMS.indicator_id, "area_id": TERMS.area_id, "reason": "looked at"}


def _seen(world: World) -> str | None:
    with world.database.reading() as con:
        found = target_state(con, indicator_id=TERMS.indicator_id, area_id=TERMS.area_id, as_of=AT.date())
    return found.version


def _set_target(world: World, actor: Actor) -> object:
    return set_target(world.database, CATALOG, SetTarget(**TERMS.model_dump()), actor=actor, at=AT)


def _propose_target(world: World, actor: Actor) -> object:
    command = ProposeTarget(terms=TERMS, seen=_seen(world))
    return propose_target(world.database, CATALOG, command, actor=actor, at=AT)


def _prepare_proposal(world: World) -> None:
    _propose_target(world, FILLER)


def _prepare_approved(world: World) -> None:
    """A proposal that the head has approved, where the mayor's office has to confirm."""
    _require_confirmation(world, MAYOR)
    _prepare_proposal(world)
    _approve_target(world, CHECKER)


def _approve_target(world: World, actor: Actor) -> object:
    return approve_target(world.database, CATALOG, ApproveTarget(**ABOUT, seen=_seen(world)), actor=actor, at=AT)


def _confirm_target(world: World, actor: Actor) -> object:
    return confirm_target(world.database, CATALOG, ConfirmTarget(**ABOUT, seen=_seen(world)), actor=actor, at=AT)


def _return_target(world: World, actor: Actor) -> object:
    return return_target(world.database, CATALOG, ReturnTarget(**ABOUT, seen=_seen(world)), actor=actor, at=AT)


def _withdraw_proposal(world: World, actor: Actor) -> object:
    command = WithdrawProposal(**ABOUT, seen=_seen(world))
    return withdraw_proposal(world.database, CATALOG, command, actor=actor, at=AT)


def _require_confirmation(world: World, actor: Actor) -> object:
    command = RequireConfirmation(indicator_id=TERMS.indicator_id, is_required=True, reason="it is the city's promise")
    return require_confirmation(world.database, CATALOG, command, actor=actor, at=AT)


def _prepare_target(world: World) -> None:
    _set_target(world, COMMAND_LINE)


MONTHLY = CATALOG.indicator["checkups_complete"]


def _prepare_signal(world: World) -> None:
    let_a_signal_stand(world.database, MONTHLY.indicator_id)


def _begin_limits_again(world: World, actor: Actor) -> object:
    command = BeginLimitsAgain(
        indicator_id=MONTHLY.indicator_id,
        area_id="city",
        from_on=AT.date(),
        cause="a new schedule",
        evidence="the ministry's resolution",
    )
    return begin_limits_again(world.database, CATALOG, command, actor=actor, at=AT)


def _prepare_rebasing(world: World) -> None:
    _prepare_signal(world)
    _begin_limits_again(world, COMMAND_LINE)


def _undo_rebasing(world: World, actor: Actor) -> object:
    with world.database.reading() as con:
        (found,) = rebasings_in_force(con, cutoff_at=AT).values()
    command = UndoRebasing(rebasing_id=found.rebasing_id, reason="it was a change of recording")
    return undo_rebasing(world.database, CATALOG, command, actor=actor, at=AT)


def _state_expectation(world: World, actor: Actor) -> object:
    terms = EffectTerms(
        change=SiteChange.OPENS,
        site="CeSAC 50",
        openings=(Opening(area_id="comuna-3", on=date(2026, 4, 1)),),
        indicator_id=MONTHLY.indicator_id,
        comparison=("comuna-9",),
        size=4.5,
        mechanism="nearer",
    )
    return state_expectation(world.database, CATALOG, StateExpectation(terms=terms), actor=actor, at=AT)


def _prepare_expectation(world: World) -> None:
    _state_expectation(world, COMMAND_LINE)


def _withdraw_expectation(world: World, actor: Actor) -> object:
    with world.database.reading() as con:
        (found,) = expectations(con)
    command = WithdrawExpectation(expectation_id=found.expectation_id, reason="the works were put off")
    return withdraw_expectation(world.database, CATALOG, command, actor=actor, at=AT)


def _save_plan(world: World, actor: Actor) -> object:
    return save_plan(world.database, CATALOG, SavePlan(name="South first", plan=PLAN), actor=actor, at=AT)


def _accept_deviation(world: World, actor: Actor) -> object:
    command = AcceptDeviation(**ABOUT, from_on=date(2026, 3, 1), until_on=date(2026, 12, 31))
    return accept_deviation(world.database, CATALOG, command, actor=actor, at=AT)


def _prepare_deviation(world: World) -> None:
    _prepare_target(world)
    _accept_deviation(world, MAYOR)


def _end_deviation(world: World, actor: Actor) -> object:
    with world.database.reading() as con:
        (deviation,) = deviations(con, cutoff_at=AT)
    command = EndDeviation(deviation_id=deviation.deviation_id, reason="the works are done")
    return end_deviation(world.database, CATALOG, command, actor=actor, at=AT)


def _assign_responsibility(world: World, actor: Actor) -> object:
    command = AssignResponsibility(
        kind=SubjectKind.INDICATOR,
        subject_id=TERMS.indicator_id,
        part=Part.CONSULTED,
        department_id="hospitals",
        reason="they see the children too",
        seen=None,
    )
    return assign_responsibility(world.database, CATALOG, command, actor=actor, at=AT)


def _confirm_responsibility(world: World, actor: Actor) -> object:
    command = ConfirmResponsibility(kind=SubjectKind.INDICATOR, subject_id=TERMS.indicator_id, seen=None)
    return confirm_responsibility(world.database, CATALOG, command, actor=actor, at=AT)


def _about_sessions(department_id: str | None, call: Convene, prepare: Prepare) -> Registered:
    return Registered(
        department_id,
        lambda world, actor: call(world.database, actor),
        lambda world: prepare(world.database),
    )


FORM_OWNER = _source_owner("form_child_health")
OWNER = CATALOG.indicator[TERMS.indicator_id].owner
FILLER = Actor("who filled it", Role.STAFF, OWNER)
CHECKER = Actor("who checked it", Role.HEAD, OWNER)
MAYOR = Actor("the mayor's office", Role.CONVENOR)
ONE_HAND = Catalog(
    **{name: getattr(CATALOG, name) for name in Catalog.model_fields if name != "sources"},
    sources=tuple(one.model_copy(update={"hands": 1}) for one in CATALOG.sources),
)


def _prepare_closed_session(world: World) -> None:
    """A session that has just closed, to which everybody was invited who acts in these tests."""
    names = [COMMAND_LINE.name, *(f"{role.name} of {department}" for role in Role for department in ("own", "other"))]
    people = tuple(Invited(person=one, part=SessionPart.GUEST) for one in names)
    mayor = Actor("mayor", Role.CONVENOR)
    command = PlanSession(title="About check-ups", theme="infant", starts_at=AT, people=people)
    session = plan_session(world.database, CATALOG, command, actor=mayor, at=AT)
    with world.database.writing() as con:
        append_session(con, session, mayor, AT, state=SessionState.CLOSED, closed_at=AT)


def _answer_worth(world: World, actor: Actor) -> object:
    with world.database.reading() as con:
        (session,) = sessions(con)
    command = AnswerWorth(session_id=session.session_id, is_worth=True)
    return answer_worth(world.database, CATALOG, command, actor=actor, at=AT)


REGISTRY: dict[str, Registered] = {
    "accept_delivery": Registered(FORM_OWNER, _accept_delivery),
    "accept_records": Registered(_source_owner("records_centres"), _accept_records),
    "hand_in": Registered(FORM_OWNER, _hand_in),
    "check_hand_in": Registered(FORM_OWNER, _check_hand_in, _prepare_hand_in),
    "send_back_hand_in": Registered(FORM_OWNER, _send_back_hand_in, _prepare_hand_in),
    "release_hand_in": Registered(FORM_OWNER, _release_hand_in, _prepare_checked),
    "contest_value": Registered(OWNER, _contest_value, _prepare_value),
    "rule_on_contest": Registered(None, _rule_on_contest, _prepare_contest),
    "write_note": Registered(OWNER, _write_note),
    "run_measures": Registered(None, _run_measures),
    "measure_access": Registered(None, _measure_access),
    "make_release": Registered(None, _make_release),
    "open_catch_up_list": Registered("primary_care", _open_catch_up_list),
    "propose_target": Registered(OWNER, _propose_target),
    "withdraw_proposal": Registered(OWNER, _withdraw_proposal, _prepare_proposal),
    "approve_target": Registered(OWNER, _approve_target, _prepare_proposal),
    "confirm_target": Registered(OWNER, _confirm_target, _prepare_approved),
    "return_target": Registered(OWNER, _return_target, _prepare_proposal),
    "set_target": Registered(OWNER, _set_target),
    "require_confirmation": Registered(None, _require_confirmation),
    "begin_limits_again": Registered(MONTHLY.owner, _begin_limits_again, _prepare_signal),
    "undo_rebasing": Registered(None, _undo_rebasing, _prepare_rebasing),
    "accept_deviation": Registered(OWNER, _accept_deviation, _prepare_target),
    "end_deviation": Registered(OWNER, _end_deviation, _prepare_deviation),
    "state_expectation": Registered(MONTHLY.owner, _state_expectation),
    "withdraw_expectation": Registered(MONTHLY.owner, _withdraw_expectation, _prepare_expectation),
    "save_plan": Registered(None, _save_plan),
    "answer_worth": Registered(None, _answer_worth, _prepare_closed_session),
    "assign_responsibility": Registered(OWNER, _assign_responsibility),
    "confirm_responsibility": Registered(OWNER, _confirm_responsibility),
    "change_member": Registered(None, _change_member),
    "map_group": Registered(None, _map_group),
    **{name: _about_sessions(*given) for name, given in CONVENING.items()},
}
