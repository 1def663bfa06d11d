"""Whether a row that was flagged at a session still moves, now that later periods are known."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from bahealth.assess.model import Point, Verdict

LATER_POINTS: Final = 3  # months or quarters that must have come before a flag is looked at again
LATER_YEARS: Final = 1


class Since(StrEnum):
    """What became of a flag."""

    TOO_EARLY = "too_early"  # too few later periods are known
    STANDS = "stands"
    VANISHED = "vanished"


def since(flagged: Verdict, points: Iterable[Point], newest: Verdict | None) -> Since:
    """What became of a row that moved beyond chance, by the points and the verdict of the newest release.

    It is looked at again once three later months or quarters (one later year) are known. It has vanished when none of
    those later points is out of the ordinary and the row does not move the same way any more. A short real change
    vanishes too: the vanished are at most, not exactly, the false alarms.
    """
    later = [
        one
        for one in points
        if one.period_months == flagged.period_months
        and flagged.period_start is not None
        and one.period_start > flagged.period_start
    ]
    needed = LATER_YEARS if flagged.period_months == 12 else LATER_POINTS
    if len(later) < needed:
        return Since.TOO_EARLY
    moves_on = newest is not None and newest.change.change is flagged.change.change
    return Since.STANDS if moves_on or any(one.is_special for one in later) else Since.VANISHED
