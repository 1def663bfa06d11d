"""Addresses as people type them: knows how people write and err, and nothing of how the search reads them.

Only what the committed tables say is used, through a reader of its own.
"""

from __future__ import annotations

import csv
import itertools
import math
import random
from pathlib import Path
from typing import Final, NamedTuple

_KEYS: Final = ("qwertyuiop", "asdfghjklñ", "zxcvbnm")
_SOUNDS: Final = (
    ("v", "b"), ("b", "v"), ("z", "s"), ("s", "z"), ("c", "s"), ("ll", "y"), ("y", "ll"), ("h", ""), ("g", "j"),
    ("j", "g"), ("qu", "k"), ("i", "y"), ("n", "m"), ("rr", "r"), ("ll", "l"), ("ñ", "ni"),
)  # fmt: skip
_ACCENTS: Final = {"a": "á", "e": "é", "i": "í", "o": "ó", "u": "ú"}
_LONG: Final = {
    "av.": ("Avenida", "Avda.", "Av", "AV"), "gral.": ("General", "Gral", "gral."), "dr.": ("Doctor", "Dr", "dr"),
    "tte.": ("Teniente", "Tte"), "cnel.": ("Coronel", "Cnel"), "pres.": ("Presidente", "Pte.", "Pdte"),
    "alte.": ("Almirante", "Alte"), "ing.": ("Ingeniero", "Ing"), "int.": ("Intendente", "Int"),
    "pje.": ("Pasaje", "Psje", "Pje"), "santa": ("Sta.", "Sta"), "santo": ("Sto.",), "francisco": ("Fco.",),
    "general": ("Gral.",), "pasaje": ("Pje.", "Psje."), "presidente": ("Pte.",),
}  # fmt: skip
_BETWEEN: Final = (" ", " ", " ", " ", ", ", " al ", " Nº ", " nro ")
_BEHIND: Final = ("", "", "", "", "", ", CABA", " piso 3", " 2 B", ", Capital Federal")
_NAMELESS: Final = (
    "SIN NOMBRE",
    "PUENTE",
    "PASILLO",
    "SENDERO",
    "ACCESO",
    "CALLE INTERNA",
    "PJE (",
    "PJE.PARTICULAR (",
)


class Door(NamedTuple):
    """A house number and where it stands."""

    official: str
    on_map: str
    number: int
    barrio_id: str
    longitude: float
    latitude: float


def doors(city: Path, count: int, chance: random.Random) -> list[Door]:
    """House numbers drawn at random, each stretch of a street with a name as likely as any other."""
    corners = [(float(one["longitude"]), float(one["latitude"])) for one in _rows(city / "walk_nodes.csv")]
    streets = [(one["name"], one["map_name"]) for one in _rows(city / "streets.csv")]
    numbered = [
        one
        for one in _rows(city / "street_stretches.csv")
        if (one["even_to"] != "0" or one["odd_to"] != "0")
        and not streets[int(one["street_id"])][0].startswith(_NAMELESS)
        and "CEMENTERIO" not in streets[int(one["street_id"])][0]
    ]
    return [_door(one, streets, corners, chance) for one in chance.sample(numbered, count)]


def _door(
    row: dict[str, str], streets: list[tuple[str, str]], corners: list[tuple[float, float]], chance: random.Random
) -> Door:
    sides = [side for side in ("even", "odd") if row[f"{side}_to"] != "0"]
    side = chance.choice(sides)
    first, last = int(row[f"{side}_from"]), int(row[f"{side}_to"])
    number = chance.randrange(first, last + 1, 2)
    bends = [tuple(map(float, one.split())) for one in row["bends"].split(";") if one]
    line = [corners[int(row["from_node"])], *bends, corners[int(row["to_node"])]]
    steps = [metres(*one, *other) for one, other in itertools.pairwise(line)]
    left = sum(steps) * (number - first) / max(1, last - first)
    at = line[-1]
    for (one, other), step in zip(itertools.pairwise(line), steps, strict=True):
        if left <= step and step:
            at = tuple(a + (b - a) * left / step for a, b in zip(one, other, strict=True))
            break
        left -= step
    barrio = row["barrio_odd"] or row["barrio_even"] if side == "odd" else row["barrio_even"]
    return Door(*streets[int(row["street_id"])], number, barrio, at[0], at[1])


