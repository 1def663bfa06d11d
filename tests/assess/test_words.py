from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from bahealth.assess import words
from bahealth.assess.intervals import points_with_limits
from bahealth.assess.model import Change, Rule, Standing, Status, Step, Verdict
from bahealth.catalog.model import IntervalMethod, Level
from bahealth.i18n import NO_BREAK_SPACE, Text
from tests.assess.example import count, goal, monthly, observed, proportion, rate
from tests.assess.test_change import NOISE, deis
from tests.assess.test_stepup import _yearly
from tests.assess.test_verdict import judged

DUE = date(2027, 12, 31)
ES, EN = Text("es"), Text("en")


def said(found: Verdict, t: Text, area: str = "Ciudad") -> str:
    indicator = rate() if found.indicator_id == "infant" else proportion()
    return words.sentence(found, indicator, area, t).replace(NO_BREAK_SPACE, " ")


def test_the_citys_infant_mortality_can_be_read_aloud() -> None:
    found = judged(deis(), indicator=rate(), goal=goal(4.5, date(2027, 12, 31)))
    assert said(found, EN, "City") == (
        "Infant mortality, City: 5.5 per 1,000 live births (2023; newer figures are late). "
        "Above the target of 4.5 per 1,000 live births, no change beyond chance; "
        "if its trend of many years goes on more slowly it is unlikely to be met by December 2027."
    )
    assert said(found, ES) == (
        "Mortalidad infantil, Ciudad: 5,5 por 1.000 nacidos vivos (2023; faltan datos más nuevos). "
        "Por encima de la meta de 4,5 por 1.000 nacidos vivos, sin cambios más allá del azar; "
        "si su tendencia de muchos años sigue, cada vez más lenta, "
        "es poco probable que se cumpla para diciembre de 2027."
    )


def test_too_few_deaths_are_said_as_an_interval() -> None:
    found = judged(_yearly({2021: 2, 2022: 3, 2023: 1}), indicator=rate())
    # 6 deaths of 6,000: exact limits 2.20 to 13.06
    assert said(found, EN, "Comuna 3") == (
        "Infant mortality, Comuna 3: between 0.4 and 2.2 per 1,000 live births (2021–2023; newer figures are late). "
        "Too few events to judge this area."
    )
    assert said(found, ES, "Comuna 3") == (
        "Mortalidad infantil, Comuna 3: entre 0,4 y 2,2 por 1.000 nacidos vivos (2021–2023; faltan datos más nuevos). "
        "Muy pocos casos para juzgar esta área."
    )


def test_a_signal_says_since_when_and_never_why() -> None:
    found = judged(monthly(proportion(), [*NOISE, *NOISE, 60], 150))
    assert said(found, EN) == (
        "Complete check-ups, Ciudad: 40.0% (Sept 2026). "
        "Worsening since September 2026 and not by chance; no target has been set."
    )
    assert said(found, ES) == (
        "Controles completos, Ciudad: 40,0 % (sept 2026). "
        "Empeora desde septiembre de 2026 y no por azar; no se fijó una meta."
    )


def test_a_yearly_trend_says_from_which_to_which_year_because_years_may_be_missing() -> None:
    found = judged(deis(2021), indicator=rate(), as_of=date(2023, 11, 1))
    assert said(found, ES).endswith(
        "Mejora entre 2017 y 2021 (últimos cinco datos) y no por azar; no se fijó una meta."
    )


def test_a_demonstration_target_is_called_so_aloud() -> None:
    example = goal(4.5, date(2027, 12, 31)).model_copy(update={"is_demonstration": True})
    found = judged(deis(), indicator=rate(), goal=example)
    assert "above the demonstration target of 4.5" in said(found, EN).replace("Above", "above")


def test_deaths_of_three_years_are_said_with_their_yearly_mean() -> None:
    deaths = count(frequency="year", lag_months=24, unit={"es": "muertes", "en": "deaths"})
    rows = [observed(date(year, 1, 1), 12, numerator=one) for year, one in ((2021, 7), (2022, 3), (2023, 2))]
    found = judged(points_with_limits(deaths, rows, {}, {}), indicator=deaths)
    text = words.reading(found, deaths, ES).replace(NO_BREAK_SPACE, " ")
    assert text == "12 muertes (2021–2023; 4,0 muertes por año en promedio). No se fijó una meta."


