"""A delivery too large for memory, prepared in a file of its own before the store sees it.

Another process reads the sender's files into such a file (`open_staging`), so that a hostile file can end that process
alone; the store then attaches it (`attached`). Each lies in a folder of its own inside the one folder in which the
store may touch other files, and goes away with the block.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import duckdb

from bahealth.store.database import Database
from bahealth.store.rows import Cursor

STAGED: Final = "staged.duckdb"
_PREFIX: Final = "staging-"


@contextmanager
def staging_folder(database: Database) -> Generator[Path]:
    """An empty folder for one delivery, gone with everything in it when the block ends."""
    database.copies.mkdir(mode=0o700, exist_ok=True)
    folder = database.copies / f"{_PREFIX}{os.getpid()}-{secrets.token_hex(8)}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # others may be at work in it
            database.copies.rmdir()


def sweep_stagings(database: Database) -> int:
    """Remove what a process that was killed left of its stagings; gives how many."""
    own = f"{_PREFIX}{os.getpid()}-"
    left = [one for one in database.copies.glob(f"{_PREFIX}*") if not one.name.startswith(own)]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


def open_staging(folder: Path, *, readable: Iterable[Path], memory_limit: str, threads: int) -> Cursor:
    """The new file of `folder`, opened for the process that fills it; it reaches `readable` and `folder` only."""
    con = duckdb.connect(str(folder / STAGED))
    # SET takes no parameters: limits were checked by Settings, quotes in names are doubled.
    con.execute("SET memory_limit='" + memory_limit + "'")
    con.execute("SET threads=" + str(threads))
    con.execute("SET temp_directory=" + _quoted(folder / "spill"))
    con.execute("SET allowed_directories=[" + _quoted(folder) + ", " + _quoted(folder / "spill") + "]")
    con.execute("SET allowed_paths=[" + ", ".join(_quoted(one) for one in readable) + "]")
    con.execute("SET enable_external_access=false")
    con.execute("SET python_enable_replacements=false")
    con.execute("SET preserve_insertion_order=false")
    return con


@contextmanager
def attached(database: Database, folder: Path) -> Generator[str]:
    """The name under which every cursor of the store sees the staged file of `folder` until the block ends."""
    name = f"staged_{secrets.token_hex(8)}"
    with database.reading() as con:
        # ATTACH takes no parameters: quotes in the path are doubled, the name is ours.
        con.execute("ATTACH " + _quoted(folder / STAGED) + " AS " + name)
    try:
        yield name
    finally:
        with database.reading() as con:
            con.execute("DETACH " + name)


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
