"""What the records say: the rows of each measure, read on one connection with scratch tables of its own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from bahealth.catalog.model import Catalog
from bahealth.frozen import Frozen
from bahealth.measure.model import MEASURES, PREPARATIONS, Family, Measure, MeasuredRow, Observed
from bahealth.measure.rules import Months, given_months, months_between, observed_between, stretches
from bahealth.store import Cursor, fetch, sql_text

PACKAGE: Final = "bahealth.measure"
PREPARED: Final = "bahealth.measure.prepared"
_EDGE: Final = timedelta(days=31)
_PARAMETER: Final = re.compile(r"\$([a-z_]+)")
_RESULT: Final = pa.schema(
    [
        ("area_id", pa.string()),
        ("period_start", pa.date32()),
        ("part", pa.string()),
        *[(name, pa.float64()) for name in ("numerator", "denominator", "lower", "upper")],
    ]
)


class _Span(Frozen):
    first_on: date | None
    last_on: date | None


class Scratch:
    """The scratch tables of one connection: each is made when it is first needed, and again for other months."""

    def __init__(self, con: Cursor, catalog: Catalog, observed: Observed) -> None:
        self._con = con
        self._observed = observed
        self._made: dict[str, object] = {}
        con.register("schedule_row", _schedule_rows(catalog))
        con.execute(sql_text(PREPARED, "schedule"))
        con.unregister("schedule_row")

    def prepare(self, family: Family, months: Months) -> None:
        """Make the tables that the measures of `family` read."""
        for name in PREPARATIONS[family].tables:
            text = sql_text(PREPARED, name)
            parameters = self.parameters(text, months)
            if self._made.get(name) != parameters:
                self._con.execute(text, parameters or None)
                self._made[name] = parameters

    def rows(self, measure: Measure, months: Months) -> Any:
        """What `measure` gives for `months`, its family being prepared for them."""
        text = sql_text(PACKAGE, measure.measure_id)
        table: Any = self._con.execute(text, self.parameters(text, months) or None).to_arrow_table()
        columns = [
            table.column(field.name).cast(field.type)
            if field.name in table.column_names
            else pa.nulls(table.num_rows, field.type)
            for field in _RESULT
        ]
        return pa.table(columns, schema=_RESULT)

    def parameters(self, text: str, months: Months) -> dict[str, date]:
        """Those of all parameters that `text` names."""
        known = {"first_month": months[0], "last_month": months[1], **self._observed.model_dump()}
        return {name: known[name] for name in sorted(set(_PARAMETER.findall(text)))}


def observed(con: Cursor, *, today: date) -> Observed | None:
    """What the accepted visits cover in whole months; None before the first month is over."""
    (stored,) = fetch(con, _Span, PREPARED, "stored_span")
    if stored.first_on is None or stored.last_on is None:
        return None
    first_on = _span(con, stored.first_on, stored.first_on + _EDGE).first_on
    last_on = _span(con, stored.last_on - _EDGE, stored.last_on).last_on
    if first_on is None or last_on is None:  # everything at one edge was withdrawn: all visits have to be read
        whole = _span(con, stored.first_on, stored.last_on)
        first_on, last_on = whole.first_on, whole.last_on
    return None if first_on is None or last_on is None else observed_between(first_on, last_on, today)


def _span(con: Cursor, from_on: date, until_on: date) -> _Span:
    (span,) = fetch(con, _Span, PREPARED, "span", from_on=from_on, until_on=until_on)
    return span


def measured(
    con: Cursor,
    catalog: Catalog,
    measure_id: str,
    *,
    today: date,
    first_month: date | None = None,
    last_month: date | None = None,
) -> list[MeasuredRow]:
    """Rows of one measure in the order of area, month and part; those of all months that it can give, or of some."""
    seen = observed(con, today=today)
    given = given_months(MEASURES[measure_id], seen) if seen else None
    if seen is None or given is None:
        return []
    months = [one for one in months_between(given) if (first_month or one) <= one <= (last_month or one)]
    tables = list(measured_tables(con, catalog, seen, {measure_id: months}))
    rows = [MeasuredRow.model_validate(row) for _, table in tables for row in table.to_pylist()]
    return sorted(rows, key=lambda row: (row.area_id, row.period_start, row.part or ""))


def measured_tables(
    con: Cursor, catalog: Catalog, seen: Observed, due: dict[str, list[date]]
) -> Iterable[tuple[Measure, Any]]:
    """Each measure that is due with its rows, family by family and stretch by stretch; only rows of due months."""
    scratch = Scratch(con, catalog, seen)
    for family in Family:
        wanted = [MEASURES[name] for name in due if MEASURES[name].family is family and due[name]]
        months = sorted({month for one in wanted for month in due[one.measure_id]})
        for stretch in stretches(months, PREPARATIONS[family].months_at_a_time):
            scratch.prepare(family, stretch)
            for one in wanted:
                mine = [month for month in due[one.measure_id] if stretch[0] <= month <= stretch[1]]
                if mine:
                    yield one, _only(scratch.rows(one, stretch), mine)


def definition_hash(measure: Measure, catalog: Catalog) -> str:
    """Fingerprint of everything that decides what a measure gives besides the records."""
    texts = [sql_text(PREPARED, name) for name in PREPARATIONS[measure.family].tables]
    schedules = [one.model_dump_json() for one in catalog.schedules]
    whole = "\n".join([sql_text(PACKAGE, measure.measure_id), *texts, *schedules, measure.model_dump_json()])
    return hashlib.sha256(whole.encode()).hexdigest()


def _only(table: Any, months: list[date]) -> Any:
    return table.filter(pc.field("period_start").isin(months))


def _schedule_rows(catalog: Catalog) -> Any:
    names = ("first_born_on", "required", "days_apart", "newborn_days", "newborn_days_apart")
    rows = [{name: getattr(one, name) for name in names} for one in catalog.schedules]
    kinds = [pa.date32(), *[pa.int32()] * 4]
    return pa.Table.from_pylist(rows, schema=pa.schema(list(zip(names, kinds, strict=True))))
