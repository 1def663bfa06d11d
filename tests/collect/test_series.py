"""The series of data/city are derived from the official files, the same bytes each time."""

from __future__ import annotations

import hashlib
import shutil

import pytest

from bahealth.collect.derive.series import SERIES, derive_series
from tests.official import OFFICIAL, PROJECT, needs_official

CITY = PROJECT / "data" / "city"


@needs_official
@pytest.mark.official
def test_committed_series_are_what_deriving_gives(tmp_path):
    city = tmp_path / "city"
    city.mkdir()
    if not (CITY / "births_estimated.csv").exists():
        pytest.skip("data/city/births_estimated.csv has not been derived yet")
    shutil.copy(CITY / "births_estimated.csv", city)
    tables = derive_series(OFFICIAL, city)
    assert [table.file for table in tables] == [one.file for one in SERIES]
    for table in tables:
        text = (city / table.file).read_bytes()
        assert text == (CITY / table.file).read_bytes(), table.file
        assert text.count(b"\n") == table.row_count + 1
        for source in table.sources:
            assert source.sha256 == hashlib.sha256((OFFICIAL / source.path).read_bytes()).hexdigest()


def test_every_file_of_the_folder_is_declared_and_small():
    files = {f"series/{path.name}" for path in (CITY / "series").iterdir()}
    assert files == {one.file for one in SERIES}
    assert sum((CITY / file).stat().st_size for file in files) < 200_000
