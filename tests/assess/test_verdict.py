from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bahealth.assess.comparison import comparison
from bahealth.assess.model import Change, Point, Reliability, Standing, Status, Step, Verdict
from bahealth.assess.verdict import SeriesInput, assess, expected_period, standing_of, verdict
from bahealth.catalog.model import Level
from bahealth.catalog.periods import Period, add_months
from tests.assess.example import TODAY, count, goal, monthly, observed, proportion, rate
from tests.assess.test_change import NOISE, deis
from tests.assess.test_stepup import _comunas, _yearly

from bahealth.assess.intervals import points_with_limits  # isort: skip


def judged(points: list[Point], **changes: Any) -> Verdict:
    given = {"indicator": proportion(), "area_id": "city", "level": Level.CITY, "as_of": TODAY, "points": points}
    return verdict(SeriesInput(**{**given, **changes}))


def test_the_six_absences_have_their_names_and_no_numbers() -> None:
    nothing = judged([], is_collected=False)
    assert (nothing.status, nothing.is_late) == (Status.NOT_COLLECTED, False)
    late = judged([])
    assert (late.status, late.is_late) == (Status.LATE, True)
    points = monthly(proportion(), NOISE * 2, 150)
    hidden = judged(points, is_suppressed=True)
    assert hidden.status is Status.SUPPRESSED
    elsewhere = judged(points, level=Level.BARRIO)
    assert elsewhere.status is Status.NOT_APPLICABLE
    few = judged(monthly(proportion(), [1] * 6, 3))
    assert (few.status, few.step, few.reliability) == (Status.TOO_FEW, Step.CITY, Reliability.WIDE)
    for one in (nothing, late, hidden, elsewhere):
        assert (one.value, one.lower, one.target, one.period) == (None, None, None, None)
    for one in (nothing, late, hidden, elsewhere, few):
        assert one.standing is Standing.NO_VERDICT
        assert one.change.change is Change.CANNOT_TELL
    assert judged(points).status is Status.NO_TARGET


def test_a_value_without_target_is_steady_until_it_moves_beyond_chance() -> None:
    assert judged(monthly(proportion(), NOISE * 2, 150)).standing is Standing.STEADY
    assert judged(monthly(proportion(), [*NOISE, *NOISE, 149], 150)).standing is Standing.GOOD
    assert judged(monthly(proportion(), [*NOISE, *NOISE, 60], 150)).standing is Standing.ATTENTION


@pytest.mark.parametrize(
    ("target", "status"),
    [(10.0, Status.MET), (77.0, Status.ON_TRACK), (80.4, Status.UNCERTAIN), (95.0, Status.OFF_TRACK)],
)
def test_the_status_follows_interval_and_probability(target: float, status: Status) -> None:
    found = judged(monthly(proportion(), NOISE * 3, 150), goal=goal(target))
    assert found.status is status
    assert found.target is not None
    assert found.target.gap == pytest.approx(100 * 119 / 150 - target)


def test_the_value_of_the_last_period_of_a_target_settles_it() -> None:
    points = monthly(proportion(), NOISE * 3, 150)  # the last value is 119 of 150
    reached = 100 * 119 / 150
    met = judged(points, goal=goal(reached, date(2026, 9, 30)))
    assert (met.status, met.target and met.target.probability) == (Status.MET, None)
    missed = judged(points, goal=goal(reached + 0.01, date(2026, 10, 15)))
    assert missed.status is Status.OFF_TRACK
    assert missed.standing is Standing.ATTENTION
    waiting = judged(points, goal=goal(80, date(2026, 10, 31)))  # October has ended but has not arrived
    assert waiting.target is not None
    assert waiting.target.probability is not None


def test_too_little_for_a_probability_is_said_as_no_forecast_unless_the_interval_settles_it() -> None:
    assert judged(monthly(proportion(), NOISE[:4], 150), goal=goal(80)).status is Status.NO_FORECAST
    assert judged(monthly(proportion(), NOISE[:4], 150), goal=goal(50)).status is Status.MET


def test_a_rate_without_any_interval_is_not_called_met() -> None:
    bare = points_with_limits(rate(), [observed(date(2023, 1, 1), 12, value=1.0)], {}, {})
    found = judged(bare, indicator=rate(), goal=goal(5.0, date(2027, 12, 31)))
    assert (found.status, found.reliability) == (Status.NO_FORECAST, Reliability.NO_INTERVAL)
    assert found.target is not None
    assert found.target.is_met_now


def test_a_neutral_indicator_has_no_target_and_no_good_or_bad() -> None:
    neutral = proportion(direction="neutral")
    found = judged(monthly(neutral, [*NOISE, *NOISE, 60], 150), indicator=neutral, goal=goal(80))
    assert (found.status, found.change.change, found.standing) == (Status.NO_TARGET, Change.LOWER, Standing.STEADY)


