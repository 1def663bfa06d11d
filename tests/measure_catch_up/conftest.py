from __future__ import annotations

from collections.abc import Iterator

import pytest

from bahealth.store import Database
from tests.measure_catch_up.city import small_city


@pytest.fixture
def database() -> Iterator[Database]:
    opened = Database(None)
    yield opened
    opened.close()


@pytest.fixture
def city(database: Database) -> Database:
    """A store with the small city."""
    small_city(database)
    return database
