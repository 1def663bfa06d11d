"""One bad row in a delivery of visits at full size: `python -m bench.refused --records FOLDER --rows 60000000`.

FOLDER is what `bahealth simulate` wrote. One file gets a row that cannot be; the delivery must be refused whole with
that row named, and the store must say the same as before. Prints seconds, peak memory and the named row.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bahealth.catalog.load import load_catalog
from bahealth.collect.records.commands import AcceptRecords, RecordsRefused, accept_records
from bahealth.collect.records.door import Door
from bahealth.people.model import COMMAND_LINE
from bahealth.store import Database
from bench.record_steps import DATA, MEMORY_LIMIT, visit_files
from bench.servers import PROJECT
from bench.watched import GIB, THREADS, watched

STEPS = "bench.refused"
RESULT = PROJECT / "var" / "bench" / "refused.json"
IMPOSSIBLE = 9  # a triage level
ROWS_AT_ONCE = 1_000_000


def chosen(files: list[Path], rows: int) -> list[Path]:
    """Whole files from the oldest on, until they hold so many rows. Raises ValueError when there are fewer."""
    found: list[Path] = []
    held = 0
    for file in files:
        if held >= rows:
            break
        found.append(file)
        held += pq.read_metadata(file).num_rows
    if held < rows:
        message = f"only {held:,} rows there, {rows:,} asked for"
        raise ValueError(message)
    return found


def with_bad_row(good: Path, bad: Path, number: int) -> None:
    """A copy of `good` in which the row `number`, of which the first is 1, has an impossible triage level."""
    source = pq.ParquetFile(good)
    at = source.schema_arrow.get_field_index("triage")
    begins = 0
    with pq.ParquetWriter(bad, source.schema_arrow) as target:
        for batch in source.iter_batches(ROWS_AT_ONCE):
            table = pa.Table.from_batches([batch])
            place = number - 1 - begins
            if 0 <= place < table.num_rows:
                is_bad = pa.array([row == place for row in range(table.num_rows)])
                wrong = pa.scalar(IMPOSSIBLE).cast(table.schema.field(at).type)
                column = pc.if_else(is_bad, wrong, table.column(at))
                table = table.set_column(at, table.schema.field(at), column)
            target.write_table(table)
            begins += table.num_rows


def refuse(store: str, files: list[str]) -> dict[str, Any]:
    """Deliver `files` to `store`, in which the first of them without its bad row stands already."""
    paths = tuple(Path(one) for one in files)
    before = fingerprint(store)
    database = Database(Path(store), memory_limit=MEMORY_LIMIT, threads=THREADS)
    began = time.perf_counter()
    try:
        _deliver(database, store, paths)
    except RecordsRefused as refused:
        seconds = time.perf_counter() - began
        named = [one.model_dump(include={"file", "row", "column", "seen"}) for one in refused.preview.problems]
    else:
        seconds, named = time.perf_counter() - began, []
    finally:
        database.close()
    return {"seconds": seconds, "named": named, "is_unchanged": fingerprint(store) == before}


def fill(store: str, files: list[str]) -> dict[str, Any]:
    """A new store with something in it."""
    database = Database(Path(store), memory_limit=MEMORY_LIMIT, threads=THREADS)
    _deliver(database, store, tuple(Path(one) for one in files))
    database.close()
    return {"fingerprint": fingerprint(store)}


def fingerprint(store: str) -> str:
    """Of every row of every table and of everything that a view says; the order of rows plays no part."""
    digest = hashlib.sha256()
    with duckdb.connect(store, read_only=True, config={"memory_limit": MEMORY_LIMIT, "threads": THREADS}) as con:
        names = con.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() UNION ALL "
            "SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE NOT internal ORDER BY 1"
        ).fetchall()
        for (name,) in names:
            said = con.execute(
                f"SELECT count(*), bit_xor(md5_number(CAST(one AS VARCHAR))) FROM {name} AS one"
            ).fetchone()
            digest.update(f"{name} {said}\n".encode())
    return digest.hexdigest()


def main(words: list[str]) -> None:
    """Make the bad copy, deliver, and print what came of it."""
    known = argparse.ArgumentParser(prog="python -m bench.refused", description=__doc__)
    known.add_argument("--rows", type=int, default=60_000_000)
    known.add_argument("--records", type=Path, required=True, help="a simulated city")
    said = known.parse_args(words)
    files = chosen(visit_files(said.records), said.rows)
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as folder:
        worst = files[len(files) // 2]
        number = pq.read_metadata(worst).num_rows * 2 // 3
        bad = Path(folder) / worst.name
        with_bad_row(worst, bad, number)
        sent = [bad if one == worst else one for one in files]
        store = Path(folder) / "store" / "bahealth.duckdb"
        watched(STEPS, "fill", store=store, files=files[:1])
        outcome = watched(STEPS, "refuse", store=store, files=sent)
    rows = sum(pq.read_metadata(one).num_rows for one in files)
    found = {"rows": rows, "bad": [worst.name, number], "peak_gib": outcome.peak_bytes / GIB, **(outcome.answer or {})}
    for name, value in found.items():
        print(f"{name:<12} {value}")
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(found, indent=1), encoding="utf-8")


def _deliver(database: Database, store: str, files: tuple[Path, ...]) -> None:
    door = Door(
        secret_file=Path(store).with_suffix(".secret"), blocks_file=DATA / "city" / "blocks.csv", threads=THREADS
    )
    command = AcceptRecords(source_id="records_visits", files=files, is_simulated=True)
    at = datetime.now(UTC).replace(tzinfo=None)
    accept_records(database, load_catalog(DATA), command, door=door, actor=COMMAND_LINE, at=at)


if __name__ == "__main__":
    steps = {"fill": fill, "refuse": refuse}
    if sys.argv[1:2] and sys.argv[1] in steps:
        print(json.dumps(steps[sys.argv[1]](**json.loads(sys.argv[2]))))
    else:
        main(sys.argv[1:])
