"""The steps of bench.records, each run in a process of its own: python -m bench.record_steps STEP ARGUMENTS."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from bahealth.catalog.load import load_catalog
from bahealth.people.model import COMMAND_LINE
from bahealth.store import Database
from bench.servers import PROJECT
from bench.watched import THREADS

MEMORY_LIMIT = "4GB"
KINDS = ("centres", "teams", "residents", "births", "deaths", "panels", "diagnosis_shares")
TABLES = ("resident", "birth", "death", "centre", "team", "panel", "visit", "diagnosis_share")
DATA = PROJECT / "data"


class Watch:
    """Time since it was made. Processor time is of this process, all threads: a busy machine shows in it."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def read(self) -> dict[str, Any]:
        """Seconds, and seconds of processor."""
        return {"seconds": time.perf_counter() - self._wall, "cpu_seconds": time.process_time() - self._cpu}


def simulate_city(into: str, scale: float, months: int, seed: int, until: str) -> dict[str, Any]:
    """Write a simulated city's records."""
    from bahealth.simulate import simulate  # noqa: PLC0415 - the other steps measure memory without it

    watch = Watch()
    simulate(DATA, Path(into), scale=scale, months=months, seed=seed, until=date.fromisoformat(until))
    return watch.read()


def load(store: str, records: str) -> dict[str, Any]:
    """Deliver everything but the newest month of visits."""
    folder = Path(records)
    with _opened(store) as database:
        watch = Watch()
        for kind in KINDS:
            _deliver(database, kind, sorted(folder.glob(f"{kind}.*")))
        _deliver(database, "visits", visit_files(folder)[:-1])
        return watch.read()


def load_newest(store: str, records: str) -> dict[str, Any]:
    """Deliver the newest month of visits."""
    with _opened(store) as database:
        watch = Watch()
        _deliver(database, "visits", visit_files(Path(records))[-1:])
        return watch.read()


def visit_files(records: Path) -> list[Path]:
    """The files of visits by month, oldest first."""
    return sorted((records / "visits").glob("*.parquet"))


def size(store: str) -> dict[str, Any]:
    """How many visits and residents are stored."""
    with _reading(store) as con:
        visits = con.execute("SELECT count(*) FROM facts.current_visit").fetchone()
        people = con.execute(
            "SELECT count(*) FROM facts.current_resident WHERE until_on IS NULL OR until_on > current_date"
        ).fetchone()
    return {"visits": (visits or (0,))[0], "residents": (people or (0,))[0]}


def measure(store: str) -> dict[str, Any]:
    """Run all measures as `bahealth measure` does: what has not been measured yet."""
    from bahealth.measure.commands import RunMeasures, run_measures  # noqa: PLC0415 - the same

    with _opened(store) as database:
        watch = Watch()
        at = datetime.now(UTC).replace(tzinfo=None)
        run_measures(database, load_catalog(DATA), RunMeasures(), actor=COMMAND_LINE, at=at)
        return watch.read()


def said(store: str) -> dict[str, Any]:
    """By measure: how many rows are in force, and the sum of their numerators."""
    with _reading(store) as con:
        found = con.execute(
            "SELECT indicator_id, count(*), sum(coalesce(numerator, value)) FROM facts.observation GROUP BY ALL "
            "UNION ALL SELECT measure_id, count(*), sum(numerator) FROM facts.breakdown GROUP BY ALL"
        ).fetchall()
    return {"said": {name: [count, total] for name, count, total in found}}


def baseline(store: str) -> dict[str, Any]:
    """Seconds to read and group: measure by measure, every different reading once, and only visits of the kinds."""
    from bench.baseline import READINGS, once, seconds  # noqa: PLC0415 - the same

    with _reading(store) as con:
        seconds(con, once())  # the file is then as warm as it gets
        each = {name: seconds(con, readings) for name, readings in READINGS.items()}
        narrow = dict.fromkeys(one for readings in READINGS.values() for one in readings)
        return {
            "seconds": sum(each.values()),
            "by_measure": each,
            "once_seconds": seconds(con, once()),
            "narrow_seconds": seconds(con, narrow, only_its_kinds=True),
        }


def export(store: str, into: str) -> dict[str, Any]:
    """The records in force as Parquet, a folder for each table: rivals need not know what was withdrawn or replaced."""
    with _reading(store) as con:
        watch = Watch()
        for table in TABLES:
            folder = Path(into) / table
            folder.mkdir(parents=True)
            con.execute(f"COPY facts.current_{table} TO '{folder}/0.parquet' (FORMAT parquet)")
        return watch.read()


def rival(name: str, folder: str, today: str) -> dict[str, Any]:
    """All measures by `pandas` or `polars`, from Parquet to rows in memory."""
    from importlib import import_module  # noqa: PLC0415 - the same

    module = import_module(f"bench.rivals.{name}_measures")
    watch, by_measure, said = Watch(), {}, {}
    for measure_id, compute in module.measures(Path(folder), load_catalog(DATA).schedules, date.fromisoformat(today)):
        before = time.perf_counter()
        rows = compute()
        by_measure[measure_id] = time.perf_counter() - before
        said[measure_id] = [len(rows), float(rows["numerator"].sum())]
    return {**watch.read(), "by_measure": by_measure, "said": said}


def _deliver(database: Database, kind: str, files: list[Path]) -> None:
    from bahealth.collect.records.commands import AcceptRecords, accept_records  # noqa: PLC0415 - the same
    from bahealth.collect.records.door import Door  # noqa: PLC0415 - the same

    assert database.path  # noqa: S101 - a store in a file
    door = Door(
        secret_file=database.path.with_suffix(".secret"), blocks_file=DATA / "city" / "blocks.csv", threads=THREADS
    )
    command = AcceptRecords(source_id=f"records_{kind}", files=tuple(files), is_simulated=True)
    at = datetime.now(UTC).replace(tzinfo=None)
    accept_records(database, load_catalog(DATA), command, door=door, actor=COMMAND_LINE, at=at)


@contextmanager
def _opened(store: str) -> Iterator[Database]:
    database = Database(Path(store), memory_limit=MEMORY_LIMIT, threads=THREADS)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _reading(store: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """The store's file without the store's locks: for what only a measurement does."""
    limits = {"memory_limit": MEMORY_LIMIT, "threads": THREADS}
    with duckdb.connect(store, read_only=True, config=limits) as con:
        con.execute("SET temp_directory = '" + f"{store}.spill" + "'")
        yield con
    shutil.rmtree(f"{store}.spill", ignore_errors=True)


STEPS: dict[str, Callable[..., dict[str, Any]]] = {
    one.__name__: one for one in (simulate_city, load, load_newest, size, measure, said, baseline, export, rival)
}


def main(step: str, arguments: str) -> None:
    """Run one step on two processors and print its answer."""
    os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:THREADS]))
    print(json.dumps(STEPS[step](**json.loads(arguments))))


if __name__ == "__main__":
    main(*sys.argv[1:])
