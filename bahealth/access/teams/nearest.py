"""Everybody to the nearest team, whatever its room: what offices do, and what every assignment is compared with."""

from __future__ import annotations

import time

import numpy as np

from bahealth.access.teams.model import Assigned, Question

_SAME_M = 1e-6


def to_nearest(question: Question) -> Assigned:
    """Each block to its nearest team; of teams at the same door, to the one with most room left."""
    started = time.monotonic()
    placed = np.zeros_like(question.metres)
    left = question.room.astype(np.float64).copy()
    bound = 0.0
    for block in np.flatnonzero(question.reached):
        nearest = question.cost[block].min()
        doors = np.flatnonzero(question.cost[block] <= nearest + _SAME_M)
        team = doors[left[doors].argmax()]
        placed[block, team] = question.people[block]
        left[team] -= question.people[block]
        bound += question.people[block] * nearest
    return Assigned(question, placed, bound, time.monotonic() - started)
