"""The detection table of docs/methods.md, drawn again with fewer runs."""

from __future__ import annotations

import math
import re

import pytest

from bahealth.config import PROJECT
from bench.detection import BASELINES, SHIFTS, Series, first_flags, flagged_share, months_until, table

RUNS = 150


def documented() -> dict[str, list[str]]:
    """Cells of the table of detection by its first column."""
    text = (PROJECT / "docs" / "methods.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+(?:, season taken out)?) \| (.+) \|$", text, flags=re.MULTILINE)
    return {name: cells.split(" | ") for name, cells in rows}


def test_half_and_nine_tenths_of_the_runs_by_hand() -> None:
    flags = [1, 1, 2, 3, 3, 4, 5, 6, 9, 0]  # one of ten never
    assert months_until(flags, 0.5) == 3
    assert months_until(flags, 0.9) == 9
    assert months_until(flags, 1.0) is None
    assert flagged_share(flags) == 0.9


@pytest.mark.parametrize("is_seasonal", [False, True])
def test_a_shift_that_nobody_could_miss_is_flagged_in_its_first_month(*, is_seasonal: bool) -> None:
    assert first_flags(Series(36, is_seasonal=is_seasonal), 12.0, runs=20, months=3) == [1] * 20


def test_the_same_seed_gives_the_same_runs_and_more_runs_begin_with_them() -> None:
    few = first_flags(Series(24), 2.0, runs=10, months=12)
    assert first_flags(Series(24), 2.0, runs=15, months=12)[:10] == few
    assert first_flags(Series(24), 2.0, runs=10, months=12, seed=1) != few


def test_the_document_has_a_row_for_each_baseline_and_a_cell_for_each_shift() -> None:
    found = documented()
    assert list(found) == [*(str(one) for one in BASELINES), "36, season taken out"]
    assert {len(cells) for cells in found.values()} == {1 + len(SHIFTS)}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["24", "36, season taken out"])
def test_the_document_says_what_the_engine_does(name: str) -> None:
    """Within three standard errors of so few runs."""
    series = Series(int(name[:2]), is_seasonal="season" in name)
    alarms, *cells = documented()[name]
    share = float(alarms.rstrip(" %")) / 100
    drawn = flagged_share(first_flags(series, 0.0, runs=RUNS, months=12))
    assert abs(drawn - share) < 3 * math.sqrt(share * (1 - share) / RUNS)
    cell = cells[SHIFTS.index(2.0)]
    for month, promised in zip(cell.split(" / "), (0.5, 0.9), strict=True):
        by_then = flagged_share(first_flags(series, 2.0, runs=RUNS, months=int(month)))
        assert by_then > promised - 3 * math.sqrt(promised * (1 - promised) / RUNS)
        sooner = flagged_share(first_flags(series, 2.0, runs=RUNS, months=int(month) - 1))
        assert sooner < promised + 3 * math.sqrt(promised * (1 - promised) / RUNS)


@pytest.mark.slow
def test_the_printed_table_has_the_rows_of_the_document() -> None:
    lines = table(2)
    rows = [
        line for line in lines if line.startswith("| ") and line.count("|") == 9 and not line.startswith("| months")
    ]
    assert [line.split(" | ")[0].lstrip("| ") for line in rows] == list(documented())
