"""Where care is: real centres and hospitals, one simulated new centre, teams, and what is near each block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from bahealth.simulate.assumptions import Assumptions
from bahealth.simulate.draw import NEVER, Codes, Days, Shares, day_number, stream
from bahealth.simulate.plan import Plan
from bahealth.simulate.published import COMUNAS, Blocks, Place, Published

NEW_CENTRE: Final = "cesac-simulado"
OTHERS_NEAR: Final = 3
SETTLING_DAYS: Final = 60
"""After the opening of the new centre, the days within which the people around it change over."""


@dataclass(frozen=True)
class Team:
    """One health team, at the centre of that number."""

    team_id: str
    centre: int


@dataclass(frozen=True)
class Care:
    """Places in one list: primary-care centres, the new one last of them, then hospitals; and teams.

    By block: `team` of its people, the nearest other centres, hospitals with an emergency door for adults and children,
    and, around the new centre, `new_team` (-1 elsewhere).
    """

    places: tuple[Place, ...]
    first_hospital: int
    teams: tuple[Team, ...]
    team_centre: Codes
    team: Codes
    new_team: Codes
    others: Codes
    acute: Codes
    childrens: Codes
    other_doors: Codes
    opens_on: int

    @property
    def new_centre(self) -> int:
        """Number of the new centre."""
        return self.first_hospital - 1

    def number(self, centre_id: str) -> int:
        """Number of a place."""
        return next(number for number, one in enumerate(self.places) if one.centre_id == centre_id)

    def switches(self, block: Codes, plan: Plan) -> Days:
        """For each spell in one of `block`: the day from which the new team looks after it; NEVER elsewhere."""
        random = stream(plan.seed, "switches")
        days = self.opens_on + random.integers(0, SETTLING_DAYS, len(block), dtype=np.int32)
        return np.where(self.new_team[block] >= 0, days, NEVER).astype(np.int32)


def care(plan: Plan, published: Published, assumed: Assumptions) -> Care:
    """All places, and one team for each 4,000 or so people on public cover, at the centre nearest to them."""
    blocks = published.blocks
    real = list(published.centres)
    comuna = COMUNAS.index(assumed.planted.new_centre_comuna)
    near = np.argsort(blocks.kilometres(real), axis=1, kind="stable")
    new = _new_centre(blocks, comuna, blocks.kilometres(real).min(axis=1))
    is_around = (blocks.comuna == comuna) & (blocks.kilometres([new])[:, 0] < blocks.kilometres(real).min(axis=1))
    people = _public_people(plan, published)
    teams: list[Team] = []
    team = _teams(teams, real, near[:, 0].astype(np.int16), people, assumed.panels.residents_per_team)
    new_team = np.full(len(is_around), -1, dtype=np.int16)
    size = assumed.panels.residents_per_team
    new_team[is_around] = _teams_at(teams, new, len(real), people[is_around], size)
    hospitals = list(published.hospitals)
    first = len(real) + 1
    doors = [first + number for number, one in enumerate(hospitals) if one.has_emergency]
    return Care(
        places=(*real, new, *hospitals),
        first_hospital=first,
        teams=tuple(teams),
        team_centre=np.array([one.centre for one in teams], dtype=np.int16),
        team=team,
        new_team=new_team,
        others=near[:, 1 : 1 + OTHERS_NEAR].astype(np.int16),
        acute=_nearest(blocks, hospitals, first, "acute"),
        childrens=_nearest(blocks, hospitals, first, "children"),
        other_doors=np.array([one for one in doors if hospitals[one - first].specialty != "children"], dtype=np.int16),
        opens_on=day_number(plan.new_centre_from),
    )


def _public_people(plan: Plan, published: Published) -> Shares:
    """Expected people on public cover by block, at the scale."""
    blocks = published.blocks
    per_comuna = np.bincount(blocks.comuna, blocks.people, len(COMUNAS))
    factor = published.people * plan.scale * published.public_cover / per_comuna
    return blocks.people * factor[blocks.comuna]


def _new_centre(blocks: Blocks, comuna: int, distance: Shares) -> Place:
    """In the block of the comuna that lies farthest from every real centre."""
    at = int(np.argmax(np.where(blocks.comuna == comuna, distance, -1)))
    place = float(blocks.longitude[at]), float(blocks.latitude[at])
    return Place(NEW_CENTRE, "Centro simulado (no existe)", "cesac", comuna, *place)


def _teams(teams: list[Team], centres: list[Place], nearest: Codes, people: Shares, size: int) -> Codes:
    """Add the teams of each centre to `teams`; the team of each block, neighbours in the list of blocks together."""
    team = np.zeros(len(nearest), dtype=np.int16)
    for number in range(len(centres)):
        rows = np.flatnonzero(nearest == number)
        team[rows] = _teams_at(teams, centres[number], number, people[rows], size)
    return team


def _teams_at(teams: list[Team], centre: Place, number: int, people: Shares, size: int) -> Codes:
    """Add the teams of one centre; for each of its blocks the number of its team."""
    first, total = len(teams), float(people.sum())
    count = max(1, round(total / size))
    teams.extend(Team(f"{centre.centre_id}-equipo-{one + 1}", number) for one in range(count))
    part = np.cumsum(people) / max(total, 1e-9) * count
    return (first + np.clip(np.ceil(part) - 1, 0, count - 1)).astype(np.int16)


def _nearest(blocks: Blocks, hospitals: list[Place], first: int, specialty: str) -> Codes:
    """The three nearest emergency doors of a kind by block."""
    numbers = [at for at, one in enumerate(hospitals) if one.has_emergency and one.specialty == specialty]
    order = np.argsort(blocks.kilometres([hospitals[at] for at in numbers]), axis=1, kind="stable")[:, :OTHERS_NEAR]
    return (first + np.array(numbers)[order]).astype(np.int16)
