"""The goals of `bench.verdicts`, held on fewer runs with the same seed: the first of the many that the bench draws."""

from __future__ import annotations

import pytest

from bahealth.assess.calibration import calibration_error, held_share
from bench.verdicts import (
    HELD,
    HIGHEST_ERROR,
    HIGHEST_FALSE,
    KINDS,
    PEOPLE,
    RARE,
    SEEN,
    false_flags,
    forecasts,
    seen_by,
)

FEW = 150


def test_a_stable_share_is_called_worse_in_at_most_half_a_month_a_year_and_by_arrows_in_six() -> None:
    found = false_flags(0.80, PEOPLE, FEW)
    assert found.verdict <= HIGHEST_FALSE
    assert 5.0 < found.arrow < 6.5  # a little under half of 12 months: ties


@pytest.mark.parametrize("rate", RARE)
def test_a_stable_rare_count_is_called_worse_in_at_most_half_a_month_a_year(rate: float) -> None:
    assert false_flags(rate, None, FEW).verdict <= HIGHEST_FALSE


@pytest.mark.parametrize(("month", "goal"), SEEN.items())
def test_a_share_that_rises_from_80_to_87_percent_is_seen_in_time(month: int, goal: float) -> None:
    """Within two standard errors of so few runs; docs/methods.md has the shares over a thousand."""
    assert seen_by(month, 0.87, FEW) >= goal - 2 * (goal * (1 - goal) / FEW) ** 0.5


def test_chances_of_targets_come_true_and_their_limits_hold_over_seven_kinds_of_series() -> None:
    found = list(forecasts(1500))
    scored = [one for _, one, _ in found]
    assert {kind for kind, _, _ in found} == set(KINDS)
    assert calibration_error(scored) <= HIGHEST_ERROR
    assert HELD[0] <= held_share(scored) <= HELD[1]
    assert sum((one.probability - one.is_met) ** 2 for one in scored) / 1500 < 0.16  # always saying one half: 0.25
