"""What a public view hides, attacked as a curious reader would."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.assess.model import Change, ChangeMethod, ChangeVerdict, GapVerdict, Point, Standing, Status, Verdict
from bahealth.catalog.model import Direction, Kind
from bahealth.catalog.periods import add_months
from bahealth.publish.disclosure import (
    CITY,
    as_public,
    hidden_areas,
    hidden_everywhere,
    is_small,
    suppressed,
    visible_points,
)


@pytest.mark.parametrize(
    ("numerator", "denominator", "kind", "small"),
    [
        (0, 100, Kind.RATE, False),
        (1, 100, Kind.RATE, True),
        (4, 100, Kind.RATE, True),
        (5, 100, Kind.RATE, False),
        (98, 100, Kind.RATE, False),
        (98, 100, Kind.PROPORTION, True),  # two people left over can be recognised as well
        (100, 100, Kind.PROPORTION, False),
        (95, 100, Kind.PROPORTION, False),
        (None, 100, Kind.RATE, False),
        (None, None, Kind.COUNT, False),
    ],
)
def test_counts_from_one_to_four_are_small_on_either_side(numerator, denominator, kind, small):
    assert is_small(numerator, denominator, kind=kind, threshold=5) is small


def test_a_threshold_of_zero_hides_nothing():
    counts = {CITY: (10, None), "comuna-1": (1, None), "comuna-2": (9, None)}
    assert hidden_areas(counts, kind=Kind.COUNT, threshold=0) == frozenset()


def test_one_hidden_comuna_takes_the_next_smallest_with_it():
    counts = {CITY: (30, None), "comuna-1": (2, None), "comuna-2": (8, None), "comuna-3": (20, None)}
    assert hidden_areas(counts, kind=Kind.COUNT, threshold=5) == {"comuna-1", "comuna-2"}


def test_ties_of_the_next_smallest_all_go():
    counts = {
        CITY: (38, None),
        "comuna-1": (2, None),
        "comuna-2": (8, None),
        "comuna-3": (8, None),
        "comuna-4": (20, None),
    }
    assert hidden_areas(counts, kind=Kind.COUNT, threshold=5) == {"comuna-1", "comuna-2", "comuna-3"}


@given(st.lists(st.integers(0, 40), min_size=2, max_size=15))
def test_no_small_count_can_be_found_by_subtracting_the_shown_from_the_city(counts):
    table = {f"comuna-{place}": (float(count), None) for place, count in enumerate(counts)}
    total = float(sum(counts))
    hidden = hidden_areas({CITY: (total, None), **table}, kind=Kind.COUNT, threshold=5)
    parts = [area_id for area_id in table if area_id in hidden]
    if CITY in hidden or not parts:
        return
    rest = total - sum(count for area_id, (count, _) in table.items() if area_id not in hidden)
    everything_else_is_zero = all(not table[area_id][0] for area_id in table if area_id not in hidden)
    # What subtraction gives is the sum of at least two areas and no small count itself,
    # unless every other area is zero and nothing is left that could be hidden with them.
    assert everything_else_is_zero or (len(parts) >= 2 and rest >= 5)


def test_a_suppressed_verdict_carries_no_number():
    verdict = Verdict(
        indicator_id="x", area_id="comuna-1", as_of=date(2026, 1, 1), direction=Direction.LOWER, status=Status.OFF_TRACK,
        standing=Standing.ATTENTION, value=3.1, numerator=3, denominator=968, lower=0.6, upper=9.0,
        change=ChangeVerdict(change=Change.WORSENING, method=ChangeMethod.XMR),
    )  # fmt: skip
    hidden = suppressed(verdict)
    assert hidden.status is Status.SUPPRESSED
    assert hidden.standing is Standing.NO_VERDICT
    assert [hidden.value, hidden.numerator, hidden.denominator, hidden.lower, hidden.upper, hidden.target] == [None] * 6


def test_people_left_over_in_two_hidden_areas_are_not_given_away_by_their_sum():
    # 2 and 1 people left over; together 3, which the city and the third area would give away.
    counts = {CITY: (247, 300), "comuna-1": (98, 100), "comuna-2": (99, 100), "comuna-3": (50, 100)}
    assert hidden_areas(counts, kind=Kind.PROPORTION, threshold=5) == {"comuna-1", "comuna-2", "comuna-3"}


def test_an_area_hidden_in_its_own_period_is_hidden_in_the_compared_one_too():
    own = {
        CITY: (60, None),
        "comuna-1": (2, None),
        "comuna-2": (8, None),
        "comuna-3": (20, None),
        "comuna-4": (30, None),
    }
    three_years = {
        CITY: (190, None),
        "comuna-1": (12, None),
        "comuna-2": (40, None),
        "comuna-3": (60, None),
        "comuna-4": (78, None),
    }
    assert hidden_areas(three_years, kind=Kind.COUNT, threshold=5) == frozenset()
    assert hidden_everywhere([own, three_years], kind=Kind.COUNT, threshold=5) == {"comuna-1", "comuna-2"}
    assert hidden_everywhere([three_years, own], kind=Kind.COUNT, threshold=5) == {"comuna-1", "comuna-2"}


areas = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 60)), min_size=2, max_size=15)


@given(areas)
def test_what_is_hidden_in_either_table_cannot_be_found_in_any(counts):
    def table(place):
        parts = {f"comuna-{number}": (float(one[place]), None) for number, one in enumerate(counts)}
        return {CITY: (float(sum(one[place] for one in counts)), None), **parts}

    tables = [table(0), table(1)]
    hidden = hidden_everywhere(tables, kind=Kind.COUNT, threshold=5)
    for one in tables:
        assert hidden_areas(one, kind=Kind.COUNT, threshold=5) <= hidden
        parts = [area for area in one if area in hidden and area != CITY]
        rest = [area for area in one if area not in hidden and area != CITY and one[area][0]]
        if CITY not in hidden and parts and rest:
            assert len(parts) >= 2
            assert not 0 < sum(one[area][0] for area in parts) < 5


def series(counts, months=1):
    return [
        Point(period_start=add_months(date(2024, 1, 1), place * months), period_months=months, value=one, numerator=one)
        for place, one in enumerate(counts)
    ]


def test_a_hidden_month_is_not_found_by_subtracting_its_neighbours_from_the_quarter():
    shown = visible_points(series([20, 9, 2, 30, 40, 50]), kind=Kind.COUNT, threshold=5)
    # February goes with March in the first quarter, April in the third, and May because April alone would be found.
    assert [one.numerator for one in shown] == [20, 50]
    assert len(visible_points(series([20, 9, 7, 30]), kind=Kind.COUNT, threshold=5)) == 4
    assert len(visible_points(series([20, 9, 2, 30]), kind=Kind.COUNT, threshold=0)) == 4


@given(st.lists(st.integers(0, 30), min_size=1, max_size=14))
def test_no_sum_of_a_quarter_or_a_year_gives_a_hidden_month_away(counts):
    points = series(counts)
    kept = {one.period_start for one in visible_points(points, kind=Kind.COUNT, threshold=5)}
    for months in (3, 12):
        for last in range(months - 1, len(points)):
            inside = points[last - months + 1 : last + 1]
            hidden = [one.value for one in inside if one.period_start not in kept]
            if hidden and any(one.value for one in inside if one.period_start in kept):
                assert len(hidden) >= 2
                assert not 0 < sum(hidden) < 5


def test_a_gap_that_names_a_hidden_comuna_is_not_shown():
    gap = GapVerdict(
        lowest_area_id="comuna-1", lowest=1.0, highest_area_id="comuna-2", highest=9.0, difference=8.0, ratio=9.0,
        area_count=15, beyond_chance_count=2,
    )  # fmt: skip
    city = Verdict(
        indicator_id="x", area_id=CITY, as_of=date(2026, 1, 1), direction=Direction.LOWER, status=Status.NO_TARGET,
        standing=Standing.STEADY, value=5.0, gap=gap,
        change=ChangeVerdict(change=Change.NO_SIGNAL, method=ChangeMethod.XMR),
    )  # fmt: skip
    assert as_public(city, {"comuna-1"}).gap is None
    assert as_public(city, {"comuna-3"}) == city
    assert as_public(city, {CITY}).value is None
