"""What a plan does to people, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from bahealth.access.city import Blocks
from bahealth.access.siting.model import Sites, standing
from bahealth.access.siting.outcome import outcome, quantile
from bahealth.access.siting.plans import Aim, side_by_side, without

# Four blocks of 100, 200, 300 and 400 people; half of the households of the last have unmet basic needs.
BLOCKS = Blocks(
    block_id=("a", "b", "c", "d"),
    comuna_id=("comuna-1", "comuna-1", "comuna-2", "comuna-2"),
    barrio_id=("x", "x", "y", "y"),
    longitude=np.zeros(4),
    latitude=np.zeros(4),
    people=np.asarray([100.0, 200.0, 300.0, 400.0]),
    households=np.asarray([10.0, 20.0, 30.0, 40.0]),
    unmet=np.asarray([0.0, 0.0, 0.0, 20.0]),
)
METRES = np.asarray(
    [[100.0, 900.0, 5_000.0], [1_200.0, 1_200.1, 5_000.0], [3_000.0, 800.0, 700.0], [np.inf, 2_000.0, 600.0]]
)
NONE = np.zeros(3, dtype=bool)
SITES = Sites(METRES, fixed=np.asarray([True, False, False]), closable=np.asarray([False, True, False]), new=1)


def opened(*numbers: int) -> np.ndarray:
    return np.isin(np.arange(3), numbers)


def test_people_gained_and_lost_shares_and_the_worst_tenth():
    """Today sites 0 and 1: walks 100, 1200, 800, 2000, so a, b, c are within 1200 m: 600 of 1000 people.

    With 0 and 2: 100, 1200, 700, 600: all within, 400 gained, nobody lost; half walk 600 m at most (100 + 400 people),
    the worst tenth 1200 m. People with unmet needs: half of d, 200.
    """
    today = standing(SITES)
    before = outcome(METRES, today, today, BLOCKS, limit_m=1_200)
    after = outcome(METRES, opened(0, 2), today, BLOCKS, limit_m=1_200)
    assert (before.within, before.share, before.gained, before.lost) == (600.0, 0.6, 0.0, 0.0)
    assert (before.needs_share, before.rest_share) == (0.0, 0.75)
    assert (after.within, after.gained, after.lost) == (1_000.0, 400.0, 0.0)
    assert (after.median_m, after.worst_tenth_m) == (600.0, 1_200.0)
    assert after.by_comuna == (("comuna-2", 400.0, 0.0),)


def test_closing_a_centre_loses_whom_only_it_reached():
    """Without site 1 walks are 100, 1200, 3000 and none: c and d are not within, and d is reached by nobody."""
    closed = without(SITES, BLOCKS, opened(1), limit_m=1_200)
    assert (closed.within, closed.lost, closed.unreached) == (300.0, 300.0, 400.0)


def test_four_plans_stand_side_by_side_and_each_is_at_least_as_good_in_its_own_sense():
    plans = {one.aim: one.outcome for one in side_by_side(SITES, BLOCKS, limit_m=1_200, seconds=5)}
    assert set(plans) == set(Aim)
    assert plans[Aim.COVER].within == max(one.within for one in plans.values())
    assert plans[Aim.WALKING].mean_m == pytest.approx(min(one.mean_m for one in plans.values()))


@pytest.mark.parametrize(("share", "value"), [(0.1, 1.0), (0.5, 2.0), (0.6, 3.0), (0.9, 3.0), (1.0, 3.0)])
def test_quantiles_count_people_and_not_blocks(share: float, value: float):
    """10, 40 and 50 people walk 1, 2 and 3."""
    assert quantile(np.asarray([3.0, 1.0, 2.0]), np.asarray([50.0, 10.0, 40.0]), share) == value
