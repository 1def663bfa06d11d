"""Texts that a spreadsheet would run, and numbers that must stay numbers."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.cells import inert, is_formula, is_number

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@pytest.mark.parametrize("text", ["0", "-5", "+5", "1.25", "1e3", "-1.5E-7"])
def test_numbers_stay_as_they_are(text):
    assert is_number(text)
    assert inert(text) == text


@pytest.mark.parametrize(
    "text", ["", "1_000", "٣", "１", "inf", "nan", "1e999", "0x1F", "1,5", "1.", ".5", "--5", "5-", " 5"]
)
def test_what_python_or_a_hasty_reader_takes_for_a_number_is_none(text):
    assert not is_number(text)


def test_a_decimal_comma_is_a_number_where_it_is_asked_for():
    assert is_number("-1,5", decimal=",")
    assert not is_number("-1.5", decimal=",")
    assert inert("-1,5") == "-1,5"


@pytest.mark.parametrize("start", STARTS)
def test_a_formula_begins_with_an_apostrophe(start):
    assert is_formula(f"{start}1+1")
    assert inert(f"{start}1+1") == f"'{start}1+1"


def test_readable_text_is_left_alone():
    for text in ("CeSAC N° 1", "Flores, -5 °C", "a=b", "2024-03", "1,234 = 5", 'dijo "-5"'):
        assert inert(text) == text
    assert (inert(None), inert(5.5), inert(-2)) == ("", "5.5", "-2")


@given(
    st.text(alphabet=st.sampled_from("=+-@\t\r\n,;\"' 1aé"), max_size=12),
    st.sampled_from(",;\t"),
    st.sampled_from(",;\t"),
)
def test_no_spreadsheet_finds_a_formula_whatever_it_takes_for_the_end_of_a_cell(text, written, opened):
    """Written with one separator and opened with another, as on a computer of another country."""
    content = io.StringIO(newline="")
    csv.writer(content, delimiter=written).writerow(["a", inert(text), "b"])
    for row in csv.reader(io.StringIO(content.getvalue(), newline=""), delimiter=opened):
        for cell in row:
            begins = cell if written == opened else cell.lstrip("\t\r\n")  # a blank alone runs nothing
            assert begins[:1] not in STARTS or is_number(cell) or is_number(cell, decimal=","), cell
