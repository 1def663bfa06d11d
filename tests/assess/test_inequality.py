"""Slope and relative index of inequality: a straight line, statsmodels, ties, and too few groups."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from bahealth.assess.inequality import Group, inequality, mid_ranks


def groups(values: list[float], people: list[float], width: float = 2.0) -> list[Group]:
    """From the most deprived on."""
    return [
        Group(len(values) - place, n, one, one - width / 2, one + width / 2)
        for place, (one, n) in enumerate(zip(values, people, strict=True))
    ]


def test_mid_ranks_by_hand() -> None:
    assert mid_ranks([10, 20, 70]).tolist() == pytest.approx([0.05, 0.20, 0.65])


def test_groups_on_a_straight_line_give_back_its_ends() -> None:
    """Five equal groups at ranks .1, .3, .5, .7, .9 on 10 + 20 x rank: ends 10 and 30."""
    found = inequality(groups([12, 16, 20, 24, 28], [100] * 5))
    assert found is not None
    assert found.slope.value == pytest.approx(20)
    assert found.ratio.value == pytest.approx(3)


def test_the_line_is_that_of_statsmodels_and_the_limits_those_of_its_weights() -> None:
    values, people = [31.0, 26, 29, 18, 20, 11], [40.0, 90, 60, 120, 80, 30]
    found = inequality(groups(values, people, width=3.92))
    assert found is not None
    rank = mid_ranks(people)
    reference = sm.WLS(values, sm.add_constant(rank), weights=people).fit()
    assert found.slope.value == pytest.approx(reference.params[1])
    assert found.ratio.value == pytest.approx(reference.params.sum() / reference.params[0])
    # Each group has a standard error of 1: the slope's is the root of the sum of its squared weights.
    weight = np.array(people) / sum(people)
    centre = weight @ rank
    error = float(np.sqrt((((weight * (rank - centre)) / (weight @ (rank - centre) ** 2)) ** 2).sum()))
    assert found.slope.upper - found.slope.lower == pytest.approx(3.92 * error, rel=0.03)


def test_the_order_in_which_groups_are_given_does_not_matter_and_ties_are_one_group() -> None:
    ordered = groups([12, 16, 20, 24, 28], [100] * 5)
    assert inequality(ordered[::-1]) == inequality(ordered)
    split = [*ordered[:2], Group(3, 50, 19, 18, 20), Group(3, 50, 21, 20, 22), *ordered[3:]]
    found = inequality(split)
    assert found is not None
    assert (found.group_count, found.slope.value) == (5, pytest.approx(20))


def test_below_five_groups_there_is_no_slope() -> None:
    assert inequality(groups([1, 2, 3, 4], [1] * 4)) is None
