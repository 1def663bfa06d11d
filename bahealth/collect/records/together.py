"""What is wrong between the rows of a delivery: a record that stands twice, stretches that overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from duckdb import ColumnExpression, ConstantExpression, DuckDBPyRelation

from bahealth.collect.model import Problem
from bahealth.collect.records.cells import call
from bahealth.collect.records.model import RecordKind
from bahealth.collect.records.naming import MOST_NAMED, Place, duplicate, overlap, places_of
from bahealth.collect.records.reading import ROW, OpenFile
from bahealth.collect.records.rows import FIRST, LAST, Layout, named
from bahealth.store import sql_text

KEYS_PER_PASS: Final = 10_000_000  # about 400 MB of keys are looked at at once
_KEY: Final = "record_key"
_Files = list[tuple[OpenFile, Layout]]


def twice(table: DuckDBPyRelation, kind: RecordKind, files: _Files) -> list[Problem]:
    """The first records whose key stands in more than one row."""
    keys: list[int] = []
    for part in _parts(table, _KEY):
        counted = part.aggregate([ColumnExpression(_KEY), call("count", ColumnExpression(_KEY)).alias("times")])
        keys += [key for key, _ in counted.filter(ColumnExpression("times") > 1).limit(MOST_NAMED).fetchall()]
    return [duplicate(kind.key[0], found) for found in _places(files, keys[:MOST_NAMED]).values()]


def overlapping(table: DuckDBPyRelation, kind: RecordKind, files: _Files) -> list[Problem]:
    """The first stretches of one person or place that hold on one day; withdrawn ones aside."""
    if not kind.is_spell:
        return []
    pairs: list[tuple[int, int]] = []
    holding = table.filter(~ColumnExpression("is_withdrawn"))
    for part in _parts(holding, kind.columns[0].kept_as):
        spells = part.select(ColumnExpression(kind.columns[0].kept_as).alias("subject"), _KEY, FIRST, LAST)
        pairs += spells.query("spell_row", sql_text("bahealth.collect.records", "overlaps")).fetchall()
    places = _places(files, {key for pair in pairs[:MOST_NAMED] for key in pair})
    return [overlap(places[first][0], places[second][0]) for first, second in pairs[:MOST_NAMED]]


def _parts(table: DuckDBPyRelation, key: str) -> Iterator[DuckDBPyRelation]:
    """The table in as many parts as memory asks for; all rows with one `key` are in one part."""
    ((rows,),) = table.aggregate("count(*)").fetchall()
    count = max(1, -(-rows // KEYS_PER_PASS))
    for part in range(count):
        place = call("mod", call("hash", ColumnExpression(key)), count)
        yield table.filter(place == ConstantExpression(part)) if count > 1 else table


def _places(files: _Files, keys: Iterable[int]) -> dict[int, list[Place]]:
    wanted = list(keys)
    if not wanted:
        return {}
    numbered = [(file, _keys(file, layout)) for file, layout in files]
    return places_of(numbered, wanted)


def _keys(file: OpenFile, layout: Layout) -> DuckDBPyRelation:
    looked_at = file.numbered_rows().select(ColumnExpression(ROW), *named(layout.looked_at))
    return looked_at.select(dict(layout.kept)[_KEY].alias(_KEY), ColumnExpression(ROW))
