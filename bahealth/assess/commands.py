"""Making a release: freeze what is known, judge it, write it whole. Writing notes on series."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from bahealth import __version__
from bahealth.assess.comparison import Comparison, comparison
from bahealth.assess.deprivation import DEPRIVATION, Deprivation, newest_deprivation, unmet_needs
from bahealth.assess.intervals import Counts, ImpossibleValueError, points_by_area
from bahealth.assess.kept import kept, stated_now
from bahealth.assess.model import AcceptedDeviation, Goal, Observed, Point, ReleaseRow
from bahealth.assess.queries import (
    PACKAGE,
    BreakRow,
    breaks,
    deviations_in_force,
    goals_in_force,
    latest_release,
    observed,
)
from bahealth.assess.rebasing.queries import rebasings_in_force
from bahealth.assess.stepup import own_series
from bahealth.assess.trend import overdispersion
from bahealth.assess.verdict import Assessment, SeriesInput, assess
from bahealth.catalog.load import catalog_version
from bahealth.catalog.model import Area, Catalog, Frequency, Indicator, Level, Localized
from bahealth.catalog.periods import add_months
from bahealth.errors import NotFound, Refusal
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.people.rights import check_may
from bahealth.store import Cursor, Database, new_id, sql_text, write_audit

CITY = "city"
_POINT_COLUMNS = pa.schema(
    [
        ("area_id", pa.string()),
        ("period_start", pa.date32()),
        ("period_months", pa.int16()),
        *[
            (name, pa.float64())
            for name in ("value", "numerator", "denominator", "lower", "upper", "lower_998", "upper_998")
        ],
        *[(name, pa.bool_()) for name in ("is_denominator_estimated", "is_simulated", "is_special")],
        ("delivery_id", pa.string()),
        ("note", pa.string()),
    ]
)
_FORECAST_COLUMNS = pa.schema(
    [
        ("area_id", pa.string()),
        ("newest_on", pa.date32()),
        ("period_start", pa.date32()),
        ("period_months", pa.int16()),
        ("due_on", pa.date32()),
        ("target_value", pa.float64()),
        ("direction", pa.string()),
        ("method", pa.string()),
        *[(name, pa.float64()) for name in ("probability", "lower", "upper", "widening")],
    ]
)


class MakeRelease(Frozen):
    """Freeze what is known now and judge it as of a day.

    `published_by` leaves out what the calendar of its indicator does not expect by that day: the demonstration's
    releases of the past are recalculated so, from today's values.
    """

    as_of: date
    reason: str | None = None
    published_by: date | None = None


class WriteNote(Frozen):
    """Put a dated remark on a series; a break says that values before and after are not alike."""

    indicator_id: str
    area_id: str | None = None
    happened_on: date
    is_break: bool = False
    text: Localized


@dataclass(frozen=True, slots=True)
class _Known:
    """What a release draws on besides the observations of the indicator in hand."""

    number: int
    as_of: date
    at: datetime
    catalog: Catalog
    goals: dict[tuple[str, str], Goal]
    breaks: list[BreakRow]
    deviations: dict[tuple[str, str], AcceptedDeviation]
    rebasings: dict[tuple[str, str], date]
    widening: float
    deprivation: Deprivation | None
    needs: Deprivation | None
    published_by: date | None = None


def make_release(
    database: Database,
    catalog: Catalog,
    command: MakeRelease,
    *,
    actor: Actor,
    at: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> ReleaseRow:
    """Judge every indicator in every area and keep the result for ever under the next number.

    One transaction from the first read to the last write: all indicators see the same instant, and a crash
    leaves nothing. One indicator is in memory at a time. `progress` is told how many indicators of how many are
    done. Raises NotAllowed below an administrator, Refusal when the instant is not after the release before
    or an observation is impossible.
    """
    check_may(actor, "make_release", None)
    with database.writing() as con:
        number = _next_number(con, at)
        goals, broken = goals_in_force(con, cutoff_at=at), breaks(con, cutoff_at=at)
        deviations = deviations_in_force(con, cutoff_at=at, as_of=command.as_of)
        rebased = {place: one.from_on for place, one in rebasings_in_force(con, cutoff_at=at).items()}
        widening = kept(con, release_number=number - 1).calibration.widening
        known = _Known(
            number,
            command.as_of,
            at,
            catalog,
            goals,
            broken,
            deviations,
            rebased,
            widening,
            _deprivation(con, catalog, command, at),
            unmet_needs(catalog.areas),
            command.published_by,
        )
        seal, count = hashlib.sha256(), 0
        for done, indicator_id in enumerate(sorted(catalog.indicator)):
            if progress:
                progress(done, len(catalog.indicators))
            for body in _judge(con, known, catalog.indicator[indicator_id]):
                seal.update(body.encode())
                count += 1
        row = ReleaseRow(
            release_number=number,
            cutoff_at=at,
            released_at=at,
            released_by=actor.name,
            as_of=command.as_of,
            catalog_version=catalog_version(catalog),
            program_version=__version__,
            verdict_count=count,
            fingerprint=seal.hexdigest(),
        )
        _record(con, catalog, row, command, actor)
    if progress:
        progress(len(catalog.indicators), len(catalog.indicators))
    return row


def _next_number(con: Cursor, at: datetime) -> int:
    newest = latest_release(con)
    if newest is None:
        return 1
    if at <= newest.released_at:
        raise Refusal("A release must be later than the one before, made at %(released)s", released=newest.released_at)
    return newest.release_number + 1


def _judge(con: Cursor, known: _Known, indicator: Indicator) -> list[str]:
    """Points and verdicts of one indicator, written; the bodies of the verdicts by area."""
    points = _published(indicator, _points(con, indicator, known.at), known.published_by)
    comunas = [one.area_id for one in known.catalog.areas if one.level is Level.COMUNA]
    compared = comparison(indicator, {one: points[one] for one in comunas if one in points}, points.get(CITY, ()))
    spread = _spread(indicator, points)
    assessed = {
        area.area_id: assess(replace(_series(known, indicator, area, points, compared), overdispersion=spread))
        for area in _areas(known.catalog, indicator)
    }
    bodies = [one.verdict.model_dump_json() for one in assessed.values()]
    _write_points(con, indicator, known.number, assessed)
    _write_forecasts(con, indicator, known.number, assessed)
    table = pa.table({"area_id": list(assessed), "body": bodies})
    _insert(con, "write_verdicts", table, release_number=known.number, indicator_id=indicator.indicator_id)
    return bodies


def _areas(catalog: Catalog, indicator: Indicator) -> list[Area]:
    """City and comunas always, so that each of their scorecards has every row; smaller areas where they apply."""
    levels = {Level.CITY, Level.COMUNA, *indicator.levels}
    return sorted((area for area in catalog.areas if area.level in levels), key=lambda area: area.area_id)


def _deprivation(con: Cursor, catalog: Catalog, command: MakeRelease, at: datetime) -> Deprivation | None:
    """By what comunas are ranked, as far as it is known and published."""
    indicator = catalog.indicator.get(DEPRIVATION)
    if indicator is None:
        return None
    comunas = {one.area_id for one in catalog.areas if one.level is Level.COMUNA}
    points = _published(indicator, _points(con, indicator, at), command.published_by)
    return newest_deprivation({area_id: series for area_id, series in points.items() if area_id in comunas})


def _points(con: Cursor, indicator: Indicator, at: datetime) -> dict[str, list[Point]]:
    def counts(indicator_id: str | None) -> Counts:
        if indicator_id is None:
            return {}
        rows: Sequence[Observed] = observed(con, indicator_id=indicator_id, cutoff_at=at)
        return {(one.area_id, one.period_start, one.period_months): one for one in rows}

    own = observed(con, indicator_id=indicator.indicator_id, cutoff_at=at)
    try:
        return points_by_area(indicator, own, counts(indicator.numerator_from), counts(indicator.denominator_from))
    except ImpossibleValueError as error:
        raise Refusal(
            "%(indicator)s, %(area)s, %(period)s: impossible value (%(problem)s). "
            "Correct the delivery and release again.",
            indicator=indicator.indicator_id,
            area=error.observed.area_id,
            period=error.observed.period.key,
            problem=error.problem,
        ) from error


def _spread(indicator: Indicator, points: Mapping[str, Sequence[Point]]) -> float:
    """Over-dispersion of yearly figures about their trends, over all areas; 1 of everything else."""
    if indicator.frequency is not Frequency.YEAR:
        return 1.0
    own = (own_series(indicator, one) for one in points.values())
    return overdispersion(
        [
            [
                (one.period_start.year, one.value, one.lower, one.upper)
                for one in series
                if one.lower is not None and one.upper is not None
            ]
            for series in own
        ]
    )


def _published(indicator: Indicator, points: dict[str, list[Point]], by: date | None) -> dict[str, list[Point]]:
    """The points that are expected by a day; all of them where none is given."""
    if by is None:
        return points
    reached = add_months(by, -indicator.lag_months)
    kept = {area_id: [one for one in found if one.period.end < reached] for area_id, found in points.items()}
    return {area_id: found for area_id, found in kept.items() if found}


def _series(
    known: _Known,
    indicator: Indicator,
    area: Area,
    points: Mapping[str, list[Point]],
    compared: Comparison | None,
) -> SeriesInput:
    return SeriesInput(
        indicator=indicator,
        area_id=area.area_id,
        level=area.level,
        as_of=known.as_of,
        points=points.get(area.area_id, ()),
        goal=known.goals.get((indicator.indicator_id, area.area_id)),
        compared=compared,
        breaks=tuple(
            one.happened_on
            for one in known.breaks
            if one.indicator_id == indicator.indicator_id and one.area_id in {None, area.area_id}
        ),
        is_collected=bool(points),
        deviation=known.deviations.get((indicator.indicator_id, area.area_id)),
        rebased_on=known.rebasings.get((indicator.indicator_id, area.area_id)),
        widening=known.widening,
        deprivation=known.deprivation,
        needs=known.needs,
    )


def _write_points(con: Cursor, indicator: Indicator, number: int, assessed: Mapping[str, Assessment]) -> None:
    columns: dict[str, list[object]] = {name: [] for name in _POINT_COLUMNS.names}
    for area_id, one in assessed.items():
        columns["area_id"] += [area_id] * len(one.points)
        for name in _POINT_COLUMNS.names[1:]:
            columns[name] += [getattr(point, name) for point in one.points]
    table = pa.table(columns, schema=_POINT_COLUMNS)
    _insert(con, "write_points", table, release_number=number, indicator_id=indicator.indicator_id)


def _write_forecasts(con: Cursor, indicator: Indicator, number: int, assessed: Mapping[str, Assessment]) -> None:
    """Every chance as it is stated now; scored when its period is known, never made anew."""
    rows = [
        row
        for one in assessed.values()
        if one.points and (row := stated_now(indicator, one.verdict, own_series(indicator, one.points)[-1].period))
    ]
    if rows:
        table = pa.Table.from_pylist(rows, schema=_FORECAST_COLUMNS)
        _insert(con, "write_forecasts", table, release_number=number, indicator_id=indicator.indicator_id)


def _insert(con: Cursor, name: str, table: Any, **parameters: object) -> None:
    con.register("release_row", table)
    con.execute(sql_text(PACKAGE, name), parameters)
    con.unregister("release_row")


def _record(con: Cursor, catalog: Catalog, row: ReleaseRow, command: MakeRelease, actor: Actor) -> None:
    """The definitions, the audit line, and last the row by which the release counts."""
    for indicator in catalog.indicators:
        con.execute(
            sql_text(PACKAGE, "write_definition"),
            {
                "release_number": row.release_number,
                "indicator_id": indicator.indicator_id,
                "body": indicator.model_dump_json(),
            },
        )
    write_audit(
        con,
        command="make_release",
        subject=f"release {row.release_number}",
        actor=actor.name,
        at=row.released_at,
        after=row.model_dump_json(),
        reason=command.reason,
    )
    con.execute(sql_text(PACKAGE, "write_release"), row.model_dump())


def load_notes(file: Path) -> list[WriteNote]:
    """The notes of data/catalog/notes.toml; raises pydantic's ValidationError when the file is wrong."""
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    return [WriteNote.model_validate(table) for table in document.get("note", [])]


def write_note(database: Database, catalog: Catalog, command: WriteNote, *, actor: Actor, at: datetime) -> str:
    """Append the note and its audit line; the id of the note.

    Raises NotAllowed but for the indicator's own department and the offices above, NotFound for an indicator or area
    that does not exist.
    """
    if command.indicator_id not in catalog.indicator:
        raise NotFound("There is no indicator %(indicator)s", indicator=command.indicator_id)
    check_may(actor, "write_note", catalog.indicator[command.indicator_id].owner)
    if command.area_id is not None and command.area_id not in catalog.area:
        raise NotFound("There is no area %(area)s", area=command.area_id)
    note_id = new_id()
    with database.writing() as con:
        con.execute(
            sql_text(PACKAGE, "write_note"),
            {
                "note_id": note_id,
                **command.model_dump(exclude={"text"}),
                "text_es": command.text.es,
                "text_en": command.text.en,
                "written_at": at,
                "written_by": actor.name,
            },
        )
        after = command.model_dump_json()
        write_audit(con, command="WriteNote", subject=command.indicator_id, actor=actor.name, at=at, after=after)
    return note_id
