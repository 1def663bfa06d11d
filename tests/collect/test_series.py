"""The folder of series in data/city holds what is declared, and little."""

from __future__ import annotations

from bahealth.collect.derive.series import SERIES
from tests.official import PROJECT

CITY = PROJECT / "data" / "city"


def test_every_file_of_the_folder_is_declared_and_small():
    files = {f"series/{path.name}" for path in (CITY / "series").iterdir()}
    assert files == {one.file for one in SERIES}
    assert sum((CITY / file).stat().st_size for file in files) < 200_000
