"""Plans side by side, each the best in its own sense: never one answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bahealth.access.city import Blocks
from bahealth.access.siting.cover import most_covered
from bahealth.access.siting.model import Chosen, Flags, Sites, standing
from bahealth.access.siting.outcome import Outcome, outcome
from bahealth.access.siting.walking import least_walking


class Aim(StrEnum):
    """What a plan is best at."""

    COVER = "cover"  # most people within the limit
    WALKING = "walking"  # least walking in all
    NEEDS = "needs"  # least walking of households with unmet basic needs
    FARTHEST = "farthest"  # least walking beyond the limit: those who live far first


@dataclass(frozen=True, eq=False)
class Plan:
    """Open sites of one aim, with what they do."""

    aim: Aim
    chosen: Chosen
    outcome: Outcome


def side_by_side(sites: Sites, blocks: Blocks, *, limit_m: float, seconds: float) -> tuple[Plan, ...]:
    """One plan for each aim; `seconds` is what each may take."""
    people, needs = blocks.people, blocks.people_unmet_needs
    solve: dict[Aim, Callable[[], Chosen]] = {
        Aim.COVER: lambda: most_covered(sites, people, limit_m=limit_m, seconds=seconds),
        Aim.WALKING: lambda: least_walking(sites, people, seconds=seconds),
        Aim.NEEDS: lambda: least_walking(sites, needs, seconds=seconds),
        Aim.FARTHEST: lambda: least_walking(sites, people, seconds=seconds, beyond_m=limit_m),
    }
    return tuple(planned(aim, found(), sites, blocks, limit_m=limit_m) for aim, found in solve.items())


def planned(aim: Aim, chosen: Chosen, sites: Sites, blocks: Blocks, *, limit_m: float) -> Plan:
    """A plan with what it does against today."""
    return Plan(aim, chosen, outcome(sites.metres, chosen.is_open, standing(sites), blocks, limit_m=limit_m))


def without(sites: Sites, blocks: Blocks, closed: Flags, *, limit_m: float) -> Outcome:
    """What happens when some of the sites that stand close."""
    today = standing(sites)
    return outcome(sites.metres, today & ~closed, today, blocks, limit_m=limit_m)
