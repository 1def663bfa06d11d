"""How many of the signals among many rows chance alone would give (docs/methods.md, section 6 and 8)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bahealth.assess.change import HIGH_AUTOCORRELATION, LOCKED_AT
from bahealth.assess.model import Change, ChangeMethod, Verdict

WHILE_LIMITS_GROW: Final = 0.021  # all points set the limits: 1.6 % to 2.1 % with 12 to 36 months; the upper end
LIMITS_LOCKED: Final = 0.036  # limits from the first 24 points, all four rules
ONE_RULE: Final = 0.012  # the same where neighbouring months are alike and only points beyond a limit count
FIVE_YEARS: Final = 0.003  # trend of five years at 99.8 %, without over-dispersion


def false_alarm_rate(verdict: Verdict) -> float:
    """Chance that a row without any real change shows a signal, either way, in one release; 0 where none is possible.

    From simulations of a stable proportion of 0.80 among 150 people a month (control chart), and of 500 a year (trend).
    """
    change = verdict.change
    if change.method is ChangeMethod.FIVE_POINT_TREND:
        return FIVE_YEARS
    if change.method is not ChangeMethod.XMR or change.change is Change.CANNOT_TELL:
        return 0.0
    if change.point_count <= LOCKED_AT:
        return WHILE_LIMITS_GROW
    return ONE_RULE if (change.autocorrelation or 0.0) > HIGH_AUTOCORRELATION else LIMITS_LOCKED


def expected_false_alarms(rows: Iterable[Verdict]) -> float:
    """Sum of the rates over all rows that were looked at, flagged or not: what to expect if nothing had changed."""
    return sum(false_alarm_rate(one) for one in rows)
