from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bahealth.assess.model import Change, ChangeMethod, ChangeVerdict, ComparedValue, Reliability
from bahealth.catalog.model import Direction
from bahealth.charts.comuna_intervals import comuna_interval_rows
from bahealth.charts.comuna_map import comuna_map_rows
from bahealth.charts.funnel import funnel_rows
from bahealth.charts.funnel_limits import Z_95, Z_998, funnel_of
from bahealth.charts.house import Row
from bahealth.charts.scale import epoch_ms
from bahealth.charts.trend import Note, trend_rows
from bahealth.i18n import Text
from tests.charts.samples import (
    AREAS,
    LIMITS,
    MIRROR,
    a_compared,
    a_comuna,
    a_target,
    a_verdict,
    an_indicator,
    months,
    years,
)

ES = Text("es")
SWAPPED = {"good": "concern", "concern": "good"}
CENTRES = dict.fromkeys(AREAS, (-58.4, -34.6))


def layer(rows: list[Row], name: str) -> list[Row]:
    return [row for row in rows if row["layer"] == name]


def test_trend_speaks_the_readers_form() -> None:
    indicator = an_indicator()
    rows = trend_rows(years({2020: 4.9, 2021: 4.6}), a_verdict(indicator), [], indicator, ES)
    newest = layer(rows, "newest")[0]
    assert newest["spoken"] == "2021: 4,6\u00a0por 1.000 nacidos vivos"
    assert newest["interval_text"] == "3,7 a 5,5"
    assert layer(rows, "label")[0]["label"] == "4,6"


@pytest.mark.parametrize(("baseline", "layer_name"), [(9.0, "label above"), (2.0, "label below")])
def test_newest_value_is_written_clear_of_the_trajectory(baseline: float, layer_name: str) -> None:
    indicator, target = an_indicator(), a_target()
    goal = target.goal.model_copy(update={"baseline_value": baseline})
    verdict = a_verdict(indicator, target=target.model_copy(update={"goal": goal}))
    rows = trend_rows(years({2020: 4.9, 2021: 4.6}), verdict, [], indicator, ES)
    assert [row["label"] for row in layer(rows, layer_name)] == ["4,6"]
    assert layer(rows, "label") == []


def test_missing_year_breaks_the_line_of_a_trend() -> None:
    indicator = an_indicator()
    rows = trend_rows(years({2010: 7.0, 2011: 8.8, 2014: 8.1, 2015: 6.4}), a_verdict(indicator), [], indicator, ES)
    assert [row["segment"] for row in layer(rows, "line")] == ["0", "0", "1", "1"]


def test_target_of_the_end_of_2027_stands_above_2027() -> None:
    indicator = an_indicator()
    verdict = a_verdict(indicator, target=a_target())
    rows = trend_rows(years({2020: 4.9, 2021: 4.6}), verdict, [], indicator, ES)
    assert layer(rows, "target")[0]["x"] == epoch_ms(date(2027, 1, 1))
    assert layer(rows, "target")[0]["label"] == "meta 4,0\ndic 2027"
    path = [(row["x"], row["value"]) for row in layer(rows, "trajectory")]
    assert path == [(epoch_ms(date(2019, 1, 1)), 7.3), (epoch_ms(date(2027, 1, 1)), 4.0)]
    assert [(row["lower"], row["upper"]) for row in layer(rows, "forecast")] == [(3.1, 5.2)]


def test_forecast_of_a_date_that_has_passed_is_not_drawn() -> None:
    indicator = an_indicator()
    verdict = a_verdict(indicator, target=a_target())
    assert layer(trend_rows(years({2026: 4.9, 2027: 4.6}), verdict, [], indicator, ES), "forecast") == []


def test_limits_are_drawn_inside_what_is_possible() -> None:
    indicator = an_indicator(kind="proportion", interval="wilson", multiplier=100, unit={"es": "%", "en": "%"})
    wide = LIMITS.model_copy(update={"lower": -5.0, "upper": 112.0})
    change = ChangeVerdict(change=Change.NO_SIGNAL, method=ChangeMethod.XMR, limits=wide)
    rows = trend_rows(months([80.0] * 12), a_verdict(indicator, change=change), [], indicator, ES)
    band = layer(rows, "limits")[0]
    assert (band["lower"], band["upper"]) == (0, 100)
    assert band["label"] == "límites de control 0,0 a 100,0 · media 80,0"
    assert layer(rows, "whisker") == []
    seasonal = trend_rows(
        months([80.0] * 12),
        a_verdict(indicator, change=change),
        [],
        indicator.model_copy(update={"is_seasonal": True}),
        ES,
    )
    assert str(layer(seasonal, "limits")[0]["label"]).endswith("· sin estacionalidad")


