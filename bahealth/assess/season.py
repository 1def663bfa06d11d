"""Taking the season out of a series on the logit or log scale (METHODS sections 6 and 18)."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bahealth.catalog.model import Indicator, Kind

Numbers: TypeAlias = NDArray[np.float64]

YEARS_NEEDED = 3


def link(indicator: Indicator, value: Numbers, half: Numbers) -> Numbers:
    """Values on the scale on which they are modelled: logit of a share, log of anything else.

    `half` is half an event in the unit of the value (0 when unknown): a share becomes
    logit((k + .5) / (n + 1)), a rate log((k + .5) / n). NaN where that is not defined.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        if indicator.kind is Kind.PROPORTION:
            scaled = np.log((value + half) / (indicator.multiplier - value + half))
        else:
            scaled = np.log(value + half)
    return np.where(np.isfinite(scaled), scaled, np.nan)


def unlink(indicator: Indicator, scaled: float) -> float:
    """Back from the model's scale to the unit."""
    if indicator.kind is Kind.PROPORTION:
        return indicator.multiplier / (1 + math.exp(-scaled))
    return math.exp(scaled)


def season_effects(scaled: Numbers, places: NDArray[np.int_], season: int) -> Numbers:
    """Effect of each place of the year (0 .. season-1), adding up to 0, NaN where a place was never seen.

    Each year's own level (blocks of `season` periods from the first point) is taken out before the effects
    are averaged, so a change of level is not mistaken for a season. `places` counts periods from any origin.
    """
    blocks = (places - places[0]) // season
    residual = scaled.copy()
    for block in np.unique(blocks):
        inside = blocks == block
        residual[inside] -= np.nanmean(scaled[inside])
    effects = np.full(season, np.nan)
    for place in range(season):
        seen = residual[(places % season == place) & np.isfinite(residual)]
        if len(seen):
            effects[place] = seen.mean()
    return effects - float(np.nanmean(effects))


def spread_factor(season: int, years: float = YEARS_NEEDED) -> float:
    """How much wider limits must be when effects were estimated from the very points of the baseline.

    In the baseline `season - 1` of `season * years` degrees of freedom are used up; a new point carries the
    error of its effect, 1 / years of a variance.
    """
    return math.sqrt((1 + 1 / years) / (1 - (season - 1) / (season * years)))
