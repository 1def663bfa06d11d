"""What people type, made fit for print: no sign without a shape, no word that cannot be broken, nothing invisible.

PDF/UA forbids a sign that the fonts cannot show, so one emoji in a story would stop the whole pre-read. Such signs are
replaced by a box and counted by nobody: the app keeps the text as it was typed.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import cache
from pathlib import Path

MISSING = "□"
"""Stands for one or more signs that the fonts cannot show."""

FONTS = Path(__file__).parent / "fonts"
"""Folder of the fonts that print uses; their licence stands beside them."""

FAMILY = "Source Sans Pro"
"""Their name: regular and bold, each in a file of its own, because a variable font stays light inside a picture."""

_OTHER_LETTERS = (range(0x05D0, 0x05EB), range(0x0621, 0x063B), range(0x0641, 0x064B))
"""Hebrew and Arabic letters: the fonts inside the typesetter have them."""

_BREAK = "\u200b"
_SPACES = re.compile(r"[^\S\u00a0]+")  # all but the space that does not break, which stands before units
_LONG_WORD = re.compile(r"[^ \u200b]{30,}")
_PIECE = 10
_MARKS_IN_A_ROW = 2


def shown(text: str) -> str:
    """`text` on one line, for titles, pictures and what is read aloud."""
    return _on_one_line(_with_shapes(_on_one_line(text)))


def printable(text: str) -> str:
    """`text` on one line of a page: very long words have places (U+200B) where a line may end.

    Templates set those places as empty boxes, so that who copies an address or searches for it finds it whole.
    """
    return _LONG_WORD.sub(lambda found: _in_pieces(found.group()), shown(text))


def printable_paragraphs(text: str) -> list[str]:
    """The lines of `text` that say something, in order."""
    return [line for line in (printable(one) for one in text.splitlines()) if line]


def _on_one_line(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def _with_shapes(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for sign in unicodedata.normalize("NFC", text):
        category = unicodedata.category(sign)
        marks = marks + 1 if category.startswith("M") else 0
        if (
            marks > _MARKS_IN_A_ROW
            or category in {"Cf", "Cc", "Cs", "Cn"}
            or unicodedata.name(sign, "")[:9] == "VARIATION"
        ):
            continue
        if _has_shape(sign):
            kept.append(sign)
        elif not kept or kept[-1] != MISSING:
            kept.append(MISSING)
    return "".join(kept)


def _has_shape(sign: str) -> bool:
    code = ord(sign)
    return code in _shapes() or any(code in letters for letters in _OTHER_LETTERS)


def _in_pieces(word: str) -> str:
    pieces, length = "", 0
    for place, sign in enumerate(word):
        following = word[place + 1 : place + 2]
        pieces += sign
        length += 1
        is_end = sign in "@/._-?&=" and length > 2
        if (is_end or length >= _PIECE) and following and not unicodedata.category(following).startswith("M"):
            pieces, length = pieces + _BREAK, 0
    return pieces


@cache
def _shapes() -> frozenset[int]:
    """Code points of the shipped font: its `cmap` table, format 4 (OpenType specification), where glyph 0 is none."""
    font = (FONTS / "SourceSansPro-Regular.ttf").read_bytes()
    (count,) = struct.unpack_from(">H", font, 4)
    tables = {font[12 + 16 * one : 16 + 16 * one]: 12 + 16 * one for one in range(count)}
    (cmap,) = struct.unpack_from(">I", font, tables[b"cmap"] + 8)
    (encodings,) = struct.unpack_from(">H", font, cmap + 2)
    for one in range(encodings):
        platform, encoding, offset = struct.unpack_from(">HHI", font, cmap + 4 + 8 * one)
        if (platform, encoding) == (3, 1):
            return frozenset(_format_4(font, cmap + offset))
    raise ValueError("the shipped font names no characters")


def _format_4(font: bytes, start: int) -> set[int]:
    (doubled,) = struct.unpack_from(">H", font, start + 6)
    segments = doubled // 2
    ends = struct.unpack_from(f">{segments}H", font, start + 14)
    starts = struct.unpack_from(f">{segments}H", font, start + 16 + doubled)
    deltas = struct.unpack_from(f">{segments}H", font, start + 16 + 2 * doubled)
    ranges_at = start + 16 + 3 * doubled
    found: set[int] = set()
    for place, (first, last, delta) in enumerate(zip(starts, ends, deltas, strict=True)):
        (offset,) = struct.unpack_from(">H", font, ranges_at + 2 * place)
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", font, ranges_at + 2 * place + offset + 2 * (code - first))
            if (offset == 0 or glyph) and (glyph + delta) % 0x10000:
                found.add(code)
    return found
