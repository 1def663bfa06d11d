from __future__ import annotations

from datetime import date

import pytest

from bahealth.assess.comparison import comparison
from bahealth.assess.gap import gap_between
from bahealth.assess.intervals import points_with_limits
from bahealth.assess.model import GapVerdict, Point, Reliability, Step
from bahealth.assess.stepup import over, own_series, reliability, steps, widened
from bahealth.catalog.model import Indicator
from bahealth.catalog.periods import Period
from tests.assess.example import count, monthly, observed, proportion, rate


def _yearly(deaths: dict[int, float], births: float = 2000, area: str = "city") -> list[Point]:
    rows = [
        observed(date(year, 1, 1), 12, area_id=area, numerator=one, denominator=births) for year, one in deaths.items()
    ]
    return points_with_limits(rate(), rows, {}, {})


@pytest.mark.parametrize(
    ("events", "people", "step", "months"),
    [
        (24, 30, Step.AS_REPORTED, 1),  # 24 of 30: Wilson 62.7 to 90.5, 27.8 points wide
        (15, 30, Step.QUARTER, 3),  # 15 of 30: 33.2 to 66.8, too wide
        (3, 6, Step.ROLLING_YEAR, 12),  # 9 of 18 is under 30 people
        (1, 2, Step.THREE_YEARS, 36),  # 12 of 24 is under 30 people, 36 of 72 is enough
    ],
)
def test_a_month_is_widened_until_it_is_reliable(events: float, people: float, step: Step, months: int) -> None:
    row = widened(proportion(), monthly(proportion(), [events] * 40, people))
    assert row is not None
    assert (row.step, row.point.period_months, row.reliability) == (step, months, Reliability.RELIABLE)
    assert row.point.numerator == events * months
    assert row.point.value == pytest.approx(100 * events / people)
    assert row.point.period.end == date(2026, 9, 30)


def test_a_row_that_no_step_can_support_says_so_and_keeps_its_own_value() -> None:
    row = widened(rate(), _yearly({2021: 2, 2022: 3, 2023: 1}))
    assert row is not None
    assert (row.step, row.reliability) == (Step.CITY, Reliability.WIDE)
    assert (row.point.period, row.point.value) == (Period.parse("2021/2023"), 1.0)


def test_three_years_of_a_comuna_add_deaths_and_births_and_never_average_rates() -> None:
    rows = [
        observed(date(2021, 1, 1), 12, numerator=4, denominator=1000),
        observed(date(2022, 1, 1), 12, numerator=9, denominator=3000),
        observed(date(2023, 1, 1), 12, numerator=5, denominator=500),
    ]
    row = widened(rate(), points_with_limits(rate(), rows, {}, {}))
    assert row is not None
    assert row.step is Step.THREE_YEARS
    assert row.point.value == pytest.approx(4.0)  # 18 of 4,500; the mean of 4, 3 and 10 would be 5.67


def test_rates_with_estimated_births_are_widened_by_value_times_births() -> None:
    rows = [
        observed(date(year, 1, 1), 12, value=rate_, denominator=births, is_denominator_estimated=True)
        for year, rate_, births in ((2021, 7.5, 1000), (2022, 7.6, 1000), (2023, 9.4, 500))
    ]
    row = widened(rate(), points_with_limits(rate(), rows, {}, {}))
    assert row is not None
    assert row.point.numerator == pytest.approx(7.5 + 7.6 + 4.7)
    assert row.point.value == pytest.approx(19.8 / 2.5)
    assert row.point.is_denominator_estimated


def test_a_gap_in_the_window_is_never_bridged() -> None:
    found = steps(rate(), _yearly({2019: 20, 2021: 21, 2023: 22}))
    assert [step for step, _ in found] == [Step.AS_REPORTED]
    holes: list[float | None] = [5.0] * 12
    holes[8] = None
    assert [step for step, _ in steps(proportion(), monthly(proportion(), holes, 10))] == [
        Step.AS_REPORTED,
        Step.QUARTER,
    ]


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        # 10 events of the exact limits 4.795 to 18.390: width 136 % of the value
        ({"numerator": 10, "denominator": 1000}, Reliability.RELIABLE),
        ({"numerator": 9, "denominator": 1000}, Reliability.WIDE),
        ({"numerator": 0, "denominator": 1000}, Reliability.WIDE),
        ({"value": 5.0}, Reliability.NO_INTERVAL),
    ],
)
def test_ten_events_make_a_rate_reliable(point: dict[str, float], expected: Reliability) -> None:
    (found,) = points_with_limits(rate(), [observed(date(2023, 1, 1), 12, **point)], {}, {})
    assert reliability(rate(), found) is expected


