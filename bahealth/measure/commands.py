"""Measure what records say, and deliver what has changed."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from bahealth import __version__
from bahealth.catalog.model import Catalog
from bahealth.errors import NotAllowed, Refusal
from bahealth.frozen import Frozen
from bahealth.measure.catch_up.rules import day_in_buenos_aires
from bahealth.measure.ledger.queries import PACKAGE as LEDGER
from bahealth.measure.ledger.queries import newest_measurements, record_deliveries, touches_since
from bahealth.measure.model import MEASURES, Measurement, Observed, Touch
from bahealth.measure.queries import definition_hash, measured_tables, observed
from bahealth.measure.rules import due_months, no_longer_given
from bahealth.people.model import Actor, Role
from bahealth.store import Cursor, Database, new_id, sql_text, write_audit

_ONE_AT_A_TIME: Final = threading.Lock()
_DUE: Final = pa.schema([("measure_id", pa.string()), ("month", pa.date32())])
# The source under which the breakdowns of a family of measures are delivered: that of its indicators.
_SOURCE_OF_BREAKDOWN: Final = {
    "checkups_by_birthday": "checkups_complete",
    "first_checkup_week": "checkups_complete",
    "six_reached_by_age": "checkups_six",
    "prenatal_visits": "prenatal_five_visits",
    "first_prenatal_week": "prenatal_before_week_13",
    "ed_triage": "ed_low_triage",
    "ed_classes": "ed_solvable_in_primary_care",
    "ed_people_by_visits": "ed_frequent_users",
    "ed_visits_by_visits": "ed_frequent_user_visits",
    "visits_by_kind": "visits",
}


class RunMeasures(Frozen):
    """Measure what new deliveries of records touch and what has become due; `is_full`: everything again."""

    is_full: bool = False


class MeasuresRun(Frozen):
    """What a run did: months measured and values changed by measure, and the deliveries that it made."""

    run_id: str
    month_counts: dict[str, int]
    changed_counts: dict[str, int]
    delivery_ids: tuple[str, ...]


@dataclass(frozen=True)
class _Reading:
    """What was read in one look at the store: everything that the run writes afterwards."""

    seen: Observed
    delivery_numbers: list[int]
    is_simulated: bool
    due: dict[str, list[date]]
    observations: Any  # Arrow tables
    breakdowns: Any


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
    if actor.role < Role.ADMIN:
        raise NotAllowed("Only the central analytics office measures from records.")
    if not _ONE_AT_A_TIME.acquire(blocking=False):
        raise Refusal("The measures are being computed already: wait until they are done.")
    try:
        reading = _read(database, catalog, command, at, progress)
        return _deliver(database, catalog, reading, actor, at)
    finally:
        _ONE_AT_A_TIME.release()


def _read(
    database: Database,
    catalog: Catalog,
    command: RunMeasures,
    at: datetime,
    progress: Callable[[int, int], None] | None,
) -> _Reading:
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
            due = _due(con, catalog, seen, {} if command.is_full else newest)
            gone = {name: no_longer_given(one, seen, before=newest.get(name)) for name, one in MEASURES.items()}
            _keep_results(con, catalog, seen, due, gone, progress)
            parameters = {"is_simulated": is_simulated}
            return _Reading(
                seen=seen,
                delivery_numbers=[one.delivery_number for one in deliveries],
                is_simulated=is_simulated,
                due=due,
                observations=con.execute(sql_text(LEDGER, "changed_observations"), parameters).to_arrow_table(),
                breakdowns=con.execute(sql_text(LEDGER, "changed_breakdowns"), parameters).to_arrow_table(),
            )
        finally:
            con.execute("ROLLBACK")  # nothing but scratch tables was written


def _due(
    con: Cursor, catalog: Catalog, seen: Observed, newest: dict[str, Measurement]
) -> dict[str, list[date]]:
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
            definition_hash=definition_hash(measure, catalog),
            touches=touches[before.run_id] if before else (),
        )
    return due


def _keep_results(
    con: Cursor,
    catalog: Catalog,
    seen: Observed,
    due: dict[str, list[date]],
    gone: dict[str, list[date]],
    progress: Callable[[int, int], None] | None,
) -> None:
    """What is measured for the months that are `due`; of those that are `gone` nothing is."""
    con.execute(sql_text(LEDGER, "scratch_results"))
    rows = [{"measure_id": name, "month": month} for name in due for month in (*due[name], *gone[name])]
    con.register("due_row", pa.Table.from_pylist(rows, schema=_DUE))
    con.execute(sql_text(LEDGER, "scratch_due"))
    con.unregister("due_row")
    done: set[str] = set()
    for measure, table in measured_tables(con, catalog, seen, due):
        done.add(measure.measure_id)
        if progress:
            progress(len(done), len(MEASURES))
        con.register("result_row", table)
        con.execute(sql_text(LEDGER, "keep_result"), {"measure_id": measure.measure_id})
        con.unregister("result_row")


def _deliver(database: Database, catalog: Catalog, reading: _Reading, actor: Actor, at: datetime) -> MeasuresRun:
    """One delivery for each source of which something has changed: its rows first, then what makes them count."""
    run_id = new_id()
    sources = _by_source(catalog, reading)
    delivery_ids = {source_id: new_id() for source_id in sources}
    for source_id, parts in sources.items():
        with database.writing() as con:
            for name, table in parts.items():
                con.register(f"{name}_row", table)
                con.execute(sql_text(LEDGER, f"write_{name}s"), {"delivery_id": delivery_ids[source_id]})
                con.unregister(f"{name}_row")
    changed = _changed_counts(reading)
    with database.writing() as con:
        for source_id, parts in sources.items():
            _accept(
                con,
                source_id,
                delivery_ids[source_id],
                parts,
                is_simulated=reading.is_simulated,
                actor=actor,
                at=at,
            )
        for number in reading.delivery_numbers:
            con.execute("INSERT INTO ops.measured_delivery (run_id, delivery_number) VALUES (?, ?)", [run_id, number])
        for measure_id, months in reading.due.items():
            row = Measurement(
                run_id=run_id,
                measure_id=measure_id,
                definition_hash=definition_hash(MEASURES[measure_id], catalog),
                program_version=__version__,
                observed_from=reading.seen.observed_from,
                observed_until=reading.seen.observed_until,
                first_month=min(months, default=None),
                last_month=max(months, default=None),
                changed_count=changed.get(measure_id, 0),
                delivery_id=delivery_ids.get(_source_of(catalog, measure_id)) if changed.get(measure_id) else None,
                measured_at=at,
                measured_by=actor.name,
            )
            con.execute(sql_text(LEDGER, "write_measurement"), row.model_dump())
        write_audit(
            con,
            command="RunMeasures",
            subject=run_id,
            actor=actor.name,
            at=at,
            after=f"{len(reading.delivery_numbers)} deliveries, {sum(changed.values())} values changed",
        )
    return MeasuresRun(
        run_id=run_id,
        month_counts={name: len(months) for name, months in reading.due.items()},
        changed_counts=changed,
        delivery_ids=tuple(delivery_ids.values()),
    )


def _accept(
    con: Cursor,
    source_id: str,
    delivery_id: str,
    parts: dict[str, Any],
    *,
    is_simulated: bool,
    actor: Actor,
    at: datetime,
) -> None:
    row_count = sum(table.num_rows for table in parts.values())
    content_hash = _content_hash(source_id, parts)
    con.execute(
        "INSERT INTO ops.delivery (delivery_id, source_id, file_names, content_hash, row_count, is_simulated, "
        "accepted_at, accepted_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            delivery_id,
            source_id,
            "bahealth measure",
            content_hash,
            row_count,
            is_simulated,
            at,
            actor.name,
        ],
    )
    after = f"{source_id} {content_hash} {row_count}"
    write_audit(con, command="AcceptDelivery", subject=delivery_id, actor=actor.name, at=at, after=after)


def _by_source(catalog: Catalog, reading: _Reading) -> dict[str, dict[str, Any]]:
    """Changed rows by source: `observation` and `breakdown`, those that there are."""
    found: dict[str, dict[str, Any]] = {}
    for name, table, column in (
        ("observation", reading.observations, "indicator_id"),
        ("breakdown", reading.breakdowns, "measure_id"),
    ):
        for source_id, ids in _ids_by_source(catalog, table.column(column)).items():
            kept = table.filter(pc.field(column).isin(ids))
            found.setdefault(source_id, {})[name] = kept
    return found


def _ids_by_source(catalog: Catalog, ids: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in sorted(ids.unique().to_pylist()):
        found.setdefault(_source_of(catalog, one), []).append(one)
    return found


def _source_of(catalog: Catalog, measure_id: str) -> str:
    return catalog.indicator[_SOURCE_OF_BREAKDOWN.get(measure_id, measure_id)].source


def _changed_counts(reading: _Reading) -> dict[str, int]:
    found: dict[str, int] = {}
    for table, column in ((reading.observations, "indicator_id"), (reading.breakdowns, "measure_id")):
        for one in table.column(column).value_counts().to_pylist():
            found[one["values"]] = one["counts"]
    return found


def _content_hash(source_id: str, parts: dict[str, Any]) -> str:
    digest = hashlib.sha256(source_id.encode())
    for name in sorted(parts):
        digest.update(name.encode())
        for column in parts[name].columns:
            digest.update(repr(column.to_pylist()).encode())
    return digest.hexdigest()
