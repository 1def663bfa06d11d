from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bahealth.assess.effect.design import Design, Shape
from bahealth.assess.effect.interrupted import Interrupted, interrupted
from bahealth.assess.effect.panel import Panel
from bahealth.catalog.periods import add_months
from tests.assess.effect.sicily import BAN, sicily

NORMAL = 1.959964


def ratios(one: Interrupted, error: float) -> list[float]:
    """The rate ratio with limits as the article draws them, by the normal curve."""
    return [round(math.exp(one.effect + times * error), 3) for times in (0, -NORMAL, NORMAL)]


def test_the_ban_in_sicily_comes_out_as_published() -> None:
    plain = interrupted(sicily(), Design(BAN), pairs=0)
    assert ratios(plain, plain.plain_error) == [0.894, 0.865, 0.925]
    assert round(plain.dispersion, 2) == 3.56
    assert ratios(plain, plain.plain_error * math.sqrt(plain.dispersion)) == [0.894, 0.839, 0.953]


def test_with_its_season_the_ban_comes_out_as_published() -> None:
    seasonal = interrupted(sicily(), Design(BAN))
    assert ratios(seasonal, seasonal.plain_error * math.sqrt(seasonal.dispersion)) == [0.885, 0.839, 0.933]
    assert seasonal.degrees == 59 - 7
    low, high = seasonal.limits
    # Student's t is wider than the normal curve of the article.
    assert math.exp(low) < 0.839
    assert math.exp(high) > 0.933


def slow_poisson(events: list[float], offset: list[float], columns: list[list[float]]) -> list[float]:
    """Newton's steps for a Poisson regression, written out."""
    beta = np.zeros(len(columns[0]))
    beta[0] = math.log(sum(events) / sum(math.exp(one) for one in offset))
    rows = np.array(columns)
    for _ in range(50):
        mean = np.exp(np.array(offset) + rows @ beta)
        step = np.linalg.solve(rows.T @ (rows * mean[:, None]), rows.T @ (np.array(events) - mean))
        beta = beta + step
    return [float(one) for one in beta]


def test_opening_months_are_left_out_and_the_slope_stands_for_a_year() -> None:
    panel, design = sicily(), Design(BAN, Shape.SLOPE, opening=2)
    kept = [place for place in range(59) if place not in (36, 37)]
    columns = [[1.0, max(0, place - 37) / 12 if place >= 38 else 0.0, (place - 36) / 12] for place in kept]
    assert panel.base is not None
    offset = [math.log(panel.base[0][place]) for place in kept]
    slow = slow_poisson([panel.events[0][place] for place in kept], offset, columns)
    assert interrupted(panel, design, pairs=0).effect == pytest.approx(slow[1], abs=1e-8)


def test_what_was_expected_without_the_ban_is_the_model_without_its_step() -> None:
    one = interrupted(sicily(), Design(BAN))
    assert one.fitted[:BAN] == pytest.approx(one.expected[:BAN])
    assert one.fitted[BAN:] == pytest.approx(one.expected[BAN:] * math.exp(one.effect))
    assert (one.lower < one.expected).all()
    assert (one.expected < one.upper).all()


def a_share(seed: int, points: float) -> Panel:
    random = np.random.default_rng(seed)
    base = np.full((1, 40), 500.0)
    share = np.where(np.arange(40) < 25, 0.6, 0.6 + points)
    starts = tuple(add_months(date(2022, 1, 1), place) for place in range(40))
    return Panel(("city",), starts, 1, random.binomial(500, share)[None, :].astype(float), base, is_share=True)


def test_a_share_is_judged_by_the_logit() -> None:
    one = interrupted(a_share(3, 0.1), Design(25), pairs=0)
    expected = math.log(0.7 / 0.3) - math.log(0.6 / 0.4)
    assert one.limits[0] < expected < one.limits[1]
    assert one.limits[0] > 0


@given(times=st.floats(0.1, 50), seed=st.integers(0, 50))
@settings(max_examples=25, deadline=None)
def test_the_unit_of_the_population_changes_nothing(times: float, seed: int) -> None:
    panel, design = sicily(), Design(BAN)
    random = np.random.default_rng(seed)
    events = random.poisson(panel.events).astype(float)
    assert panel.base is not None
    one = interrupted(Panel(panel.areas, panel.starts, 1, events, panel.base), design)
    other = interrupted(Panel(panel.areas, panel.starts, 1, events, panel.base * times), design)
    assert other.effect == pytest.approx(one.effect, abs=1e-6)
    assert other.error == pytest.approx(one.error, rel=1e-4)


def test_limits_are_never_narrower_than_chance_alone_makes_them() -> None:
    flat = Panel(("city",), sicily().starts, 1, np.full((1, 59), 100.0) + np.arange(59) % 2)
    one = interrupted(flat, Design(BAN), pairs=0)
    assert one.dispersion == 1.0
    assert one.error >= one.plain_error


def test_design_counts_before_left_out_and_after() -> None:
    design = Design(5, Shape.DELAYED, opening=1, ahead=1, delay=2)
    assert design.before(12).sum() == 4
    assert design.settled == 8
    assert design.after(12).sum() == 4
    assert design.kept(12).sum() == 8
    told: Any = design.exposure(12).tolist()
    assert told == [0.0] * 8 + [1.0] * 4