def test_ten_years_of_months_stay_below_two_hundred_marks() -> None:
    indicator = an_indicator(frequency="month")
    change = ChangeVerdict(change=Change.NO_SIGNAL, method=ChangeMethod.XMR, limits=LIMITS)
    rows = trend_rows(
        months([80.0 + place % 3 for place in range(120)]),
        a_verdict(indicator, change=change, target=a_target(90)),
        [],
        indicator,
        ES,
    )
    assert sum(row["layer"] not in ("line", "trajectory") for row in rows) < 200


def test_neighbouring_notes_stand_on_different_lines() -> None:
    indicator = an_indicator()
    notes = [Note(date(2020, 3, 20), "Aislamiento"), Note(date(2020, 6, 1), "Nueva definición", is_break=True)]
    rows = trend_rows(years({2018: 6.0, 2019: 7.3, 2020: 4.9}), a_verdict(indicator), notes, indicator, ES)
    labels = [str(row["label"]) for row in layer(rows, "late note")]
    assert [label.count("\n") for label in labels] == [2, 1]
    assert layer(rows, "break")[0]["spoken"] == "1 jun 2020: Nueva definición"
    assert len(layer(rows, "note")) == 1


def test_nothing_is_drawn_without_points() -> None:
    indicator = an_indicator()
    assert trend_rows([], a_verdict(indicator, target=a_target()), [], indicator, ES) == []
    assert comuna_interval_rows([], a_verdict(indicator, value=5.3), AREAS, indicator, ES) == []
    assert funnel_rows([], AREAS, indicator, ES) == []


verdict_values = st.lists(st.tuples(st.floats(0.5, 99), st.sampled_from([-1, 0, 1])), min_size=3, max_size=15)


@settings(deadline=None)
@given(verdict_values, st.sampled_from([Direction.LOWER, Direction.HIGHER]))
def test_flipping_the_direction_flips_every_judgement_of_map_intervals_and_funnel(
    values: list[tuple[float, int]], direction: Direction
) -> None:
    def tones(way: Direction) -> list[list[object]]:
        indicator = an_indicator(direction=way)
        verdicts = [a_comuna(indicator, place, *value) for place, value in enumerate(values, start=1)]
        city = a_verdict(indicator, compared=a_compared(20.0))
        return [
            [row.get("tone") for row in comuna_map_rows(verdicts, AREAS, CENTRES, indicator, ES)],
            [row.get("tone") for row in comuna_interval_rows(verdicts, city, AREAS, indicator, ES)],
            [row.get("tone") for row in funnel_rows(verdicts, AREAS, indicator, ES)],
        ]

    here, there = tones(direction), tones(MIRROR[direction])
    assert there == [[SWAPPED.get(str(tone), tone) for tone in chart] for chart in here]


@given(st.lists(st.floats(50, 110), min_size=2, max_size=24), st.sets(st.integers(0, 23)))
def test_flipping_the_direction_flips_every_judgement_of_a_trend(values: list[float], special: set[int]) -> None:
    change = ChangeVerdict(change=Change.NO_SIGNAL, method=ChangeMethod.XMR, limits=LIMITS)

    def tones(way: Direction) -> list[object]:
        indicator = an_indicator(direction=way)
        verdict = a_verdict(indicator, change=change, target=a_target())
        return [row["tone"] for row in trend_rows(months(values, special=tuple(special)), verdict, [], indicator, ES)]

    assert tones(Direction.HIGHER) == [SWAPPED.get(str(tone), tone) for tone in tones(Direction.LOWER)]


def test_neutral_areas_are_higher_or_lower_never_good_or_bad() -> None:
    indicator = an_indicator(direction=Direction.NEUTRAL)
    verdicts = [a_comuna(indicator, 1, 9.4, 1), a_comuna(indicator, 2, 2.1, -1), a_comuna(indicator, 3, 5.0, 0)]
    rows = layer(comuna_map_rows(verdicts, AREAS, CENTRES, indicator, ES), "shape")
    assert [row["tone"] for row in rows] == ["higher", "lower", "plain"]
    assert [row["number_text"] for row in rows] == ["9,4 ▲", "2,1 ▼", "5,0"]


@pytest.mark.parametrize("compared", [None, a_compared(9.4, 1, reliability=Reliability.WIDE)])
def test_area_without_a_value_that_can_be_compared_is_not_coloured(compared: ComparedValue | None) -> None:
    indicator = an_indicator()
    verdict = a_comuna(indicator, 4, 9.4, 1).model_copy(update={"compared": compared})
    row = comuna_map_rows([verdict], AREAS, CENTRES, indicator, ES)[0]
    assert (row["tone"], row["value"], row["number_text"]) == ("absent", None, "")
    assert row["spoken"] == "Comuna 4: sin valor comparable"


