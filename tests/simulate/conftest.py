"""One small city with all its files, and one larger one without visits."""

from __future__ import annotations

import pytest

from bahealth.simulate import simulate
from tests.simulate.written import DATA, UNTIL, Families, Written, families, read


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    into = tmp_path_factory.mktemp("simulated") / "city"
    return read(simulate(DATA, into, scale=0.012, months=36, seed=7, until=UNTIL))


@pytest.fixture(scope="session")
def people() -> Families:
    return families(scale=0.12, months=48, seed=3)
