"""The small steps of bench.recovered; the whole of it is tests/simulate/test_recovered.py."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bahealth.assess.model import Change
from bahealth.config import PROJECT
from bahealth.simulate.assumptions import load_assumptions
from bench.recovered import FEWER, months_to_flag, report, with_fewer_visits


def test_only_three_lines_of_the_assumptions_change(tmp_path: Path) -> None:
    own, fewer = load_assumptions(PROJECT / "data"), load_assumptions(with_fewer_visits(tmp_path / "data"))
    assert fewer.visits.primary == tuple(one / 40 for one in own.visits.primary)
    assert fewer.visits.outpatient == tuple(one / 120 for one in own.visits.outpatient)
    assert fewer.visits.emergency == tuple(one / 10 for one in own.visits.emergency)
    changed = {name: getattr(own.visits, name) for name in FEWER}
    assert fewer.model_copy(update={"visits": fewer.visits.model_copy(update=changed)}) == own


def test_the_month_of_the_first_flag_counts_from_one() -> None:
    said = [
        (date(2026, 1, 1), Change.NO_SIGNAL),
        (date(2026, 2, 1), Change.WORSENING),
        (date(2026, 3, 1), Change.IMPROVING),
    ]
    assert months_to_flag(said, {Change.IMPROVING}) == 3
    assert months_to_flag(said, {Change.WORSENING, Change.IMPROVING}) == 2
    assert months_to_flag(said, {Change.HIGHER}) is None


def test_the_report_counts_seeds_and_quiet_series() -> None:
    found = [
        {"seed": 1, "planted": 3, "quiet": [True, False]},
        {"seed": 2, "planted": 0, "quiet": [False, False]},
        {"seed": 3, "planted": 6, "quiet": [False, True]},
    ]
    assert report(found)[2:] == ["| planted | 2 of 3 | 4.5, 6 |", "| quiet | 2 of 6 | |"]
