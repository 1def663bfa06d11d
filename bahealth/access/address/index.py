"""The names of the streets by their words, with the words that a slip of the hand would make of them."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bahealth.access.address.plain import is_kind, is_light, words
from bahealth.access.address.streets import Street, Streets
from bahealth.access.address.words import KINDS, TITLES, UNNAMED

_FORENAME: Final = 0.04  # words behind the comma of `ALBERDI, JUAN BAUTISTA AV.`: few type them
_LIGHT: Final = 0.015
_LIGHT_TYPED: Final = 0.1
_FORMER: Final = 0.97
_INITIAL: Final = 0.6
_PREFIX: Final = 0.75
_OTHER_KIND: Final = 0.97
_RECALL: Final = 0.25  # how much the words that were not typed count
_BRACKETS: Final = re.compile(r"\([^)]*\)?")
_CEMETERY: Final = "CEMENTERIO"


@dataclass(frozen=True)
class Name:
    """One name of a street; `weights` say how much each word tells."""

    street: int
    words: tuple[str, ...]
    weights: tuple[float, ...]
    kinds: frozenset[str]
    former: str | None  # as it is shown


@dataclass(frozen=True)
class Match:
    """How well a name agrees with what was typed, at most 1."""

    score: float
    name: Name


@dataclass(frozen=True)
class Index:
    """Names by word, and words by what is left of them without one or two letters."""

    names: tuple[Name, ...]
    by_word: dict[str, tuple[int, ...]]
    by_rest: dict[str, tuple[str, ...]]
    by_beginning: dict[str, tuple[str, ...]]
    parts: dict[str, tuple[str, str]]
    """Two words that stand side by side in a name, by both written as one."""

    def matches(self, typed: tuple[str, ...]) -> list[Match]:
        """Names that share a word with `typed`, one match per street, best first."""
        best: dict[int, Match] = {}
        for spelling in self._spellings(typed):
            near = {word: self.near(word) for word in spelling if not is_kind(word)}
            if all(len(word) == 1 and not word.isdigit() for word in near):
                continue
            heavy = [word for word in near if not is_light(word)] or list(near)
            for number in {number for word in heavy for known in near[word] for number in self.by_word[known]}:
                name = self.names[number]
                score = _score(spelling, near, name)
                if score > 0 and (name.street not in best or score > best[name.street].score):
                    best[name.street] = Match(score, name)
        return sorted(best.values(), key=lambda one: (-one.score, one.name.street))

    def near(self, word: str) -> dict[str, float]:
        """Known words that may be meant by `word`, and how near they are, at most 1."""
        found = {word: 1.0} if word in self.by_word else {}
        if word.isdigit():
            return found
        if len(word) == 1:
            return dict.fromkeys(self.by_beginning.get(word, ()), _INITIAL) | found
        if len(word) >= 3:
            found = dict.fromkeys(self.by_beginning.get(word, ()), _PREFIX) | found
        for rest in _rests(word):
            for known in self.by_rest.get(rest, ()):
                if known not in found or found[known] < 1:
                    slips = slips_between(word, known)
                    if slips <= _slips_allowed(known):
                        found[known] = max(found.get(known, 0.0), 1 - 0.9 * slips / max(len(word), len(known)))
        return found

    def _spellings(self, typed: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """What was typed; with two words joined that a name writes as one; with one word parted."""
        yield typed
        mended = tuple(word if word in self.by_word else mended_word(word) for word in typed)
        if mended != typed:
            yield mended
        for at, (one, other) in enumerate(itertools.pairwise(typed)):
            if one + other in self.by_word:
                yield (*typed[:at], one + other, *typed[at + 2 :])
        for at, word in enumerate(typed):
            if word in self.parts and word not in self.by_word:
                yield (*typed[:at], *self.parts[word], *typed[at + 1 :])


def build_index(streets: Streets) -> Index:
    """The index of all streets that have a name."""
    names = tuple(
        name for number, street in enumerate(streets.streets) if is_named(street) for name in _names(number, street)
    )
    by_word: dict[str, dict[int, None]] = defaultdict(dict)
    parts: dict[str, tuple[str, str]] = {}
    for number, name in enumerate(names):
        for word in name.words:
            by_word[word][number] = None
        for one, other in zip(name.words, name.words[1:], strict=False):
            parts.setdefault(one + other, (one, other))
    by_rest: dict[str, dict[str, None]] = defaultdict(dict)
    by_beginning: dict[str, dict[str, None]] = defaultdict(dict)
    for word in by_word:
        for rest in _rests(word):
            by_rest[rest][word] = None
        for end in (1, *range(3, len(word))):
            by_beginning[word[:end]][word] = None
    return Index(
        names=names,
        by_word={word: tuple(numbers) for word, numbers in by_word.items()},
        by_rest={rest: tuple(known) for rest, known in by_rest.items()},
        by_beginning={start: tuple(known) for start, known in by_beginning.items()},
        parts=parts,
    )


def is_named(street: Street) -> bool:
    """Whether anybody can have this name as an address."""
    return not street.name.startswith(UNNAMED) and _CEMETERY not in street.name and street.kind != "PUENTE"


def _names(number: int, street: Street) -> Iterator[Name]:
    official = _name(number, _BRACKETS.sub(" ", street.name), None)
    yield official
    on_map = words(_BRACKETS.sub(" ", street.map_name))
    if set(on_map) != set(official.words) | official.kinds:
        weight = dict(zip(official.words, official.weights, strict=True))
        plain = tuple(word for word in on_map if not is_kind(word))
        weights = tuple(weight.get(word, _LIGHT if is_light(word) else _FORENAME) for word in plain)
        if plain and max(weights) > _FORENAME:
            yield Name(number, plain, weights, frozenset(on_map) - frozenset(plain) | official.kinds, None)
    seen = {frozenset(official.words)}
    for former in street.former:
        for part in re.split(r" ?- ?", _BRACKETS.sub(" ", former).replace("parciales", " ").replace(":", " ")):
            name = _name(number, part, part.strip(" .,"))
            if name.words and frozenset(name.words) not in seen and part.strip():
                seen.add(frozenset(name.words))
                yield name


def _name(number: int, official: str, former: str | None) -> Name:
    """The words of an official name: those before the first comma are the surname, or the whole name."""
    head, _, rest = official.partition(",")
    found: dict[str, float] = {}
    kinds: set[str] = set()
    for part, weight in ((head, 1.0), (rest, _FORENAME)):
        for word in words(part):
            if is_kind(word):
                kinds.add(word)
            else:
                found.setdefault(word, min(weight, _LIGHT) if is_light(word) else weight)
    if found and max(found.values()) < 1:  # nothing but light words, as in `EL PADRE`
        found = dict.fromkeys(found, 1.0)
    return Name(number, tuple(found), tuple(found.values()), frozenset(kinds), former)


def _score(typed: tuple[str, ...], near: dict[str, dict[str, float]], name: Name) -> float:
    """Share of what was typed that the name has, less a little for what the name has besides."""
    left = dict(zip(name.words, name.weights, strict=True))
    had = wanted = recalled = 0.0
    for word in typed:
        if word not in near:
            continue
        weight = _LIGHT_TYPED if is_light(word) else 1.0
        wanted += weight
        known, likeness = _nearest(word, near[word], left)
        if known is not None:
            had += weight * likeness
            recalled += left.pop(known) * likeness
    whole = sum(name.weights)
    score = had / wanted * (1 - _RECALL + _RECALL * recalled / whole)
    kinds = {word for word in typed if is_kind(word)}
    if kinds and kinds != (name.kinds or {"calle"}):
        score *= _OTHER_KIND
    return score * (_FORMER if name.former else 1.0)


def _nearest(word: str, near: dict[str, float], left: dict[str, float]) -> tuple[str | None, float]:
    best: tuple[str | None, float] = (None, 0.0)
    for known in left:
        likeness = near.get(known, _INITIAL if len(known) == 1 and word[0] == known and len(word) > 1 else 0.0)
        if likeness > best[1]:
            best = (known, likeness)
    return best


def _slips_allowed(word: str) -> int:
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2


@lru_cache(maxsize=20_000)
def _rests(word: str) -> frozenset[str]:
    """The word, and what is left of it without one letter, and of longer ones without two."""
    if word.isdigit() or len(word) < 3:
        return frozenset({word})
    once = {word[:at] + word[at + 1 :] for at in range(len(word))}
    found = {word} | once
    if len(word) >= 5:
        found |= {one[:at] + one[at + 1 :] for one in once for at in range(len(one))}
    return frozenset(found)


@lru_cache(maxsize=20_000)
def mended_word(word: str) -> str:
    """The kind of street or the title that a misspelt word is nearest to, such as `avneida`; else the word itself."""
    if len(word) < 3 or word.isdigit() or is_kind(word) or word in TITLES:
        return word
    near = [
        (slips, whole)
        for table in (KINDS, TITLES)
        for whole, shorts in table.items()
        for known in (whole, *shorts)
        if len(known) >= 3 and known[0] == word[0]
        if (slips := slips_between(word, known)) <= _slips_allowed(known)
    ]
    return min(near)[1] if near else word


def slips_between(one: str, other: str) -> int:
    """Letters added, left out, changed or swapped with their neighbour between two words (Damerau, restricted)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        this = [row]
        for column, against in enumerate(other, start=1):
            cost = min(this[-1] + 1, last[column] + 1, last[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, before[column - 2] + 1)
            this.append(cost)
        before, last = last, this
    return last[-1]
