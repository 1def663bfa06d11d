"""Places on a picture: months of a series, stretches without a missing period, a straight scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Literal

from bahealth.assess.model import Point

Axis = Literal["zero", "data"]


def month_index(day: date) -> float:
    """Months since year 0, with the day as its part of a month."""
    return day.year * 12 + day.month - 1 + (day.day - 1) / 31


def epoch_ms(day: date) -> float:
    """Milliseconds of UTC midnight, which Vega takes for a time and no time zone can shift."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000


def runs(points: Sequence[Point]) -> list[tuple[int, int]]:
    """First and last place of each stretch in which no period is missing.

    Periods follow at their own length, or closer where rolling periods overlap.
    """
    if not points:
        return []
    starts = [point.period_start.year * 12 + point.period_start.month for point in points]
    steps = [later - earlier for earlier, later in pairwise(starts)]
    step = min([point.period_months for point in points] + [one for one in steps if one > 0])
    breaks = [place for place, gap in enumerate(steps) if gap > step]
    return list(zip([0, *(place + 1 for place in breaks)], [*breaks, len(points) - 1], strict=True))


@dataclass(frozen=True)
class Scale:
    """Straight from values to places on the picture; what lies outside is drawn at the edge."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Place of `value`."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)

    @property
    def line(self) -> tuple[float, float]:
        """Intercept and slope, for many values that are known to lie inside."""
        slope = (self.end - self.start) / (self.high - self.low)
        return self.start - slope * self.low, slope
