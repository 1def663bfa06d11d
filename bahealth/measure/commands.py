"""Measure what records say, and deliver what has changed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, Final

import pyarrow as pa

from bahealth.catalog.model import Catalog
from bahealth.errors import Refusal
from bahealth.frozen import Frozen
from bahealth.measure.catch_up.rules import day_in_buenos_aires
from bahealth.measure.ledger.commands import MeasuresRun, Reading, deliver
from bahealth.measure.ledger.queries import PACKAGE as LEDGER
from bahealth.measure.ledger.queries import newest_measurements, record_deliveries, touches_since
from bahealth.measure.model import MEASURES, Measure, Measurement, Observed, Touch
from bahealth.measure.queries import definition_hash, measured_tables, observed
from bahealth.measure.rules import due_months, no_longer_given
from bahealth.people.model import Actor
from bahealth.people.rights import check_may
from bahealth.store import Cursor, Database, sql_text

_ONE_AT_A_TIME: Final = threading.Lock()
_DUE: Final = pa.schema([("measure_id", pa.string()), ("month", pa.date32())])


class RunMeasures(Frozen):
    """Measure what new deliveries of records touch and what has become due; `is_full`: everything again."""

    is_full: bool = False


def run_measures(
    database: Database,
    catalog: Catalog,
    command: RunMeasures,
    *,
    actor: Actor,
    at: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> MeasuresRun:
    """Measure, and deliver what differs from what is in force; a run that changes nothing delivers nothing.

    `progress` is told how many measures of how many are done. Raises NotAllowed below an administrator, Refusal
    without records or while another run is under way.
    """
    check_may(actor, "run_measures", None)
    if not _ONE_AT_A_TIME.acquire(blocking=False):
        raise Refusal("The measures are being computed already: wait until they are done.")
    try:
        reading = _read(database, catalog, command, at, progress)
        return deliver(database, catalog, reading, actor=actor, at=at)
    finally:
        _ONE_AT_A_TIME.release()


def _read(
    database: Database,
    catalog: Catalog,
    command: RunMeasures,
    at: datetime,
    progress: Callable[[int, int], None] | None,
) -> Reading:
    """Everything in one transaction, so that a delivery accepted meanwhile is read by all measures or by none."""
    with database.reading() as con:
        con.execute("BEGIN")
        try:
            deliveries = record_deliveries(con)
            seen = observed(con, today=day_in_buenos_aires(at))
            if not deliveries or seen is None:
                raise Refusal("There are no records of visits yet: `bahealth deliver` takes them in")
            is_simulated = any(one.is_simulated for one in deliveries)
            newest = newest_measurements(con)
            hashes = {name: definition_hash(one, catalog) for name, one in MEASURES.items()}
            due = _due(con, seen, hashes, {} if command.is_full else newest)
            gone = {name: no_longer_given(one, seen, before=newest.get(name)) for name, one in MEASURES.items()}
            _make_scratch(con, due, gone)
            _keep_results(con, measured_tables(con, catalog, seen, due), progress)
            parameters = {"is_simulated": is_simulated}
            return Reading(
                seen=seen,
                delivery_numbers=[one.delivery_number for one in deliveries],
                is_simulated=is_simulated,
                due=due,
                definition_hashes=hashes,
                observations=con.execute(sql_text(LEDGER, "changed_observations"), parameters).to_arrow_table(),
                breakdowns=con.execute(sql_text(LEDGER, "changed_breakdowns"), parameters).to_arrow_table(),
            )
        finally:
            con.execute("ROLLBACK")  # nothing but scratch tables was written


def _due(con: Cursor, seen: Observed, hashes: dict[str, str], newest: dict[str, Measurement]) -> dict[str, list[date]]:
    """Months by measure; `newest` are the runs before, none when everything is measured again."""
    touches: dict[str, list[Touch]] = {}
    due: dict[str, list[date]] = {}
    for measure_id, measure in MEASURES.items():
        before = newest.get(measure_id)
        if before and before.run_id not in touches:
            touches[before.run_id] = touches_since(con, before.run_id)
        due[measure_id] = due_months(
            measure,
            seen,
            before=before,
            definition_hash=hashes[measure_id],
            touches=touches[before.run_id] if before else (),
        )
    return due


def _make_scratch(con: Cursor, due: dict[str, list[date]], gone: dict[str, list[date]]) -> None:
    """An empty table of results, and the months of which they may speak; of those that are `gone` nothing will come."""
    con.execute(sql_text(LEDGER, "scratch_results"))
    rows = [{"measure_id": name, "month": month} for name in due for month in (*due[name], *gone[name])]
    con.register("due_row", pa.Table.from_pylist(rows, schema=_DUE))
    con.execute(sql_text(LEDGER, "scratch_due"))
    con.unregister("due_row")


def _keep_results(
    con: Cursor, tables: Iterable[tuple[Measure, Any]], progress: Callable[[int, int], None] | None
) -> None:
    done: set[str] = set()
    for measure, table in tables:
        done.add(measure.measure_id)
        if progress:
            progress(len(done), len(MEASURES))
        con.register("result_row", table)
        con.execute(sql_text(LEDGER, "keep_result"), {"measure_id": measure.measure_id})
        con.unregister("result_row")
