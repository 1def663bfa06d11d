"""What a plan does to people: who comes within the limit, who falls out of it, how far the worst tenth walk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bahealth.access.city import Blocks
from bahealth.access.network import Metres
from bahealth.access.siting.model import Flags, Weights, nearest_open, within


@dataclass(frozen=True)
class Outcome:
    """People with some sites open. Walks are to the nearest open site, in metres, one way.

    `gained` people come within the limit and `lost` ones fall out of it, against today. The worst tenth walk
    `worst_tenth_m` or more. `needs` are people in households with unmet basic needs, `rest` all others: both shares of
    those within. `unreached` people reach no site at all and count as not within.
    """

    people: float
    within: float
    gained: float
    lost: float
    median_m: float
    worst_tenth_m: float
    mean_m: float
    needs_share: float
    rest_share: float
    unreached: float
    by_comuna: tuple[tuple[str, float, float], ...]

    @property
    def share(self) -> float:
        """Share of all people within the limit."""
        return self.within / self.people if self.people else 0.0


def outcome(metres: Metres, is_open: Flags, today: Flags, blocks: Blocks, *, limit_m: float) -> Outcome:
    """What opening `is_open` instead of `today` does; `by_comuna` holds people gained and lost of each that changes."""
    walk = nearest_open(metres, is_open)
    now, before = within(walk, limit_m), within(nearest_open(metres, today), limit_m)
    people, needs = blocks.people, blocks.people_unmet_needs
    reached = np.isfinite(walk)
    walked = float((walk[reached] * people[reached]).sum())
    return Outcome(
        people=float(people.sum()),
        within=float(people[now].sum()),
        gained=float(people[now & ~before].sum()),
        lost=float(people[before & ~now].sum()),
        median_m=quantile(walk[reached], people[reached], 0.5),
        worst_tenth_m=quantile(walk[reached], people[reached], 0.9),
        mean_m=walked / float(people[reached].sum()) if people[reached].sum() else float("inf"),
        needs_share=_share(now, needs),
        rest_share=_share(now, people - needs),
        unreached=float(people[~reached].sum()),
        by_comuna=_by_comuna(now & ~before, before & ~now, blocks),
    )


def quantile(values: Metres, weights: Weights, share: float) -> float:
    """The smallest value that at least `share` of the weight does not exceed; infinite where there is none."""
    order = np.argsort(values, kind="stable")
    order = order[weights[order] > 0]
    if not len(order):
        return float("inf")
    summed = np.cumsum(weights[order])
    return float(values[order[int(np.searchsorted(summed, share * summed[-1] * (1 - 1e-12)))]])


def _share(rows: Flags, weights: Weights) -> float:
    total = float(weights.sum())
    return float(weights[rows].sum()) / total if total else 0.0


def _by_comuna(gained: Flags, lost: Flags, blocks: Blocks) -> tuple[tuple[str, float, float], ...]:
    sums: dict[str, list[float]] = {}
    for rows, place in ((gained, 0), (lost, 1)):
        for row in np.flatnonzero(rows & (blocks.people > 0)):
            sums.setdefault(blocks.comuna_id[row], [0.0, 0.0])[place] += float(blocks.people[row])
    return tuple((comuna_id, one[0], one[1]) for comuna_id, one in sorted(sums.items()))