def test_a_target_of_a_count_is_asked_of_as_many_periods_as_the_row_shows() -> None:
    deaths = count(frequency="year", lag_months=24)
    rows = [observed(date(year, 1, 1), 12, numerator=one) for year, one in ((2021, 7), (2022, 3), (2023, 2))]
    found = judged(points_with_limits(deaths, rows, {}, {}), indicator=deaths, goal=goal(5, date(2027, 12, 31)))
    assert (found.step, found.value) == (Step.THREE_YEARS, 12)
    assert found.target is not None
    assert (found.target.gap, found.target.is_met_now) == (-3, True)


def test_a_row_without_forecast_has_no_verdict_unless_it_worsens_beyond_chance() -> None:
    assert standing_of(Status.NO_FORECAST, Change.CANNOT_TELL) is Standing.NO_VERDICT
    assert standing_of(Status.NO_FORECAST, Change.NO_SIGNAL) is Standing.NO_VERDICT
    assert standing_of(Status.NO_FORECAST, Change.IMPROVING) is Standing.NO_VERDICT
    assert standing_of(Status.NO_FORECAST, Change.WORSENING) is Standing.ATTENTION


def test_a_comuna_that_needs_three_years_is_settled_by_three_years() -> None:
    # 2 deaths in 2023 are 1.0 per 1,000 and would meet 2.5; the row shows 16 in 6,000, 2.7.
    points = _yearly({2021: 8, 2022: 6, 2023: 2}, 2000)
    found = judged(points, indicator=rate(), goal=goal(2.5, date(2023, 12, 31)))
    assert (found.step, found.value, found.status) == (Step.THREE_YEARS, pytest.approx(16 / 6), Status.OFF_TRACK)


def test_published_windows_are_settled_by_the_window_that_ends_with_the_target() -> None:
    rows = [observed(date(year, 1, 1), 60, numerator=39, denominator=173_527) for year in (2018, 2019)]
    windows = rate(multiplier=100_000, kind="ratio")
    found = judged(points_with_limits(windows, rows, {}, {}), indicator=windows, goal=goal(20, date(2023, 12, 31)))
    assert (found.status, found.value) == (Status.OFF_TRACK, pytest.approx(22.475, abs=1e-3))


# Lateness


@pytest.mark.parametrize(
    ("last", "is_late", "status"),
    [
        (date(2026, 9, 1), False, Status.NO_TARGET),  # October is due at the end of November
        (date(2026, 8, 1), True, Status.NO_TARGET),
        (date(2026, 3, 1), True, Status.NO_TARGET),  # 7 months old: a lag of 1 and six more
        (date(2026, 2, 1), True, Status.LATE),
    ],
)
def test_a_late_month_is_marked_and_after_half_a_year_no_longer_judged(
    last: date, *, is_late: bool, status: Status
) -> None:
    found = judged(monthly(proportion(), NOISE * 2, 150, last=last))
    assert (found.is_late, found.status) == (is_late, status)
    assert found.value == pytest.approx(100 * 119 / 150)


def test_the_newest_expected_period_ended_a_lag_ago() -> None:
    assert expected_period(rate(), TODAY).key == "2024"  # 18 months before November 2026 is May 2025
    assert expected_period(proportion(lag_months=0), date(2026, 11, 1)).key == "2026-10"
    assert expected_period(proportion(lag_months=0, frequency="quarter"), date(2026, 9, 30)).key == "2026-Q2"


def test_official_statistics_of_2022_are_still_judged_in_2026_with_their_age() -> None:
    survey = proportion(interval="published", frequency="year", lag_months=18)
    rows = [observed(date(year, 1, 1), 12, value=20.0 + year % 3) for year in range(2015, 2023)]
    found = judged(points_with_limits(survey, rows, {}, {}), indicator=survey)
    assert (found.status, found.is_late, found.age_months) == (Status.NO_TARGET, True, 46)
    assert found.change.change is not Change.CANNOT_TELL
    old = judged(points_with_limits(survey, rows[:-2], {}, {}), indicator=survey)
    assert (old.status, old.age_months, old.value) == (Status.LATE, 70, rows[-3].value)


def test_a_definition_past_review_is_marked() -> None:
    points = monthly(proportion(), NOISE, 150)
    assert not judged(points).is_past_review
    assert judged(points, indicator=proportion(review_on=date(2026, 6, 1))).is_past_review


# The real series


def test_infant_mortality_of_the_city_by_deis_as_the_app_shows_it() -> None:
    found = judged(deis(), indicator=rate(), goal=goal(4.5, date(2027, 12, 31)))
    assert (found.value, found.numerator, found.denominator) == (pytest.approx(5.461, abs=1e-3), 131, 23988)
    assert (found.lower, found.upper) == (pytest.approx(4.57, abs=0.01), pytest.approx(6.48, abs=0.01))
    assert (found.step, found.reliability, found.period) == (
        Step.AS_REPORTED,
        Reliability.RELIABLE,
        Period.parse("2023"),
    )
    assert (found.is_late, found.age_months) == (True, 34)
    assert found.status is Status.OFF_TRACK
    assert found.standing is Standing.ATTENTION
    assert found.attention_order > 0


