"""Smoothed rates for maps: by hand, their law, and what they refuse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.assess.smoothing import smoothed_rates


def test_three_areas_by_hand() -> None:
    """m = 60 / 3,000 = .02; s2 = (1000 x .01^2 + 0 + 1000 x .01^2) / 3000 = 6.667e-5; A = s2 - .02 / 1000 = 4.667e-5.

    Every weight is A / (A + .02 / 1000) = 0.7, so .01 becomes .013 and .03 becomes .027 (Marshall 1991).
    """
    assert smoothed_rates([10, 20, 30], [1000, 1000, 1000]) == pytest.approx([0.013, 0.02, 0.027])


def test_without_evidence_of_differences_everything_is_the_whole() -> None:
    assert smoothed_rates([2, 3, 2], [1000, 1100, 900]) == pytest.approx([7 / 3000] * 3)


@pytest.mark.parametrize(("events", "people"), [([], []), ([1, 2], [10]), ([1], [0]), ([-1], [10])])
def test_an_area_without_people_or_with_fewer_than_no_events_is_refused(
    events: list[float], people: list[float]
) -> None:
    with pytest.raises(ValueError, match="people"):
        smoothed_rates(events, people)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 5000)), min_size=2, max_size=20))
def test_a_smoothed_rate_lies_between_its_own_and_the_whole(areas: list[tuple[int, int]]) -> None:
    k, n = (np.array(one, float) for one in zip(*areas, strict=True))
    own, whole = k / n, k.sum() / n.sum()
    found = smoothed_rates(k.tolist(), n.tolist())
    assert (found >= np.minimum(own, whole) - 1e-12).all()
    assert (found <= np.maximum(own, whole) + 1e-12).all()
