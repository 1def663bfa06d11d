"""One bad row among very many: the delivery is refused whole, the row is named, and every answer stays the same."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from bahealth.collect.records.door import Door
from bahealth.store import Database
from tests.collect.records.samples import AT, accept, csv_of, refusal, row
from tests.collect.samples import store_checksum, write

ROWS = 150_000
BAD = 137_345  # of the file without its header, the first is 1


def visits() -> pa.Table:
    """Visits of 20,000 people, in which only the triage level of the bad row is no level."""
    numbers = range(ROWS)
    triage = ["4"] * ROWS
    triage[BAD - 1] = "9"
    same = {name: [cell] * ROWS for name, cell in row("visits").items()}
    own = {
        "visit": [f"visit-{number:012}" for number in numbers],
        "resident": [f"person-{number % 20_000:012}" for number in numbers],
        "at": [f"2025-{1 + number % 12:02}-{1 + number % 28:02}T10:00" for number in numbers],
        "triage": triage,
    }
    return pa.table(same | own)


def answers(database: Database) -> dict[str, str]:
    """A fingerprint of everything that a view of the store says, and one of every row of every table."""
    with database.reading() as con:
        views = con.execute("SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE NOT internal").fetchall()
        said = {view: repr(con.execute(f"SELECT * FROM {view} ORDER BY ALL").fetchall()) for (view,) in views}
    return {**said, "tables": store_checksum(database)}


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_one_bad_row_among_very_many_is_named_and_nothing_else_happens(
    suffix: str, tmp_path: Path, database: Database, door: Door
) -> None:
    accept(database, door, "visits", write(tmp_path, "known.csv", csv_of([row("visits")])))
    accept(database, door, "deaths", write(tmp_path, "deaths.csv", csv_of([row("deaths")])))
    before = answers(database)
    assert len(before["facts.current_visit"]) > 2, "there is something to stay the same"
    sent = tmp_path / f"sent.{suffix}"
    if suffix == "csv":
        pyarrow.csv.write_csv(visits(), sent)
    else:
        pq.write_table(visits(), sent)
    refused = refusal(database, door, "visits", sent, at=AT)
    (problem,) = refused.preview.problems
    number = BAD + 1 if suffix == "csv" else BAD  # the header of a CSV is its row 1
    assert (problem.file, problem.row, problem.column, problem.seen) == (sent.name, number, "triage", "9")
    assert answers(database) == before
    assert not database.copies.exists(), "nothing is left beside the store"
