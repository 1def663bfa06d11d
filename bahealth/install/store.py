"""The store file of an installation: found, begun empty, or put in place whole."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bahealth.config import Settings
from bahealth.errors import NotFound, Refusal
from bahealth.people.model import Actor
from bahealth.store import Database, write_audit


def existing_store(settings: Settings) -> Database:
    """Open the store; raises NotFound where there is none yet, StoreInUse while the app runs."""
    if not settings.store.is_file():
        raise NotFound(
            "There is no store at %(path)s yet: `bahealth run` builds one, `bahealth init` begins an empty one",
            path=settings.store,
        )
    return _open(settings, settings.store)


def init_store(settings: Settings, *, actor: Actor, at: datetime) -> None:
    """Begin an empty store, as production does. Raises Refusal where there is one already."""

    def begin(database: Database) -> None:
        with database.writing() as con:
            write_audit(con, command="InitStore", subject="store", actor=actor.name, at=at)

    put_in_place(settings, begin)


def put_in_place(settings: Settings, fill: Callable[[Database], None]) -> None:
    """Make a new store with `fill` and put it in its place in one step, so that a half-made one is never found.

    Raises Refusal where a store stands already or another process is making one.
    """
    settings.store.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _only_maker(settings.store):
        if settings.store.exists():
            raise Refusal("There is a store at %(path)s already; it is never overwritten", path=settings.store)
        draft = settings.store.with_suffix(".draft.duckdb")
        _remove(draft)  # of a start that was cut off
        database = _open(settings, draft)
        try:
            fill(database)
        except BaseException:
            database.close()
            _remove(draft)
            raise
        database.close()
        draft.replace(settings.store)
        _write_folder_through(settings.store.parent)


@contextmanager
def _only_maker(store: Path) -> Generator[None]:
    descriptor = os.open(store.with_suffix(".making"), os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise Refusal("Another process is making the store %(path)s right now", path=store) from problem
        yield
    finally:
        os.close(descriptor)  # gives up the lock, as the end of the process does


def _open(settings: Settings, path: Path) -> Database:
    return Database(path, memory_limit=settings.memory_limit, threads=settings.threads)


def _remove(file: Path) -> None:
    for one in (file, file.with_name(f"{file.name}.wal")):
        one.unlink(missing_ok=True)


def _write_folder_through(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
