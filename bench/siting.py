"""How long it takes to say where to open and who goes to which team, on the whole city: `python -m bench.siting`.

The real network, the blocks of the census of 2010, the 50 CeSAC, and 500 corners that the app proposes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

import numpy as np

from bahealth.access.city import Blocks, Centres, columns, read_blocks, read_centres
from bahealth.access.network import Metres, Network, read_network, snap, walks
from bahealth.access.siting.candidates import proposed
from bahealth.access.siting.cover import fewest_for_all, most_covered
from bahealth.access.siting.model import Chosen, Sites
from bahealth.access.siting.plans import without
from bahealth.access.siting.walking import least_walking
from bahealth.access.teams.contiguous import apart, joined, neighbours
from bahealth.access.teams.model import Assigned, Question
from bahealth.access.teams.nearest import to_nearest
from bahealth.access.teams.transport import least_travel
from bahealth.access.teams.whole import whole_blocks
from bahealth.config import PROJECT

CANDIDATES: Final = 500
NEW: Final = 5
LIMIT_M: Final = 1_200.0
LONGEST_SECONDS: Final = 60.0
WHAT_IF_SECONDS: Final = 1.0
TEAM_SIZE: Final = 4_000  # people on a team's list, as the simulation assumes
SPARE: Final = 1.05


def main() -> None:
    """Print each answer with its gap and seconds, and end with an error where a limit is missed."""
    city = PROJECT / "data" / "city"
    net, blocks, centres = read_network(city), read_blocks(city), columns(read_centres(city)).of_kind("cesac")
    near, candidates = _metres(net, blocks, centres)
    missed = [*_siting(near, candidates, blocks), *_teams(near, blocks)]
    if missed:
        raise SystemExit("Too slow or not proven: " + ", ".join(missed))


def _metres(net: Network, blocks: Blocks, centres: Centres) -> tuple[Metres, Metres]:
    started = time.monotonic()
    homes = snap(net, blocks.longitude, blocks.latitude)
    near = walks(net, homes, snap(net, centres.longitude, centres.latitude))
    corners = proposed(net, blocks.longitude, blocks.latitude, blocks.people, CANDIDATES)
    candidates = walks(net, homes, corners)
    print(f"Walks to {near.shape[1]} CeSAC and {CANDIDATES} corners: {time.monotonic() - started:.1f} s")
    return near, candidates


def _siting(near: Metres, candidates: Metres, blocks: Blocks) -> list[str]:
    """Five new sites beside the CeSAC, and five from nothing."""
    metres = np.hstack([near, candidates])
    is_centre = np.arange(metres.shape[1]) < near.shape[1]
    none = np.zeros(metres.shape[1], dtype=bool)
    beside = Sites(metres, is_centre, none, NEW)
    moving = Sites(metres, none, is_centre, 0)
    alone = Sites(candidates, none[is_centre.sum() :], none[is_centre.sum() :], NEW)
    people, seconds = blocks.people, LONGEST_SECONDS
    asked: dict[str, Callable[[], Chosen]] = {
        "5 new, most people within 15 min": lambda: most_covered(beside, people, limit_m=LIMIT_M, seconds=seconds),
        "5 new, least walking": lambda: least_walking(beside, people, seconds=seconds),
        "5 from nothing, most people within 15 min": lambda: most_covered(
            alone, people, limit_m=LIMIT_M, seconds=seconds
        ),
        "5 from nothing, least walking": lambda: least_walking(alone, people, seconds=seconds),
    }
    missed: list[str] = []
    for name, solve in asked.items():
        found = solve()
        print(f"{name}: {found.objective:,.0f}, gap {found.gap:.2%}, {found.seconds:.1f} s")
        if found.seconds > LONGEST_SECONDS or not found.is_proven:
            missed.append(name)
    for name, sites in (("beside the CeSAC", beside), ("if all CeSAC may move", moving)):
        full = fewest_for_all(sites, people, limit_m=LIMIT_M, seconds=seconds / 2)
        out = people[full.out_of_reach].sum()
        print(
            f"Fewest sites for all {name}: {full.chosen.objective:.0f}, at least {full.chosen.bound:.0f}, "
            f"{full.chosen.seconds:.1f} s; out of reach {out:,.0f} people"
        )
    started = time.monotonic()
    for closed in range(5):
        without(beside, blocks, np.arange(metres.shape[1]) == closed, limit_m=LIMIT_M)
    took = (time.monotonic() - started) / 5
    print(f"What if one centre closes: {took:.3f} s")
    return [*missed, *(["what-if"] if took > WHAT_IF_SECONDS else [])]


def _teams(near: Metres, blocks: Blocks) -> list[str]:
    """Everybody to teams at the CeSAC, as many at each as its neighbourhood asks for, all with the same room."""
    asked = np.bincount(near[np.isfinite(near).all(axis=1)].argmin(axis=1), minlength=near.shape[1])
    teams = np.maximum(1, np.round(asked / asked.sum() * blocks.people.sum() / TEAM_SIZE)).astype(int)
    metres = np.repeat(near, teams, axis=1)
    room = np.full(metres.shape[1], np.ceil(blocks.people.sum() * SPARE / metres.shape[1]))
    question = Question(metres, blocks.people, room)
    print(f"{metres.shape[1]} teams with room for {room[0]:,.0f} each")
    linear, whole = least_travel(question), whole_blocks(question, seconds=LONGEST_SECONDS / 3)
    touching = neighbours(blocks.longitude, blocks.latitude)
    for name, one in (
        ("nearest, whatever the room", to_nearest(question)),
        ("least travel", linear),
        ("whole blocks", whole),
        ("whole blocks that hang together", joined(whole, touching)),
    ):
        beside = f", {len(apart(one, touching))} blocks apart" if name.startswith("whole") else ""
        print(_told(name, one) + beside)
    return [name for name, one in (("teams", linear), ("whole blocks", whole)) if one.seconds > LONGEST_SECONDS]


def _told(name: str, one: Assigned) -> str:
    return (
        f"{name}: mean walk {one.mean_m:,.0f} m, {one.over_room:,.0f} people too many, {one.unplaced:,.0f} without, "
        f"{one.split} blocks split, gap {one.gap:.2%}, {one.seconds:.1f} s"
    )


if __name__ == "__main__":
    main()
