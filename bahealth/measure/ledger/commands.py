"""Deliver what a run has measured, and keep the record of the run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import pyarrow.compute as pc

from bahealth import __version__
from bahealth.catalog.model import Catalog
from bahealth.frozen import Frozen
from bahealth.measure.ledger.queries import PACKAGE, newest_cutoff
from bahealth.measure.model import Measurement, Observed
from bahealth.people.model import Actor
from bahealth.store import Cursor, Database, new_id, sql_text, write_audit

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


class MeasuresRun(Frozen):
    """What a run did: months measured and values changed by measure, and the deliveries that it made."""

    run_id: str
    month_counts: dict[str, int]
    changed_counts: dict[str, int]
    delivery_ids: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """What was read in one look at the store: everything that the run writes afterwards."""

    seen: Observed
    delivery_numbers: list[int]
    is_simulated: bool
    due: dict[str, list[date]]
    definition_hashes: dict[str, str]
    observations: Any  # Arrow tables
    breakdowns: Any


def deliver(database: Database, catalog: Catalog, reading: Reading, *, actor: Actor, at: datetime) -> MeasuresRun:
    """One delivery for each source of which something has changed: its rows first, then what makes them count.

    A crash between leaves nothing visible.
    """
    run_id = new_id()
    sources = _by_source(catalog, reading)
    delivery_ids = {source_id: new_id() for source_id in sources}
    changed = _changed_counts(reading)
    try:
        for source_id, parts in sources.items():
            _write_rows(database, delivery_ids[source_id], parts)
        with database.writing() as con:
            accepted_at = _after_releases(con, at)
            for source_id, parts in sources.items():
                delivery_id = delivery_ids[source_id]
                _accept(
                    con, source_id, delivery_id, parts, is_simulated=reading.is_simulated, actor=actor, at=accepted_at
                )
            of_measure = {name: delivery_ids[_source_of(catalog, name)] for name in changed}
            _write_run(con, run_id, reading, changed, of_measure, actor=actor, at=at)
    except BaseException:
        _forget_rows(database, delivery_ids.values())
        raise
    return MeasuresRun(
        run_id=run_id,
        month_counts={name: len(months) for name, months in reading.due.items()},
        changed_counts=changed,
        delivery_ids=tuple(delivery_ids.values()),
    )


def _write_rows(database: Database, delivery_id: str, parts: dict[str, Any]) -> None:
    with database.writing() as con:
        for name, table in parts.items():
            con.register(f"{name}_row", table)
            con.execute(sql_text(PACKAGE, f"write_{name}s"), {"delivery_id": delivery_id})
            con.unregister(f"{name}_row")


def _forget_rows(database: Database, delivery_ids: Iterable[str]) -> None:
    with database.writing() as con:
        for one in delivery_ids:
            con.execute("DELETE FROM facts.observation WHERE delivery_id = $id", {"id": one})
            con.execute("DELETE FROM facts.breakdown WHERE delivery_id = $id", {"id": one})


def _after_releases(con: Cursor, at: datetime) -> datetime:
    """`at`, or just after a release that was made while this run was under way: it did not know what is delivered."""
    cutoff_at = newest_cutoff(con)
    return at if cutoff_at is None or cutoff_at < at else cutoff_at + timedelta(microseconds=1)


def _write_run(
    con: Cursor,
    run_id: str,
    reading: Reading,
    changed: dict[str, int],
    delivery_ids: dict[str, str],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """What was read, by which text, over which months, and the audit line; `delivery_ids` by measure."""
    for number in reading.delivery_numbers:
        con.execute("INSERT INTO ops.measured_delivery (run_id, delivery_number) VALUES (?, ?)", [run_id, number])
    for measure_id, months in reading.due.items():
        row = Measurement(
            run_id=run_id,
            measure_id=measure_id,
            definition_hash=reading.definition_hashes[measure_id],
            program_version=__version__,
            observed_from=reading.seen.observed_from,
            observed_until=reading.seen.observed_until,
            first_month=min(months, default=None),
            last_month=max(months, default=None),
            changed_count=changed.get(measure_id, 0),
            delivery_id=delivery_ids.get(measure_id),
            measured_at=at,
            measured_by=actor.name,
        )
        con.execute(sql_text(PACKAGE, "write_measurement"), row.model_dump())
    after = f"{len(reading.delivery_numbers)} deliveries, {sum(changed.values())} values changed"
    write_audit(con, command="RunMeasures", subject=run_id, actor=actor.name, at=at, after=after)


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


def _by_source(catalog: Catalog, reading: Reading) -> dict[str, dict[str, Any]]:
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


def _changed_counts(reading: Reading) -> dict[str, int]:
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
