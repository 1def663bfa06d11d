"""How many addresses, typed as people type them, are found within 50 m: `python -m bench.address`."""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from bahealth.access.address.city import city_addresses
from bahealth.access.address.model import Answer, Outcome
from bahealth.catalog.load import load_catalog
from bahealth.config import PROJECT
from bench.misspell import Door, doors, metres, typed

SEED: Final = 20261122
COUNT: Final = 1000
WITHIN_METRES: Final = 50
GOAL: Final = 0.95


class Found(NamedTuple):
    """Addresses by what became of them, those that did not end well, and the seconds of each search."""

    counts: Counter[str]
    missed: list[tuple[str, Door, Answer]]
    seconds: list[float]

    @property
    def share(self) -> float:
        """Share of all that were found at once, within 50 m."""
        return self.counts["found"] / self.counts.total()


def measured(count: int = COUNT, seed: int = SEED) -> Found:
    """Search for `count` addresses."""
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret
    catalog = load_catalog(PROJECT / "data")
    names = {one.area_id: one.name for one in catalog.areas}
    search = city_addresses(PROJECT / "data" / "city", catalog.areas)
    found = Found(Counter(), [], [])
    for door in doors(PROJECT / "data" / "city", count, chance):
        text = typed(door, names.get(door.barrio_id, ""), chance)
        started = time.perf_counter()
        answer = search.find(text)
        found.seconds.append(time.perf_counter() - started)
        ending = _ending(answer, door)
        found.counts[ending] += 1
        if ending != "found":
            found.missed.append((text, door, answer))
    return found


def _ending(answer: Answer, door: Door) -> str:
    near = [
        metres(one.longitude, one.latitude, door.longitude, door.latitude) <= WITHIN_METRES for one in answer.places
    ]
    if answer.outcome is Outcome.FOUND:
        return "found" if near[0] else "elsewhere"
    if answer.outcome is Outcome.SEVERAL:
        return "asked back" if any(near) else "asked back in vain"
    return "offered" if any(near) else "not found"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--missed", action="store_true", help="also print what was not found")
    chosen = parser.parse_args(arguments)
    found = measured(chosen.count, chosen.seed)
    total = found.counts.total()
    print(f"address search: {total} addresses of the street data, misspelt, seed {chosen.seed}")
    for ending, number in found.counts.most_common():
        print(f"  {ending:20} {number:5} {number / total:7.1%}")
    slow = sorted(found.seconds)[int(len(found.seconds) * 0.99)]
    print(f"  99 of 100 searches within {slow * 1000:.0f} ms")
    print(f"  found within {WITHIN_METRES} m: {found.share:.1%} (goal {GOAL:.0%})")
    if chosen.missed:
        for text, door, answer in found.missed:
            told = [(one.street, one.number) for one in answer.places][:3]
            print(f"  {text!r} | {door.official} {door.number} | {answer.outcome} {told} {answer.streets[:3]}")


if __name__ == "__main__":
    main()
