from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from scipy.stats import chi2

from bahealth.assess.comparison import against, comparison
from bahealth.assess.intervals import limits, points_with_limits
from bahealth.assess.model import Point, Reliability
from bahealth.catalog.model import Indicator
from tests.assess.example import count, observed, proportion, rate

AREAS = 15
RUNS = 4000


def point(indicator: Indicator, numerator: float, denominator: float, area: str = "city", year: int = 2023) -> Point:
    row = observed(date(year, 1, 1), 12, numerator=numerator, denominator=denominator, area_id=area)
    return points_with_limits(indicator, [row], {}, {})[0]


def yearly(indicator: Indicator, area: str, deaths: dict[int, float], births: float) -> list[Point]:
    return [point(indicator, one, births, area, year) for year, one in deaths.items()]


def test_the_limit_is_exact_at_998() -> None:
    # Garwood: 24 deaths have the 99.8 % limits chi2(.001, 48) / 2 and chi2(.999, 50) / 2
    low, high = float(chi2.ppf(0.001, 48)) / 2, float(chi2.ppf(0.999, 50)) / 2
    area = point(rate(), 24, 1000)
    assert (area.lower_998, area.upper_998) == (pytest.approx(low), pytest.approx(high))
    assert against(area, area.model_copy(update={"value": area.upper_998})) == 0  # on the limit is not beyond it
    assert against(area, area.model_copy(update={"value": high + 1e-6})) == -1
    assert against(area, area.model_copy(update={"value": low - 1e-6})) == 1
    # 95 % limits leave 15.0 out (15.4 to 35.7), those of 99.8 % do not (11.6 to 43.3)
    assert (area.lower or 0) > 15
    assert against(area, area.model_copy(update={"value": 15.0})) == 0


def test_an_area_without_an_interval_is_not_judged() -> None:
    area = point(rate(), 24, 1000)
    assert against(area.model_copy(update={"lower_998": None}), area) is None
    complete = proportion(interval="none", frequency="year")
    found = comparison(
        complete,
        {f"comuna-{place}": [point(complete, 90 - place, 100)] for place in range(3)},
        [point(complete, 89, 100)],
    )
    value = found.of_comuna("comuna-1") if found else None
    assert value is not None
    assert (value.against_city, value.reliability, value.city_value) == (None, Reliability.NO_INTERVAL, 89)


def test_all_areas_are_compared_over_one_period() -> None:
    series = {
        f"comuna-{place}": yearly(
            rate(), f"comuna-{place}", {2021: place, 2022: 2 + place, 2023: 30 if place == 1 else 4}, 1500
        )
        for place in range(1, 16)
    }
    whole = yearly(rate(), "city", {2021: 120, 2022: 150, 2023: 86}, 22_500)
    found = comparison(rate(), series, whole)
    assert found is not None
    values = [found.of_comuna(area) for area in series]
    assert {one.period.key for one in values if one} == {"2021/2023"}
    assert [one.city_value for one in values if one] == pytest.approx([1000 * 356 / 67_500] * 15)
    assert [one.numerator for one in values if one][:2] == [1 + 3 + 30, 2 + 4 + 4]


def test_few_events_are_compared_but_not_judged() -> None:
    series = {f"comuna-{place}": [point(rate(), deaths, 2000)] for place, deaths in enumerate((30, 30, 30, 2))}
    found = comparison(rate(), series, [point(rate(), 92, 8000)])
    value = found.of_comuna("comuna-3") if found else None
    assert value is not None
    assert (value.reliability, value.against_city) == (Reliability.WIDE, None)


def test_a_published_rate_without_events_is_compared_with_the_events_that_it_means() -> None:
    rows = [
        observed(date(2023, 1, 1), 12, value=9.0, denominator=3000, area_id=f"comuna-{place}") for place in range(3)
    ]
    found = comparison(rate(), {one.area_id: points_with_limits(rate(), [one], {}, {}) for one in rows}, [])
    value = found.of_comuna("comuna-0") if found else None
    assert value is not None
    assert (value.numerator, value.city_value, value.against_city) == (pytest.approx(27), None, None)
    assert found is not None
    assert found.of_city() is None
    assert found.of_comuna("comuna-9") is None


def test_counts_and_fewer_than_three_comunas_are_not_compared() -> None:
    people = count(frequency="year")
    assert comparison(people, {f"comuna-{place}": [point(people, 90, 1)] for place in range(5)}, []) is None
    assert comparison(rate(), {f"comuna-{place}": [point(rate(), 90, 1000)] for place in range(2)}, []) is None


@pytest.mark.parametrize(
    ("indicator", "share", "people"),
    [
        (rate(), 0.006, 1600),  # infant deaths of three years in a comuna: 10 to 40
        (rate(), 0.006, 4800),
        (proportion(), 0.80, 150),
        (proportion(), 0.95, 400),
        (proportion(), 0.30, 5000),
    ],
)
def test_if_all_comunas_were_alike_one_would_be_coloured_in_three_of_a_hundred_releases(
    indicator: Indicator, share: float, people: int
) -> None:
    """Fifteen areas of unequal size with the same true value, against the whole that they make up."""
    rng = np.random.default_rng(20261122)
    sizes = (people * np.linspace(0.6, 1.4, AREAS)).astype(int)
    is_rate = indicator.kind == "rate"
    events = rng.poisson(share * sizes, (RUNS, AREAS)) if is_rate else rng.binomial(sizes, share, (RUNS, AREAS))
    value = indicator.multiplier * events / sizes
    whole = (indicator.multiplier * events.sum(axis=1) / sizes.sum())[:, None]
    coloured = {}
    for level in (0.95, 0.998):
        lower, upper = limits(indicator, value, events, sizes, level)
        coloured[level] = float(((lower > whole) | (upper < whole)).any(axis=1).mean())
    assert coloured[0.998] <= 0.045  # 1 - 0.998^15 = 0.030, and what Wilson's limits miss in one tail
    assert coloured[0.95] > 0.30  # why 95 % intervals may not colour a map
