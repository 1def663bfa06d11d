"""Targets line by line: one indicator in one area, with its target or without one, as everything stands now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from bahealth.assess.model import Verdict
from bahealth.assess.queries import latest_release, release_verdicts
from bahealth.assess.trajectory import a_year_before
from bahealth.catalog.model import Area, Catalog, Department, Direction, Indicator, Kind
from bahealth.frozen import Frozen
from bahealth.store import Cursor, Database
from bahealth.targets.model import Deviation, Step, TargetState
from bahealth.targets.queries import deviations, loosened_since, target_states
from bahealth.targets.rules import asked_on
from bahealth.views.model import scorecard_areas


class TargetLine(Frozen):
    """One indicator in one area with its target, or without one.

    The path asks `asked_today`; it asked `asked_then` at the end of the period of the value, over all of it.
    """

    indicator: Indicator
    department: Department
    area: Area
    verdict: Verdict | None
    state: TargetState
    asked_today: float | None
    asked_then: float | None
    loosened_on: date | None
    deviation: Deviation | None

    @property
    def is_new(self) -> bool:
        """Whether the target came into force after the release whose verdict stands beside it."""
        judged = self.verdict.target.goal.target_id if self.verdict and self.verdict.target else None
        return self.state.in_force is not None and self.state.in_force.target_id != judged

    @property
    def was_returned(self) -> bool:
        """Whether the newest thing that happened is that a proposal was returned."""
        return bool(self.state.steps) and self.state.steps[-1].step is Step.RETURNED

    @property
    def is_bare(self) -> bool:
        """Whether there is nothing to tell: no target, no proposal, nothing returned, no accepted deviation."""
        state = self.state
        return not (state.in_force or state.proposal or self.was_returned or self.deviation)


def every_line(database: Database, catalog: Catalog, *, at: datetime) -> list[TargetLine]:
    """Every indicator that may have a target, in the city and each comuna, in the order of the scorecard."""
    with database.reading() as con:
        release = latest_release(con)
        states = {(one.indicator_id, one.area_id): one for one in target_states(con, as_of=at.date())}
        accepted = deviations(con, cutoff_at=at)
        loosened = loosened_days(con, on=at.date())
    verdicts = _verdicts(database, release.release_number) if release else {}
    holding = {(one.indicator_id, one.area_id): one for one in accepted if one.holds(at.date())}
    found: list[TargetLine] = []
    for indicator in sorted(catalog.indicators, key=lambda one: (list(type(one.group)).index(one.group), one.order)):
        if indicator.direction is Direction.NEUTRAL:
            continue
        for area in scorecard_areas(catalog):
            key = (indicator.indicator_id, area.area_id)
            if area.level in indicator.levels:
                state = states.get(key) or empty_state(*key)
                line = target_line(
                    catalog,
                    indicator,
                    area,
                    state,
                    verdicts.get(key),
                    on=at.date(),
                    deviation=holding.get(key),
                    loosened_on=loosened.get(key),
                )
                found.append(line)
    return found


def empty_state(indicator_id: str, area_id: str) -> TargetState:
    """An indicator in an area about whose target nothing has ever happened."""
    return TargetState(
        indicator_id=indicator_id, area_id=area_id, version=None, in_force=None, replaced=None, proposal=None, steps=()
    )


def target_line(
    catalog: Catalog,
    indicator: Indicator,
    area: Area,
    state: TargetState,
    verdict: Verdict | None,
    *,
    on: date,
    deviation: Deviation | None,
    loosened_on: date | None,
) -> TargetLine:
    """What a line says of a target on a day; `deviation` and `loosened_on` where they hold then."""
    return TargetLine(
        indicator=indicator,
        department=catalog.department[indicator.owner],
        area=area,
        verdict=verdict,
        state=state,
        asked_today=asked_on(state.in_force, on) if state.in_force else None,
        asked_then=_asked_then(indicator, state, verdict),
        loosened_on=loosened_on if state.in_force else None,
        deviation=deviation,
    )


def _asked_then(indicator: Indicator, state: TargetState, verdict: Verdict | None) -> float | None:
    """By the path of the target in force, at the end of the period of the value; a count over all of its periods."""
    period = verdict.period if verdict else None
    asked = asked_on(state.in_force, period.end) if state.in_force and period else None
    if asked is None or period is None:
        return None
    return asked * (period.months / indicator.frequency.months if indicator.kind is Kind.COUNT else 1.0)


def loosened_days(con: Cursor, *, on: date) -> dict[tuple[str, str], date]:
    """The day on which each target was last loosened, of those loosened within the year before `on`."""
    since = datetime.combine(a_year_before(on) + timedelta(days=1), time())
    rows = loosened_since(con, since=since)
    return {(one.indicator_id, one.area_id): one.set_at.date() for one in reversed(rows)}


@lru_cache(maxsize=4)
def _verdicts(database: Database, number: int) -> Mapping[tuple[str, str], Verdict]:
    """All verdicts of a release, which never change."""
    with database.reading() as con:
        found = release_verdicts(con, release_number=number)
    return {(one.indicator_id, one.area_id): one for one in found}
