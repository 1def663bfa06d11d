"""What a draft holds: order, time, one line per indicator, and how many signals may be chance."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.assess.many_rows import expected_false_alarms, false_alarm_rate
from bahealth.assess.model import Change, ChangeMethod, ChangeVerdict, Standing, Verdict
from bahealth.convene.agenda.queries import DeviationEnd
from bahealth.convene.agenda.rules import (
    FEWEST_MINUTES,
    MOST_LINES,
    MOST_MINUTES,
    Draft,
    Material,
    WhyLeft,
    agenda_draft,
    budget_minutes,
)
from bahealth.convene.model import Commitment, Happening, LineKind, Session
from tests.assess.example import proportion
from tests.convene.example import NOON, TODAY, event, flagged, life, promise, verdict, with_target

DAY = timedelta(days=1)
NAMES = [f"i{number}" for number in range(12)]
DEFINITIONS = {
    name: proportion(indicator_id=name, order=place, owner="care" if place % 2 == 0 else "hospitals")
    for place, name in enumerate(NAMES)
}
KINDS = list(LineKind)


def session(**changes: Any) -> Session:
    given = {"session_id": "s", "title": "T", "theme": "", "starts_at": NOON, **changes}
    return Session.model_validate(given)


def draft(
    *verdicts: Verdict,
    commitments: tuple[Commitment, ...] = (),
    deviations: tuple[DeviationEnd, ...] = (),
    **changes: Any,
) -> Draft:
    return agenda_draft(session(**changes), Material(verdicts, DEFINITIONS, commitments, deviations, TODAY))


def overdue(capture_id: str, days: int, *kinds: Happening) -> Commitment:
    line = promise(capture_id=capture_id, due_on=TODAY - days * DAY)
    return life(line, *(event(kind, NOON + place * DAY) for place, kind in enumerate(kinds)), today=TODAY)


def subjects(found: Draft) -> list[tuple[str, str | None]]:
    return [(one.kind.value, one.commitment_id or one.indicator_id) for one in found.agenda.lines]


def test_commitments_come_first_then_signals_by_weight_deviations_priorities_and_good_news() -> None:
    improving = verdict("i5", change=Change.IMPROVING, standing=Standing.GOOD)
    found = draft(
        improving,
        with_target("i4"),
        flagged("i0", 0.2),
        flagged("i1", 0.9),
        flagged("i2", 0.5),
        commitments=(overdue("young", 2), overdue("old", 40)),
        deviations=(DeviationEnd(indicator_id="i2", area_id="city", until_on=TODAY + 14 * DAY),),
    )
    assert subjects(found) == [
        ("commitment", "old"),
        ("commitment", "young"),
        ("signal", "i1"),
        ("signal", "i0"),
        ("deviation", "i2"),
        ("priority", "i4"),
        ("good_news", "i5"),
    ]
    assert (found.agenda.lines[0].days_overdue, found.rows_looked_at, found.left_out) == (40, 5, ())
    assert found.agenda.lines[2].weight == 0.9


def test_what_waits_for_a_decision_stands_before_the_longest_overdue() -> None:
    found = draft(commitments=(overdue("old", 40), overdue("thrice", 2, *[Happening.CARRIED] * 3)))
    assert [(one.commitment_id, one.times_carried) for one in found.agenda.lines] == [("thrice", 3), ("old", 0)]


def test_what_is_left_out_is_told_with_the_reason() -> None:
    later = life(promise(capture_id="later", due_on=TODAY + 8 * DAY), today=TODAY)
    held = overdue("held", 3, Happening.PUT_ON_HOLD)
    found = draft(
        *(flagged(name, 1 - place / 100) for place, name in enumerate(NAMES)),
        flagged("i0", 0.1, area_id="comuna-1"),
        commitments=(later, held),
        deviations=(DeviationEnd(indicator_id="i1", area_id="city", until_on=TODAY + 15 * DAY),),
    )
    assert len(found.agenda.lines) == MOST_LINES
    assert sorted(
        (one.why.value, one.line.commitment_id or f"{one.line.indicator_id} {one.line.area_id}")
        for one in found.left_out
    ) == [
        (WhyLeft.ACCEPTED, "i1 city"),
        (WhyLeft.NO_TIME, "i10 city"),
        (WhyLeft.NO_TIME, "i11 city"),
        (WhyLeft.NO_TIME, "i9 city"),
        (WhyLeft.NOT_DUE, "later"),
        (WhyLeft.ON_HOLD, "held"),
        (WhyLeft.SAME_INDICATOR, "i0 comuna-1"),
    ]


def test_theme_and_departments_narrow_what_is_looked_at() -> None:
    rows = [flagged(name, 0.5) for name in NAMES]
    assert draft(*rows, department_ids=("care",)).rows_looked_at == 6
    assert draft(*rows, theme="access").rows_looked_at == 12
    assert draft(*rows, theme="infant").rows_looked_at == 0
    assert draft(*rows, theme="Winter plan").rows_looked_at == 12


def test_minutes_are_shared_by_kind_and_leave_ten_for_the_read_back() -> None:
    found = draft(flagged("i0", 0.5), verdict("i1", change=Change.IMPROVING, standing=Standing.GOOD), minutes=30)
    # 20 minutes for two lines: three each, 14 left in the proportion 9 (signal) to 1 (good news): 12 and 1
    assert [one.minutes for one in found.agenda.lines] == [15, 4]


ROWS = st.lists(
    st.builds(
        lambda name, area, weight, kind: {
            "signal": lambda: flagged(name, weight, area_id=area),
            "target": lambda: with_target(name, area_id=area),
            "good": lambda: verdict(name, area, change=Change.IMPROVING, standing=Standing.GOOD),
            "steady": lambda: verdict(name, area),
        }[kind](),
        st.sampled_from(NAMES),
        st.sampled_from(["city", "comuna-1", "comuna-2"]),
        st.floats(0, 5),
        st.sampled_from(["signal", "target", "good", "steady"]),
    ),
    max_size=30,
    unique_by=lambda one: (one.indicator_id, one.area_id),
)
PROMISES = st.lists(st.integers(-20, 60), max_size=12)


@given(ROWS, PROMISES, st.integers(15, 240), st.lists(st.sampled_from(NAMES), max_size=3, unique=True))
def test_a_draft_keeps_its_order_its_time_and_loses_nothing_without_saying_so(
    rows: list[Verdict], days: list[int], minutes: int, accepted: list[str]
) -> None:
    promises = tuple(overdue(f"c{place}", one) for place, one in enumerate(days))
    ends = tuple(DeviationEnd(indicator_id=one, area_id="city", until_on=TODAY) for one in accepted)
    found = draft(*rows, commitments=promises, deviations=ends, minutes=minutes)
    lines = found.agenda.lines
    assert [KINDS.index(one.kind) for one in lines] == sorted(KINDS.index(one.kind) for one in lines)
    assert sum(one.minutes for one in lines) <= budget_minutes(minutes)
    assert all(FEWEST_MINUTES <= one.minutes <= MOST_MINUTES for one in lines)
    assert len(lines) <= MOST_LINES
    weights = [one.weight for one in lines if one.kind is LineKind.SIGNAL]
    assert weights == sorted(weights, reverse=True)
    indicators = [one.indicator_id for one in lines if one.kind is not LineKind.COMMITMENT]
    assert len(indicators) == len(set(indicators))
    ids = [one.line_id for one in lines] + [one.line.line_id for one in found.left_out]
    assert len(ids) == len(set(ids))
    told = {(one.indicator_id, one.area_id) for one in (*lines, *(left.line for left in found.left_out))}
    assert {(one.indicator_id, one.area_id) for one in rows if one.standing is Standing.ATTENTION} <= told
    assert {one.promised.capture_id for one in promises} == {
        one.commitment_id for one in (*lines, *(left.line for left in found.left_out)) if one.commitment_id
    }
    assert draft(*rows, commitments=promises, deviations=ends, minutes=minutes) == found


@given(ROWS, PROMISES)
def test_signals_always_find_a_place_beside_many_commitments(rows: list[Verdict], days: list[int]) -> None:
    promises = tuple(overdue(f"c{place}", one) for place, one in enumerate(days))
    found = draft(*rows, commitments=promises)
    flags = {one.indicator_id for one in rows if one.standing is Standing.ATTENTION}
    if flags:
        assert any(one.kind is LineKind.SIGNAL for one in found.agenda.lines)


# --- false alarms ---


@pytest.mark.parametrize(
    ("change", "rate"),
    [
        ({"method": ChangeMethod.XMR, "change": Change.NO_SIGNAL, "point_count": 24}, 0.021),
        ({"method": ChangeMethod.XMR, "change": Change.WORSENING, "point_count": 25}, 0.039),
        ({"method": ChangeMethod.XMR, "change": Change.NO_SIGNAL, "point_count": 40, "autocorrelation": 0.5}, 0.012),
        ({"method": ChangeMethod.XMR, "change": Change.CANNOT_TELL, "point_count": 9}, 0.0),
        ({"method": ChangeMethod.FIVE_POINT_TREND, "change": Change.IMPROVING, "point_count": 5}, 0.003),
        ({"method": ChangeMethod.DAYS_BETWEEN, "change": Change.NO_SIGNAL, "point_count": 36}, 0.034),
        ({"method": ChangeMethod.NONE, "change": Change.CANNOT_TELL}, 0.0),
    ],
)
def test_the_false_alarm_rate_is_that_of_the_rules_that_looked(change: dict[str, Any], rate: float) -> None:
    assert false_alarm_rate(verdict().model_copy(update={"change": ChangeVerdict(**change)})) == rate


def test_the_expected_false_alarms_are_summed_over_all_rows_looked_at() -> None:
    rows = [verdict(name) for name in NAMES]  # 12 rows of 36 points: 12 x 0.039 = 0.468, flagged or not
    assert expected_false_alarms(rows) == pytest.approx(0.468)
    assert draft(*rows).agenda.expected_false_alarms == pytest.approx(0.468)
    assert draft(*rows, theme="infant").agenda.expected_false_alarms == 0
