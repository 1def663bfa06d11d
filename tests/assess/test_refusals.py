"""What no figure may be made of: a named absence or a clear error, never a number (list of the methods' traps)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from bahealth.assess.intervals import ImpossibleValueError, points_with_limits
from bahealth.assess.model import Change, NoForecast, Point, Status, Verdict
from bahealth.assess.verdict import SeriesInput, verdict
from bahealth.catalog.model import Indicator, Level
from bahealth.catalog.periods import add_months
from tests.assess.example import TODAY, count, goal, monthly, observed, proportion, rate
from tests.assess.test_change import NOISE

LAST = date(2026, 9, 1)


def judged(indicator: Indicator, points: Sequence[Point], target: float = 80.0) -> Verdict:
    return verdict(
        SeriesInput(
            indicator=indicator, area_id="city", level=Level.CITY, as_of=TODAY, points=points, goal=goal(target)
        )
    )


def test_a_constant_series_has_no_limits_and_no_signal() -> None:
    found = judged(proportion(), monthly(proportion(), [120] * 36, 150))
    assert (found.change.change, found.change.limits) == (Change.CANNOT_TELL, None)
    assert found.target is not None
    assert found.target.assurance is None
    assert found.target.probability is not None  # 36 months of 150 people say much about a thirty-seventh
    assert found.target.method == "beta_binomial"


def test_one_point_gives_a_value_and_nothing_beyond_it() -> None:
    found = judged(proportion(), monthly(proportion(), [120], 150), target=85.0)
    assert (found.status, found.change.change) == (Status.NO_FORECAST, Change.CANNOT_TELL)
    assert found.target is not None
    assert found.target.reason is NoForecast.FEW_POINTS


def test_all_zero_is_too_few_and_never_a_rate_without_doubt() -> None:
    found = judged(count(), monthly(count(), [0] * 36, None), target=1.0)
    assert (found.status, found.value, found.change.change) == (Status.TOO_FEW, 0.0, Change.CANNOT_TELL)
    assert found.upper is not None
    assert found.upper > 3.6  # 3.69 events, never 0


def test_many_missing_months_leave_no_limits() -> None:
    events: list[float | None] = [one if place % 3 == 0 else None for place, one in enumerate(NOISE * 3)]
    found = judged(proportion(), monthly(proportion(), events, 150))
    assert (found.change.change, found.change.limits) == (Change.CANNOT_TELL, None)


def test_a_missing_month_is_not_a_zero() -> None:
    events: list[float | None] = [*NOISE * 2, None, *NOISE[:3]]
    found = judged(proportion(), monthly(proportion(), events, 150))
    assert found.change.change is Change.NO_SIGNAL


def test_periods_without_people_are_no_points() -> None:
    rows = [observed(add_months(LAST, -place), numerator=0.0, denominator=0.0) for place in range(12)]
    assert points_with_limits(proportion(), rows, {}, {}) == []
    assert judged(proportion(), []).status is Status.LATE


@pytest.mark.parametrize(
    ("indicator", "row", "problem"),
    [
        (proportion(), {"numerator": -1.0, "denominator": 10.0}, "negative"),
        (proportion(), {"numerator": 1.0, "denominator": -10.0}, "negative"),
        (proportion(), {"numerator": 11.0, "denominator": 10.0}, "above its denominator"),
        (proportion(), {"value": 101.0}, "above the whole"),
        (proportion(), {"numerator": float("inf"), "denominator": 10.0}, "infinite"),
        (proportion(), {"value": float("inf")}, "infinite"),
        (rate(), {"numerator": 3.0, "denominator": 0.0}, "events without people"),
        (count(), {"value": -3.0}, "negative"),
    ],
)
def test_what_cannot_be_true_is_an_error_that_names_area_and_period(
    indicator: Indicator, row: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ImpossibleValueError, match=problem) as caught:
        points_with_limits(indicator, [observed(LAST, indicator.frequency.months, **row)], {}, {})
    assert "city 2026" in str(caught.value)


def test_a_period_that_stands_twice_is_an_error() -> None:
    with pytest.raises(ImpossibleValueError, match="twice"):
        points_with_limits(proportion(), [observed(LAST, numerator=1.0, denominator=2.0)] * 2, {}, {})


def test_not_a_number_is_no_value() -> None:
    assert points_with_limits(proportion(), [observed(LAST, value=float("nan"))], {}, {}) == []


@pytest.mark.parametrize("target", [1e12, -5.0, 0.0, 100.0])
def test_absurd_targets_get_a_bounded_chance(target: float) -> None:
    found = judged(proportion(), monthly(proportion(), NOISE * 3, 150), target=target).target
    assert found is not None
    assert found.probability in {0.05, 0.95}
