from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bahealth.assess.effect.design import Shape
from bahealth.assess.effect.estimate import estimate
from bahealth.assess.effect.model import (
    Against,
    Caution,
    Estimate,
    Expectation,
    Found,
    NoEffect,
    Opening,
    Reading,
    Terms,
)
from bahealth.assess.effect.words import absence, answer, cannot_tell, cautions
from bahealth.assess.model import Observed
from bahealth.i18n import LANGUAGES, Text
from tests.assess.effect.example import AREAS, CHANGED, drawn, monthly, stated


def told(**changes: object) -> Estimate:
    """The answer to a planted rise of a fifth, with `changes` of the statement."""
    return estimate(monthly(), stated(**changes), drawn(1, effect=1.2))


def test_both_ways_find_a_planted_rise() -> None:
    found = told()
    assert found.comparison is not None
    assert found.past is not None
    assert found.found == found.comparison.found, "areas left untouched speak first"
    assert found.comparison.found.lower < 20 < found.comparison.found.upper
    assert found.comparison.found.reading is found.past.found.reading is Reading.MORE
    assert (found.before_count, found.after_count) == (36, 12)


def test_counts_are_those_that_the_percent_stands_for() -> None:
    found = told().found
    assert found is not None
    seen = sum(one.numerator or 0 for one in drawn(1, effect=1.2)["comuna-1"][36:]) / 12
    # 20 percent more than x makes the seen: the surplus is seen - seen / 1.2
    assert found.per_period == pytest.approx(seen - seen / (1 + found.size / 100))
    assert found.per_period_lower < found.per_period < found.per_period_upper


def test_a_share_is_told_in_points() -> None:
    indicator = monthly(kind="proportion", interval="wilson", multiplier=100, is_seasonal=False)
    rows = {
        area: [
            one.model_copy(update={"denominator": 1000.0, "numerator": 600.0 + 5 * (place % 7) + 100.0 * after})
            for place, one in enumerate(rows)
            for after in [area == "comuna-1" and one.period_start >= CHANGED]
        ]
        for area, rows in drawn(1).items()
    }
    found = estimate(indicator, stated(), rows).found
    assert found is not None
    assert found.size == pytest.approx(10, abs=0.6)


REFUSED = [
    ({"openings": (Opening(area_id="comuna-1", on=date(2026, 1, 1)),)}, NoEffect.TO_COME),
    ({"openings": (Opening(area_id="comuna-1", on=date(2022, 6, 1)),)}, NoEffect.FEW_BEFORE),
    ({"openings": (Opening(area_id="comuna-1", on=date(2023, 6, 1)),)}, NoEffect.SHORT_SEASON),
    ({"openings": (Opening(area_id="comuna-1", on=date(2025, 6, 1)),)}, NoEffect.FEW_AFTER),
    ({"openings": (Opening(area_id="comuna-15", on=CHANGED),)}, NoEffect.NO_DATA),
    ({"opening_months": 5}, NoEffect.FEW_AFTER),
    ({"shape": Shape.DELAYED, "delay_months": 5}, NoEffect.FEW_AFTER),
]


@pytest.mark.parametrize(("changes", "absent"), REFUSED)
def test_what_cannot_be_said_is_named(changes: dict[str, object], absent: NoEffect) -> None:
    found = told(**changes)
    assert found.absent is absent
    assert found.found is None
    for language in LANGUAGES:
        assert "%" not in absence(absent, Text(language))


def test_eight_months_after_are_enough_and_seven_are_not() -> None:
    assert told(opening_months=4).absent is None
    assert told(opening_months=5).absent is NoEffect.FEW_AFTER


def test_without_a_season_eight_months_before_are_enough() -> None:
    terms = stated(openings=(Opening(area_id="comuna-1", on=date(2022, 9, 1)),))
    assert estimate(monthly(is_seasonal=False), terms, drawn(1)).absent is None
    assert estimate(monthly(), terms, drawn(1)).absent is NoEffect.SHORT_SEASON


def test_a_change_within_a_month_leaves_that_month_out() -> None:
    found = told(openings=(Opening(area_id="comuna-1", on=date(2025, 1, 15)),))
    assert (found.before_count, found.after_count) == (36, 11)
    assert [one.start for one in found.course if not one.is_before and not one.is_after] == [date(2025, 1, 1)]


def test_no_comparison_leaves_the_own_past() -> None:
    found = told(comparison=())
    assert found.comparison is None
    assert found.no_comparison is NoEffect.FEW_COMPARISON
    assert found.past is not None
    assert found.found == found.past.found
    assert told(comparison=("comuna-2", "comuna-3", "comuna-4")).no_comparison is NoEffect.FEW_COMPARISON
    assert told(comparison=("comuna-2", "comuna-3", "comuna-4", "comuna-5")).no_comparison is None


def test_a_comparison_area_with_a_hole_is_left_out() -> None:
    observed = drawn(1, effect=1.2)
    observed["comuna-2"] = observed["comuna-2"][:10] + observed["comuna-2"][11:]
    found = estimate(monthly(), stated(), observed)
    assert found.comparison is not None
    assert {one.area_id for one in found.comparison.placebos} == {*AREAS} - {"comuna-2"}


