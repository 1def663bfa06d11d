from __future__ import annotations

from collections.abc import Iterator

import pytest

from bahealth.store import Database


@pytest.fixture
def database() -> Iterator[Database]:
    database = Database(None)
    yield database
    database.close()