def test_maternal_deaths_of_three_years_stand_together() -> None:
    deaths = count(frequency="year", lag_months=24)
    series = {
        2005 + place: one for place, one in enumerate([3, 8, 14, 4, 8, 4, 6, 7, 7, 8, 8, 6, 1, 8, 9, 12, 7, 3, 2])
    }
    rows = [observed(date(year, 1, 1), 12, numerator=one) for year, one in series.items()]
    found = judged(points_with_limits(deaths, rows, {}, {}), indicator=deaths)
    assert (found.value, found.step, found.status) == (12, Step.THREE_YEARS, Status.NO_TARGET)


# The city


def test_a_comuna_is_held_against_the_city_over_the_period_common_to_all() -> None:
    comunas = _comunas(4, 5, 6, 16, 20)
    city = _yearly(dict.fromkeys((2021, 2022, 2023), 21), 8000)
    compared = comparison(rate(), comunas, city)
    found = {
        area: judged(points, indicator=rate(), area_id=area, level=Level.COMUNA, compared=compared)
        for area, points in comunas.items()
    }
    # On their own comuna 4 and 5 need no more than 2023; beside the others they are shown over three years.
    assert [found[f"comuna-{place}"].step for place in (1, 4, 5)] == [
        Step.THREE_YEARS,
        Step.AS_REPORTED,
        Step.AS_REPORTED,
    ]
    assert {one.compared and one.compared.period.key for one in found.values()} == {"2021/2023"}
    # exact 99.8 % limits of 48 deaths in 6,000: 29.4 to 73.5, 4.9 to 12.3 per 1,000; the city has 2.625
    assert (found["comuna-4"].against_city, found["comuna-3"].against_city) == (1, 0)
    assert all(one.gap is None for one in found.values())
    whole = judged(city, indicator=rate(), compared=compared)
    assert whole.gap is not None
    assert whole.against_city is None
    assert whole.compared is not None
    assert (whole.compared.period.key, whole.compared.value) == ("2021/2023", pytest.approx(2.625))


# Laws

EVENTS = st.lists(st.integers(0, 60), min_size=1, max_size=40)
MIRROR = {
    Change.IMPROVING: Change.WORSENING,
    Change.WORSENING: Change.IMPROVING,
    Change.NO_SIGNAL: Change.NO_SIGNAL,
    Change.CANNOT_TELL: Change.CANNOT_TELL,
}


@settings(max_examples=150)
@given(EVENTS, st.integers(0, 100))
def test_flipping_the_direction_flips_every_judgement(events: list[int], target: int) -> None:
    higher, lower = proportion(), proportion(direction="lower")
    points = monthly(higher, [float(one) for one in events], 60)
    up = judged(points, goal=goal(target))
    down = judged(points, indicator=lower, goal=goal(target))
    assert down.change.change is MIRROR[up.change.change]
    same = {"value", "lower", "upper", "step", "reliability", "period_start", "against_city", "age_months"}
    assert up.model_dump(include=same) == down.model_dump(include=same)
    if up.target is None or down.target is None:
        assert up.status is down.status
        return
    assert up.target.is_met_now != down.target.is_met_now or up.target.gap == 0
    assert up.target.gap == down.target.gap
    assert (up.target.probability is None) == (down.target.probability is None)
    assert not (up.status is Status.MET and down.status is Status.MET) or up.target.gap == 0
    assert {up.status, down.status} != {Status.OFF_TRACK} or up.target.probability is None


@settings(max_examples=100)
@given(EVENTS, st.integers(0, 100))
def test_every_row_has_one_status_and_the_standing_that_belongs_to_it(events: list[int], target: int) -> None:
    found = judged(monthly(proportion(), [float(one) for one in events], 60), goal=goal(target))
    assert found.standing is standing_of(found.status, found.change.change)
    assert found.attention_order >= 0
    assert (found.attention_order > 0) <= (found.standing in {Standing.ATTENTION, Standing.UNCERTAIN})
    assert Verdict.model_validate_json(found.model_dump_json()) == found


def test_every_pair_of_status_and_change_has_a_standing() -> None:
    assert {standing_of(status, change) for status in Status for change in Change} == set(Standing)


def test_more_people_further_off_come_first() -> None:
    def order(events: list[float], people: float) -> float:
        return judged(monthly(proportion(), events, people), goal=goal(95)).attention_order

    assert order([60 + one / 100 for one in NOISE * 2], 150) > order([float(one) for one in NOISE * 2], 150)
    assert order([one * 10 for one in NOISE * 2], 1500) > order([float(one) for one in NOISE * 2], 150)


def test_marked_points_are_those_of_the_chart_and_others_stay_as_they_were() -> None:
    points = monthly(proportion(), [*NOISE, *NOISE, 60], 150)
    found = assess(SeriesInput(indicator=proportion(), area_id="city", level=Level.CITY, as_of=TODAY, points=points))
    assert [one.is_special for one in found.points] == [False] * 24 + [True]
    assert [one.value for one in found.points] == [one.value for one in points]
    assert found.points[0].period_start == add_months(date(2026, 9, 1), -24)
