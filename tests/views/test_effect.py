"""What the page about changes of sites shows to whom."""

from __future__ import annotations

from datetime import datetime

import pytest

from bahealth.assess.effect.commands import (
    StateExpectation,
    WithdrawExpectation,
    state_expectation,
    withdraw_expectation,
)
from bahealth.assess.effect.model import Caution, Reading, Terms
from bahealth.catalog.load import load_catalog
from bahealth.config import PROJECT
from bahealth.convene.model import CaptureKind
from bahealth.errors import NotAllowed, NotFound
from bahealth.people.model import COMMAND_LINE, Actor, Role
from bahealth.store import Database
from bahealth.views.effect import effect_view
from tests.assess.effect.example import drawn, stated
from tests.convene.example import promise as line
from tests.convene.example import ready, written
from tests.views.filled import VISITOR, deliver

CATALOG = load_catalog(PROJECT / "data")
AT = datetime(2026, 3, 10, 15)
STAFF = Actor("staff", Role.STAFF, "hospitals")


def filled(database: Database, effect: float = 1.3) -> None:
    rows = [
        (indicator_id, one.area_id, one.period_start, 1, one.numerator, one.denominator, None)
        for indicator_id in ("visits_per_1000",)
        for area in drawn(1, effect=effect).values()
        for one in area
    ]
    deliver(database, rows, source_id="form_primary_care")


def state(database: Database, terms: Terms) -> str:
    return state_expectation(database, CATALOG, StateExpectation(terms=terms), actor=COMMAND_LINE, at=AT)


def test_before_a_statement_no_estimate_is_shown(database: Database) -> None:
    filled(database)
    view = effect_view(database, CATALOG, None, COMMAND_LINE, at=AT)
    assert (view.chosen, view.rows) == (None, ())
    assert "visits_per_1000" in [one.indicator_id for one in view.indicators]
    assert "infant_mortality" not in [one.indicator_id for one in view.indicators], "of a year"


def test_a_statement_is_answered_from_the_values_in_force(database: Database) -> None:
    filled(database)
    made = state(database, stated())
    view = effect_view(database, CATALOG, made, COMMAND_LINE, at=AT)
    assert view.chosen is not None
    assert view.chosen.area_names == ("Comuna 1",)
    found = view.chosen.estimate.found
    assert found is not None
    assert found.reading is Reading.MORE
    assert Caution.STATED_LATE in view.chosen.estimate.cautions
    assert effect_view(database, CATALOG, None, COMMAND_LINE, at=AT).chosen == view.chosen


def test_a_withdrawn_statement_is_shown_only_when_asked_for(database: Database) -> None:
    made = state(database, stated())
    command = WithdrawExpectation(expectation_id=made, reason="put off")
    withdraw_expectation(database, CATALOG, command, actor=COMMAND_LINE, at=AT)
    view = effect_view(database, CATALOG, None, COMMAND_LINE, at=AT)
    assert (view.chosen, view.rows, len(view.withdrawn)) == (None, (), 1)
    asked = effect_view(database, CATALOG, made, COMMAND_LINE, at=AT).chosen
    assert asked is not None
    assert not asked.may_withdraw


def test_staff_of_another_department_reads_and_states_nothing_of_it(database: Database) -> None:
    state(database, stated())
    view = effect_view(database, CATALOG, None, STAFF, at=AT)
    assert view.chosen is not None
    assert not view.chosen.may_withdraw
    assert {one.owner for one in view.indicators} <= {"hospitals"}


def test_residents_and_wrong_addresses_are_refused(database: Database) -> None:
    with pytest.raises(NotAllowed):
        effect_view(database, CATALOG, None, VISITOR, at=AT)
    with pytest.raises(NotFound):
        effect_view(database, CATALOG, "nothing", COMMAND_LINE, at=AT)


def test_a_statement_leads_to_the_decision_of_its_session(database: Database) -> None:
    session = ready(database)
    decided = line(session, "d1", kind=CaptureKind.DECISION, text="Open a centre in Comuna 1")
    written(database, decided)
    made = state(database, stated(capture_id="d1"))
    view = effect_view(database, CATALOG, made, COMMAND_LINE, at=AT)
    assert view.chosen is not None
    assert view.chosen.decision is not None
    assert view.chosen.decision.captured.text == "Open a centre in Comuna 1"
    assert view.chosen.decision.session.session_id == session.session_id
    assert [one.captured.capture_id for one in view.decisions] == ["d1"]
