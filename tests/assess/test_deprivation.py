"""Comunas ranked by who relies on the public system alone."""

from __future__ import annotations

from datetime import date

import pytest

from bahealth.assess.comparison import Comparison
from bahealth.assess.deprivation import UNMET_NEEDS, Deprivation, along, newest_deprivation, unmet_needs
from bahealth.assess.model import Point
from bahealth.catalog.model import Area, Level
from tests.assess.example import rate

YEAR = date(2024, 1, 1)


def value(one: float, people: float | None = 1000.0, *, year: date = YEAR, wide: float = 0.5) -> Point:
    return Point(period_start=year, period_months=12, value=one, denominator=people, lower=one - wide, upper=one + wide)


def compared(values: list[float], people: float | None = 1000.0) -> Comparison:
    return Comparison(rate(), {f"comuna-{place}": value(one, people) for place, one in enumerate(values)}, None)


RANKED = Deprivation({f"comuna-{place}": 50.0 - 10 * place for place in range(5)}, YEAR)


def test_a_straight_fall_from_the_most_deprived_gives_the_slope_by_hand() -> None:
    """Equal people: mid-ranks 0.1, 0.3 … 0.9; values 14, 12, 10, 8, 6 lie on 15 - 10 x rank: ends 15 and 5."""
    found = along(RANKED, compared([14, 12, 10, 8, 6]))
    assert found is not None
    assert found.slope == pytest.approx(-10)
    assert found.ratio == pytest.approx(5 / 15)
    assert found.slope_lower < -10 < found.slope_upper < 0
    assert (found.area_count, found.deprivation_on) == (5, YEAR)


def test_by_unmet_basic_needs_the_census_ranks_and_is_named() -> None:
    areas = [
        Area(area_id=f"comuna-{place}", level=Level.COMUNA, name="x", unmet_needs_percent=20.0 - place)
        for place in range(5)
    ]
    ranked = unmet_needs([*areas, Area(area_id="city", level=Level.CITY, name="x")])
    found = along(ranked, compared([14, 12, 10, 8, 6]))
    assert found is not None
    assert found.slope == pytest.approx(-10)
    assert (found.deprivation_id, found.deprivation_on.year) == (UNMET_NEEDS, 2010)
    assert unmet_needs(areas[:4]) is None


@pytest.mark.parametrize(
    ("deprivation", "comparison"),
    [
        (None, compared([14, 12, 10, 8, 6])),
        (RANKED, None),
        (RANKED, compared([14, 12, 10, 8])),  # four comunas
        (RANKED, compared([14, 12, 10, 8, 6], None)),  # people unknown, as in a survey
    ],
)
def test_without_ranks_people_or_five_comunas_there_is_no_index(
    deprivation: Deprivation | None, comparison: Comparison | None
) -> None:
    assert along(deprivation, comparison) is None


def test_comunas_are_ranked_by_the_newest_year_that_most_of_them_have() -> None:
    older, newer = date(2022, 1, 1), date(2023, 1, 1)
    points = {f"comuna-{place}": [value(place, year=older), value(9 - place, year=newer)] for place in range(6)}
    points["comuna-0"].append(value(77, year=YEAR))  # one comuna alone is no ranking
    found = newest_deprivation(points)
    assert found == Deprivation({f"comuna-{place}": 9 - place for place in range(6)}, newer)
    assert newest_deprivation({"comuna-1": [value(1)]}) is None
    assert newest_deprivation({}) is None
