"""The sessions of the demonstration: a year of them, up to the day of the installation, by the commands of every day.

Their numbers are recalculated: no store knows what it did not yet hold, so the releases of the past are made at the
installation from today's values, without what the calendar of its indicator did not expect by then. Each says so in the
audit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from bahealth.assess.commands import MakeRelease, make_release
from bahealth.catalog.model import Catalog
from bahealth.convene.demo import DemoPerson, DemoSeries, DemoSessions, load_demo_sessions
from bahealth.convene.judging.commands import JudgeDue, judge_due
from bahealth.convene.model import Invited, Part, Series, Session
from bahealth.convene.sessions.commands import ExtendSeries, PlanSeries, extend_series, plan_series
from bahealth.convene.sessions.queries import series_of, sessions
from bahealth.convene.sessions.rules import dates_of, is_pause
from bahealth.convene.versions import day_of, instant_of
from bahealth.install.demo_session import DAY, Act, Stage, acts_of
from bahealth.people.model import Actor, Role
from bahealth.store import Database

FROZEN_DAYS: Final = 11  # before a session its numbers are fixed, a day before it is prepared
PREPARED: Final = (
    10 * DAY
)  # before a session; the one to come is prepared the day before the installation at the latest
_SOONEST: Final = 3  # days from the installation to the session that comes
_RELEASE_GAP: Final = timedelta(milliseconds=1)  # a release is later than the one before
RECALCULATED: Final = "demonstration: recalculated at the installation, as of the days before a session of the past"
_ROLES: Final = {Part.CONVENOR: Role.CONVENOR, Part.HEAD: Role.HEAD}


@dataclass(frozen=True, slots=True)
class Plan:
    """The sessions of the file with the instants at which they begin, and the release that each pins."""

    told: DemoSessions
    starts: tuple[datetime, ...]
    releases: tuple[int, ...] = ()


def demo_plan(data: Path, *, at: datetime) -> Plan | None:
    """Which sessions are put in, and when they are; None where the data folder has none."""
    told = load_demo_sessions(data / "demo" / "sessions.toml")
    if told is None:
        return None
    coming = coming_at(told.series, day_of(at))
    count = len(told.session)
    starts: tuple[datetime, ...] = ()
    for weeks in range(count - 1, count + 2):  # a date in the pause of the year is none: then it begins earlier
        first = coming - timedelta(weeks=weeks * told.series.every_weeks)
        starts = tuple(one.starts_at for one in dates_of(_series(told.series, first), until=coming))
        if len(starts) >= count:
            break
    return Plan(told, starts[-count:])


def coming_at(series: DemoSeries, today: date) -> datetime:
    """The first instant of the series at least three days from `today`; a week later while it is in the pause."""
    day = today + timedelta(days=_SOONEST)
    while day.weekday() != series.weekday or is_pause(day):
        day += DAY
    return instant_of(day, series.starts)


def make_past_releases(
    database: Database, catalog: Catalog, plan: Plan, *, actor: Actor, at: datetime
) -> tuple[Plan, datetime]:
    """The releases of the past; the plan with their numbers, and the instant at which the next one may be made."""
    numbers: list[int] = []
    for start, one in zip(plan.starts[:-1], plan.told.session, strict=False):
        if one.has_release or not numbers:
            as_of = day_of(start) - FROZEN_DAYS * DAY
            command = MakeRelease(as_of=as_of, published_by=as_of, reason=RECALCULATED)
            row = make_release(database, catalog, command, actor=actor, at=at)
            numbers.append(row.release_number)
            at += _RELEASE_GAP
        else:
            numbers.append(numbers[-1])
    return Plan(plan.told, plan.starts, (*numbers, numbers[-1] + 1)), at


def hold_demo_sessions(database: Database, catalog: Catalog, plan: Plan, *, at: datetime) -> None:
    """Plan the series a year ago and let everything happen that lies before `at`, in the order of time."""
    people = {one.key: _actor(one) for one in plan.told.person}
    mayor = next(people[one.key] for one in plan.told.person if one.part is Part.CONVENOR)
    held = _plan(database, catalog, plan, mayor, at)
    acts: list[Act] = []
    for session, one, number in zip(held, plan.told.session, plan.releases, strict=True):
        prepared_at = min(session.starts_at - PREPARED, at - DAY)
        stage = Stage(database, catalog, session.session_id, session.starts_at, prepared_at, mayor, people, number)
        acts += acts_of(stage, one, plan.told.person)
    for when, act in sorted(acts, key=lambda one: one[0]):
        if when < at:
            act(when)
    judge_due(database, catalog, JudgeDue(), actor=mayor, at=at)


def _plan(database: Database, catalog: Catalog, plan: Plan, mayor: Actor, at: datetime) -> Sequence[Session]:
    """The series with its dates of two years; those of the file."""
    series = plan.told.series
    command = PlanSeries(
        name=series.name,
        theme=series.theme,
        first_at=plan.starts[0],
        every_weeks=series.every_weeks,
        minutes=series.minutes,
        people=tuple(
            Invited(person=one.name, part=one.part, department_id=one.department_id) for one in plan.told.person
        ),
        is_demonstration=True,
    )
    made = plan_series(database, catalog, command, actor=mayor, at=plan.starts[0] - 30 * DAY)
    with database.reading() as con:
        version = series_of(con, made.series_id).version
    again = ExtendSeries(series_id=made.series_id, version=version)
    extend_series(database, catalog, again, actor=mayor, at=min(at, plan.starts[-2] + 10 * DAY))
    with database.reading() as con:
        return [one for one in sessions(con, series_id=made.series_id) if one.starts_at in plan.starts]


def _series(series: DemoSeries, first: datetime) -> Series:
    return Series(
        series_id="",
        name=series.name,
        theme=series.theme,
        first_at=first,
        every_weeks=series.every_weeks,
        reserve_days=7,
        minutes=series.minutes,
    )


def _actor(one: DemoPerson) -> Actor:
    return Actor(one.name, _ROLES.get(one.part, Role.STAFF), one.department_id)
