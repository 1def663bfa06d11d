"""The target of one indicator in one area: its course, what is proposed, what the past says, and its history."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from bahealth.assess.model import Point, Verdict
from bahealth.assess.queries import (
    BreakRow,
    NoteRow,
    ReleaseRow,
    breaks,
    latest_release,
    notes_of,
    release_points,
    release_verdicts,
)
from bahealth.catalog.model import Area, Catalog, Direction, Indicator, Level
from bahealth.errors import NotFound, Refusal
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.people.rights import may
from bahealth.publish.disclosure import CITY
from bahealth.store import Database, fetch
from bahealth.targets.feasibility import feasibility
from bahealth.targets.model import AddUp, Feasibility, Stage, StepRow, TargetState, Terms
from bahealth.targets.queries import confirmation_required, deviations, target_state, target_states
from bahealth.targets.rules import add_up, check_terms, is_loosened_by, requires_confirmation
from bahealth.views.model import scorecard_area_named
from bahealth.views.target_lines import TargetLine, empty_state, loosened_days, target_line

PACKAGE = "bahealth.views"
COMMANDS = (
    "propose_target",
    "withdraw_proposal",
    "approve_target",
    "confirm_target",
    "return_target",
    "require_confirmation",
    "accept_deviation",
    "end_deviation",
)


class _Decided(Frozen):
    target_id: str


@dataclass(frozen=True)
class TargetChoice:
    """Which target; both fields stand in the address."""

    indicator_id: str
    area_id: str = CITY


@dataclass(frozen=True, eq=False)  # kept between reruns; compared by identity, a cheap cache key
class Background:
    """What a release says of an indicator in all areas; it never changes."""

    verdicts: Mapping[str, Verdict]
    points: Mapping[str, tuple[Point, ...]]


@dataclass(frozen=True, eq=False)
class TargetView:
    """Everything that the page of one target shows. `may` names the commands that make sense now for the person."""

    release: ReleaseRow | None
    line: TargetLine
    before: tuple[Terms | None, ...]  # for each step what was in force before it
    city: TargetState
    comunas: Mapping[str, TargetState]  # all comunas that the source speaks of, by id
    background: Background
    notes: tuple[NoteRow, ...]
    breaks: tuple[BreakRow, ...]  # of the indicator, in any area
    needs_confirmation: bool
    may: frozenset[str]
    is_own_proposal: bool
    viewer: str
    on: date

    @property
    def points(self) -> tuple[Point, ...]:
        """The series of the area, oldest first."""
        return self.background.points.get(self.line.area.area_id, ())


class Outlook(Frozen):
    """What can be said of terms while they are typed."""

    feasibility: Feasibility | None
    add_up: AddUp | None
    is_loosening: bool


def target_view(
    database: Database, catalog: Catalog, choice: TargetChoice, actor: Actor, *, at: datetime
) -> TargetView:
    """The target that `choice` asks for, as of `at`. Raises NotFound, or Refusal where no target can be."""
    indicator = catalog.indicator.get(choice.indicator_id)
    if indicator is None:
        raise NotFound("There is no indicator %(indicator)s", indicator=choice.indicator_id)
    area = scorecard_area_named(catalog, choice.area_id)
    if indicator.direction is Direction.NEUTRAL:
        raise Refusal("This indicator is context: no direction is good, so it cannot have a target.")
    if area.level not in indicator.levels:
        raise Refusal("The source does not speak about areas of this size, so a target could never be judged.")
    with database.reading() as con:
        release = latest_release(con)
        state = target_state(con, indicator_id=indicator.indicator_id, area_id=area.area_id, as_of=at.date())
        states = {
            one.area_id: one for one in target_states(con, as_of=at.date(), indicator_ids=[indicator.indicator_id])
        }
        accepted = deviations(con, cutoff_at=at)
        required = confirmation_required(con)
        loosened = loosened_days(con, on=at.date())
        broken = tuple(one for one in breaks(con, cutoff_at=at) if one.indicator_id == indicator.indicator_id)
        notes = tuple(notes_of(con, indicator.indicator_id, area.area_id))
        decided = fetch(con, _Decided, PACKAGE, "target_ids", indicator_id=indicator.indicator_id, area_id=area.area_id)
    background = _background(database, release.release_number, indicator.indicator_id) if release else _NOTHING
    holding = [
        one
        for one in accepted
        if (one.indicator_id, one.area_id) == (indicator.indicator_id, area.area_id) and one.holds(at.date())
    ]
    verdict = background.verdicts.get(area.area_id)
    line = target_line(
        catalog,
        indicator,
        area,
        state,
        verdict,
        on=at.date(),
        deviation=next(iter(holding), None),
        loosened_on=loosened.get((indicator.indicator_id, area.area_id)),
    )
    return TargetView(
        release=release,
        line=line,
        before=tuple(_before(state.steps, {one.target_id for one in decided})),
        city=_state_of(states, indicator, CITY),
        comunas={one.area_id: _state_of(states, indicator, one.area_id) for one in _comunas(catalog, indicator)},
        background=background,
        notes=notes,
        breaks=broken,
        needs_confirmation=requires_confirmation(required, indicator.indicator_id),
        may=_sensible(line, actor),
        is_own_proposal=state.proposal is not None and state.proposal.proposed_by == actor.name,
        viewer=actor.name,
        on=at.date(),
    )


def _before(steps: Sequence[StepRow], decided: Collection[str]) -> Iterable[Terms | None]:
    """What was in force before each step: the terms of the step that decided a target last."""
    current: Terms | None = None
    for one in steps:
        yield current
        if one.step_id in decided:
            current = one.terms


def outlook(view: TargetView, terms: Terms, catalog: Catalog) -> Outlook:
    """What the past and the other targets say of terms. Raises Refusal for terms that cannot be a target."""
    line = view.line
    check_terms(catalog, terms.model_copy(update={"reason": terms.reason or "…"}))  # the reason may come last
    targets = {
        area_id: state.in_force.target_value for area_id, state in view.comunas.items() if state.in_force is not None
    }
    city = view.city.in_force.target_value if view.city.in_force else None
    if line.area.area_id == CITY:
        city = terms.target_value
    else:
        targets[line.area.area_id] = terms.target_value
    return Outlook(
        feasibility=feasibility(line.indicator, terms, view.background.points, view.breaks) if view.points else None,
        add_up=add_up(line.indicator, city, {one: targets.get(one) for one in view.comunas}, _people(view))
        if view.comunas
        else None,
        is_loosening=is_loosened_by(line.state.in_force, terms, line.indicator.direction),
    )


def _people(view: TargetView) -> dict[str, float | None]:
    """The newest denominator of each comuna."""
    points = view.background.points
    return {one: points[one][-1].denominator if points.get(one) else None for one in view.comunas}


def _sensible(line: TargetLine, actor: Actor) -> frozenset[str]:
    """The commands that the person may send, of those that would not be refused for where the target stands."""
    proposal = line.state.proposal
    stage = proposal.stage if proposal else None
    fits = {
        "withdraw_proposal": proposal is not None
        and (proposal.proposed_by == actor.name or not may(actor, "return_target", line.indicator.owner)),
        "approve_target": stage is Stage.AWAITS_HEAD and proposal is not None and proposal.proposed_by != actor.name,
        "confirm_target": stage is Stage.AWAITS_MAYOR,
        "return_target": proposal is not None,
        "accept_deviation": line.deviation is None and line.state.in_force is not None,
        "end_deviation": line.deviation is not None,
    }
    return frozenset(one for one in COMMANDS if fits.get(one, True) and may(actor, one, line.indicator.owner))


def _comunas(catalog: Catalog, indicator: Indicator) -> list[Area]:
    return [one for one in catalog.areas if one.level is Level.COMUNA and Level.COMUNA in indicator.levels]


def _state_of(states: Mapping[str, TargetState], indicator: Indicator, area_id: str) -> TargetState:
    return states.get(area_id) or empty_state(indicator.indicator_id, area_id)


_NOTHING = Background(verdicts={}, points={})


@lru_cache(maxsize=64)
def _background(database: Database, number: int, indicator_id: str) -> Background:
    with database.reading() as con:
        verdicts = release_verdicts(con, release_number=number, indicator_id=indicator_id)
        points = release_points(con, release_number=number, indicator_id=indicator_id)
    series: dict[str, list[Point]] = {}
    for one in points:
        series.setdefault(one.area_id, []).append(one.point)
    return Background(
        verdicts={one.area_id: one for one in verdicts},
        points={area_id: tuple(found) for area_id, found in series.items()},
    )
