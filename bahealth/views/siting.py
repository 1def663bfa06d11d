"""Where to open: plans side by side, what closing a centre would do, and the plans that were saved."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bahealth.access.city import Blocks, Centres, columns, read_blocks, read_centres
from bahealth.access.network import Metres, Network, Snapped, plane, read_network, snap, walks
from bahealth.access.saved.model import NewSite, SavedPlan, SitePlan
from bahealth.access.saved.queries import saved_plans
from bahealth.access.siting.candidates import proposed
from bahealth.access.siting.model import Sites, standing
from bahealth.access.siting.outcome import Outcome, outcome
from bahealth.access.siting.plans import Plan, side_by_side, without
from bahealth.convene.agenda.queries import agenda_of
from bahealth.convene.model import Session, SessionState
from bahealth.convene.sessions.queries import sessions
from bahealth.errors import NotFound
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.people.rights import may
from bahealth.store import Database

METRES_A_MINUTE: Final = 80.0
LONGEST_SECONDS: Final = 15.0
"""How long one plan may be searched for; then it is shown with its gap."""
_ONE_AT_A_TIME: Final = threading.Lock()


@dataclass(frozen=True)
class SitingChoice:
    """What the reader asked for; every field stands in the address."""

    new: int = 3
    minutes: int = 15
    kinds: tuple[str, ...] = ("cesac",)
    candidates: int = 250
    movable_id: str | None = None
    closed_id: str | None = None
    places: tuple[tuple[float, float], ...] = ()
    """Longitude and latitude of the places to choose from; without any the app proposes corners."""


class Reach(Frozen):
    """People within the limit, and how far the others walk, in minutes one way."""

    people: float
    within: float
    gained: float
    lost: float
    median_minutes: float
    worst_tenth_minutes: float
    needs_share: float
    rest_share: float
    unreached: float
    by_comuna: tuple[tuple[str, float, float], ...]

    @property
    def share(self) -> float:
        """Share of all people within the limit."""
        return self.within / self.people if self.people else 0.0


@dataclass(frozen=True, eq=False)
class SitingFigures:
    """Everything that was computed for a choice; kept, since the streets do not change between two looks."""

    centres: Centres
    today: Reach
    plans: tuple[SitePlan, ...]
    without: Reach | None


@dataclass(frozen=True, eq=False)
class SitingView:
    """The figures, the plans that were saved with the sessions that take them up, and what the person may do."""

    choice: SitingChoice
    figures: SitingFigures
    saved: tuple[SavedPlan, ...]
    on_agenda: dict[str, tuple[Session, ...]]
    ahead: tuple[Session, ...]
    may_save: bool
    may_put: bool


@dataclass(frozen=True, eq=False)
class Ground:
    """The streets, who lives where and where centres stand."""

    net: Network
    blocks: Blocks
    homes: Snapped
    centres: Centres
    near: Metres


def siting_view(database: Database, city: Path, choice: SitingChoice, actor: Actor) -> SitingView:
    """The page for `choice`; raises NotFound for a centre that does not exist."""
    figures = siting_figures(city, choice)
    with database.reading() as con:
        saved = tuple(saved_plans(con))
        ahead = tuple(one for one in sessions(con) if one.state in {SessionState.PLANNED, SessionState.OPEN})
        found: dict[str, list[Session]] = {}
        has_agenda: list[Session] = []
        for one in ahead:
            agenda = agenda_of(con, one.session_id)
            if agenda is None:
                continue
            has_agenda.append(one)
            for line in agenda.in_order:
                if line.plan_id is not None:
                    found.setdefault(line.plan_id, []).append(one)
    return SitingView(
        choice=choice,
        figures=figures,
        saved=saved,
        on_agenda={plan_id: tuple(several) for plan_id, several in found.items()},
        ahead=tuple(has_agenda),
        may_save=may(actor, "save_plan", None),
        may_put=may(actor, "change_agenda", None),
    )


def siting_figures(city: Path, choice: SitingChoice) -> SitingFigures:
    """Plans for a choice: one search at a time for the whole app, so that others keep a processor."""
    asked = replace(choice, closed_id=None)
    with _ONE_AT_A_TIME:
        found = _figures(city, asked)
        return found if choice.closed_id is None else replace(found, without=_without(city, choice))


@lru_cache(maxsize=4)
def ground(city: Path) -> Ground:
    """The ground of a folder of the city, read once."""
    net, blocks, centres = read_network(city), read_blocks(city), columns(read_centres(city))
    homes = snap(net, blocks.longitude, blocks.latitude)
    return Ground(net, blocks, homes, centres, walks(net, homes, snap(net, centres.longitude, centres.latitude)))


@lru_cache(maxsize=8)
def _candidates(city: Path, count: int, places: tuple[tuple[float, float], ...]) -> tuple[Snapped, Metres]:
    here = ground(city)
    if places:
        longitude, latitude = np.asarray(places, dtype=np.float64).T
        corners = snap(here.net, longitude, latitude)
    else:
        corners = proposed(here.net, here.blocks.longitude, here.blocks.latitude, here.blocks.people, count)
    return corners, walks(here.net, here.homes, corners)


@lru_cache(maxsize=64)
def _figures(city: Path, choice: SitingChoice) -> SitingFigures:
    here = ground(city)
    chosen = _chosen(here, choice, choice.movable_id)
    near = _near(here, choice)
    limit_m = choice.minutes * METRES_A_MINUTE
    standing_sites = _sites(chosen, near, np.empty((len(near), 0)), choice)
    today = outcome(near, standing(standing_sites), standing(standing_sites), here.blocks, limit_m=limit_m)
    corners, far = _candidates(city, choice.candidates, choice.places)
    sites = _sites(chosen, near, far, choice)
    plans = side_by_side(sites, here.blocks, limit_m=limit_m, seconds=LONGEST_SECONDS)
    return SitingFigures(
        centres=chosen,
        today=_reach(today),
        plans=tuple(_plan(one, sites, corners, here, choice) for one in plans),
        without=None,
    )


def _without(city: Path, choice: SitingChoice) -> Reach:
    """What closing the centre of `choice` does to what stands today; no plan is searched for again."""
    here = ground(city)
    chosen, near = _chosen(here, choice, choice.closed_id), _near(here, choice)
    is_closed = np.asarray([one == choice.closed_id for one in chosen.centre_id])
    stands = _sites(chosen, near, np.empty((len(near), 0)), choice)
    return _reach(without(stands, here.blocks, is_closed, limit_m=choice.minutes * METRES_A_MINUTE))


def _chosen(here: Ground, choice: SitingChoice, asked: str | None) -> Centres:
    """The centres that count; raises NotFound where the one that was asked for is none of them."""
    chosen = here.centres.of_kind(*choice.kinds)
    if asked is not None and asked not in chosen.centre_id:
        raise NotFound("There is no centre %(centre)s", centre=asked)
    return chosen


def _near(here: Ground, choice: SitingChoice) -> Metres:
    return here.near[:, [kind in choice.kinds for kind in here.centres.kind]]


def _sites(centres: Centres, near: Metres, far: Metres, choice: SitingChoice) -> Sites:
    count = near.shape[1] + far.shape[1]
    stands = np.arange(count) < near.shape[1]
    movable = np.zeros(count, dtype=bool)
    movable[: near.shape[1]] = [one == choice.movable_id for one in centres.centre_id]
    return Sites(np.hstack([near, far]), stands & ~movable, movable, min(choice.new, far.shape[1]))


def _plan(one: Plan, sites: Sites, corners: Snapped, here: Ground, choice: SitingChoice) -> SitePlan:
    centres = here.centres.of_kind(*choice.kinds)
    count = len(centres.centre_id)
    opened = corners.corner[np.flatnonzero(one.chosen.is_open[count:])]
    closed = np.flatnonzero(standing(sites)[:count] & ~one.chosen.is_open[:count])
    found = _reach(one.outcome)
    return SitePlan(
        aim=one.aim,
        minutes=choice.minutes,
        kinds=choice.kinds,
        candidate_count=len(corners.corner),
        opened=tuple(_new_site(int(corner), here) for corner in opened),
        closed=tuple(centres.centre_id[row] for row in closed),
        gap=one.chosen.gap,
        **found.model_dump(exclude={"unreached"}),
    )


def _new_site(corner: int, here: Ground) -> NewSite:
    """A corner, with barrio and comuna of the block next to it."""
    longitude, latitude = float(here.net.longitude[corner]), float(here.net.latitude[corner])
    place = plane(np.asarray([longitude]), np.asarray([latitude]))
    homes: NDArray[np.float64] = plane(here.blocks.longitude, here.blocks.latitude)
    row = int(np.hypot(*(homes - place).T).argmin())
    return NewSite(
        longitude=longitude,
        latitude=latitude,
        barrio_id=here.blocks.barrio_id[row],
        comuna_id=here.blocks.comuna_id[row],
        node=corner,
    )


def _reach(one: Outcome) -> Reach:
    return Reach(
        people=one.people,
        within=one.within,
        gained=one.gained,
        lost=one.lost,
        median_minutes=one.median_m / METRES_A_MINUTE,
        worst_tenth_minutes=one.worst_tenth_m / METRES_A_MINUTE,
        needs_share=one.needs_share,
        rest_share=one.rest_share,
        unreached=one.unreached,
        by_comuna=one.by_comuna,
    )
