"""Do stated chances come true (METHODS section 18)? Scores of forecasts whose day has come.

Brier (1950): mean squared distance of the chance from what came, 0 or 1; the base rate's is that of always saying the
share that was met. Five bins with counts; the share inside the 80 % limits. Forecasts of one row that look at the same
period share its fate, so their errors are not independent: the numbers of rows stand beside those of forecasts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from bahealth.frozen import Frozen

BINS: Final = 5
WIDEN_BELOW: Final = 0.70  # share inside the 80 % limits
WIDEN_FROM: Final = 50  # forecasts
NOMINAL: Final = 0.80
_ROUNDING: Final = 1e-9


class Scored(Frozen):
    """A chance that was stated, with its 80 % limits in the unit, and what came."""

    probability: float
    is_met: bool
    lower: float | None = None
    upper: float | None = None
    actual: float | None = None
    widening: float = 1.0  # by which the limits had been widened when they were stated

    @property
    def is_inside(self) -> bool | None:
        """Whether what came lay within the limits; None without limits."""
        if self.lower is None or self.upper is None or self.actual is None:
            return None
        return self.lower <= self.actual <= self.upper

    @property
    def stretch(self) -> float | None:
        """How many times as wide the limits would have had to be to hold what came; None without limits."""
        if self.lower is None or self.upper is None or self.actual is None:
            return None
        half = (self.upper - self.lower) / 2
        away = abs(self.actual - (self.lower + self.upper) / 2)
        return away / half if half > 0 else (0.0 if away <= _ROUNDING else math.inf)


class Bin(Frozen):
    """Chances from `lower` to below `upper` (the last: up to 1): how many, their mean, and the share that was met."""

    lower: float
    upper: float
    count: int
    mean_probability: float | None = None
    met_share: float | None = None


class Calibration(Frozen):
    """What became of the chances that were stated; the scores are None with no forecast."""

    forecast_count: int
    row_count: int
    brier: float | None
    base_rate: float | None
    base_rate_brier: float | None
    error: float | None
    bins: tuple[Bin, ...]
    limits_count: int
    held_share: float | None
    widening: float


def calibration(scored: Sequence[Scored], *, row_count: int) -> Calibration:
    """Every score of the forecasts of so many rows."""
    inside = [one for one in scored if one.is_inside is not None]
    met = sum(one.is_met for one in scored) / len(scored) if scored else None
    return Calibration(
        forecast_count=len(scored),
        row_count=row_count,
        brier=brier(scored) if scored else None,
        base_rate=met,
        base_rate_brier=met * (1 - met) if met is not None else None,
        error=calibration_error(scored) if scored else None,
        bins=bins(scored),
        limits_count=len(inside),
        held_share=held_share(inside) if inside else None,
        widening=widening(scored),
    )


def brier(scored: Sequence[Scored]) -> float:
    """Mean squared distance between chance and outcome; 0 is perfect, 0.25 is always saying one half."""
    return sum((one.probability - one.is_met) ** 2 for one in scored) / len(scored)


def bins(scored: Sequence[Scored]) -> tuple[Bin, ...]:
    """Five bins of a fifth each."""
    places = [min(int(one.probability * BINS + _ROUNDING), BINS - 1) for one in scored]
    found: list[Bin] = []
    for number in range(BINS):
        inside = [one for one, place in zip(scored, places, strict=True) if place == number]
        count = len(inside)
        found.append(
            Bin(
                lower=number / BINS,
                upper=(number + 1) / BINS,
                count=count,
                mean_probability=sum(one.probability for one in inside) / count if count else None,
                met_share=sum(one.is_met for one in inside) / count if count else None,
            )
        )
    return tuple(found)


def calibration_error(scored: Sequence[Scored]) -> float:
    """Mean over the forecasts of the distance, in their bin, between mean chance and the share that was met."""
    return sum(
        one.count * abs(one.mean_probability - one.met_share)
        for one in bins(scored)
        if one.mean_probability is not None and one.met_share is not None
    ) / len(scored)


def held_share(scored: Sequence[Scored]) -> float:
    """Share of what came that lay within the 80 % limits; NaN without limits."""
    known = [one.is_inside for one in scored if one.is_inside is not None]
    return sum(known) / len(known) if known else math.nan


def widening(scored: Sequence[Scored]) -> float:
    """By what factor the model's own limits must be widened: 1 unless they hold fewer than 70 % of 50 or more.

    Otherwise as many times as wide as would have held four in five; never narrower. Limits that were stated widened
    are first made as narrow as the model had them, so that a factor that works does not undo itself.
    """
    own = sorted(one.stretch * one.widening for one in scored if one.stretch is not None and math.isfinite(one.stretch))
    if len(own) < WIDEN_FROM or sum(one <= 1 for one in own) >= WIDEN_BELOW * len(own):
        return 1.0
    return max(1.0, own[math.ceil(NOMINAL * len(own)) - 1])
