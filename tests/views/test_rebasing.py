"""Who is offered to let control limits begin again, and when."""

from __future__ import annotations

from datetime import datetime

import pytest

from bahealth.assess.model import Change, ChangeMethod
from bahealth.assess.rebasing.commands import BeginLimitsAgain, UndoRebasing, begin_limits_again, undo_rebasing
from bahealth.people.model import COMMAND_LINE, Actor, Role
from bahealth.store import Database
from bahealth.views.rebasing import rebasing_view
from tests.assess.example import catalog
from tests.assess.standing import SINCE, let_a_signal_stand, signalled
from tests.views.filled import VISITOR

HEAD = Actor("head", Role.HEAD, "care")


@pytest.mark.parametrize("change", [Change.NO_SIGNAL, Change.CANNOT_TELL])
def test_without_a_signal_that_stands_nobody_is_offered_new_limits(database: Database, change: Change) -> None:
    view = rebasing_view(database, signalled(change), "care", COMMAND_LINE)
    assert (view.signal_since, view.may_begin) == (None, False)


def test_a_trend_of_years_has_no_limits_to_begin_again(database: Database) -> None:
    found = signalled(Change.IMPROVING, ChangeMethod.FIVE_POINT_TREND)
    assert not rebasing_view(database, found, "care", COMMAND_LINE).may_begin


def test_with_a_signal_the_form_is_offered_from_its_beginning_to_those_who_may(database: Database) -> None:
    view = rebasing_view(database, signalled(Change.WORSENING), "care", COMMAND_LINE)
    assert (view.signal_since, view.may_begin, view.may_undo) == (SINCE, True, False)
    assert not rebasing_view(database, signalled(Change.WORSENING), "care", VISITOR).may_begin
    assert not rebasing_view(database, signalled(Change.WORSENING), "care", HEAD).may_begin


def test_a_decision_in_force_is_shown_to_all_and_can_be_taken_back(database: Database) -> None:
    command = BeginLimitsAgain(
        indicator_id="covered", area_id="city", from_on=SINCE, cause="two teams more", evidence="decree 12"
    )
    at = datetime(2026, 11, 22, 12)
    let_a_signal_stand(database)
    begun = begin_limits_again(database, catalog(), command, actor=COMMAND_LINE, at=at)
    view = rebasing_view(database, signalled(Change.NO_SIGNAL), "care", COMMAND_LINE)
    assert view.in_force is not None
    assert (view.in_force.cause, view.may_undo) == ("two teams more", True)
    assert not rebasing_view(database, signalled(Change.NO_SIGNAL), "care", VISITOR).may_undo
    undo = UndoRebasing(rebasing_id=begun, reason="wrong month")
    undo_rebasing(database, catalog(), undo, actor=COMMAND_LINE, at=at.replace(hour=13))
    assert rebasing_view(database, signalled(Change.NO_SIGNAL), "care", COMMAND_LINE).in_force is None
