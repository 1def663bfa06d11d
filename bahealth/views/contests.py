"""Contested values: both of them, for the office; for the public only that a value is contested."""

from __future__ import annotations

from collections.abc import Iterable

from bahealth.catalog.model import Area, Catalog, Indicator
from bahealth.catalog.periods import Period
from bahealth.collect.desk.model import Contest
from bahealth.collect.desk.queries import contests, value_in_force
from bahealth.collect.queries import CurrentObservation, current_observations
from bahealth.errors import NotFound
from bahealth.frozen import Frozen
from bahealth.people.model import Actor, Role
from bahealth.people.rights import may
from bahealth.store import Cursor, Database


class ContestRow(Frozen):
    """A contested value; `stands_now` is what counts today, which may be another value than the contested one."""

    contest: Contest
    indicator: Indicator
    area: Area
    stands_now: CurrentObservation | None
    may_rule: bool


class ContestsView(Frozen):
    """What is contested of one indicator in one area. Without a role in the office only `open_periods` are filled."""

    open_periods: tuple[Period, ...]
    open: tuple[ContestRow, ...] = ()
    ruled: tuple[ContestRow, ...] = ()
    values: tuple[CurrentObservation, ...] = ()
    may_contest: bool = False
    may_write_note: bool = False


def contests_view(
    database: Database, catalog: Catalog, *, indicator_id: str, area_id: str, actor: Actor
) -> ContestsView:
    """Contested values of an indicator in an area, and what the person may do. Raises NotFound for the indicator."""
    indicator = catalog.indicator.get(indicator_id)
    if indicator is None:
        raise NotFound("There is no indicator %(indicator)s", indicator=indicator_id)
    with database.reading() as con:
        found = contests(con, indicator_id=indicator_id, area_id=area_id)
        periods = tuple(one.period for one in found if one.is_open)
        if actor.role is Role.PUBLIC:
            return ContestsView(open_periods=periods)
        rows = contest_rows(con, catalog, found, actor)
    values = current_observations(database, indicator_id=indicator_id, area_id=area_id)
    return ContestsView(
        open_periods=periods,
        open=tuple(one for one in rows if one.contest.is_open),
        ruled=tuple(one for one in rows if not one.contest.is_open),
        values=tuple(sorted(values, key=lambda one: one.period_start, reverse=True)),
        may_contest=may(actor, "contest_value", indicator.owner),
        may_write_note=may(actor, "write_note", indicator.owner),
    )


def contested_periods(database: Database, area_id: str) -> dict[str, tuple[Period, ...]]:
    """Periods of an area with an open contest, by indicator: what a scorecard marks, without a word of the contest."""
    found: dict[str, tuple[Period, ...]] = {}
    with database.reading() as con:
        for one in contests(con, area_id=area_id):
            if one.is_open:
                found[one.indicator_id] = (*found.get(one.indicator_id, ()), one.period)
    return found


def overlaps(one: Period, other: Period) -> bool:
    """Whether two periods share a month."""
    return one.start < other.next_start and other.start < one.next_start


def contest_rows(con: Cursor, catalog: Catalog, found: Iterable[Contest], actor: Actor) -> list[ContestRow]:
    """Contests with what stands now; those of indicators or areas that the catalogue has lost are left out."""
    return [
        ContestRow(
            contest=one,
            indicator=catalog.indicator[one.indicator_id],
            area=catalog.area[one.area_id],
            stands_now=value_in_force(con, indicator_id=one.indicator_id, area_id=one.area_id, period=one.period),
            may_rule=one.is_open and may(actor, "rule_on_contest", None),
        )
        for one in found
        if one.indicator_id in catalog.indicator and one.area_id in catalog.area
    ]
