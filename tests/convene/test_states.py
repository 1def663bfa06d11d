"""Where a commitment stands: a table at each boundary, and that the states are total."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.convene.follow_up.rules import (
    ALLOWED,
    DONE,
    OPEN,
    carried_by,
    commitment_state,
    done_on,
    lessons,
    needs_decision,
    undecided,
)
from bahealth.convene.model import CommitmentState, Event, Happening, Outcome
from tests.convene.example import NOON, event, life, promise

DUE = date(2026, 12, 22)
PROMISED = promise(due_on=DUE)


def on(day: date, hour: int = 15) -> datetime:
    return datetime(day.year, day.month, day.day, hour)


CLAIM_ON_DAY = event(Happening.DONE_CLAIMED, on(DUE))
# 23:30 in Buenos Aires on the day is 02:30 UTC of the day after: still on time
CLAIM_LATE_EVENING = event(Happening.DONE_CLAIMED, datetime(2026, 12, 23, 2, 30))
CLAIM_AFTER = event(Happening.DONE_CLAIMED, on(DUE + timedelta(days=1)))
ACCEPTED = event(Happening.ACCEPTED, on(DUE + timedelta(days=9)))
REFUSED = event(Happening.REFUSED, on(DUE + timedelta(days=2)))
HOLD = event(Happening.PUT_ON_HOLD, on(DUE))
UP = event(Happening.TAKEN_UP, on(DUE + timedelta(days=3)))
OVERTAKEN = event(Happening.OVERTAKEN, on(DUE))
MOVED = event(Happening.DUE_MOVED, on(DUE), due_on=DUE + timedelta(days=10))
CARRIED = event(Happening.CARRIED, on(DUE + timedelta(days=4)))
REPORT = event(Happening.REPORTED, on(DUE))


@pytest.mark.parametrize(
    ("events", "days", "state"),
    [
        ((), -8, CommitmentState.NOT_DUE),
        ((), -7, CommitmentState.DUE_SOON),
        ((), 0, CommitmentState.DUE_SOON),
        ((), 1, CommitmentState.OVERDUE),
        ((REPORT,), 1, CommitmentState.OVERDUE),
        ((CARRIED,), 5, CommitmentState.OVERDUE),
        ((CLAIM_ON_DAY,), 30, CommitmentState.UNDER_REVIEW),
        ((CLAIM_ON_DAY, ACCEPTED), 30, CommitmentState.DONE_ON_TIME),
        ((CLAIM_LATE_EVENING, ACCEPTED), 30, CommitmentState.DONE_ON_TIME),
        ((CLAIM_AFTER, ACCEPTED), 30, CommitmentState.DONE_LATE),
        ((CLAIM_ON_DAY, REFUSED), 2, CommitmentState.OVERDUE),
        ((CLAIM_ON_DAY, REFUSED), -3, CommitmentState.DUE_SOON),
        ((CLAIM_ON_DAY, REFUSED, CLAIM_AFTER, ACCEPTED), 30, CommitmentState.DONE_LATE),  # the accepted claim counts
        ((HOLD,), 30, CommitmentState.ON_HOLD),
        ((HOLD, REPORT), 30, CommitmentState.ON_HOLD),
        ((HOLD, UP), 3, CommitmentState.OVERDUE),
        ((OVERTAKEN,), 30, CommitmentState.OVERTAKEN),
        ((MOVED,), 2, CommitmentState.NOT_DUE),
        ((MOVED,), 3, CommitmentState.DUE_SOON),
        ((MOVED,), 11, CommitmentState.OVERDUE),
        ((MOVED, CLAIM_AFTER, ACCEPTED), 30, CommitmentState.DONE_ON_TIME),
    ],
)
def test_the_state_follows_from_dates_and_events(events: tuple[Event, ...], days: int, state: CommitmentState) -> None:
    assert commitment_state(PROMISED, events, DUE + timedelta(days=days)) is state


HAPPENINGS = st.lists(st.sampled_from(list(Happening)), max_size=8)
DAYS = st.integers(-400, 400)


def as_events(kinds: list[Happening]) -> tuple[Event, ...]:
    return tuple(
        event(kind, NOON + timedelta(days=place), due_on=DUE if kind is Happening.DUE_MOVED else None)
        for place, kind in enumerate(kinds)
    )


@given(HAPPENINGS, DAYS)
def test_every_life_has_exactly_one_state_and_one_list_of_what_may_follow(kinds: list[Happening], days: int) -> None:
    one = life(PROMISED, *as_events(kinds), today=DUE + timedelta(days=days))
    assert one.state in ALLOWED
    assert (one.state in OPEN) + (one.state in DONE) + (one.state is CommitmentState.OVERTAKEN) == 1
    assert (done_on(one) is not None) == (one.state in DONE)
    assert one.times_carried == kinds.count(Happening.CARRIED)
    assert one.times_refused == kinds.count(Happening.REFUSED)


@given(HAPPENINGS, DAYS, st.integers(0, 60))
def test_as_days_pass_alone_nothing_becomes_less_urgent(kinds: list[Happening], days: int, later: int) -> None:
    order = [CommitmentState.NOT_DUE, CommitmentState.DUE_SOON, CommitmentState.OVERDUE]
    first, second = (
        commitment_state(PROMISED, as_events(kinds), DUE + timedelta(days=one)) for one in (days, days + later)
    )
    assert first is second or order.index(second) > order.index(first)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([Happening.CARRIED] * 2, False),
        ([Happening.CARRIED] * 3, True),
        ([Happening.CARRIED] * 3 + [Happening.REPORTED], True),
        ([Happening.CARRIED] * 3 + [Happening.DUE_MOVED], False),
        ([Happening.CARRIED] * 3 + [Happening.DUE_MOVED] + [Happening.CARRIED] * 2, False),
        ([Happening.CARRIED] * 3 + [Happening.DUE_MOVED] + [Happening.CARRIED] * 3, True),
        ([Happening.CARRIED] * 3 + [Happening.PUT_ON_HOLD], False),
    ],
)
def test_the_third_carry_asks_for_a_decision_and_a_decision_starts_again(
    kinds: list[Happening], expected: bool
) -> None:
    assert needs_decision(as_events(kinds)) is expected


def test_only_what_is_overdue_is_carried_and_only_what_waits_is_undecided() -> None:
    late = life(PROMISED, today=DUE + timedelta(days=1))
    thrice = life(PROMISED, *as_events([Happening.CARRIED] * 3), today=DUE + timedelta(days=1))
    soon, held = life(PROMISED, today=DUE), life(PROMISED, HOLD, today=DUE + timedelta(days=1))
    assert carried_by([late, soon, held, thrice]) == (late, thrice)
    assert undecided([late, soon, held, thrice]) == (thrice,)


def test_lessons_come_from_the_same_row_then_the_same_indicator_then_the_same_theme() -> None:
    def judged(capture_id: str, indicator_id: str | None, area_id: str, outcome: Outcome | None) -> object:
        line = promise(capture_id=capture_id, indicator_id=indicator_id, area_id=area_id, effect=None)
        return life(line, today=DUE, outcome=outcome)

    found = [
        judged("theme", "near", "city", Outcome.WORSE),
        judged("elsewhere", "covered", "comuna-1", Outcome.NO_SIGNAL),
        judged("same", "covered", "city", Outcome.MOVED),
        judged("unjudged", "covered", "city", None),
        judged("far", "far", "city", Outcome.MOVED),
        judged("none", None, "city", Outcome.MOVED),
    ]
    groups = {"covered": "access", "near": "access", "far": "infant"}
    names = [one.promised.capture_id for one in lessons(found, "covered", "city", group_of=groups)]  # type: ignore[arg-type]
    assert names == ["same", "elsewhere", "theme"]
