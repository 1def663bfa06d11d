"""Which control limits were begun again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from bahealth.frozen import Frozen
from bahealth.store import Cursor, fetch

PACKAGE: Final = "bahealth.assess.rebasing"


class Rebasing(Frozen):
    """A decision that the limits of a series begin again with the period in which a day falls."""

    rebasing_id: str
    indicator_id: str
    area_id: str
    from_on: date
    cause: str
    evidence: str
    decided_at: datetime
    decided_by: str


def rebasings_in_force(con: Cursor, *, cutoff_at: datetime) -> dict[tuple[str, str], Rebasing]:
    """The newest decision for each indicator and area that was not undone, as known at a cut-off."""
    rows = fetch(con, Rebasing, PACKAGE, "rebasings", cutoff_at=cutoff_at)
    return {(one.indicator_id, one.area_id): one for one in rows}


def rebasing_named(con: Cursor, rebasing_id: str, *, cutoff_at: datetime) -> Rebasing | None:
    """One decision that was not undone."""
    rows = fetch(con, Rebasing, PACKAGE, "rebasings", cutoff_at=cutoff_at)
    return next((one for one in rows if one.rebasing_id == rebasing_id), None)
