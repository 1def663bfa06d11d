"""What a public view hides, attacked as a curious reader would."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.assess.model import Change, ChangeMethod, ChangeVerdict, Standing, Status, Verdict
from bahealth.catalog.model import Direction, Kind
from bahealth.publish.disclosure import CITY, Cell, hidden_areas, is_small, suppressed, withheld


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
        indicator_id="x",
        area_id="comuna-1",
        as_of=date(2026, 1, 1),
        direction=Direction.LOWER,
        status=Status.OFF_TRACK,
        standing=Standing.ATTENTION,
        value=3.1,
        numerator=3,
        denominator=968,
        lower=0.6,
        upper=9.0,
        change=ChangeVerdict(change=Change.WORSENING, method=ChangeMethod.XMR),
    )
    hidden = suppressed(verdict)
    assert hidden.status is Status.SUPPRESSED
    assert hidden.standing is Standing.NO_VERDICT
    assert [hidden.value, hidden.numerator, hidden.denominator, hidden.lower, hidden.upper, hidden.target] == [None] * 6


def test_people_left_over_are_not_found_by_subtraction_either():
    counts = {CITY: (290, 400), "comuna-1": (98, 100), "comuna-2": (50, 50), "comuna-3": (142, 250)}
    # Comuna 1 leaves two people over; comuna 2, the next smallest by those counted, leaves none: comuna 3 goes too.
    assert hidden_areas(counts, kind=Kind.PROPORTION, threshold=5) == {"comuna-1", "comuna-2", "comuna-3"}


def test_people_left_over_in_two_hidden_areas_are_not_given_away_by_their_sum():
    # 2 and 1 people left over; together 3, which the city and the third area would give away.
    counts = {CITY: (247, 300), "comuna-1": (98, 100), "comuna-2": (99, 100), "comuna-3": (50, 100)}
    assert hidden_areas(counts, kind=Kind.PROPORTION, threshold=5) == {"comuna-1", "comuna-2", "comuna-3"}


def _cells(start: date, months: int, counts: dict[str, float], *, is_verdict: bool) -> list[Cell]:
    return [Cell(area_id, start, months, count, None, is_verdict) for area_id, count in counts.items()]


def test_an_area_hidden_in_its_own_period_is_hidden_where_comunas_are_compared_too():
    own = {CITY: 60, "comuna-1": 2, "comuna-2": 8, "comuna-3": 20, "comuna-4": 30}
    three_years = {CITY: 190, "comuna-1": 12, "comuna-2": 40, "comuna-3": 60, "comuna-4": 78}
    compared = _cells(date(2021, 1, 1), 36, three_years, is_verdict=True)
    assert withheld(compared, kind=Kind.COUNT, threshold=5).verdicts == frozenset()
    both = [*_cells(date(2023, 1, 1), 12, own, is_verdict=True), *compared]
    assert withheld(both, kind=Kind.COUNT, threshold=5).verdicts == {"comuna-1", "comuna-2"}
