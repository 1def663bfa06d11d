"""Minutes from every block to the nearest centre, and what they say of people: shares, median, worst tenth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bahealth.access.city import Blocks
from bahealth.access.model import BANDS, LIMIT_MINUTES
from bahealth.access.network import MAIN, UNREACHED, Metres, Network, Numbers, nearest, plane, snap
from bahealth.access.sites import Site, positions
from bahealth.frozen import Frozen

CITY: Final = "city"
Mask = NDArray[np.bool_]
_TOLERANCE: Final = 1e-7
"""Minutes, of which 80 metres make 8 thousandths of a millimetre: sums of tenths of metres are not exact in binary."""


@dataclass(frozen=True, eq=False)
class Times:
    """For each block: minutes to the nearest centre that counts, infinite where none is reached, and which it is.

    `is_joined` is false for blocks that the network or the delivered matrix does not hold: they are in no share.
    `on_island`: their nearest corner of all leads nowhere, so they join the next one that does, if one is near.
    """

    minutes: Metres
    site: Numbers
    is_joined: Mask
    on_island: Mask


@dataclass(frozen=True)
class Pair:
    """Delivered minutes from a block to a centre."""

    block_id: str
    centre_id: str
    minutes: float


class Share(Frozen):
    """How many of how many."""

    count: float
    of: float

    @property
    def share(self) -> float | None:
        """From 0 to 1; None of nobody."""
        return self.count / self.of if self.of else None


class Figures(Frozen):
    """What the minutes say of one area. Counts are people unless they say households.

    `within` are people within each of BANDS; `median` and `worst_tenth` the minutes that half and nine tenths of the
    joined people do not exceed, None where they reach no centre. `public_only` is estimated: every block of a comuna
    is given the comuna's share.
    """

    area_id: str
    people: int
    joined: int
    unjoined: int
    on_island: int
    unreached: int
    within: tuple[int, ...]
    median: float | None
    worst_tenth: float | None
    unmet: Share
    others: Share
    public_only: Share | None = None

    @property
    def near(self) -> int:
        """People within 15 minutes."""
        return self.within[BANDS.index(LIMIT_MINUTES)]

    @property
    def beyond(self) -> int:
        """Joined people beyond 15 minutes."""
        return self.joined - self.near

    @property
    def share(self) -> float | None:
        """Share of the joined people within 15 minutes."""
        return self.near / self.joined if self.joined else None


def is_within(minutes: Metres, limit: float) -> Mask:
    """Whether a walk takes at most `limit` minutes; exactly so many count."""
    return minutes <= limit + _TOLERANCE


def times_on_network(net: Network, blocks: Blocks, sites: Sequence[Site], *, metres_a_minute: float) -> Times:
    """Along the streets at a constant speed."""
    homes = snap(net, blocks.longitude, blocks.latitude)
    found = nearest(net, homes, snap(net, *positions(sites)))
    _, closest = net.anywhere.query(plane(blocks.longitude, blocks.latitude))
    is_joined = homes.corner != UNREACHED
    return Times(
        minutes=found.metres / metres_a_minute,
        site=found.destination,
        is_joined=is_joined,
        on_island=net.component[closest] != MAIN,
    )


def times_delivered(pairs: Iterable[Pair], blocks: Blocks, sites: Sequence[Site]) -> Times:
    """From a delivered matrix: a pair that it does not name is no way."""
    place = {block_id: number for number, block_id in enumerate(blocks.block_id)}
    column = {one.centre_id: number for number, one in enumerate(sites)}
    count = len(blocks.block_id)
    minutes, site = np.full(count, np.inf), np.full(count, UNREACHED, dtype=np.int64)
    is_joined = np.zeros(count, dtype=np.bool_)
    for one in pairs:
        row = place.get(one.block_id)
        if row is None:
            continue
        is_joined[row] = True
        if one.centre_id in column and one.minutes < minutes[row]:
            minutes[row], site[row] = one.minutes, column[one.centre_id]
    return Times(minutes=minutes, site=site, is_joined=is_joined, on_island=np.zeros(count, dtype=np.bool_))


def figures(
    area_id: str, times: Times, blocks: Blocks, chosen: Mask, *, public_only: Mapping[str, float] | None = None
) -> Figures:
    """What `times` say of the people of the `chosen` blocks; `public_only` is the share by comuna, from 0 to 1."""
    joined = chosen & times.is_joined
    people, minutes = blocks.people[joined], times.minutes[joined]
    near = is_within(minutes, LIMIT_MINUTES)
    unmet, households = blocks.unmet[joined], blocks.households[joined]
    shares = None
    if public_only is not None and all(blocks.comuna_id[one] in public_only for one in np.flatnonzero(joined)):
        weights = people * np.asarray([public_only[blocks.comuna_id[one]] for one in np.flatnonzero(joined)])
        shares = Share(count=float(weights[near].sum()), of=float(weights.sum()))
    return Figures(
        area_id=area_id,
        people=round(float(blocks.people[chosen].sum())),
        joined=round(float(people.sum())),
        unjoined=round(float(blocks.people[chosen & ~times.is_joined].sum())),
        on_island=round(float(blocks.people[chosen & times.on_island].sum())),
        unreached=round(float(people[~np.isfinite(minutes)].sum())),
        within=tuple(round(float(people[is_within(minutes, band)].sum())) for band in BANDS),
        median=minutes_of_share(minutes, people, 0.5),
        worst_tenth=minutes_of_share(minutes, people, 0.9),
        unmet=Share(count=float(unmet[near].sum()), of=float(unmet.sum())),
        others=Share(count=float((households - unmet)[near].sum()), of=float((households - unmet).sum())),
        public_only=shares,
    )


def minutes_of_share(minutes: Metres, people: Metres, share: float) -> float | None:
    """The fewest minutes within which at least `share` of the people are; None of nobody, or where there is no way."""
    total = people.sum()
    if not total:
        return None
    order = np.argsort(minutes, kind="stable")
    reached = np.cumsum(people[order])
    found = float(minutes[order][np.searchsorted(reached, share * total * (1 - 1e-12))])
    return found if np.isfinite(found) else None


def figures_by_area(
    times: Times, blocks: Blocks, *, public_only: Mapping[str, float] | None = None
) -> dict[str, Figures]:
    """The city, every comuna and every barrio that has blocks."""
    found = {CITY: figures(CITY, times, blocks, np.ones(len(blocks.block_id), dtype=np.bool_), public_only=public_only)}
    for names in (blocks.comuna_id, blocks.barrio_id):
        column = np.asarray(names)
        for area_id in sorted(set(names)):
            found[area_id] = figures(area_id, times, blocks, column == area_id, public_only=public_only)
    return found
