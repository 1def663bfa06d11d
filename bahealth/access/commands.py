"""Measure nearness year by year and deliver what differs from what is in force."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, astuple
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from bahealth import __version__
from bahealth.access.given import Given, definition_hash, found_in, given_now, network_hash
from bahealth.access.measuring import BANDS_OF_PEOPLE, INDICATORS, ON_FOOT, Band, Value, departure_key
from bahealth.access.model import Matrix, Mode, WalkSettings
from bahealth.access.queries import PACKAGE, AccessMeasurement, known_bands, known_values
from bahealth.access.years import measured_years
from bahealth.catalog.model import Catalog
from bahealth.errors import NotFound
from bahealth.frozen import Frozen
from bahealth.measure.catch_up.rules import day_in_buenos_aires
from bahealth.people.model import Actor
from bahealth.people.rights import check_may
from bahealth.store import Cursor, Database, new_id, sql_text, write_audit

NETWORK: Final = "network"
NEWEST: Final = "newest"
_NUMBERS: Final = (("numerator", pa.float64()), ("denominator", pa.float64()))
_VALUES: Final = pa.schema(
    [
        ("indicator_id", pa.string()),
        ("area_id", pa.string()),
        ("period_start", pa.date32()),
        *_NUMBERS,
        ("value", pa.float64()),
        ("note", pa.string()),
    ]
)
_BANDS: Final = pa.schema([("area_id", pa.string()), ("period_start", pa.date32()), ("part", pa.string()), *_NUMBERS])


class MeasureAccess(Frozen):
    """Measure who lives near a centre, year by year.

    `times`: `network` for the streets, `newest` for the newest delivered matrix on foot where there is one, or a
    matrix by its name. `since`: the first year, also where the dates of centres are not told.
    """

    times: str = NEWEST
    since: int | None = None


class AccessRun(Frozen):
    """What a run did; no delivery where nothing differs."""

    run_id: str
    years: tuple[int, ...]
    changed_count: int
    delivery_id: str | None


def measure_access(
    database: Database, catalog: Catalog, command: MeasureAccess, *, city: Path, actor: Actor, at: datetime
) -> AccessRun:
    """Measure, and deliver what differs in one delivery of the source of the indicators.

    `city` is the folder data/city. Everything in one transaction. Raises NotAllowed below an administrator, NotFound
    for a matrix that nobody delivered.
    """
    check_may(actor, "measure_access", None)
    today = day_in_buenos_aires(at)
    with database.writing() as con:
        given = given_now(con, city)
        usable = usable_matrices(given.matrices, command.times)
        years = measured_years(given.city.centres, given.openings, today=today, since=command.since)
        found = found_in(con, given, usable, years, today=today)
        is_simulated = _is_simulated(given, found.used)
        values = _changed_values(con, catalog, found.values, is_simulated=is_simulated)
        bands = _changed_bands(con, found.bands, is_simulated=is_simulated)
        delivery_id = new_id() if values or bands else None
        if delivery_id:
            source_id = catalog.indicator[ON_FOOT].source
            _write(con, delivery_id, source_id, values, bands, is_simulated=is_simulated, actor=actor, at=at)
        row = AccessMeasurement(
            run_id=new_id(),
            definition_hash=definition_hash(),
            program_version=__version__,
            settings=_settings(command),
            network_hash=network_hash(city),
            deliveries_read=json.dumps([one.delivery_id for one in given.deliveries]),
            first_year=years[0],
            last_year=years[-1],
            changed_count=len(values) + len(bands),
            delivery_id=delivery_id,
            measured_at=at,
            measured_by=actor.name,
        )
        _keep(con, row, actor=actor, at=at)
    return AccessRun(
        run_id=row.run_id, years=tuple(years), changed_count=row.changed_count, delivery_id=row.delivery_id
    )


def usable_matrices(known: list[Matrix], times: str) -> list[Matrix]:
    """The matrices that may be used, the preferred one first. Raises NotFound for one that nobody delivered."""
    if times == NETWORK:
        return [one for one in known if one.mode is not Mode.WALK]
    if times == NEWEST:
        return known
    named = [one for one in known if departure_key(one) == times]
    if not named:
        there = ", ".join(departure_key(one) for one in known) or "–"
        raise NotFound("Nobody delivered the times %(times)s. Known: %(known)s", times=times, known=there)
    return [*named, *(one for one in known if one.mode is not named[0].mode)]


def _is_simulated(given: Given, used: frozenset[str]) -> bool:
    """Whether openings, or a matrix that was used, come from a simulation."""
    return any(
        one.is_simulated and (one.record_kind == "openings" or one.delivery_id in used) for one in given.deliveries
    )


def _changed_values(con: Cursor, catalog: Catalog, found: list[Value], *, is_simulated: bool) -> list[Value]:
    known = {
        (one.indicator_id, one.area_id, one.period_start): (
            (one.numerator, one.denominator, one.value, one.note),
            one.is_simulated,
        )
        for one in known_values(con, list(INDICATORS))
    }
    return [
        one
        for one in found
        if one.indicator_id in catalog.indicator
        and one.area_id in catalog.area
        and known.get((one.indicator_id, one.area_id, one.period_start))
        != ((one.numerator, one.denominator, one.value, one.note), is_simulated)
    ]


def _changed_bands(con: Cursor, found: list[Band], *, is_simulated: bool) -> list[Band]:
    """All parts of every area and year of which some part differs: parts are delivered together."""
    known = {
        (one.area_id, one.period_start, one.part): (one.numerator, one.denominator, one.is_simulated)
        for one in known_bands(con, BANDS_OF_PEOPLE)
    }
    changed = {
        (one.area_id, one.period_start)
        for one in found
        if known.get((one.area_id, one.period_start, one.part)) != (one.numerator, one.denominator, is_simulated)
    }
    return [one for one in found if (one.area_id, one.period_start) in changed]


def _write(
    con: Cursor,
    delivery_id: str,
    source_id: str,
    values: list[Value],
    bands: list[Band],
    *,
    is_simulated: bool,
    actor: Actor,
    at: datetime,
) -> None:
    """The rows, the line that makes them count, and the line of the record."""
    content = _content_hash(source_id, values, bands)
    count = len(values) + len(bands)
    _insert(con, "value_row", values, _VALUES, "write_values", delivery_id=delivery_id)
    _insert(con, "band_row", bands, _BANDS, "write_bands", delivery_id=delivery_id, measure_id=BANDS_OF_PEOPLE)
    con.execute(
        "INSERT INTO ops.delivery (delivery_id, source_id, file_names, content_hash, row_count, is_simulated, "
        "accepted_at, accepted_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [delivery_id, source_id, "bahealth access measure", content, count, is_simulated, at, actor.name],
    )
    after = f"{source_id} {content} {count}"
    write_audit(con, command="AcceptDelivery", subject=delivery_id, actor=actor.name, at=at, after=after)


def _insert(
    con: Cursor, view: str, rows: Sequence[Value | Band], schema: Any, statement: str, **parameters: str
) -> None:
    con.register(view, pa.Table.from_pylist([asdict(one) for one in rows], schema=schema))
    con.execute(sql_text(PACKAGE, statement), parameters)
    con.unregister(view)


def _keep(con: Cursor, row: AccessMeasurement, *, actor: Actor, at: datetime) -> None:
    columns = list(AccessMeasurement.model_fields)
    marks = ", ".join("?" for _ in columns)
    con.execute(
        "INSERT INTO ops.access_measurement VALUES (" + marks + ")",
        [getattr(row, name) for name in columns],
    )
    after = f"{int(row.delivery_id is not None)} deliveries, {row.changed_count} values changed"
    write_audit(con, command="MeasureAccess", subject=row.run_id, actor=actor.name, at=at, after=after)


def _settings(command: MeasureAccess) -> str:
    return json.dumps({**command.model_dump(mode="json"), **WalkSettings().model_dump(mode="json")}, sort_keys=True)


def _content_hash(source_id: str, values: list[Value], bands: list[Band]) -> str:
    digest = hashlib.sha256(source_id.encode())
    for one in (*values, *bands):
        digest.update(repr([_plain(cell) for cell in astuple(one)]).encode())
    return digest.hexdigest()


def _plain(cell: object) -> object:
    return cell.isoformat() if isinstance(cell, date) else cell
