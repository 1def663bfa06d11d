from __future__ import annotations

import math
from statistics import mean

import pytest

from bahealth.assess.effect.design import Design, Shape
from bahealth.assess.effect.difference import Difference, difference
from bahealth.assess.effect.observed import panel_of
from bahealth.assess.effect.panel import Panel
from tests.assess.effect.example import AREAS, drawn, monthly


def panel(seed: int, effect: float = 1.0, treated: tuple[str, ...] = ("comuna-1",), drift: float = 0.0) -> Panel:
    observed = drawn(seed, effect=effect, treated=treated, drift=drift)
    found = panel_of(monthly(), observed, treated, [one for one in AREAS if one not in treated])
    assert isinstance(found, Panel)
    return found


def judged(found: Panel, treated: tuple[str, ...] = ("comuna-1",), design: Design | None = None) -> Difference:
    comparison = [one for one in AREAS if one not in treated]
    return difference(found, dict.fromkeys(treated, design or Design(36)), comparison)


def slow(found: Panel, area: str, comparison: list[str], changed: int) -> float:
    """Means before and after, area by area, in plain Python."""
    assert found.base is not None
    row = {one: found.areas.index(one) for one in found.areas}
    logs = {
        one: [math.log((found.events[row[one]][m] + 0.5) / found.base[row[one]][m]) for m in range(48)]
        for one in found.areas
    }
    sizes = {one: sum(found.events[row[one]][:changed]) for one in comparison}

    def moved(one: str) -> float:
        return mean(logs[one][changed:]) - mean(logs[one][:changed])

    others = sum(sizes[one] * moved(one) for one in comparison) / sum(sizes.values())
    return moved(area) - others


@pytest.mark.parametrize("seed", range(4))
def test_a_step_is_the_difference_of_two_differences(seed: int) -> None:
    found = panel(seed, 1.2)
    one = judged(found)
    assert one.effect == pytest.approx(slow(found, "comuna-1", AREAS[1:], 36))
    others = {each.area_id: each.effect for each in one.placebos}
    assert others["comuna-4"] == pytest.approx(
        slow(found, "comuna-4", [each for each in AREAS[1:] if each != "comuna-4"], 36)
    )


def test_a_planted_effect_lies_within_its_limits_and_none_is_found_without_one() -> None:
    planted = [judged(panel(seed, 1.15)).limits for seed in range(100, 140)]
    nothing = [judged(panel(seed, 1.0)).limits for seed in range(100, 140)]
    assert sum(low <= math.log(1.15) <= high for low, high in planted) >= 36
    assert sum(low > 0 for low, _ in planted) >= 36
    assert sum(low <= 0 <= high for low, high in nothing) >= 36


def test_the_gap_lies_about_nothing_before_the_change() -> None:
    one = judged(panel(1, 1.3))
    assert one.gap[:36].mean() == pytest.approx(0, abs=1e-12)
    assert one.gap[36:].mean() == pytest.approx(one.effect)


def test_areas_that_move_apart_before_are_told() -> None:
    apart, together = judged(panel(2, drift=0.1)), judged(panel(2))
    assert apart.apart_p < 0.001
    assert apart.apart_per_year == pytest.approx(0.1, abs=0.03)
    assert together.apart_p > 0.05


def test_a_permutation_counts_the_areas_that_moved_as_far() -> None:
    one = judged(panel(3, 1.3))
    assert one.p_value == one.smallest_p == 0.1  # the largest of ten
    quiet = judged(panel(3))
    own = abs(quiet.treated[0].score)
    assert quiet.p_value == (1 + sum(abs(each.score) >= own for each in quiet.placebos)) / 10


def test_several_areas_are_weighted_by_their_size() -> None:
    treated = ("comuna-1", "comuna-2", "comuna-3")
    found = panel(4, 1.2, treated)
    one = judged(found, treated)
    sizes = found.of(treated).events[:, :36].sum(axis=1)
    assert one.effect == pytest.approx(
        sum(sizes[place] * each.effect for place, each in enumerate(one.treated)) / sizes.sum()
    )
    assert one.limits[0] < math.log(1.2) < one.limits[1]


def test_each_opening_is_held_against_areas_that_never_opened() -> None:
    treated = ("comuna-1", "comuna-2")
    found = panel(5, 1.0, treated)
    designs = {"comuna-1": Design(24), "comuna-2": Design(36)}
    one = difference(found, designs, AREAS[2:])
    assert [each.effect for each in one.treated] == pytest.approx(
        [slow(found, "comuna-1", AREAS[2:], 24), slow(found, "comuna-2", AREAS[2:], 36)]
    )


def test_opening_months_are_left_out() -> None:
    found = panel(6, 1.2)
    found.events[0][36:39] = 1.0
    one = judged(found, design=Design(36, opening=3))
    assert one.limits[0] < math.log(1.2) < one.limits[1]
    assert judged(found, design=Design(36, Shape.DELAYED, delay=3)).effect == pytest.approx(one.effect)
