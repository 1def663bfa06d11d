from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from bahealth.assess.effect.group_time import after_opening, averaged, group_time_effects, since_opening

OPENED = [3, 3, 3, 5, 5, 5, 5, None, None, None, None, None]


def values(seed: int, effect: float = 0.0) -> np.ndarray:
    random = np.random.default_rng(seed)
    found = random.normal(0, 1, (12, 8)) + np.arange(8) * 0.3
    for area, opened in enumerate(OPENED):
        if opened is not None:
            found[area, opened:] += effect
    return found


def slow(found: np.ndarray, group: int, period: int, since: int) -> tuple[float, float]:
    """Two groups, two periods, as a regression of the change on belonging to the group; errors of White."""
    rows = [area for area, one in enumerate(OPENED) if one in (group, None)]
    change = [found[area, period] - found[area, since] for area in rows]
    belongs = [1.0 if OPENED[area] == group else 0.0 for area in rows]
    model = sm.OLS(change, sm.add_constant(belongs)).fit(cov_type="HC0")
    return float(model.params[1]), float(model.bse[1])


@pytest.mark.parametrize("seed", range(5))
def test_each_effect_is_the_regression_of_two_groups_and_two_periods(seed: int) -> None:
    found = values(seed, 1.0)
    for one in group_time_effects(found, OPENED):
        base = one.opened - 1
        effect, error = slow(found, one.opened, one.period, base if one.period > base else one.period - 1)
        assert one.effect == pytest.approx(effect)
        assert one.error == pytest.approx(error)


def test_every_group_has_every_period_but_the_first() -> None:
    told = [(one.opened, one.period) for one in group_time_effects(values(1), OPENED)]
    assert told == [(group, period) for group in (3, 5) for period in range(1, 8)]


def test_a_plain_effect_is_found_without_noise_and_nothing_before_it() -> None:
    found = np.zeros((12, 8)) + np.arange(8) * 0.3
    for area, opened in enumerate(OPENED):
        if opened is not None:
            found[area, opened:] += 2.0
    study = since_opening(group_time_effects(found, OPENED))
    assert {round(one.effect, 9) for since, one in study.items() if since >= 0} == {2.0}
    assert {round(one.effect, 9) for since, one in study.items() if since < 0} == {0.0}


def test_effects_that_grow_are_not_mixed_as_fixed_effects_mix_them() -> None:
    """With growing effects two-way fixed effects take early openings for comparison and come out too small."""
    found, is_open = np.zeros((12, 8)), np.zeros((12, 8))
    for area, opened in enumerate(OPENED):
        if opened is not None:
            found[area, opened:] = np.arange(8 - opened) + 1.0
            is_open[area, opened:] = 1
    # by hand: group 3 has 1..5 in five periods (3 areas), group 5 has 1..3 in three (4 areas)
    truth = (3 * (1 + 2 + 3 + 4 + 5) + 4 * (1 + 2 + 3)) / (3 * 5 + 4 * 3)
    assert after_opening(group_time_effects(found, OPENED)).effect == pytest.approx(truth)

    def within(one: np.ndarray) -> np.ndarray:
        return (one - one.mean(axis=0) - one.mean(axis=1, keepdims=True) + one.mean()).ravel()

    plain = float(within(is_open) @ within(found) / (within(is_open) @ within(is_open)))
    assert plain < truth - 0.3


def test_a_group_of_one_has_no_clustered_error() -> None:
    alone = [3, *[None] * 11]
    assert {one.error for one in group_time_effects(values(2), alone)} == {None}


def test_months_of_knowing_ahead_move_the_base() -> None:
    found = values(4)
    (one,) = [each for each in group_time_effects(found, OPENED, ahead=1) if (each.opened, each.period) == (3, 4)]
    assert one.effect == pytest.approx(slow(found, 3, 4, 1)[0])


def test_mean_of_one_effect_is_that_effect() -> None:
    one = group_time_effects(values(5), OPENED)[0]
    assert averaged([one]).effect == pytest.approx(one.effect)
    assert averaged([one]).error == pytest.approx(one.error)
