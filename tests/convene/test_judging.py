"""Judging a commitment: what is the reference, what came after, and what cannot be told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bahealth.assess.model import Change, Verdict
from bahealth.convene.judging.rules import is_judgeable, judge
from bahealth.convene.model import Outcome
from tests.assess.example import monthly, proportion, rate
from tests.convene.example import CALM, verdict

DONE, EFFECT = date(2026, 3, 15), date(2026, 9, 30)
# March is neither before nor after; April to September are the six months after.


def points(before: list[float], after: list[float]) -> list[Any]:
    return monthly(proportion(), [*before, 120.0, *after], 150, last=date(2026, 9, 1))


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        (CALM[:24], [140] * 6, Outcome.MOVED),
        (CALM[:24], [100] * 6, Outcome.WORSE),
        (CALM[:24], [121, 119, 120, 122, 118, 120], Outcome.NO_SIGNAL),
        (CALM[:12], [140] * 6, Outcome.MOVED),
        (CALM[:11], [140] * 6, Outcome.CANNOT_TELL),
        (CALM[:24], [], Outcome.CANNOT_TELL),
        ([120] * 24, [140] * 6, Outcome.CANNOT_TELL),  # no spread to hold it against
        ([*CALM[:23], 140], [140] * 6, Outcome.CANNOT_TELL),  # it was improving already when it was done
        ([*CALM[:17], *[114] * 7], [140] * 6, Outcome.MOVED),  # it was worsening until then
        # seven on one side of the mean, of which the first came before the deed: six are no run
        ([*CALM[:23], 122], [123] * 6, Outcome.NO_SIGNAL),
    ],
)
def test_the_months_after_are_held_against_those_before(
    before: list[float], after: list[float], outcome: Outcome
) -> None:
    row = points([float(one) for one in before], [float(one) for one in after])
    done = DONE if after else date(2026, 10, 1)
    found = judge(proportion(), row, done_on=done, effect_on=EFFECT, expected=5.0)
    assert found.outcome is outcome


def test_lower_is_better_where_the_indicator_says_so() -> None:
    lower = proportion(direction="lower")
    row = points([float(one) for one in CALM[:24]], [100.0] * 6)
    found = judge(lower, row, done_on=DONE, effect_on=EFFECT)
    assert found.outcome is Outcome.MOVED
    # mean before 120 of 150 = 80 %, after 100 of 150: 13.3 points better
    assert found.seen == pytest.approx(80 - 100 * 100 / 150)
    assert (found.before_count, found.after_count) == (24, 6)


def test_context_is_not_judged() -> None:
    neutral = proportion(direction="neutral")
    row = points([float(one) for one in CALM[:24]], [100.0] * 6)
    assert judge(neutral, row, done_on=DONE, effect_on=EFFECT).outcome is Outcome.CANNOT_TELL


def test_a_season_needs_three_years_before() -> None:
    seasonal = proportion(is_seasonal=True)
    wave = [120 + 10 * (month in {5, 6, 7}) + (month % 2) for month in range(12)] * 3
    noisy = [one + (0, 1, -1, 2, -2)[place % 5] for place, one in enumerate(wave)]
    after = [140.0 + place for place in range(6)]
    found = [
        judge(seasonal, points([float(one) for one in noisy[-count:]], after), done_on=DONE, effect_on=EFFECT).outcome
        for count in (36, 35)
    ]
    assert found == [Outcome.MOVED, Outcome.CANNOT_TELL]


@pytest.mark.parametrize(
    ("then", "now", "outcome"),
    [
        (Change.NO_SIGNAL, Change.IMPROVING, Outcome.MOVED),
        (Change.NO_SIGNAL, Change.WORSENING, Outcome.WORSE),
        (Change.NO_SIGNAL, Change.NO_SIGNAL, Outcome.NO_SIGNAL),
        (Change.IMPROVING, Change.IMPROVING, Outcome.CANNOT_TELL),  # it was improving already
        (Change.WORSENING, Change.IMPROVING, Outcome.MOVED),
        (Change.CANNOT_TELL, Change.IMPROVING, Outcome.CANNOT_TELL),
        (None, Change.IMPROVING, Outcome.CANNOT_TELL),
        (Change.NO_SIGNAL, Change.CANNOT_TELL, Outcome.CANNOT_TELL),
    ],
)
def test_years_are_judged_by_a_trend_that_was_not_there_before(
    then: Change | None, now: Change, outcome: Outcome
) -> None:
    annual = rate()
    row = [
        one.model_copy(update={"period_start": date(2019 + place, 1, 1), "period_months": 12})
        for place, one in enumerate(points([120.0] * 6, []))
    ]
    before: Verdict | None = None if then is None else verdict(change=then)
    found = judge(
        annual,
        row,
        done_on=date(2022, 6, 1),
        effect_on=date(2025, 1, 1),
        verdict_then=before,
        verdict_now=verdict(change=now),
    )
    assert found.outcome is outcome
    assert (found.before_count, found.after_count) == (3, 3)  # 2019 to 2021, 2023 to 2025


@pytest.mark.parametrize(
    ("as_of", "last", "expected"),
    [
        (date(2026, 9, 29), date(2026, 9, 1), False),  # before its day
        (date(2026, 10, 20), date(2026, 8, 1), False),  # September is not known yet
        (date(2026, 10, 20), date(2026, 9, 1), True),
        (date(2026, 11, 30), date(2026, 8, 1), False),
        (date(2026, 12, 1), date(2026, 8, 1), True),  # lag of one month and two more: it will not come
    ],
)
def test_it_is_judged_when_the_release_knows_the_day_or_should(as_of: date, last: date, expected: bool) -> None:
    row = monthly(proportion(), [120.0] * 12, 150, last=last)
    assert is_judgeable(proportion(), row, EFFECT, as_of=as_of) is expected
