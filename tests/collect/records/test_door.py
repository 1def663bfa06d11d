"""Files from outside, read in a process of their own: whatever they are, the answer is a reason."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest

from bahealth.collect.records import door as door_module
from bahealth.collect.records.commands import preview_records
from bahealth.collect.records.door import Door, read_apart
from bahealth.collect.records.plan import Plan
from bahealth.config import PROJECT
from bahealth.store import Database
from tests.collect.records.samples import AT, SECRET, accept, catalog, csv_of, parquet_of, read_here, refusal, row
from tests.collect.samples import parquet, store_checksum, write

GOOD = csv_of([row("deaths")])
BIG = parquet_of([row("deaths", resident=f"person-{number:012}") for number in range(5000)])
HOSTILE: dict[str, tuple[str, bytes]] = {
    "cut off": ("a.parquet", BIG[: len(BIG) // 2]),
    "magic only": ("a.parquet", b"PAR1" * 10),
    "a zip named parquet": ("a.parquet", b"PK\x03\x04" + bytes(100)),
    "text named parquet": ("a.parquet", GOOD.encode()),
    "parquet named text": ("a.csv", BIG),
    "a workbook": ("a.xlsx", b"PK\x03\x04"),
    "empty": ("a.csv", b""),
    "UTF-16": ("a.csv", GOOD.encode("utf-16")),
    "gzip that ends early": ("a.csv.gz", gzip.compress(GOOD.encode() * 1000)[:60]),
    "no gzip": ("a.csv.gz", GOOD.encode()),
    "NUL bytes": ("a.csv", GOOD.replace("person", "per\x00son").encode()),
    "NUL in the header": ("a.csv", GOOD.replace("died", "di\x00ed").encode()),
    "a cell of a million characters": ("a.csv", GOOD.replace("I21.9", "I" * 1_000_000).encode()),
    "a header of a million characters": ("a.csv", ("x" * 1_000_000 + "\n").encode()),
    "a quote inside": ("a.csv", GOOD.replace("I21.9", 'I2"1.9"').encode()),
    "only line ends": ("a.csv", b"\n" * 1000),
    "a formula": ("a.csv", GOOD.replace("I21.9", "=1+1").encode()),
    "a path": ("a.csv", GOOD.replace("I21.9", "/etc/passwd").encode()),
}


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_of_records_is_refused_with_a_reason(
    case: str, tmp_path: Path, database: Database, door: Door
) -> None:
    before = store_checksum(database)
    problems = refusal(database, door, "deaths", write(tmp_path, *HOSTILE[case])).preview.problems
    assert problems
    assert store_checksum(database) == before
    assert "person-0000000003" not in repr(problems), "what stands in a row is not repeated"
    assert not database.copies.exists(), "nothing is left of it"


@pytest.mark.usefixtures("here")
def test_whatever_is_changed_in_a_file_of_records_it_is_read_or_refused(
    tmp_path: Path, database: Database, door: Door
) -> None:
    chance = random.Random(7)  # noqa: S311 - which bytes are damaged
    for turn in range(40):
        name, content = chance.choice([("a.csv", bytearray(GOOD, "utf-8")), ("a.parquet", bytearray(BIG[:100_000]))])
        for _ in range(chance.randint(1, 5)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        if len(content) < len(BIG) and name == "a.parquet":
            content += BIG[len(content) :]
        file = write(tmp_path, f"{turn}{name}", bytes(content))
        preview = preview_records(database, catalog(), door=door, source_id="records_deaths", files=[file], at=AT)
        assert preview.problems or preview.row_count


def test_the_process_apart_reads_as_this_one_does(tmp_path: Path, door: Door) -> None:
    door.secret_file.write_text(SECRET)
    file = write(tmp_path, "a.parquet", BIG)
    folder = tmp_path / "staging"
    folder.mkdir()
    outcome = read_apart(door, catalog(), catalog().source["records_deaths"], [file], folder, at=AT)
    assert outcome == read_here(tmp_path, "deaths", file).outcome
    assert outcome.row_count == 5000


def test_names_with_patterns_quotes_and_spaces_are_just_names(tmp_path: Path, database: Database, door: Door) -> None:
    odd = tmp_path / "it's [a] *folder*"
    odd.mkdir()
    other = write(tmp_path, "other.csv", csv_of([row("deaths", resident="person-0000000009")]))
    assert other.exists()
    for name in ("*.csv", "a'; DROP TABLE x;--.csv"):
        assert preview_of(database, door, write(odd, name, GOOD)).row_count == 1
    own = Database(odd / "it's.duckdb")
    assert preview_of(own, door, write(odd, "a?.csv", GOOD)).new_count == 1
    own.close()


def preview_of(database: Database, door: Door, *files: Path):
    return preview_records(database, catalog(), door=door, source_id="records_deaths", files=files, at=AT)


def test_a_file_that_reaches_for_another_does_not_get_it(tmp_path: Path) -> None:
    """The process that reads may open its own files and no other."""
    from bahealth.store.staging import open_staging

    (tmp_path / "own").mkdir()
    mine, other = write(tmp_path, "mine.csv", GOOD), write(tmp_path, "other.csv", GOOD)
    con = open_staging(tmp_path / "own", readable=[mine], memory_limit="1GB", threads=1)
    assert len(con.read_csv(str(mine)).fetchall()) == 1
    import duckdb

    for statement in (f"FROM read_csv('{other}')", f"COPY (SELECT 1) TO '{other}'", "SET enable_external_access=true"):
        with pytest.raises(duckdb.Error):
            con.execute(statement)
    con.close()


def test_a_greedy_file_of_records_ends_its_own_process(
    tmp_path: Path, database: Database, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door_module, "_SECONDS", 1)  # of processor, and next to nothing for each MB
    monkeypatch.setattr(door_module, "_SECONDS_PER_MB", 0)
    keys = pa.array([f"person-{number:012}" for number in range(1_000_000)])
    columns = {"resident": keys, "died": pa.array(["2025-07-31"] * len(keys))}
    preview = refusal(database, door, "deaths", write(tmp_path, "a.parquet", parquet(columns))).preview
    assert "more memory or time" in preview.problems[0].message
    monkeypatch.undo()
    assert accept(database, door, "deaths", write(tmp_path, "b.csv", GOOD))


def test_a_reading_process_that_is_killed_is_a_refusal(
    tmp_path: Path, database: Database, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def killed(*arguments, **more):
        process = popen(*arguments, **more)
        started.append(process)
        threading.Timer(0.2, process.send_signal, [signal.SIGKILL]).start()
        return process

    monkeypatch.setattr(subprocess, "Popen", killed)
    before = store_checksum(database)
    preview = refusal(database, door, "deaths", write(tmp_path, "a.csv", GOOD)).preview
    assert "more memory or time" in preview.problems[0].message
    assert started[0].returncode == -signal.SIGKILL
    assert store_checksum(database) == before


def test_the_reading_process_ends_with_the_one_that_began_it(tmp_path: Path) -> None:
    plan = Plan(
        kind="deaths",
        files=(),
        folder=tmp_path,
        blocks_file=tmp_path,
        comunas=(),
        departments=(),
        secret=SECRET,
        at=AT,
        memory_limit="1GB",
        threads=1,
        most_bytes=4_000_000_000,
        most_seconds=60,
    )
    # The parent starts the program, with a pipe that never gets the files it waits for, and dies.
    fifo = tmp_path / "never.csv"
    os.mkfifo(fifo)
    sent = [{"name": "never.csv", "path": str(fifo), "separator": ",", "header": ["resident", "died", "cause"]}]
    line = json.dumps(json.loads(plan.model_dump_json()) | {"files": sent})
    parent = (
        "import os, subprocess, sys\n"
        "program = [sys.executable, '-P', '-m', 'bahealth.collect.records.apart']\n"
        "child = subprocess.Popen(program, stdin=subprocess.PIPE)\n"
        "child.stdin.write(sys.argv[1].encode() + b'\\n'); child.stdin.flush()\n"
        "print(child.pid, flush=True); os.kill(os.getpid(), 9)\n"
    )
    own = {"PYTHONPATH": str(PROJECT), "PATH": os.environ["PATH"]}
    done = subprocess.run([sys.executable, "-c", parent, line], capture_output=True, env=own, check=False, timeout=60)
    child = int(done.stdout)
    until = time.monotonic() + 60
    while _is_alive(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _is_alive(child)


def _is_alive(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_the_secret_is_neither_in_arguments_nor_in_the_environment(
    tmp_path: Path, database: Database, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    popen = subprocess.Popen

    def watched(*arguments, **more):
        told.append(repr((arguments, {name: value for name, value in more.items() if name != "stdin"})))
        return popen(*arguments, **more)

    door.secret_file.write_text(SECRET)
    monkeypatch.setattr(subprocess, "Popen", watched)
    assert preview_of(database, door, write(tmp_path, "a.csv", GOOD)).row_count == 1
    assert told
    assert SECRET not in told[0]


def test_an_archive_is_not_opened(tmp_path: Path, database: Database, door: Door) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", GOOD)
    (problem,) = refusal(database, door, "deaths", tmp_path / "a.zip").preview.problems
    assert problem.values == {"expected": ".parquet, .csv, .csv.gz"}
