"""Assurance at its boundaries; a target exactly on a limit is hit or miss (NHSRplotthedots)."""

from __future__ import annotations

from datetime import date

import pytest

from bahealth.assess.assurance import assurance
from bahealth.assess.model import Assurance, Limits
from bahealth.catalog.model import Direction

LIMITS = Limits(
    mean=80,
    lower=70,
    upper=90,
    first=date(2024, 1, 1),
    last=date(2025, 12, 1),
    point_count=24,
    is_trial=False,
    is_provisional=False,
)


@pytest.mark.parametrize(
    ("target", "higher", "lower"),
    [
        (69.9, Assurance.CAPABLE, Assurance.NOT_CAPABLE),
        (70.0, Assurance.HIT_OR_MISS, Assurance.HIT_OR_MISS),
        (80.0, Assurance.HIT_OR_MISS, Assurance.HIT_OR_MISS),
        (90.0, Assurance.HIT_OR_MISS, Assurance.HIT_OR_MISS),
        (90.1, Assurance.NOT_CAPABLE, Assurance.CAPABLE),
    ],
)
def test_assurance_follows_the_limits_and_the_direction(target: float, higher: Assurance, lower: Assurance) -> None:
    assert assurance(Direction.HIGHER, LIMITS, target) is higher
    assert assurance(Direction.LOWER, LIMITS, target) is lower


def test_without_a_direction_or_on_trial_limits_there_is_no_assurance() -> None:
    assert assurance(Direction.NEUTRAL, LIMITS, 80) is None
    assert assurance(Direction.HIGHER, None, 80) is None
    assert assurance(Direction.HIGHER, LIMITS.model_copy(update={"is_trial": True}), 80) is None
