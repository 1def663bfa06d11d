"""Teams behind one door: equally far for everybody, so that they count as one until the end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bahealth.access.teams.model import NO_TEAM, Numbers, Question


def doors_of(question: Question) -> Numbers:
    """The number of the door of each team: teams share one when they cost everybody the same."""
    _, door = np.unique(question.cost, axis=1, return_inverse=True)
    return door.ravel().astype(np.int64)


def by_door(question: Question, door: Numbers) -> Question:
    """The same question with one team for each door."""
    _, first = np.unique(door, return_index=True)
    room = np.bincount(door, weights=question.room)
    return replace(question, metres=question.cost[:, first], room=room, current=None, moving_m=0.0)


def shared_out(flow: NDArray[np.float64], door: Numbers, room: NDArray[np.float64]) -> NDArray[np.float64]:
    """People of each block at each door, given to its teams one after the other, neighbours in the list together."""
    placed = np.zeros((len(flow), len(door)))
    for number in range(flow.shape[1]):
        teams = np.flatnonzero(door == number)
        if len(teams) == 1:
            placed[:, teams[0]] = flow[:, number]
            continue
        ends = np.cumsum(flow[:, number])
        starts = ends - flow[:, number]
        total = max(float(ends[-1]), 1e-12)
        share = room[teams] / max(float(room[teams].sum()), 1e-12) * total  # all equally full
        until = np.cumsum(share)
        for team, low, high in zip(teams, until - share, until, strict=True):
            placed[:, team] = np.clip(np.minimum(ends, high) - np.maximum(starts, low), 0.0, None)
    return placed


def packed(question: Question, door: Numbers, at_door: Numbers) -> tuple[Numbers, list[int]]:
    """A team of its door for each block, and the blocks that fit into none of them.

    Neighbours in the list go together where all fit so; else the largest blocks find a team first, each the one that
    it fills best.
    """
    team = np.full(len(at_door), NO_TEAM, dtype=np.int64)
    waiting: list[int] = []
    for number in range(int(door.max()) + 1):
        teams, blocks = np.flatnonzero(door == number), np.flatnonzero(at_door == number)
        tries = (_in_order(question, teams, blocks), _largest_first(question, teams, blocks))
        chosen = min(tries, key=lambda one: float(question.people[blocks[one == NO_TEAM]].sum()))
        team[blocks] = chosen
        waiting += blocks[chosen == NO_TEAM].tolist()
    return team, waiting


def _in_order(question: Question, teams: Numbers, blocks: Numbers) -> Numbers:
    chosen, left = np.full(len(blocks), NO_TEAM, dtype=np.int64), question.room[teams].astype(np.float64)
    spare = 1 - question.people[blocks].sum() / max(float(left.sum()), 1e-12)
    place = 0
    for row, block in enumerate(blocks):
        size = question.people[block]
        if place + 1 < len(teams) and left[place] - size / 2 < question.room[teams[place]] * spare:
            place += 1
        fits = place if left[place] >= size else int(left.argmax())
        if left[fits] >= size:
            chosen[row] = teams[fits]
            left[fits] -= size
    return chosen


def _largest_first(question: Question, teams: Numbers, blocks: Numbers) -> Numbers:
    chosen, left = np.full(len(blocks), NO_TEAM, dtype=np.int64), question.room[teams].astype(np.float64)
    for row in np.argsort(-question.people[blocks], kind="stable"):
        size = question.people[blocks[row]]
        fits = np.flatnonzero(left >= size)
        if len(fits):
            best = fits[left[fits].argmin()]
            chosen[row] = teams[best]
            left[best] -= size
    return chosen
