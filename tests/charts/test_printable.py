from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.charts.printable import FONTS, MISSING, printable, printable_paragraphs, shown
from bahealth.i18n import messages

BREAK = "\u200b"


def test_every_text_of_the_program_can_be_printed() -> None:
    for source, translations in messages("es").items():
        for text in (source, *translations):
            assert shown(text) == " ".join(text.split(" "))


def test_letters_are_read_from_the_font_itself() -> None:
    assert shown("ñÑáéíóúü¿¡º°²−–—“”«»€·→□ 1.234,5") == "ñÑáéíóúü¿¡º°²−–—“”«»€·→□ 1.234,5"
    assert shown("中") == MISSING  # no Chinese in this font
    assert shown("שלום") == "שלום"  # the typesetter brings these letters


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("20\u00a0%  de", "20\u00a0% de"),
        ("a😀😀b", f"a{MISSING}b"),
        ("\u202etxt.exe", "txt.exe"),  # an override would show it as exe.txt
        ("a\u0301\u0302\u0303\u0304", "á\u0302\u0303"),  # the first joins the letter, two more stay
        ("e\u0301", "é"),
        ("uno\ndos\t tres", "uno dos tres"),
        ("\x00\x07", ""),
        ("a\ud800b", "ab"),
        ("☎\ufe0f", MISSING),
    ],
)
def test_what_cannot_be_printed_is_replaced_or_left_out(typed: str, printed: str) -> None:
    assert shown(typed) == printed


def test_long_words_may_end_after_signs_that_part_them() -> None:
    assert printable("x" * 29) == "x" * 29
    assert printable("x" * 30) == BREAK.join(["x" * 10] * 3)
    assert printable("persona@direccion.buenosaires.gob.ar").split(BREAK) == [
        "persona@",
        "direccion.",
        "buenosaire",
        "s.gob.",
        "ar",
    ]


@given(st.text(st.characters(codec=None)))
def test_breaks_are_all_that_a_page_adds(typed: str) -> None:
    once = shown(typed)
    assert printable(typed).replace(BREAK, "") == once
    assert shown(once) == unicodedata.normalize("NFC", once)
    assert max((len(part) for word in printable(typed).split(" ") for part in word.split(BREAK)), default=0) <= 30


@given(st.text(st.characters(codec=None)))
def test_paragraphs_hold_the_same_text_as_one_line(typed: str) -> None:
    def letters(text: str) -> str:
        return "".join(one for one in text if one not in {" ", BREAK, MISSING})

    paragraphs = printable_paragraphs(typed)
    assert "" not in paragraphs
    assert letters("".join(paragraphs)).isascii() == letters(printable(typed)).isascii()


def test_fonts_stand_beside_their_licence() -> None:
    assert sorted(one.name for one in FONTS.iterdir()) == [
        "OFL.txt",
        "SourceSansPro-Bold.ttf",
        "SourceSansPro-Regular.ttf",
    ]
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
