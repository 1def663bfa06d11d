"""Targets in force and on their way, accepted deviations, and who confirms: read only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from typing import Any, TypeVar

from bahealth.assess.trajectory import a_year_before
from bahealth.frozen import Frozen
from bahealth.store import Cursor, fetch, sql_text
from bahealth.targets.model import Deviation, Proposal, Stage, Step, StepRow, TargetRow, TargetState

PACKAGE = "bahealth.targets"
Row = TypeVar("Row", bound=Frozen)


@dataclass(frozen=True, slots=True)
class _Decided:
    """A target and where it stands: of `recency` 1 is the newest decision, 2 the one before."""

    target: TargetRow
    is_withdrawn: bool
    recency: int


class _RuleRow(Frozen):
    indicator_id: str
    is_required: bool


def target_state(con: Cursor, *, indicator_id: str, area_id: str, as_of: date) -> TargetState:
    """Everything about one target; `as_of` decides whether the one before is still drawn beside it."""
    found = _states(con, indicator_ids=[indicator_id], area_id=area_id, as_of=as_of)
    return found[0] if found else _state(indicator_id, area_id, (), (), as_of)


def target_states(con: Cursor, *, as_of: date, indicator_ids: Sequence[str] | None = None) -> list[TargetState]:
    """The same of all indicators and areas that have, or had, a target or any step."""
    return _states(con, indicator_ids=None if indicator_ids is None else list(indicator_ids), area_id=None, as_of=as_of)


def _states(con: Cursor, *, indicator_ids: list[str] | None, area_id: str | None, as_of: date) -> list[TargetState]:
    columns, rows = _rows(con, "target_steps", indicator_ids=indicator_ids, area_id=area_id)
    steps = [_made(StepRow, columns, values) for values in rows]
    columns, rows = _rows(con, "targets_set", indicator_ids=indicator_ids, area_id=area_id)
    targets = [_Decided(_made(TargetRow, columns[:-2], values[:-2]), *values[-2:]) for values in rows]
    steps_of = {key: tuple(some) for key, some in groupby(steps, key=_key)}
    targets_of = {key: tuple(some) for key, some in groupby(targets, key=lambda one: _key(one.target))}
    since = a_year_before(as_of)
    return [
        _state(*key, steps_of.get(key, ()), targets_of.get(key, ()), since)
        for key in sorted(steps_of.keys() | targets_of.keys())
    ]


def _rows(con: Cursor, name: str, **parameters: object) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    cursor = con.execute(sql_text(PACKAGE, name), parameters)
    return tuple(column[0] for column in cursor.description or ()), cursor.fetchall()


@lru_cache(maxsize=50_000)
def _made(kind: type[Row], columns: tuple[str, ...], values: tuple[object, ...]) -> Row:
    """Like a row of `fetch`; rows are only ever appended, so that each is checked and made once per process."""
    return kind.model_validate(dict(zip(columns, values, strict=True)))


def _key(row: StepRow | TargetRow) -> tuple[str, str]:
    return row.indicator_id, row.area_id


def _state(
    indicator_id: str, area_id: str, steps: tuple[StepRow, ...], targets: tuple[_Decided, ...], since: date
) -> TargetState:
    in_force = next((one.target for one in targets if one.recency == 1 and not one.is_withdrawn), None)
    before = next((one.target for one in targets if one.recency == 2 and not one.is_withdrawn), None)
    is_recent = bool(targets) and targets[0].target.set_at.date() > since
    return TargetState(
        indicator_id=indicator_id,
        area_id=area_id,
        version=steps[-1].step_id if steps else None,
        in_force=in_force,
        replaced=before if is_recent else None,
        proposal=_open_proposal(steps, {one.target.target_id for one in targets}),
        steps=steps,
    )


def _open_proposal(steps: tuple[StepRow, ...], target_ids: Iterable[str]) -> Proposal | None:
    """What the newest step leaves undecided: an approval without a target in force awaits the mayor's office."""
    if not steps or steps[-1].step not in {Step.PROPOSED, Step.APPROVED} or steps[-1].step_id in target_ids:
        return None
    newest = steps[-1]
    proposed = next(one for one in reversed(steps) if one.step is Step.PROPOSED)
    is_approved = newest.step is Step.APPROVED
    return Proposal(
        proposal_id=proposed.step_id,
        terms=proposed.terms,
        stage=Stage.AWAITS_MAYOR if is_approved else Stage.AWAITS_HEAD,
        proposed_by=proposed.by,
        proposed_at=proposed.at,
        approved_by=newest.by if is_approved else None,
        is_loosening=proposed.is_loosening,
    )


def deviations(con: Cursor, *, cutoff_at: datetime) -> list[Deviation]:
    """Accepted deviations known at a cut-off, also those that are over."""
    return fetch(con, Deviation, PACKAGE, "deviations", cutoff_at=cutoff_at)


def confirmation_required(con: Cursor) -> dict[str, bool]:
    """Whether the mayor's office confirms targets, by indicator; '*' is for all that are not named."""
    return {one.indicator_id: one.is_required for one in fetch(con, _RuleRow, PACKAGE, "confirmation_rules")}


def loosened_since(con: Cursor, *, since: datetime) -> list[TargetRow]:
    """Targets that asked less than those they replaced, set at an instant or later; newest first."""
    return fetch(con, TargetRow, PACKAGE, "loosened", since=since)
