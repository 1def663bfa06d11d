"""Words of the search for a place, and of the way to a centre."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bahealth.access.address.model import Answer, Outcome, Place
from bahealth.access.way import Turn
from bahealth.i18n import N_, NO_BREAK_SPACE, Text
from bahealth.views.centre import WayStep

_OFFERING: Final = {Outcome.SEVERAL, Outcome.NUMBER_OUT_OF_RANGE, Outcome.UNKNOWN_STREET}
_SHORTEST_STEP_M: Final = 15.0
_SENTENCES: Final = {
    Outcome.SEVERAL: N_("There is more than one place with that name. Which one is it?"),
    Outcome.ABOUT: N_("%(street)s has no house numbers in the street data: this is from its middle."),
    Outcome.AREA: N_("In which barrio of %(comuna)s?"),
    Outcome.NOTHING_TYPED: N_("Write a street and a number."),
    Outcome.NUMBER_MISSING: N_("%(street)s has numbers %(ranges)s. Add the number."),
    Outcome.NUMBER_OUT_OF_RANGE: N_(
        "%(street)s has no number %(number)s in the street data; it has numbers %(ranges)s. The nearest:"
    ),
    Outcome.NO_CORNER: N_("%(one)s and %(other)s do not cross. Write a number, or another street that crosses."),
    Outcome.OTHER_CITY: N_("That is in %(city)s. This search knows the streets of the City of Buenos Aires only."),
    Outcome.UNKNOWN_STREET: N_("No street of the city has that name. Look at the spelling, or search by barrio."),
}


def place_name(place: Place, names: Mapping[str, str], t: Text) -> str:
    """`Av. Corrientes 1234 (Balvanera)`; a corner as both streets."""
    name = place.street
    if place.number is not None:
        name = f"{place.street} {place.number}"
    elif place.crossing is not None:
        name = t("%(one)s and %(other)s", one=place.street, other=place.crossing)
    barrio = names.get(place.barrio_id or "")
    return f"{name} ({barrio})" if barrio else name


def offered_places(answer: Answer) -> Sequence[Place]:
    """The places to choose from."""
    return answer.places if answer.outcome in _OFFERING else ()


def answer_words(answer: Answer, names: Mapping[str, str], t: Text) -> str:
    """What to tell somebody about their search; empty where the place was simply found."""
    street, other = (*answer.streets, "", "")[:2]
    place = {
        "street": street,
        "one": street,
        "other": other,
        "number": answer.number,
        "ranges": _ranges(answer, t),
        "barrio": names.get(answer.area_id or "", ""),
        "comuna": names.get(answer.area_id or "", ""),
        "city": (answer.city or "").title(),
        "streets": t.joined(list(answer.streets)),
    }
    if answer.outcome is Outcome.FOUND:
        former = answer.places[0].former_name
        return t("%(old)s is now called %(new)s.", old=former, new=answer.places[0].street) if former else ""
    return t(_sentence(answer), **place)


def _sentence(answer: Answer) -> str:
    if answer.outcome is Outcome.AREA and (answer.area_id or "").startswith("barrio-"):
        return N_("From the middle of %(barrio)s. With street and number it is exact.")
    if answer.outcome is Outcome.UNKNOWN_STREET and answer.places:
        return N_("No street of the city has that name. Did you mean one of these?")
    if answer.outcome is Outcome.UNKNOWN_STREET and answer.streets:
        return N_("No street of the city has that name. Similar ones: %(streets)s. You can also search by barrio.")
    return _SENTENCES[answer.outcome]


def _ranges(answer: Answer, t: Text) -> str:
    shown = [t("%(first)s to %(last)s", first=first, last=last) for first, last in answer.ranges[:3]]
    return t.joined(shown)


def metres_words(metres: float, t: Text) -> str:
    """`350 m`, to ten metres; from a kilometre on `1,2 km`."""
    if metres >= 1000:
        return f"{t.number(metres / 1000, 1)}{NO_BREAK_SPACE}km"
    return f"{t.number(max(10, round(metres / 10) * 10))}{NO_BREAK_SPACE}m"


def steps_words(steps: Sequence[WayStep], t: Text) -> list[str]:
    """One sentence for each street of the way; steps of a few metres go with the next one."""
    kept = [one for one in steps if one.metres >= _SHORTEST_STEP_M] or list(steps[-1:])
    found: list[str] = []
    for at, one in enumerate(kept):
        turn = Turn.START if at == 0 else one.turn
        found.append(_step(turn, one.street, metres_words(one.metres, t), t))
    return found


def _step(turn: Turn, street: str, metres: str, t: Text) -> str:
    match turn:
        case Turn.START:
            return t("Walk along %(street)s, %(metres)s.", street=street, metres=metres)
        case Turn.AHEAD:
            return t("Go straight on along %(street)s, %(metres)s.", street=street, metres=metres)
        case Turn.LEFT:
            return t("Turn left into %(street)s, %(metres)s.", street=street, metres=metres)
        case Turn.RIGHT:
            return t("Turn right into %(street)s, %(metres)s.", street=street, metres=metres)
