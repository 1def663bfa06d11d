from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom, nbinom, norm

from bahealth.assess.ahead import Ahead
from bahealth.assess.forecast import Forecast, Method, _ahead, due_period, forecast, meets, rounded_probability
from bahealth.assess.intervals import points_with_limits
from bahealth.assess.local_level import fit
from bahealth.assess.model import Goal, NoForecast, Point
from bahealth.catalog.model import Direction, Indicator
from tests.assess.example import count, goal, monthly, observed, proportion, rate
from tests.assess.test_change import NOISE, deis


@pytest.mark.parametrize("seed", range(11))
def test_the_local_level_is_that_of_statsmodels(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size, ratio = int(rng.integers(12, 120)), float(rng.choice([0.0, 0.01, 0.1, 1.0, 10.0]))
    values = 0.1 * (np.cumsum(rng.normal(0, np.sqrt(ratio), size)) + rng.normal(0, 1, size))
    if seed % 2:
        values[rng.choice(np.arange(1, size - 1), size // 8, replace=False)] = np.nan
    reference = sm.tsa.UnobservedComponents(values, "llevel", use_exact_diffuse=True).fit(disp=0, maxiter=500)
    ahead = reference.get_forecast(6)
    found = fit(values.tolist())
    # statsmodels counts -log(2 pi) / 2 for the diffuse start; ours begins with the second point.
    assert found.log_likelihood >= reference.llf + 0.5 * np.log(2 * np.pi) - 1e-4
    assert found.forecast(6)[0] == pytest.approx(ahead.predicted_mean[-1], abs=5e-4)
    assert found.forecast(6)[1] ** 0.5 == pytest.approx(ahead.se_mean[-1], rel=5e-3)


def test_a_local_level_needs_three_points_and_both_ends() -> None:
    for values in ([1.0, 2.0], [float("nan"), 1.0, 2.0, 3.0], [1.0, 2.0, 3.0, float("nan")]):
        with pytest.raises(ValueError, match="three points"):
            fit(values)


def test_a_constant_series_fits_without_noise() -> None:
    model = fit([1.5] * 12)
    assert model.level == 1.5
    assert model.forecast(12)[1] < 1e-9


def test_the_probability_is_the_normal_tail_of_the_reference_on_the_logit_scale() -> None:
    events = NOISE * 3
    points = monthly(proportion(), events, 150)
    found = forecast(proportion(), points, goal(82.0, date(2027, 3, 31)))  # six months after September 2026
    k, n, t = np.array(events, float), 150, 0.82
    scaled = np.log((k + 0.5) / (n - k + 0.5))
    ahead = sm.tsa.UnobservedComponents(scaled, "llevel").fit(disp=0).get_forecast(6)
    target = np.log((t * n) / (n + 1 - t * n))  # half a count below
    chance = norm.sf(target, ahead.predicted_mean[-1], ahead.se_mean[-1])
    assert found.method is Method.LOCAL_LEVEL
    assert found.probability == rounded_probability(chance)
    lower, upper = (ahead.predicted_mean[-1] + sign * 1.2816 * ahead.se_mean[-1] for sign in (-1, 1))
    assert found.lower == pytest.approx(100 / (1 + np.exp(-lower)), abs=0.1)
    assert found.upper == pytest.approx(100 / (1 + np.exp(-upper)), abs=0.1)


def test_a_rate_is_forecast_on_the_log_scale() -> None:
    found = forecast(rate(), deis(), goal(4.5, date(2027, 12, 31)))
    assert found.method is Method.DAMPED_TREND
    assert found.probability is not None
    assert 0.05 <= found.probability <= 0.45
    assert found.lower is not None
    assert found.upper is not None
    assert 2.5 < found.lower < 5.5 < found.upper < 10


def test_a_target_far_above_or_below_is_nearly_certain_but_never_certain() -> None:
    points = monthly(proportion(), NOISE * 3, 150)
    assert forecast(proportion(), points, goal(10)).probability == 0.95
    assert forecast(proportion(), points, goal(99)).probability == 0.05
    assert forecast(proportion(), points, goal(10)).likely_from == date(2026, 10, 31)
    assert forecast(proportion(), points, goal(99)).likely_from is None


def test_below_twelve_points_the_last_year_is_pooled() -> None:
    points = monthly(proportion(), NOISE[:8], 150)
    found = forecast(proportion(), points, goal(81.0))
    k = sum(NOISE[:8])
    chance = betabinom(150, k + 0.5, 8 * 150 - k + 0.5).sf(121)  # 81 % of 150 is 121.5: 122 or more
    assert (found.method, found.probability) == (Method.BETA_BINOMIAL, rounded_probability(chance))
    deaths = count()
    found = forecast(deaths, monthly(deaths, [3, 1, 4, 1, 5, 2], None), goal(2))
    assert found.method is Method.GAMMA_POISSON
    assert found.probability == rounded_probability(nbinom(16.5, 6 / 7).cdf(2))


def test_years_are_never_pooled_and_their_limits_are_wider() -> None:
    yearly = rate(frequency="year")
    values = [8.0, 8.4, 7.8, 8.1, 8.5, 7.9, 8.2, 7.6, 7.9, 8.3, 7.5, 8.6]

    def points(count: int) -> list[Point]:
        rows = [
            observed(date(2012 + place, 1, 1), 12, value=one, numerator=40 * one, denominator=40_000)
            for place, one in enumerate(values[:count])
        ]
        return points_with_limits(yearly, rows, {}, {})

    due = goal(6.0, date(2027, 12, 31))
    assert forecast(yearly, points(11), due).method is Method.NONE
    found = forecast(yearly, points(12), due)
    model = fit([math.log(one + 0.5 / 40) for one in values])
    mean, variance = model.forecast(4)
    reach = 1.2816 * 1.2 * math.sqrt(variance)
    assert found.method is Method.LOCAL_LEVEL
    assert (found.lower, found.upper) == (
        pytest.approx(math.exp(mean - reach), rel=1e-4),
        pytest.approx(math.exp(mean + reach), rel=1e-4),
    )


def test_a_row_of_three_months_is_forecast_as_the_mean_of_three_months() -> None:
    points = monthly(proportion(), NOISE * 2, 150)
    month, quarter = (forecast(proportion(), points, goal(81.0), months=one) for one in (1, 3))
    assert None not in {month.lower, month.upper, quarter.lower, quarter.upper}
    assert (month.upper or 0) - (month.lower or 0) > (quarter.upper or 0) - (quarter.lower or 0)
    few = monthly(proportion(), NOISE[:8], 150)
    k = sum(NOISE[:8])
    chance = betabinom(450, k + 0.5, 8 * 150 - k + 0.5).sf(364)  # 81 % of 450 is 364.5: 365 or more
    assert forecast(proportion(), few, goal(81.0), months=3).probability == rounded_probability(chance)


def test_too_few_points_or_people_or_no_direction_give_no_probability() -> None:
    assert forecast(proportion(), monthly(proportion(), NOISE[:5], 150), goal(80)).method is Method.NONE
    assert forecast(proportion(), monthly(proportion(), [20] * 5 + [21] * 9, 29), goal(80)).method is Method.NONE
    neutral = proportion(direction="neutral")
    assert forecast(neutral, monthly(neutral, NOISE * 2, 150), goal(80)).probability is None


def test_a_date_already_reached_is_not_forecast() -> None:
    points = monthly(proportion(), NOISE * 2, 150)  # to September 2026
    assert forecast(proportion(), points, goal(80, date(2026, 9, 30))).method is Method.NONE
    assert forecast(proportion(), points, goal(80, date(2026, 10, 30))).method is Method.NONE  # October is not over
    assert forecast(proportion(), points, goal(80, date(2026, 10, 31))).probability is not None


def test_a_break_starts_the_model_again() -> None:
    events = [60] * 6 + [61, 62, 63, 64, 65, 66] + NOISE
    points = monthly(proportion(), events, 150)
    assert forecast(proportion(), points, goal(85)).method is Method.LOCAL_LEVEL
    broken = forecast(proportion(), points, goal(85), breaks=[points[15].period_start])
    assert broken.method is Method.BETA_BINOMIAL


def test_a_season_moves_the_forecast_with_the_month_and_needs_three_years() -> None:
    seasonal = proportion(is_seasonal=True)
    events = [round(75 + 30 * np.sin(2 * np.pi * month / 12) + month * 7 % 5) for month in range(48)]
    points = monthly(seasonal, events, 150)  # September 2026 is the last of four waves: months 47, 35, ...
    high = forecast(seasonal, points, goal(60, date(2027, 1, 31)))  # month 51, the top of the wave
    low = forecast(seasonal, points, goal(60, date(2027, 7, 31)))  # month 57, its bottom
    assert (high.probability or 0) >= 0.8
    assert (low.probability or 1) <= 0.1
    assert forecast(seasonal, points[-35:], goal(60)).method is Method.NONE


@pytest.mark.parametrize(
    ("day", "key"),
    [(date(2027, 12, 31), "2027"), (date(2027, 12, 30), "2026"), (date(2028, 1, 1), "2027")],
)
def test_the_target_is_about_the_last_whole_period(day: date, key: str) -> None:
    assert due_period(rate(), day).key == key


def test_exactly_on_target_is_met_in_both_directions() -> None:
    assert meets(Direction.HIGHER, 80.0, 80.0)
    assert meets(Direction.LOWER, 80.0, 80.0)


@given(st.floats(0, 1))
def test_probabilities_are_rounded_to_5_percent_never_0_or_1_and_mirror(probability: float) -> None:
    found = rounded_probability(probability)
    assert 0.05 <= found <= 0.95
    assert found * 20 == pytest.approx(round(found * 20))
    assert abs(found - probability) <= 0.05 + 1e-9
    assert found + rounded_probability(1 - probability) == pytest.approx(1)


def test_a_year_without_figures_widens_the_forecast() -> None:
    whole = forecast(rate(), deis(2021), goal(4.5, date(2022, 12, 31)))
    later = forecast(rate(), deis(2021), goal(4.5, date(2027, 12, 31)))
    assert (later.upper or 0) - (later.lower or 0) > (whole.upper or 0) - (whole.lower or 0)


def test_values_of_0_or_100_percent_without_people_are_left_out() -> None:
    survey = proportion(interval="published", frequency="year")
    from bahealth.assess.intervals import points_with_limits

    rows = [observed(date(2010 + year, 1, 1), 12, value=100.0) for year in range(13)]
    assert forecast(survey, points_with_limits(survey, rows, {}, {}), goal(90)).method is Method.NONE


def test_what_is_not_a_whole_number_of_people_is_met_from_the_next_one_on() -> None:
    """80 % of 150 is met from 120 people on, 80.5 % (120.75) and 80.6 % (120.9) both from 121 on."""
    points = monthly(proportion(), NOISE * 3, 150)
    found = _ahead(proportion(), points, 1, 1.0)
    assert isinstance(found, Ahead)
    chances = {target: found.chance(target, 6) for target in (80.0, 80.5, 80.6, 80.0 + 2 / 3)}
    assert chances[80.5] == chances[80.6] == pytest.approx(chances[80.0 + 2 / 3])
    assert chances[80.0] > chances[80.5]


def test_months_already_known_stand_fixed_and_the_rest_is_that_of_simulated_paths() -> None:
    """Nine months of a year known, three ahead: 40,000 paths of level and noise, added to the known counts."""
    points = monthly(proportion(), [*NOISE * 2, *[130] * 9], 150)
    found = _ahead(proportion(), points, 12, 1.0)
    assert isinstance(found, Ahead)
    model, rng = found.model, np.random.default_rng(7)
    level = model.level + rng.normal(0, model.level_variance**0.5, 40_000)
    total = np.full(40_000, float(sum(one.numerator or 0 for one in points[-9:])))
    for _ in range(3):
        level += rng.normal(0, model.step_variance**0.5, 40_000)
        total += 150 / (1 + np.exp(-(level + rng.normal(0, model.noise_variance**0.5, 40_000))))
    for target in (83.0, 84.5, 85.0, 85.5, 86.0):
        edge = math.ceil(target * 18 - 1e-9) - 0.5  # people of 1,800
        assert found.chance(target, 3) == pytest.approx(float((total > edge).mean()), abs=0.02)
    lower, upper = found.limits(3)
    assert lower == pytest.approx(float(np.quantile(total, 0.1)) / 18, abs=0.15)
    assert upper == pytest.approx(float(np.quantile(total, 0.9)) / 18, abs=0.15)


def test_a_year_of_which_eleven_months_are_known_is_all_but_decided() -> None:
    points = monthly(proportion(), NOISE * 3, 150)
    known = sum(one.value for one in points[-11:]) / 11
    for target, chance in ((known - 4, 0.95), (known + 4, 0.05)):
        assert forecast(proportion(), points, goal(target, date(2026, 10, 31)), months=12).probability == chance
    wholly_ahead = forecast(proportion(), points, goal(known, date(2027, 9, 30)), months=12)
    nearly_known = forecast(proportion(), points, goal(known, date(2026, 10, 31)), months=12)
    assert _width(nearly_known) < _width(wholly_ahead) / 3


def test_a_gap_among_the_known_months_makes_none_of_them_known() -> None:
    events: list[float | None] = [*NOISE * 3]
    gap = [*events[:-4], None, *events[-3:]]
    whole, broken = (
        forecast(proportion(), monthly(proportion(), one, 150), goal(80, date(2026, 12, 31)), months=12)
        for one in (events, gap)
    )
    assert _width(broken) > 1.5 * _width(whole)


def _width(found: Forecast) -> float:
    assert found.lower is not None
    assert found.upper is not None
    return found.upper - found.lower


def test_a_factor_widens_the_limits_and_moves_the_chance_towards_one_half() -> None:
    points = monthly(proportion(), NOISE * 3, 150)
    plain, wide = (forecast(proportion(), points, goal(81), widening=one) for one in (1.0, 2.0))
    assert 1.8 * _width(plain) < _width(wide) < 2.2 * _width(plain)
    assert abs((wide.probability or 0) - 0.5) < abs((plain.probability or 0) - 0.5)


def _yearly(count: int, *, is_constant: bool = False) -> list[Point]:
    rows = [
        observed(date(2012 + place, 1, 1), 12, numerator=300.0 + (0 if is_constant else place * 7 % 40)).model_copy(
            update={"denominator": 40_000.0}
        )
        for place in range(count)
    ]
    return points_with_limits(rate(), rows, {}, {})


SEASONAL = proportion(is_seasonal=True)


@pytest.mark.parametrize(
    ("indicator", "points", "target", "reason"),
    [
        (proportion(), [], goal(80), NoForecast.FEW_POINTS),
        (proportion(), monthly(proportion(), NOISE[:1], 150), goal(80), NoForecast.FEW_POINTS),
        (proportion(), monthly(proportion(), NOISE[:5], 150), goal(80), NoForecast.FEW_POINTS),
        (proportion(), monthly(proportion(), [20, 21, 22, 23, 24, 25] * 3, 29), goal(80), NoForecast.FEW_PEOPLE),
        (proportion(), monthly(proportion(), NOISE, 150), goal(80, date(2026, 9, 30)), NoForecast.DATE_REACHED),
        (SEASONAL, monthly(SEASONAL, NOISE * 2, 150), goal(80), NoForecast.SHORT_SEASON),
        (SEASONAL, monthly(SEASONAL, NOISE[:8], 150), goal(80), NoForecast.SHORT_SEASON),
        (rate(), _yearly(11), goal(5, date(2027, 12, 31)), NoForecast.FEW_YEARS),
        (rate(), _yearly(12, is_constant=True), goal(5, date(2027, 12, 31)), NoForecast.CONSTANT),
        (
            proportion(direction="neutral"),
            monthly(proportion(direction="neutral"), NOISE * 2, 150),
            goal(80),
            NoForecast.NEUTRAL,
        ),
        (
            proportion(),
            monthly(proportion(), [*NOISE[:6], *[None] * 20, *NOISE[6:11]], 150),
            goal(80),
            None,
        ),
    ],
)
def test_without_a_probability_the_reason_has_a_name(
    indicator: Indicator, points: list[Point], target: Goal, reason: NoForecast | None
) -> None:
    found = forecast(indicator, points, target)
    assert found.reason is reason
    assert (found.probability is None) == (reason is not None)
