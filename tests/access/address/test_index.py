"""Words and their slips, and the numbers of a street."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bahealth.access.address.index import mended_word, slips_between
from bahealth.access.address.plain import words
from bahealth.access.address.streets import Stretch, shown_name

LETTERS = st.text("abcdel", max_size=7)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Av. Tte. Gral. J. D. Perón", "avenida teniente general j d peron"),
        ("Nueve de Julio", "9 de julio"),
        ("Humberto 1º", "humberto 1"),
        ("1ro de Mayo", "1 de mayo"),
        ("D'Arienzo", "darienzo"),
        ("Ñuñoa", "nunoa"),
        ("Sto. Tomé", "santo tome"),
    ],
)
def test_words_are_plain_and_whole(typed: str, expected: str):
    assert " ".join(words(typed)) == expected


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("corrientes", "corientes", 1), ("abc", "acb", 1), ("rivadavia", "rivadabia", 1), ("", "ab", 2), ("ca", "abc", 3)],
)
def test_slips_are_counted(one: str, other: str, slips: int):
    assert slips_between(one, other) == slips


@settings(max_examples=60, deadline=None)
@given(LETTERS, LETTERS)
def test_slips_are_the_same_both_ways_none_only_between_equals_and_at_most_the_longer_word(one: str, other: str):
    slips = slips_between(one, other)
    assert slips == slips_between(other, one)
    assert (slips == 0) == (one == other)
    assert abs(len(one) - len(other)) <= slips <= max(len(one), len(other))


def test_a_misspelt_kind_of_street_is_mended_and_a_name_is_not():
    assert mended_word("avneida") == "avenida"
    assert mended_word("genral") == "general"
    assert mended_word("lavalle") == "lavalle"


def stretch(even: tuple[int, int], odd: tuple[int, int]) -> Stretch:
    return Stretch(0, (0, 1), even, odd, "b-even", "b-odd", ((-58.40, -34.60), (-58.40, -34.601)))


def test_a_number_is_inside_its_side_and_counts_its_distance_outside():
    block = stretch((102, 200), (101, 199))
    assert [block.off(number) for number in (102, 150, 199, 200, 202, 98)] == [0, 0, 0, 0, 2, 4]


def test_a_side_without_numbers_takes_those_across_the_street():
    block = stretch((0, 0), (101, 199))
    assert block.off(150) == 1
    assert 0.4 < block.share(150) < 0.6


def test_the_middle_number_stands_in_the_middle_and_the_ends_near_the_corners():
    block = stretch((102, 200), (101, 199))
    assert block.share(151) == pytest.approx(0.5, abs=0.02)
    assert block.share(101) < 0.02
    assert block.share(200) > 0.98
    assert block.barrio(101) == "b-odd"


@pytest.mark.parametrize(
    ("on_map", "shown"),
    [
        ("AV.JUAN B. JUSTO", "Av. Juan B. Justo"),
        ("AV. LA PLATA", "Av. La Plata"),
        ("DEL BARCO CENTENERA", "Del Barco Centenera"),
        ("FERNANDEZ DE LA CRUZ", "Fernandez de la Cruz"),
        ("JUAN XXIII", "Juan XXIII"),
        ("PI Y MARGALL", "Pi y Margall"),
    ],
)
def test_names_are_written_as_names(on_map: str, shown: str):
    assert shown_name(on_map) == shown