def metres(longitude: float, latitude: float, other_longitude: float, other_latitude: float) -> float:
    """Metres along the great circle."""
    one, other = math.radians(latitude), math.radians(other_latitude)
    half = math.sin((other - one) / 2) ** 2
    half += math.cos(one) * math.cos(other) * math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    return 2 * 6_371_000 * math.asin(math.sqrt(half))


def typed(door: Door, barrio: str, chance: random.Random) -> str:
    """The address of a door with the slips and shortcuts of somebody in a hurry."""
    name = door.official if chance.random() < 0.25 else door.on_map.replace(".", ". ")
    words = [one.strip("()") for one in name.replace("(NO OFICIAL)", "").split()]
    words = [one.capitalize() for one in words if one]
    words = [_shortened(one, chance) for one in words]
    if chance.random() < 0.3:  # the kind of street is left out
        words = [
            one for one in words if one.lower().strip(".") not in {"av", "avenida", "avda", "pasaje", "pje"}
        ] or words
    if chance.random() < 0.15 and len(words) > 2:  # a forename as its initial
        words = _initial(words, chance)
    if chance.random() < 0.7:
        words = _slip(words, chance)
    if chance.random() < 0.4:
        words = [_accented(one, chance) for one in words]
    text = " ".join(words)
    text = chance.choice((text, text.lower(), text.upper(), text))
    place = f", {barrio}" if chance.random() < 0.3 else ""
    return f"{text}{chance.choice(_BETWEEN)}{door.number}{chance.choice(_BEHIND)}{place}"


def _shortened(word: str, chance: random.Random) -> str:
    others = _LONG.get(word.lower().rstrip(","))
    return chance.choice(others) if others and chance.random() < 0.5 else word


def _initial(words: list[str], chance: random.Random) -> list[str]:
    """One whole word but the last becomes its first letter: `Juan B. Alberdi` as `J. B. Alberdi`."""
    if "," in " ".join(words):
        return words
    whole = [at for at, word in enumerate(words[:-1]) if len(word) > 4 and word.isalpha()]
    if len(whole) < 2:
        return words
    at = chance.choice(whole[:1])
    return [*words[:at], words[at][0] + ".", *words[at + 1 :]]


def _slip(words: list[str], chance: random.Random) -> list[str]:
    """One mistake in one of the longer words."""
    long = [at for at, word in enumerate(words) if len(word.strip(".,")) >= 4 and word.strip(".,").isalpha()]
    if not long:
        return words
    at = chance.choice(long)
    return [*words[:at], _mistaken(words[at], chance), *words[at + 1 :]]


def _mistaken(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word) - 1)
    letter = word[place]
    near = [row[max(0, row.index(letter) - 1) : row.index(letter) + 2] for row in _KEYS if letter in row]
    match chance.randrange(6):
        case 0:
            return word[:place] + word[place + 1 :]
        case 1:
            return word[:place] + letter * 2 + word[place + 1 :]
        case 2:
            return word[:place] + chance.choice(near or [letter])[0] + word[place + 1 :]
        case 3:
            return word[:place] + word[place + 1] + letter + word[place + 2 :]
        case 4:
            return word[:place] + chance.choice("aeiorsnl") + word[place:]
        case _:
            sounds = [(one, other) for one, other in _SOUNDS if one in word.lower()]
            one, other = chance.choice(sounds or [("", "")])
            return word.lower().replace(one, other, 1) if one else word


def _accented(word: str, chance: random.Random) -> str:
    """People write the accents that the source leaves out, where they hear them."""
    vowels = [at for at, letter in enumerate(word) if letter in _ACCENTS]
    if len(word) < 4 or not vowels:
        return word
    at = chance.choice(vowels)
    return word[:at] + _ACCENTS[word[at]] + word[at + 1 :]


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
