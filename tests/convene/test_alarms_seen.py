"""What became of a row that was flagged, by hand at each boundary."""

from __future__ import annotations

from datetime import date

import pytest

from bahealth.assess.model import Change, Point, Verdict
from bahealth.catalog.periods import add_months
from bahealth.convene.agenda.alarms_seen import Since, since
from tests.convene.example import verdict

FLAG = date(2026, 3, 1)


def points(*, special: tuple[int, ...] = (), count: int, months: int = 1) -> list[Point]:
    """The flagged period and `count` later ones; `special` are out of the ordinary, by their place after it."""
    return [
        Point(
            period_start=add_months(FLAG, months * place),
            period_months=months,
            value=1.0,
            is_special=place == 0 or place in special,
        )
        for place in range(count + 1)
    ]


def flagged(change: Change = Change.WORSENING, months: int = 1) -> Verdict:
    before = verdict()
    return before.model_copy(
        update={
            "period_start": FLAG,
            "period_months": months,
            "change": before.change.model_copy(update={"change": change}),
        }
    )


@pytest.mark.parametrize(
    ("later", "special", "now", "expected"),
    [
        (0, (), Change.WORSENING, Since.TOO_EARLY),
        (2, (), Change.NO_SIGNAL, Since.TOO_EARLY),
        (3, (), Change.NO_SIGNAL, Since.VANISHED),
        (3, (3,), Change.NO_SIGNAL, Since.STANDS),
        (5, (1,), Change.NO_SIGNAL, Since.STANDS),
        (3, (), Change.WORSENING, Since.STANDS),
        (3, (), Change.IMPROVING, Since.VANISHED),
    ],
)
def test_three_later_months_without_anything_out_of_the_ordinary_make_a_flag_vanish(
    later: int, special: tuple[int, ...], now: Change, expected: Since
) -> None:
    assert since(flagged(), points(count=later, special=special), flagged(now)) is expected


def test_of_a_year_one_later_is_enough_and_other_periods_do_not_count() -> None:
    calm = flagged(Change.NO_SIGNAL, months=12)
    assert since(flagged(months=12), points(count=1, months=12), calm) is Since.VANISHED
    assert since(flagged(months=12), points(count=24), calm) is Since.TOO_EARLY, "months say nothing about years"


def test_a_row_that_is_gone_from_the_newest_release_has_vanished() -> None:
    assert since(flagged(), points(count=3), None) is Since.VANISHED