def test_of_a_yearly_count_nothing_is_said_about_change_and_of_a_survey_no_more_than_it_can_show() -> None:
    births = count(frequency="year", lag_months=24, interval="none", direction="neutral")
    rows = [observed(date(year, 1, 1), 12, numerator=24000.0 + year) for year in range(2015, 2024)]
    found = judged(points_with_limits(births, rows, {}, {}), indicator=births)
    assert words.reading(found, births, EN).replace(NO_BREAK_SPACE, " ") == "26,023 Text (2023)."
    survey = proportion(interval="published", frequency="year", lag_months=24)
    rows = [observed(date(year, 1, 1), 12, value=20.0 + year % 2) for year in range(2017, 2024)]
    found = judged(points_with_limits(survey, rows, {}, {}), indicator=survey)
    assert "No change larger than the survey's possible error" in words.reading(found, survey, EN)


def test_absences_are_said_by_name() -> None:
    assert said(judged([], is_collected=False), ES).endswith("no se releva. Todavía nadie envía este dato.")
    assert said(judged([]), EN).endswith("late. No figure has arrived for this area.")
    assert "withheld" in said(judged([], is_suppressed=True), EN)
    assert "not applicable" in said(judged([], level=Level.BARRIO), EN)
    old = judged(monthly(proportion(), NOISE * 2, 150, last=date(2025, 9, 1)))
    assert said(old, EN).endswith("The newest figure is 13 months old: too old to say how things stand today.")


def test_a_missed_and_a_met_target_are_said_plainly() -> None:
    points = monthly(proportion(), NOISE * 3, 150)
    assert said(judged(points, goal=goal(95, date(2026, 9, 30))), EN).endswith(
        "the target for September 2026 was missed."
    )
    assert said(judged(points, goal=goal(50, date(2026, 9, 30))), EN).endswith("the target is met.")


def test_where_the_newest_figure_points_away_from_the_outlook_one_figure_does_not_decide() -> None:
    points = monthly(proportion(), [*NOISE * 3, 140], 150)  # 140 of 150 are 93.3 %, and the others about 76 %
    far = said(judged(points, goal=goal(90, DUE)), EN)
    assert "Above the target of 90.0%" in far
    assert far.endswith(
        "; one figure alone does not decide it: if it stays at its present level it is very unlikely to be met by "
        "December 2027."
    )
    low = said(judged(monthly(proportion(), [*NOISE * 3, 60], 150), goal=goal(65, DUE)), ES)
    assert "Por debajo de la meta de 65,0 %" in low
    assert "un solo dato no lo decide: si se mantiene en su nivel actual, es " in low
    assert "no lo decide" not in said(judged(monthly(proportion(), NOISE * 3, 150), goal=goal(95, DUE)), ES)


def test_simulated_figures_say_so_aloud() -> None:
    points = [one.model_copy(update={"is_simulated": True}) for one in monthly(proportion(), NOISE, 150)]
    assert "(sept 2026; dato simulado)" in said(judged(points), ES)


@pytest.mark.parametrize(
    ("probability", "word"),
    [
        (0.95, "Likely"),
        (0.85, "Likely"),
        (0.80, "More likely than not"),
        (0.60, "More likely than not"),
        (0.55, "As likely as not"),
        (0.45, "As likely as not"),
        (0.40, "Unlikely"),
        (0.20, "Unlikely"),
        (0.15, "Very unlikely"),
        (0.05, "Very unlikely"),
        (None, "No probability"),
    ],
)
def test_five_words_for_a_probability(probability: float | None, word: str) -> None:
    assert words.probability_word(probability, EN) == word


@pytest.mark.parametrize("t", [ES, EN], ids=["es", "en"])
def test_every_value_has_a_word_of_its_own(t: Text) -> None:
    for found in (
        [words.status_word(one, t) for one in Status],
        [words.standing_word(one, t) for one in Standing],
        [words.change_word(one, t) for one in Change],
        [words.step_word(one, t) for one in Step],
        [words.method_word(one, t) for one in IntervalMethod],
        [words.rule_word(one, t) for one in Rule],
        [
            words.forecast_word(one, t)
            for one in ("local_level", "damped_trend", "beta_binomial", "gamma_poisson", "none")
        ],
    ):
        assert len(set(found)) == len(found)
        assert all(found)


def test_outlook_and_word_speak_with_one_voice() -> None:
    chances = [place / 20 for place in range(1, 20)]
    said_as = [words.probability_word(one, EN) for one in chances]
    changes = sum(a != b for a, b in pairwise(said_as))
    assert changes == 4
