"""SQL files give typed rows."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from bahealth.store import Database, fetch


class Pair(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    word: str


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A package with two SQL files."""
    folder = tmp_path / "package_of_the_test" / "sql"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    (folder / "pair.sql").write_text("-- One pair.\nSELECT $number AS number, 'sí' AS word\n", encoding="utf-8")
    (folder / "more.sql").write_text("-- One pair and more.\nSELECT 1 AS number, 'a' AS word, 2 AS other\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "package_of_the_test"
    sys.modules.pop("package_of_the_test", None)


def test_a_row_becomes_its_model(database: Database, package: str) -> None:
    with database.reading() as con:
        assert fetch(con, Pair, package, "pair", number=7) == [Pair(number=7, word="sí")]


def test_a_column_that_the_model_does_not_know_is_an_error(database: Database, package: str) -> None:
    with database.reading() as con, pytest.raises(ValidationError, match="other"):
        fetch(con, Pair, package, "more")
