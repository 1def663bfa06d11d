"""The bad copy of bench.refused differs from the good file in one cell."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench import refused


@pytest.mark.parametrize("number", [1, 4, 5, 10])
def test_only_the_named_row_is_another(tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refused, "ROWS_AT_ONCE", 4)  # rows 4 and 5 are on both sides of a seam
    triage = [None, 1, 2, 3, 4, 5, None, 1, 2, 3]
    good, bad = tmp_path / "good.parquet", tmp_path / "bad.parquet"
    pq.write_table(pa.table({"visit": range(10), "triage": pa.array(triage, pa.int8())}), good)
    refused.with_bad_row(good, bad, number)
    expected = [refused.IMPOSSIBLE if row == number else cell for row, cell in enumerate(triage, start=1)]
    found = pq.read_table(bad)
    assert found.column("triage").to_pylist() == expected
    assert found.column("visit").to_pylist() == list(range(10))
    assert found.schema == pq.read_schema(good)


def test_so_many_rows_are_taken_in_whole_files(tmp_path: Path) -> None:
    files = [tmp_path / f"{name}.parquet" for name in "abc"]
    for file in files:
        pq.write_table(pa.table({"visit": range(10)}), file)
    assert refused.chosen(files, 10) == files[:1]
    assert refused.chosen(files, 11) == files[:2]
    with pytest.raises(ValueError, match="30 rows there"):
        refused.chosen(files, 31)
