"""The targets of the departments: what waits for the person, how many there are, and each beside its value now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from bahealth.assess.model import Point, ReleaseRow
from bahealth.assess.queries import latest_release, release_points
from bahealth.catalog.model import Area, Catalog, Department
from bahealth.errors import NotFound
from bahealth.frozen import Frozen
from bahealth.people.model import Actor, Role
from bahealth.people.rights import may
from bahealth.publish.disclosure import CITY
from bahealth.store import Database
from bahealth.targets.model import Stage, Step, TargetState
from bahealth.targets.queries import target_states
from bahealth.views.model import area_named, scorecard_areas
from bahealth.views.target_lines import TargetLine, every_line

EVERY_AREA = "todas"


class Shown(StrEnum):
    """What the list may be narrowed to, by the word that stands in the address."""

    AWAITS_HEAD = "jefatura"
    AWAITS_MAYOR = "jefatura-de-gobierno"
    RETURNED = "devueltas"
    LOOSENED = "aflojadas"
    DEVIATION = "desvios"
    WITHOUT = "sin-meta"


class Task(StrEnum):
    """What a person can do about a target that waits."""

    APPROVE = "approve"
    CONFIRM = "confirm"
    REVISE = "revise"  # what the person's department proposed was returned


@dataclass(frozen=True)
class TargetsChoice:
    """What the reader asked for; every field stands in the address. `area_id` None: the city and all comunas."""

    indicator_id: str | None = None
    area_id: str | None = CITY
    department_id: str | None = None
    shown: Shown | None = None


class Waiting(Frozen):
    """A target that waits for the person, and for what."""

    task: Task
    line: TargetLine


class TargetCounts(Frozen):
    """How many indicators (in areas) have what."""

    with_target: int
    without: int
    awaits_head: int
    awaits_mayor: int
    loosened: int
    deviations: int


class TargetGroup(Frozen):
    """The targets that a department answers for: with something to tell, and without."""

    department: Department
    is_own: bool
    lines: tuple[TargetLine, ...]
    bare: tuple[TargetLine, ...]


@dataclass(frozen=True, eq=False)
class TargetsView:
    """Everything that the list of targets shows. `counts` are about the chosen department, area and indicator."""

    release: ReleaseRow | None
    choice: TargetsChoice
    departments: tuple[Department, ...]
    areas: tuple[Area, ...]
    waiting: tuple[Waiting, ...]
    counts: TargetCounts
    comunas: TargetCounts | None  # what the area chosen, the city, leaves out
    groups: tuple[TargetGroup, ...]
    may_propose: bool

    @property
    def lines(self) -> tuple[TargetLine, ...]:
        """All lines with something to tell."""
        return tuple(one for group in self.groups for one in group.lines)

    @property
    def has_simulated(self) -> bool:
        """Whether any value shown comes from a simulation."""
        return any(one.verdict and one.verdict.is_simulated for one in self.lines)


def targets_view(
    database: Database, catalog: Catalog, choice: TargetsChoice, actor: Actor, *, at: datetime
) -> TargetsView:
    """The targets that `choice` asks for, as of `at`. Raises NotFound for what does not exist."""
    if choice.department_id is not None and choice.department_id not in catalog.department:
        raise NotFound("There is no department %(department)s", department=choice.department_id)
    if choice.indicator_id is not None and choice.indicator_id not in catalog.indicator:
        raise NotFound("There is no indicator %(indicator)s", indicator=choice.indicator_id)
    if choice.area_id is not None:
        area_named(catalog, choice.area_id)
    every = every_line(database, catalog, at=at)
    wanted = [
        one
        for one in every
        if choice.department_id in {None, one.indicator.owner}
        and choice.indicator_id in {None, one.indicator.indicator_id}
    ]
    chosen = [one for one in wanted if choice.area_id in {None, one.area.area_id}]
    left_out = [one for one in wanted if one.area.area_id != CITY] if choice.area_id == CITY else []
    with database.reading() as con:
        release = latest_release(con)
    return TargetsView(
        release=release,
        choice=choice,
        departments=catalog.departments,
        areas=scorecard_areas(catalog),
        waiting=tuple(_waiting(every, actor)),
        counts=_counts(chosen),
        comunas=_counts(left_out) if left_out else None,
        groups=tuple(_groups([one for one in chosen if _is_shown(one, choice.shown)], catalog, actor)),
        may_propose=any(may(actor, "propose_target", one.department_id) for one in catalog.departments),
    )


@dataclass(frozen=True, eq=False)
class SheetView:
    """What the spreadsheet of targets is made from and compared with."""

    states: tuple[TargetState, ...]
    newest: Mapping[tuple[str, str], Point]


def sheet_view(database: Database, catalog: Catalog, *, at: datetime) -> SheetView:
    """All targets as they stand, and the newest point of each series of the city and the comunas."""
    with database.reading() as con:
        states = target_states(con, as_of=at.date())
        release = latest_release(con)
    areas = frozenset(one.area_id for one in scorecard_areas(catalog))
    return SheetView(states=tuple(states), newest=_newest(database, release.release_number, areas) if release else {})


@lru_cache(maxsize=4)
def _newest(database: Database, number: int, areas: frozenset[str]) -> Mapping[tuple[str, str], Point]:
    with database.reading() as con:
        points = release_points(con, release_number=number)
    return {(one.indicator_id, one.area_id): one.point for one in points if one.area_id in areas}


def _waiting(lines: Iterable[TargetLine], actor: Actor) -> Iterable[Waiting]:
    for one in lines:
        owner = one.indicator.owner
        proposal = one.state.proposal
        if proposal is not None and proposal.stage is Stage.AWAITS_HEAD:
            if may(actor, "approve_target", owner) and proposal.proposed_by != actor.name:
                yield Waiting(task=Task.APPROVE, line=one)
        elif proposal is not None and may(actor, "confirm_target", owner):
            yield Waiting(task=Task.CONFIRM, line=one)
        elif proposal is None and one.was_returned and _may_revise(one, actor):
            yield Waiting(task=Task.REVISE, line=one)


def _may_revise(line: TargetLine, actor: Actor) -> bool:
    """The department answers a return; above departments only the person who proposed."""
    if actor.role <= Role.HEAD:
        return may(actor, "propose_target", line.indicator.owner)
    returned = line.state.steps[-1].proposal_id
    return any(
        one.proposal_id == returned and one.step is Step.PROPOSED and one.by == actor.name for one in line.state.steps
    )


def _counts(lines: Sequence[TargetLine]) -> TargetCounts:
    stages = [one.state.proposal.stage for one in lines if one.state.proposal]
    with_target = sum(1 for one in lines if one.state.in_force)
    return TargetCounts(
        with_target=with_target,
        without=len(lines) - with_target,
        awaits_head=stages.count(Stage.AWAITS_HEAD),
        awaits_mayor=stages.count(Stage.AWAITS_MAYOR),
        loosened=sum(1 for one in lines if one.loosened_on),
        deviations=sum(1 for one in lines if one.deviation),
    )


def _is_shown(line: TargetLine, shown: Shown | None) -> bool:
    stage = line.state.proposal.stage if line.state.proposal else None
    answers = {
        None: True,
        Shown.AWAITS_HEAD: stage is Stage.AWAITS_HEAD,
        Shown.AWAITS_MAYOR: stage is Stage.AWAITS_MAYOR,
        Shown.RETURNED: line.was_returned,
        Shown.LOOSENED: line.loosened_on is not None,
        Shown.DEVIATION: line.deviation is not None,
        Shown.WITHOUT: line.state.in_force is None,
    }
    return answers[shown]


def _groups(lines: Sequence[TargetLine], catalog: Catalog, actor: Actor) -> Iterable[TargetGroup]:
    """By department, the person's own first."""
    for department in sorted(catalog.departments, key=lambda one: one.department_id != actor.department_id):
        own = [one for one in lines if one.indicator.owner == department.department_id]
        if own:
            yield TargetGroup(
                department=department,
                is_own=department.department_id == actor.department_id,
                lines=tuple(one for one in own if not one.is_bare),
                bare=tuple(one for one in own if one.is_bare),
            )
