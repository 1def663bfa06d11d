"""Opening the store: one connection per process, one cursor per use, writes behind one lock."""

from __future__ import annotations

import hashlib
import secrets
import tempfile
import threading
from collections.abc import Generator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import duckdb

from bahealth.errors import Refusal


class StoreInUse(Refusal):
    """Another process has the store open."""


class Database:
    """The store of one process.

    `reading()` gives a cursor for one use; `writing()` gives a cursor inside a transaction that is
    committed when the block ends and rolled back when it raises. Both may be used from any thread.

    `copies` is the one folder in which the store may touch other files. Who holds `intake` compares records with those
    in force and writes them, in several transactions, while nobody else does.
    """

    def __init__(self, path: Path | None, *, memory_limit: str = "4GB", threads: int = 2) -> None:
        """Open (and create or migrate) the store at `path`; None keeps it in memory, for tests.

        Raises StoreInUse when another process holds the file, Refusal when an applied migration was changed.
        """
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._root = duckdb.connect(str(path) if path else ":memory:")
        except duckdb.IOException as problem:
            if "lock" in str(problem).lower():
                raise StoreInUse("The store is open in another process: %(path)s", path=path) from problem
            raise
        self.path = path
        self.copies = copies_folder(path)
        self.intake = threading.Lock()
        self._lock = threading.RLock()
        _harden(self._root, memory_limit, threads, copies=self.copies)
        self._migrate()

    def close(self) -> None:
        """Close the file; cursors given out before end with it."""
        self._root.close()

    @contextmanager
    def reading(self) -> Generator[duckdb.DuckDBPyConnection]:
        """A cursor for reads that belong together."""
        cursor = self._root.cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    @contextmanager
    def writing(self) -> Generator[duckdb.DuckDBPyConnection]:
        """A cursor inside one transaction, one writer at a time."""
        with self._lock:
            cursor = self._root.cursor()
            try:
                cursor.execute("BEGIN")
                try:
                    yield cursor
                except BaseException:
                    cursor.execute("ROLLBACK")
                    raise
                cursor.execute("COMMIT")
            finally:
                cursor.close()

    def _migrate(self) -> None:
        with self.writing() as con:
            con.execute("CREATE SCHEMA IF NOT EXISTS ops")
            con.execute("CREATE SCHEMA IF NOT EXISTS facts")
            con.execute(
                "CREATE TABLE IF NOT EXISTS ops.migration "
                "(name VARCHAR PRIMARY KEY, text_hash VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL)"
            )
            applied = dict(con.execute("SELECT name, text_hash FROM ops.migration").fetchall())
        for name, text in migrations():
            text_hash = hashlib.sha256(text.encode()).hexdigest()
            if name not in applied:
                with self.writing() as con:
                    con.execute(text)
                    con.execute("INSERT INTO ops.migration VALUES (?, ?, now() AT TIME ZONE 'UTC')", [name, text_hash])
            elif applied[name] != text_hash:
                raise Refusal("Migration %(name)s was changed after it had been applied", name=name)


def migrations() -> list[tuple[str, str]]:
    """Name and text of each migration of the embedded store, in order."""
    folder = files("bahealth.store") / "migrations" / "embedded"
    return sorted((one.name, one.read_text(encoding="utf-8")) for one in folder.iterdir() if one.name.endswith(".sql"))


def copies_folder(path: Path | None) -> Path:
    """The only folder in which the store at `path` may touch other files: drafts of its backups, staged deliveries.

    For a store in memory a name that nobody can guess; the folder exists only while something is in it.
    """
    if path is None:
        return Path(tempfile.gettempdir()) / f"bahealth-{secrets.token_hex(16)}.copies"
    return path.with_suffix(".copies")


def _harden(con: duckdb.DuckDBPyConnection, memory_limit: str, threads: int, *, copies: Path) -> None:
    """Nothing that runs in this process can make the store read or write other files than its own copies."""
    con.execute("SET python_enable_replacements=false")
    # SET takes no parameters; both values were checked by Settings.
    con.execute("SET memory_limit='" + memory_limit + "'")
    con.execute("SET threads=" + str(threads))
    con.execute("SET allowed_directories=['" + str(copies).replace("'", "''") + "/']")
    con.execute("SET enable_external_access=false")
    con.execute("SET lock_configuration=true")