def test_a_survey_value_withheld_by_its_letter_is_unreliable_and_cannot_be_widened() -> None:
    survey = proportion(interval="published", frequency="year")
    rows = [observed(date(year, 1, 1), 12, value=20.0, sampling_flag="b") for year in (2020, 2021, 2022)]
    row = widened(survey, points_with_limits(survey, rows, {}, {}))
    assert row is not None
    assert (row.step, row.reliability, row.point.period_months) == (Step.CITY, Reliability.WIDE, 12)


def test_a_count_widens_to_a_sum() -> None:
    deaths = count(frequency="year")
    rows = [observed(date(year, 1, 1), 12, numerator=one) for year, one in ((2021, 7), (2022, 3), (2023, 2))]
    row = widened(deaths, points_with_limits(deaths, rows, {}, {}))
    assert row is not None
    assert (row.step, row.point.value, row.point.denominator) == (Step.THREE_YEARS, 12, None)


def test_points_of_other_lengths_stay_out_of_the_series_unless_there_are_no_others() -> None:
    five = observed(date(2016, 1, 1), 60, numerator=39, denominator=173000)
    one = observed(date(2023, 1, 1), 12, numerator=20, denominator=23988)
    assert [p.period_months for p in own_series(rate(), points_with_limits(rate(), [five, one], {}, {}))] == [12]
    assert [p.period_months for p in own_series(rate(), points_with_limits(rate(), [five], {}, {}))] == [60]
    assert over(rate(), [], Period.parse("2023")) is None


def _gap(indicator: Indicator, comunas: dict[str, list[Point]], city: list[Point]) -> GapVerdict | None:
    compared = comparison(indicator, comunas, city)
    return gap_between(compared) if compared else None


def _comunas(*deaths: float) -> dict[str, list[Point]]:
    return {
        f"comuna-{place}": _yearly({2021: one, 2022: one, 2023: one}, area=f"comuna-{place}")
        for place, one in enumerate(deaths, start=1)
    }


def test_the_gap_names_the_extremes_with_difference_and_ratio() -> None:
    comunas = _comunas(8, 12, 14, 40)
    city = _yearly(dict.fromkeys((2021, 2022, 2023), 74), 8000)
    gap = _gap(rate(), comunas, city)
    assert gap is not None
    assert (gap.lowest_area_id, gap.highest_area_id) == ("comuna-2", "comuna-4")  # 8 deaths are too few to be named
    assert gap.period_months == 12
    assert (gap.difference, gap.ratio) == (pytest.approx(14.0), pytest.approx(40 / 12))
    # exact 99.8 % limits of 40 deaths: 23.3 to 63.7, so from 11.6 per 1,000 on; the city has 9.25
    assert (gap.area_count, gap.beyond_chance_count) == (4, 1)


def test_noise_has_no_gap() -> None:
    assert _gap(rate(), _comunas(12, 15, 18, 14), _yearly(dict.fromkeys((2021, 2022, 2023), 59), 8000)) is None
    assert _gap(rate(), _comunas(12, 40), []) is None


def test_a_gap_of_few_deaths_is_seen_over_three_years() -> None:
    gap = _gap(rate(), _comunas(4, 5, 6, 16), _yearly(dict.fromkeys((2021, 2022, 2023), 31), 8000))
    assert gap is not None
    assert gap.period_start == date(2021, 1, 1)
    assert (gap.lowest, gap.highest) == (pytest.approx(2.0), pytest.approx(8.0))


def test_a_survey_gap_comes_from_its_limits() -> None:
    survey = proportion(interval="published", frequency="year", direction="neutral")
    comunas = {
        f"comuna-{place}": points_with_limits(survey, [observed(date(2022, 1, 1), 12, value=value)], {}, {})
        for place, value in enumerate((10.0, 12.0, 48.6, 20.0), start=1)
    }
    gap = _gap(survey, comunas, points_with_limits(survey, [observed(date(2022, 1, 1), 12, value=20.0)], {}, {}))
    assert gap is not None
    assert (gap.lowest_area_id, gap.highest_area_id, gap.difference) == ("comuna-1", "comuna-3", pytest.approx(38.6))
