"""What may be promised, and whether parts come to the whole."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.catalog.model import Direction
from bahealth.targets.model import TargetRow
from bahealth.targets.rules import (
    add_up,
    asked_on,
    is_behind_baseline,
    is_loosened_by,
    requires_confirmation,
    terms_problem,
)
from tests.assess.example import count, proportion, rate
from tests.targets.example import DEFINITIONS, terms

STEP = {"on": date(2025, 12, 31), "value": 5.0}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, None),
        ({"target_value": 6.0}, None),  # on the bad side of its baseline: one level for all comunas
        ({"baseline_lower": 4.4, "baseline_upper": 6.3}, None),
        ({"baseline_lower": 5.4}, "contains its value"),
        ({"baseline_upper": 5.2}, "contains its value"),
        ({"baseline_upper": float("inf")}, "possible values"),
        ({"milestones": [STEP]}, "straight path"),
        ({"path": "custom"}, "at least one milestone"),
        ({"path": "stepped", "milestones": [STEP]}, None),
        ({"path": "stepped", "milestones": [STEP, STEP]}, "order of their days"),
        ({"path": "custom", "milestones": [{"on": date(2023, 12, 31), "value": 5.0}]}, "order of their days"),
        ({"path": "custom", "milestones": [{"on": date(2027, 12, 31), "value": 5.0}]}, "order of their days"),
        ({"path": "custom", "milestones": [{"on": date(2025, 1, 1), "value": -1.0}]}, "possible values"),
        ({"due_on": date(2053, 12, 31)}, None),
        ({"due_on": date(9999, 12, 31)}, "within 30 years"),
        ({"baseline": "0000"}, "Not a period"),
        ({"baseline": "9999"}, "Not a period"),
        ({"baseline": "=1+1"}, "Not a period"),
    ],
)
def test_terms_are_refused_with_the_reason(changes: dict[str, Any], said: str | None) -> None:
    problem = terms_problem(DEFINITIONS, terms(**changes))
    assert (said in str(problem)) if said else problem is None


def row(**changes: Any) -> TargetRow:
    given = {
        "target_id": "t",
        "indicator_id": "infant",
        "area_id": "city",
        "baseline_start": date(2023, 1, 1),
        "baseline_months": 12,
        "baseline_value": 5.3,
        "baseline_lower": None,
        "baseline_upper": None,
        "target_value": 4.5,
        "due_on": date(2027, 12, 31),
        "path": "straight",
        "milestones": "[]",
        "basis": "history",
        "reason": "Near the lowest published value",
        "is_loosened": False,
        "set_at": "2026-11-22T12:00:00",
        "set_by": "head",
    }
    return TargetRow.model_validate({**given, **changes})


def test_a_row_and_its_terms_say_the_same() -> None:
    assert row().terms == terms()
    stepped = '[{"on": "2025-12-31", "value": 5.0}]'
    assert row(path="stepped", milestones=stepped).terms == terms(path="stepped", milestones=[STEP])
    # 5.3 to 4.5 in 48 months: after 24 of them 4.9
    assert asked_on(row(), date(2025, 12, 31)) == asked_on(terms(), date(2025, 12, 31)) == pytest.approx(4.9)


def test_only_what_replaces_a_target_can_loosen() -> None:
    assert not is_loosened_by(None, terms(target_value=9.0), Direction.LOWER)
    assert is_loosened_by(row(), terms(target_value=4.6), Direction.LOWER)
    assert not is_loosened_by(row(), terms(target_value=4.6), Direction.HIGHER)


def test_a_target_on_the_bad_side_of_its_baseline_can_be_told() -> None:
    assert is_behind_baseline(terms(target_value=5.4), Direction.LOWER)
    assert not is_behind_baseline(terms(target_value=5.3), Direction.LOWER)
    assert is_behind_baseline(terms(target_value=5.2), Direction.HIGHER)


@pytest.mark.parametrize(
    ("rules", "required"),
    [({}, False), ({"*": True}, True), ({"*": True, "infant": False}, False), ({"other": True}, False)],
)
def test_the_own_rule_comes_before_that_for_all(rules: dict[str, bool], required: bool) -> None:
    assert requires_confirmation(rules, "infant") is required


def test_shares_of_comunas_are_weighted_by_their_denominators() -> None:
    # (4 x 1000 + 8 x 3000) / 4000 = 7
    found = add_up(rate(), 7.0, {"comuna-1": 4.0, "comuna-2": 8.0}, {"comuna-1": 1000.0, "comuna-2": 3000.0})
    assert (found.together, found.is_consistent) == (7.0, True)
    assert (found.comunas_with_target, found.comuna_count) == (2, 2)


@pytest.mark.parametrize(("city", "is_consistent"), [(7.05, True), (6.95, True), (7.06, False), (6.94, False)])
def test_half_of_the_last_decimal_is_near_enough(city: float, is_consistent: bool) -> None:
    weights = {"comuna-1": 1000.0, "comuna-2": 3000.0}
    assert add_up(rate(), city, {"comuna-1": 4.0, "comuna-2": 8.0}, weights).is_consistent is is_consistent


def test_counts_are_summed_and_need_no_denominator() -> None:
    assert add_up(count(), 12.0, {"comuna-1": 4.0, "comuna-2": 8.0}, {}).is_consistent is True
    assert add_up(count(), 13.0, {"comuna-1": 4.0, "comuna-2": 8.0}, {}).is_consistent is False


@pytest.mark.parametrize(
    ("city", "comunas", "weights"),
    [
        (None, {"comuna-1": 4.0}, {"comuna-1": 10.0}),
        (7.0, {"comuna-1": 4.0, "comuna-2": None}, {"comuna-1": 10.0, "comuna-2": 10.0}),
        (7.0, {"comuna-1": 4.0}, {}),
        (7.0, {"comuna-1": 4.0}, {"comuna-1": None}),
        (7.0, {}, {}),
    ],
)
def test_where_a_part_is_missing_nothing_is_said(
    city: float | None, comunas: dict[str, float | None], weights: dict[str, float | None]
) -> None:
    assert add_up(proportion(), city, comunas, weights).is_consistent is None


@given(st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.floats(0, 100), st.floats(1, 1e6)), min_size=1))
def test_the_whole_lies_between_its_parts(parts: dict[str, tuple[float, float]]) -> None:
    values = {name: value for name, (value, _) in parts.items()}
    found = add_up(proportion(), 50.0, values, {name: weight for name, (_, weight) in parts.items()})
    assert found.together is not None
    assert min(values.values()) - 1e-9 <= found.together <= max(values.values()) + 1e-9
