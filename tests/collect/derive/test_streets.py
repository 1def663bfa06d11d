"""Streets, their house numbers and how to reach the centres are what the official files say."""

from collections import Counter

import pytest

from bahealth.collect.derive.contacts import is_cut, services
from bahealth.collect.derive.streets import house_numbers
from tests.collect.derive.city_tables import areas, rows


def test_every_stretch_joins_corners_of_the_walking_network_and_names_a_street_and_barrios_that_exist():
    corners = {one["node_id"] for one in rows("walk_nodes.csv")}
    streets = {one["street_id"] for one in rows("streets.csv")}
    known = {*areas(), ""}
    for one in rows("street_stretches.csv"):
        assert {one["from_node"], one["to_node"]} <= corners, one
        assert one["street_id"] in streets, one
        assert {one["barrio_even"], one["barrio_odd"]} <= known, one


def test_every_edge_of_the_walking_network_has_a_stretch_and_so_a_street():
    told = {frozenset((one["from_node"], one["to_node"])) for one in rows("street_stretches.csv")}
    assert all(frozenset((one["from_node"], one["to_node"])) in told for one in rows("walk_edges.csv"))


def test_even_numbers_are_even_odd_ones_odd_and_both_grow():
    odd_ends = 0
    for one in rows("street_stretches.csv"):
        even, odd = (int(one["even_from"]), int(one["even_to"])), (int(one["odd_from"]), int(one["odd_to"]))
        assert even[0] % 2 == 0
        assert even[1] % 2 == 0
        assert even[0] <= even[1]
        assert odd[0] <= odd[1]
        assert odd == (0, 0) or odd[0] % 2 == 1
        odd_ends += odd[1] > 0 and odd[1] % 2 == 0
    assert odd_ends == 3  # as published


def test_street_names_are_told_once_and_nine_in_ten_stretches_have_numbers():
    names = [one["name"] for one in rows("streets.csv")]
    assert len(set(names)) == len(names)
    stretches = rows("street_stretches.csv")
    numbered = sum(one["even_to"] != "0" or one["odd_to"] != "0" for one in stretches)
    assert len(stretches) == 31_431
    assert numbered == 31_431 - 3_268


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ((902, 1000), (901, 999), (902, 1000, 901, 999)),
        ((901, 999), (902, 1000), (902, 1000, 901, 999)),  # the odd side on the left
        ((0, 0), (901, 999), (0, 0, 901, 999)),
        ((902, 800), (901, 999), (0, 0, 901, 999)),  # a side that runs backwards says nothing
    ],
)
def test_the_first_number_says_which_side_it_is(left, right, expected):
    facts = dict(zip(("alt_izqini", "alt_izqfin", "alt_derini", "alt_derfin"), (*left, *right), strict=True))
    assert house_numbers(facts) == expected


def test_there_is_a_row_of_contacts_for_every_centre_and_no_opening_hours_that_no_source_has():
    contacts = rows("centre_contacts.csv")
    assert [one["centre_id"] for one in contacts] == [
        f"{kind}-{number}" for kind, number in sorted((one["kind"], int(one["number"])) for one in rows("centres.csv"))
    ]
    assert "opening_hours" not in contacts[0]
    assert Counter(one["is_services_cut"] for one in contacts) == {"": 53, "true": 16}
    assert {one["centre_id"] for one in contacts if not one["telephones"]} == {"cesac-42", "cesac-49", "cesac-50"}


def test_the_broken_last_word_of_a_list_that_the_source_cut_off_is_left_out():
    cut = "Clínica Médica - " * 15 + "T"
    assert is_cut(cut)
    assert services(cut, set())[-1] == "Clínica Médica"
    assert services("Pediatría - Obstetricia", set()) == ["Pediatría", "Obstetricia"]
    assert services("", set()) == []


def test_a_last_word_that_another_list_has_as_a_whole_one_stays():
    cut = "Clínica Médica - " * 14 + "Pediatría y más"
    assert is_cut(cut)
    assert services(cut, {"Pediatría y más"})[-1] == "Pediatría y más"
    assert services(cut, set())[-1] == "Clínica Médica"
