"""Signals among many rows: what luck alone gives, and the stricter level."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2

from bahealth.assess.change import change_verdict
from bahealth.assess.many_rows import MANY_FROM, may_be_luck
from bahealth.assess.model import Change, ChangeMethod, ChangeVerdict, Point, Verdict
from bahealth.assess.trend import STRICT_CRITICAL
from bahealth.assess.verdict import SeriesInput, verdict
from bahealth.assess.xmr import Process, holds_strictly
from bahealth.catalog.model import Level
from tests.assess.example import TODAY, monthly, proportion

FLAT = Process(mean=50.0, moving_range=1.128)  # a standard deviation of 1: strict limits at 54.01


@pytest.mark.parametrize(
    ("values", "sign", "holds"),
    [
        ([50.0, 54.02], 1, True),
        ([50.0, 54.0], 1, False),
        ([50.0, 45.98], -1, True),
        ([50.0, 45.98], 1, False),
        ([50.1] * 10, 1, True),
        ([50.1] * 9, 1, False),
        ([*[50.1] * 5, 50.0, *[50.1] * 9], 1, False),  # on the mean breaks the run
    ],
)
def test_the_stricter_level_asks_for_four_deviations_or_ten_in_a_row(
    values: list[float], sign: int, holds: bool
) -> None:
    assert holds_strictly(np.array(values), FLAT, sign) is holds


def test_a_trend_of_years_is_strict_at_99_98_percent() -> None:
    assert pytest.approx(chi2.ppf(0.9998, 1), abs=1e-5) == STRICT_CRITICAL


def _points(last: float) -> list[Point]:
    # Ranges of 2 throughout: a standard deviation of 2 / 1.128 = 1.77 about a mean of 80.
    shares = [79.0 + 2 * (place % 2) + 0.01 * (place % 5) for place in range(24)]
    return monthly(proportion(), [*shares, last], 100, last=TODAY.replace(month=10, day=1))


@pytest.mark.parametrize(
    ("last", "change", "is_strict"),
    [(80.0, Change.NO_SIGNAL, None), (86.0, Change.IMPROVING, False), (88.0, Change.IMPROVING, True)],
)
def test_a_series_says_whether_its_signal_holds_strictly(last: float, change: Change, is_strict: bool | None) -> None:
    found, _ = change_verdict(proportion(), _points(last))
    assert (found.change, found.is_strict) == (change, is_strict)


def _judged(change: ChangeVerdict) -> Verdict:
    given = SeriesInput(indicator=proportion(), area_id="city", level=Level.CITY, as_of=TODAY)
    return verdict(given).model_copy(update={"change": change})


@pytest.mark.parametrize(
    ("is_strict", "expected", "luck"),
    [
        (False, MANY_FROM, True),
        (False, MANY_FROM - 0.01, False),  # few rows: the usual level is enough
        (True, 9.0, False),
        (None, 9.0, False),  # no signal, or a release from before
    ],
)
def test_only_a_weak_signal_among_many_rows_may_be_luck(is_strict: bool | None, expected: float, luck: bool) -> None:
    change = ChangeVerdict(change=Change.WORSENING, method=ChangeMethod.XMR, is_strict=is_strict)
    assert may_be_luck(_judged(change), expected) is luck
