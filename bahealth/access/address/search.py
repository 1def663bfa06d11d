"""From what a person typed to a place, to a question back, or to a reason with the nearest possibilities."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bahealth.access.address.index import Index, Match, build_index
from bahealth.access.address.model import Answer, Outcome, Place
from bahealth.access.address.plain import words
from bahealth.access.address.reading import Areas, Reading, readings
from bahealth.access.address.streets import APART_METRES, Streets, distinct, metres_between

GOOD_ENOUGH: Final = 0.62
"""Below this a name is not taken for the one that was typed."""
_TIE: Final = 0.02
_MUCH_BETTER: Final = 0.12
"""A name without the number that agrees so much better than any with it is the one that was meant."""
_FORMER_NAME: Final = 0.035
"""The same for a former name: only one that agrees to the word is meant although a street of today has it too."""
_LOOKED_AT: Final = 40
_OFFERED: Final = 5
_LEFT_OVER: Final = 0.08
_IN_AREA: Final = 0.2


@dataclass(frozen=True)
class Addresses:
    """Everything that a search needs; made once."""

    streets: Streets
    index: Index
    areas: Areas
    parents: Mapping[str, str]
    """The comuna of each barrio."""

    def find(self, text: str) -> Answer:
        """The answer to `text`, which is not kept."""
        if not words(text):
            return Answer(outcome=Outcome.NOTHING_TYPED)
        areas, rest = self.areas.taken_from(words(text))
        if len(areas) == 1 and not rest:
            return Answer(outcome=Outcome.AREA, area_id=next(iter(areas)))
        read = readings(text, self.areas)
        hits = [hit for one in read for hit in self._hits(one)]
        hits.sort(key=lambda hit: -hit.score)
        known = self._known(read)
        if hits and hits[0].score >= GOOD_ENOUGH and not _is_another_meant(hits[0], known):
            if hits[0].reading.city is not None:
                return Answer(outcome=Outcome.OTHER_CITY, city=hits[0].reading.city)
            return _answer(hits)
        return self._nothing(known, hits, read)

    def _hits(self, reading: Reading) -> list[_Hit]:
        """Places that a reading may mean."""
        matches = self.index.matches(reading.street)[:_LOOKED_AT]
        if reading.crossing is not None:
            return self._at_corners(reading, matches)
        if reading.number is None:
            return []
        found: list[_Hit] = []
        for match in matches:
            for place in self.streets.numbered(match.name.street, reading.number):
                score = match.score - _LEFT_OVER * reading.left_over + self._bonus(place, reading)
                found.append(_Hit(score, _renamed(place, match), reading))
        return found

    def _at_corners(self, reading: Reading, matches: list[Match]) -> list[_Hit]:
        others = self.index.matches(reading.crossing or ())[:_LOOKED_AT]
        return [
            _Hit((one.score + other.score) / 2 + self._bonus(place, reading), place, reading)
            for one in matches
            if one.score >= GOOD_ENOUGH
            for other in others
            if other.score >= GOOD_ENOUGH and other.name.street != one.name.street
            for place in self.streets.crossings(one.name.street, other.name.street)
        ]

    def _bonus(self, place: Place, reading: Reading) -> float:
        """More for a place in the area that was named, less for one outside of it."""
        if not reading.areas or place.barrio_id is None:
            return 0.0
        inside = {place.barrio_id, self.parents.get(place.barrio_id, "")} & reading.areas
        return _IN_AREA / 2 if inside else -_IN_AREA / 2

    def _known(self, read: list[Reading]) -> list[tuple[Match, Reading]]:
        """Streets that agree with what was typed, whether or not they have the number, best first."""
        found = [
            (Match(match.score - _LEFT_OVER * one.left_over, match.name), one)
            for one in read
            for match in self.index.matches(one.street)[:_OFFERED]
            if match.score >= GOOD_ENOUGH and one.crossing is None
        ]
        return sorted(found, key=lambda pair: (-pair[0].score, pair[1].number is None))

    def _nothing(self, known: list[tuple[Match, Reading]], hits: list[_Hit], read: list[Reading]) -> Answer:
        away = next((one.city for one in read if one.city is not None), None)
        if away is not None:
            return Answer(outcome=Outcome.OTHER_CITY, city=away)
        crossing = next((one for one in read if one.crossing is not None), None)
        if crossing is not None and (not known or known[0][1].number is None):
            answer = self._no_corner(crossing)
            if answer is not None:
                return answer
        if not known:
            return self._unknown(hits, read)
        match, reading = min(known, key=lambda pair: self._distance(pair, known[0]))
        street = match.name.street
        shown = (self.streets.streets[street].shown,)
        if not self.streets.has_numbers(street):
            places = self.streets.middle(street)
            return Answer(
                outcome=Outcome.ABOUT if len(places) == 1 else Outcome.SEVERAL,
                places=places[:_OFFERED],
                streets=shown,
                number=reading.number,
            )
        if reading.number is None:
            return Answer(outcome=Outcome.NUMBER_MISSING, streets=shown, ranges=self.streets.ranges(street))
        near = self.streets.nearest_number(street, reading.number)
        nearest = self.streets.numbered(street, near) if near is not None else ()
        others = [hit.place for hit in hits if hit.score >= GOOD_ENOUGH]
        return Answer(
            outcome=Outcome.NUMBER_OUT_OF_RANGE,
            streets=shown,
            ranges=self.streets.ranges(street),
            number=reading.number,
            places=distinct([*nearest, *others])[:_OFFERED],
        )

    def _distance(self, pair: tuple[Match, Reading], best: tuple[Match, Reading]) -> float:
        """Of streets that agree equally well, how far the number is from the numbers of one; else out of reach."""
        match, reading = pair
        if pair is best and reading.number is None:
            return -1
        if match.score < best[0].score - _TIE or reading.number is None:
            return math.inf
        nearest = self.streets.nearest_number(match.name.street, reading.number)
        return 0 if nearest is None else abs(nearest - reading.number)

    def _no_corner(self, reading: Reading) -> Answer | None:
        """Two streets that are known and do not meet, with the first streets that the one does cross."""
        pair = [self.index.matches(one)[:1] for one in (reading.street, reading.crossing or ())]
        if not all(one and one[0].score >= GOOD_ENOUGH for one in pair):
            return None
        one, other = (self.streets.streets[match[0].name.street] for match in pair)
        return Answer(outcome=Outcome.NO_CORNER, streets=(one.shown, other.shown))

    def _unknown(self, hits: list[_Hit], read: list[Reading]) -> Answer:
        """Nothing agrees well: the streets that agree most, those that have the number first."""
        with_number = [hit.place for hit in hits[:_OFFERED]]
        matches = sorted((match for one in read for match in self.index.matches(one.street)[:_OFFERED]),
                         key=lambda one: -one.score)  # fmt: skip
        shown = tuple(dict.fromkeys(self.streets.streets[one.name.street].shown for one in matches))
        return Answer(outcome=Outcome.UNKNOWN_STREET, streets=shown[:_OFFERED], places=tuple(with_number))


@dataclass(frozen=True)
class _Hit:
    score: float
    place: Place
    reading: Reading


def _answer(hits: list[_Hit]) -> Answer:
    """The best place, or all that agree as well and stand elsewhere."""
    best: list[Place] = []
    for hit in hits:
        if hit.score < hits[0].score - _TIE:
            break
        if all(metres_between(hit.place, one) > APART_METRES for one in best):
            best.append(hit.place)
    outcome = Outcome.FOUND if len(best) == 1 else Outcome.SEVERAL
    return Answer(outcome=outcome, places=tuple(best[:_OFFERED]), number=best[0].number)


def _is_another_meant(hit: _Hit, known: list[tuple[Match, Reading]]) -> bool:
    """Whether a street without the number agrees so much better that the number must be wrong."""
    if not known:
        return False
    margin = _FORMER_NAME if hit.place.former_name and known[0][0].name.former is None else _MUCH_BETTER
    return known[0][0].score > hit.score + margin


def _renamed(place: Place, match: Match) -> Place:
    return place.model_copy(update={"former_name": match.name.former}) if match.name.former else place


def addresses(streets: Streets, areas: Mapping[str, str], parents: Mapping[str, str]) -> Addresses:
    """The search over `streets`; `areas` are names of barrios and comunas with their ids."""
    return Addresses(
        streets=streets,
        index=build_index(streets),
        areas=Areas({words(name): area_id for name, area_id in areas.items()}),
        parents=parents,
    )
