"""Better on average, worse gap: a state of its own, and silent on noise."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from bahealth.assess.comparison import comparison
from bahealth.assess.contrasts import difference_of_shares
from bahealth.assess.gap import gap_between, gap_move
from bahealth.assess.intervals import points_with_limits
from bahealth.assess.model import GapMove, Point
from tests.assess.example import observed, proportion

YEARLY = proportion(frequency="year")
PEOPLE = 1000.0


def years(*events: float, people: float = PEOPLE) -> list[Point]:
    """2024 and 2025."""
    rows = [
        observed(date(2024 + place, 1, 1), 12, numerator=one, denominator=people) for place, one in enumerate(events)
    ]
    return points_with_limits(YEARLY, rows, {}, {})


def city(comunas: dict[str, list[Point]]) -> list[Point]:
    sums = [sum(one[place].numerator or 0 for one in comunas.values()) for place in (0, 1)]
    return years(*sums, people=PEOPLE * len(comunas))


@pytest.mark.parametrize(
    ("events", "move", "is_state"),
    [
        ([(500, 500), (600, 700), (700, 900)], GapMove.WIDER, True),
        ([(500, 300), (600, 600), (700, 700)], GapMove.WIDER, False),  # wider, and worse on average
        ([(400, 630), (600, 690), (700, 740)], GapMove.NARROWER, False),
        ([(500, 600), (600, 700), (700, 800)], GapMove.NO_SIGNAL, False),  # all better alike
    ],
)
def test_the_distance_between_comunas_moves_or_does_not(
    events: list[tuple[float, float]], move: GapMove, *, is_state: bool
) -> None:
    comunas = {f"comuna-{place}": years(*one) for place, one in enumerate(events, 1)}
    compared = comparison(YEARLY, comunas, city(comunas))
    assert compared is not None
    found = gap_between(compared)
    assert found is not None
    assert (found.move, found.is_better_but_wider) == (move, is_state)


def test_the_difference_of_the_extremes_has_the_limits_of_newcombe() -> None:
    comunas = {f"comuna-{place}": years(one, one) for place, one in enumerate((500, 600, 700), 1)}
    compared = comparison(YEARLY, comunas, city(comunas))
    found = gap_between(compared) if compared else None
    expected = difference_of_shares((700, 1000), (500, 1000))
    assert found is not None
    assert found.difference_lower == pytest.approx(100 * expected.lower)
    assert found.difference_upper == pytest.approx(100 * expected.upper)


def test_without_the_year_before_nothing_is_said_of_a_move() -> None:
    comunas = {f"comuna-{place}": years(one) for place, one in enumerate((500, 600, 700), 1)}
    compared = comparison(YEARLY, comunas, years(1800, people=3000))
    assert compared is not None
    assert gap_move(compared) is None


def test_fifteen_comunas_that_stay_as_they_are_seldom_seem_to_move_apart() -> None:
    """99.8 % two-sided: of 300 draws of noise, wider or narrower in at most 4."""
    moved = 0
    shares = np.linspace(0.55, 0.75, 15)
    for seed in range(300):
        rng = np.random.default_rng(seed)
        comunas = {
            f"comuna-{place}": years(*rng.binomial(1000, one, 2).astype(float).tolist())
            for place, one in enumerate(shares, 1)
        }
        compared = comparison(YEARLY, comunas, city(comunas))
        assert compared is not None
        moved += gap_move(compared) is not GapMove.NO_SIGNAL
    assert moved <= 4
