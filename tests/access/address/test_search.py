"""Addresses as people type them are found, asked back or refused with the nearest possibility."""

from __future__ import annotations

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bahealth.access.address.model import Outcome
from bahealth.access.address.search import Addresses
from bench.misspell import metres

CORRIENTES = "Av. Corrientes"


@pytest.mark.parametrize(
    ("typed", "street", "number"),
    [
        ("Av. Corrientes 1234", CORRIENTES, 1234),
        ("CORRIENTES AV. 1234", CORRIENTES, 1234),
        ("corientes 1234", CORRIENTES, 1234),
        ("avneida corrientes 1234", CORRIENTES, 1234),
        ("Corrientes Nº 1234 piso 3 depto 12", CORRIENTES, 1234),
        ("Corrientes al 1234, CABA", CORRIENTES, 1234),
        ("Corrientes 1234, C1043AAZ Ciudad Autónoma de Buenos Aires, Argentina", CORRIENTES, 1234),
        ("Alberdi, Juan Bautista Av. 2300", "Av. Juan Bautista Alberdi", 2300),
        ("Alberdi 2300", "Av. Juan Bautista Alberdi", 2300),
        ("J. B. Alberdi 2300", "Av. Juan Bautista Alberdi", 2300),
        ("Gral. Paz 1200", "Av. Gral. Paz", 1200),
        ("Gral. Juan Perón 3200", "Tte. General Juan Domingo Peron", 3200),
        ("Sta Fe 3000", "Av. Santa Fe", 3000),
        ("Rio Bamba 300", "Riobamba", 300),
        ("11 de Septiembre de 1888 2300", "11 de Septiembre de 1888", 2300),
        ("Once de Setiembre 2300", "11 de Septiembre de 1888", 2300),
        ("Pi y Margall 800", "Pi y Margall", 800),
        ("Nuñez 3000", "Nuñez", 3000),
        ("nunez 3000", "Nuñez", 3000),
        ("La Plata 900", "Av. La Plata", 900),
        ("Rivadabia 5000", "Av. Rivadavia", 5000),
        ("Almagro, Rivadavia 4000", "Av. Rivadavia", 4000),
        ("Rivadavia 4000 comuna 5", "Av. Rivadavia", 4000),
    ],
)
def test_a_street_and_a_number_are_found(search: Addresses, typed: str, street: str, number: int):
    answer = search.find(typed)
    assert answer.outcome is Outcome.FOUND, answer
    assert (answer.places[0].street, answer.places[0].number) == (street, number)


def test_a_number_of_both_streets_of_a_name_decides_which_one_is_meant(search: Addresses):
    assert search.find("San Martín 500").places[0].street == "San Martin"
    assert search.find("San Martín 2000").places[0].street == "Av. San Martin"


def test_a_name_of_two_streets_is_asked_back_with_their_barrios_and_the_barrio_answers(search: Addresses):
    answer = search.find("Perón 3200")
    assert answer.outcome is Outcome.SEVERAL
    assert {(one.street, one.barrio_id) for one in answer.places} == {
        ("Av. Eva Peron", "barrio-flores"),
        ("Tte. General Juan Domingo Peron", "barrio-balvanera"),
    }
    narrowed = search.find("Perón 3200, Balvanera")
    assert narrowed.outcome is Outcome.FOUND
    assert narrowed.places[0].barrio_id == "barrio-balvanera"


def test_a_former_name_leads_to_the_street_of_today(search: Addresses):
    answer = search.find("Cangallo 3200")
    assert answer.outcome is Outcome.FOUND
    assert answer.places[0].street == "Tte. General Juan Domingo Peron"
    assert answer.places[0].former_name == "CANGALLO"


@pytest.mark.parametrize(
    "typed",
    ["Corrientes y Medrano", "Medrano esquina Av. Corrientes", "corientes esq. medrano", "Medrano & Corrientes, CABA"],
)
def test_a_corner_is_found_by_its_two_streets_in_either_order(search: Addresses, typed: str):
    answer = search.find(typed)
    assert answer.outcome is Outcome.FOUND
    place = answer.places[0]
    assert {place.street, place.crossing} == {"Av. Corrientes", "Av. Medrano"}
    assert metres(place.longitude, place.latitude, -58.42065, -34.60340) < 60  # where the two avenues cross


