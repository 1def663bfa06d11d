"""The plans that were saved: read only."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bahealth.access.saved.model import SavedPlan, SitePlan
from bahealth.errors import NotFound
from bahealth.frozen import Frozen
from bahealth.store import Cursor, fetch

PACKAGE: Final = "bahealth.access.saved"


class _Row(Frozen):
    plan_id: str
    name: str
    body: str
    made_at: datetime
    made_by: str


def saved_plans(con: Cursor) -> list[SavedPlan]:
    """All saved plans, newest first."""
    return [_plan(row) for row in fetch(con, _Row, PACKAGE, "plans", plan_id=None)]


def saved_plan(con: Cursor, plan_id: str) -> SavedPlan:
    """One saved plan; raises NotFound."""
    for row in fetch(con, _Row, PACKAGE, "plans", plan_id=plan_id):
        return _plan(row)
    raise NotFound("There is no plan %(plan)s", plan=plan_id)


def _plan(row: _Row) -> SavedPlan:
    plan = SitePlan.model_validate_json(row.body)
    return SavedPlan(plan_id=row.plan_id, name=row.name, plan=plan, made_at=row.made_at, made_by=row.made_by)
