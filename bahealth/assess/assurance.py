"""What a process that is left as it is can be relied on to give (METHODS section 6)."""

from __future__ import annotations

from bahealth.assess.model import Assurance, Limits
from bahealth.catalog.model import Direction


def assurance(direction: Direction, limits: Limits | None, target: float) -> Assurance | None:
    """Whether the natural limits of the process lie on the good side of the target, on the bad side, or around it.

    A target exactly on a limit is hit or miss, as in NHSRplotthedots. None without a direction, and on trial limits.
    """
    if limits is None or limits.is_trial or direction is Direction.NEUTRAL:
        return None
    if limits.lower <= target <= limits.upper:
        return Assurance.HIT_OR_MISS
    return Assurance.CAPABLE if (target < limits.lower) == (direction is Direction.HIGHER) else Assurance.NOT_CAPABLE
