"""One step of a measurement in a process of its own: its answer, and the most memory that it and its children held."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

from bench.servers import PROJECT

THREADS = 2
GIB = 2**30
_PAGE = os.sysconf("SC_PAGE_SIZE")
_EVERY_SECONDS = 0.05


class Outcome(NamedTuple):
    """`answer` is None when the step was ended because it held more than it may, or could not get memory."""

    answer: dict[str, Any] | None
    peak_bytes: int


def watched(module: str, step: str, *, may_hold: float = 20 * GIB, **arguments: Any) -> Outcome:
    """Run `python -m module step arguments`, which prints its answer as JSON. Raises RuntimeError when it fails."""
    few = {name: str(THREADS) for name in ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    command = [sys.executable, "-m", module, step, json.dumps(arguments, default=str)]
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complaint:
        process = subprocess.Popen(
            command, cwd=PROJECT, env={**os.environ, **few}, stdout=said, stderr=complaint, start_new_session=True
        )
        peak = _peak_while_running(process, may_hold)
        said.seek(0)
        complaint.seek(0)
        if peak > may_hold or (process.returncode and b"MemoryError" in (what := complaint.read())):
            return Outcome(None, peak)
        if process.returncode:
            message = f"{step} ended with {process.returncode}: {what.decode(errors='replace')[-4000:]}"
            raise RuntimeError(message)
        return Outcome(json.loads(said.read().splitlines()[-1]), peak)


def _peak_while_running(process: subprocess.Popen[bytes], may_hold: float) -> int:
    """The most that the process and its children held together; ends them all when it is more than they may."""
    peak = 0
    while process.poll() is None:
        peak = max(peak, _held_by_all(process.pid))
        if peak > may_hold:
            os.killpg(process.pid, 9)
            process.wait()
        time.sleep(_EVERY_SECONDS)
    return peak


def _held_by_all(process_id: int) -> int:
    """Bytes of memory of a process and its children, or the most the process itself ever held."""
    held = _held(process_id)
    together = held + sum(_held_by_all(child) for child in _children(process_id))
    return max(together, _most(process_id))


def _held(process_id: int) -> int:
    try:
        return int(Path(f"/proc/{process_id}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):  # it has ended
        return 0


def _most(process_id: int) -> int:
    try:
        lines = Path(f"/proc/{process_id}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


def _children(process_id: int) -> list[int]:
    found: list[int] = []
    try:
        for task in Path(f"/proc/{process_id}/task").glob("*/children"):
            found += map(int, task.read_text().split())
    except OSError:  # it, or one of its threads, has ended meanwhile
        return found
    return found
