"""What an installation gives to the reading of records, and the process in which they are read."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from bahealth.catalog.model import Catalog, Level, Source
from bahealth.collect.model import Problem
from bahealth.collect.records.files import recognised
from bahealth.collect.records.plan import Outcome, Plan
from bahealth.collect.records.secret import kept_secret
from bahealth.collect.table import UnreadableError
from bahealth.config import PROJECT, Settings
from bahealth.frozen import Frozen
from bahealth.i18n import N_

_UNITS: Final = {"MB": 1_000_000, "GB": 1_000_000_000}
_BESIDE_THE_LIMIT: Final = 4_000_000_000  # address space of Python, libraries, threads and of reading files
_SECONDS: Final = 120  # of processor, and
_SECONDS_PER_MB: Final = 4
_DIED: Final = N_("The files ask for more memory or time than is given, or one is damaged.")


class Door(Frozen):
    """Where the secret and the blocks are, and how much memory (`2GB`) and how many threads reading may use."""

    secret_file: Path
    blocks_file: Path
    memory_limit: str = "2GB"
    threads: int = 2


def door_of(settings: Settings) -> Door:
    """The door of an installation."""
    return Door(
        secret_file=settings.secret_file,
        blocks_file=settings.data / "city" / "blocks.csv",
        memory_limit=settings.staging_memory,
        threads=settings.threads,
    )


def read_apart(
    door: Door, catalog: Catalog, source: Source, files: Sequence[Path], folder: Path, *, at: datetime
) -> Outcome:
    """Read, check and stage `files` in `folder`, in a process of their own. Raises Refusal for a damaged secret."""
    try:
        sent = recognised(files, folder)
    except UnreadableError as unreadable:
        return Outcome(problems=(unreadable.problem,))
    megabytes = sum(one.path.stat().st_size for one in sent) / 1_000_000
    plan = Plan(
        kind=source.records or "",
        files=tuple(sent),
        folder=folder,
        blocks_file=door.blocks_file,
        comunas=tuple(one.area_id for one in catalog.areas if one.level is Level.COMUNA),
        departments=tuple(one.department_id for one in catalog.departments),
        secret=kept_secret(door.secret_file),
        at=at,
        memory_limit=door.memory_limit,
        threads=door.threads,
        most_bytes=_bytes(door.memory_limit) + _BESIDE_THE_LIMIT,
        most_seconds=round(_SECONDS + _SECONDS_PER_MB * megabytes),
    )
    return _carried_out(plan)


def _carried_out(plan: Plan) -> Outcome:
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "bahealth.collect.records.apart"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=plan.folder,
        env={"PYTHONPATH": str(PROJECT), "PATH": "/usr/bin:/bin"},
    )
    try:
        assert process.stdin  # noqa: S101 - both are pipes
        assert process.stdout  # noqa: S101
        process.stdin.write(plan.model_dump_json().encode() + b"\n")
        process.stdin.flush()
        return Outcome.model_validate_json(process.stdout.read())
    except (ValidationError, BrokenPipeError):
        return Outcome(problems=(Problem(file="", message=_DIED),))
    finally:
        process.kill()  # it has answered, or nobody waits for it any more
        process.communicate()


def _bytes(limit: str) -> int:
    return int(limit[:-2]) * _UNITS[limit[-2:]]
