"""Smoothed rates for maps: by hand, their law, and what they refuse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.assess.model import Verdict
from bahealth.assess.smoothing import smoothed_rates, smoothed_values
from bahealth.catalog.model import Indicator
from tests.charts.samples import a_compared, a_verdict, an_indicator


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


EVENTS = {"comuna-1": 2, "comuna-2": 8, "comuna-3": 4, "comuna-4": 2, "comuna-5": 4}


def compared(indicator: Indicator, events: dict[str, int], people: float = 1000.0) -> list[Verdict]:
    """Verdicts of comunas with so many events among so many births."""
    return [
        a_verdict(indicator, area_id, compared=a_compared(float(k), 0, numerator=float(k), denominator=people))
        for area_id, k in events.items()
    ]


def test_five_comunas_by_hand_in_the_unit_of_the_indicator() -> None:
    """m = .004; s2 = (.002^2 + .004^2 + 0 + .002^2 + 0) / 5 = 4.8e-6; A = s2 - m / 1000 = 8e-7; weight 8 / 48 = 1 / 6.

    So 2 per 1,000 becomes 4 - 2 / 6 = 3.667, and 8 becomes 4 + 4 / 6 = 4.667.
    """
    found = smoothed_values(an_indicator(), compared(an_indicator(), EVENTS))
    assert found == pytest.approx(
        {"comuna-1": 11 / 3, "comuna-2": 14 / 3, "comuna-3": 4, "comuna-4": 11 / 3, "comuna-5": 4}
    )


def test_an_area_that_shows_no_count_gives_none_away_and_is_not_modelled() -> None:
    indicator = an_indicator()
    shown = compared(indicator, EVENTS)
    hidden = a_verdict(indicator, "comuna-6", compared=None)
    assert smoothed_values(indicator, [*shown, hidden]) == smoothed_values(indicator, shown)


@pytest.mark.parametrize(
    "changes",
    [{"kind": "proportion", "interval": "wilson"}, {"interval": "people"}, {"interval": "published"}],
)
def test_shares_visits_and_surveys_are_not_smoothed(changes: dict[str, str]) -> None:
    indicator = an_indicator(**changes)
    assert smoothed_values(indicator, compared(indicator, EVENTS)) == {}


def test_below_five_areas_nothing_is_smoothed() -> None:
    indicator = an_indicator()
    assert smoothed_values(indicator, compared(indicator, dict(list(EVENTS.items())[:4]))) == {}


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 5000)), min_size=2, max_size=20))
def test_a_smoothed_rate_lies_between_its_own_and_the_whole(areas: list[tuple[int, int]]) -> None:
    k, n = (np.array(one, float) for one in zip(*areas, strict=True))
    own, whole = k / n, k.sum() / n.sum()
    found = smoothed_rates(k.tolist(), n.tolist())
    assert (found >= np.minimum(own, whole) - 1e-12).all()
    assert (found <= np.maximum(own, whole) + 1e-12).all()
