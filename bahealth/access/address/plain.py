"""What is typed as plain words: small letters, no accents, shortened words in full, number words as digits."""

from __future__ import annotations

import re
import unicodedata

from bahealth.access.address.words import KINDS, PARTICLES, TITLES, WHOLE

_ORDINAL = re.compile(r"\b(\d+)\s?(?:ro|ra|er|do|to|º|°|ª)(?![a-z])")
_WORD = re.compile(r"[a-z]+|\d+")
LONGEST = 200  # characters of what is typed that are read


def folded(text: str) -> str:
    """`Av. Nuñez` as `av. nunez`: small letters without accents; signs stay."""
    small = unicodedata.normalize("NFKD", text[:LONGEST].lower().replace("º", "°").replace("ª", "°"))
    plain = "".join(one for one in small if not unicodedata.combining(one))
    return _ORDINAL.sub(r"\1", plain.replace("'", "").replace("’", "").replace("´", "").replace("`", ""))


def words(text: str) -> tuple[str, ...]:
    """`Av. Tte. Gral. Perón 1º` as `avenida teniente general peron 1`."""
    found: list[str] = _WORD.findall(folded(text))
    return tuple(WHOLE.get(one, one) for one in found)


def is_kind(word: str) -> bool:
    """Whether a word says what kind of street it is."""
    return word in KINDS


def is_light(word: str) -> bool:
    """Whether a word is often left out: a title, a particle or an initial."""
    return word in TITLES or word in PARTICLES or (len(word) == 1 and not word.isdigit())
