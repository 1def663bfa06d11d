"""Setting targets: appended with their audit line, never updated."""

from __future__ import annotations

import math
import tomllib
from datetime import date, datetime
from pathlib import Path

from bahealth.catalog.model import Catalog, Direction, Indicator, Kind
from bahealth.catalog.periods import Period
from bahealth.errors import NotAllowed, NotFound, Refusal
from bahealth.frozen import Frozen
from bahealth.people.model import Actor, Role
from bahealth.store import Cursor, Database, fetch, new_id, sql_text, write_audit
from bahealth.targets.model import Basis, TargetRow

PACKAGE = "bahealth.targets"


class SetTarget(Frozen):
    """Decide a target for an indicator in an area; it replaces the one in force. Values in the indicator's unit."""

    indicator_id: str
    area_id: str
    baseline: str  # period key, such as 2023 or 2021/2023
    baseline_value: float
    target_value: float
    due_on: date
    basis: Basis
    reason: str


class DemoTarget(Frozen):
    """One [[target]] of data/demo/targets.toml."""

    indicator_id: str
    area_id: str
    baseline: str
    baseline_value: float
    target_value: float
    due_on: date
    basis: Basis = Basis.DEMONSTRATION
    reason_es: str
    reason_en: str

    @property
    def command(self) -> SetTarget:
        """The command that sets it; the reason is kept in the app's first language."""
        fields = self.model_dump(exclude={"reason_es", "reason_en"})
        return SetTarget(**fields, reason=self.reason_es)


class MeasuredTarget(Frozen):
    """One [[measured_target]] of data/demo/targets.toml: its baseline is what is measured in the simulated city."""

    indicator_id: str
    area_id: str
    change: float  # from the baseline, in the indicator's unit
    due_on: date
    basis: Basis = Basis.DEMONSTRATION
    reason_es: str
    reason_en: str


def load_measured_targets(path: Path) -> list[MeasuredTarget]:
    """Targets of the demonstration for measured indicators; none without the file."""
    if not path.is_file():
        return []
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    return [MeasuredTarget.model_validate(table) for table in document.get("measured_target", [])]


def load_demo_targets(path: Path) -> list[DemoTarget]:
    """Targets of the demonstration; raises pydantic's ValidationError when the file is wrong."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    return [DemoTarget.model_validate(table) for table in document.get("target", [])]


def set_target(database: Database, catalog: Catalog, command: SetTarget, *, actor: Actor, at: datetime) -> str:
    """Append the target and its audit line; the id of the new row.

    Heads of departments set targets of their own indicators, convenors and administrators of all. Raises
    NotAllowed, NotFound, or Refusal for a target that cannot be judged.
    """
    indicator = _judgeable(catalog, command)
    if actor.role < Role.HEAD or (actor.role is Role.HEAD and actor.department_id != indicator.owner):
        raise NotAllowed("Only the head of the department that answers for an indicator may set its target.")
    period = _baseline(command)
    target_id = new_id()
    with database.writing() as con:
        before = current_target(con, indicator_id=command.indicator_id, area_id=command.area_id)
        fields = command.model_dump(mode="json", exclude={"baseline"})
        con.execute(
            sql_text(PACKAGE, "write_target"),
            {
                **fields,
                "target_id": target_id,
                "baseline_start": period.start,
                "baseline_months": period.months,
                "is_withdrawn": False,
                "set_at": at,
                "set_by": actor.name,
            },
        )
        write_audit(
            con,
            command="set_target",
            subject=f"{command.indicator_id} {command.area_id}",
            actor=actor.name,
            at=at,
            before=before.model_dump_json() if before else None,
            after=command.model_dump_json(),
            reason=command.reason,
        )
    return target_id


def current_target(con: Cursor, *, indicator_id: str, area_id: str) -> TargetRow | None:
    """The target in force; None when there is none."""
    rows = fetch(con, TargetRow, PACKAGE, "current_target", indicator_id=indicator_id, area_id=area_id)
    return next(iter(rows), None)


def _judgeable(catalog: Catalog, command: SetTarget) -> Indicator:
    indicator = catalog.indicator.get(command.indicator_id)
    if indicator is None:
        raise NotFound("There is no indicator %(indicator)s", indicator=command.indicator_id)
    area = catalog.area.get(command.area_id)
    if area is None:
        raise NotFound("There is no area %(area)s", area=command.area_id)
    if indicator.direction is Direction.NEUTRAL:
        raise Refusal("This indicator is context: no direction is good, so it cannot have a target.")
    if area.level not in indicator.levels:
        raise Refusal("The source does not speak about areas of this size, so a target could never be judged.")
    top = indicator.multiplier if indicator.kind is Kind.PROPORTION else math.inf
    if not all(math.isfinite(one) and 0 <= one <= top for one in (command.target_value, command.baseline_value)):
        raise Refusal("A target and its baseline must be possible values of the indicator.")
    if not command.reason.strip():
        raise Refusal("Say on what the target is based.")
    return indicator


def _baseline(command: SetTarget) -> Period:
    try:
        period = Period.parse(command.baseline)
    except ValueError as error:
        raise Refusal("Not a period: %(seen)s. Examples: 2023, 2023-04, 2021/2023.", seen=command.baseline) from error
    if command.due_on <= period.end:
        raise Refusal("The date of a target comes after its baseline.")
    return period