def test_a_smoothed_map_writes_modelled_values_keeps_the_crude_ones_and_their_colours() -> None:
    indicator = an_indicator()
    verdicts = [a_comuna(indicator, 1, 9.4, 1), a_comuna(indicator, 2, 2.1, -1)]
    crude = layer(comuna_map_rows(verdicts, AREAS, CENTRES, indicator, ES), "label")
    rows = layer(comuna_map_rows(verdicts, AREAS, CENTRES, indicator, ES, smoothed={"comuna-1": 6.55}), "label")
    assert [row["tone"] for row in rows] == [row["tone"] for row in crude]
    assert [row["value_text"] for row in rows] == [row["value_text"] for row in crude]
    assert [row["number_text"] for row in rows] == ["≈ 6,6", ""]  # without counts there is none
    assert rows[0]["modelled_text"] == "6,6\u00a0por 1.000 nacidos vivos"
    assert str(rows[0]["spoken"]).startswith("Comuna 1, valor modelado: 6,6")


def test_intervals_are_ordered_by_value_and_those_without_come_last() -> None:
    indicator = an_indicator()
    verdicts = [
        a_comuna(indicator, 1, 3.0, 0),
        a_comuna(indicator, 2, 9.0, 1),
        a_comuna(indicator, 3, 1.0, 0).model_copy(update={"compared": None}),
    ]
    city = a_verdict(indicator, value=5.9, compared=a_compared(5.3))
    rows = comuna_interval_rows(verdicts, city, AREAS, indicator, ES)
    assert [row["label"] for row in rows] == [
        "Comuna 2\u20039,0 ▲",
        "Comuna 1\u20033,0",
        "Comuna 3\u2003–",
        "Ciudad 5,3",
    ]


def test_areas_are_drawn_over_the_period_in_which_they_are_compared_not_over_that_of_their_rows() -> None:
    indicator = an_indicator()
    own = {"value": 14.0, "lower": 9.0, "upper": 20.0, "period_start": date(2023, 1, 1), "period_months": 12}
    verdicts = [a_comuna(indicator, place, 8.0 + place, 0, **own) for place in range(1, 5)]
    city = a_verdict(indicator, value=5.3, compared=a_compared(6.0))
    drawn = [
        *layer(comuna_map_rows(verdicts, AREAS, CENTRES, indicator, ES), "shape"),
        *layer(comuna_interval_rows(verdicts, city, AREAS, indicator, ES), "area"),
    ]
    assert {row["period_text"] for row in drawn} == {"2021–2023"}
    assert sorted({row["value"] for row in drawn}) == [9.0, 10.0, 11.0, 12.0]
    assert layer(comuna_interval_rows(verdicts, city, AREAS, indicator, ES), "city")[0]["value"] == 6.0
    assert [row["value"] for row in layer(funnel_rows(verdicts, AREAS, indicator, ES), "area")] == [9, 10, 11, 12]


def test_funnel_limits_of_a_proportion_by_hand() -> None:
    # 200 of 1,000: p = 0.2; n = 100: 0.2 ± 1.96 sqrt(0.2 x 0.8 / 100) = 0.2 ± 0.0784
    funnel = funnel_of([(100, 500), (100, 500)], is_proportion=True)
    assert funnel is not None
    assert funnel.limits(100, Z_95) == pytest.approx((0.1216, 0.2784), abs=1e-4)


def test_funnel_limits_of_a_rate_are_exact_poisson_limits_of_the_expected_events() -> None:
    # 10 expected events: exact 95 % limits 4.795 and 18.390 (Garwood's table)
    funnel = funnel_of([(10, 1000), (10, 1000)], is_proportion=False)
    assert funnel is not None
    lower, upper = funnel.limits(1000, Z_95)
    assert (lower * 1000, upper * 1000) == pytest.approx((4.795, 18.390), abs=1e-3)


def test_funnel_widens_when_areas_differ_by_more_than_chance() -> None:
    # Ten areas of 10,000 people alternate between 10 % and 30 %: z is far above 1 for each.
    funnel = funnel_of([(1000, 10_000), (3000, 10_000)] * 5, is_proportion=True)
    assert funnel is not None
    assert funnel.dispersion > 100
    lower, upper = funnel.limits(10_000, Z_998)
    assert lower < 0.1
    assert upper > 0.3
    few = funnel_of([(1000, 10_000), (3000, 10_000)] * 4, is_proportion=True)  # eight areas: no correction
    assert few is not None
    assert few.tau_squared == 0


@pytest.mark.parametrize("cases", [[], [(0, 100), (0, 50)], [(100, 100), (50, 50)]])
def test_funnel_needs_something_that_varies(cases: list[tuple[float, float]]) -> None:
    assert funnel_of(cases, is_proportion=True) is None


def test_count_has_no_funnel() -> None:
    indicator = an_indicator(kind="count", denominator=None, multiplier=1)
    assert funnel_rows([a_comuna(indicator, place, 5.0, 0) for place in (1, 2, 3)], AREAS, indicator, ES) == []
