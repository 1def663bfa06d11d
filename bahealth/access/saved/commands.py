"""Saving a plan of sites under a name."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from bahealth.access.saved.model import SavedPlan, SitePlan
from bahealth.access.saved.queries import saved_plans
from bahealth.catalog.model import Catalog
from bahealth.errors import Refusal
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.people.rights import check_may
from bahealth.store import Database, new_id, write_audit


class SavePlan(Frozen):
    """Keep a plan as it is now, under a name that no other plan has."""

    name: str = Field(max_length=120)
    plan: SitePlan


def save_plan(database: Database, catalog: Catalog, command: SavePlan, *, actor: Actor, at: datetime) -> SavedPlan:
    """Keep the plan. Raises NotAllowed, and Refusal without a name or with one that is taken."""
    del catalog
    check_may(actor, "save_plan", None)
    name = " ".join(command.name.split())
    if not name:
        raise Refusal("Give the plan a name.")
    with database.writing() as con:
        if any(one.name.casefold() == name.casefold() for one in saved_plans(con)):
            raise Refusal("There is a plan with this name already: choose another.")
        saved = SavedPlan(plan_id=new_id(), name=name, plan=command.plan, made_at=at, made_by=actor.name)
        con.execute(
            "INSERT INTO ops.plan (plan_id, name, body, made_at, made_by) VALUES (?, ?, ?, ?, ?)",
            [saved.plan_id, name, saved.plan.model_dump_json(), at, actor.name],
        )
        after = saved.model_dump_json(include={"plan_id", "name", "plan"})
        write_audit(con, command="save_plan", subject=saved.plan_id, actor=actor.name, at=at, after=after)
    return saved
