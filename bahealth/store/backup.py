"""A copy of the store while it is in use."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from bahealth.errors import Refusal
from bahealth.store.database import Database


def copy_store(database: Database, file: Path) -> None:
    """Write everything that is committed now into the new store `file`; readers and writers go on meanwhile.

    DuckDB itself writes the copy, into the one folder in which it may; a plain copy of the open file from inside
    this process would give up its lock on it. Raises Refusal when `file` exists or its folder does not.
    """
    if database.path is None:
        raise Refusal("A store in memory cannot be copied")
    if file.exists():
        raise Refusal("%(path)s exists already; a copy never replaces a file", path=file)
    if not file.parent.is_dir():
        raise Refusal("The folder %(path)s does not exist", path=file.parent)
    folder = database.copies
    folder.mkdir(mode=0o700, exist_ok=True)
    draft = folder / f"{os.getpid()}-{file.name}"
    draft.unlink(missing_ok=True)
    try:
        with database.reading() as con:
            name = con.execute("SELECT current_database()").fetchone()
            # ATTACH and COPY take no parameters: quotes in names are doubled.
            con.execute("ATTACH '" + str(draft).replace("'", "''") + "' AS copied")
            try:
                source = str(name[0] if name else "").replace('"', '""')
                con.execute('COPY FROM DATABASE "' + source + '" TO copied')
            finally:
                con.execute("DETACH copied")
        shutil.move(draft, file)
    finally:
        draft.unlink(missing_ok=True)