def test_a_street_with_y_in_its_name_has_corners_too(search: Addresses):
    place = search.find("Pi y Margall y Necochea").places[0]
    assert {place.street, place.crossing} == {"Pi y Margall", "Necochea"}


def test_a_number_beyond_the_street_says_which_numbers_it_has_and_offers_the_nearest(search: Addresses):
    answer = search.find("Corrientes 9999")
    assert answer.outcome is Outcome.NUMBER_OUT_OF_RANGE
    assert answer.streets == (CORRIENTES,)
    assert answer.ranges == ((1, 6550), (6601, 6900))
    assert answer.places[0].number == 6900


def test_of_two_streets_of_a_name_the_one_whose_numbers_come_nearer_answers(search: Addresses):
    assert search.find("Rivadavia 99999").streets == ("Av. Rivadavia",)


def test_a_street_without_a_number_is_asked_for_it(search: Addresses):
    answer = search.find("Corrientes")
    assert answer.outcome is Outcome.NUMBER_MISSING
    assert answer.streets == (CORRIENTES,)


@pytest.mark.parametrize(
    ("typed", "city"),
    [
        ("Av. Mitre 500, Avellaneda", "avellaneda"),
        ("25 de Mayo 300, La Plata", "la plata"),
        ("Rivadavia 4000, GBA", "gba"),
    ],
)
def test_an_address_of_another_city_is_told_to_be_there(search: Addresses, typed: str, city: str):
    answer = search.find(typed)
    assert (answer.outcome, answer.city, answer.places) == (Outcome.OTHER_CITY, city, ())


def test_streets_that_do_not_cross_are_told(search: Addresses):
    answer = search.find("Corrientes y Juramento")
    assert answer.outcome is Outcome.NO_CORNER
    assert answer.streets in (("Av. Corrientes", "Juramento"), ("Av. Corrientes", "Av. Juramento"))


def test_a_barrio_or_comuna_alone_is_an_area(search: Addresses):
    assert search.find("Villa Lugano").area_id == "barrio-villa-lugano"
    assert search.find("comuna 8").area_id == "comuna-8"
    assert search.find("comuna 8").outcome is Outcome.AREA


def test_a_street_without_house_numbers_is_found_by_its_middle(search: Addresses):
    answer = search.find("Caminito 20")
    assert answer.outcome is Outcome.ABOUT
    assert len(answer.places) == 1


@pytest.mark.parametrize("typed", ["", "   ", "!?", ","])
def test_nothing_typed_is_told(search: Addresses, typed: str):
    assert search.find(typed).outcome is Outcome.NOTHING_TYPED


def test_a_street_that_does_not_exist_is_unknown(search: Addresses):
    assert search.find("xyzzyq 123").outcome is Outcome.UNKNOWN_STREET


def test_house_numbers_are_interpolated_to_about_ten_metres(search: Addresses):
    """The middle number of a block stands in its middle: the mean of both ends, on a straight block."""
    first, middle, last = (search.find(f"Corrientes {number}").places[0] for number in (3002, 3050, 3098))
    assert (
        metres(
            middle.longitude,
            middle.latitude,
            math.fsum((first.longitude, last.longitude)) / 2,
            math.fsum((first.latitude, last.latitude)) / 2,
        )
        < 10
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_whatever_is_typed_gets_an_answer(search: Addresses, typed: str):
    answer = search.find(typed)
    assert (answer.outcome in {Outcome.FOUND, Outcome.ABOUT}) <= (len(answer.places) == 1)
    assert (answer.outcome is Outcome.SEVERAL) <= (len(answer.places) > 1)


def test_a_very_long_text_is_cut_and_answered(search: Addresses):
    assert search.find("a " * 5_000 + "Corrientes 1234").outcome is Outcome.UNKNOWN_STREET
