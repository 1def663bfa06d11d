"""Teams: who would go to which team if none may be too full, beside everybody to the nearest."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from bahealth.access.city import Centres
from bahealth.access.network import Metres
from bahealth.access.teams.contiguous import Neighbours, apart, joined, neighbours
from bahealth.access.teams.demand import public_only
from bahealth.access.teams.model import Assigned, Numbers, Question, Weights
from bahealth.access.teams.nearest import to_nearest
from bahealth.access.teams.transport import least_travel
from bahealth.access.teams.whole import whole_blocks
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.store import Database, fetch
from bahealth.views.siting import METRES_A_MINUTE, ground

PACKAGE: Final = "bahealth.views"
LONGEST_SECONDS: Final = 10.0
_ONE_AT_A_TIME: Final = threading.Lock()


class Form(StrEnum):
    """How people are shared out, by the word that stands in the address."""

    WHOLE = "radios"
    JOINED = "contiguos"
    SPLIT = "repartidos"


@dataclass(frozen=True)
class TeamsChoice:
    """What the reader asked for; every field stands in the address."""

    everyone: bool = False
    room: int = 4_000
    form: Form = Form.WHOLE
    from_records: bool = True


class CentreTeams(Frozen):
    """How many teams work at a centre by the records."""

    centre_id: str
    team_count: int
    is_simulated: bool


class CentreLoad(Frozen):
    """A centre with its teams: people whose nearest it is, people assigned, and the people of each team."""

    centre_id: str
    name: str
    teams: int
    room: float
    nearest: float
    assigned: float
    panels: tuple[float, ...]


class Shared(Frozen):
    """What one way of assigning comes to. Walks are minutes, one way; `gap` is to the least walking there can be."""

    mean_minutes: float
    too_many: float
    full_teams: int
    without: float
    largest: float
    smallest: float
    gap: float
    blocks_apart: int
    blocks_split: int


@dataclass(frozen=True, eq=False)
class TeamsView:
    """People and places; where places are missing there is no assignment, only everybody to the nearest."""

    choice: TeamsChoice
    people: float
    places: float
    team_count: int
    missing: float
    missing_teams: int
    nearest: Shared
    assigned: Shared | None
    centres: tuple[CentreLoad, ...]
    unreached: float
    is_simulated: bool
    has_records: bool


def teams_view(database: Database, city: Path, choice: TeamsChoice, actor: Actor) -> TeamsView:
    """The page for `choice`. Without records of teams, each centre has as many as its neighbourhood asks for."""
    del actor
    with database.reading() as con:
        rows = fetch(con, CentreTeams, PACKAGE, "teams_by_centre")
    centres = ground(city).centres
    known = tuple((one.centre_id, one.team_count) for one in rows if one.centre_id in centres.centre_id)
    has_records = bool(known)
    uses_records = choice.from_records and has_records
    with _ONE_AT_A_TIME:
        return _view(
            city,
            choice,
            known if uses_records else (),
            uses_records and any(one.is_simulated for one in rows),
            has_records,
        )


@lru_cache(maxsize=32)
def _view(
    city: Path,
    choice: TeamsChoice,
    known: tuple[tuple[str, int], ...],
    is_simulated: bool,  # noqa: FBT001 - a cache key
    has_records: bool,  # noqa: FBT001 - a cache key
) -> TeamsView:
    here = ground(city)
    people = here.blocks.people if choice.everyone else public_only(city, here.blocks)
    centres = here.centres
    near = here.near
    teams = _teams(centres, near, people, known, choice)
    door = np.repeat(np.arange(len(teams)), teams)
    question = Question(near[:, door], people, np.full(len(door), float(choice.room)))
    nearest = to_nearest(question)
    touching = neighbours(here.blocks.longitude, here.blocks.latitude)
    assigned = None if question.missing_places > 0 else _assigned(question, choice.form, touching)
    asked = float(people[question.reached].sum())
    return TeamsView(
        choice=choice,
        people=asked,
        places=float(question.room.sum()),
        team_count=len(door),
        missing=question.missing_places,
        missing_teams=int(np.ceil(question.missing_places / choice.room)),
        nearest=_shared(nearest, 0),
        assigned=None if assigned is None else _shared(assigned, len(apart(assigned, touching))),
        centres=_loads(centres, teams, door, nearest, assigned),
        unreached=float(people.sum()) - asked,
        is_simulated=is_simulated,
        has_records=has_records,
    )


def _teams(
    centres: Centres, near: Metres, people: Weights, known: tuple[tuple[str, int], ...], choice: TeamsChoice
) -> Numbers:
    """How many teams each centre has."""
    if known:
        counts = dict(known)
        return np.asarray([counts.get(one, 0) for one in centres.centre_id], dtype=np.int64)
    reached = np.isfinite(near).any(axis=1)
    wanted = np.bincount(near[reached].argmin(axis=1), weights=people[reached], minlength=near.shape[1])
    return np.maximum(1, np.ceil(wanted / choice.room)).astype(np.int64)


def _assigned(question: Question, form: Form, touching: Neighbours) -> Assigned:
    if form is Form.SPLIT:
        return least_travel(question)
    whole = whole_blocks(question, seconds=LONGEST_SECONDS)
    return joined(whole, touching) if form is Form.JOINED else whole


def _shared(one: Assigned, blocks_apart: int) -> Shared:
    over = one.load - one.question.room
    return Shared(
        mean_minutes=one.mean_m / METRES_A_MINUTE,
        too_many=one.over_room,
        full_teams=int((over > 0.5).sum()),
        without=one.unplaced,
        largest=float(one.load.max(initial=0.0)),
        smallest=float(one.load.min(initial=np.inf)) if len(one.load) else 0.0,
        gap=one.gap,
        blocks_apart=blocks_apart,
        blocks_split=one.split,
    )


def _loads(
    centres: Centres, teams: Numbers, door: Numbers, nearest: Assigned, assigned: Assigned | None
) -> tuple[CentreLoad, ...]:
    shown = nearest if assigned is None else assigned
    near = np.bincount(door, weights=nearest.load, minlength=len(teams))
    load = np.bincount(door, weights=shown.load, minlength=len(teams))
    room = np.bincount(door, weights=shown.question.room, minlength=len(teams))
    return tuple(
        CentreLoad(
            centre_id=centres.centre_id[row],
            name=centres.name[row],
            teams=int(teams[row]),
            room=float(room[row]),
            nearest=float(near[row]),
            assigned=float(load[row]),
            panels=tuple(float(one) for one in shown.load[door == row]),
        )
        for row in range(len(teams))
        if teams[row]
    )
