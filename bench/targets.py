"""How long the pages of targets wait for their reads: 34 indicators in 16 areas with 5,000 steps.

python -m bench.targets
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa

from bahealth.assess.model import Point
from bahealth.catalog.load import load_catalog
from bahealth.catalog.model import Frequency, Kind
from bahealth.catalog.periods import add_months
from bahealth.config import PROJECT
from bahealth.store import Database, new_id
from bahealth.targets.feasibility import feasibility
from bahealth.targets.model import Basis, Terms
from bahealth.targets.queries import target_state, target_states

INDICATORS, AREAS, STEPS = 34, 16, 5000
AT = datetime.fromisoformat("2026-11-01")


def _terms(indicator_id: str, area_id: str, value: float) -> Terms:
    return Terms(
        indicator_id=indicator_id,
        area_id=area_id,
        baseline="2024",
        baseline_value=50,
        target_value=value,
        due_on=date(2027, 12, 31),
        basis=Basis.DEMONSTRATION,
        reason="A reason of the usual length, such as people write when they are asked for one.",
    )


def _fill(database: Database) -> None:
    """Each target proposed and approved about as often as every other."""
    keys = [(f"indicator_{one}", f"area-{area}") for one in range(INDICATORS) for area in range(AREAS)]
    steps: list[dict[str, Any]] = []
    targets: list[dict[str, Any]] = []
    for number in range(STEPS // 2):
        indicator_id, area_id = keys[number % len(keys)]
        terms = _terms(indicator_id, area_id, 60 + number % 30)
        proposal_id, step_id = new_id(), new_id()
        at = AT + timedelta(minutes=number)
        same = {
            "indicator_id": indicator_id,
            "area_id": area_id,
            "proposal_id": proposal_id,
            "terms": terms.model_dump_json(),
            "is_loosening": False,
            "reason": terms.reason,
            "made_at": at,
            "made_by": "somebody",
            "by_role": 2,
        }
        place = 2 * (number // len(keys))
        steps.append({"step_id": proposal_id, "step_number": place + 1, "step": "proposed", **same})
        steps.append({"step_id": step_id, "step_number": place + 2, "step": "approved", **same})
        row = terms.model_dump(exclude={"baseline", "milestones"})
        targets.append(
            {
                **row,
                "target_id": step_id,
                "baseline_start": date(2024, 1, 1),
                "baseline_months": 12,
                "baseline_lower": 48.0,
                "baseline_upper": 52.0,
                "milestones": json.dumps([]),
                "is_loosened": False,
                "is_withdrawn": False,
                "set_at": at,
                "set_by": "somebody",
            }
        )
    with database.writing() as con:
        con.register("rows", pa.Table.from_pylist(steps))
        con.execute("INSERT INTO ops.target_step BY NAME SELECT * FROM rows")
        con.unregister("rows")
        con.register("rows", pa.Table.from_pylist(targets))
        con.execute("INSERT INTO ops.target BY NAME SELECT * FROM rows")
        con.unregister("rows")


def _milliseconds(what: str, work: Callable[[], object], *, rounds: int = 15) -> None:
    seconds: list[float] = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    print(f"{what}: first {1000 * seconds[0]:.0f} ms, median {1000 * statistics.median(seconds):.0f} ms")


def main() -> None:
    """Print the times of the reads and of a look at the past."""
    database = Database(None)
    _fill(database)

    def all_states() -> object:
        with database.reading() as con:
            return target_states(con, as_of=AT.date())

    def one_indicator() -> object:
        with database.reading() as con:
            return target_states(con, as_of=AT.date(), indicator_ids=["indicator_3"])

    def one_state() -> object:
        with database.reading() as con:
            return target_state(con, indicator_id="indicator_3", area_id="area-5", as_of=AT.date())

    _milliseconds(f"all targets, {STEPS} steps", all_states)
    _milliseconds("targets of one indicator", one_indicator)
    _milliseconds("one target", one_state)
    indicator = next(
        one
        for one in load_catalog(PROJECT / "data").indicators
        if one.kind is Kind.PROPORTION and one.frequency is Frequency.MONTH
    )
    points = {
        f"area-{area}": [
            Point(
                period_start=add_months(date(2021, 11, 1), month),
                period_months=1,
                value=40 + (7 * month + 3 * area) % 20,
                numerator=400 + 10 * ((7 * month + 3 * area) % 20),
                denominator=1000,
            )
            for month in range(60)
        ]
        for area in range(AREAS)
    }
    terms = _terms(indicator.indicator_id, "area-3", 55)
    _milliseconds("feasibility, 16 areas x 60 months", lambda: feasibility(indicator, terms, points))


if __name__ == "__main__":
    main()
