"""From a cell as it was sent to the value that is kept, and to what can be wrong with it, as expressions of DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from duckdb import ColumnExpression, ConstantExpression, Expression, FunctionExpression

from bahealth.collect.records.model import Cell, Column, RecordKind
from bahealth.collect.records.plan import BEHIND_UTC, FIRST_DAY, FIRST_INSTANT, LAST_DAY, Plan
from bahealth.i18n import N_

PERSON_TAG: Final = "person"  # one for every kind of record, so that the records of a person link
WITHDRAWN: Final = Column(name="withdrawn", cell=Cell.FLAG, kept_as="is_withdrawn", is_required=False, about="")
_KEYS: Final = {Cell.PERSON, Cell.RECORD}
_TEXT_MACROS: Final = {
    Cell.PERSON: "key_of",
    Cell.RECORD: "key_of",
    Cell.NAME_OF_PLACE: "place_of",
    Cell.ID: "id_of",
    Cell.DAY: "day_of",
    Cell.INSTANT: "instant_of",
    Cell.WHOLE: "whole_of",
    Cell.SHARE: "share_of",
    Cell.CODE: "code_of",
    Cell.FLAG: "flag_of",
    Cell.NUMBER: "share_of",
    Cell.HOURS: "hours_of",
    Cell.SERVICES: "services_of",
}
# How DuckDB names the types in which Parquet may hold a cell that is not text.
_STORED: Final = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL"), "number"),
    **dict.fromkeys(("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"), "number"),
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), "local time"),
    "TIMESTAMP WITH TIME ZONE": "instant",
    "DATE": "date",
    "BOOLEAN": "flag",
    "UUID": "uuid",
    "VARCHAR": "text",
}
_TYPED_MACROS: Final = {
    (Cell.DAY, "date"): "day_of_date",
    (Cell.DAY, "local time"): "day_of_time",
    (Cell.INSTANT, "local time"): "instant_of_local",
    (Cell.INSTANT, "instant"): "instant_of_zoned",
    (Cell.WHOLE, "number"): "whole_of_number",
    (Cell.SHARE, "number"): "share_of_number",
    (Cell.NUMBER, "number"): "share_of_number",
    (Cell.FLAG, "flag"): "flag_of_flag",
}
_IS_NOT: Final = {
    Cell.PERSON: N_(
        "This is no pseudonymous key. Expected are 16 to 64 letters, digits, - or _, not digits alone; never a name or "
        "a document number."
    ),
    Cell.RECORD: N_(
        "This is no key of a record. Expected are 16 to 64 letters, digits, - or _, not digits alone; never a number "
        "of a person."
    ),
    Cell.NAME_OF_PLACE: N_(
        "%(seen)s is no name of a place: at most 120 characters, without addresses or long numbers."
    ),
    Cell.ID: N_("%(seen)s is no id: at most 60 letters without accents, digits, - and _ are expected."),
    Cell.DAY: N_("%(seen)s is no day; expected is one such as 2025-07-31."),
    Cell.INSTANT: N_("%(seen)s is no day and time; expected are some such as 2025-07-31T14:05."),
    Cell.CHOICE: N_("%(seen)s is not known; expected: %(expected)s."),
    Cell.WHOLE: N_("%(seen)s is no whole number."),
    Cell.SHARE: N_("%(seen)s is no share from 0 to 1 with a decimal point."),
    Cell.CODE: N_("%(seen)s is no code of ICD-10, such as J45.9."),
    Cell.FLAG: N_("%(seen)s is neither true nor false."),
    Cell.NUMBER: N_("%(seen)s is no number with a decimal point."),
    Cell.HOURS: N_("%(seen)s are no opening hours; expected are some such as mo-fr 08:00-20:00; sa 09:00-13:00."),
    Cell.SERVICES: N_("%(seen)s are no names of services; expected are some such as pediatrics dentistry."),
    Cell.BLOCK: N_("%(seen)s is no census block of the city."),
    Cell.COMUNA: N_("%(seen)s is no comuna; expected is one such as comuna-4."),
    Cell.DEPARTMENT: N_("%(seen)s is no department; expected: %(expected)s."),
}
_EMPTY: Final = N_("The cell is empty and must not be.")
_FUTURE: Final = N_("%(seen)s has not come yet; today is %(expected)s.")
_TOO_OLD: Final = N_("%(seen)s is too long ago; expected from %(expected)s on.")
_RANGE: Final = N_("%(seen)s is out of range; expected: %(expected)s.")
_NO_STRETCH: Final = N_("It ends on %(seen)s, not after its first day.")
_DISCHARGE: Final = N_("The discharge, %(seen)s, is before the birth.")
_NOT_ONE: Final = N_("The shares of the diagnosis do not add to 1.")


@dataclass(frozen=True)
class Wrong:
    """One way in which a row can be wrong: where it is so (never null), and what is said of it.

    `shows` is whether what stands in the cell may be repeated: a key may not.
    """

    column: str
    where: Expression
    message: str
    expected: str = ""
    shows: bool = True


@dataclass(frozen=True)
class ReadCell:
    """What one column gives: what is looked at, and, in terms of that, columns of the table and what can be wrong.

    Text and value are worked out once: inside a condition DuckDB would work them out again each time.
    """

    looked_at: tuple[tuple[str, Expression], ...]
    kept: tuple[tuple[str, Expression], ...]
    wrongs: tuple[Wrong, ...]


def text_of(name: str, stored: str) -> Expression:
    """The cell as text, NULL when empty. `stored` is the type in which the file holds it."""
    cell = ColumnExpression(name)
    return call("nullif", cell if stored == "VARCHAR" else cell.cast("VARCHAR"), "")


def read_cell(column: Column, stored: str | None, plan: Plan) -> ReadCell:
    """How the cells of `column` are read. `stored` is their type in the file, None when the column was not sent."""
    if stored is None:
        nothing = ConstantExpression(False if column == WITHDRAWN else None).cast(_kept_type(column))
        return ReadCell((), ((column.kept_as, nothing),), ())
    looked_at = [(text_name(column.name), text_of(column.name, stored))]
    looked_at.append((_value_name(column.name), _value(column, stored, plan)))
    if column.cell is Cell.BLOCK:
        looked_at.append((_value_name("comuna"), ColumnExpression("comuna_id")))
    cell, value = ColumnExpression(text_name(column.name)), ColumnExpression(_value_name(column.name))
    expected = ", ".join(_choices(column, plan))
    is_known = value.isnotnull()
    wrongs = [Wrong(column.name, cell.isnotnull() & ~is_known, _IS_NOT[column.cell], expected, _shows(column))]
    if column.is_required:
        wrongs.append(Wrong(column.name, cell.isnull(), _EMPTY, shows=_shows(column)))
    wrongs += _out_of_bounds(column, value, plan)
    return ReadCell(tuple(looked_at), tuple(_kept(column, value, plan)), tuple(wrongs))


def text_name(column: str) -> str:
    """The looked-at column with the text of the cell."""
    return f"text_{column}"


def _value_name(column: str) -> str:
    return f"value_{column}"


def record_key(kind: RecordKind, plan: Plan) -> Expression:
    """The keyed hash of what identifies a record within its kind, in terms of what is looked at."""
    values = [ColumnExpression(_value_name(one.name)) for one in kind.columns if one.name in kind.key]
    parts = [one.cast("VARCHAR") for one in values]
    joined = parts[0] if len(parts) == 1 else call("concat_ws", ":", *parts)
    return call("hashed", plan.secret, kind.kind, joined)


def across(kind: RecordKind) -> Iterator[Wrong]:
    """What can be wrong between the columns of one row, in terms of what is kept."""
    kept = {one.kept_as: ColumnExpression(one.kept_as) for one in kind.columns}
    if kind.is_spell:
        yield Wrong("until", _is_so(kept["until_on"] <= kept["from_on"]), _NO_STRETCH)
    if "discharged_on" in kept:
        yield Wrong("discharged", _is_so(kept["discharged_on"] < kept["born_on"]), _DISCHARGE)
    shares = [kept[one.kept_as] for one in kind.columns if one.cell is Cell.SHARE]
    if shares:
        total = sum(shares[1:], start=shares[0])
        yield Wrong(kind.columns[0].name, _is_so(call("abs", total - ConstantExpression(1.0)) > 0.001), _NOT_ONE)


def call(name: str, *arguments: Any) -> Expression:
    """A function or macro of DuckDB on expressions and constants."""
    return FunctionExpression(
        name, *(one if isinstance(one, Expression) else ConstantExpression(one) for one in arguments)
    )


def _is_so(condition: Expression) -> Expression:
    return call("is_so", condition)


def _shows(column: Column) -> bool:
    return column.cell not in _KEYS


def _value(column: Column, stored: str, plan: Plan) -> Expression:
    """What the cell means, NULL when it is not what it should be; keys are not hashed yet."""
    text = text_of(column.name, stored)
    if column.cell is Cell.BLOCK:
        return ColumnExpression("block_id")  # joined by the reader of the file
    if column.cell not in _TEXT_MACROS:
        return call("if_known", text, text.isin(*(ConstantExpression(one) for one in _choices(column, plan))))
    typed = _TYPED_MACROS.get((column.cell, _STORED[bare(stored)]))
    return call(typed, ColumnExpression(column.name)) if typed else call(_TEXT_MACROS[column.cell], text)


def bare(stored: str) -> str:
    """The name of a type without its width."""
    return stored.partition("(")[0]


def is_readable(stored: str) -> bool:
    """Whether cells of this type can be read as text, numbers, days or instants."""
    return bare(stored) in _STORED


def _kept(column: Column, value: Expression, plan: Plan) -> Iterator[tuple[str, Expression]]:
    if column.cell is Cell.RECORD:
        return  # it is the record's key, and nothing else
    if column.cell is Cell.PERSON:
        yield column.kept_as, call("hashed", plan.secret, PERSON_TAG, value)
        return
    if column == WITHDRAWN:
        yield column.kept_as, _is_so(value)
        return
    yield column.kept_as, value
    if column.cell is Cell.BLOCK:
        yield "comuna_id", ColumnExpression(_value_name("comuna"))
    if column.cell is Cell.INSTANT:
        yield "occurred_on", (value - ConstantExpression(BEHIND_UTC)).cast("DATE")


def _kept_type(column: Column) -> str:
    types = {Cell.DAY: "DATE", Cell.WHOLE: "INTEGER", Cell.FLAG: "BOOLEAN", Cell.NUMBER: "DOUBLE"}
    return types.get(column.cell, "VARCHAR")


def _choices(column: Column, plan: Plan) -> tuple[str, ...]:
    return {Cell.COMUNA: plan.comunas, Cell.DEPARTMENT: plan.departments}.get(column.cell, column.choices)


def _out_of_bounds(column: Column, value: Expression, plan: Plan) -> Iterator[Wrong]:
    if column.cell is Cell.DAY:
        yield Wrong(column.name, _is_so(value < ConstantExpression(FIRST_DAY)), _TOO_OLD, FIRST_DAY.isoformat())
        if column.kept_as == "until_on":
            yield Wrong(column.name, _is_so(value > ConstantExpression(LAST_DAY)), _RANGE, f"– {LAST_DAY}")
        else:
            is_ahead = _is_so(value > ConstantExpression(plan.today))
            yield Wrong(column.name, is_ahead, _FUTURE, plan.today.isoformat())
    if column.cell is Cell.INSTANT:
        first = (FIRST_INSTANT - BEHIND_UTC).date().isoformat()
        yield Wrong(column.name, _is_so(value < ConstantExpression(FIRST_INSTANT)), _TOO_OLD, first)
        today = plan.today.isoformat()
        yield Wrong(column.name, _is_so(value > ConstantExpression(plan.at)), _FUTURE, today)
    lowest, highest = (0, 1) if column.cell is Cell.SHARE else (column.lowest, column.highest)
    if lowest is not None and highest is not None:
        is_out = (value < ConstantExpression(lowest)) | (value > ConstantExpression(highest))
        yield Wrong(column.name, _is_so(is_out), _RANGE, f"{lowest:g} – {highest:g}")
