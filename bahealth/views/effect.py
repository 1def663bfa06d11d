"""Did it help: every stated change of a site with its answer, one of them in full, and what the reader may state."""

from __future__ import annotations

from datetime import datetime

from bahealth.assess.effect.estimate import estimate
from bahealth.assess.effect.model import Estimate, Expectation
from bahealth.assess.effect.queries import counted, expectations
from bahealth.assess.queries import breaks
from bahealth.catalog.model import Area, Catalog, Frequency, Indicator, Level
from bahealth.convene.model import Captured, CaptureKind, Session
from bahealth.convene.room.queries import captured_in
from bahealth.convene.sessions.queries import sessions
from bahealth.errors import NotFound
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.people.rights import check_may_open_page, may
from bahealth.store import Cursor, Database

_DECISIVE = frozenset({CaptureKind.DECISION, CaptureKind.COMMITMENT})


class Decision(Frozen):
    """A decision or commitment with the session that made it."""

    captured: Captured
    session: Session


class EffectRow(Frozen):
    """A statement with its answer. `area_names`: of the areas that are to feel it."""

    expectation: Expectation
    indicator: Indicator
    area_names: tuple[str, ...]
    estimate: Estimate
    decision: Decision | None
    may_withdraw: bool


class EffectView(Frozen):
    """The page. `indicators` and `areas` are those that the reader may state something about."""

    rows: tuple[EffectRow, ...]
    withdrawn: tuple[EffectRow, ...]
    chosen: EffectRow | None
    names: dict[str, str]
    indicators: tuple[Indicator, ...]
    areas: tuple[Area, ...]
    decisions: tuple[Decision, ...]


def effect_view(
    database: Database, catalog: Catalog, expectation_id: str | None, actor: Actor, *, at: datetime
) -> EffectView:
    """The page for `actor`. Raises NotAllowed for residents, NotFound for a statement that does not exist."""
    check_may_open_page(actor, "effect")
    with database.reading() as con:
        known = [one for one in expectations(con) if one.terms.indicator_id in catalog.indicator]
        decisions = _decisions(con)
        rows = [_row(con, catalog, one, decisions, actor, at=at) for one in known]
    chosen = next((one for one in rows if one.expectation.expectation_id == expectation_id), None)
    if expectation_id is not None and chosen is None:
        raise NotFound("There is no such expectation.")
    in_force = tuple(one for one in rows if one.expectation.withdrawn_at is None)
    if chosen is None:
        chosen = next(iter(in_force), None)
    return EffectView(
        rows=in_force,
        withdrawn=tuple(one for one in rows if one.expectation.withdrawn_at is not None),
        chosen=chosen,
        names={one.area_id: one.name for one in catalog.areas},
        indicators=tuple(one for one in catalog.indicators if _may_state(one, actor)),
        areas=tuple(one for one in catalog.areas if one.level is Level.COMUNA),
        decisions=tuple(sorted(decisions.values(), key=lambda one: one.session.starts_at, reverse=True)),
    )


def _may_state(indicator: Indicator, actor: Actor) -> bool:
    """Whether the person may state something, and whether its figures are many enough a year to be judged."""
    is_often = indicator.frequency is not Frequency.YEAR and Level.COMUNA in indicator.levels
    return is_often and may(actor, "state_expectation", indicator.owner)


def _decisions(con: Cursor) -> dict[str, Decision]:
    return {
        line.capture_id: Decision(captured=line, session=session)
        for session in sessions(con)
        for line in captured_in(con, session.session_id)
        if line.kind in _DECISIVE and not line.is_struck
    }


def _row(
    con: Cursor, catalog: Catalog, one: Expectation, decisions: dict[str, Decision], actor: Actor, *, at: datetime
) -> EffectRow:
    terms, indicator = one.terms, catalog.indicator[one.terms.indicator_id]
    noted = [
        each.happened_on
        for each in breaks(con, cutoff_at=at)
        if each.indicator_id == terms.indicator_id and each.area_id in (None, *terms.areas)
    ]
    found = estimate(indicator, terms, counted(con, terms.indicator_id), is_late=one.is_late, breaks=noted)
    return EffectRow(
        expectation=one,
        indicator=indicator,
        area_names=tuple(catalog.area[area].name for area in terms.areas),
        estimate=found,
        decision=decisions.get(terms.capture_id or ""),
        may_withdraw=one.withdrawn_at is None and may(actor, "withdraw_expectation", indicator.owner),
    )
