"""What is assigned to whom, and what an assignment comes to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bahealth.access.network import Metres
from bahealth.errors import Refusal
from bahealth.i18n import N_

Weights = NDArray[np.float64]
Numbers = NDArray[np.int64]

NO_TEAM: Final = -1
SOME: Final = 1e-6
"""Less than this of a person is nobody: what a linear programme leaves of rounding."""


class NotEnoughPlaces(Refusal):
    """There are more people than places; `missing` says how many more."""

    def __init__(self, people: float, places: float) -> None:
        self.missing = people - places
        super().__init__(
            N_("There are %(people)s people and places for %(places)s in the teams: %(missing)s places are missing."),
            people=round(people),
            places=round(places),
            missing=round(people - places),
        )


@dataclass(frozen=True, eq=False)
class Question:
    """Who is to be assigned: people by block (row), metres to each team (column), and how many a team has room for.

    `current` is the team of each block today (NO_TEAM: none). A person who moves to another team costs as much as
    `moving_m` metres more to walk.
    """

    metres: Metres
    people: Weights
    room: Weights
    current: Numbers | None = None
    moving_m: float = 0.0

    @cached_property
    def reached(self) -> NDArray[np.bool_]:
        """Blocks with people that reach some team; the others are left without."""
        return np.isfinite(self.metres).any(axis=1) & (self.people > 0)

    @cached_property
    def cost(self) -> Metres:
        """Metres of one person of a block to a team, with what moving costs."""
        if self.current is None or not self.moving_m:
            return self.metres
        moves = np.arange(self.metres.shape[1])[None, :] != self.current[:, None]
        return self.metres + self.moving_m * (moves & (self.current != NO_TEAM)[:, None])

    @property
    def missing_places(self) -> float:
        """By how many people the demand exceeds the room; zero where it does not."""
        return max(0.0, float(self.people[self.reached].sum() - self.room.sum()))


@dataclass(frozen=True, eq=False)
class Assigned:
    """How many people of each block (row) go to each team (column), and what the best assignment costs at least.

    `bound` is in metres walked by all, moving counted in; `seconds` is what it took.
    """

    question: Question
    people: NDArray[np.float64]
    bound: float
    seconds: float

    @cached_property
    def cost(self) -> float:
        """Metres walked by all, one way, with what moving costs."""
        used = self.people > 0
        return float((self.people[used] * self.question.cost[used]).sum())

    @property
    def gap(self) -> float:
        """How far from the best it may be at most, as a share of its cost."""
        return max(0.0, self.cost - self.bound) / self.cost if self.cost > 0 else 0.0

    @cached_property
    def load(self) -> Weights:
        """People of each team."""
        return self.people.sum(axis=0)

    @property
    def over_room(self) -> float:
        """People beyond the room of their team."""
        return float(np.maximum(self.load - self.question.room, 0.0).sum())

    @property
    def unplaced(self) -> float:
        """People who reach some team and have none."""
        left = float(self.question.people[self.question.reached].sum() - self.people.sum())
        return left if left > SOME else 0.0

    @property
    def mean_m(self) -> float:
        """Metres that a person walks to the team on average."""
        used, placed = self.people > 0, self.people.sum()
        return float((self.people[used] * self.question.metres[used]).sum() / placed) if placed else 0.0

    @property
    def moved(self) -> float:
        """People who had another team before."""
        current = self.question.current
        if current is None:
            return 0.0
        had = np.flatnonzero(current != NO_TEAM)
        return float(self.people[had].sum() - self.people[had, current[had]].sum())

    @property
    def split(self) -> int:
        """Blocks whose people go to several teams."""
        return int(((self.people > SOME).sum(axis=1) > 1).sum())

    @property
    def team(self) -> Numbers:
        """The team to which most of each block go; NO_TEAM where nobody has one."""
        return np.where(self.people.max(axis=1) > SOME, self.people.argmax(axis=1), NO_TEAM)
