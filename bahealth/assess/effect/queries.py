"""What was stated, and the figures that answer it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from bahealth.assess.effect.model import Expectation, Terms
from bahealth.assess.model import Observed
from bahealth.frozen import Frozen
from bahealth.store import Cursor, fetch

PACKAGE: Final = "bahealth.assess.effect"


class _StatedRow(Frozen):
    expectation_id: str
    body: str
    newest_on: date | None
    stated_at: datetime
    stated_by: str
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawn_reason: str | None


class _KindRow(Frozen):
    kind: str
    is_struck: bool


def expectations(con: Cursor) -> list[Expectation]:
    """Everything that was stated, newest first, withdrawn ones too."""
    return _stated(con, None)


def expectation_named(con: Cursor, expectation_id: str) -> Expectation | None:
    """One statement by its id."""
    return next(iter(_stated(con, expectation_id)), None)


def counted(con: Cursor, indicator_id: str) -> dict[str, list[Observed]]:
    """Values in force of an indicator by area."""
    found: dict[str, list[Observed]] = defaultdict(list)
    for one in fetch(con, Observed, PACKAGE, "counted", indicator_id=indicator_id):
        found[one.area_id].append(one)
    return dict(found)


def newest_day(con: Cursor, indicator_id: str, areas: Collection[str]) -> date | None:
    """Last day of the figures of some areas that are in force; None without any."""
    known = counted(con, indicator_id)
    return max((one.period.end for area in areas for one in known.get(area, ())), default=None)


def is_decision(con: Cursor, capture_id: str) -> bool:
    """Whether a line of a session is a decision or a commitment that still stands."""
    rows = fetch(con, _KindRow, PACKAGE, "captured_kind", capture_id=capture_id)
    return any(one.kind in ("decision", "commitment") and not one.is_struck for one in rows)


def _stated(con: Cursor, expectation_id: str | None) -> list[Expectation]:
    rows = fetch(con, _StatedRow, PACKAGE, "expectations", expectation_id=expectation_id)
    return [Expectation(terms=Terms.model_validate_json(one.body), **one.model_dump(exclude={"body"})) for one in rows]
