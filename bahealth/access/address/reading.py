"""The ways to read what was typed: which words are the street, which the number, and what stands behind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bahealth.access.address.plain import folded, words
from bahealth.access.address.words import BEFORE_NUMBER, ELSEWHERE, HERE, INSIDE

_POSTCODE: Final = re.compile(r"\bc ?\d{4} ?[a-z]{3}\b|\bcp ?:? ?\d{4}\b|\((?:c?\d{4})\)")
_MEET: Final = re.compile(r"\s+(?:y|e|esq\.?|esquina|con|casi|entre)\s+|\s*[/&+]\s*")
_ESQUINA: Final = re.compile(r"\s+(?:esq\.?|esquina)\s+(?:con\s+)?")


@dataclass(frozen=True)
class Reading:
    """`street` and maybe `number`, or `street` and `crossing`; where behind them people say that it is."""

    street: tuple[str, ...]
    number: int | None = None
    crossing: tuple[str, ...] | None = None
    areas: frozenset[str] = frozenset()
    city: str | None = None
    left_over: int = 0  # words that nothing is made of


@dataclass(frozen=True)
class Areas:
    """Barrios and comunas by their words."""

    by_words: Mapping[tuple[str, ...], str]

    def taken_from(self, text: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
        """The areas that are named in `text`, and the other words."""
        found: set[str] = set()
        rest = text
        for name in sorted(self.by_words, key=len, reverse=True):
            at = _place_of(name, rest)
            if at is not None:
                found.add(self.by_words[name])
                rest = rest[:at] + rest[at + len(name) :]
        return frozenset(found), rest


def readings(text: str, areas: Areas) -> list[Reading]:
    """Every way to read `text`, the fullest ones first."""
    plain = _POSTCODE.sub(" ", folded(text)).replace(";", ",").replace("\n", ",")
    return [*_numbered(plain, areas), *_corners(plain, areas), *_bare(plain, areas)]


def _numbered(plain: str, areas: Areas) -> Iterator[Reading]:
    """Street and number: each number in the text may be the house number."""
    ahead, body = _area_ahead(plain, areas)
    head = _ESQUINA.split(body)[0]
    for found in re.finditer(r"(?<![\d.])\d{1,5}(?!\d)", head):
        street = words(head[: found.start()])
        while street and street[-1] in BEFORE_NUMBER:
            street = street[:-1]
        number = int(found.group())
        if street and number:
            named, city, left = _tail(head[found.end() :], areas)
            yield Reading(street, number, None, named | ahead, city, left)


def _corners(plain: str, areas: Areas) -> Iterator[Reading]:
    ahead, body = _area_ahead(plain, areas)
    for found in _MEET.finditer(body):
        first, second = body[: found.start()], body[found.end() :]
        second = _MEET.split(second)[0] if " entre " in found.group() else second
        named, city, _, crossing = _behind(second, areas)
        if words(first) and crossing:
            yield Reading(words(first), None, crossing, named | ahead, city)
            if named:  # the second street may have the name of a barrio
                yield Reading(words(first), None, words(second), ahead)


def _bare(plain: str, areas: Areas) -> Iterator[Reading]:
    """A street alone; also one whose name ends in what looks like a house number."""
    ahead, body = _area_ahead(plain, areas)
    yield Reading(words(body.replace(",", " ")), areas=ahead)
    named, city, _, street = _behind(body, areas)
    if street and (named or city):
        yield Reading(street, None, None, named | ahead, city)


def _area_ahead(plain: str, areas: Areas) -> tuple[frozenset[str], str]:
    """`almagro, rivadavia 4000`: the area in front, and the rest."""
    first, comma, rest = plain.partition(",")
    named, left = areas.taken_from(words(first))
    return (named, rest) if comma and named and not left and words(rest) else (frozenset(), plain)


def _tail(behind: str, areas: Areas) -> tuple[frozenset[str], str | None, int]:
    """What stands behind the house number: areas, another city, and how many words nobody understands."""
    outside: list[str] = []
    for at, part in enumerate(behind.split(",")):
        kept = _before_inside(words(part))
        outside += [] if at == 0 and len(kept) == 1 and len(kept[0]) == 1 else kept
    return _named(tuple(outside), areas)


def _before_inside(part: tuple[str, ...]) -> list[str]:
    """Words up to the first that tells where inside the building."""
    end = next((at for at, word in enumerate(part) if word in INSIDE), len(part))
    return list(part[:end])


def _named(rest: tuple[str, ...], areas: Areas) -> tuple[frozenset[str], str | None, int]:
    named, rest = areas.taken_from(rest)
    is_here = any(_place_of(words(one), rest) is not None for one in HERE)
    away = next((one for one in ELSEWHERE if _place_of(words(one), rest) is not None), None)
    if away == "provincia de buenos aires" or (away and not is_here and not named):
        return named, away, 0
    for one in HERE:
        at = _place_of(words(one), rest)
        if at is not None:
            rest = rest[:at] + rest[at + len(words(one)) :]
    return named, None, sum(word.isdigit() for word in rest)


def _behind(text: str, areas: Areas) -> tuple[frozenset[str], str | None, int, tuple[str, ...]]:
    """A street without number and what stands behind it after a comma."""
    street, *parts = text.split(",")
    forename = words(parts[0]) if parts else ()
    named, city, left = _named(tuple(word for part in parts for word in words(part)), areas)
    whole = (*words(street), *forename) if forename and not named and not city else words(street)
    for one in HERE:
        if len(whole) > len(words(one)) and whole[-len(words(one)) :] == words(one):
            whole = whole[: -len(words(one))]
    return named, city, left, whole


def _place_of(part: tuple[str, ...], whole: tuple[str, ...]) -> int | None:
    """Where `part` stands in `whole`, word by word."""
    size = len(part)
    return next((at for at in range(len(whole) - size + 1) if whole[at : at + size] == part), None) if size else None
