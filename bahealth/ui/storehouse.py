"""The open store and the catalogue of this process."""

from __future__ import annotations

import threading
from functools import cache

from bahealth.catalog.load import load_catalog
from bahealth.catalog.model import Catalog
from bahealth.config import settings
from bahealth.store import Database

_lock = threading.Lock()


@cache
def _opened() -> Database:
    chosen = settings()
    return Database(chosen.store, memory_limit=chosen.memory_limit, threads=chosen.threads)


def database() -> Database:
    """The store, opened at the first call; every session of the process shares it."""
    with _lock:
        return _opened()


def close() -> None:
    """Close the store if this process has opened it; the next call of `database` opens it anew."""
    with _lock:
        if _opened.cache_info().currsize:
            _opened().close()
            _opened.cache_clear()


def catalog() -> Catalog:
    """The catalogue under the data folder of this installation."""
    return load_catalog(settings().data)
