"""Many rows at once: what chance alone would give among them, and a stricter level (docs/methods.md, section 6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bahealth.assess.change import HIGH_AUTOCORRELATION, LOCKED_AT
from bahealth.assess.model import Change, ChangeMethod, Verdict

WHILE_LIMITS_GROW: Final = 0.021  # all points set the limits: 1.2 % to 2.1 % with 12 to 25 months; the upper end
LIMITS_LOCKED: Final = 0.039  # limits from the first 24 points, all four rules
ONE_RULE: Final = 0.012  # the same where neighbouring months are alike and only points beyond a limit count
FIVE_YEARS: Final = 0.003  # trend of five years at 99.8 %, without over-dispersion
BETWEEN_EVENTS: Final = 0.034  # days between rare events: 0.7 % to 3.4 % with 0.3 to 0.7 events a month; the upper end

MANY_FROM: Final = 0.5
"""Expected false flags from which the rows are many: by then a flag is as likely as not among rows that all stand."""


def false_alarm_rate(verdict: Verdict) -> float:
    """Chance that a row without any real change shows a signal, either way, in one release; 0 where none is possible.

    From simulations of a stable proportion of 0.80 among 150 people a month (control chart), of 500 a year (trend), and
    of rare counts (days between events).
    """
    change = verdict.change
    if change.change is Change.CANNOT_TELL:
        return 0.0
    if change.method is ChangeMethod.FIVE_POINT_TREND:
        return FIVE_YEARS
    if change.method is ChangeMethod.DAYS_BETWEEN:
        return BETWEEN_EVENTS
    if change.method is not ChangeMethod.XMR:
        return 0.0
    if change.point_count <= LOCKED_AT:
        return WHILE_LIMITS_GROW
    return ONE_RULE if (change.autocorrelation or 0.0) > HIGH_AUTOCORRELATION else LIMITS_LOCKED


def expected_false_alarms(rows: Iterable[Verdict]) -> float:
    """Sum of the rates over all rows that were looked at, flagged or not: what to expect if nothing had changed."""
    return sum(false_alarm_rate(one) for one in rows)


def may_be_luck(verdict: Verdict, expected: float) -> bool:
    """Whether a signal, found among rows of which `expected` would be flagged by luck, holds at the usual level only.

    The stricter level: four standard deviations, ten in a row on one side, or 99.98 % for a trend of years. Then at
    most 0.7 % of stable rows are flagged instead of 3.9 %. Verdicts of releases made before it are taken as they are.
    """
    return expected >= MANY_FROM and verdict.change.is_strict is False