def _changed(update: dict[str, object], places: range) -> dict[str, list[Observed]]:
    observed = drawn(1)
    observed["comuna-1"] = [
        one.model_copy(update=update) if place in places else one for place, one in enumerate(observed["comuna-1"])
    ]
    return observed


def test_a_hole_in_the_treated_area_is_named() -> None:
    observed = drawn(1)
    observed["comuna-1"] = observed["comuna-1"][:10] + observed["comuna-1"][11:]
    assert estimate(monthly(), stated(), observed).absent is NoEffect.GAPS


def test_values_without_counts_are_named() -> None:
    observed = _changed({"numerator": None, "value": 50.0}, range(48))
    assert estimate(monthly(), stated(), observed).absent is NoEffect.NO_COUNTS


@pytest.mark.parametrize(("count", "places"), [(2.0, range(48)), (0.0, range(36, 48)), (0.0, range(48))])
def test_too_few_cases_are_named(count: float, places: range) -> None:
    assert estimate(monthly(), stated(), _changed({"numerator": count}, places)).absent is NoEffect.FEW_EVENTS


def test_openings_at_different_dates_are_told_apart() -> None:
    openings = (
        Opening(area_id="comuna-1", on=date(2024, 6, 1)),
        Opening(area_id="comuna-2", on=date(2025, 1, 1)),
    )
    terms = stated(openings=openings, comparison=tuple(AREAS[2:]))
    found = estimate(monthly(), terms, drawn(2))
    assert found.past is None
    assert found.comparison is not None
    assert [one.areas for one in found.comparison.groups] == [("comuna-1",), ("comuna-2",)]
    alone = estimate(monthly(), terms.model_copy(update={"comparison": ()}), drawn(2))
    assert alone.absent is NoEffect.FEW_COMPARISON


def test_what_weakens_an_answer_is_told() -> None:
    late = estimate(monthly(), stated(), drawn(1), is_late=True, breaks=[date(2024, 5, 1)])
    assert {Caution.STATED_LATE, Caution.BREAK, Caution.FEW_AREAS} <= set(late.cautions)
    apart = estimate(monthly(), stated(), drawn(1, drift=0.1))
    assert Caution.APART_BEFORE in apart.cautions
    assert Caution.FEW_AFTER in told(opening_months=1).cautions
    before = estimate(monthly(), stated(), drawn(1), breaks=[date(2021, 5, 1)])
    assert Caution.BREAK not in before.cautions


@pytest.mark.parametrize(
    ("limits", "expected", "said"),
    [
        ((5, 15), 10.0, Against.FITS),
        ((5, 15), 15.0, Against.FITS),
        ((5, 15), 15.1, Against.SMALLER),
        ((5, 15), 4.0, Against.LARGER),
        ((5, 15), -4.0, Against.OTHER_WAY),
        ((-3, 3), 10.0, Against.SMALLER),
        ((-15, -5), -20.0, Against.SMALLER),
        ((-15, -5), -1.0, Against.LARGER),
    ],
)
def test_found_beside_expected(limits: tuple[float, float], expected: float, said: Against) -> None:
    low, high = limits
    one = Found(size=(low + high) / 2, lower=low, upper=high, per_period=0, per_period_lower=0, per_period_upper=0)
    assert one.against(expected) is said


@given(low=st.floats(-50, 50), width=st.floats(0.1, 50), expected=st.floats(-50, 50).filter(bool))
@settings(max_examples=60, deadline=None)
def test_more_and_less_mirror(low: float, width: float, expected: float) -> None:
    def one(lower: float, upper: float) -> Found:
        middle = (lower + upper) / 2
        return Found(size=middle, lower=lower, upper=upper, per_period=0, per_period_lower=0, per_period_upper=0)

    found, other = one(low, low + width), one(-low - width, -low)
    mirror = {Reading.MORE: Reading.LESS, Reading.LESS: Reading.MORE, Reading.NO_SIGNAL: Reading.NO_SIGNAL}
    assert other.reading is mirror[found.reading]
    assert other.against(-expected) is found.against(expected)


def _expectation(terms: Terms) -> Expectation:
    return Expectation(expectation_id="x", terms=terms, newest_on=None, stated_at=date(2024, 1, 1), stated_by="who")


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_say_how_sure_they_are_and_never_claim_a_cause(language: str) -> None:
    t = Text(language)
    sentences = []
    for effect, size in ((1.2, 20.0), (1.0, 20.0), (0.8, 20.0)):
        terms = stated(size=size)
        found = estimate(monthly(), terms, drawn(1, effect=effect))
        sentences.append(answer(found, _expectation(terms), monthly(), ["Comuna 1"], t))
    for one in sentences:
        assert "20" in one
        assert not any(word in one.lower() for word in ("prueba", "proof", "caus", "gracias", "thanks", "%%", "%("))
    assert "95" in sentences[0]
    assert sentences[0] != sentences[1]
    assert len(cannot_tell(t)) == 4
    late = estimate(monthly(), stated(), drawn(1), is_late=True)
    assert all("%(" not in one and "%%" not in one for one in cautions(late, t))
